"""Suspicions about precision: estimate, standard error, interval and p value tell one story."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import stdtrit

from living_review.effects.rescue import SMALL_GROUP
from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.pairing import on_analysis_scale, standard_errors
from living_review.registry.frames import Mark, Registry
from living_review.registry.rows import Rows
from living_review.registry.values import Values

UNEVEN = 0.15  # of the width of an interval, by which its middle may miss the estimate
LEAST, MOST = 0.8, 1.25  # ratio of two standard errors of one result that rounding explains
Z_SLACK, Z_SHARE = 0.5, 0.25  # distance of two z values that rounding and t against z explain
SMALLEST_P = 0.001  # p values this small are often bounds


def uneven_interval(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An estimate stands in the middle of its interval, on the log scale for a ratio."""
    contrasts, arms = registry.tables["contrasts"], registry.tables["arms"]
    of_arms = (arms["ci_low"], arms["ci_high"], arms["mean"])
    for table, frame, column, (low, high, estimate) in (
        ("contrasts", contrasts, "estimate", on_analysis_scale(contrasts)),
        ("arms", arms, "mean", of_arms),
    ):
        uneven = (estimate - (low + high) / 2).abs() > UNEVEN * (high - low)
        yield from marked(
            table,
            frame,
            uneven,
            column,
            "interval-uneven",
            lambda row: (
                f"it is far from the middle of its interval, {numbers.in_full(row.ci_low)} to "
                f"{numbers.in_full(row.ci_high)}; look for a digit or a sign that is wrong."
            ),
        )


def se_against_interval(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where a result gives both, its interval is as wide as its standard error says."""
    frame = registry.tables["contrasts"]
    reason = "it does not agree with the interval; correct the one that is wrong."
    limits = frame["ci_low"].notna() & frame["ci_high"].notna()
    wrong = frame["se"].notna() & (limits | frame["variance"].notna())
    for df in _degrees(registry, frame) if wrong.any() else ():
        implied = standard_errors(frame.assign(se=np.nan), df)
        wrong &= _unlike(implied / standard_errors(frame, df))
    yield from marked("contrasts", frame, wrong, "se", "se-contradicts-interval", reason)
    arms = registry.tables["arms"]
    if not arms["ci_low"].notna().any():
        return
    level = ((1 + arms["ci_level"]) / 2).array
    quantile = stdtrit((arms["n"] - 1).clip(lower=1).array, level)
    implied = (arms["ci_high"] - arms["ci_low"]) / (2 * quantile)
    own = arms["se"].fillna(arms["sd"] / np.sqrt(arms["n"]))
    reason = (
        "the interval is not that of a mean with this spread and n; see whether the limits are "
        "those of the mean, and which figure is wrong."
    )
    yield from marked(
        "arms", arms, _unlike(implied / own), "ci_low", "interval-contradicts-sd", reason
    )


def p_against_estimate(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A p value is the one that the estimate and its precision give."""
    frame = registry.tables["contrasts"]
    wrong = frame["p"].notna()
    if not wrong.any():
        return
    _, _, estimate = on_analysis_scale(frame)
    bound = frame["p"] <= SMALLEST_P
    for df in _degrees(registry, frame):
        statistic = estimate.abs() / standard_errors(frame, df)
        stated = -stdtrit(df.array, (frame["p"].clip(lower=SMALLEST_P) / 2).array)
        slack = np.maximum(Z_SLACK, Z_SHARE * stated)
        wrong &= (statistic < stated - slack) | (~bound & (statistic > stated + slack))
    reason = (
        "it does not agree with the estimate and its precision; correct the one that is wrong, or "
        "note that the p value is of another test."
    )
    yield from marked("contrasts", frame, wrong, "p", "p-contradicts-estimate", reason)


def _degrees(registry: Registry, frame: Rows) -> tuple[Values, Values]:
    """Give what a report may have reckoned with: the normal distribution, or t where it has means.

    Of a crossover trial t has one degree of freedom less than people, of two groups two less.
    """
    normal = Values.full(np.inf, frame.index)
    n, n_control = frame["n_intervention"], frame["n_control"]
    people = np.fmin(n, n_control)
    df = (n + n_control - 2).mask(registry.crossed(frame), people - 1)
    small = (frame["measure"] == "MD") & (people < SMALL_GROUP) & (df >= 1)
    return normal, normal.mask(small, df)


def _unlike(ratio: Values) -> Values:
    return (ratio < LEAST) | (ratio > MOST)
