"""Where the true effect of a new trial is expected, and how likely it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from living_review.findings import AbsoluteEffect, Finding
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import pools as facts
from living_review.language.facts.effects import Amount
from living_review.words.prose.baselines import baseline_of

_FEW = 10


def prediction_sentence(finding: Finding) -> str:
    """Say where the true effect of a new trial is expected, or why this is not said."""
    shown = finding.prediction
    if shown is None:
        return ""
    if shown.low is None or shown.high is None:
        return say(facts.NoPrediction(reason=shown.reason)) if shown.reason else ""
    _, low, high = numbers.together(None, shown.low, shown.high, finding.measure)
    return say(
        facts.Prediction(
            low=low,
            high=Amount(number=high, unit=finding.unit_label),
            confidence=numbers.confidence(finding.level),
            favours=None if shown.low < finding.null < shown.high else _favoured(finding),
            trials=finding.k,
            few=finding.k < _FEW,
            no_variation=_no_variation(finding),
            chances=_chances(finding),
        )
    )


def _no_variation(finding: Finding) -> Literal["of the mean", "chance alone"] | None:
    """Tell what a prediction interval is where no variation between trials was estimated."""
    if finding.heterogeneity is None or finding.heterogeneity.tau2 != 0:
        return None
    # By other degrees of freedom it is longer than the interval of the mean.
    return "of the mean" if _is_of_the_mean(finding) else "chance alone"


def _is_of_the_mean(finding: Finding) -> bool:
    """Tell whether the prediction interval is printed as that of the pooled effect is."""
    shown, pooled = finding.prediction, finding.pooled
    if shown is None or pooled is None:
        return False
    ends = ((shown.low, shown.high), (pooled.ci_low, pooled.ci_high))
    first, second = (numbers.interval(*pair, finding.measure) for pair in ends)
    return first == second


def _chances(finding: Finding) -> facts.Chances | None:
    """Tell how likely a new trial has at least the least effect that counts, at each baseline.

    Of a benefit where the effect is one, of a harm where it is one, of both where it is little.
    """
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    shown, rows = finding.prediction, finding.absolute
    scales = scales_told(finding)
    if shown is None or not scales[0].steps or finding.pooled is None:
        return None
    bands = [scale.band(scale.place(finding.pooled.estimate)) for scale in scales]
    at_risk = scales[0].baseline is not None
    told = []
    for way in (1, -1):
        if any(bands) and not any(band * way > 0 for band in bands):
            continue
        known: list[tuple[AbsoluteEffect | None, float | None]]
        if at_risk:
            known = [
                (row, row.chance_of_benefit if way > 0 else row.chance_of_harm) for row in rows
            ]
        else:
            known = [(None, shown.beyond_threshold if way > 0 else shown.beyond_harm)]
        chances = tuple(
            facts.Chance(
                chance=_likely(chance), baseline=baseline_of(row) if row and len(rows) > 1 else None
            )
            for row, chance in known
            if chance is not None
        )
        if chances:
            important = len(scales[0].steps) == 1
            told.append(facts.ChancesOf(benefit=way > 0, important=important, chances=chances))
    if not told:
        return None
    return facts.Chances(
        baseline=replace(baseline_of(rows[0]), label="") if at_risk and len(rows) == 1 else None,
        of=tuple(told),
    )


def _likely(chance: float) -> str:
    """Write a chance; what a float holds as certain is not certain."""
    return numbers.probability(min(chance, 0.999))


def _favoured(finding: Finding) -> str:
    low = finding.prediction.low if finding.prediction else None
    above = low is not None and low >= finding.null
    return finding.intervention if above == (finding.better == "higher") else finding.comparator
