"""Where each check of figures begins and ends: one figure of a result, made smaller and larger.

A line of `bounds/` is a figure of a result without fault with the factors at which a rule speaks
of the result. Every factor has an outcome and a trial of its own beside two other trials, so that
one reading tells many. To accept other bounds on purpose, delete the file, run this once, and read
the difference beside the thresholds of docs/checks.md.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.registry.conftest import arm, contrast, raw_tables, trial

from living_review.ground.measures import MEANS
from living_review.protocol import parse_protocol
from living_review.registry import read

Row = dict[str, str]
Figures = dict[str, float]
Case = tuple[str, str, tuple[str, ...], bool]
FACTORS = (0.02, 0.1, 0.2, 0.4, 0.7, 1.0, 1.4, 2.5, 5.0, 10.0, 50.0)
COUNTED = ("n", "events", "n_intervention", "n_control")
LIMITS = (("ci_low", "ci_high"), ("q1", "q3"), ("min", "max"))

# Results without fault: the measure of the outcome, and the figures of an arm.
SCORE: Figures = {"n": 61, "mean": 41.3, "sd": 10.3}
BY_ERROR: Figures = {"n": 61, "mean": 41.3, "se": 1.32}
BY_LIMITS: Figures = {"n": 61, "mean": 41.3, "ci_low": 38.66, "ci_high": 43.94}
QUARTERS: Figures = {"n": 61, "median": 41.3, "q1": 34.3, "q3": 48.3}
EXTREMES: Figures = {"n": 61, "median": 41.3, "min": 18.1, "max": 64.5}
ALL = {**SCORE, **BY_ERROR, **BY_LIMITS, **QUARTERS, **EXTREMES}
ARMS: dict[str, tuple[str, Figures]] = {
    "score": ("SMD", SCORE),
    "ratio": ("ROM", SCORE),
    "error of a score": ("SMD", BY_ERROR),
    "error of a ratio": ("ROM", BY_ERROR),
    "limits of a score": ("SMD", BY_LIMITS),
    "limits of a ratio": ("ROM", BY_LIMITS),
    "quarters": ("ROM", QUARTERS),
    "extremes": ("SMD", EXTREMES),
    "all at once": ("MD", ALL),
    "events": ("RR", {"n": 211, "events": 47}),
    "rate": ("IRR", {"n": 73, "events": 31, "time_at_risk": 11.2}),
    "cluster": ("SMD", {**SCORE, "cluster_size": 6, "icc": 0.04}),
    "weeks": ("MD", {"weeks": 9, **SCORE}),
    "three people": ("SMD", {"n": 3, "mean": 41.3, "sd": 10.3}),
}
# Where what the others give is known from other kinds.
ONLY = {
    "weeks": ("weeks",),
    "three people": ("n", "sd"),
    "MD of three people, crossed": ("sd_difference",),
}
ONE_ARM = ("score", "error of a ratio", "rate")
PEOPLE: Figures = {"n_intervention": 61, "n_control": 59}
PAIRED: Figures = {"n_intervention": 41, "n_control": 41}
TESTED: Figures = {"ci_low": 0.052, "ci_high": 0.788, "p": 0.0253}
# The measure of the outcome, and the figures of a contrast, which is of the measure of its name.
CONTRASTS: dict[str, tuple[str, Figures]] = {
    "SMD": ("SMD", {"estimate": 0.42, "se": 0.188, **PEOPLE, **TESTED}),
    "MD": ("MD", {"estimate": 4.2, "se": 1.88, "p": 0.0255, **PEOPLE}),
    "MD of a score": ("SMD", {"estimate": 4.2, "ci_low": 0.52, "ci_high": 7.88, **PEOPLE}),
    "OR": ("OR", {"estimate": 0.6, "se": 0.39, "p": 0.19, **PEOPLE}),
    "RR": ("RR", {"estimate": 0.6, "ci_low": 0.36, "ci_high": 1.0, "p": 0.05, **PEOPLE}),
    "RD": ("RD", {"estimate": -0.12, "se": 0.08, **PEOPLE}),
    "HR": ("HR", {"estimate": 0.7, "se": 0.25, "o_minus_e": -5.7, "variance": 16, **PEOPLE}),
    "ROM": ("ROM", {"estimate": 1.2, "se": 0.09, **PEOPLE}),
    "SMD in clusters": ("SMD", {"estimate": 0.42, "se": 0.188, **PEOPLE}),
    "MD of a score, crossed": ("SMD", {"estimate": 4.2, "sd_difference": 9.6, **PAIRED}),
    "MD of three people, crossed": (
        "SMD",
        {"estimate": 4.2, "sd_difference": 60, "n_intervention": 3, "n_control": 3},
    ),
    "MD by t, crossed": ("MD", {"estimate": 4.2, "t": 2.8, **PAIRED}),
    "SMD crossed": ("SMD", {"estimate": 0.42, "se": 0.15, **PAIRED}),
}
BASED_ON = """\
review:
  id: test
  title: Test
  authors: [A]
  question: {population: p, intervention: i, comparator: c}
timepoints:
  - {id: post, label: Post, weeks: [0, 60]}
comparisons:
  - {id: main, label: Main, intervention: i, comparator: c, include: {category: [group]}}
outcomes:
"""
OF_MEASURE = {
    "SMD": ", instruments: {Scale: {range: [0, 100], higher_is_better: true}}",
    "IRR": ", person_time: {unit: person-years, per: 100}",
    "MD": ", unit: points",
}


def written(figures: Figures) -> Row:
    """Write figures; a count is a whole number."""
    return {
        name: str(round(value)) if name in COUNTED else f"{value:.5g}"
        for name, value in figures.items()
    }


def times(figures: Figures, factor: float, names: Sequence[str] = ()) -> Figures:
    """Multiply figures; of two limits the distance from their middle."""
    if len(names) == 2:
        middle = sum(figures[name] for name in names) / 2
        return figures | {name: middle + (figures[name] - middle) * factor for name in names}
    return figures | {name: figures[name] * factor for name in names or figures}


def cases() -> Iterator[Case]:
    """Give what is changed: the table, the kind of result, the figures, and whether in one arm."""
    for table, results in (("arms", ARMS), ("contrasts", CONTRASTS)):
        for kind, (_, figures) in results.items():
            ends = [pair for pair in LIMITS if pair[0] in figures]
            singles = [(name,) for name in ONLY.get(kind, figures)]
            for names in (*singles, *ends):
                yield table, kind, names, False
                if table == "arms" and kind in ONE_ARM:
                    yield table, kind, names, True


def rows_of(case: Case, outcome: str, factor: float) -> tuple[list[Row], list[Row]]:
    """Give the arms and the contrasts of one outcome: two trials without fault, and the changed."""
    table, kind, names, one = case
    measure, figures = (ARMS if table == "arms" else CONTRASTS)[kind]
    changed = times(figures, factor, names)
    place = {"outcome": outcome, "instrument": "Scale" if measure in MEANS else ""}
    usual = next((own for of, own in ARMS.values() if of == measure), None)
    given = [(name, usual, usual) for name in ("T1", "T2") if usual]
    if table == "arms":
        given.append((f"X{outcome}", changed, figures if one else changed))
    elif "sd_difference" in figures and usual:
        # The two periods, whose spreads bound that of the differences within people.
        given.append((f"X{outcome}", usual | {"n": 41}, usual | {"n": 41}))
    arms = [
        arm(name, role, "", sd="")
        | place
        | written(times(own, 1 + 0.03 * i - 0.02 * j) | {k: own[k] for k in own if k == "weeks"})
        for i, (name, *both) in enumerate(given)
        for j, (role, own) in enumerate(zip(("intervention", "control"), both, strict=True))
    ]
    of_trials = [(f"X{outcome}", changed)] if table == "contrasts" else []
    if of_trials and measure not in MEANS:
        of_trials += [("T1", figures), ("T2", figures)]
    contrasts = [
        contrast(name, "", se="", measure=kind.partition(" ")[0]) | place | written(own)
        for name, own in of_trials
    ]
    return arms, contrasts


def design_of(kind: str) -> str:
    """Give the design of the trial that changes."""
    return "crossover" if "cross" in kind else "cluster" if "cluster" in kind else "parallel"


def found(chosen: Sequence[Case]) -> Iterator[tuple[Case, str, float]]:
    """Read one registry of some cases, and tell at which factors each rule speaks of them."""
    places = list(itertools.product(chosen, FACTORS))
    outcomes = []
    trials = [trial(name, n_randomised="") for name in ("T1", "T2")]
    tables: dict[str, list[Row]] = {"trials": trials, "arms": [], "contrasts": []}
    tables["searches"] = [{"search_id": "s1", "date": "2019-07-12", "source": "MEDLINE"}]
    for number, (case, factor) in enumerate(places):
        table, kind, *_ = case
        measure, _ = (ARMS if table == "arms" else CONTRASTS)[kind]
        more = f"measure: {measure}, better: higher{OF_MEASURE.get(measure, '')}"
        outcomes.append(f"  - {{id: o{number}, label: o{number}, {more}}}\n")
        arms, contrasts = rows_of(case, f"o{number}", factor)
        tables["arms"] += arms
        tables["contrasts"] += contrasts
        trials.append(trial(f"Xo{number}", n_randomised="", design=design_of(kind)))
    given = {name: rows for name, rows in tables.items() if rows}
    snapshot = read(raw_tables(given), parse_protocol(BASED_ON + "".join(outcomes)))
    for sign, remarks in (("!", snapshot.quarantine), ("?", snapshot.queries)):
        for remark in remarks:
            if remark.table not in ("arms", "contrasts"):
                continue
            row = tables[remark.table][remark.row - 2]
            if row["trial_id"][0] == "X":
                case, factor = places[int(row["outcome"][1:])]
                yield case, f"{sign} {remark.rule} ({remark.column})", factor


@pytest.mark.parametrize("name", ["arms", "contrasts", "crossed"])
def test_every_check_of_figures_begins_and_ends_where_it_did(name: str) -> None:
    own = [each for each in cases() if name == ("crossed" if "crossed" in each[1] else each[0])]
    told: dict[Case, dict[str, set[float]]] = {each: {} for each in own}
    for case, rule, factor in found(own):
        told[case].setdefault(rule, set()).add(factor)
    lines = []
    for case, rules in told.items():
        _, kind, names, one = case
        lines.append(f"{kind}: {' and '.join(names)}{' of one arm' if one else ''}")
        for rule, factors in sorted(rules.items()):
            lines.append(f"  {rule}: {' '.join(f'{each:g}' for each in sorted(factors))}")
    kept = Path(__file__).with_name("bounds") / f"{name}.txt"
    if not kept.exists():
        kept.write_text("\n".join(lines) + "\n", "utf-8")
        pytest.fail(f"{kept.name} was not there and has been written; read it and run again.")
    assert lines == kept.read_text("utf-8").splitlines()
