"""Pooling counts without effects in between: Mantel-Haenszel and Peto, for few or rare events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.effects import Effect, log_odds_ratio, log_risk_ratio, risk_difference
from living_review.effects.binary import read_counts, whole_tables
from living_review.ground.arguments import check_level, check_option
from living_review.ground.distributions import (
    BoolArray,
    FloatArray,
    IntArray,
    chi2_tail,
    normal_quantile,
    two_sided_p,
)
from living_review.ground.errors import StatisticsError

# A difference this small beside its terms is none.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class PooledCounts:
    """Common effects pooled from two-by-two tables, each with its own Q.

    Arrays have shape (...); `weights` (..., k) sums to 1. Ratios are logs. `k` counts the tables
    present, `q_df` + 1 those that enter Q: tables in which nobody or everybody had the event have
    no effect of their own. `i2` is in percent. `converged` is False where there is no estimate, or
    no standard error above zero to go with it.
    """

    k: IntArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    p: FloatArray
    statistic: FloatArray
    i2: FloatArray
    h2: FloatArray
    q: FloatArray
    q_df: FloatArray
    q_p: FloatArray
    weights: FloatArray = field(repr=False)
    converged: BoolArray
    measure: str
    method: str
    level: float


class _Tables(NamedTuple):
    """Tables of shape (..., k): events and non-events (a, b) intervention and (c, d) control."""

    a: FloatArray
    b: FloatArray
    c: FloatArray
    d: FloatArray
    n1: FloatArray
    n2: FloatArray
    total: FloatArray
    present: NDArray[np.bool_]
    sound: NDArray[np.bool_]

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Nobody or everybody had the event, in both arms: no effect of the table's own."""
        return np.asarray(((self.a == 0) & (self.c == 0)) | ((self.b == 0) & (self.d == 0)))


class _Sums(NamedTuple):
    estimate: FloatArray
    variance: FloatArray
    weights: FloatArray


def mantel_haenszel(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    measure: Literal["OR", "RR", "RD"] = "OR",
    level: float = 0.95,
    zero_cells: Literal["none", "half"] = "none",
) -> PooledCounts:
    """Mantel-Haenszel log odds ratio, log risk ratio or risk difference.

    `zero_cells`: tables are taken as they are ("none", as metafor), or half an event is added to
    each cell of a table with an empty cell ("half", as RevMan 5): to estimate a ratio, for the
    variance alone of a risk difference. Tables in which nobody or everybody had the event then have
    no part in a ratio.

    Arrays of shape (..., k), NaN for an absent trial. Variances: Robins, Breslow & Greenland 1986
    (OR), Greenland & Robins 1985 (RR), Sato, Greenland & Robins 1989 (RD). Q is about the
    Mantel-Haenszel estimate, from the trials' own effects with half an event added where a cell is
    zero (as metafor). Raises StatisticsError for impossible counts in a single meta-analysis; in a
    batch that meta-analysis is NaN.
    """
    check_option("measure", measure, ("OR", "RR", "RD"))
    check_option("zero_cells", zero_cells, ("none", "half"))
    counts = (events_intervention, n_intervention, events_control, n_control)
    tables = _tables(*counts)
    with np.errstate(all="ignore"):
        sums = _SUMS[measure](tables)
        if zero_cells == "half":
            added = _SUMS[measure](_half_added(tables, ratio=measure != "RD"))
            sums = sums._replace(variance=added.variance) if measure == "RD" else added
        if measure == "RD":
            own = risk_difference(*counts)
            own = Effect(np.where(tables.silent, np.nan, own.estimate), own.variance)
        else:
            own = (log_odds_ratio if measure == "OR" else log_risk_ratio)(*counts)
        return _pooled(tables, sums, own, measure, "Mantel-Haenszel", level)


def peto(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
    *,
    level: float = 0.95,
) -> PooledCounts:
    """Peto's one-step log odds ratio (Yusuf et al. 1985), for rare events and balanced arms.

    Shapes, NaN and errors as in `mantel_haenszel`; Q from the trials' own uncorrected effects.
    """
    tables = _tables(events_intervention, n_intervention, events_control, n_control)
    with np.errstate(all="ignore"):
        difference, variance = _observed_less_expected(tables)
        information = np.where(variance.sum(axis=-1) > 0, variance.sum(axis=-1), np.nan)
        sums = _Sums(difference.sum(axis=-1) / information, 1.0 / information, variance)
        own = Effect(np.where(tables.silent, np.nan, difference / variance), 1.0 / variance)
        return _pooled(tables, sums, own, "OR", "Peto", level)


def observed_less_expected(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
) -> tuple[FloatArray, FloatArray]:
    """O − E of the intervention's events and its hypergeometric variance, of each table.

    Shapes and errors as in `mantel_haenszel`; zero for an absent trial.
    """
    return _observed_less_expected(
        _tables(events_intervention, n_intervention, events_control, n_control)
    )


def _tables(
    events_intervention: ArrayLike,
    n_intervention: ArrayLike,
    events_control: ArrayLike,
    n_control: ArrayLike,
) -> _Tables:
    a, n1, c, n2 = read_counts(events_intervention, n_intervention, events_control, n_control)
    if a.ndim == 0:
        raise StatisticsError("The counts must have a trial axis; give a list, even for one trial.")
    present = ~np.isnan(a + n1 + c + n2)
    possible = whole_tables(a, n1, c, n2)
    impossible = present & ~(possible & np.isfinite(n1 + n2))
    if a.ndim == 1 and impossible.any():
        at = int(np.flatnonzero(impossible)[0])
        raise StatisticsError(
            f"Trial {at + 1} has {a[at]:g} events of {n1[at]:g} and {c[at]:g} of {n2[at]:g}, but "
            "events must lie between zero and the participants of the arm; "
            "give NaN to leave the trial out."
        )
    sound = np.asarray(present.any(axis=-1) & ~impossible.any(axis=-1))
    # An absent trial is an empty table with a total of one: it adds nothing to any sum.
    a, n1, c, n2 = (np.where(present, each, 0.0) for each in (a, n1, c, n2))
    total = np.where(present, n1 + n2, 1.0)
    return _Tables(a, n1 - a, c, n2 - c, n1, n2, total, present, sound)


def _odds_ratio(tables: _Tables) -> _Sums:
    a, b, c, d, _, _, total, _, _ = tables
    r, s = a * d / total, b * c / total
    concordant, discordant = (a + d) / total, (b + c) / total
    top, bottom = r.sum(axis=-1), s.sum(axis=-1)
    variance = (
        (concordant * r).sum(axis=-1) / top**2
        + (concordant * s + discordant * r).sum(axis=-1) / (top * bottom)
        + (discordant * s).sum(axis=-1) / bottom**2
    ) / 2.0
    return _Sums(np.log(top / bottom), variance, s)


def _risk_ratio(tables: _Tables) -> _Sums:
    a, b, c, d, n1, n2, total, _, _ = tables
    r, s = a * n2 / total, c * n1 / total
    top, bottom = r.sum(axis=-1), s.sum(axis=-1)
    # n₁n₂(a + c)/N − ac, written without a difference: nothing is left where everybody had it.
    spread = (a * d * n1 + b * c * n2) / total**2
    return _Sums(np.log(top / bottom), spread.sum(axis=-1) / (top * bottom), s)


def _risk_difference(tables: _Tables) -> _Sums:
    a, b, c, d, n1, n2, total, _, _ = tables
    weights = n1 * n2 / total
    size = weights.sum(axis=-1)
    estimate = ((a * n2 - c * n1) / total).sum(axis=-1) / size
    f1, f2 = n1 / total, n2 / total
    lean = c * f1**2 - a * f2**2 + f1 * f2 * (n2 - n1) / 2.0
    spread = (a * d / total + c * b / total) / 2.0
    shifted, apart = estimate * lean.sum(axis=-1), spread.sum(axis=-1)
    # Everybody against nobody has no variance: what is left of two equal terms is rounding.
    left = shifted + apart
    cancelled = np.abs(left) <= ROUNDING * np.maximum(np.abs(shifted), np.abs(apart))
    variance = np.where(cancelled, 0.0, left) / size**2
    return _Sums(estimate, variance, weights)


_SUMS = {"OR": _odds_ratio, "RR": _risk_ratio, "RD": _risk_difference}


def _half_added(tables: _Tables, *, ratio: bool) -> _Tables:
    """Half an event in each cell of tables with an empty one; a ratio is without silent ones."""
    if ratio:
        tables = _without(tables, tables.silent)
    a, b, c, d, n1, n2, total, present, _ = tables
    half = np.where(present & (a * b * c * d == 0), 0.5, 0.0)
    return tables._replace(
        a=a + half,
        b=b + half,
        c=c + half,
        d=d + half,
        n1=n1 + 2.0 * half,
        n2=n2 + 2.0 * half,
        total=total + 4.0 * half,
    )


def _without(tables: _Tables, unwanted: NDArray[np.bool_]) -> _Tables:
    """Make tables empty with a total of one, as absent ones are."""
    cells = {name: np.where(unwanted, 0.0, getattr(tables, name)) for name in "abcd"}
    people = {name: np.where(unwanted, 0.0, getattr(tables, name)) for name in ("n1", "n2")}
    total = np.where(unwanted, 1.0, tables.total)
    return tables._replace(**cells, **people, total=total, present=tables.present & ~unwanted)


def _observed_less_expected(tables: _Tables) -> tuple[FloatArray, FloatArray]:
    """O − E and its hypergeometric variance, for every table."""
    a, b, c, d, n1, n2, total, _, _ = tables
    expected = n1 * (a + c) / total
    spread = n1 * n2 * (a + c) * (b + d) / (total**2 * np.maximum(total - 1.0, 1.0))
    return a - expected, spread


def _pooled(
    tables: _Tables, sums: _Sums, own: Effect, measure: str, method: str, level: float
) -> PooledCounts:
    check_level(level)
    defined = tables.sound & np.isfinite(sums.estimate) & np.isfinite(sums.variance)
    estimate = np.where(defined, sums.estimate, np.nan)
    se = np.where(defined, np.sqrt(np.maximum(sums.variance, 0.0)), np.nan)
    half = normal_quantile(0.5 + level / 2.0) * se
    statistic = estimate / se
    entering = ~np.isnan(own.estimate) & tables.present
    df = np.where(tables.sound, np.maximum(entering.sum(axis=-1) - 1.0, 0.0), np.nan)
    distance = np.where(entering, (own.estimate - estimate[..., None]) ** 2 / own.variance, 0.0)
    # One trial cannot differ from itself, even when its corrected effect differs from the estimate.
    q = np.where(df > 0, distance.sum(axis=-1), df)
    weights = sums.weights / sums.weights.sum(axis=-1, keepdims=True)
    return PooledCounts(
        k=tables.present.sum(axis=-1)[()],
        estimate=estimate[()],
        se=se[()],
        ci_low=(estimate - half)[()],
        ci_high=(estimate + half)[()],
        p=two_sided_p(np.inf, statistic)[()],
        statistic=statistic[()],
        i2=np.where(q > df, 100.0 * (q - df) / q, np.where(df >= 0, 0.0, np.nan))[()],
        h2=np.where(df > 0, q / df, np.where(df == 0, 1.0, np.nan))[()],
        q=q[()],
        q_df=df[()],
        q_p=chi2_tail(df, q)[()],
        weights=np.where(defined[..., None], weights, np.nan),
        converged=(defined & (se > 0))[()],
        measure=measure,
        method=method,
        level=level,
    )
