"""What an effect means in people, or in the points of an instrument they know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from living_review.certainty.case import headline
from living_review.findings import (
    AbsoluteEffect,
    BetterOff,
    FamiliarEffect,
    Finding,
    MinimalImportantDifference,
    Subgroup,
    SubgroupLevel,
)
from living_review.ground.distributions import normal_cdf, normal_quantile
from living_review.ground.measures import AT_A_RISK, DIFFERENCES, MEANS, RATES
from living_review.protocol import Outcome
from living_review.protocol.outcomes import MinimalImportantDifference as Published
from living_review.synthesis.scale import Baseline, baselines_of, corresponding_risk, held

SHOWN = AT_A_RISK | RATES


def absolute_effects(finding: Finding, outcome: Outcome) -> tuple[AbsoluteEffect, ...]:
    """Give the risks, or rates, with and without the intervention at each baseline.

    The limits of the interval are carried over in the same way (Cochrane Handbook, ch. 15).
    """
    effect = headline(finding)
    if effect is None or finding.measure not in SHOWN:
        return ()
    arms = (arm for trial in finding.trials if trial.in_pool for arm in trial.arms)
    return tuple(_at(finding, effect, baseline) for baseline in baselines_of(outcome, arms))


def subgroups_in_people(finding: Finding, outcome: Outcome) -> tuple[Subgroup, ...]:
    """Give the subgroups of a finding with the effect of each level at its baselines."""
    if finding.measure not in SHOWN:
        return finding.subgroups
    arms = [arm for trial in finding.trials if trial.in_pool for arm in trial.arms]
    baselines = baselines_of(outcome, arms)
    return tuple(
        each.model_copy(
            update={"levels": tuple(_in_people(finding, level, baselines) for level in each.levels)}
        )
        for each in finding.subgroups
    )


def _in_people(
    finding: Finding, level: SubgroupLevel, baselines: Sequence[Baseline]
) -> SubgroupLevel:
    if level.pooled is None:
        return level
    effect = (level.pooled.estimate, level.pooled.ci_low, level.pooled.ci_high)
    rows = tuple(_at(finding, effect, baseline) for baseline in baselines)
    return level.model_copy(update={"absolute": rows})


def familiar_effect(finding: Finding, outcome: Outcome) -> FamiliarEffect | None:
    """Give a standardised mean difference in the units of the outcome's familiar instrument."""
    known, effect = outcome.familiar, headline(finding)
    if known is None or effect is None or finding.measure != "SMD":
        return None
    prediction = finding.prediction
    low, high = (prediction.low, prediction.high) if prediction else (None, None)
    estimate, ci_low, ci_high = (known.sd * value for value in effect)
    return FamiliarEffect(
        instrument=known.instrument,
        unit=known.unit,
        sd=known.sd,
        sd_source=known.source,
        estimate=estimate,
        ci_low=ci_low,
        ci_high=ci_high,
        prediction_low=None if low is None else known.sd * low,
        prediction_high=None if high is None else known.sd * high,
    )


def minimal_important_differences(
    finding: Finding, outcome: Outcome
) -> tuple[MinimalImportantDifference, ...]:
    """Read an effect against each minimal important difference of its outcome."""
    effect = headline(finding)
    if effect is None or finding.measure not in MEANS & DIFFERENCES:
        return ()
    return tuple(_read(effect, known) for known in outcome.minimal_important_differences)


def _read(effect: tuple[float, float, float], known: Published) -> MinimalImportantDifference:
    threshold = known.value / (known.sd or 1.0)
    estimate, low, high = effect
    if low >= threshold or high <= -threshold:
        interval: Literal["beyond", "within", "either"] = "beyond"
    elif -threshold < low and high < threshold:
        interval = "within"
    else:
        interval = "either"
    return MinimalImportantDifference(
        instrument=known.instrument,
        unit=known.unit,
        value=known.value,
        sd=known.sd,
        sd_source=known.sd_source or None,
        method=known.method,
        source=known.source,
        threshold=threshold,
        estimate_reaches=abs(estimate) >= threshold,
        interval=interval,
    )


def better_off(finding: Finding, outcome: Outcome) -> BetterOff | None:
    """Give a standardised mean difference as people who are better off.

    Where the protocol says how many people with the comparator pass a mark, the share of people
    with the intervention who pass it, Φ(Φ⁻¹(p) + g) (Furukawa & Leucht 2011, PLoS One 6:e19070);
    otherwise the chance that a person with the intervention does better than one with the
    comparator, Φ(g/√2) (McGraw & Wong 1992, Psychol Bull 111:361-365). g is above zero for
    benefit; scores are taken to be normal, with the same spread in both groups.
    """
    effect, known = headline(finding), outcome.responder
    if effect is None or finding.measure != "SMD":
        return None
    benefit = 1.0 if finding.better == "higher" else -1.0
    if known is None:
        chances = [float(normal_cdf(benefit * g / math.sqrt(2.0))) for g in effect]
    else:
        mark = float(normal_quantile(known.risk))
        chances = [float(normal_cdf(mark + benefit * g)) for g in effect]
    return BetterOff(
        basis="superiority" if known is None else "responders",
        label=known.label if known else None,
        source=known.source if known else None,
        with_comparator=known.risk if known else 0.5,
        with_intervention=chances[0],
        ci_low=min(chances[1:]),
        ci_high=max(chances[1:]),
    )


def _at(finding: Finding, effect: Sequence[float], baseline: Baseline) -> AbsoluteEffect:
    estimate, low, high = (
        corresponding_risk(finding.measure, value, baseline.risk) for value in effect
    )
    return AbsoluteEffect(
        kind="rate" if baseline.time else "risk",
        at=baseline.at or None,
        time=baseline.time or None,
        baseline_label=baseline.label,
        baseline_risk=baseline.risk,
        baseline_source=baseline.source,
        with_comparator=baseline.risk,
        with_intervention=estimate,
        with_intervention_ci_low=low,
        with_intervention_ci_high=high,
        difference=estimate - baseline.risk,
        ci_low=low - baseline.risk,
        ci_high=high - baseline.risk,
        held=any(held(finding.measure, value, baseline.risk) for value in effect),
    )
