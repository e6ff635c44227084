"""Each check finds what it is for, in the right place, and nothing else moves.

`remarks.txt` holds all that is remarked after each change, word for word. To accept new wording on
purpose: UPDATE_SNAPSHOTS=1 pytest -n 0 on this file, and read every changed line.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import get_args

import pytest
from _pytest.mark import ParameterSet
from tests.registry.conftest import PROTOCOL

import living_review.registry
from living_review.protocol import parse_protocol
from living_review.protocol.analysis import Method
from living_review.registry import TABLES, Snapshot, catalogue
from living_review.registry.checks.outcomes import number_known
from living_review.registry.checks.plausibility import unusual_level
from living_review.registry.frames import typed
from living_review.sources import RawTables

Tables = dict[str, list[dict[str, str]]]
Reading = Callable[[Tables], Snapshot]
Change = Callable[[Tables], object]

# In the faultless registry rows 2 to 5 of arms are trials A and B on mood, 6 and 7 A on pain (MD),
# 8 and 9 B on growth (ROM), 10 and 11 A on relapse (RR); row 2 of contrasts is trial C on mood.
MOOD_A, MOOD_A_CONTROL, MOOD_B, MOOD_B_CONTROL, PAIN, PAIN_CONTROL, GROWTH, _, RELAPSE, _ = range(
    10
)


def arm(i: int, **cells: str) -> Change:
    return lambda tables: tables["arms"][i].update(cells)


def both(i: int, **cells: str) -> Change:
    return lambda tables: [tables["arms"][j].update(cells) for j in (i, i + 1)]


def contrast(**cells: str) -> Change:
    return lambda tables: tables["contrasts"][0].update(cells)


def trial(i: int, **cells: str) -> Change:
    return lambda tables: tables["trials"][i].update(cells)


def settings(*values: str) -> Change:
    """Say of each trial in turn who took part, by which trials are grouped."""

    def change(tables: Tables) -> None:
        for row, value in zip(tables["trials"], values, strict=True):
            row["population"] = value

    return change


def search(**cells: str) -> Change:
    return lambda tables: tables["searches"][0].update(cells)


def judged(**cells: str) -> Change:
    return lambda tables: tables["risk_of_bias"][0].update(cells)


def also(table: str, like: int, **cells: str) -> Change:
    return lambda tables: tables[table].append({**tables[table][like], **cells})


def falls(**cells: str) -> Change:
    """Two arms of trial A on an outcome that is a rate, in rows 12 and 13."""
    rate = {"outcome": "falls", "events": "60", "time_at_risk": "7.5", **cells}

    def change(tables: Tables) -> None:
        also("arms", RELAPSE, **rate)(tables)
        also("arms", RELAPSE + 1, **{**rate, "time_at_risk": "7.5"})(tables)

    return change


def hazard(**cells: str) -> Change:
    """A contrast of trial C on an outcome that is a hazard ratio, in row 3."""
    given = {"measure": "HR", "estimate": "0.8", "instrument": "", "higher_is_better": "false"}
    return also("contrasts", 0, outcome="death", **{**given, **cells})


def again(**cells: str) -> Change:
    """Add the two arms of trial A on mood once more."""
    return lambda tables: [also("arms", i, **cells)(tables) for i in (0, 1)]


def in_mood(tables: Tables) -> list[tuple[int, dict[str, str]]]:
    """Give the arms of trial A on mood, each with the number of its measurement."""
    arms = tables["arms"]
    return [(1, arms[0]), (1, arms[1]), (2, arms[-2]), (2, arms[-1])]


# change, then table, row, column, rule of a remark that must be among those made
ERRORS: dict[str, tuple[Change, tuple[str, int, str, str]]] = {
    "no n": (arm(0, n=""), ("arms", 2, "n", "n-missing")),
    "no n of people with an event, though in person-time": (
        arm(RELAPSE, n="", time_at_risk="7.5"),
        ("arms", 10, "n", "n-missing"),
    ),
    "neither n nor the time of a rate": (
        falls(n="", time_at_risk=""),
        ("arms", 12, "time_at_risk", "person-time-missing"),
    ),
    "no role": (arm(0, role=""), ("arms", 2, "role", "cell-missing")),
    "no year": (trial(0, year=""), ("trials", 2, "year", "cell-missing")),
    "a decimal comma": (arm(0, mean="55,1"), ("arms", 2, "mean", "decimal-comma")),
    "an O for a zero": (arm(0, n="5O"), ("arms", 2, "n", "not-a-number")),
    "not a number at all": (arm(0, mean="fifty"), ("arms", 2, "mean", "not-a-number")),
    "infinite": (arm(0, sd="inf"), ("arms", 2, "sd", "not-a-number")),
    "underscores": (arm(0, n="5_0"), ("arms", 2, "n", "not-a-number")),
    "thousands": (arm(0, n="1,050"), ("arms", 2, "n", "decimal-comma")),
    "beyond measure": (arm(0, sd="1e300"), ("arms", 2, "sd", "number-out-of-range")),
    "n not whole": (arm(0, n="49.5"), ("arms", 2, "n", "not-whole")),
    "events not whole": (arm(RELAPSE, events="12.5"), ("arms", 10, "events", "not-whole")),
    "events in percent": (arm(RELAPSE, events="12%"), ("arms", 10, "events", "percentage-entered")),
    "unknown role": (arm(0, role="group A"), ("arms", 2, "role", "not-allowed")),
    "unknown status": (trial(0, status="maybe"), ("trials", 2, "status", "not-allowed")),
    "direction not a boolean": (
        arm(0, higher_is_better="higher"),
        ("arms", 2, "higher_is_better", "not-a-boolean"),
    ),
    "bad date": (trial(0, date_added="12.7.2019"), ("trials", 2, "date_added", "not-a-date")),
    "impossible date": (
        trial(0, date_added="2019-02-30"),
        ("trials", 2, "date_added", "not-a-date"),
    ),
    "bad month": (trial(0, completed="2019-13"), ("trials", 2, "completed", "not-a-date")),
    "bad identifier": (trial(0, trial_id="../A"), ("trials", 2, "trial_id", "bad-identifier")),
    "long text": (arm(0, notes="x" * 5001), ("arms", 2, "notes", "text-too-long")),
    "control character": (arm(0, notes="a\x07b"), ("arms", 2, "notes", "control-character")),
    "unknown trial": (arm(0, trial_id="Z"), ("arms", 2, "trial_id", "unknown-trial")),
    "unknown outcome": (arm(0, outcome="moood"), ("arms", 2, "outcome", "unknown-outcome")),
    "unknown time point": (
        arm(0, timepoint="later"),
        ("arms", 2, "timepoint", "unknown-timepoint"),
    ),
    "unknown domain": (judged(domain="D9"), ("risk_of_bias", 2, "domain", "unknown-domain")),
    "judgement of the other tool": (
        judged(judgement="unclear"),
        ("risk_of_bias", 2, "judgement", "unknown-judgement"),
    ),
    "n of zero": (arm(0, n="0"), ("arms", 2, "n", "n-not-positive")),
    "n of a contrast below zero": (
        contrast(n_control="-4"),
        ("contrasts", 2, "n_control", "n-not-positive"),
    ),
    "nobody randomised": (
        trial(0, n_randomised="0"),
        ("trials", 2, "n_randomised", "n-not-positive"),
    ),
    "sd of zero": (arm(0, sd="0"), ("arms", 2, "sd", "sd-not-positive")),
    "sd below zero": (arm(0, sd="-1"), ("arms", 2, "sd", "sd-not-positive")),
    "se of an arm below zero": (arm(0, se="-1"), ("arms", 2, "se", "se-not-positive")),
    "se of a contrast of zero": (contrast(se="0"), ("contrasts", 2, "se", "se-not-positive")),
    "events below zero": (arm(RELAPSE, events="-1"), ("arms", 10, "events", "events-negative")),
    "rate without time": (
        falls(time_at_risk=""),
        ("arms", 12, "time_at_risk", "person-time-missing"),
    ),
    "time of zero": (
        falls(time_at_risk="0"),
        ("arms", 12, "time_at_risk", "person-time-not-positive"),
    ),
    "an hour for each person": (
        falls(time_at_risk="0.01"),
        ("arms", 12, "time_at_risk", "person-time-impossible"),
    ),
    "three centuries for each person": (
        falls(time_at_risk="15000"),
        ("arms", 12, "time_at_risk", "person-time-impossible"),
    ),
    "counts of a hazard": (
        lambda tables: [also("arms", RELAPSE + i, outcome="death")(tables) for i in (0, 1)],
        ("arms", 12, "outcome", "arms-of-a-hazard"),
    ),
    "neither estimate nor log-rank": (
        hazard(estimate="", o_minus_e="-3"),
        ("contrasts", 3, "estimate", "cell-missing"),
    ),
    "log-rank of a mean": (
        contrast(o_minus_e="-3", variance="9"),
        ("contrasts", 2, "measure", "log-rank-measure"),
    ),
    "variance of zero": (
        hazard(o_minus_e="-3", variance="0"),
        ("contrasts", 3, "variance", "variance-not-positive"),
    ),
    "weeks below zero": (both(0, weeks="-1"), ("arms", 2, "weeks", "weeks-negative")),
    "cluster smaller than one": (
        arm(0, cluster_size="0.5"),
        ("arms", 2, "cluster_size", "cluster-size"),
    ),
    "records below zero": (search(records="-5"), ("searches", 2, "records", "records-negative")),
    "level in percent": (arm(0, ci_level="95"), ("arms", 2, "ci_level", "ci-level")),
    "p of zero": (contrast(p="0"), ("contrasts", 2, "p", "p-out-of-range")),
    "p above one": (contrast(p="1.2"), ("contrasts", 2, "p", "p-out-of-range")),
    "icc above one": (arm(0, icc="1.5"), ("arms", 2, "icc", "icc-out-of-range")),
    "more events than people": (
        arm(RELAPSE, events="51"),
        ("arms", 10, "events", "events-exceed-n"),
    ),
    "interval reversed": (
        contrast(ci_low="0.7", ci_high="-0.1"),
        ("contrasts", 2, "ci_low", "interval-reversed"),
    ),
    "estimate outside": (
        contrast(ci_low="0.4", ci_high="0.7"),
        ("contrasts", 2, "estimate", "estimate-outside-interval"),
    ),
    "mean outside": (
        arm(0, ci_low="56", ci_high="58"),
        ("arms", 2, "mean", "estimate-outside-interval"),
    ),
    "log of a ratio": (
        contrast(
            outcome="relapse",
            instrument="",
            higher_is_better="false",
            measure="RR",
            estimate="-0.3",
        ),
        ("contrasts", 2, "estimate", "ratio-not-positive"),
    ),
    "risk difference in percent": (
        contrast(measure="RD", estimate="-12"),
        ("contrasts", 2, "estimate", "risk-difference"),
    ),
    "quartiles reversed": (
        arm(0, median="5", q1="7", q3="9"),
        ("arms", 2, "q1", "quantiles-out-of-order"),
    ),
    "year of the Romans": (trial(0, year="12"), ("trials", 2, "year", "year-out-of-range")),
    "year to come": (trial(0, year="2028"), ("trials", 2, "year", "year-out-of-range")),
    "cluster larger than the arm": (
        both(0, cluster_size="220", icc="0.05"),
        ("arms", 2, "cluster_size", "cluster-larger-than-arm"),
    ),
    "quartile beyond the scale": (
        both(0, sd="", median="55", q1="45", q3="165"),
        ("arms", 2, "q3", "outside-range"),
    ),
    "difference wider than the scale": (
        contrast(measure="MD", estimate="151"),
        ("contrasts", 2, "estimate", "outside-range"),
    ),
    "sd beyond the scale, from an se": (
        arm(0, sd="", se="10"),
        ("arms", 2, "se", "sd-beyond-range"),
    ),
    "sd beyond the scale, from an interval": (
        arm(0, sd="", ci_low="35.1", ci_high="75.1", n="90"),
        ("arms", 2, "ci_low", "sd-beyond-range"),
    ),
    "sd beyond the scale, implied": (
        contrast(measure="MD", estimate="4", se="12"),
        ("contrasts", 2, "se", "sd-beyond-range"),
    ),
    "mean beyond the scale": (arm(0, mean="551"), ("arms", 2, "mean", "outside-range")),
    "sd beyond the scale": (arm(0, sd="60"), ("arms", 2, "sd", "sd-beyond-range")),
    "a footnote": (arm(0, mean="55.1*"), ("arms", 2, "mean", "footnote-mark")),
    "a footnote in letters": (arm(0, n="50 a"), ("arms", 2, "n", "footnote-mark")),
    "thousands and decimals": (arm(0, mean="1.055,1"), ("arms", 2, "mean", "decimal-comma")),
    "a cell left over": (
        lambda tables: tables["arms"].append({"mean": "3.2"}),
        ("arms", 12, "mean", "leftover-row"),
    ),
    "the header again": (
        lambda tables: tables["arms"].append(
            {name: name for name in dict.fromkeys(n for row in tables["arms"] for n in row)}
        ),
        ("arms", 12, "trial_id", "leftover-row"),
    ),
    "no mean": (arm(0, mean=""), ("arms", 2, "mean", "no-result")),
    "a median and no quartiles": (
        arm(0, mean="", median="55"),
        ("arms", 2, "mean", "no-result"),
    ),
    "no events": (arm(RELAPSE, events=""), ("arms", 10, "events", "no-result")),
    "no spread": (arm(0, sd=""), ("arms", 2, "sd", "no-spread")),
    "half an interval is no spread": (arm(0, sd="", ci_low="50"), ("arms", 2, "sd", "no-spread")),
    "ratio of a mean of zero": (arm(GROWTH, mean="0"), ("arms", 8, "mean", "mean-not-positive")),
    "pain that is better high": (
        both(PAIN, higher_is_better="true"),
        ("arms", 6, "higher_is_better", "direction-contradicts-outcome"),
    ),
    "scale in its other direction": (
        both(0, higher_is_better="false"),
        ("arms", 2, "higher_is_better", "direction-contradicts-instrument"),
    ),
    "two interventions": (
        arm(1, role="intervention"),
        ("arms", 3, "role", "both-arms-same-role"),
    ),
    "no control": (
        lambda tables: tables["arms"].pop(1),
        ("arms", 2, "role", "arm-without-partner"),
    ),
    "instrument spelt in two ways": (
        arm(0, instrument="Mood scale"),
        ("arms", 2, "role", "arm-without-partner"),
    ),
    "the trial's row set aside": (trial(0, year="x"), ("arms", 2, "trial_id", "trial-set-aside")),
    "arm on both sides": (
        lambda tables: (arm(PAIN, arm="care")(tables), arm(PAIN_CONTROL, arm="group")(tables)),
        ("arms", 2, "role", "arm-changes-role"),
    ),
    "arm entered twice, in capitals": (
        also("arms", 0, arm="Group"),
        ("arms", 12, "arm", "arm-named-twice"),
    ),
    "instrument entered twice, in capitals": (
        lambda tables: tables["arms"].extend(
            {**row, "instrument": "mood  scale"} for row in tables["arms"][:2]
        ),
        ("arms", 2, "arm", "arm-named-twice"),
    ),
    "control entered twice": (
        also("arms", 1, arm="care (second comparison)"),
        ("arms", 12, "arm", "control-used-twice"),
    ),
    "arms in two directions": (
        arm(1, higher_is_better="false"),
        ("arms", 3, "higher_is_better", "direction-contradicts-instrument"),
    ),
    "arms of two kinds": (arm(0, score="change"), ("arms", 2, "score", "arms-disagree")),
    "measured at two weeks": (again(weeks="26"), ("arms", 2, "weeks", "several-weeks")),
    "measured again, and nobody says when": (
        again(weeks=""),
        ("arms", 2, "weeks", "several-weeks"),
    ),
    "measured again by the names of arms": (
        lambda tables: [
            again(mean="54")(tables),
            *(row.update(arm=f"{row['arm']} (week {i})") for i, row in in_mood(tables)),
        ],
        ("arms", 2, "arm", "arms-named-by-time"),
    ),
    "strata beside a result without one": (
        lambda tables: [again(stratum="women")(tables), again(stratum="men")(tables)],
        ("arms", 2, "stratum", "stratum-missing"),
    ),
    "more than randomised": (
        trial(0, n_randomised="99"),
        ("arms", 2, "n", "more-than-randomised"),
    ),
    "more in a contrast": (
        trial(2, n_randomised="81"),
        ("contrasts", 2, "n_intervention", "more-than-randomised"),
    ),
    "more than randomised in one arm of a crossover": (
        trial(0, n_randomised="49", design="crossover"),
        ("arms", 3, "n", "more-than-randomised"),
    ),
    "more than randomised in one period": (
        trial(2, n_randomised="41", design="crossover"),
        ("contrasts", 2, "n_intervention", "more-than-randomised"),
    ),
    "no spread of differences": (
        contrast(sd_difference="0"),
        ("contrasts", 2, "sd_difference", "sd-not-positive"),
    ),
}


QUERIES: dict[str, tuple[Change, tuple[str, int, str, str]]] = {
    "measure of no use": (
        contrast(measure="OR", estimate="1.5"),
        ("contrasts", 2, "measure", "measure-not-usable"),
    ),
    "no precision": (contrast(se=""), ("contrasts", 2, "se", "no-precision")),
    "no effect and only p": (
        contrast(se="", estimate="0", p="0.9"),
        ("contrasts", 2, "p", "no-precision"),
    ),
    "difference in points without n": (
        contrast(measure="MD", estimate="4", n_control=""),
        ("contrasts", 2, "n_intervention", "n-missing"),
    ),
    "points and only p without n": (
        contrast(measure="MD", estimate="4", se="", p="0.01", n_intervention=""),
        ("contrasts", 2, "n_intervention", "n-missing"),
    ),
    "se for sd": (both(0, sd="1"), ("arms", 2, "sd", "smd-implausible")),
    "contrast beyond belief": (
        contrast(estimate="3"),
        ("contrasts", 2, "estimate", "smd-implausible"),
    ),
    "implied contrast beyond belief": (
        contrast(measure="MD", estimate="6", se="0.4"),
        ("contrasts", 2, "estimate", "smd-implausible"),
    ),
    "se for sd, recovered, beyond belief": (
        both(GROWTH, outcome="mood", se="0.05", sd=""),
        ("arms", 8, "se", "smd-implausible"),
    ),
    "sd for se beside other trials": (
        both(MOOD_B, sd="", se="6.5"),
        ("arms", 4, "se", "se-looks-like-sd"),
    ),
    "mean and sd for an interval": (
        lambda tables: (
            arm(MOOD_B, sd="", ci_low="43", ci_high="65")(tables),
            arm(MOOD_B_CONTROL, sd="", ci_low="38.5", ci_high="62.5")(tables),
        ),
        ("arms", 4, "ci_low", "se-looks-like-sd"),
    ),
    "sd for se in a contrast": (
        contrast(measure="MD", estimate="4", se="9"),
        ("contrasts", 2, "se", "se-looks-like-sd"),
    ),
    "sd for se in one arm": (arm(PAIN, sd="", se="10"), ("arms", 6, "se", "arms-sd-differ")),
    "sd for se in both arms of the only trial": (
        both(GROWTH, sd="", se="2"),
        ("arms", 8, "se", "sd-above-mean"),
    ),
    "sd above the mean": (both(GROWTH, sd="19"), ("arms", 8, "sd", "sd-above-mean")),
    "quartiles of another scale": (
        arm(GROWTH, median="12", q1="4", q3="20"),
        ("arms", 8, "q1", "quantiles-contradict-spread"),
    ),
    "extremes of another scale": (
        arm(GROWTH, sd="", median="12", q1="10.6", q3="13.4", min="1", max="300"),
        ("arms", 8, "min", "quantiles-contradict-spread"),
    ),
    "mean far from its median": (
        arm(GROWTH, median="16"),
        ("arms", 8, "mean", "mean-contradicts-quantiles"),
    ),
    "mean beyond the largest": (
        arm(GROWTH, min="1", max="11"),
        ("arms", 8, "mean", "mean-contradicts-quantiles"),
    ),
    "skewed quartiles": (
        arm(GROWTH, sd="", mean="", median="10", q1="9.8", q3="14"),
        ("arms", 8, "q1", "quantiles-skewed"),
    ),
    "combined arms of two scales": (
        also("arms", 0, arm="second group", mean="5.5", sd="1"),
        ("arms", 12, "mean", "combined-arms-differ"),
    ),
    "another level": (
        contrast(se="", ci_low="-0.1", ci_high="0.7", ci_level="0.99"),
        ("contrasts", 2, "ci_level", "ci-level-unusual"),
    ),
    "sd for the se of a standardised difference": (
        contrast(se="1.1"),
        ("contrasts", 2, "se", "se-contradicts-n"),
    ),
    "variance for the se of a standardised difference": (
        contrast(se="0.048"),
        ("contrasts", 2, "se", "se-contradicts-n"),
    ),
    "ratio with the precision of more people": (
        contrast(
            outcome="relapse",
            instrument="",
            higher_is_better="false",
            measure="OR",
            estimate="0.8",
            se="0.1",
        ),
        ("contrasts", 2, "se", "se-contradicts-n"),
    ),
    "ratio with an sd": (
        contrast(
            outcome="relapse",
            instrument="",
            higher_is_better="false",
            measure="RR",
            estimate="0.8",
            se="2.3",
        ),
        ("contrasts", 2, "se", "se-contradicts-n"),
    ),
    "ratio less precise than the others": (
        lambda tables: (
            contrast(
                outcome="relapse",
                instrument="",
                higher_is_better="false",
                measure="RR",
                estimate="0.8",
                se="0.2",
            )(tables),
            tables["contrasts"].extend(
                {**tables["contrasts"][0], "trial_id": t, "se": se}
                for t, se in (("A", "0.19"), ("B", "1.4"))
            ),
        ),
        ("contrasts", 4, "se", "se-unlike-others"),
    ),
    "a scale that nothing else measures": (
        contrast(measure="MD", estimate="4", se="9", instrument="Rare Scale"),
        ("contrasts", 2, "se", "se-unconfirmed"),
    ),
    "implied sd unlike the others": (
        contrast(measure="MD", estimate="1", se="0.6"),
        ("contrasts", 2, "se", "sd-ratio"),
    ),
    "changes that nobody labelled": (
        lambda tables: (
            both(MOOD_B, outcome="pain", instrument="Pain Scale", higher_is_better="false")(tables),
            arm(MOOD_B, mean="-6", sd="8")(tables),
            arm(MOOD_B_CONTROL, mean="-4", sd="8")(tables),
        ),
        ("arms", 4, "score", "score-looks-like-change"),
    ),
    "gains that nobody labelled": (
        lambda tables: (arm(MOOD_B, mean="6")(tables), arm(MOOD_B_CONTROL, mean="4")(tables)),
        ("arms", 4, "score", "score-looks-like-change"),
    ),
    "cluster size without icc": (
        both(0, cluster_size="12"),
        ("arms", 2, "icc", "cluster-half-given"),
    ),
    "icc without cluster size": (
        both(0, icc="0.05"),
        ("arms", 2, "cluster_size", "cluster-half-given"),
    ),
    "clusters in one arm": (
        arm(0, icc="0.05", cluster_size="12"),
        ("arms", 3, "icc", "cluster-one-arm"),
    ),
    "clusters in a trial of people": (
        both(0, icc="0.05", cluster_size="12"),
        ("arms", 2, "icc", "cluster-not-the-design"),
    ),
    "people all alike in a cluster": (
        lambda tables: (
            trial(0, design="cluster")(tables),
            both(0, icc="1", cluster_size="12")(tables),
        ),
        ("arms", 2, "icc", "icc-large"),
    ),
    "one person": (both(0, n="1"), ("arms", 2, "n", "one-person")),
    "another scoring": (both(MOOD_B, sd="1.1", mean="5"), ("arms", 4, "sd", "sd-ratio")),
    "sd made from a rounded se": (
        # 1.45 times the root of 47
        arm(0, n="47", sd="9.940699"),
        ("arms", 2, "sd", "sd-from-rounded-se"),
    ),
    "sd made with the n of another row": (
        lambda tables: (
            arm(0, n="47")(tables),
            arm(PAIN, n="50", sd="9.940699")(tables),
        ),
        ("arms", 6, "sd", "sd-of-another-n"),
    ),
    "a doubt in the notes": (
        arm(0, notes="From table 2. Doubt: the direction was not seen."),
        ("arms", 2, "notes", "doubt-noted"),
    ),
    "a direction without an estimate": (
        contrast(estimate="", se="", direction="intervention"),
        ("contrasts", 2, "direction", "no-precision"),
    ),
    "se against sd": (arm(0, se="5"), ("arms", 2, "se", "se-contradicts-sd")),
    "uneven interval": (
        contrast(se="", ci_low="-0.6", ci_high="0.35"),
        ("contrasts", 2, "estimate", "interval-uneven"),
    ),
    "se against interval": (
        contrast(ci_low="-0.6", ci_high="1.2"),
        ("contrasts", 2, "se", "se-contradicts-interval"),
    ),
    "mirrored sign": (
        contrast(trial_id="A", estimate="-0.3"),
        ("contrasts", 2, "estimate", "mirrored-sign"),
    ),
    "mirrored ratio": (
        contrast(
            trial_id="A",
            outcome="relapse",
            instrument="",
            higher_is_better="false",
            measure="RR",
            estimate="1.8",
        ),
        ("contrasts", 2, "estimate", "mirrored-sign"),
    ),
    "turned round": (
        contrast(instrument="Gloom", higher_is_better="false"),
        ("contrasts", 2, "higher_is_better", "direction-turned"),
    ),
    "scale in two directions": (
        lambda tables: (
            both(0, instrument="Gloom", higher_is_better="false")(tables),
            both(MOOD_B, instrument="Gloom")(tables),
        ),
        ("arms", 4, "higher_is_better", "instrument-two-directions"),
    ),
    "change among endpoints": (both(0, score="change"), ("arms", 2, "score", "scores-mixed")),
    "points of two scales": (
        lambda tables: (
            both(MOOD_B, outcome="pain", instrument="VAS", higher_is_better="false")(tables),
        ),
        ("arms", 4, "instrument", "instruments-mixed"),
    ),
    "percentages as counts": (
        lambda tables: (both(RELAPSE, n="100")(tables), trial(0, n_randomised="200")(tables)),
        ("arms", 10, "events", "events-as-percentages"),
    ),
    "outside the window": (both(0, weeks="90"), ("arms", 2, "weeks", "weeks-outside-window")),
    "two different weeks": (arm(0, weeks="12"), ("arms", 2, "weeks", "weeks-differ")),
    "cluster trial": (trial(0, design="cluster"), ("arms", 2, "icc", "cluster-unadjusted")),
    "intervention called control": (
        arm(0, arm="waiting list"),
        ("arms", 2, "role", "role-contradicts-name"),
    ),
    "the same numbers": (arm(MOOD_B, mean="55.1", sd="10"), ("arms", 4, "mean", "same-data-twice")),
    "intervention entered twice": (
        lambda tables: (
            also("arms", 0, arm="another group")(tables),
            trial(0, n_randomised="150")(tables),
        ),
        ("arms", 12, "arm", "same-arm-twice"),
    ),
    "control of events entered twice": (
        lambda tables: (
            also("arms", 9, arm="care (again)")(tables),
            trial(0, n_randomised="150")(tables),
        ),
        ("arms", 11, "arm", "same-arm-twice"),
    ),
    "a formula that failed": (
        trial(0, n_randomised="#VALUE!"),
        ("trials", 2, "n_randomised", "spreadsheet-error"),
    ),
    "a word for not reported": (arm(0, weeks="n.r."), ("arms", 2, "weeks", "read-as-empty")),
    "category misspelt": (
        trial(0, category="grouup"),
        ("trials", 2, "category", "filtered-by-a-slip"),
    ),
    "mean and SD exchanged": (
        arm(GROWTH, mean="2", sd="11"),
        ("arms", 8, "sd", "mean-and-sd-exchanged"),
    ),
    "half an interval": (contrast(ci_high="0.7"), ("contrasts", 2, "ci_high", "half-a-pair")),
    "half the quartiles": (arm(0, q1="48"), ("arms", 2, "q1", "half-a-pair")),
    "subgroup misspelt": (
        settings("in person", "In  Person", "in-person"),
        ("trials", 4, "population", "level-by-a-slip"),
    ),
    "no category": (trial(1, category=""), ("trials", 3, "category", "filtered-by-a-slip")),
    "no moderator": (trial(0, dose=""), ("trials", 2, "dose", "grouping-missing")),
    "same doi": (
        lambda tables: (
            trial(0, doi="https://doi.org/10.1/X")(tables),
            trial(1, doi="10.1/x")(tables),
        ),
        ("trials", 2, "doi", "duplicate-report"),
    ),
    "same registration": (
        lambda tables: (
            trial(0, registration="NCT1; NCT2")(tables),
            trial(1, registration="nct2")(tables),
        ),
        ("trials", 3, "registration", "duplicate-report"),
    ),
    "same label": (trial(1, label="TRIAL-A"), ("trials", 3, "label", "duplicate-report")),
    "instruments of no order": (
        lambda tables: [
            also("arms", i, outcome="pain", instrument="Other", mean=mean)(tables)
            for i, mean in ((PAIN, "31"), (PAIN_CONTROL, "36"))
        ],
        ("arms", 12, "instrument", "instruments-not-in-order"),
    ),
    "strata by their names": (
        lambda tables: [
            also("arms", 0, arm="group (women)", mean="50")(tables),
            also("arms", 1, arm="care (women)", mean="49")(tables),
            trial(0, n_randomised="200")(tables),
        ],
        ("arms", 2, "stratum", "strata-by-name"),
    ),
    "two arms of each role": (
        lambda tables: [
            also("arms", 0, arm="pairs", mean="50")(tables),
            also("arms", 1, arm="waiting", mean="49")(tables),
            trial(0, n_randomised="200")(tables),
        ],
        ("arms", 2, "arm", "arms-combined-on-both-sides"),
    ),
    "same id in capitals": (
        also("trials", 0, trial_id="a"),
        ("trials", 5, "trial_id", "duplicate-report"),
    ),
    "added tomorrow": (
        trial(0, date_added="2026-11-23"),
        ("trials", 2, "date_added", "date-in-the-future"),
    ),
    "searched tomorrow": (search(date="2026-11-23"), ("searches", 2, "date", "date-in-the-future")),
    "included without data": (
        lambda tables: tables.pop("contrasts"),
        ("trials", 4, "status", "included-without-data"),
    ),
    "all data set aside": (
        contrast(estimate="many"),
        ("trials", 4, "status", "included-without-data"),
    ),
    "not judged": (
        lambda tables: tables["risk_of_bias"].pop(0),
        ("trials", 2, "status", "included-without-rob"),
    ),
    "standardised, with only p and without n": (
        contrast(se="", p="0.01", n_intervention=""),
        ("contrasts", 2, "n_intervention", "people-not-counted"),
    ),
    "a crossover without pairs": (
        trial(0, design="crossover"),
        ("arms", 2, "arm", "crossover-unpaired"),
    ),
    "a difference within people that cannot be standardised": (
        lambda tables: (trial(2, design="crossover")(tables), contrast(measure="MD")(tables)),
        ("contrasts", 2, "estimate", "crossover-unpaired"),
    ),
    "a paired figure that cannot be": (
        lambda tables: (
            trial(0, design="crossover")(tables),
            contrast(trial_id="A", measure="MD", estimate="3.1", se="9")(tables),
        ),
        ("contrasts", 2, "se", "crossover-correlation"),
    ),
    "differences within people in two groups": (
        contrast(sd_difference="2"),
        ("contrasts", 2, "sd_difference", "sd-difference-not-crossover"),
    ),
    "a t statistic of another measure": (contrast(t="2"), ("contrasts", 2, "t", "t-not-used")),
    "differences of another measure": (
        contrast(sd_difference="2"),
        ("contrasts", 2, "sd_difference", "t-not-used"),
    ),
    "people of a rate not counted": (
        falls(n=""),
        ("arms", 12, "n", "people-not-counted"),
    ),
    "people not counted": (
        contrast(n_control=""),
        ("contrasts", 2, "n_intervention", "people-not-counted"),
    ),
    "no reason": (trial(2, status="retracted"), ("trials", 4, "status_reason", "reason-missing")),
    "overall too good": (
        also("risk_of_bias", 0, domain="D1", judgement="high"),
        ("risk_of_bias", 2, "judgement", "overall-too-good"),
    ),
    "no overall": (judged(domain="D1"), ("risk_of_bias", 2, "domain", "overall-missing")),
    "unknown search": (trial(0, search_id="s2"), ("trials", 2, "search_id", "unknown-search")),
    "flow does not add up": (
        search(records="100", duplicates_removed="10", screened="95"),
        ("searches", 2, "screened", "search-arithmetic"),
    ),
    "more excluded than read": (
        search(assessed="4", excluded_full_text="5"),
        ("searches", 2, "excluded_full_text", "search-arithmetic"),
    ),
    "filter finds nothing": (
        lambda tables: [row.update(category="groups") for row in tables["trials"]],
        ("protocol", 9, "comparisons[main].include.category", "filter-matches-nothing"),
    ),
    "two bytes for a letter": (
        trial(0, population="Zürich".encode().decode("latin-1")),
        ("trials", 2, "population", "text-misread"),
    ),
    "a quotation mark in three letters": (
        arm(0, notes="the authorâ€™s figure"),
        ("arms", 2, "notes", "text-misread"),
    ),
    "a letter that was lost": (
        trial(0, label="Z\ufffdrich"),
        ("trials", 2, "label", "text-misread"),
    ),
    "a space of no width": (
        trial(0, population="adults\u200b, outpatients"),
        ("trials", 2, "population", "invisible-character"),
    ),
    "se for sd beside other trials": (
        both(0, sd="1.4"),
        ("arms", 2, "sd", "sd-looks-like-se"),
    ),
    "se for sd in its range": (
        lambda tables: (
            both(0, sd="1.4")(tables),
            tables["arms"].__delitem__(slice(2, 4)),
        ),
        ("arms", 2, "sd", "sd-looks-like-se"),
    ),
    "se for sd in one arm": (arm(0, sd="1.4"), ("arms", 2, "sd", "arms-sd-differ")),
    "interval of the people": (
        arm(0, ci_low="35.5", ci_high="74.7"),
        ("arms", 2, "ci_low", "interval-contradicts-sd"),
    ),
    "mean off the middle": (
        arm(0, ci_low="54.9", ci_high="60"),
        ("arms", 2, "mean", "interval-uneven"),
    ),
    "p of another result": (contrast(p="0.9"), ("contrasts", 2, "p", "p-contradicts-estimate")),
    "p far too small": (contrast(p="0.0001"), ("contrasts", 2, "p", "p-contradicts-estimate")),
    "a stray minus": (
        arm(PAIN, mean="-30"),
        ("arms", 6, "mean", "sign-unlike-others"),
    ),
    "arms that changed places": (
        lambda tables: (
            tables["trials"].extend(
                {**tables["trials"][0], "trial_id": t, "n_randomised": ""} for t in "DEF"
            ),
            tables["arms"].extend(
                {**row, "trial_id": t, "n": "400", "mean": m}
                for t, means in (
                    ("D", ("56", "50.1")),
                    ("E", ("55.5", "50")),
                    ("F", ("50.2", "56.1")),
                )
                for row, m in zip(tables["arms"][:2], means, strict=True)
            ),
        ),
        ("arms", 16, "mean", "effect-turned"),
    ),
    "arms far apart at week 0": (
        lambda tables: (both(0, weeks="0")(tables), arm(0, mean="62")(tables)),
        ("arms", 2, "mean", "baseline-imbalance"),
    ),
    "shares of the people": (
        lambda tables: (
            trial(0, n_randomised="320")(tables),
            arm(0, n="49")(tables),
            arm(1, n="51")(tables),
        ),
        ("arms", 2, "n", "n-as-percentages"),
    ),
    "percentages of many people": (
        lambda tables: (
            tables["trials"].extend(
                {**tables["trials"][0], "trial_id": t, "n_randomised": ""} for t in "DEFG"
            ),
            tables["arms"].extend(
                {**row, "trial_id": t, "n": n, "events": events}
                for t, n, events in (*((t, "60", "20") for t in "DEF"), ("G", "250", "18"))
                for row in tables["arms"][8:10]
            ),
        ),
        ("arms", 18, "events", "events-as-percentages"),
    ),
    "months by the notes": (
        both(0, notes="measured 8 months after randomisation"),
        ("arms", 2, "weeks", "months-as-weeks"),
    ),
    "months by the source": (
        lambda tables: (
            tables["trials"].extend({**tables["trials"][0], "trial_id": t} for t in "DEFGH"),
            tables["arms"].extend(
                {**row, "trial_id": t, "weeks": "3", "source": f"https://x.org/{t}"}
                for t in "DEFGH"
                for row in tables["arms"][:2]
            ),
        ),
        ("arms", 12, "weeks", "months-as-weeks"),
    ),
    "person-time of one person": (
        falls(time_at_risk="1.5"),
        ("arms", 12, "time_at_risk", "person-time-implausible"),
    ),
    "log-rank unlike the estimate": (
        hazard(o_minus_e="8", variance="30"),
        ("contrasts", 3, "o_minus_e", "log-rank-contradicts-estimate"),
    ),
    "half a log-rank": (
        hazard(o_minus_e="8"),
        ("contrasts", 3, "o_minus_e", "log-rank-incomplete"),
    ),
    "thresholds of a hazard without a risk": (
        hazard(),
        ("protocol", 23, "outcomes[death].thresholds", "threshold-without-baseline"),
    ),
    "threshold beyond the risk": (
        lambda tables: [also("arms", RELAPSE + i, outcome="harm")(tables) for i in (0, 1)],
        ("protocol", 29, "outcomes[harm].thresholds.small", "threshold-out-of-reach"),
    ),
    "points without a name": (
        lambda tables: [also("arms", PAIN + i, outcome="weight")(tables) for i in (0, 1)],
        ("protocol", 24, "outcomes[weight].unit", "unit-missing"),
    ),
    "an instrument called otherwise in the protocol": (
        lambda tables: (
            [tables["arms"][i].update(instrument="Mood Scale.") for i in range(4)]
            + [tables["contrasts"][0].update(instrument="Mood Scale.")]
        ),
        (
            "protocol",
            15,
            "outcomes[mood].instruments.Mood Scale",
            "instrument-called-otherwise",
        ),
    ),
    "a phrase that no verb takes": (
        lambda tables: [also("arms", PAIN + i, outcome="walking")(tables) for i in (0, 1)],
        ("protocol", 35, "outcomes[walking].as_object", "object-unclear"),
    ),
    "column misspelt": (
        lambda tables: [row.update(contry="NL") for row in tables["trials"]],
        ("trials", 1, "contry", "near-miss-column"),
    ),
    "moderator not a number": (
        trial(0, dose="high"),
        ("trials", 2, "dose", "moderator-not-a-number"),
    ),
    "moderator a number nowhere": (
        lambda tables: [row.update(dose="high") for row in tables["trials"]],
        ("protocol", 36, "analysis.moderators[1]", "moderator-not-a-number"),
    ),
    "moderator with a decimal comma nowhere else": (
        lambda tables: [row.update(dose="1,5") for row in tables["trials"]],
        ("trials", 2, "dose", "moderator-not-a-number"),
    ),
    "moderator without any value": (
        lambda tables: [row.update(dose="") for row in tables["trials"]],
        ("protocol", 36, "analysis.moderators[1]", "column-empty"),
    ),
    "step beyond the range": (
        lambda tables: [row.update(dose=str(i)) for i, row in enumerate(tables["trials"])],
        ("protocol", 36, "analysis.moderators[1].per", "step-out-of-range"),
    ),
}


CASES = {**ERRORS, **QUERIES}


def places(remarks: object) -> set[tuple[str, int, str, str]]:
    return {(r.table, r.row, r.column, r.rule) for r in remarks}  # type: ignore[attr-defined]


def test_a_faultless_registry_has_no_remarks(tables: Tables, reading: Reading) -> None:
    snapshot = reading(tables)
    assert [remark.sentence for remark in (*snapshot.quarantine, *snapshot.queries)] == []
    assert (len(snapshot.trials), len(snapshot.arms), len(snapshot.contrasts)) == (3, 10, 1)


@pytest.mark.parametrize(("events", "doubted"), [("0", False), ("1", True)])
def test_two_arms_in_which_nothing_happened_are_no_arm_entered_twice(
    tables: Tables, reading: Reading, events: str, doubted: bool
) -> None:
    trial(0, n_randomised="1500")(tables)
    tables["arms"][9]["events"] = events
    also("arms", 9, arm="care (again)")(tables)
    rules = {rule for *_, rule in places(reading(tables).queries)}
    assert ("same-arm-twice" in rules) is doubted


def test_strata_of_a_hundred_people_are_no_percentages(tables: Tables, reading: Reading) -> None:
    trial(0, n_randomised="200")(tables)
    pair = [{**row, "n": "50"} for row in tables["arms"][:2]]
    tables["arms"][:2] = [{**row, "stratum": s} for s in ("men", "women") for row in pair]
    place = ("arms", 2, "n", "n-as-percentages")
    assert place not in places(reading(tables).queries)
    trial(0, n_randomised="480")(tables)
    assert place in places(reading(tables).queries)


@pytest.mark.parametrize(
    ("levels", "rows"),
    [
        (("0.9", ""), {2}),
        (("0.9", "0.9"), {2, 3}),
        (("0.9", "", "0.95"), {2}),
        (("0.9", "0.99", ""), set()),
        (("0.9", "0.9", "0.9"), set()),
    ],
)
def test_another_level_is_doubted_where_it_is_rare(
    levels: tuple[str, ...], rows: set[int], tables: Tables, raw: Callable[[Tables], RawTables]
) -> None:
    [like] = tables["contrasts"]
    limits = {"se": "", "ci_low": "-0.1", "ci_high": "0.7"}
    tables["contrasts"] = [
        {**like, **limits, "trial_id": trial_id, "ci_level": level}
        for trial_id, level in zip("CAB", levels, strict=False)
    ]
    found = unusual_level(typed(raw(tables)), parse_protocol(PROTOCOL))
    told = {(mark.table, mark.row, mark.rule) for mark in found}
    assert told == {("contrasts", row, "ci-level-unusual") for row in rows}


@pytest.fixture(scope="module")
def after(reading: Reading, without_fault: Callable[[], Tables]) -> Callable[[str], Snapshot]:
    """Give what is read after a change, read once for all tests that look at it."""
    read: dict[str, Snapshot] = {}

    def changed(name: str) -> Snapshot:
        if name not in read:
            tables = without_fault()
            change, _ = CASES[name]
            change(tables)
            read[name] = reading(tables)
        return read[name]

    return changed


def each(names: Iterable[str]) -> list[ParameterSet]:
    """Keep the tests of one change together, where tests run in several processes."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(f"check {name}")) for name in names]


def test_no_change_has_the_name_of_another() -> None:
    assert len(CASES) == len(ERRORS) + len(QUERIES)


@pytest.mark.parametrize("name", each(ERRORS))
def test_a_wrong_row_is_set_aside_for_its_own_reason(
    name: str, after: Callable[[str], Snapshot]
) -> None:
    snapshot, (_, place) = after(name), ERRORS[name]
    assert place in places(snapshot.quarantine)
    table, row, _, _ = place
    assert row not in getattr(snapshot, table).index


@pytest.mark.parametrize("name", each(QUERIES))
def test_a_suspicion_is_listed_and_the_row_stays(
    name: str, after: Callable[[str], Snapshot]
) -> None:
    snapshot, (_, place) = after(name), QUERIES[name]
    assert place in places(snapshot.queries)
    table, row, _, _ = place
    assert row == 1 or table == "protocol" or row in getattr(snapshot, table).index


REMARKS = Path(__file__).with_name("remarks.txt")


@pytest.fixture(scope="module")
def remarks() -> dict[str, list[str]]:
    """Give what is kept of the remarks after each change."""
    kept: dict[str, list[str]] = {}
    for block in REMARKS.read_text("utf-8").split("\n\n") if REMARKS.exists() else ():
        name, *lines = block.splitlines()
        kept[name] = lines
    return kept


@pytest.mark.parametrize("name", each([*ERRORS, *QUERIES]))
def test_every_remark_is_one_sentence_with_place_and_remedy(
    name: str, after: Callable[[str], Snapshot], remarks: dict[str, list[str]]
) -> None:
    snapshot = after(name)
    said = [
        f"- {kind} {remark.rule}: {remark.sentence}"
        for kind, own in (("error", snapshot.quarantine), ("query", snapshot.queries))
        for remark in own
    ]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        remarks[name] = said
        blocks = ("\n".join([each, *remarks[each]]) for each in CASES if each in remarks)
        REMARKS.write_text("\n\n".join(blocks) + "\n", "utf-8")
    assert said == remarks.get(name), f"{REMARKS.name}: see UPDATE_SNAPSHOTS above"
    for remark in (*snapshot.quarantine, *snapshot.queries):
        place = f"registry/{remark.table}.csv, row {remark.row}, column "
        if remark.table == "protocol":
            place = f"data/protocol.yml, line {remark.row}, {remark.column}: "
        assert remark.sentence.startswith(place)
        assert remark.sentence.endswith((".", "?"))
        assert "\n" not in remark.sentence
        assert len(remark.sentence) < 500


@pytest.mark.parametrize("name", each(ERRORS))
def test_no_comparison_is_left_in_part(name: str, after: Callable[[str], Snapshot]) -> None:
    roles = after(name).arms.groupby(["trial_id", "outcome", "timepoint", "instrument"])["role"]
    assert (roles.nunique() == 2).all()


def rules_in_the_code() -> set[str]:
    """Every rule id that the checks and the parsing of cells can give."""
    found: set[str] = set()
    registry = Path(living_review.registry.__file__).parent
    for file in (registry / "cells.py", registry / "frames.py", *registry.glob("checks/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.split("-")
                if len(words) > 1 and all(word.isalpha() and word.islower() for word in words):
                    found.add(node.value)
    return found - set(get_args(get_args(Method)[0]))  # a method of analysis is no rule


# These have their own tests: the first needs a table of semicolons, the second and third two time
# points, the others another protocol.
ELSEWHERE = {
    *("decimal-mark", "weeks-out-of-order", "later-than-its-time-point", "in-no-analysis"),
    *("let-in-by-a-slip", "comparison-not-counted", "number-unclear", "labels-alike"),
}


def test_every_rule_of_the_catalogue_has_a_case_and_its_severity() -> None:
    cases = {
        "ERRORS": ({rule for _, (*_, rule) in ERRORS.values()}, catalogue.ERRORS),
        "QUERIES": ({rule for _, (*_, rule) in QUERIES.values()}, catalogue.SUSPICIONS),
    }
    for name, (cased, rules) in cases.items():
        listed = {rule.id for rule in rules} - ELSEWHERE
        assert not listed - cased, f"no case among {name} of this file: {listed - cased}"
        assert not cased - listed, f"a case among {name} of another severity: {cased - listed}"


def test_the_catalogue_holds_every_rule_that_the_code_gives() -> None:
    known = {rule.id for rule in (*catalogue.ERRORS, *catalogue.SUSPICIONS)}
    given = rules_in_the_code()
    assert not given - known, f"no entry in registry/catalogue: {given - known}"
    assert not known - given, f"in the catalogue, and no check gives it: {known - given}"


OTHERS = ("any", "corrections", "queries", "protocol", "import")


def test_a_rule_names_tables_and_says_what_it_finds_in_one_sentence() -> None:
    for rule in catalogue.RULES:
        assert set(rule.tables) <= {*TABLES, *OTHERS}, rule.id
        assert rule.says[0].isupper()
        assert rule.says.endswith(".")
        assert not rule.threshold.endswith(".")
    named = [(rule.id, rule.severity) for rule in catalogue.RULES]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("diet and exercise programme", "one"),
        ("series of lessons", "several"),
        ("yoga and meditation", None),
        ("group support", None),
    ],
)
def test_an_intervention_that_may_be_one_or_several_is_asked_about(
    words: str, asked: str | None, tables: Tables, raw: Callable[[Tables], RawTables]
) -> None:
    for number, told in (("", asked), ("number: plural, ", None)):
        protocol = parse_protocol(
            PROTOCOL.replace(
                "label: Main, intervention: i,", f"label: Main, {number}intervention: {words},"
            )
        )
        marks = list(number_known(typed(raw(tables)), protocol))
        assert [mark.rule for mark in marks] == ["number-unclear"] * (told is not None)
        assert all(f"is told as {told};" in mark.reason for mark in marks)
