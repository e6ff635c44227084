"""An effect in people, in words: 'with placebo 60 of 1000 people drop out; with the drug 131'."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import AbsoluteEffect, Finding, LevelAt
from living_review.ground import numbers
from living_review.synthesis.wording import capitalised, inside


def beside(row: AbsoluteEffect) -> numbers.Beside:
    """Write the risks, or rates, of a baseline and their difference so that they fit each other."""
    write = numbers.rates_beside if row.kind == "rate" else numbers.people_beside
    return write(
        row.with_comparator,
        row.with_intervention,
        row.with_intervention_ci_low,
        row.with_intervention_ci_high,
    )


def amount(row: AbsoluteEffect, value: float) -> str:
    """Write a risk as people per 1000, or a rate in its person-time, without the 'per'."""
    return numbers.rate(value) if row.kind == "rate" else numbers.baseline(value)


def per(row: AbsoluteEffect) -> str:
    """Say what an amount is for: 'per 1000', 'per 1000 at 12 months', 'per 100 person-years'."""
    if row.kind == "rate":
        return f"per {row.time}"
    return f"per 1000 at {row.at}" if row.at else "per 1000"


def levels_at_baselines(level: str, rows: Sequence[AbsoluteEffect | LevelAt]) -> tuple[str, ...]:
    """Name the certainty at each baseline at which it is another than the finding's, and why."""
    told = []
    for each in rows:
        if each.level not in (None, level):
            why = [
                f"{domain.name.replace('_', ' ')} "
                f"{numbers.fixed(domain.levels, 0) if domain.levels else 'not rated down'}"
                for domain in each.domains
            ]
            told.append(f"{each.baseline_label}: {each.level} ({', '.join(why)})")
    return tuple(told)


def _apart(low: tuple[int, str], high: tuple[int, str]) -> str:
    """Write the interval of a difference, the smaller difference first where both are fewer."""
    ends = [low, high] if low[0] > 0 or high[0] > 0 else [high, low]
    words = [_more(way) for way, _ in ends]
    if ends[0][0] == 0:
        words[0] = words[1]
    elif ends[1][0] == 0:
        words[1] = words[0]
    if words[0] == words[1]:
        return f"{ends[0][1]} to {ends[1][1]} {words[1]}"
    return f"{ends[0][1]} {words[0]} to {ends[1][1]} {words[1]}"


def _more(way: int) -> str:
    return "more" if way >= 0 else "fewer"


HELD = (
    "The effect or its interval would take this risk below zero or above everyone and was cut "
    "there: it does not apply to people at this risk."
)
HELD_RATE = (
    "The effect or its interval would take this rate below zero and was cut there: it does not "
    "apply at this rate."
)


def absolute_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the anticipated absolute effect at each baseline, naming the event and the people.

    'As in the trials: with placebo 60 of 1000 people drop out; with antidepressants 131 (111 to
    154), 71 more (51 to 94 more).' Without a phrase for the event, the outcome names it.
    """
    return tuple(
        f"{_absolute(finding, row)}."
        + (f" {HELD_RATE if row.kind == 'rate' else HELD}" if row.held else "")
        for row in finding.absolute
    )


def _absolute(finding: Finding, row: AbsoluteEffect) -> str:
    shown = beside(row)
    (way, size), low, high = shown.apart
    span = _apart(low, high)
    apart = f"{size} {_more(way)} ({span})" if way else f"no difference ({span})"
    second = f"{shown.second} ({shown.low} to {shown.high})"
    whose = capitalised(row.baseline_label)
    if finding.event and row.kind == "risk":
        by = f" by {row.at}" if row.at else ""
        return (
            f"{whose}: with {finding.comparator} {shown.first} of 1000 people {finding.event}{by}; "
            f"with {finding.intervention} {second}, {apart}"
        )
    what = f"per {row.time}" if row.kind == "rate" else "of 1000 people"
    by = f" by {row.at}" if row.at else ""
    return (
        f"{whose}, {inside(finding.outcome_label)}{by}: {shown.first} {what} with "
        f"{finding.comparator} and {second} with {finding.intervention}, {apart}"
    )
