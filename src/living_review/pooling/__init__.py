"""Numerics of meta-analysis: arrays in, arrays out, batch first; nothing here knows a trial."""

from living_review.pooling.bootstrap import PredictionInterval, bootstrap_prediction
from living_review.pooling.counts import PooledCounts, mantel_haenszel, peto
from living_review.pooling.heterogeneity import Tau2Interval
from living_review.pooling.influence import Baujat, Influence, baujat, influence
from living_review.pooling.pool import TAU2_METHODS, PooledEffect, pool
from living_review.pooling.rank_correlation import RankTest, begg
from living_review.pooling.regression import MetaRegression, meta_regression
from living_review.pooling.robustness import cumulative, leave_one_out
from living_review.pooling.small_study import (
    AsymmetryTest,
    PetPeese,
    egger,
    harbord,
    pet_peese,
    peters,
    smd_predictor,
)
from living_review.pooling.subgroups import Subgroups, subgroups

__all__ = [
    "TAU2_METHODS",
    "AsymmetryTest",
    "Baujat",
    "Influence",
    "MetaRegression",
    "PetPeese",
    "PooledCounts",
    "PooledEffect",
    "PredictionInterval",
    "RankTest",
    "Subgroups",
    "Tau2Interval",
    "baujat",
    "begg",
    "cumulative",
    "egger",
    "harbord",
    "influence",
    "leave_one_out",
    "mantel_haenszel",
    "meta_regression",
    "pet_peese",
    "peters",
    "peto",
    "pool",
    "smd_predictor",
    "subgroups",
]
