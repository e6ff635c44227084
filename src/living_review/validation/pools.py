"""Effect sizes, pools, heterogeneity and counts, compared with metafor's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from living_review import effects
from living_review.pooling import PooledCounts, PooledEffect, mantel_haenszel, peto, pool
from living_review.validation.comparison import (
    CLOSED,
    ITERATED,
    NO_P,
    Comparison,
    array,
    both_ends,
    number,
    tolerance_of,
)
from living_review.validation.reference import Case, Sample

# The reference names an interval as `pool` does, the safeguard after a space.
INTERVALS = {
    "wald": ("wald", "none"),
    "t": ("t", "none"),
    "knapp-hartung none": ("knapp-hartung", "none"),
    "knapp-hartung se": ("knapp-hartung", "se"),
}
EFFECTS: dict[str, Callable[..., effects.Effect]] = {
    "OR": lambda *c: effects.log_odds_ratio(*c, double_zeros="keep"),
    "OR all": lambda *c: effects.log_odds_ratio(*c, zero_cells="all", double_zeros="keep"),
    "OR none": lambda *c: effects.log_odds_ratio(*c, zero_cells="none", double_zeros="keep"),
    "OR drop": effects.log_odds_ratio,
    "RR": lambda *c: effects.log_risk_ratio(*c, double_zeros="keep"),
    "RR all": lambda *c: effects.log_risk_ratio(*c, zero_cells="all", double_zeros="keep"),
    "RR none": lambda *c: effects.log_risk_ratio(*c, zero_cells="none", double_zeros="keep"),
    "RR drop": effects.log_risk_ratio,
    "RD": effects.risk_difference,
    "MD": effects.mean_difference,
    "MD HO": lambda *c: effects.mean_difference(*c, variance="HO"),
    "SMD": effects.standardized_mean_difference,
    "SMD LS2": lambda *c: effects.standardized_mean_difference(*c, variance="LS2"),
    "SMD UB": lambda *c: effects.standardized_mean_difference(*c, variance="UB"),
    "ROM": effects.ratio_of_means,
}
POOLED = {
    "estimate": "Pooled estimate",
    "se": "Standard error of the pool",
    "tau2": "τ²",
    "i2": "I² and H²",
    "h2": "I² and H²",
}
EFFECT = "Effect of a trial and its variance"
REPORTED = f"{EFFECT}: RD as reports give it"
TEST, LIMITS = "Test of the pool: statistic, df, p", "Confidence limits"
PREDICTION, COUNTS = "Prediction limits", "Mantel-Haenszel and Peto"


def compare_pools(case: Case) -> Iterator[Comparison]:
    """Compare everything of a case that is an effect size, a pool, or counts."""
    yield from _effects(case)
    for measure, model in case.models.items():
        sample = case.sample(measure)
        for method, expected in model["methods"].items():
            name = f"{case.name} {measure} {method}"
            yield from _point(name, sample, method, expected)
            for kind, interval in expected.get("intervals", {}).items():
                yield from _interval(name, sample, method, kind, interval)
        yield from _heterogeneity(f"{case.name} {measure}", sample, model["heterogeneity"])
    for measure, expected in case.counts.items():
        yield from _counts(case, measure, expected)


def _effects(case: Case) -> Iterator[Comparison]:
    for measure, own in case.effects.items():
        if measure not in EFFECTS:
            continue
        expected = case.effects[own.get("same_as", measure)]
        found = EFFECTS[measure](*case.columns)
        for quantity in ("estimate", "variance"):
            ours, theirs = np.atleast_1d(getattr(found, quantity)), array(expected[quantity])
            for row, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
                name = f"{case.name} effect {measure} {quantity} {row}"
                family = f"{EFFECT}: {measure.split()[0]}"
                yield Comparison(family, name, float(mine), float(other), CLOSED, 1e-14)
    if "RD" in case.effects:
        yield from _reported_differences(case)


def _reported_differences(case: Case) -> Iterator[Comparison]:
    """Compare the risk differences of reports, which take nothing from an empty cell but variance.

    A trial is named as beside an empty cell where that moves metafor's difference.
    """
    a, n1, c, n2 = case.columns
    found = effects.risk_difference(a, n1, c, n2, zero_cells="revman")
    expected = case.effects["RD"]
    empty = (a * (n1 - a) * c * (n2 - c) == 0) & ~((a * n2 == c * n1) & (n1 == n2))
    for quantity in ("estimate", "variance"):
        ours, theirs = np.atleast_1d(getattr(found, quantity)), array(expected[quantity])
        for row, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            beside = " beside an empty cell" if empty[row] else ""
            name = f"{case.name} reported RD {quantity} {row}{beside}"
            yield Comparison(REPORTED, name, float(mine), float(other), CLOSED, 1e-14)


def _point(
    name: str, sample: Sample, method: str, expected: dict[str, Any]
) -> Iterator[Comparison]:
    found, tolerance = pool(sample.y, sample.v, tau2=method, interval="wald"), tolerance_of(method)
    floors = {
        "estimate": 1e-12 * np.max(np.abs(sample.y)),
        "tau2": 1e-9 * np.median(sample.v),
        "se": 0.0,
        "i2": 1e-7,
        "h2": 1e-9,
    }
    for quantity, floor in floors.items():
        if quantity in expected:
            yield Comparison(
                POOLED[quantity],
                f"{name} {quantity}",
                float(getattr(found, quantity)),
                number(expected[quantity]),
                tolerance,
                float(floor),
            )
    for trial, weight in enumerate(expected.get("weights_percent", [])):
        ours = 100.0 * float(found.weights[trial])
        yield Comparison(
            "Weights", f"{name} weight {trial}", ours, number(weight), tolerance, 1e-12
        )


def _interval(
    name: str, sample: Sample, method: str, kind: str, expected: dict[str, Any]
) -> Iterator[Comparison]:
    interval, safeguard = INTERVALS[kind]
    tolerance = tolerance_of(method)

    def found(df: str) -> PooledEffect:
        return pool(
            sample.y,
            sample.v,
            tau2=method,
            interval=interval,
            safeguard=safeguard,
            prediction=df,
        )

    first = found("k-1")
    dust = 1e-12 * max(float(np.max(np.abs(sample.y))), float(first.se))
    for quantity, floor in (("se", dust), ("statistic", 0.0), ("df", 0.0), ("p", NO_P)):
        if quantity in expected:
            family = POOLED.get(quantity, TEST)
            ours, theirs = float(getattr(first, quantity)), number(expected[quantity])
            yield Comparison(family, f"{name} {kind} {quantity}", ours, theirs, tolerance, floor)
    ends = first.ci_low, first.ci_high
    yield from both_ends(LIMITS, f"{name} {kind} ci", ends, expected.get("ci"), tolerance, dust)
    usual = "normal" if interval == "wald" else "k-1"
    asked = {"prediction": usual, "prediction k-1": "k-1", "prediction k-2": "k-2"}
    for quantity, df in asked.items():
        if quantity in expected:
            wide = found(df)
            ends = wide.prediction_low, wide.prediction_high
            yield from both_ends(
                PREDICTION, f"{name} {kind} {quantity}", ends, expected[quantity], tolerance, dust
            )


def _heterogeneity(name: str, sample: Sample, expected: dict[str, Any]) -> Iterator[Comparison]:
    found = pool(sample.y, sample.v)
    for quantity in ("k", "q", "q_df", "q_p"):
        if quantity in expected:
            ours, theirs = float(getattr(found, quantity)), number(expected[quantity])
            yield Comparison("Q and its p", f"{name} {quantity}", ours, theirs, CLOSED, 1e-12)
    bounds = found.tau2_interval()
    floors = {"tau2": 1e-9 * float(np.median(sample.v)), "i2": 1e-7, "h2": 1e-9}
    for quantity, floor in floors.items():
        ends = getattr(bounds, f"{quantity}_low"), getattr(bounds, f"{quantity}_high")
        limits = expected.get(f"{quantity}_interval")
        family = "Q-profile limits of τ², I², H²"
        yield from both_ends(family, f"{name} {quantity} interval", ends, limits, ITERATED, floor)


def _counts(case: Case, measure: str, expected: dict[str, Any]) -> Iterator[Comparison]:
    name = f"{case.name} counts {measure}"
    found = _pooled_counts(case.columns, measure)
    ends = found.ci_low, found.ci_high
    yield from both_ends(COUNTS, f"{name} ci", ends, expected["ci"], CLOSED, 1e-14)
    for quantity in sorted(expected.keys() - {"ci", "leave_one_out"}):
        ours, theirs = float(getattr(found, quantity)), number(expected[quantity])
        yield Comparison(COUNTS, f"{name} {quantity}", ours, theirs, CLOSED, 1e-14)
    without = expected.get("leave_one_out", {})
    reported = np.flatnonzero(~np.isnan(case.columns).any(axis=0))
    for at, row in enumerate(reported if without else ()):
        left = _pooled_counts([np.delete(column, row) for column in case.columns], measure)
        for quantity, theirs in without.items():
            ours = float(getattr(left, quantity.lower()))
            label = f"{name} without {at} {quantity}"
            yield Comparison(COUNTS, label, ours, number(theirs[at]), CLOSED, 1e-14)


def _pooled_counts(columns: list[Any], measure: str) -> PooledCounts:
    if measure == "Peto":
        return peto(*columns)
    return mantel_haenszel(*columns, measure=measure)  # type: ignore[arg-type]
