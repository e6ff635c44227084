"""Effects of trials that report events in person-time, where one person may have several."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.effects.effect import Effect, effect
from living_review.ground.arguments import broadcast, check_option
from living_review.ground.distributions import FloatArray


def log_rate_ratio(
    events_intervention: ArrayLike,
    time_intervention: ArrayLike,
    events_control: ArrayLike,
    time_control: ArrayLike,
    *,
    double_zeros: Literal["drop", "keep"] = "drop",
) -> Effect:
    """Log incidence rate ratio, intervention over control, one a trial: log((x₁/t₁)/(x₂/t₂)).

    Its variance is 1/x₁ + 1/x₂ (Rothman et al. 2008, Modern Epidemiology; metafor's IRR). Half an
    event is added to both arms where one has none; a trial without any event says nothing about a
    ratio and is NaN unless `double_zeros` keeps it.
    """
    check_option("double_zeros", double_zeros, ("drop", "keep"))
    x1, t1, x2, t2, possible = _counts(
        events_intervention, time_intervention, events_control, time_control
    )
    silent = (x1 == 0) & (x2 == 0)
    kept = possible & ~(silent & (double_zeros == "drop"))
    x1, x2 = _corrected(x1, x2)
    with np.errstate(all="ignore"):
        return effect(np.log(x1 / t1 / (x2 / t2)), 1.0 / x1 + 1.0 / x2, kept)


def rate_difference(
    events_intervention: ArrayLike,
    time_intervention: ArrayLike,
    events_control: ArrayLike,
    time_control: ArrayLike,
) -> Effect:
    """Incidence rate difference, intervention minus control, one a trial: x₁/t₁ − x₂/t₂.

    Its variance is x₁/t₁² + x₂/t₂² (metafor's IRD). Where an arm has no event, the difference is
    that of the counts as they are and half an event is added to both in the variance alone.
    """
    x1, t1, x2, t2, possible = _counts(
        events_intervention, time_intervention, events_control, time_control
    )
    y1, y2 = _corrected(x1, x2)
    with np.errstate(all="ignore"):
        return effect(x1 / t1 - x2 / t2, y1 / t1**2 + y2 / t2**2, possible)


def _counts(
    events_intervention: ArrayLike,
    time_intervention: ArrayLike,
    events_control: ArrayLike,
    time_control: ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, NDArray[np.bool_]]:
    x1, t1, x2, t2 = broadcast(
        events_intervention=events_intervention,
        time_intervention=time_intervention,
        events_control=events_control,
        time_control=time_control,
    )
    return x1, t1, x2, t2, (x1 >= 0) & (x2 >= 0) & (t1 > 0) & (t2 > 0)


def _corrected(x1: FloatArray, x2: FloatArray) -> tuple[FloatArray, FloatArray]:
    half = np.where((x1 == 0) | (x2 == 0), 0.5, 0.0)
    return x1 + half, x2 + half
