"""Intervention arms beside their controls, and rough effects by which results are compared."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from living_review.ground.measures import RELATIVE
from living_review.protocol import RATIO_MEASURES
from living_review.registry.checks.results import COMPARISON, PLACE

_ODDS = tuple(sorted(RELATIVE))


def pairs(arms: pd.DataFrame) -> pd.DataFrame:
    """Return each intervention arm against each control arm of its comparison, rows as in arms.

    `arms` are those of `Registry.in_use`. `smd` and its variance where there are means,
    `log_odds` and its variance where there are events; without corrections, for these numbers only
    point at rows and enter no analysis.
    """
    cells = ["sd_from", "sd_cell", "mean_cell", "se", "ci_low", "ci_high", "q1", "q3", "min", "max"]
    numbers = ["n", "mean", "sd", "events", "time_at_risk"]
    of = [*PLACE, "instrument", COMPARISON, "higher_is_better", "weeks", *cells]
    own = arms.loc[arms["role"] == "intervention", [*of, *numbers]]
    control = arms.loc[arms["role"] == "control", [COMPARISON, *numbers]]
    both = own.reset_index(names="row").merge(control, on=COMPARISON, suffixes=("", "_control"))
    both = both.set_index("row")
    n, n_control = both["n"].astype(float), both["n_control"].astype(float)
    df = n + n_control - 2
    within = (n - 1) * both["sd"] ** 2 + (n_control - 1) * both["sd_control"] ** 2
    pooled = (within / df.where(df > 0)) ** 0.5
    difference = both["mean"] - both["mean_control"]
    smd = difference / pooled.where(pooled > 0)
    log_odds, log_odds_variance = _log_odds(both, n, n_control)
    return both[[*of, "sd"]].assign(
        difference=difference,
        risk_difference=both["events"] / both["time_at_risk"].fillna(n)
        - both["events_control"] / both["time_at_risk_control"].fillna(n_control),
        smd=smd,
        null_variance=1 / n + 1 / n_control,
        smd_variance=1 / n + 1 / n_control + smd**2 / (2 * (n + n_control)),
        log_odds=log_odds,
        log_odds_variance=log_odds_variance,
    )


def _log_odds(
    both: pd.DataFrame, n: pd.Series, n_control: pd.Series
) -> tuple[pd.Series, pd.Series]:
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


def standard_errors(frame: pd.DataFrame, df: pd.Series | float = np.inf) -> pd.Series:
    """Return the standard error of each contrast on its analysis scale; NaN without one.

    `df` are the degrees of freedom of t behind an interval, infinite for the normal distribution.
    """
    low, high, _ = on_analysis_scale(frame)
    quantile = pd.Series(stdtrit(df, (1 + frame["ci_level"]) / 2), index=frame.index)
    by_interval = frame["se"].fillna((high - low) / (2 * quantile))
    return by_interval.fillna(frame["variance"] ** -0.5)


def contrast_smd(frame: pd.DataFrame) -> pd.Series:
    """Return the standardised difference a contrast in use states or implies; NaN without one."""
    smd = frame["estimate"].where(frame["measure"] == "SMD")
    return smd.fillna((frame["estimate"] / frame["unit_sd"]).where(frame["measure"] == "MD"))


def on_analysis_scale(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return limits and estimate of each contrast, of a ratio as logarithms."""
    columns = ["ci_low", "ci_high", "estimate"]
    cells = frame[columns].to_numpy(dtype=float)
    ratio = frame["measure"].isin(RATIO_MEASURES).to_numpy()[:, None]
    logs = np.log(np.where(ratio & (cells > 0), cells, np.nan))
    scaled = pd.DataFrame(np.where(ratio, logs, cells), index=frame.index, columns=columns)
    estimate = scaled["estimate"].fillna(frame["o_minus_e"] / frame["variance"])
    return scaled["ci_low"], scaled["ci_high"], estimate


def rough_effects(by_arms: pd.DataFrame, contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return one row a result: where it stands, its effect towards more or less, its variance.

    Of the `pairs` of arms and of contrasts as in use. Differences are standardised and ratios are
    logarithms; an effect is positive where what is better became more, or what is worse less.
    """
    counted = by_arms["smd"].isna()
    effect = by_arms["smd"].fillna(by_arms["log_odds"])
    variance = by_arms["smd_variance"].where(~counted, by_arms["log_odds_variance"])
    column = by_arms["mean_cell"].where(~counted, "events")
    first = _located("arms", by_arms, effect, variance, column)
    se, (_, _, log_estimate) = contrasts["se_used"], on_analysis_scale(contrasts)
    smd = contrast_smd(contrasts)
    n, n_control = contrasts["n_intervention"], contrasts["n_control"]
    by_points = 1 / n + 1 / n_control + smd**2 / (2 * (n + n_control))
    ratio = contrasts["measure"].isin(_ODDS)
    variance = (se**2).where(contrasts["measure"] != "MD", by_points)
    column = pd.Series("estimate", index=contrasts.index)
    second = _located("contrasts", contrasts, smd.where(~ratio, log_estimate), variance, column)
    both = pd.concat([first, second], ignore_index=True)
    usable = np.isfinite(both["effect"]) & (both["variance"] > 0) & np.isfinite(both["variance"])
    found: pd.DataFrame = both[usable]
    return found


def _located(
    table: str, frame: pd.DataFrame, effect: pd.Series, variance: pd.Series, column: pd.Series
) -> pd.DataFrame:
    sign = np.where(frame["higher_is_better"].astype(bool), 1.0, -1.0)
    return frame[PLACE].assign(
        table=table, row=frame.index, column=column, effect=effect * sign, variance=variance
    )
