"""Every check of the registry, in the order in which they run.

Each check is one function whose docstring is its rule in one sentence; it marks rows and changes
nothing. Errors of rows run on rows whose cells could be read; errors of comparisons on comparisons
that are whole; suspicions on what will be analysed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from living_review.protocol import Protocol
from living_review.registry.checks import (
    clusters,
    completeness,
    contrast_spreads,
    counting,
    counts,
    crossover,
    directions,
    duplicates,
    emptied,
    exchanged,
    filters,
    groups,
    halves,
    instrument_names,
    instruments,
    levels,
    log_rank,
    moderators,
    numbers,
    origins,
    outcomes,
    people,
    person_time,
    plausibility,
    precision,
    ranges,
    references,
    repeats,
    results,
    scores,
    signs,
    spreads,
    suspicions,
    texts,
    weeks,
)
from living_review.registry.frames import Mark, Registry

Check = Callable[[Registry, Protocol], Iterator[Mark]]

ROW_ERRORS: tuple[Check, ...] = (
    references.unknown_trial,
    references.unknown_outcome,
    references.unknown_timepoint,
    references.risk_of_bias_vocabulary,
    numbers.below_bound,
    numbers.proportions,
    numbers.events_exceed_n,
    numbers.intervals,
    numbers.ratios,
    numbers.quantiles,
    numbers.years,
    ranges.instrument_range,
    numbers.usable_arms,
    person_time.person_time_given,
    log_rank.arms_of_a_hazard,
    log_rank.estimate_given,
    log_rank.measure_of_log_rank,
    clusters.larger_than_arm,
    groups.direction_contradicts_outcome,
    groups.direction_contradicts_instrument,
)

COMPARISON_ERRORS: tuple[Check, ...] = (
    repeats.several_weeks,
    repeats.arms_named_by_time,
    repeats.stratum_missing,
    groups.one_role_only,
    groups.arm_changes_role,
    groups.arm_named_twice,
    groups.control_used_twice,
    groups.arms_disagree,
    people.more_than_randomised,
)

SUSPICIONS: tuple[Check, ...] = (
    directions.direction_only,
    outcomes.units_named,
    instrument_names.named_as_measured,
    outcomes.named_after_a_verb,
    outcomes.called_alike,
    outcomes.number_known,
    outcomes.thresholds_in_reach,
    suspicions.implausible_smd,
    spreads.unlike_other_trials,
    spreads.arms_sd_differ,
    spreads.sd_against_se,
    origins.from_rounded_error,
    origins.of_other_people,
    plausibility.sd_above_mean,
    plausibility.quantiles_fit,
    plausibility.skewed_quantiles,
    plausibility.combined_spread,
    plausibility.unusual_level,
    contrast_spreads.se_against_people,
    contrast_spreads.implied_sd,
    contrast_spreads.unlike_by_measure,
    exchanged.mean_and_sd,
    halves.half_a_pair,
    precision.uneven_interval,
    precision.se_against_interval,
    precision.p_against_estimate,
    log_rank.log_rank_against_estimate,
    person_time.time_for_each_person,
    signs.mirrored_sign,
    signs.sign_unlike_others,
    signs.effect_turned,
    signs.baseline_imbalance,
    suspicions.turned_direction,
    suspicions.instrument_two_directions,
    suspicions.mixed_scores,
    scores.unlabelled_change,
    suspicions.mixed_instruments,
    instruments.instruments_not_in_order,
    counts.percentages,
    counts.n_as_percentages,
    counting.comparison_not_counted,
    repeats.strata_by_name,
    repeats.arms_combined_on_both_sides,
    weeks.outside_window,
    weeks.weeks_differ,
    weeks.weeks_out_of_order,
    weeks.after_the_end,
    weeks.months_named,
    weeks.months_by_source,
    clusters.unadjusted_cluster,
    clusters.half_given,
    clusters.one_arm_only,
    clusters.design_differs,
    clusters.large_correlation,
    clusters.one_person,
    crossover.unpaired,
    crossover.impossible_pairs,
    crossover.difference_elsewhere,
    suspicions.suspicious_role,
    emptied.read_as_empty,
    texts.text_misread,
    origins.doubts,
    duplicates.same_data_twice,
    duplicates.same_arm_twice,
    duplicates.duplicated_trials,
    completeness.dates_in_the_future,
    completeness.included_without_data,
    completeness.people_missing,
    completeness.reasons_missing,
    completeness.overall_judgement,
    completeness.unknown_search,
    completeness.search_arithmetic,
    filters.filters_match,
    filters.left_out,
    filters.let_in,
    filters.ungrouped,
    levels.level_by_a_slip,
    completeness.near_miss_columns,
    moderators.moderators,
    moderators.columns_empty,
    moderators.steps,
)


def run(registry: Registry, protocol: Protocol) -> None:
    """Set wrong rows aside, then what follows from them, then note what is doubtful."""
    results.locate(registry, protocol)
    registry.correlations = crossover.assumed_correlations(protocol)
    registry.set_aside(_found(ROW_ERRORS, registry, protocol))
    registry.set_aside(references.trial_set_aside(registry))
    registry.set_aside(groups.arm_without_partner(registry))
    registry.set_aside(_found(COMPARISON_ERRORS, registry, protocol))
    registry.set_aside(groups.arm_without_partner(registry))
    registry.queries.extend(_found(SUSPICIONS, registry, protocol))


def _found(checks: tuple[Check, ...], registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    for check in checks:
        yield from check(registry, protocol)
