"""Errors of values that the range of their instrument rules out, as reported or as recovered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.clusters import designs
from living_review.registry.checks.marking import marked
from living_review.registry.frames import Mark, Registry
from living_review.registry.in_use import remedy, whence
from living_review.registry.rows import Rows
from living_review.registry.values import Values


def instrument_range(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """What is measured lies within the range of its instrument, an SD within half of it."""
    arms = registry.in_use("arms")
    low, high = range_of(arms, protocol)
    endpoint = arms["score"] == "endpoint"
    low, high = low.where(endpoint), high.where(endpoint)
    placed = arms.assign(low=low, high=high)
    if low.notna().any():
        yield from _arms(placed)
    yield from _contrasts(registry, protocol)


def _arms(arms: Rows) -> Iterator[Mark]:
    low, high = arms["low"], arms["high"]
    cells = ("mean", "median", "q1", "q3", "min", "max")
    for column in [name for name in cells if arms[name].notna().any()]:
        outside = (arms[column] < low) | (arms[column] > high)
        if column == "mean":
            outside &= arms["mean_cell"] == "mean"
        yield from marked(
            "arms",
            arms,
            outside,
            column,
            "outside-range",
            lambda row: f"{_where(row)}; correct the value, or the instrument.",
        )
    # Popoviciu 1935: no distribution on [low, high] has an SD above half the range; the sample's
    # own divisor adds the factor.
    n = arms["n"].where(arms["n"] > 0)
    most = (high - low) / 2 * (n / (n - 1).clip(lower=1)) ** 0.5

    def reason(row: Any) -> str:
        if not whence(row):
            return f"{_where(row)}, in which no standard deviation is so large; correct it."
        return (
            f"{whence(row)}, and {_where(row)}, in which no standard deviation is so large; "
            f"{remedy(row)}."
        )

    yield from marked(
        "arms",
        arms,
        arms["sd"] > most,
        lambda row: str(row.sd_cell),
        "sd-beyond-range",
        reason,
    )


def _contrasts(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A difference lies within the range of its instrument, the SD it implies within half of it."""
    contrasts = registry.in_use("contrasts")
    low, high = range_of(contrasts, protocol)
    if not low.notna().any():
        return
    difference = contrasts["measure"] == "MD"
    placed = contrasts.assign(low=low, high=high)
    yield from marked(
        "contrasts",
        placed,
        difference & (contrasts["estimate"].abs() > high - low),
        "estimate",
        "outside-range",
        lambda row: (
            f"{_where(row)}, in which no difference is so large; correct the value, or the "
            "instrument."
        ),
    )
    # A cluster trial's standard error may rightly be larger than its people's spread implies.
    clustered = designs(registry, contrasts) == "cluster"
    most = (high - low) / 2 * np.where(clustered, 2.0, 1.0)
    yield from marked(
        "contrasts",
        placed,
        difference & ~contrasts["paired"] & (contrasts["unit_sd"] > most * 1.05),
        lambda row: str(row.se_cell),
        "sd-beyond-range",
        lambda row: (
            "the precision of this difference implies a standard deviation of "
            f"{numbers.measured(row.unit_sd)}, and {_where(row)}, in which none is so large; see "
            "whether a standard deviation stands for the standard error, and that interval and "
            "numbers of people are right."
        ),
    )
    # Differences within people range from minus the range to the range, whatever their correlation.
    people = contrasts["people"]
    widest = (high - low) * (people / (people - 1).clip(lower=1)) ** 0.5
    yield from marked(
        "contrasts",
        placed,
        contrasts["difference_sd"] > widest * 1.05,
        lambda row: str(row.se_cell),
        "sd-beyond-range",
        lambda row: (
            "the precision of this difference within people implies that their differences have a "
            f"standard deviation of {numbers.measured(row.difference_sd)}, and {_where(row)}, in "
            "which none is so large; see whether the figure is what its column says, and that the "
            "numbers of people are right."
        ),
    )


def _where(row: Any) -> str:
    low, high = numbers.in_full(row.low), numbers.in_full(row.high)
    return f"{low} to {high} is the range of {row.instrument}"


def range_of(frame: Rows, protocol: Protocol) -> tuple[Values, Values]:
    """Return the lowest and highest score of the instrument of each row; NaN where not known."""
    known = {
        (outcome.id, name.casefold()): instrument.range
        for outcome in protocol.outcomes
        for name, instrument in outcome.instruments.items()
        if instrument.range is not None
    }
    if not known:
        nothing = Values.full(np.nan, frame.index)
        return nothing, nothing
    unknown = (np.nan, np.nan)
    places = zip(frame["outcome"], frame["instrument"].texts(str.casefold), strict=True)
    found = [known.get(place, unknown) for place in places]
    limits = np.array(found, dtype=float).reshape(-1, 2)
    low, high = (Values(limits[:, i], frame.index) for i in (0, 1))
    return low, high


def width_of_range(frame: Rows, protocol: Protocol) -> Values:
    """Return how far the scores of the instrument of each row range; NaN where not known."""
    low, high = range_of(frame, protocol)
    return high - low
