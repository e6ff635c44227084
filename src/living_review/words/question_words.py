"""What was asked, in the words of a Methods section: the question, the trials, the outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from living_review.ground import numbers
from living_review.ground.measures import AT_A_RISK
from living_review.protocol import Outcome, Protocol, Threshold, Timepoint
from living_review.words.grammar import MEASURES, capitalised, inside, listed, sentence
from living_review.words.prose import in_number, ratio_or_inverse, size_name

_EVERY = {
    "day": "every day",
    "week": "every week",
    "month": "every month",
    "quarter": "every three months",
    "half-year": "every six months",
    "year": "every year",
}


def spaced(column: str) -> str:
    """Write the name of a column as words."""
    return column.replace("_", " ")


def in_filter(column: str, values: Sequence[str], trials: Mapping[str, str]) -> str:
    """Say what a column is to hold: 'category A or B'; trials by their labels."""
    if column == "trial_id":
        return listed((trials.get(value, value) for value in values), "or")
    return f"{spaced(column)} {listed(values, 'or')}"


def eligibility_sentences(
    protocol: Protocol, trials: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Say which trials enter each comparison; `trials` gives labels by id."""
    labels = trials or {}
    said = []
    for comparison in protocol.comparisons:
        parts = [
            in_filter(column, values, labels)
            for column, values in comparison.include.items()
            if values
        ]
        parts += [f"not {in_filter(c, v, labels)}" for c, v in comparison.exclude.items() if v]
        of = [o.label for o in protocol.outcomes if o.id in comparison.outcomes]
        which = f"trials with {'; '.join(parts)}" if parts else "all included trials"
        about = f"; outcomes: {listed(map(inside, of))}" if of else ""
        said.append(sentence(f"{comparison.label}: {which}{about}"))
    return tuple(said)


def outcome_items(protocol: Protocol) -> tuple[str, ...]:
    """Name each outcome with its importance, measure, direction and thresholds."""
    return tuple(
        sentence(
            f"{outcome.label}: {outcome.importance}; {MEASURES[outcome.measure]}; "
            f"{outcome.better} is better{_thresholds(outcome)}"
        )
        for outcome in protocol.outcomes
    )


def _thresholds(outcome: Outcome) -> str:
    given = outcome.thresholds
    if given is None:
        return ""
    values = [
        f"{size_name(name, given.given)} from {_size(each, outcome)}"
        for name, each in given.given.items()
    ]
    return f"; an effect is {listed(values)}{_in_what(outcome)} ({given.source})"


def _size(each: Threshold, outcome: Outcome) -> str:
    if each.form == "ratio":
        return ratio_or_inverse(each.value)
    if outcome.measure in AT_A_RISK:
        return numbers.in_full(each.value * (1.0 if each.form == "per_1000" else 1000.0))
    if outcome.measure == "ROM":
        return f"{numbers.in_full(100.0 * each.value)}%"
    return numbers.in_full(each.value)


def _in_what(outcome: Outcome) -> str:
    """Name the unit of thresholds that are no ratios."""
    if outcome.thresholds and outcome.thresholds.small.form == "ratio":
        return ""
    last = list(outcome.thresholds.given.values())[-1] if outcome.thresholds else None
    one = last is not None and _size(last, outcome) == "1"
    if outcome.measure in AT_A_RISK:
        return f" {'person' if one else 'people'} per 1000"
    if outcome.measure == "ROM":
        return " more or less"
    if outcome.person_time:
        counted = outcome.person_time
        return f" {'event' if one else 'events'} per {numbers.measured(counted.per)} {counted.unit}"
    unit = in_number(outcome.unit or "", "1" if one else "")
    return f" {unit}" if unit else ""


def timepoint_items(protocol: Protocol) -> tuple[str, ...]:
    """Name each time point with its window in weeks, and which of several measurements is used."""
    said = []
    for timepoint in protocol.timepoints:
        window = ""
        if timepoint.weeks:
            low, high = (numbers.measured(week) for week in timepoint.weeks)
            window = f" ({low} to {high} weeks after randomisation)"
        said.append(sentence(f"{timepoint.label}{window}{_chosen_measurement(timepoint)}"))
    return tuple(said)


def _chosen_measurement(timepoint: Timepoint) -> str:
    if timepoint.choose is None:
        return ""
    if timepoint.choose != "nearest":
        return f"; where a trial measured several times, its {timepoint.choose} measurement is used"
    return (
        "; where a trial measured several times, the measurement nearest to week "
        f"{numbers.measured(timepoint.target)} is used, and the later of two that are equally near"
    )


def schedule_sentence(protocol: Protocol) -> str:
    """Say how often the review looks for new evidence."""
    living = protocol.review.living
    if living.status != "active":
        return f"The living mode is {living.status}: no updates are scheduled."
    when = (
        f" The next search is planned for {numbers.date(living.next_search)}."
        if living.next_search
        else ""
    )
    return f"The registry is checked for new evidence {_EVERY[living.every]}.{when}"


def question_items(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """Give the parts of the review question that are stated."""
    asked = protocol.review.question
    parts = ("population", "intervention", "comparator", "setting")
    return tuple((capitalised(p), getattr(asked, p)) for p in parts if getattr(asked, p))
