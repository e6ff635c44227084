"""How a filter of the protocol reads the cells of a trial: one rule for checks and analyses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from living_review.ground.spelling import plain
from living_review.protocol.analysis import Sensitivity
from living_review.protocol.models import Protocol
from living_review.protocol.question import Comparison

Filter = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """The trials that one analysis asks for; a column without values lets every value in.

    Capitals, the kind and number of blanks and the length of a dash do not matter; an empty cell
    matches no value.
    """

    label: str
    include: Filter
    exclude: Filter

    def leaves_out_by(self, trial: Mapping[str, Any]) -> tuple[str, ...]:
        """Give the columns whose cells keep a trial out; none where it is taken."""
        return tuple(
            dict.fromkeys(
                (
                    *(
                        column
                        for column, values in self.include.items()
                        if values and not _among(trial.get(column), values)
                    ),
                    *(
                        column
                        for column, values in self.exclude.items()
                        if _among(trial.get(column), values)
                    ),
                )
            )
        )

    def takes(self, trial: Mapping[str, Any]) -> bool:
        """Tell whether a trial is among those asked for."""
        return not self.leaves_out_by(trial)


def asked_by(comparison: Comparison, other: Sensitivity | None = None) -> Asked:
    """Give the trials of a comparison, or of a sensitivity analysis of it.

    The latter replaces `include` column by column, and adds to `exclude`.
    """
    if other is None:
        return Asked(comparison.label, comparison.include, comparison.exclude)
    exclude = {
        column: (*comparison.exclude.get(column, ()), *other.exclude.get(column, ()))
        for column in {**comparison.exclude, **other.exclude}
    }
    label = f"{comparison.label}: {other.label}"
    return Asked(label, {**comparison.include, **other.include}, exclude)


def everything_asked(protocol: Protocol) -> Iterator[Asked]:
    """Yield the trials of every comparison, then of every sensitivity analysis that filters."""
    for comparison in protocol.comparisons:
        yield asked_by(comparison)
    for other in protocol.sensitivity_analyses().values():
        if other.include or other.exclude:
            for comparison in protocol.comparisons:
                yield asked_by(comparison, other)


def named_values(protocol: Protocol, column: str) -> dict[str, str]:
    """Give every value of a column that a filter names, by its plain writing."""
    return {
        plain(value): value
        for filters in protocol.filters().values()
        for value in filters.get(column, ())
    }


def cell_text(value: object) -> str:
    """Give a cell of a trial as a filter reads it: a whole number without decimals, '' if empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return plain(str(value))


def _among(value: object, values: Iterable[str]) -> bool:
    return cell_text(value) in {plain(each) for each in values}
