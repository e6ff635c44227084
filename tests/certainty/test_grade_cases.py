"""Ratings that reviews of peer support published, beside what our rules propose for them.

`grade_cases.csv` was read from the pages in its column `source_url`: Lloyd-Evans et al. 2014, BMC
Psychiatry 14:39, table 3; Chien et al. 2019, Cochrane Database Syst Rev CD010880, summary of
findings 1; CADTH 2022, Peer Support Programs for Youth Mental Health (NBK602668), tables 5 and 32.
`docs/explanation/grade-cases.md` is written by this test (UPDATE_SNAPSHOTS=1). The rules are not
tuned to it.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from trial_sets import CURRENCY

from living_review.certainty import NO_JUDGEMENTS, certainty_of
from living_review.certainty.case import case_of
from living_review.findings import Domain, Finding, Pooled, Prediction, TrialResult
from living_review.ground import numbers
from living_review.protocol import Outcome
from living_review.synthesis.scale import COHEN

CASES = Path(__file__).parent / "grade_cases.csv"
DOMAINS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
PRINTED = re.compile(r"(SMD|RR|MD change) ([−\d.]+) \(([−\d.]+), ?([−\d.]+)\)")
BASELINE = re.compile(r"control (\d+)/1000")
# What a narrative row says of its trials, as the direction of each.
SAID = {
    "inconsistent": ("favours_intervention", "favours_control"),
    "little to no difference": ("little_difference",),
    "may favour peer support": ("favours_intervention",),
}


@dataclass(frozen=True)
class Published:
    """One published rating, as printed."""

    review: str
    outcome: str
    timepoint: str
    k: int
    n: float | None
    effect: str
    certainty: str
    reasons: str
    note: str

    @property
    def printed(self) -> tuple[str, float, float, float] | None:
        """The measure, estimate and interval, where the row prints them."""
        found = PRINTED.search(self.effect)
        if found is None:
            return None
        measure, *figures = found.groups()
        estimate, low, high = (float(each.replace(numbers.MINUS, "-")) for each in figures)
        return measure.removesuffix(" change"), estimate, low, high

    def down(self, domain: str) -> bool | None:
        """Whether the review rated down for a domain; None where it does not tell."""
        if "not visible" in self.reasons:
            return None
        name = domain.replace("_", " ").replace("publication bias", "publication/reporting bias")
        return name in self.reasons


def _readable(effect: str) -> str:
    """Write a printed effect as a reader expects: true minus signs, I² with its percent."""
    text = re.sub(r" I2=(\d+)", r", I² \1%", effect).replace(" I2=", "")
    return re.sub(r"-(?=[\d.])", numbers.MINUS, text)


def published() -> list[Published]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [
            Published(
                row["review"].partition(" (NBK")[0],
                row["outcome"],
                row["timepoint"],
                int(row["k"]),
                float(row["n"]) if row["n"] else None,
                _readable(row["effect"]),
                row["certainty"],
                row["reasons"],
                row["note"],
            )
            for row in csv.DictReader(file)
        ]


def trial(place: int, direction: str, figures: tuple[float, float, float] | None) -> TrialResult:
    estimate, low, high = figures or (None, None, None)
    return TrialResult(
        trial_id=f"t{place}",
        label=f"Trial {place}",
        year=2000,
        estimate=estimate,
        se=None,
        ci_low=low,
        ci_high=high,
        weight_percent=None,
        n_intervention=None,
        n_control=None,
        from_="contrast",
        direction=direction,
        in_pool=True,
    )


def pool(estimate: float, low: float, high: float) -> Pooled:
    return Pooled(
        estimate=estimate,
        se=0.1,
        ci_low=low,
        ci_high=high,
        p=None,
        statistic=None,
        df=None,
        model="random",
        tau2_method="DL",
        interval="wald",
    )


def proposals(case: Published) -> dict[str, Domain]:
    """Set a case up from what it prints, and give what our rules propose."""
    measure, *figures = case.printed or ("SMD", None, None, None)
    effect = None if case.printed is None else (figures[0], figures[1], figures[2])
    risk = BASELINE.search(case.note)
    baselines = (
        ({"label": "Printed", "risk": int(risk[1]) / 1000, "source": "the review"},)
        if risk and measure == "RR"
        else ()
    )
    outcome = Outcome(
        id="outcome", label=case.outcome, measure=measure, better="lower", baseline_risks=baselines
    )
    directions = SAID.get(case.effect.partition(";")[0].partition(" post;")[0], ("unknown",))
    each = [directions[place % len(directions)] for place in range(case.k)]
    alone = effect if case.k == 1 else None
    kind = "single" if case.k == 1 else ("pooled" if effect else "narrative")
    finding = Finding(
        comparison="main",
        comparison_label="Peer support",
        intervention="peer support",
        comparator="usual care",
        outcome=outcome.id,
        outcome_label=case.outcome,
        timepoint="post",
        timepoint_label=case.timepoint,
        importance="important",
        measure=measure,
        better="lower",
        synthesis=kind,
        k=case.k,
        n=case.n,
        trials=tuple(trial(place, way, alone) for place, way in enumerate(each)),
        pooled=pool(*effect) if effect and case.k > 1 else None,
        prediction=Prediction(
            low=None, high=None, df=None, reason="The review prints no prediction interval."
        ),
        thresholds=dict(COHEN) if measure == "SMD" else None,
    )
    rating = certainty_of(case_of(finding, outcome, {}, CURRENCY, case.k), NO_JUDGEMENTS)
    return {domain.name: domain for domain in rating.domains}


def verdict(ours: int | None, theirs: bool | None) -> str:
    if ours is None:
        return "not assessed"
    if theirs is None:
        return "not told"
    return "agrees" if (ours < 0) == theirs else "differs"


def cell(domain: Domain, case: Published) -> str:
    theirs = {None: "not told", True: "down", False: "not down"}[case.down(domain.name)]
    ours = "not assessed" if domain.proposed is None else numbers.fixed(domain.proposed, 0)
    return f"{theirs} / {ours}"


WHY = {
    "risk_of_bias": "The tables print no judgement of each trial: the rule has nothing to weigh.",
    "indirectness": "No rule of this program proposes a level for indirectness.",
    "publication_bias": "No case has ten trials, below which asymmetry cannot be tested; the "
    "reviews rated down on other grounds.",
    "inconsistency": "Where several trials were pooled the tables print neither the trials nor a "
    "prediction interval; one trial cannot be inconsistent.",
}
HEAD = """\
# Published ratings and our proposals

Written by `tests/certainty/test_grade_cases.py`; do not edit by hand.

Each rating that a review of peer support published was set up from the figures its table prints, \
and the rules were asked what they propose. The rules were not tuned to these cases. Sources: \
Lloyd-Evans et al. 2014, BMC Psychiatry 14:39, table 3; Chien et al. 2019, Cochrane Database of \
Systematic Reviews CD010880, summary of findings 1; CADTH 2022, Peer Support Programs for Youth \
Mental Health (NBK602668), tables 5 and 32.

How a case was set up: standardised mean differences against the generic thresholds 0.2, 0.5 and \
0.8; risk ratios at the control risk that is printed, without thresholds of importance; \
"inconsistent" in a narrative row as trials that point both ways. No table prints how many levels \
a domain cost, so only *rated down* and *not rated down* are compared.
"""


def document() -> str:
    rated = [(case, proposals(case)) for case in published()]
    tally = {
        name: Counter(verdict(d[name].proposed, c.down(name)) for c, d in rated) for name in DOMAINS
    }
    kinds = ("agrees", "differs", "not told", "not assessed")
    lines = [HEAD, "## How often they agree", ""]
    lines += [
        "| Domain | Agree | Differ | Review does not tell | Not assessed by us |",
        "|---|---|---|---|---|",
    ]
    for name in DOMAINS:
        counts = " | ".join(str(tally[name][kind]) for kind in kinds)
        lines.append(f"| {name.replace('_', ' ').capitalize()} | {counts} |")
    lines += ["", "## Case by case", "", "Each cell: the review / our proposal in levels.", ""]
    heads = " | ".join(name.replace("_", " ").capitalize() for name in DOMAINS)
    lines += [f"| Case | Printed | Certainty | {heads} |", "|---|---|---|" + "---|" * len(DOMAINS)]
    for case, domains in rated:
        people = f", {numbers.count(case.n)} people" if case.n else ""
        trials = f"{case.k} {'trial' if case.k == 1 else 'trials'}{people}"
        shown = f"{case.effect}; {trials}"
        cells = " | ".join(cell(domains[name], case) for name in DOMAINS)
        where = f"{case.review}: {case.outcome}, {case.timepoint}"
        lines.append(f"| {where} | {shown} | {case.certainty} | {cells} |")
    lines += ["", "## Why they differ, or why we do not assess", ""]
    lines += [f"- {name.replace('_', ' ').capitalize()}: {why}" for name, why in WHY.items()]
    lines += ["", "Imprecision and inconsistency, each case in which they differ:", ""]
    for case, domains in rated:
        for name in DOMAINS:
            domain = domains[name]
            if verdict(domain.proposed, case.down(name)) == "differs":
                lines.append(
                    f"- {case.review}, {case.outcome}, {case.timepoint}, {name.replace('_', ' ')}: "
                    f"{domain.explanation} {reason(case, domain)}"
                )
    return "\n".join(lines) + "\n"


def reason(case: Published, domain: Domain) -> str:
    """Say why a rule and a review part, as far as the review tells."""
    if domain.name == "imprecision" and not domain.proposed:
        return (
            "The rule goes by where the interval lies and asks for the number of people only when "
            "an effect is large; the review rated down and does not print its criterion, which "
            "may have been the number of trials or people."
        )
    return (
        "The rule has only directions to go by; the review names one set of reasons for all its "
        "rows, so this row may not have been meant."
    )


def test_the_document_of_published_cases_is_what_the_rules_give(project_root):
    path = project_root / "docs" / "explanation" / "grade-cases.md"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(document(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == document()


def test_every_published_case_is_set_up():
    cases = published()
    assert len(cases) == 18
    assert sum(case.printed is not None for case in cases) == 10


@pytest.mark.parametrize("domain", ["risk_of_bias", "indirectness", "publication_bias"])
def test_what_a_table_does_not_print_is_not_assessed(domain):
    assert {proposals(case)[domain].proposed for case in published()} == {None}


def test_ratios_that_allow_much_benefit_and_much_harm_are_very_imprecise():
    chien = [case for case in published() if case.review.startswith("Chien")]
    assert [proposals(case)["imprecision"].proposed for case in chien] == [-2, -2]
