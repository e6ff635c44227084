"""Suspicions about the standard deviations in use: errors in their place, and other scorings.

What is compared is what the analyses use, reported or recovered from a standard error, an interval
or quantiles; what is named is the cell it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.others import Trials, below_others
from living_review.registry.checks.ranges import width_of_range
from living_review.registry.checks.results import COMPARISON, in_every_arm
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import Groups, of_group
from living_review.registry.in_use import FROM_INTERVAL, FROM_QUANTILES, FROM_SE, remedy, whence
from living_review.registry.rows import Rows
from living_review.registry.values import Values, exp, log

# An SE is the SD over the root of n. SDs of one instrument differ between trials by a factor of
# about 1.3, coefficients of variation of one outcome by about 1.6 (one standard deviation of the
# logarithm): a value that differs from the others by the root of n, give or take NEAR, is not
# chance once the root of n is beyond these least values.
NEAR = 1.8
LEAST_BY_INSTRUMENT = 2.2
LEAST_BY_OUTCOME = 3.0
LEAST_N, LEAST_N_BY_OUTCOME = 9, 25
LEAST_SHARE_OF_RANGE = 0.04
ARMS_RATIO, ARMS_Z = 3.0, 4.0
# Arms that report their spread in different cells are asked about sooner.
MIXED_RATIO, MIXED_Z = 1.5, 2.0
# A recovered SD is doubted from these factors on; quantiles of few people add their own noise: the
# logarithm of an SD from quartiles varies by 1.16 over the root of n, of which 3.3 are chance.
RECOVERED_RATIO, RECOVERED_RATIO_BY_OUTCOME = 3.0, 5.0
NOISE_OF_QUANTILES = 3.8
# Where the trial gives standard deviations elsewhere, an error or an interval is doubted sooner.
LEAST_BY_OUTCOME_MIXED = 2.0
BY_INSTRUMENT = ["outcome", "instrument", "score"]


class _Beside(NamedTuple):
    """What arms are compared with: the trials of one instrument, and those of one outcome.

    `rescaled` are arms whose mean is not like the others on the instrument, within 2.5 times.
    """

    by_instrument: Trials
    by_outcome: Trials
    log_mean: Values
    rescaled: Values

    @classmethod
    def of(cls, arms: Rows) -> _Beside:
        by_instrument = Trials.of(arms, BY_INSTRUMENT)
        log_mean = log(arms["mean"].where(arms["mean"] > 0))
        rescaled = below_others(by_instrument, log_mean).abs() > np.log(2.5)
        return cls(by_instrument, Trials.of(arms, ["outcome"]), log_mean, rescaled)


def unlike_other_trials(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A standard deviation unlike those of other trials may be an SE, or of another scoring."""
    arms = registry.in_use("arms")
    beside = _Beside.of(arms)
    near_others = _like_errors(arms, beside)
    yield from _looks_like_se(arms, protocol, near_others)
    as_deviations = _like_deviations(arms, beside)
    yield from marked(
        "arms",
        arms,
        as_deviations,
        _cell,
        "se-looks-like-sd",
        lambda row: (
            f"{whence(row)}, larger than in the other trials by about the root of n; {remedy(row)}."
            if whence(row)
            else "it is larger than in the other trials by about the root of n, while the mean is "
            "not; see whether it was worked out from a standard deviation as if from an error."
        ),
    )
    told = near_others | as_deviations
    yield from _implausible_sd(arms, protocol, told, beside.by_outcome)


def _cell(row: Any) -> str:
    return str(row.sd_cell)


def _looks_like_se(arms: Rows, protocol: Protocol, near_others: Values) -> Iterator[Mark]:
    """A standard deviation smaller than those of other trials by the root of n may be an SE."""
    reason = (
        "it is smaller than in the other trials by about the root of n, while the mean is not; see "
        "whether it is a standard error, and if so move it to se."
    )
    yield from marked("arms", arms, near_others, "sd", "sd-looks-like-se", reason)
    small = _tiny_in_range(arms, protocol) & ~near_others

    def tiny(row: Any) -> str:
        if whence(row):
            return (
                f"{whence(row)}, a very small part of the range of the instrument; {remedy(row)}."
            )
        return (
            "it is a very small part of the range of the instrument; see whether it is a standard "
            "error, and if so move it to se."
        )

    yield from marked("arms", arms, small, _cell, "sd-looks-like-se", tiny)


def _implausible_sd(
    arms: Rows, protocol: Protocol, told: Values, by_outcome: Trials
) -> Iterator[Mark]:
    """The SDs of one instrument are alike across trials, unless one has another scoring."""
    bound = protocol.checks.max_sd_ratio
    in_points = [outcome.id for outcome in protocol.outcomes if outcome.measure == "MD"]
    comparable = (arms["instrument"] != "") | arms["outcome"].isin(in_points)
    chosen = arms["sd"].notna() & comparable
    known = arms.select(chosen)
    groups = Groups.of(known.columns(BY_INSTRUMENT))
    reported = known["sd_from"] == "reported"
    median = of_group(known["sd"].where(reported), groups, "median")
    if not reported.all():
        median = median.fillna(of_group(known["sd"], groups, "median"))
    apart = (log(known["sd"]) - log(median)).abs()
    result = Values(Groups.of(known.columns(["trial_id", "timepoint"])).codes, known.index)
    several = of_group(result, groups, "nunique") > 1
    most = np.where(reported, np.log(bound), _recovered_bound(known, min(bound, RECOVERED_RATIO)))
    odd = several & (apart > most) & ~told[chosen]
    typical = median.to_dict()

    def reason(row: Any) -> str:
        of = row.instrument or "this outcome"
        start = f"{whence(row)}, and " if whence(row) else ""
        rest = (
            f"{remedy(row)}, or whether the scoring is another."
            if start
            else "see whether this is a standard error, or another scoring of the instrument."
        )
        return (
            f"{start}the standard deviations of {of} are about "
            f"{numbers.measured(typical[row.Index], 3)} in the registry; {rest}"
        )

    yield from marked("arms", known, odd, _cell, "sd-ratio", reason)
    far = _far_by_outcome(arms, by_outcome) & ~told
    if not far.any():
        return
    far &= ~odd.reindex(arms.index, fill_value=False)
    yield from marked(
        "arms",
        arms,
        far,
        _cell,
        "sd-ratio",
        lambda row: (
            f"{whence(row)}, which beside its mean is far from the other trials of this outcome; "
            f"{remedy(row)}."
        ),
    )


def _far_by_outcome(arms: Rows, by_outcome: Trials) -> Values:
    """Return the recovered SDs that, relative to the mean, are far from the other trials."""
    endpoint = (arms["score"] == "endpoint") & (arms["mean"] > 0)
    recovered: Values = ~arms["sd_from"].isin(["reported", ""])
    if not recovered.any():
        return recovered
    variation = log(arms["sd"]) - log(arms["mean"].where(endpoint))
    below = below_others(by_outcome, variation, ~recovered)
    far = below.abs() > _recovered_bound(arms, RECOVERED_RATIO_BY_OUTCOME)
    return in_every_arm(far & recovered, arms)


def _recovered_bound(arms: Rows, ratio: float) -> Values:
    noise = (NOISE_OF_QUANTILES**2 / arms["n"].clip(lower=1)).where(
        arms["sd_from"] == FROM_QUANTILES, 0.0
    )
    bound: Values = np.sqrt(noise + np.log(ratio) ** 2)
    return bound


def arms_sd_differ(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """The SDs of the arms of one comparison are alike, unless one of them is an SE."""
    arms = registry.in_use("arms")
    keys = Groups.of([arms[COMPARISON]])
    log_sd = log(arms["sd"])
    recovered = ~arms["sd_from"].isin(["reported", ""])
    # An arm without a spread, as of one person, gives it in no cell.
    cell = arms["sd_from"].where(arms["sd_from"] != "")
    mixed = of_group(cell, keys, "nunique") > 1
    # The variance of the logarithm of an SD is 1 / (2 (n - 1)) for normal data.
    noise = np.sqrt(1 / (arms["n"] - 1).clip(lower=1))
    bound = np.maximum(np.log(ARMS_RATIO), ARMS_Z * noise)
    bound = bound.where(~mixed, np.maximum(np.log(MIXED_RATIO), MIXED_Z * noise))
    some_recovered = of_group(recovered, keys, "any")
    low, high = (of_group(log_sd, keys, name) for name in ("min", "max"))
    below, above = (high - log_sd) > bound, (log_sd - low) > bound
    # Either of two reported ones may be wrong; else it is the one that was recovered.
    odd = (below | above) & (~some_recovered | recovered)
    other = exp(low.where(above, high)).to_dict()

    def reason(row: Any) -> str:
        if not whence(row):
            side = "large" if other[row.Index] > row.sd else "small"
            return (
                f"the standard deviation of the other arm is more than three times as {side}; see "
                "whether one of the two is a standard error, or has lost its decimal mark."
            )
        beside = numbers.measured(other[row.Index])
        return f"{whence(row)}, and that of the other arm is {beside}; {remedy(row)}."

    yield from marked("arms", arms, odd, _cell, "arms-sd-differ", reason)


def sd_against_se(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where an arm gives both, the standard error is the SD over the root of n."""
    arms = registry.tables["arms"]
    ratio = arms["se"] * np.sqrt(arms["n"]) / arms["sd"]
    reason = "it does not agree with the standard deviation and n; correct the one that is wrong."
    yield from marked(
        "arms", arms, (ratio < 0.8) | (ratio > 1.25), "se", "se-contradicts-sd", reason
    )


def _like_errors(arms: Rows, beside: _Beside) -> Values:
    """Return the arms of the comparisons in which every SD is like an SE beside other trials."""
    root = 0.5 * log(arms["n"].clip(lower=1))
    reported = arms["sd_from"] == "reported"
    by_instrument, by_outcome = _below(arms, arms["sd"].where(reported), beside)
    near = _near(by_instrument, root, LEAST_BY_INSTRUMENT) & (arms["n"] >= LEAST_N)
    near |= _near(by_outcome, root, LEAST_BY_OUTCOME) & (arms["n"] >= LEAST_N_BY_OUTCOME)
    return in_every_arm(near, arms)


def _like_deviations(arms: Rows, beside: _Beside) -> Values:
    """Return the arms whose SD in use is the root of n too large beside those of other trials."""
    root = 0.5 * log(arms["n"].clip(lower=1))
    by_instrument, by_outcome = (-below for below in _below(arms, arms["sd"], beside))
    near = Values.full(False, arms.index)
    elsewhere = reported_elsewhere(arms)
    # Limits may be mean ± SD, or mean ± 1.96 SD.
    sources = (("reported", 1.0), (FROM_SE, 1.0), (FROM_INTERVAL, 1.0), (FROM_INTERVAL, 1.96))
    for source, less in sources:
        of_source = arms["sd_from"] == source
        if not of_source.any():
            continue
        away = root - np.log(less)
        found = _near(by_instrument, away, LEAST_BY_INSTRUMENT)
        found |= _near(by_outcome, away, LEAST_BY_OUTCOME)
        if source != "reported":
            found |= elsewhere & _near(by_outcome, away, LEAST_BY_OUTCOME_MIXED)
        near |= found & of_source
    return in_every_arm(near, arms)


def reported_elsewhere(arms: Rows) -> Values:
    """Return the arms of trials that report standard deviations in other rows or in these."""
    found: Values = arms["trial_id"].isin(arms["trial_id"][arms["sd_from"] == "reported"])
    return found


def _below(arms: Rows, sd: Values, beside: _Beside) -> tuple[Values, Values]:
    """Return how far log SDs lie below those of other trials: by instrument, and by outcome.

    By instrument only where the means are alike, by outcome relative to the mean.
    """
    endpoint = arms["score"] == "endpoint"
    reported = arms["sd_from"] == "reported"
    log_sd = log(sd)
    named = arms["instrument"] != ""
    below = below_others(beside.by_instrument, log_sd, reported)
    variation = (log_sd - beside.log_mean).where(endpoint)
    varied = below_others(beside.by_outcome, variation, reported)
    return below.where(named & ~beside.rescaled), varied.where(endpoint)


def _near(below: Values, root: Values, least: float) -> Values:
    near: Values = (below > np.log(least)) & ((below - root).abs() < np.log(NEAR))
    return near


def _tiny_in_range(arms: Rows, protocol: Protocol) -> Values:
    """Return the arms of the comparisons in which every SD is tiny in the instrument's range."""
    width = width_of_range(arms, protocol)
    tiny = (arms["sd"] < LEAST_SHARE_OF_RANGE * width) & (arms["n"] >= LEAST_N)
    tiny &= (arms["score"] == "endpoint") & (arms["sd"] * np.sqrt(arms["n"]) < width / 2)
    return in_every_arm(tiny, arms)
