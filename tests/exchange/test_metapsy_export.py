"""A registry in the Metapsy standard, cell by cell: sides, units, signs, and what has no place."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.exchange.metapsy_export import Database, database
from living_review.registry.spellings import TRUTH
from living_review.sources import RawTable, RawTables

PROTOCOL: Any = SimpleNamespace(
    outcomes=[
        SimpleNamespace(id=label.lower(), label=label, measure=measure)
        for label, measure in (("Mood", "SMD"), ("Sleep", "SMD"), ("Falls", "IRR"))
    ]
)
PLACE = {"trial_id": "A", "outcome": "mood", "timepoint": "post"}
FIRST = (
    *("study", "year", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2"),
    *("outcome_type", "outcome_category", "instrument", "time", "time_weeks", "stratum"),
)


def table(name: str, rows: list[dict[str, str]], separator: str = ",") -> RawTable:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
    numbers = tuple(range(2, len(rows) + 2))
    return RawTable(name, f"{name}.csv", columns, cells, numbers, separator)


def trial(key: str = "A", **more: str) -> dict[str, str]:
    return {"trial_id": key, "label": f"Trial {key}", "year": "2001", "status": "included"} | more


def exported(*, trials=(), separator: str = ",", **tables: list[dict[str, str]]) -> Database:
    named = {"trials": list(trials) or [trial()], **tables}
    read = {name: table(name, rows, separator) for name, rows in named.items()}
    pulled = RawTables(read, dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "here")
    return database(pulled, PROTOCOL)


def lines(found: Database) -> list[dict[str, str]]:
    """Give each row as its cells that say something."""
    rows = csv.DictReader(io.StringIO(found.text))
    return [{name: cell for name, cell in row.items() if cell != "NA"} for row in rows]


def arm(name: str, role: str, **figures: str) -> dict[str, str]:
    return {**PLACE, "arm": name, "role": role, **figures}


ABOUT = {"study": "Trial A", "year": "2001", "outcome_category": "Mood", "time": "post"}
MEANS = {"n": "10", "mean": "1.5", "sd": "2"}
OTHER = {"n": "12", "mean": "1", "sd": "3"}


def of_two(first: dict[str, str], second: dict[str, str]) -> Database:
    return exported(arms=[arm("peer", "intervention", **first), arm("usual", "control", **second)])


@pytest.mark.parametrize(
    ("more", "first", "second", "kind", "names"),
    [
        ({}, MEANS, OTHER, "msd", {"n": "n", "mean": "mean", "sd": "sd"}),
        ({"score": "endpoint"}, MEANS, OTHER, "msd", {"n": "n", "mean": "mean", "sd": "sd"}),
        ({"score": "change"}, MEANS, OTHER, "change",
         {"n": "n_change", "mean": "mean_change", "sd": "sd_change"}),
        ({"score": "Change from baseline"}, MEANS, OTHER, "change",
         {"n": "n_change", "mean": "mean_change", "sd": "sd_change"}),
        ({}, {"n": "10", "events": "3"}, {"n": "12", "events": "0"}, "dich",
         {"n": "totaln", "events": "event"}),
        ({}, {**MEANS, "events": "3"}, {**OTHER, "events": "4"}, "msd",
         {"n": "n", "mean": "mean", "sd": "sd"}),
    ],
)  # fmt: skip
def test_the_figures_of_two_arms_stand_in_the_columns_of_their_kind(
    more: dict[str, str], first: dict[str, str], second: dict[str, str], kind: str,
    names: dict[str, str],
) -> None:  # fmt: skip
    found = of_two({**first, **more}, {**second, **more})
    figures = {
        f"{theirs}_{side}": arm[ours]
        for side, arm in (("arm1", first), ("arm2", second))
        for ours, theirs in names.items()
    }
    conditions = {"condition_arm1": "peer", "condition_arm2": "usual", "outcome_type": kind}
    assert lines(found) == [{**ABOUT, **conditions, **figures}]
    assert found.left_out == ()


def test_each_column_stands_in_its_place_and_an_empty_one_says_so() -> None:
    text = of_two(MEANS, OTHER).text
    head, row = csv.reader(io.StringIO(text))
    assert head == [*FIRST, *(f"{name}_{side}" for side in ("arm1", "arm2") for name in MEANS)]
    assert row[: len(FIRST)] == [
        *("Trial A", "2001", "peer", "usual", "NA", "NA"),
        *("msd", "Mood", "NA", "post", "NA", "NA"),
    ]
    assert row[len(FIRST) :] == [*MEANS.values(), *OTHER.values()]


@pytest.mark.parametrize("lacks", [*MEANS, "both"])
@pytest.mark.parametrize("side", [0, 1])
def test_arms_that_lack_a_figure_are_left_out_and_named(lacks: str, side: int) -> None:
    arms = [dict(MEANS), dict(OTHER)]
    for each in arms if lacks == "both" else arms[side : side + 1]:
        each["mean" if lacks == "both" else lacks] = "nr"
    found = of_two(*arms)
    assert lines(found) == []
    assert found.left_out == (
        "Trial A, Mood, peer and usual: the arms have neither means with standard deviations nor "
        "events, and are left out.",
        "Trial A has no result that the standard has a place for.",
    )


def test_a_standard_error_gives_the_deviation_of_its_people() -> None:
    (line,) = lines(of_two({"n": "16", "mean": "1", "se": "0.5"}, {**OTHER, "se": "9"}))
    assert (float(line["sd_arm1"]), line["sd_arm2"]) == (0.5 * math.sqrt(16), "3")
    for n in ("", "0"):
        assert not lines(of_two({"n": n, "mean": "1", "se": "0.5"}, OTHER))


def test_every_pair_of_arms_at_one_time_is_a_row_and_times_are_not_mixed() -> None:
    arms = [arm(name, "intervention", **MEANS) for name in ("a", "b")]
    arms += [arm(name, "control", **OTHER) for name in ("c", "d")]
    pairs = [(e["condition_arm1"], e["condition_arm2"]) for e in lines(exported(arms=arms))]
    assert pairs == [*product("ab", "cd")]
    other = {"outcome": "sleep", "timepoint": "late", "instrument": "BDI", "weeks": "8",
             "stratum": "women"}  # fmt: skip
    theirs = {"outcome": ("outcome_category", "Sleep"), "timepoint": ("time", "late"),
              "weeks": ("time_weeks", "8")}  # fmt: skip
    for name, cell in other.items():
        rows = [arm("a", "intervention", **MEANS), arm("c", "control", **OTHER)]
        found = exported(arms=[*rows, *({**row, name: cell} for row in rows)])
        own, value = theirs.get(name, (name, cell))
        assert [line.get(own, "") for line in lines(found)] == [ABOUT.get(own, ""), value]
        split = exported(arms=[rows[0], {**rows[1], name: cell}])
        assert lines(split) == []
        assert "Trial A, Mood: one side has no arm, and the row is left out." in split.left_out


def test_the_size_of_clusters_is_told_to_be_lost() -> None:
    lost = "Trial A, Mood: the standard has no place for clusters; their size is lost."
    for name in ("cluster_size", "icc"):
        found = of_two(MEANS, {**OTHER, name: "0.1"})
        assert (len(lines(found)), found.left_out) == (1, (lost,))


def test_events_in_person_time_are_no_people_with_an_event() -> None:
    rates = [arm("a", "intervention", n="5", events="2"), arm("b", "control", n="6", events="3")]
    rows = [{**row, "outcome": "falls"} for row in rates]
    found = exported(arms=[*rows, *rates])
    assert [line["outcome_category"] for line in lines(found)] == ["Mood"]
    (said,) = found.left_out
    assert said.startswith("Trial A, Falls: events in person-time are no people with an event")


EFFECT = {**PLACE, "measure": "SMD", "estimate": "0.4", "se": "0.1"}


@pytest.mark.parametrize("said", [*TRUTH, "TRUE", "WAHR", "No"])
def test_an_effect_above_zero_is_a_benefit_however_the_registry_says_it(said: str) -> None:
    (line,) = lines(exported(contrasts=[{**EFFECT, "higher_is_better": said}]))
    assert float(line["precalc_g"]) == (0.4 if TRUTH[said.lower()] else -0.4)
    assert line["precalc_g_se"] == "0.1"


def test_an_effect_has_its_people_its_conditions_and_no_minus_before_zero() -> None:
    row = {**EFFECT, "estimate": "0", "n_intervention": "20", "n_control": "21", "weeks": "8",
           "instrument": "BDI", "stratum": "men"}  # fmt: skip
    (line,) = lines(exported(contrasts=[row]))
    sides = {"condition_arm1": "intervention", "condition_arm2": "control"}
    when = {"instrument": "BDI", "time_weeks": "8", "stratum": "men"}
    assert line == {**ABOUT, **sides, **when, "n_arm1": "20", "n_arm2": "21", "precalc_g": "0.0",
                    "precalc_g_se": "0.1"}  # fmt: skip


def test_a_ratio_is_written_as_its_logarithm() -> None:
    for said in ("true", "false"):
        row = {**EFFECT, "measure": "Risk ratio", "estimate": "2", "higher_is_better": said}
        (line,) = lines(exported(contrasts=[row]))
        assert (float(line["precalc_log_rr"]), line["precalc_log_rr_se"]) == (math.log(2), "0.1")
        assert "precalc_g" not in line
    below = {**EFFECT, "measure": "RR", "estimate": "0.5"}
    assert float(lines(exported(contrasts=[below]))[0]["precalc_log_rr"]) == -math.log(2)


Z = 1.959963984540054
NO_PLACE = "that is given without its arms has no place, unless it is an SMD or RR"


@pytest.mark.parametrize(
    ("more", "se"),
    [
        ({"se": "0.2", "ci_low": "0", "ci_high": "0.9"}, 0.2),
        ({"ci_low": "0.1", "ci_high": "0.7"}, 0.6 / (2 * Z)),
        ({"ci_low": "-0.1", "ci_high": "0.9", "ci_level": "0.95"}, 1 / (2 * Z)),
        ({"ci_low": "0.1", "ci_high": "0.7", "ci_level": "0.9"}, None),
        ({"ci_low": "0.1"}, None),
        ({"ci_high": "0.7"}, None),
        ({"ci_low": "0.4", "ci_high": "0.4"}, None),
        (
            {"measure": "RR", "ci_low": "0.5", "ci_high": "8"},
            math.log(16) / (2 * Z),
        ),
        ({"measure": "RR", "ci_low": "0", "ci_high": "8"}, None),
        ({"measure": "RR", "ci_low": "-1", "ci_high": "8"}, None),
        ({"measure": "RR", "estimate": "0", "se": "1"}, None),
        ({"measure": "RR", "estimate": "-2", "se": "1"}, None),
        ({"measure": "OR", "se": "1"}, None),
        ({"measure": "", "se": "1"}, None),
        ({"estimate": "", "se": "1"}, None),
    ],
)
def test_the_standard_error_is_the_one_said_or_that_of_the_interval(
    more: dict[str, str], se: float | None
) -> None:
    found = exported(contrasts=[{**EFFECT, "se": "", **more}])
    if se is None:
        assert lines(found) == []
        what = {**EFFECT, **more}["measure"] or "no measure"
        assert found.left_out[0].startswith(f"Trial A, Mood: a result in {what} {NO_PLACE}")
        return
    assert found.left_out == ()
    (line,) = lines(found)
    ours = line.get("precalc_g_se") or line["precalc_log_rr_se"]
    assert float(ours) == pytest.approx(se, rel=1e-12)


def test_what_has_no_place_does_not_hide_what_stands_below_it() -> None:
    rows = [{**EFFECT, "measure": "OR"}, EFFECT]
    arms = [arm("a", "intervention", n="5"), arm("c", "control", **OTHER)]
    whole = [{**arm("a", "intervention", **MEANS), "outcome": "sleep"},
             {**arm("c", "control", **OTHER), "outcome": "sleep"}]  # fmt: skip
    found = exported(arms=[*arms, *whole], contrasts=rows)
    assert [line["outcome_category"] for line in lines(found)] == ["Sleep", "Mood"]
    assert len(found.left_out) == 2


def test_only_included_trials_are_given_each_with_its_own_rows() -> None:
    trials = [trial("A", status="Include"), trial("B"), trial("C", status="excluded"), trial("D")]
    rows = [arm("a", "intervention", **MEANS), arm("c", "control", **OTHER)]
    arms = [{**row, "trial_id": key} for key in "ABC" for row in rows]
    found = exported(trials=trials, arms=arms)
    assert [line["study"] for line in lines(found)] == ["Trial A", "Trial B"]
    assert found.left_out == ("Trial D has no result that the standard has a place for.",)
    assert lines(exported(trials=trials)) == []


def test_trials_of_one_label_are_told_apart() -> None:
    rows = [arm("a", "intervention", **MEANS), arm("c", "control", **OTHER)]
    trials = [trial(key, label=label) for key, label in
              (("A", "Ames"), ("B", " AMES"), ("C", "Bell"))]  # fmt: skip
    arms = [{**row, "trial_id": key} for key in "ABC" for row in rows]
    names = [line["study"].strip() for line in lines(exported(trials=trials, arms=arms))]
    assert names == ["Ames (A)", "AMES (B)", "Bell"]


def test_what_a_trial_says_of_itself_goes_along_under_the_names_of_the_standard() -> None:
    more = {"citation": "Ames 2001", "registration": "NCT1", "design": "Cluster RCT",
            "country": "CL", "status_reason": "x", "date_added": "2020-01-01", "search_id": "S1",
            "source": "p. 3", "empty": ""}  # fmt: skip
    rows = [arm("a", "intervention", **MEANS), arm("c", "control", **OTHER)]
    (line,) = lines(exported(trials=[trial(**more)], arms=rows))
    left = {name: cell for name, cell in line.items() if name not in FIRST}
    figures = {f"{name}_{side}" for name in MEANS for side in ("arm1", "arm2")}
    assert {name: cell for name, cell in left.items() if name not in figures} == {
        "full_ref": "Ames 2001",
        "registration_number": "NCT1",
        "design": "cluster",
        "country": "CL",
    }
    assert "empty" not in exported(trials=[trial(**more)], arms=rows).text


@pytest.mark.parametrize(
    ("tool", "domain", "judgement", "cell"),
    [
        ("RoB2", "D1", "low", ("rob_d1", "low")),
        ("RoB2", "d5", "Some concerns", ("rob_d5", "some concerns")),
        ("RoB2", "Randomisation process", "Low risk", ("rob_d1", "low")),
        ("RoB 2", "Overall", "High", ("overall_rob", "high")),
        ("RoB1", "sequence generation", "low", ("sg", "1")),
        ("RoB1", "allocation concealment", "high", ("ac", "0")),
        ("RoB1", "blinding of outcome assessment", "Low risk of bias", ("ba", "1")),
        ("RoB1", "blinding of outcome assessment", "unclear", None),
        ("RoB1", "selective reporting", "low", None),
    ],
)
def test_a_judgement_stands_in_its_column_or_is_told(
    tool: str, domain: str, judgement: str, cell: tuple[str, str] | None
) -> None:
    row = {"trial_id": "A", "tool": tool, "domain": domain, "judgement": judgement}
    arms = [arm("a", "intervention", **MEANS), arm("c", "control", **OTHER)]
    found = exported(arms=arms, risk_of_bias=[{**row, "outcome": ""}])
    (line,) = lines(found)
    own = {
        name: said for name, said in line.items() if name[:3] in ("rob", "ove", "sg", "ac", "ba")
    }
    assert own == ({cell[0]: cell[1]} if cell else {})
    told = "1 judgements of risk of bias are of single outcomes, or in words for which the standard"
    assert [each.startswith(told) for each in found.left_out] == [True] * (cell is None)
    found = exported(arms=arms, risk_of_bias=[{**row, "outcome": "mood"}] * 2)
    assert found.left_out[0].startswith("2 judgements")


def test_a_table_with_decimal_commas_is_given_with_points() -> None:
    figures = [{"n": "10", "mean": "1,5", "sd": "2,25"}, {"n": "12", "mean": "1,0", "sd": "3"}]
    rows = [arm("a", "intervention", **figures[0]), arm("c", "control", **figures[1])]
    (line,) = lines(exported(arms=rows, separator=";"))
    assert (line["mean_arm1"], line["sd_arm1"], line["mean_arm2"]) == ("1.5", "2.25", "1")
