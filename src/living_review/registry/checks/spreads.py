"""Suspicions about standard deviations: standard errors in their place, and other scorings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from living_review.protocol import Protocol
from living_review.registry.checks.groups import COMPARISON
from living_review.registry.checks.marking import marked
from living_review.registry.frames import Mark, Registry

# An SE is the SD over the root of n. SDs of one instrument differ between trials by a factor of
# about 1.3, coefficients of variation of one outcome by about 1.6 (one standard deviation of the
# logarithm): a value smaller than the others by the root of n, give or take NEAR, is not chance
# once the root of n is beyond these least values.
NEAR = 1.8
LEAST_BY_INSTRUMENT = 2.2
LEAST_BY_OUTCOME = 3.0
LEAST_N, LEAST_N_BY_OUTCOME = 9, 25
LEAST_SHARE_OF_RANGE = 0.04
ARMS_RATIO, ARMS_Z = 3.0, 4.0


def unlike_other_trials(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A standard deviation unlike those of other trials may be an SE, or of another scoring."""
    near_others = like_errors(registry.frames["arms"])
    yield from _looks_like_se(registry, protocol, near_others)
    yield from _implausible_sd(registry, protocol, near_others)


def _looks_like_se(
    registry: Registry, protocol: Protocol, near_others: pd.Series
) -> Iterator[Mark]:
    """A standard deviation smaller than those of other trials by the root of n may be an SE."""
    arms = registry.frames["arms"]
    reason = (
        "it is smaller than in the other trials by about the root of n, while the mean is not; see "
        "whether it is a standard error, and if so move it to se."
    )
    yield from marked("arms", arms, near_others, "sd", "sd-looks-like-se", reason)
    reason = (
        "it is a very small part of the range of the instrument; see whether it is a standard "
        "error, and if so move it to se."
    )
    small = _tiny_in_range(arms, protocol) & ~near_others
    yield from marked("arms", arms, small, "sd", "sd-looks-like-se", reason)


def _implausible_sd(
    registry: Registry, protocol: Protocol, near_others: pd.Series
) -> Iterator[Mark]:
    """The SDs of one instrument are alike across trials, unless one has another scoring."""
    arms, bound = registry.frames["arms"], protocol.checks.max_sd_ratio
    in_points = [outcome.id for outcome in protocol.outcomes if outcome.measure == "MD"]
    comparable = (arms["instrument"] != "") | arms["outcome"].isin(in_points)
    known = arms[arms["sd"].notna() & comparable]
    grouped = known.groupby(["outcome", "instrument", "score"])
    median = grouped["sd"].transform("median")
    ratio = known["sd"] / median
    result = known["trial_id"] + "/" + known["timepoint"]
    keys = [known[name] for name in ("outcome", "instrument", "score")]
    several = result.groupby(keys).transform("nunique") > 1
    odd = several & ((ratio > bound) | (ratio < 1 / bound))
    odd &= ~near_others.reindex(known.index)
    typical = median.to_dict()
    yield from marked(
        "arms",
        known,
        odd,
        "sd",
        "sd-ratio",
        lambda row: (
            f"the standard deviations of {row.instrument or 'this outcome'} are about "
            f"{typical[row.Index]:.3g} in the registry; see whether this is a standard error, or "
            "another scoring of the instrument."
        ),
    )


def arms_sd_differ(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """The SDs of the arms of one comparison are alike, unless one of them is an SE."""
    arms = registry.frames["arms"]
    keys = [arms[name] for name in COMPARISON]
    log_sd = np.log(arms["sd"])
    excess = log_sd.groupby(keys).transform("max") - log_sd
    # The variance of the logarithm of an SD is 1 / (2 (n - 1)) for normal data.
    noise = 1 / (2 * (arms["n"] - 1).clip(lower=1))
    bound = np.maximum(np.log(ARMS_RATIO), ARMS_Z * np.sqrt(2 * noise))
    reason = (
        "the standard deviation of the other arm is more than three times as large; see whether "
        "this is a standard error, or a decimal mark is lost in one of the two."
    )
    yield from marked("arms", arms, excess > bound, "sd", "arms-sd-differ", reason)


def sd_against_se(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where an arm gives both, the standard error is the SD over the root of n."""
    arms = registry.frames["arms"]
    ratio = arms["se"] * np.sqrt(arms["n"]) / arms["sd"]
    reason = "it does not agree with the standard deviation and n; correct the one that is wrong."
    yield from marked(
        "arms", arms, (ratio < 0.8) | (ratio > 1.25), "se", "se-contradicts-sd", reason
    )


def like_errors(arms: pd.DataFrame) -> pd.Series:
    """Return the arms of the comparisons in which every SD is like an SE beside other trials."""
    endpoint = arms["score"] == "endpoint"
    root = 0.5 * np.log(arms["n"].clip(lower=1))
    log_sd, log_mean = np.log(arms["sd"]), np.log(arms["mean"].where(arms["mean"] > 0))
    named = arms["instrument"] != ""
    below = below_others(arms, log_sd, ["outcome", "instrument", "score"]).where(named)
    variation = log_sd - log_mean
    varied = below_others(arms.where(endpoint), variation, ["outcome"])
    same_scoring = below_others(arms, log_mean, ["outcome", "instrument", "score"])
    unscaled = ~(same_scoring.abs() > np.log(2.5))
    by_instrument = _near(below, root, LEAST_BY_INSTRUMENT) & unscaled & (arms["n"] >= LEAST_N)
    by_outcome = (
        _near(varied, root, LEAST_BY_OUTCOME) & (arms["n"] >= LEAST_N_BY_OUTCOME) & endpoint
    )
    return _in_every_arm(by_instrument | by_outcome, arms)


def below_others(frame: pd.DataFrame, values: pd.Series, key: list[str]) -> pd.Series:
    """Return by how much the median of the other trials of a group is above each value.

    NaN where a group has no other trial.
    """
    known = frame[[*key, "trial_id"]].assign(value=values).dropna()
    if known.empty:
        return pd.Series(np.nan, index=frame.index)
    by_trial = known.groupby([*key, "trial_id"], sort=False)["value"].median()
    others = by_trial.groupby(level=key, sort=False).transform(_median_of_others)
    typical = known[[*key, "trial_id"]].join(others.rename("typical"), on=[*key, "trial_id"])
    below: pd.Series = typical["typical"] - known["value"]
    return below.reindex(frame.index)


def _median_of_others(values: pd.Series) -> pd.Series:
    """Return for each value the median of all the others."""
    k = len(values)
    if k < 2:
        return values * np.nan
    order = np.argsort(values.to_numpy(), kind="stable")
    ordered = values.to_numpy()[order]
    rank = np.empty(k, dtype=int)
    rank[order] = np.arange(k)
    middle = [ordered[np.where(i < rank, i, i + 1)] for i in ((k - 2) // 2, (k - 1) // 2)]
    return pd.Series((middle[0] + middle[1]) / 2, index=values.index)


def _near(below: pd.Series, root: pd.Series, least: float) -> pd.Series:
    near: pd.Series = (below > np.log(least)) & ((below - root).abs() < np.log(NEAR))
    return near


def _tiny_in_range(arms: pd.DataFrame, protocol: Protocol) -> pd.Series:
    """Return the arms of the comparisons in which every SD is tiny in the instrument's range."""
    width = pd.Series(np.nan, index=arms.index)
    for outcome in protocol.outcomes:
        for name, instrument in outcome.instruments.items():
            if instrument.range is not None:
                of_it = (arms["outcome"] == outcome.id) & (
                    arms["instrument"].str.casefold() == name.casefold()
                )
                width = width.mask(of_it, instrument.range[1] - instrument.range[0])
    tiny = (arms["sd"] < LEAST_SHARE_OF_RANGE * width) & (arms["n"] >= LEAST_N)
    tiny &= (arms["score"] == "endpoint") & (arms["sd"] * np.sqrt(arms["n"]) < width / 2)
    return _in_every_arm(tiny, arms)


def _in_every_arm(mask: pd.Series, arms: pd.DataFrame) -> pd.Series:
    whole: pd.Series = mask.groupby([arms[name] for name in COMPARISON]).transform("all")
    return whole.astype(bool)
