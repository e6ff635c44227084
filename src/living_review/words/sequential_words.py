"""What the sequential view says, and what it does not: a sensitivity view, never a conclusion."""

from __future__ import annotations

from living_review.findings import Finding, Sequential, SequentialLook
from living_review.ground import numbers
from living_review.language.markdown import Markdown, escape
from living_review.protocol import BINARY_MEASURES, Protocol
from living_review.protocol import Sequential as Asked
from living_review.words.grammar import (
    MEASURES,
    counted,
    inside,
    listed,
    plural,
    sentence,
    side,
    with_unit,
)
from living_review.words.method_words import models_used

NOTICE = Markdown(
    "The Cochrane Handbook, in its chapter on prospective approaches to accumulating evidence "
    "(chapter 22), discourages such methods for a review that is updated, and advises against "
    "basing main conclusions on them. No conclusion of this review, and no rating of certainty, "
    "rests on this view. How it is made is in [Methods](methods.html#sequential-view)."
)
# More trials than this at one look are counted, not named.
MOST_NAMED = 3
_VARIANCES = {
    "SMD": "one for a standardised mean difference, whose unit is the standard deviation",
    "MD": "for a mean difference, that of the arms, pooled",
    "ROM": "for a ratio of means, on the log scale, the squared coefficient of variation of the "
    "arms, pooled",
}
_RISKS = (
    "for odds ratios, risk ratios and risk differences, where the difference is one in risk from "
    "the first baseline risk of the outcome, p(1 − p) with p in the middle of both risks"
)


def sequential_notice() -> Markdown:
    """Say what the view is for."""
    return NOTICE


def sequential_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the required size and how the looks met their boundaries, or why there is no view."""
    view = finding.sequential
    if view is None:
        return ()
    if view.reason or not view.looks:
        return (f"The view was not made. {sentence(view.reason or 'There is no look.')}",)
    clustered = (
        ("Trials randomised by cluster count by their effective sample size.",)
        if finding.n is not None and view.looks[-1].participants < finding.n - 0.5
        else ()
    )
    return (_size(finding, view), *clustered, _met(finding, view), _futility())


def _size(finding: Finding, view: Sequential) -> str:
    source = f" ({view.anticipated_source})" if view.anticipated_source else ""
    text = (
        f"To find {_difference(finding, view)}{source} with a two-sided error of "
        f"{share(view.alpha)} and a power of {share(view.power)}, one trial would need "
        f"{_people(view.required)}"
    )
    if view.diversity is None:
        return f"{text}; this size is not enlarged for variation between trials."
    diversity = f"diversity D² {numbers.percent(view.diversity)}"
    if view.adjusted == view.required:
        return f"{text}; these trials vary too little to enlarge that size ({diversity})."
    return (
        f"{text}; enlarged for the variation between these trials ({diversity}), the required "
        f"size is {_people(view.adjusted)}."
    )


def _difference(finding: Finding, view: Sequential) -> str:
    """Name the difference to find: '50 fewer per 1000 than 100 per 1000, a risk ratio of 0.50'."""
    measure = MEASURES[finding.measure]
    effect = numbers.estimate(view.effect, finding.measure)
    if finding.measure not in BINARY_MEASURES:
        return f"a {measure} of {with_unit(effect, finding)}"
    word = "more" if finding.better == "higher" else "fewer"
    risk = (
        f"{numbers.in_full(1000.0 * (view.anticipated or 0.0))} {word} per 1000 than "
        f"{numbers.per_1000(view.comparator_risk)} per 1000"
    )
    article = "an" if measure.startswith("o") else "a"
    return f"{risk}, {article} {measure} of {effect}"


def _people(number: float | None) -> str:
    return f"{numbers.count(number)} {plural(number, 'participant')}"


def _met(finding: Finding, view: Sequential) -> str:
    """Say which look first reached its boundary, or that none did; and where the last one is."""
    last = view.looks[-1]
    first = next((look for look in view.looks if look.crossed), None)
    if first is None:
        return _unmet(last)
    favoured = side(first.estimate, finding)
    text = (
        f"The z-value first reached its boundary when {_came_in(first)} came in, at "
        f"{_people(first.participants)} ({numbers.probability(first.fraction)} of the required "
        f"size), in favour of {favoured}"
    )
    if last.state == "past" and first is not last:
        return f"{text}; looks after the required size have no boundary."
    if not last.crossed:
        return f"{text}; at the last look it no longer does."
    return f"{text}."


def _unmet(last: SequentialLook) -> str:
    if last.fraction is not None and last.fraction >= 1:
        return (
            f"With {_people(last.participants)}, the required size is reached, and no look has "
            "reached its boundary."
        )
    return (
        f"With {_people(last.participants)} so far, {numbers.probability(last.fraction)} of the "
        "required size, no look has reached its boundary."
    )


def _came_in(look: SequentialLook) -> str:
    if len(look.trials) > MOST_NAMED:
        return counted(len(look.trials), "trial")
    return listed(look.trials)


def _futility() -> str:
    return (
        "No boundary for futility is drawn, so the view cannot say that such a difference is "
        "absent."
    )


def share(probability: float) -> str:
    """Write an error rate or a power as a percentage: 5%, 0.5%, 80%."""
    return f"{numbers.measured(100 * probability)}%"


def sequential_methods(protocol: Protocol) -> tuple[Markdown, ...]:
    """Say how the view is made and where it comes from; nothing when the protocol has none."""
    asked = protocol.analysis.sequential
    if asked is None:
        return ()
    variances = _variances(protocol)
    if not variances:
        return (
            Markdown(
                "A sequential view counts participants, and hazard ratios and rates rest on "
                "events, so no outcome of this review has one."
            ),
        )
    enlarged = (
        "enlarged for the variation between trials by their diversity, D² [@wetterslev2009]"
        if asked.heterogeneity == "diversity" and "random" in models_used(protocol)
        else "not enlarged for variation between trials [@wetterslev2009]"
    )
    texts = (
        "As a sensitivity view, on which no conclusion rests, the pool is followed as trials came "
        "in: by year, then by the date of entry into the registry, those of one year and one date "
        "at one look. It looks back; nobody stopped or decided at those times. At each look the "
        "pooled effect over its Wald standard error, z, is set against two-sided boundaries with "
        f"O’Brien-Fleming spending [@lan1983] and an error of {share(asked.alpha)} over all looks "
        "[@wetterslev2008].",
        "The required size is that of one trial with a power of "
        f"{share(asked.power)} to find {_found(protocol, asked)}, {enlarged}. It rests on the "
        f"variance of one person’s outcome: {'; '.join(variances)}. The information at "
        "a look is its share of that size.",
        "The Cochrane Handbook discourages sequential methods for reviews that are updated "
        "[@handbook]; other ways to allow for repeated looks exist [@simmonds2017].",
    )
    return tuple(Markdown(text) for text in texts)


def _found(protocol: Protocol, asked: Asked) -> str:
    least = "the least difference that counts for the outcome"
    named = [
        f"{escape(inside(outcome.label))}, {_anticipated(outcome.measure, own.difference)} "
        f"({escape(own.source)})"
        for outcome in protocol.outcomes
        if (own := asked.differences.get(outcome.id))
    ]
    return f"{least} (for {listed(named)})" if named else least


def _anticipated(measure: str, difference: float) -> str:
    if measure in BINARY_MEASURES:
        return f"{numbers.in_full(1000.0 * difference)} per 1000"
    return numbers.measured(difference)


def _variances(protocol: Protocol) -> tuple[str, ...]:
    used = dict.fromkeys(outcome.measure for outcome in protocol.outcomes)
    said = [_VARIANCES[measure] for measure in used if measure in _VARIANCES]
    if any(measure in BINARY_MEASURES for measure in used):
        said.append(_RISKS)
    return tuple(said)
