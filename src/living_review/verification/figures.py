"""Figures of the second computation, set against those of the findings one by one.

What is expected of a model is a tree of its fields: a `Figure` for a number, `Words` for anything
that is compared as it is, a mapping for a model within, a list for a tuple of models, `Columns` for
a long one. A number that is published and not in the tree is a fault: nothing is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pydantic import BaseModel

from living_review.ground.errors import Disagreement
from living_review.verification.exempt import EXEMPT

# How far two computations of a figure may lie apart: of closed forms, and of iterated ones.
CLOSED, ITERATED = 1e-8, 1e-6


@dataclass(frozen=True)
class Figure:
    """A number as computed here, and the least that a difference is measured against.

    The difference is divided by the size of the number, or by `scale` (its standard error, or one)
    where that is larger.
    """

    value: float | None
    scale: float = 1.0
    iterated: bool = False

    @property
    def tolerance(self) -> float:
        """How far the other computation may lie apart."""
        return ITERATED if self.iterated else CLOSED


@dataclass(frozen=True)
class Words:
    """Anything that must be the same to the letter; several where rounding decides between them."""

    value: Any
    also: tuple[Any, ...] = ()


@dataclass(frozen=True, eq=False)
class Columns:
    """Expected fields of a tuple of models, field by field; NaN stands for None."""

    length: int
    figures: Mapping[str, Any]
    scales: Mapping[str, Any] = field(default_factory=dict)
    iterated: frozenset[str] = frozenset()
    words: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    inner: Mapping[str, Sequence[Any]] = field(default_factory=dict)


Tree = Mapping[str, Any]


@dataclass
class Ledger:
    """What was compared so far in one finding: how many figures, and where they differ most."""

    name: str
    figures: int = 0
    worst: float = 0.0
    where: str | None = None

    def compare(self, published: Any, expected: Tree, path: str = "") -> None:
        """Compare a model (or mapping) with what is expected of each of its fields."""
        if published is None:
            self._absent(path, expected)
        kind = type(published).__name__
        for name in set(expected).difference(dict(_fields(published))):
            self._absent(path, {name: expected[name]})
        for name, value in _fields(published):
            place = f"{path}.{name}" if path else name
            if name in expected:
                self._one(value, expected[name], place)
            elif (kind, name) not in EXEMPT and any(True for _ in numbers_in(value)):
                raise self._unknown(place, next(numbers_in(value)))

    def _one(self, value: Any, expected: Any, place: str) -> None:
        if isinstance(expected, Figure):
            self._figure(value, expected, place)
        elif isinstance(expected, Words):
            if value != expected.value and value not in expected.also:
                raise self._disagreement(place, value, expected.value)
            self.figures += isinstance(value, bool | int | float)
        elif expected is None:
            if value is not None:
                raise self._disagreement(place, _first(value), None)
        elif isinstance(expected, Columns):
            self._columns(value, expected, place)
        elif isinstance(expected, Mapping):
            self.compare(value, expected, place)
        else:
            self._length(value, len(expected), place)
            for each, tree in zip(value, expected, strict=True):
                self.compare(each, tree, f"{place}[{_label(each)}]")

    def _figure(self, value: Any, expected: Figure, place: str) -> None:
        known = expected.value is not None and not math.isnan(expected.value)
        if value is None and not known:
            return
        if value is None or not known:
            raise self._disagreement(place, value, expected.value if known else None)
        assert expected.value is not None
        apart = abs(value - expected.value)
        apart = 0.0 if apart == 0 else apart / max(abs(expected.value), expected.scale)
        if not apart <= expected.tolerance:
            raise self._disagreement(place, value, expected.value)
        self._count(apart, place)

    def _columns(self, rows: Sequence[Any], expected: Columns, place: str) -> None:
        self._length(rows, expected.length, place)
        if not rows:
            return
        kind = type(rows[0]).__name__
        known = {*expected.figures, *expected.words, *expected.inner}
        for name in _names(rows[0]):
            column = [_value(row, name) for row in rows]
            if name in expected.figures:
                self._column(rows, column, expected, name, place)
            elif name in expected.words and column == list(expected.words[name]):
                self.figures += sum(isinstance(each, bool | int | float) for each in column)
            elif name in expected.words:
                for row, value, other in zip(rows, column, expected.words[name], strict=True):
                    self._one(value, Words(other), f"{place}[{_label(row)}].{name}")
            elif name in expected.inner:
                for row, value, tree in zip(rows, column, expected.inner[name], strict=True):
                    if not value and not tree:
                        continue
                    self._one(value, tree, f"{place}[{_label(row)}].{name}")
            elif (kind, name) not in EXEMPT and any(True for _ in numbers_in(column)):
                raise self._unknown(f"{place}[].{name}", next(numbers_in(column)))
        for name in known.difference(_names(rows[0])):
            raise self._disagreement(f"{place}[].{name}", None, "a figure")

    def _column(
        self, rows: Sequence[Any], column: list[Any], expected: Columns, name: str, place: str
    ) -> None:
        value = np.array([math.nan if each is None else each for each in column], dtype=float)
        other = np.broadcast_to(np.asarray(expected.figures[name], dtype=float), value.shape)
        size = np.maximum(np.abs(other), expected.scales.get(name, 1.0))
        apart = np.abs(value - other)
        apart = np.where(value == other, 0.0, apart / size)
        apart = np.where(np.isnan(value) & np.isnan(other), 0.0, apart)
        wrong = np.flatnonzero(~(apart <= (ITERATED if name in expected.iterated else CLOSED)))
        if wrong.size:
            at = int(wrong[0])
            second = None if math.isnan(other[at]) else float(other[at])
            raise self._disagreement(f"{place}[{_label(rows[at])}].{name}", column[at], second)
        counted = int(np.isfinite(value).sum())
        at = int(apart.argmax())
        self._count(float(apart[at]), f"{place}[{_label(rows[at])}].{name}", counted)

    def _count(self, apart: float, place: str, figures: int = 1) -> None:
        self.figures += figures
        if apart > self.worst:
            self.worst, self.where = apart, f"{self.name}: {place}"

    def _absent(self, path: str, expected: Tree) -> None:
        for name, each in expected.items():
            if not (each is None or (isinstance(each, Figure | Words) and each.value is None)):
                raise self._disagreement(f"{path}.{name}", None, _shown(each))

    def _length(self, rows: Any, length: int, place: str) -> None:
        if rows is None or len(rows) != length:
            found = None if rows is None else len(rows)
            raise self._disagreement(f"the number of {place}", found, length)

    def _disagreement(self, place: str, first: Any, second: Any) -> Disagreement:
        return Disagreement(
            f"{self.name}: the first computation of {place} gives {_written(first)}, the second "
            f"{_written(second)}; nothing was published. This is a fault of the program, not of "
            "your data: please report it with this sentence."
        )

    def _unknown(self, place: str, value: float) -> Disagreement:
        return Disagreement(
            f"{self.name}: {place} ({_written(value)}) was computed once only, because the second "
            "computation does not know it; nothing was published. This is a fault of the program, "
            "not of your data: please report it with this sentence."
        )


def numbers_in(value: Any) -> Iterator[float]:
    """Give every number inside a value, whatever it is made of; booleans are none."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from numbers_in(each)
    elif isinstance(value, BaseModel):
        for name, each in value:
            if (type(value).__name__, name) not in EXEMPT:
                yield from numbers_in(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from numbers_in(each)


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif value is not None:
        yield from value


def _names(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, Mapping) else tuple(type(value).model_fields)


def _value(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name)


def _label(value: Any) -> str:
    """Name one of several models by what tells it from the others."""
    for name in ("id", "trial_id", "moderator", "level", "baseline_label", "role", "name", "year"):
        found = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        if found is not None:
            return str(found)
    return ""


def _first(value: Any) -> Any:
    return next(numbers_in(value), value if isinstance(value, str | bool) else None)


def _shown(expected: Any) -> Any:
    return expected.value if isinstance(expected, Figure | Words) else "a figure"


def _written(value: Any) -> str:
    """Write a number with all its digits: two that differ must look different."""
    return "none" if value is None else repr(value) if isinstance(value, float) else str(value)
