"""Statements and effects as plain facts: the same certainty, direction and size, everyday words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from living_review.certainty.absolute_words import beside
from living_review.certainty.case import headline
from living_review.certainty.statements import fact_of
from living_review.findings import AbsoluteEffect, Conclusion, Finding, Level
from living_review.ground import numbers
from living_review.ground.measures import DIFFERENCES, MEANS
from living_review.ground.noun_phrases import plural
from living_review.ground.out_of import Edge, OutOf, out_of
from living_review.language import Fact
from living_review.language.facts import plain as facts
from living_review.language.facts import plain_amounts as amount_facts
from living_review.language.facts import statements as said

SURE = ("high", "moderate", "low")


def statement(
    finding: Finding, concluded: Conclusion, comparator: str = ""
) -> facts.Statement | None:
    """Give the plain statement of a conclusion; None where an older version has its text alone.

    It takes certainty, direction and size from the fact of the statement itself, so that it cannot
    claim more.
    """
    told = fact_of(finding, concluded)
    many = plural(finding.intervention, finding.number)
    if isinstance(told, said.Statement):
        does = told.does
        if isinstance(does, said.Between):
            return facts.Between(
                who=told.who,
                many=many,
                change=does.change,
                outcome=does.outcome,
                least=does.least,
                most=does.most,
                level=does.level,
                comparator=comparator,
            )
        return facts.Changes(
            who=told.who,
            many=many,
            change=does.change,
            outcome=does.outcome,
            size=does.size,
            level=does.level,
            comparator=comparator,
        )
    if isinstance(told, said.WithoutSize):
        return facts.WithoutSize(
            outcome=told.outcome,
            favours=told.favours,
            sides=told.sides,
            agreed=isinstance(told.why, said.NotSized),
            level=cast("said.Sure", concluded.level),
            open=bool(told.favours) and _reaches_across(finding),
        )
    if isinstance(told, said.Undecided):
        return facts.Undecided(
            who=told.who,
            many=many,
            outcome=told.outcome,
            trials=told.trials,
            comparator=comparator,
        )
    if isinstance(told, said.VeryUncertain):
        return facts.VeryUncertain(
            who=told.who, many=many, outcome=told.outcome, comparator=comparator
        )
    return None


def shown_rows(finding: Finding) -> tuple[AbsoluteEffect, ...]:
    """Give the baselines at which an effect can be told in people, or in events.

    Those with a certainty that allows a number, and where the effect was not cut at nobody or
    everybody.
    """
    if _undecided(finding):
        return ()
    return tuple(
        row
        for row in finding.absolute
        if level_of(finding, row) in SURE and not row.held and row.baseline_risk
    )


def level_of(finding: Finding, row: AbsoluteEffect) -> Level | None:
    """Give the certainty at a baseline; of older versions, which have it of the finding alone."""
    if row.level is not None or finding.certainty is None:
        return row.level
    return finding.certainty.level if row == finding.absolute[0] else None


def counts(row: AbsoluteEffect) -> OutOf:
    """Give the people of a baseline and of its effect, out of 100 or more."""
    return out_of(
        row.with_comparator,
        row.with_intervention,
        row.with_intervention_ci_low,
        row.with_intervention_ci_high,
        trivial=row.magnitude == "trivial",
    )


def amounts(finding: Finding) -> Iterator[Fact]:
    """Give what an effect amounts to: people, events in time, or points; nothing if not known."""
    rows = shown_rows(finding)
    several = len(finding.absolute) > 1
    for row in rows:
        label = row.baseline_label if several else ""
        yield (
            _per_time(finding, row, label) if row.kind == "rate" else in_people(finding, row, label)
        )
    if not finding.absolute and (told := _points(finding)):
        yield told


def how_many(number: int, edge: Edge = "") -> amount_facts.HowMany:
    """Give people out of a total, as they are written."""
    return amount_facts.HowMany(number=numbers.count(number), edge=edge)


def in_people(finding: Finding, row: AbsoluteEffect, label: str = "") -> amount_facts.InPeople:
    """Give an effect at a baseline as people out of 100, or out of more."""
    shown = counts(row)
    way: amount_facts.Way = "more" if shown.apart > 0 else "fewer" if shown.apart < 0 else "same"
    return amount_facts.InPeople(
        total=numbers.count(shown.total),
        label=label,
        event=finding.event or "",
        outcome=finding.outcome_label,
        at=row.at or "",
        comparator=finding.comparator,
        first=how_many(shown.first),
        intervention=finding.intervention,
        second=how_many(shown.second),
        low=how_many(shown.low, shown.low_edge),
        high=how_many(shown.high, shown.high_edge),
        way=way,
        apart=numbers.count(abs(shown.apart)),
        level=cast("said.Sure", level_of(finding, row)),
    )


def _per_time(finding: Finding, row: AbsoluteEffect, label: str) -> amount_facts.PerTime:
    shown = beside(row)
    return amount_facts.PerTime(
        label=label,
        outcome=finding.outcome_label,
        time=row.time or "",
        comparator=finding.comparator,
        first=shown.first,
        intervention=finding.intervention,
        second=shown.second,
        low=shown.low,
        high=shown.high,
        level=cast("said.Sure", level_of(finding, row)),
    )


def _points(finding: Finding) -> amount_facts.OnScale | None:
    """Tell a difference in units that people know: of a familiar instrument, or of the outcome."""
    level = finding.certainty.level if finding.certainty else None
    known, pooled = finding.familiar, finding.pooled
    if level is None or level == "very low" or _undecided(finding):
        return None
    if known is not None:
        values = (known.estimate, known.ci_low, known.ci_high)
        written = [numbers.units(abs(value)) for value in values]
        scale, unit = known.instrument, known.unit
    elif pooled is not None and finding.measure in MEANS & DIFFERENCES and finding.unit_label:
        values = (pooled.estimate, pooled.ci_low, pooled.ci_high)
        written = [
            text.lstrip(numbers.MINUS) for text in numbers.together(*values, finding.measure)
        ]
        scale, unit = finding.outcome_label, finding.unit_label
    else:
        return None
    ways = [_away(value) for value in values]
    return amount_facts.OnScale(
        scale=scale,
        intervention=finding.intervention,
        comparator=finding.comparator,
        number=written[0] if numbers.shown(written[0]) else "",
        way=ways[0],
        unit=unit,
        low=written[1],
        low_way=ways[1],
        high=written[2],
        high_way=ways[2],
        higher_is_better=finding.better == "higher",
        level=level,
    )


def _away(value: float) -> amount_facts.Away:
    """Tell whether a difference is higher or lower with the intervention."""
    return "more" if value >= 0 else "less"


def _reaches_across(finding: Finding) -> bool:
    """Tell whether an interval, of the pool or of an only trial, holds effects of either side."""
    shown = headline(finding)
    nothing = 0.0 if finding.measure in DIFFERENCES else 1.0
    return shown is not None and shown[1] < nothing < shown[2]


def _undecided(finding: Finding) -> bool:
    return any(each.kind == "undecided" for each in finding.conclusions)
