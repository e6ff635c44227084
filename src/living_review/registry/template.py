"""What an empty registry says of each of its columns: a note, values to choose, limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_review.registry.columns import DOMAINS, JUDGEMENTS, TABLES, Column, Kind, Table

if TYPE_CHECKING:
    from living_review.protocol import Protocol
    from living_review.protocol.analysis import Sensitivity
    from living_review.protocol.question import Comparison

_HOLDS: Mapping[Kind, str] = {
    "identifier": "an identifier: letters, digits, '_', '.' and '-', 64 at most",
    "text": "text",
    "whole": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date, such as 2026-11-22",
    "month": "a month or date, such as 2026-11",
    "choice": "one of the words in the list",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which values a number lies; `above` leaves the least value itself out."""

    least: float
    most: float | None = None
    above: bool = False


# What the row checks refuse; a test holds each against them.
LIMITS: Mapping[str, Limits] = {
    **dict.fromkeys(("n", "n_intervention", "n_control", "n_randomised"), Limits(1)),
    **dict.fromkeys(
        ("sd", "se", "sd_difference", "time_at_risk", "variance"), Limits(0, above=True)
    ),
    **dict.fromkeys(("events", "weeks"), Limits(0)),
    "cluster_size": Limits(1),
    "icc": Limits(0, 1),
    "p": Limits(0, 1, above=True),
    "ci_level": Limits(0.5, 1),
    "year": Limits(1900, 2100),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the template.

    `values` are those to choose from; with `only`, no others are right. `by_tool` holds the values
    that depend on the tool of the same row.
    """

    name: str
    kind: Kind
    required: bool
    note: str
    values: tuple[str, ...] = ()
    only: bool = False
    limits: Limits | None = None
    by_tool: Mapping[str, tuple[str, ...]] | None = None
    of_trials: bool = False
    """Whether it names a trial of the table of trials."""


def template(protocol: Protocol | None) -> dict[str, tuple[Field, ...]]:
    """Give the columns of every table; what a protocol names is there to choose."""
    words = _Words(protocol)
    return {
        name: tuple(_field(column, declared, words) for column in declared.columns)
        + (tuple(words.further()) if declared.extra_columns else ())
        for name, declared in TABLES.items()
    }


def _field(column: Column, declared: Table, words: _Words) -> Field:
    values, only = words.of(column)
    by_tool = {"domain": DOMAINS, "judgement": JUDGEMENTS}.get(column.name)
    limits = LIMITS.get(column.name)
    if limits is None and column.kind == "whole":
        limits = Limits(0)
    return Field(
        column.name,
        column.kind,
        column.always_required,
        _note(column, limits),
        values,
        only,
        limits,
        by_tool if declared.name == "risk_of_bias" else None,
        column.name == "trial_id" and declared.name != "trials",
    )


def _note(column: Column, limits: Limits | None) -> str:
    """Say what a column means, in which unit, what it holds, and whether it has to be filled."""
    unit = f", in {column.unit}" if column.unit and column.kind == "number" else ""
    said = [f"{column.meaning}{unit}."]
    holds = _HOLDS[column.kind]
    if limits is not None and column.kind in ("whole", "number"):
        end = f" and at most {limits.most:g}" if limits.most is not None else ""
        holds += f" {'above' if limits.above else 'of at least'} {limits.least:g}{end}"
    said.append(f"Holds {holds}.")
    if column.allowed:
        said.append(f"Allowed: {', '.join(column.allowed)}.")
    if column.always_required:
        said.append("Required.")
    elif column.required:
        said.append(f"Required, unless {' and '.join(column.unless)} are filled in.")
    elif column.default is not None:
        said.append(f"Empty means {column.default}.")
    else:
        said.append("Empty means: not reported.")
    return " ".join(said)


@dataclass(frozen=True)
class _Words:
    """The words that a protocol, and the columns themselves, have for cells."""

    protocol: Protocol | None

    def of(self, column: Column) -> tuple[tuple[str, ...], bool]:
        """Give the values to choose from in a column, and whether no others are right."""
        if column.kind == "boolean":
            return ("true", "false"), True
        if column.allowed:
            return column.allowed, True
        if self.protocol is None:
            return (), False
        if column.name == "outcome":
            return tuple(each.id for each in self.protocol.outcomes), True
        if column.name == "timepoint":
            return tuple(each.id for each in self.protocol.timepoints), True
        if column.name == "instrument":
            named = (name for each in self.protocol.outcomes for name in each.instruments)
            return tuple(dict.fromkeys(named)), False
        return self._filtered().get(column.name, ()), False

    def _filtered(self) -> dict[str, tuple[str, ...]]:
        """Give the values that the analyses ask for, by column of the trials."""
        assert self.protocol is not None
        asked: list[Comparison | Sensitivity] = [*self.protocol.comparisons]
        asked += self.protocol.sensitivity_analyses().values()
        found: dict[str, dict[str, None]] = {}
        for each in asked:
            for values in (each.include, each.exclude):
                for column, named in values.items():
                    found.setdefault(column, {}).update(dict.fromkeys(map(str, named)))
        return {column: tuple(named) for column, named in found.items()}

    def further(self) -> Iterator[Field]:
        """Give the columns of trials that the protocol names and the registry does not declare."""
        if self.protocol is None:
            return
        declared = TABLES["trials"].names
        for name in dict.fromkeys(self.protocol.trials_columns().values()):
            if name not in declared:
                note = "A column that the protocol uses. Holds text. Empty means: not reported."
                yield Field(name, "text", False, note, self._filtered().get(name, ()))
