"""Small-study effects: whether smaller trials report other effects, where there are enough."""

from __future__ import annotations

import math

from living_review.findings import SmallStudy
from living_review.pooling import AsymmetryTest, egger, harbord, smd_predictor
from living_review.synthesis.analysis import MainAnalysis
from living_review.synthesis.trial_effects import TrialEffect

FEWEST = 10


def small_study(main: MainAnalysis) -> SmallStudy:
    """Test for small-study effects, or say why not.

    Ten trials are the least (Sterne et al. 2011, BMJ 343:d4002). Odds ratios from arms: Harbord's
    test; standardised mean differences: Egger's on √(1/n₁ + 1/n₂) (Pustejovsky & Rodgers 2019),
    because their standard error holds the effect; otherwise Egger's on the standard error.
    """
    effects = [member.effect for member in main.usable]
    if len(effects) < FEWEST:
        return SmallStudy(reason="There are fewer than ten trials.")
    if _alike([effect.estimate or 0.0 for effect in effects]):
        return SmallStudy(reason="The trials found the same effect, so there is nothing to test.")
    measure = main.outcome.measure
    sized = all(effect.people for effect in effects)
    counts = [effect.counts for effect in effects if effect.counts is not None]
    if measure == "OR" and len(counts) == len(effects):
        found = harbord(*zip(*counts, strict=True))
        return _result("harbord", found)
    if measure == "SMD" and sized:
        sizes = smd_predictor(
            [_informative(effect, effect.n_intervention) for effect in effects],
            [_informative(effect, effect.n_control) for effect in effects],
        )
        return _result("egger-smd", egger(*_figures(effects), predictor=sizes))
    return _result("egger", egger(*_figures(effects)))


def _alike(estimates: list[float]) -> bool:
    """Tell whether effects are equal but for rounding: a line through them has no error."""
    return max(estimates) - min(estimates) <= 1e-12 * max(map(abs, estimates))


def _informative(effect: TrialEffect, n: float | None) -> float:
    """Give the people of an arm of two groups that say as much: n/(1 − r) where they are paired."""
    paired = effect.crossover.correlation if effect.crossover else None
    return (n or math.nan) / (1.0 - (paired or 0.0))


def _figures(effects: list[TrialEffect]) -> tuple[list[float], list[float]]:
    return (
        [math.nan if effect.estimate is None else effect.estimate for effect in effects],
        [math.nan if effect.variance is None else effect.variance for effect in effects],
    )


def _result(test: str, found: AsymmetryTest) -> SmallStudy:
    figures = {
        "intercept": found.asymmetry,
        "se": found.se,
        "statistic": found.statistic,
        "df": found.df,
        "p": found.p,
    }
    known = {name: float(value) for name, value in figures.items()}
    if not math.isfinite(known["p"]):
        return SmallStudy(reason="The trials are too alike in size for the test.")
    return SmallStudy(test=test, egger=known)
