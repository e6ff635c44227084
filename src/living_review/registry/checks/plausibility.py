"""Suspicions about what arms give as their spread: beside their means, quantiles and other arms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from living_review.effects import combine_arms, mean_sd_from_quantiles
from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.ranges import range_of
from living_review.registry.checks.results import COMPARISON, in_every_arm
from living_review.registry.checks.spreads import LEAST_N_BY_OUTCOME, reported_elsewhere
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import again, lines_by_key, of_group
from living_review.registry.in_use import FROM_QUANTILES, remedy, whence
from living_review.registry.rows import Rows
from living_review.registry.values import Values

# An SD above the mean's distance from the least possible score is strong evidence of skewed data
# (Altman and Bland 1996; Cochrane Handbook 10.5.3), or of figures that are no SDs.
ABOVE_MEAN, ABOVE_MEAN_REPORTED = 1.0, 1.5
# Sooner where the trial gives standard deviations elsewhere, or half of its outcome is doubted.
ABOVE_MEAN_MIXED, ABOVE_MEAN_OF_OUTCOME = 0.6, 0.5
# The 5 % test of Shi et al. 2023 is passed by this factor about three times in a thousand.
SKEWED = 1.6
QUANTILES_RATIO = 3.0
COMBINED_RATIO = 1.5
UNUSUAL_SHARE = 0.5


def sd_above_mean(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A spread larger than the mean of scores that cannot be negative is skew, or no SD."""
    arms = registry.in_use("arms")
    low, _ = range_of(arms, protocol)
    floor = low.fillna(0.0)
    above = (arms["mean"] - floor).where((arms["score"] == "endpoint") & (arms["mean"] > floor))
    share = arms["sd"] / above
    recovered = ~arms["sd_from"].isin(["reported", ""])
    elsewhere = reported_elsewhere(arms)
    bound = Values.full(ABOVE_MEAN_REPORTED, arms.index).where(~recovered, ABOVE_MEAN)
    bound = bound.where(~(recovered & elsewhere), ABOVE_MEAN_MIXED)
    odd = in_every_arm(share > bound, arms)
    odd |= _with_their_outcome(odd, share, recovered, arms)

    def reason(row: Any) -> str:
        if not whence(row):
            return (
                f"it is {numbers.fixed(row.share, 1)} times the mean of this arm, which scores "
                "that cannot be negative hardly have; see whether it is a standard deviation, and "
                "if the data are so skewed, whether means should be analysed."
            )
        return (
            f"{whence(row)}, {numbers.fixed(row.share, 1)} times the mean of this arm, which "
            f"scores that cannot be negative hardly have; {remedy(row)}."
        )

    yield from marked(
        "arms", arms.assign(share=share), odd, lambda row: str(row.sd_cell), "sd-above-mean", reason
    )


def _with_their_outcome(odd: Values, share: Values, recovered: Values, arms: Rows) -> Values:
    """Return the recovered SDs of an outcome of which at least half the recovered are doubted.

    Arms of few people do not count among them: there a slip makes no spread that stands out, and
    that they are not doubted tells nothing of the others.
    """
    if not (odd & recovered).any():
        return odd
    by_outcome = arms.columns(["outcome", "sd_from"])
    telling = recovered & (arms["n"] >= LEAST_N_BY_OUTCOME)
    doubted = of_group(odd.astype(float).where(telling), by_outcome, "mean")
    return recovered & (doubted >= 0.5) & in_every_arm(share > ABOVE_MEAN_OF_OUTCOME, arms)


def quantiles_fit(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Quartiles, extremes, mean and standard deviation of one arm are of one distribution."""
    arms = registry.in_use("arms")
    if not any(arms[name].notna().any() for name in ("min", "q1", "median", "q3", "max")):
        return
    by_quartiles, by_extremes = _spread_of(arms, "q1", "q3"), _spread_of(arms, "min", "max")
    beside = arms["sd"].where(arms["sd_from"] != FROM_QUANTILES)
    for column, spread, what in (
        ("q1", by_quartiles, "the quartiles"),
        ("min", by_extremes, "the smallest and largest value"),
    ):
        other = beside if column == "q1" else beside.fillna(by_quartiles)
        apart = (np.log(spread) - np.log(other)).abs() > np.log(QUANTILES_RATIO)
        yield from marked(
            "arms",
            arms.assign(spread=spread, other=other, what=what),
            apart,
            column,
            "quantiles-contradict-spread",
            lambda row: (
                f"{row.what} would belong to a standard deviation of "
                f"{numbers.measured(row.spread)}, and the other figures of this arm to "
                f"{numbers.measured(row.other)}; correct the one that is wrong."
            ),
        )
    mean = arms["mean"].where(arms["mean_cell"] == "mean")
    outside = (mean < arms["min"]) | (mean > arms["max"])
    # The mean of any sample is within one standard deviation of its median.
    outside |= (mean - arms["median"]).abs() > arms["sd"]
    reason = (
        "no sample has its mean outside its smallest and largest value, or farther than one "
        "standard deviation from its median; correct the figure that is wrong."
    )
    yield from marked("arms", arms, outside, "mean", "mean-contradicts-quantiles", reason)


def skewed_quantiles(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A mean and SD recovered from quantiles assume data that are not skewed (Shi et al. 2023)."""
    arms = registry.in_use("arms")
    yield from marked(
        "arms",
        arms,
        arms["asymmetry"] > SKEWED,
        lambda row: str(row.sd_cell),
        "quantiles-skewed",
        lambda row: (
            f"the median of {numbers.in_full(row.median)} is far from the middle of them, and the "
            f"mean of {numbers.measured(row.mean)} and the standard deviation of "
            f"{numbers.measured(row.sd)} that are used assume that it is not; see that the figures "
            "are right, or ask the authors for mean and SD."
        ),
    )


def combined_spread(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Arms that are combined have means of one scale, or their combined SD is of no people."""
    arms = registry.in_use("arms")
    known = arms.select(arms["mean"].notna() & arms["sd"].notna())
    sides = [COMPARISON, "role"]
    again_there = again(known.columns(sides))
    if not again_there.any():
        return
    several = known.select(again_there)
    for (_, role), places in lines_by_key(several.columns(sides)).items():
        group = several.select(np.array(places))
        together = combine_arms(*(group[name].to_numpy() for name in ("n", "mean", "sd")))
        together_sd = float(together.sd)
        most = max(group["sd"])
        if together_sd > COMBINED_RATIO * most:
            reason = (
                f"the {len(group)} {role} arms combined have a standard deviation "
                f"of {numbers.measured(together_sd)}, and each by itself at most "
                f"{numbers.measured(most)}, so far apart are their means; see that "
                "all are of one scale and belong together."
            )
            everyone = Values.full(True, group.index)
            cell = "mean"
            yield from marked("arms", group, everyone, cell, "combined-arms-differ", reason)


def unusual_level(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A confidence level other than 95 % is rare, and a wrong one changes the precision."""
    for table in ("arms", "contrasts"):
        frame = registry.tables[table]
        stated = frame["ci_low"].notna() & frame["ci_high"].notna()
        level = frame["ci_level"].where(stated)
        other = level.notna() & ((level - 0.95).abs() > 1e-9)
        if not other.any():
            continue
        given = int(np.sum(stated.array))
        if given > 2 and np.sum(other.array) / given >= UNUSUAL_SHARE:
            continue
        yield from marked(
            table,
            frame,
            other,
            "ci_level",
            "ci-level-unusual",
            "nearly all intervals are of 95 %, and the standard deviation or error that is used "
            "depends on it; see that the report gives this level.",
        )


def _spread_of(arms: Rows, low: str, high: str) -> Values:
    """Return the SD that two quantiles alone would give, the median put between them."""
    ends = arms[low], arms[high]
    names = ("q1", "q3") if low == "q1" else ("minimum", "maximum")
    found = mean_sd_from_quantiles(
        arms["n"].to_numpy(dtype=float),
        median=((ends[0] + ends[1]) / 2).to_numpy(),
        **{name: end.to_numpy() for name, end in zip(names, ends, strict=True)},
    )
    return Values(np.atleast_1d(found.sd), arms.index)
