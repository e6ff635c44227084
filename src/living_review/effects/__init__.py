"""Effects of trials and their variances, from arms, from contrasts, or rescued from scraps."""

from living_review.effects.arms import (
    Arm,
    Events,
    change_sd,
    cluster_adjust,
    cluster_adjust_se,
    combine_arms,
    combine_events,
    design_effect,
)
from living_review.effects.binary import log_odds_ratio, log_risk_ratio, risk_difference
from living_review.effects.continuous import (
    hedges_g,
    mean_difference,
    ratio_of_means,
    standardized_mean_difference,
)
from living_review.effects.contrasts import from_contrast, from_log_rank, standardize
from living_review.effects.crossover import (
    arm_variances,
    correlation_from_error,
    largest_correlation,
    paired_error,
    paired_smd,
    paired_variance,
    sd_of_scores,
    standardize_paired,
)
from living_review.effects.dependent import mean_of_correlated
from living_review.effects.effect import Effect
from living_review.effects.rates import log_rate_ratio, rate_difference
from living_review.effects.rescue import (
    ReportedArms,
    ReportedError,
    Rescued,
    RescuedArm,
    mean_sd_from_quantiles,
    rescue,
    sd_from_ci,
    sd_from_difference_se,
    sd_from_p,
    sd_from_se,
    sd_from_t,
    se_from_ci,
    se_from_p,
)

__all__ = [
    "Arm",
    "Effect",
    "Events",
    "ReportedArms",
    "ReportedError",
    "Rescued",
    "RescuedArm",
    "arm_variances",
    "change_sd",
    "cluster_adjust",
    "cluster_adjust_se",
    "combine_arms",
    "combine_events",
    "correlation_from_error",
    "design_effect",
    "from_contrast",
    "from_log_rank",
    "hedges_g",
    "largest_correlation",
    "log_odds_ratio",
    "log_rate_ratio",
    "log_risk_ratio",
    "mean_difference",
    "mean_of_correlated",
    "mean_sd_from_quantiles",
    "paired_error",
    "paired_smd",
    "paired_variance",
    "rate_difference",
    "ratio_of_means",
    "rescue",
    "risk_difference",
    "sd_from_ci",
    "sd_from_difference_se",
    "sd_from_p",
    "sd_from_se",
    "sd_from_t",
    "sd_of_scores",
    "se_from_ci",
    "se_from_p",
    "standardize",
    "standardize_paired",
    "standardized_mean_difference",
]
