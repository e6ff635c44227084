"""Which trials a comparison asks about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from living_review.protocol import Comparison, Sensitivity
from living_review.synthesis.rows import Row

Filter = Mapping[str, tuple[str, ...]]


def eligible(trials: Iterable[Row], include: Filter, exclude: Filter) -> tuple[Row, ...]:
    """Give the trials whose cells are among the included and not among the excluded values.

    An included column without values lets everything in; an empty cell matches no value. Capitals
    and surrounding blanks do not matter.
    """
    wanted = {column: _plain(values) for column, values in include.items() if values}
    unwanted = {column: _plain(values) for column, values in exclude.items()}
    return tuple(
        trial
        for trial in trials
        if all(_cell(trial, column) in values for column, values in wanted.items())
        and not any(_cell(trial, column) in values for column, values in unwanted.items())
    )


def widened(comparison: Comparison, other: Sensitivity) -> tuple[Filter, Filter]:
    """Give the filters of a sensitivity analysis: `include` replaced by column, `exclude` added."""
    include = {**comparison.include, **other.include}
    exclude = {
        column: (*comparison.exclude.get(column, ()), *other.exclude.get(column, ()))
        for column in {**comparison.exclude, **other.exclude}
    }
    return include, exclude


def _plain(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value.strip().casefold() for value in values)


def _cell(trial: Row, column: str) -> str | None:
    value = trial.get(column)
    return None if value is None else str(value).strip().casefold()
