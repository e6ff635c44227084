"""Arms before they become effects: combining them, correcting clusters, changes from baseline."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from living_review.ground.arguments import broadcast
from living_review.ground.distributions import FloatArray


class Arm(NamedTuple):
    """Participants, mean and standard deviation of arms."""

    n: FloatArray
    mean: FloatArray
    sd: FloatArray


class Events(NamedTuple):
    """Participants and events of arms."""

    n: FloatArray
    events: FloatArray


def combine_arms(n: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> Arm:
    """The arm that several arms make together, as if its participants had been reported as one.

    Arrays of shape (..., arms); an arm whose `n` is NaN is absent, one with a NaN mean or standard
    deviation makes the result NaN. Returns shape (...). Source: Cochrane Handbook, table 6.5.a,
    for any number of arms.
    """
    n, mean, sd = broadcast(n=n, mean=mean, sd=sd)
    present = ~np.isnan(n)
    n = np.where(present, n, 0.0)
    mean, sd = np.where(present, mean, 0.0), np.where(present, sd, 0.0)
    with np.errstate(all="ignore"):
        total = n.sum(axis=-1)
        centre = (n * mean).sum(axis=-1) / total
        within = np.where(present, (n - 1.0) * sd**2, 0.0).sum(axis=-1)
        between = (n * (mean - centre[..., None]) ** 2).sum(axis=-1)
        spread = np.sqrt((within + between) / (total - 1.0))
    known = present.any(axis=-1)
    return Arm(*(np.where(known, each, np.nan)[()] for each in (total, centre, spread)))


def combine_events(n: ArrayLike, events: ArrayLike) -> Events:
    """Participants and events of several arms together; shapes and NaN as in `combine_arms`."""
    n, events = broadcast(n=n, events=events)
    present = ~np.isnan(n)
    known = present.any(axis=-1)
    totals = (np.where(present, each, 0.0).sum(axis=-1) for each in (n, events))
    return Events(*(np.where(known, each, np.nan)[()] for each in totals))


def design_effect(cluster_size: ArrayLike, icc: ArrayLike) -> FloatArray:
    """1 + (M − 1)·ICC for mean cluster size M (Cochrane Handbook 23.1.4); NaN for M < 1."""
    size, correlation = broadcast(cluster_size=cluster_size, icc=icc)
    return np.where(size >= 1.0, 1.0 + (size - 1.0) * correlation, np.nan)[()]


def cluster_adjust(count: ArrayLike, cluster_size: ArrayLike, icc: ArrayLike) -> FloatArray:
    """Effective number of participants, or of events, of a cluster-randomised arm.

    Means, standard deviations and proportions stay as they are. Source: Cochrane Handbook 23.1.5.
    """
    (number,) = broadcast(count=count)
    return number / design_effect(cluster_size, icc)


def cluster_adjust_se(se: ArrayLike, cluster_size: ArrayLike, icc: ArrayLike) -> FloatArray:
    """Standard error of a contrast that ignored its clusters, times the root design effect."""
    (error,) = broadcast(se=se)
    return error * np.sqrt(design_effect(cluster_size, icc))


def change_sd(sd_baseline: ArrayLike, sd_final: ArrayLike, correlation: ArrayLike) -> FloatArray:
    """Standard deviation of change from baseline, given the correlation of the two measurements.

    NaN for a correlation outside [−1, 1]. Source: Cochrane Handbook 6.5.2.8.
    """
    before, after, r = broadcast(
        sd_baseline=sd_baseline, sd_final=sd_final, correlation=correlation
    )
    square = before**2 + after**2 - 2.0 * r * before * after
    possible = (np.abs(r) <= 1.0) & (before >= 0) & (after >= 0)
    return np.sqrt(np.where(possible, np.maximum(square, 0.0), np.nan))[()]
