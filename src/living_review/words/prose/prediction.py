"""Where the true effect of a new trial is expected, and how likely it counts."""

from __future__ import annotations

from living_review.findings import AbsoluteEffect, Finding
from living_review.ground import numbers
from living_review.words.grammar import (
    capitalised,
    counted,
    inside,
    listed,
    sentence,
    with_unit,
)
from living_review.words.prose.baselines import named, risk

_FEW = 10


def prediction_sentence(finding: Finding) -> str:
    """Say where the true effect of a new trial is expected, or why this is not said."""
    shown = finding.prediction
    if shown is None:
        return ""
    if shown.low is None or shown.high is None:
        return (
            sentence(f"no prediction interval is given: {inside(shown.reason)}")
            if shown.reason
            else ""
        )
    low, high = (numbers.estimate(end, finding.measure) for end in (shown.low, shown.high))
    spans = shown.low < finding.null < shown.high
    tail = (
        ", a range that includes effects in favour of either side"
        if spans
        else f", a range wholly on the side of {_favoured(finding)}"
    )
    level = numbers.confidence(finding.level)
    text = (
        "In a new, similar trial the true effect would be expected to lie between "
        f"{low} and {with_unit(high, finding)} ({level} prediction interval){tail}."
    )
    text += _caveat(finding)
    return " ".join(filter(None, (text, _chances(finding))))


def _caveat(finding: Finding) -> str:
    """Say how little few trials tell of variation, and where none was estimated at all."""
    spread, few = finding.heterogeneity, finding.k < _FEW
    with_few = f"with {counted(finding.k, 'trial')}"
    if spread is not None and spread.tau2 == 0:
        # By other degrees of freedom it is longer than the interval of the mean.
        is_it = "is the interval of the mean"
        told = f" It {is_it if _is_of_the_mean(finding) else 'allows for chance alone'}"
        told += ", because no variation between trials was estimated"
        return f"{told}; {with_few} there may be some all the same." if few else f"{told}."
    return f" {capitalised(with_few)} this interval is itself very imprecise." if few else ""


def _is_of_the_mean(finding: Finding) -> bool:
    """Tell whether the prediction interval is printed as that of the pooled effect is."""
    shown, pooled = finding.prediction, finding.pooled
    if shown is None or pooled is None:
        return False
    ends = ((shown.low, shown.high), (pooled.ci_low, pooled.ci_high))
    first, second = (numbers.interval(*pair, finding.measure) for pair in ends)
    return first == second


def _chances(finding: Finding) -> str:
    """Say how likely a new trial has at least the least effect that counts, at each baseline.

    Of a benefit where the effect is one, of a harm where it is one, of both where it is little.
    """
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    shown, rows = finding.prediction, finding.absolute
    scales = scales_told(finding)
    if shown is None or not scales[0].steps or finding.pooled is None:
        return ""
    bands = [scale.band(scale.place(finding.pooled.estimate)) for scale in scales]
    least = "an important" if len(scales[0].steps) == 1 else "a small"
    told, where = [], ""
    for way, word in ((1, "benefit"), (-1, "harm")):
        if any(bands) and not any(band * way > 0 for band in bands):
            continue
        known: list[tuple[AbsoluteEffect | None, float | None]]
        if scales[0].baseline is None:
            known = [(None, shown.beyond_threshold if way > 0 else shown.beyond_harm)]
        else:
            known = [
                (row, row.chance_of_benefit if way > 0 else row.chance_of_harm) for row in rows
            ]
        chances = [
            _likely(chance) + (f" at {named(row)}" if row and len(rows) > 1 else "")
            for row, chance in known
            if chance is not None
        ]
        if chances:
            where = f"at {risk(rows[0])}, " if known[0][0] and len(rows) == 1 else ""
            told.append(f"reaches at least {least} {word} is {listed(chances)}")
    return sentence(f"{where}the chance that it {', and that it '.join(told)}") if told else ""


def _likely(chance: float) -> str:
    """Write a chance; what a float holds as certain is not certain."""
    return numbers.probability(min(chance, 0.999))


def _favoured(finding: Finding) -> str:
    low = finding.prediction.low if finding.prediction else None
    above = low is not None and low >= finding.null
    return finding.intervention if above == (finding.better == "higher") else finding.comparator
