"""Suspicions that a value is a change from baseline where it is called a score at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.ranges import range_of
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import Groups, again, of_group
from living_review.registry.rows import Rows
from living_review.registry.values import Values

# Scores that cannot be negative lie well above 0: their mean is more than this many SDs from it.
WELL_ABOVE = 1.0
CLEAR = 1.5
# A change is small beside the scores of the same instrument, and beside its own SD.
SMALL_SHARE, SMALL_OF_SD = 1 / 3, 0.5


def unlabelled_change(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Scores near 0 or below it, where others on the instrument lie well above it, are changes."""
    arms = registry.in_use("arms")
    endpoint = arms.select(
        (arms["score"] == "endpoint") & arms["mean"].notna() & arms["sd"].notna()
    )
    low, _ = range_of(endpoint, protocol)
    endpoint = endpoint.select(~(low < 0))
    # Most often all means lie well above 0, and no result is looked at.
    if not (endpoint["mean"] / endpoint["sd"] < WELL_ABOVE).any():
        return
    results = _results(endpoint)
    named = results["instrument"] != ""
    below = _negative_beside(results, ["outcome", "instrument"], 1)
    below |= _negative_beside(results, ["outcome"], 2)
    near = _near_zero(results) & ~below
    for found, what in (
        (below, "is negative, where others on the instrument or outcome lie well above 0"),
        (near & named, "is near 0, where others on the same instrument lie far above it"),
    ):
        yield from marked(
            "arms",
            endpoint.assign(what=what),
            endpoint[COMPARISON].isin(results[COMPARISON][found]),
            "score",
            "score-looks-like-change",
            _reason,
        )


def _reason(row: Any) -> str:
    return (
        f"the mean of {numbers.measured(row.mean)} {row.what}, as a change from baseline is; see "
        "whether it is one, and if so write change in score."
    )


def _results(endpoint: Rows) -> Rows:
    """Return one row a comparison: the mean of its means, and that beside its SD."""
    groups = Groups.of([endpoint[COMPARISON]])
    mean, beside = endpoint["mean"], endpoint["mean"] / endpoint["sd"]
    told = endpoint.assign(
        mean=of_group(mean, groups, "mean"),
        most=of_group(mean, groups, "max"),
        beside=of_group(beside, groups, "mean"),
    )
    return told.select(~again([endpoint[COMPARISON]], but_first=True))


def _negative_beside(results: Rows, key: list[str], least: int) -> Values:
    """Return the results all of whose means are negative, where `least` others lie well above 0."""
    negative: Values = results["most"] < 0
    if not negative.any():
        return negative
    clear = results["trial_id"].where(results["beside"] > WELL_ABOVE)
    others = of_group(clear, results.columns(key), "nunique")
    return negative & (others >= least)


def _near_zero(results: Rows) -> Values:
    """Return the results that are small beside the clear scores of the same instrument."""
    key = results.columns(["outcome", "instrument"])
    clear = results["beside"] > CLEAR
    near: Values = ~clear & (results["beside"].abs() < WELL_ABOVE)
    if not near.any():
        return near
    mean = of_group(results["mean"].where(clear), key, "median")
    beside = of_group(results["beside"].where(clear), key, "median")
    near &= (
        (results["mean"].abs() < SMALL_SHARE * mean)
        & (results["beside"].abs() < SMALL_OF_SD * beside)
        & np.isfinite(mean)
    )
    return near
