"""Numerics of meta-analysis: arrays in, arrays out, batch first; nothing here knows a trial."""

from living_review.pooling.counts import PooledCounts, mantel_haenszel, peto
from living_review.pooling.heterogeneity import Tau2Interval
from living_review.pooling.pool import TAU2_METHODS, PooledEffect, pool

__all__ = [
    "TAU2_METHODS",
    "PooledCounts",
    "PooledEffect",
    "Tau2Interval",
    "mantel_haenszel",
    "peto",
    "pool",
]
