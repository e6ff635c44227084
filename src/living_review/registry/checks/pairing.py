"""Intervention arms beside their controls, and rough effects by which results are compared."""

from __future__ import annotations

from typing import cast

import numpy as np
from scipy.special import stdtrit

from living_review.ground.measures import RELATIVE
from living_review.protocol import RATIO_MEASURES
from living_review.registry.checks.results import COMPARISON, PLACE
from living_review.registry.groups import every_pair
from living_review.registry.rows import Rows, below
from living_review.registry.values import Texts, Values

_ODDS = tuple(sorted(RELATIVE))


def pairs(arms: Rows) -> Rows:
    """Return each intervention arm against each control arm of its comparison, rows as in arms.

    `arms` are those of `Registry.in_use`. `smd` and its variance where there are means,
    `log_odds` and its variance where there are events; without corrections, for these numbers only
    point at rows and enter no analysis.
    """
    numbers = ["n", "mean", "sd", "events", "time_at_risk"]
    own = arms.select(arms["role"] == "intervention")
    control = arms.select(arms["role"] == "control")
    one, other = every_pair(own[COMPARISON].array, control[COMPARISON].array)
    rows = own.select(one)
    both = rows.assign(**{f"{name}_control": control[name].array[other] for name in numbers})
    n, n_control = both["n"].astype(float), both["n_control"].astype(float)
    df = n + n_control - 2
    within = (n - 1) * both["sd"] ** 2 + (n_control - 1) * both["sd_control"] ** 2
    pooled = (within / df.where(df > 0)) ** 0.5
    difference = both["mean"] - both["mean_control"]
    smd = difference / pooled.where(pooled > 0)
    log_odds, log_odds_variance = _log_odds(both, n, n_control)
    return rows.assign(
        difference=difference,
        risk_difference=both["events"] / both["time_at_risk"].fillna(n)
        - both["events_control"] / both["time_at_risk_control"].fillna(n_control),
        smd=smd,
        null_variance=1 / n + 1 / n_control,
        smd_variance=1 / n + 1 / n_control + smd**2 / (2 * (n + n_control)),
        log_odds=log_odds,
        log_odds_variance=log_odds_variance,
    )


def _log_odds(both: Rows, n: Values, n_control: Values) -> tuple[Values, Values]:
    if not both["events"].notna().any():
        nothing = Values.full(np.nan, both.index)
        return nothing, nothing
    cells = (
        both["events"],
        n - both["events"],
        both["events_control"],
        n_control - both["events_control"],
    )
    a, b, c, d = (cell.clip(lower=0) + 0.5 for cell in cells)
    by_time = np.log(a / both["time_at_risk"] / (c / both["time_at_risk_control"]))
    timed = by_time.notna()
    return (
        by_time.where(timed, np.log(a * d / (b * c))),
        (1 / a + 1 / c).where(timed, 1 / a + 1 / b + 1 / c + 1 / d),
    )


def standard_errors(frame: Rows, df: Values | float = np.inf) -> Values:
    """Return the standard error of each contrast on its analysis scale; NaN without one.

    `df` are the degrees of freedom of t behind an interval, infinite for the normal distribution.
    """
    low, high, _ = on_analysis_scale(frame)
    quantile = stdtrit(np.asarray(df), ((1 + frame["ci_level"]) / 2).array)
    by_interval = frame["se"].fillna((high - low) / (2 * quantile))
    return cast(Values, by_interval.fillna(frame["variance"] ** -0.5))


def contrast_smd(frame: Rows) -> Values:
    """Return the standardised difference a contrast in use states or implies; NaN without one."""
    smd = frame["estimate"].where(frame["measure"] == "SMD")
    points = (frame["estimate"] / frame["unit_sd"]).where(frame["measure"] == "MD")
    return cast(Values, smd.fillna(points))


def on_analysis_scale(frame: Rows) -> tuple[Values, Values, Values]:
    """Return limits and estimate of each contrast, of a ratio as logarithms."""
    ratio = frame["measure"].isin(RATIO_MEASURES)
    low, high, estimate = (
        cells.mask(ratio, np.log(cells.where(cells > 0)))
        for cells in frame.columns(["ci_low", "ci_high", "estimate"])
    )
    return low, high, estimate.fillna(frame["o_minus_e"] / frame["variance"])


def rough_effects(by_arms: Rows, contrasts: Rows) -> Rows:
    """Return one row a result: where it stands, its effect towards more or less, its variance.

    Of the `pairs` of arms and of contrasts as in use. Differences are standardised and ratios are
    logarithms; an effect is positive where what is better became more, or what is worse less.
    """
    counted = by_arms["smd"].isna()
    effect = by_arms["smd"].fillna(by_arms["log_odds"])
    variance = by_arms["smd_variance"].where(~counted, by_arms["log_odds_variance"])
    cells = zip(by_arms["mean_cell"], counted, strict=True)
    column = Texts.of(["events" if events else cell for cell, events in cells], by_arms.index)
    first = _located("arms", by_arms, effect, variance, column)
    se, (_, _, log_estimate) = contrasts["se_used"], on_analysis_scale(contrasts)
    smd = contrast_smd(contrasts)
    n, n_control = contrasts["n_intervention"], contrasts["n_control"]
    by_points = 1 / n + 1 / n_control + smd**2 / (2 * (n + n_control))
    ratio = contrasts["measure"].isin(_ODDS)
    variance = (se**2).where(contrasts["measure"] != "MD", by_points)
    column = Texts.full("estimate", contrasts.index)
    second = _located("contrasts", contrasts, smd.where(~ratio, log_estimate), variance, column)
    kept = [*PLACE, "table", "row", "column", "effect", "variance"]
    both = below([first, second], kept)
    usable = np.isfinite(both["effect"]) & (both["variance"] > 0) & np.isfinite(both["variance"])
    return both.select(usable)


def _located(table: str, frame: Rows, effect: Values, variance: Values, column: Texts) -> Rows:
    sign = np.where(frame["higher_is_better"], 1.0, -1.0)
    return frame.assign(
        table=table, row=frame.index, column=column, effect=effect * sign, variance=variance
    )
