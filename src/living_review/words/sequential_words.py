"""What the sequential view says, and what it does not: a sensitivity view, never a conclusion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from living_review.findings import Finding, Sequential, SequentialLook
from living_review.ground import numbers
from living_review.language import say
from living_review.language.fact import Fact
from living_review.language.facts import sequential as facts
from living_review.language.facts.effects import Amount
from living_review.language.markdown import Markdown
from living_review.protocol import BINARY_MEASURES, Protocol
from living_review.protocol import Sequential as Asked
from living_review.words.grammar import side
from living_review.words.method_words import models_used

# More trials than this at one look are counted, not named.
MOST_NAMED = 3


def sequential_notice() -> Markdown:
    """Say what the view is for."""
    return Markdown(say(facts.Notice()))


def sequential_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the required size and how the looks met their boundaries, or why there is no view."""
    view = finding.sequential
    return tuple(map(say, _told(finding, view))) if view else ()


def _told(finding: Finding, view: Sequential) -> Iterator[Fact]:
    if view.reason or not view.looks:
        yield facts.NotMade(reason=view.reason or "")
        return
    yield _size(finding, view)
    if finding.n is not None and view.looks[-1].participants < finding.n - 0.5:
        yield facts.Clusters()
    yield _met(finding, view)
    yield facts.NoFutility()


def _size(finding: Finding, view: Sequential) -> facts.RequiredSize:
    enlarged = view.diversity is not None and view.adjusted != view.required
    return facts.RequiredSize(
        difference=_difference(finding, view),
        source=view.anticipated_source or "",
        error=share(view.alpha),
        power=share(view.power),
        required=_people(view.required),
        diversity="" if view.diversity is None else numbers.percent(view.diversity),
        adjusted=_people(view.adjusted) if enlarged else None,
    )


def _difference(finding: Finding, view: Sequential) -> facts.DifferenceToFind | facts.RiskToFind:
    effect = numbers.estimate(view.effect, finding.measure)
    if finding.measure not in BINARY_MEASURES:
        return facts.DifferenceToFind(
            measure=finding.measure, effect=Amount(number=effect, unit=finding.unit_label)
        )
    return facts.RiskToFind(
        number=numbers.in_full(1000.0 * (view.anticipated or 0.0)),
        more=finding.better == "higher",
        risk=numbers.per_1000(view.comparator_risk),
        measure=finding.measure,
        effect=effect,
    )


def _people(number: float | None) -> facts.People:
    written = numbers.count(number)
    return facts.People(number=written, one=written == "1")


def _met(finding: Finding, view: Sequential) -> facts.Reached | facts.NotReached:
    """Tell which look first reached its boundary, or that none did; and where the last one is."""
    last = view.looks[-1]
    first = next((look for look in view.looks if look.crossed), None)
    if first is None:
        return facts.NotReached(
            people=_people(last.participants),
            share=numbers.probability(last.fraction),
            complete=last.fraction is not None and last.fraction >= 1,
        )
    return facts.Reached(
        trials=first.trials if len(first.trials) <= MOST_NAMED else (),
        count=len(first.trials),
        people=_people(first.participants),
        share=numbers.probability(first.fraction),
        favours=side(first.estimate, finding),
        since=_since(first, last),
    )


def _since(first: SequentialLook, last: SequentialLook) -> Literal["past", "no longer"] | None:
    if last.state == "past" and first is not last:
        return "past"
    return None if last.crossed else "no longer"


def share(probability: float) -> str:
    """Write an error rate or a power as a percentage: 5%, 0.5%, 80%."""
    return f"{numbers.measured(100 * probability)}%"


def sequential_methods(protocol: Protocol) -> tuple[Markdown, ...]:
    """Say how the view is made and where it comes from; nothing when the protocol has none."""
    asked = protocol.analysis.sequential
    if asked is None:
        return ()
    variances = tuple(_variances(protocol))
    if not variances:
        return (Markdown(say(facts.OnlyPeople())),)
    told = (
        facts.HowLooked(error=share(asked.alpha)),
        facts.HowLarge(
            power=share(asked.power),
            differences=tuple(_asked(protocol, asked)),
            enlarged=asked.heterogeneity == "diversity" and "random" in models_used(protocol),
            variances=variances,
        ),
        facts.Discouraged(),
    )
    return tuple(Markdown(say(each)) for each in told)


def _asked(protocol: Protocol, asked: Asked) -> Iterator[facts.DifferenceAsked]:
    for outcome in protocol.outcomes:
        if own := asked.differences.get(outcome.id):
            risk = outcome.measure in BINARY_MEASURES
            yield facts.DifferenceAsked(
                outcome=outcome.label,
                number=numbers.in_full(1000.0 * own.difference)
                if risk
                else numbers.measured(own.difference),
                per_1000=risk,
                source=own.source,
            )


def _variances(protocol: Protocol) -> Iterator[facts.VarianceOfPerson]:
    used = dict.fromkeys(outcome.measure for outcome in protocol.outcomes)
    for measure in used:
        if measure in ("SMD", "MD", "ROM"):
            yield facts.VarianceOfPerson(measures=measure)
    if any(measure in BINARY_MEASURES for measure in used):
        yield facts.VarianceOfPerson(measures="risks")
