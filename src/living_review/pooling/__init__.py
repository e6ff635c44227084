"""Numerics of meta-analysis: arrays in, arrays out, batch first; nothing here knows a trial."""

from living_review.pooling.about import SpreadAbout, spread_about
from living_review.pooling.bootstrap import PredictionInterval, bootstrap_prediction
from living_review.pooling.counts import (
    PooledCounts,
    mantel_haenszel,
    observed_less_expected,
    peto,
)
from living_review.pooling.gosh import Gosh, gosh
from living_review.pooling.heterogeneity import Tau2Interval
from living_review.pooling.influence import Baujat, Influence, baujat, influence
from living_review.pooling.multilevel import MultilevelModel, multilevel
from living_review.pooling.permutation import PermutationTest, permutation_test
from living_review.pooling.pool import TAU2_METHODS, PooledEffect, pool
from living_review.pooling.rank_correlation import RankTest, begg
from living_review.pooling.regression import MetaRegression, meta_regression
from living_review.pooling.robustness import cumulative, leave_one_out
from living_review.pooling.selection import SelectionModel, selection_model
from living_review.pooling.sequential import (
    SequentialBoundaries,
    diversity,
    required_information_size,
    sequential_boundaries,
)
from living_review.pooling.sequential_view import Aim, SequentialView, sequential_view
from living_review.pooling.small_study import (
    AsymmetryTest,
    PetPeese,
    by_size,
    egger,
    harbord,
    pet_peese,
    peters,
    smd_predictor,
)
from living_review.pooling.subgroups import Subgroups, subgroups
from living_review.pooling.trim_fill import TrimAndFill, trim_and_fill

__all__ = [
    "TAU2_METHODS",
    "Aim",
    "AsymmetryTest",
    "Baujat",
    "Gosh",
    "Influence",
    "MetaRegression",
    "MultilevelModel",
    "PermutationTest",
    "PetPeese",
    "PooledCounts",
    "PooledEffect",
    "PredictionInterval",
    "RankTest",
    "SelectionModel",
    "SequentialBoundaries",
    "SequentialView",
    "SpreadAbout",
    "Subgroups",
    "Tau2Interval",
    "TrimAndFill",
    "baujat",
    "begg",
    "bootstrap_prediction",
    "by_size",
    "cumulative",
    "diversity",
    "egger",
    "gosh",
    "harbord",
    "influence",
    "leave_one_out",
    "mantel_haenszel",
    "meta_regression",
    "multilevel",
    "observed_less_expected",
    "permutation_test",
    "pet_peese",
    "peters",
    "peto",
    "pool",
    "required_information_size",
    "selection_model",
    "sequential_boundaries",
    "sequential_view",
    "smd_predictor",
    "spread_about",
    "subgroups",
    "trim_and_fill",
]
