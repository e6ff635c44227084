"""Which trials a comparison asks about."""

from __future__ import annotations

from collections.abc import Iterable

from living_review.protocol import Comparison, Sensitivity
from living_review.protocol.filters import Asked, Filter, asked_by
from living_review.synthesis.rows import Row

__all__ = ["Filter", "eligible", "widened"]


def eligible(trials: Iterable[Row], include: Filter, exclude: Filter) -> tuple[Row, ...]:
    """Give the trials whose cells are among the included and not among the excluded values."""
    asked = Asked("", include, exclude)
    return tuple(trial for trial in trials if asked.takes(trial))


def widened(comparison: Comparison, other: Sensitivity) -> tuple[Filter, Filter]:
    """Give the filters of a sensitivity analysis: `include` replaced by column, `exclude` added."""
    asked = asked_by(comparison, other)
    return asked.include, asked.exclude
