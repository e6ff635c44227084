"""Pools by Mantel-Haenszel: the common effect from counts, or τ² from their Q (RevMan 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from living_review.ground.distributions import FloatArray
from living_review.language import say
from living_review.language.facts import analyses as facts
from living_review.pooling import PooledCounts, mantel_haenszel, pool, spread_about

if TYPE_CHECKING:
    from living_review.synthesis.requests import Request, Settings


class CountedPools(NamedTuple):
    """The figures of pools by name, each (pools,), the weights of their trials, and what was added.

    `added` marks pools that have no estimate from the counts as they are, because one arm is empty
    in every trial: half an event was added to each cell.
    """

    values: dict[str, FloatArray]
    weights: list[tuple[float, ...]]
    added: list[bool]
    safeguarded: list[bool]


def counted_pools(
    asked: Sequence[Request], y: FloatArray, v: FloatArray, settings: Settings
) -> CountedPools:
    """Pool requests that share their settings; `y`, `v`: effects and variances (pools, trials)."""
    tables, owner = _tables(asked)
    found = _mantel_haenszel if settings.model == "common" else _random
    return found(asked, y, v, tables, owner, settings)


def counted_note(settings: Settings, *, added: bool) -> str | None:
    """Say what was done to counts that their method alone does not tell."""
    if settings.model != "common":
        return say(facts.Tau2FromCounts())
    if added:
        return say(facts.HalfAdded(variance=settings.counted == "RD"))
    return None


def _tables(asked: Sequence[Request]) -> tuple[list[FloatArray], list[list[int]]]:
    """Lay the tables of each pool in a row, and say which trial each belongs to."""
    rows = [[table for own in each.tables for table in own] for each in asked]
    owner = [[at for at, own in enumerate(each.tables) for _ in own] for each in asked]
    longest = max(len(row) for row in rows)
    filled = np.full((4, len(rows), longest), math.nan)
    for i, row in enumerate(rows):
        filled[:, i, : len(row)] = np.array(row, dtype=float).T
    return list(filled), owner


def _mantel_haenszel(
    asked: Sequence[Request],
    y: FloatArray,
    v: FloatArray,
    tables: list[FloatArray],
    owner: list[list[int]],
    settings: Settings,
) -> CountedPools:
    measure, level = settings.counted, settings.level
    plain: PooledCounts = mantel_haenszel(*tables, measure=measure, level=level)  # type: ignore[arg-type]
    half: PooledCounts = mantel_haenszel(
        *tables,
        measure=measure,  # type: ignore[arg-type]
        level=level,
        zero_cells="half",
    )
    added = ~plain.converged & half.converged
    values = {
        name: np.where(added, getattr(half, name), getattr(plain, name))
        for name in ("estimate", "se", "ci_low", "ci_high", "p", "statistic")
    }
    undefined = ~(plain.converged | half.converged)
    values = {name: np.where(undefined, np.nan, found) for name, found in values.items()}
    spread = spread_about(y, v, values["estimate"])
    nothing = np.full(len(asked), np.nan)
    values |= {
        **{name: getattr(spread, name) for name in ("q", "q_df", "q_p", "i2", "h2")},
        "i2_q": spread.i2,
        "df": np.full(len(asked), np.inf),
        "tau2": np.zeros(len(asked)),
        "prediction_low": nothing,
        "prediction_high": nothing,
        "prediction_df": nothing,
        "beyond": nothing,
        "precision": 1.0 / values["se"] ** 2,
    }
    by_table = np.where(added[:, None], half.weights, plain.weights)
    weights = [
        tuple(np.bincount(own, weights=row[: len(own)], minlength=len(each.estimates)).tolist())
        for each, own, row in zip(asked, owner, by_table, strict=True)
    ]
    return CountedPools(values, weights, added.tolist(), [False] * len(asked))


def _random(
    asked: Sequence[Request],
    y: FloatArray,
    v: FloatArray,
    tables: list[FloatArray],
    _owner: list[list[int]],
    settings: Settings,
) -> CountedPools:
    """Inverse-variance weights with the τ² of Q about the Mantel-Haenszel estimate.

    That estimate is of the cells with half an event added in trials with an empty one, as the
    effects are whose distances make up Q (RevMan 5).
    """
    centre = mantel_haenszel(*tables, measure=settings.counted, zero_cells="half").estimate  # type: ignore[arg-type]
    spread = spread_about(y, v, centre)
    pooled = pool(
        y,
        v,
        tau2=np.nan_to_num(spread.tau2),
        interval=settings.interval,
        safeguard=settings.safeguard,
        level=settings.level,
    )
    names = (
        *("estimate", "se", "ci_low", "ci_high", "p", "statistic", "df", "tau2"),
        *("prediction_low", "prediction_high", "prediction_df"),
    )
    values: dict[str, FloatArray] = {name: np.asarray(getattr(pooled, name)) for name in names}
    bounds = pooled.tau2_interval()
    limits = [each.limit for each in asked]
    above = pooled.beyond(np.array([limit for limit, _ in limits]))
    values |= {
        **{name: getattr(spread, name) for name in ("q", "q_df", "q_p", "i2")},
        "i2_q": spread.i2,
        "h2": spread.h2,
        "beyond": np.where([sign > 0 for _, sign in limits], above, 1.0 - above),
        "precision": np.nansum(1.0 / (v + np.nan_to_num(spread.tau2)[:, None]), axis=-1),
        **{name: getattr(bounds, name) for name in ("tau2_low", "tau2_high", "i2_low", "i2_high")},
    }
    weights = [
        tuple(pooled.weights[i, : len(each.estimates)].tolist()) for i, each in enumerate(asked)
    ]
    nothing = [False] * len(asked)
    return CountedPools(values, weights, nothing, pooled.safeguard_applied.tolist())
