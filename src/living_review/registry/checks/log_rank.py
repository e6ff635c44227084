"""Hazard ratios: from a contrast or from a log-rank test, and never from the counts of arms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from living_review.ground.measures import FROM_LOG_RANK, HAZARDS, RATIOS
from living_review.protocol import Protocol
from living_review.registry.checks.marking import either_missing, marked, reported
from living_review.registry.checks.pairing import standard_errors
from living_review.registry.columns import DIRECTION, LOG_RANK
from living_review.registry.frames import Mark, Registry

# Two ways to estimate one hazard ratio (a Cox model, a log-rank test) differ by less than this
# share of their standard error.
APART = 0.5


def arms_of_a_hazard(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A hazard ratio needs the times of events, which the counts of arms do not hold."""
    arms = registry.tables["arms"]
    hazards = [outcome.id for outcome in protocol.outcomes if outcome.measure in HAZARDS]
    yield from marked(
        "arms",
        arms,
        arms["outcome"].isin(hazards),
        "outcome",
        "arms-of-a-hazard",
        "the outcome is a hazard ratio, which cannot be worked out from the counts of arms; enter "
        "it in contrasts, as an estimate with its interval or as o_minus_e and variance.",
    )


def estimate_given(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A contrast has an estimate, what a log-rank test gives, or a direction."""
    frame = registry.tables["contrasts"]
    yield from marked(
        "contrasts",
        frame,
        frame["estimate"].isna() & either_missing(frame, *LOG_RANK) & (frame[DIRECTION] == ""),
        "estimate",
        "cell-missing",
        "the cell is required, unless o_minus_e and variance of a log-rank test are both filled "
        "in, or direction says which side is better; fill it in from the report.",
    )


def measure_of_log_rank(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Observed less expected events give a hazard ratio, or the odds ratio of Peto."""
    frame = registry.tables["contrasts"]
    given = frame["o_minus_e"].notna() | frame["variance"].notna()
    yield from marked(
        "contrasts",
        frame,
        given & ~frame["measure"].isin(FROM_LOG_RANK),
        "measure",
        "log-rank-measure",
        "o_minus_e and variance give a hazard ratio (or Peto's odds ratio) alone; correct the "
        "measure, or empty the two cells.",
    )


def log_rank_against_estimate(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where a row has both, its estimate is the one that its log-rank test gives."""
    frame = registry.tables["contrasts"]
    if not any(frame[name].notna().any() for name in LOG_RANK):
        return
    both = reported(frame, *LOG_RANK)
    by_test = frame["o_minus_e"] / frame["variance"]
    stated = np.log(
        frame["estimate"].where(frame["measure"].isin(RATIOS) & (frame["estimate"] > 0))
    )
    error = standard_errors(frame)
    apart = (stated - by_test).abs() > APART * error
    own = standard_errors(frame.assign(variance=np.nan))
    ratio = own * np.sqrt(frame["variance"])
    yield from marked(
        "contrasts",
        frame,
        both & (apart | (ratio < 0.8) | (ratio > 1.25)),
        "o_minus_e",
        "log-rank-contradicts-estimate",
        "o_minus_e / variance, or its precision, is not that of the estimate of this row, which is "
        "used where it has a precision of its own, but by Peto's method; see which is wrong.",
    )
    half = frame["estimate"].notna() & (frame["o_minus_e"].isna() != frame["variance"].isna())
    yield from marked(
        "contrasts",
        frame,
        half,
        "o_minus_e",
        "log-rank-incomplete",
        "one of o_minus_e and variance is filled in without the other, so neither is used; fill in "
        "both or empty both.",
    )
