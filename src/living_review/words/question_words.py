"""What was asked, in the words of a Methods section: the question, the trials, the outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from living_review.findings import Currency
from living_review.ground import numbers
from living_review.ground.measures import AT_A_RISK
from living_review.language import say
from living_review.language.facts import questions as facts
from living_review.language.facts.thresholds import RatioThreshold, Step
from living_review.protocol import Outcome, Protocol, Threshold
from living_review.words.prose import ratio, size_name

Filter = Mapping[str, Sequence[str]]
Conditions = tuple[facts.Condition, ...]


def conditions(include: Filter, exclude: Filter, trials: Mapping[str, str]) -> Conditions:
    """Tell what columns are to hold and what not; `trials` gives the labels of trials by id."""
    return (
        *_conditions(include.items(), trials, excluded=False),
        *_conditions(((c, v) for c, v in exclude.items() if v), trials, excluded=True),
    )


def _conditions(
    columns: Iterable[tuple[str, Sequence[str]]], trials: Mapping[str, str], *, excluded: bool
) -> Iterator[facts.Condition]:
    for column, values in columns:
        named = column == "trial_id" and bool(values)
        yield facts.Condition(
            column=column.replace("_", " "),
            values=tuple(trials.get(value, value) if named else value for value in values),
            trials=named,
            excluded=excluded,
        )


def eligibility_sentences(
    protocol: Protocol, trials: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Say which trials enter each comparison; `trials` gives labels by id."""
    return tuple(
        say(
            facts.Eligible(
                comparison=each.label,
                conditions=conditions(
                    {column: values for column, values in each.include.items() if values},
                    each.exclude,
                    trials or {},
                ),
                outcomes=tuple(o.label for o in protocol.outcomes if o.id in each.outcomes),
            )
        )
        for each in protocol.comparisons
    )


def outcome_items(protocol: Protocol) -> tuple[str, ...]:
    """Name each outcome with its importance, measure, direction and thresholds."""
    return tuple(
        say(
            facts.OutcomeAsked(
                label=outcome.label,
                importance=outcome.importance,
                measure=outcome.measure,
                better=outcome.better,
                thresholds=_thresholds(outcome),
            )
        )
        for outcome in protocol.outcomes
    )


def _thresholds(outcome: Outcome) -> facts.ThresholdsInBrief | None:
    given = outcome.thresholds
    if given is None:
        return None
    return facts.ThresholdsInBrief(
        steps=tuple(
            Step(size=size_name(name, given.given), value=_size(each, outcome))
            for name, each in given.given.items()
        ),
        scale=_scale(outcome),
        source=given.source,
    )


def _size(each: Threshold, outcome: Outcome) -> str | RatioThreshold:
    if each.form == "ratio":
        return ratio(each.value)
    if outcome.measure in AT_A_RISK:
        return numbers.in_full(each.value * (1.0 if each.form == "per_1000" else 1000.0))
    if outcome.measure == "ROM":
        return f"{numbers.in_full(100.0 * each.value)}%"
    return numbers.in_full(each.value)


def _scale(outcome: Outcome) -> facts.ScaleInBrief | None:
    """Tell the unit of thresholds that are no ratios."""
    if outcome.thresholds is None or outcome.thresholds.small.form == "ratio":
        return None
    *_, last = outcome.thresholds.given.values()
    one = _size(last, outcome) == "1"
    if outcome.measure in AT_A_RISK:
        return facts.ScaleInBrief(kind="people", name="", one=one)
    if outcome.measure == "ROM":
        return facts.ScaleInBrief(kind="relative", name="", one=False)
    if outcome.person_time:
        counted = outcome.person_time
        name = f"{numbers.measured(counted.per)} {counted.unit}"
        return facts.ScaleInBrief(kind="events", name=name, one=one)
    if not outcome.unit:
        return None
    return facts.ScaleInBrief(kind="unit", name=outcome.unit, one=one)


def timepoint_items(protocol: Protocol) -> tuple[str, ...]:
    """Name each time point with its window in weeks, and which of several measurements is used."""
    said = []
    for each in protocol.timepoints:
        low, high = map(numbers.measured, each.weeks) if each.weeks else ("", "")
        target = numbers.measured(each.target) if each.choose == "nearest" else ""
        asked = facts.TimepointAsked(
            label=each.label, low=low, high=high, choose=each.choose, target=target
        )
        said.append(say(asked))
    return tuple(said)


def schedule_sentence(protocol: Protocol, currency: Currency) -> str:
    """Say how often the review looks for new evidence, and for when a search is planned."""
    living = protocol.review.living
    if living.status != "active":
        return say(facts.NoSchedule(status=living.status))
    every = living.every if "every" in living.model_fields_set else None
    return say(facts.Schedule(every=every, next=currency.next_run, overdue=currency.overdue))


def question_items(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """Give the parts of the review question that are stated."""
    asked = protocol.review.question
    return tuple(
        (say(facts.PartOfQuestion(part=part)), text)
        for part in get_args(facts.Part)
        if (text := getattr(asked, part))
    )
