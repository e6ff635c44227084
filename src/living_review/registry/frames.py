"""Raw text tables → typed frames, and the rows whose cells could not be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from living_review.registry.cells import Fault, Parsed, parse, printable, trimmed
from living_review.registry.columns import TABLES, Column, Table
from living_review.registry.content import canonical_cells, column_of, decimal_comma
from living_review.registry.empty_words import is_spreadsheet_error
from living_review.registry.in_use import arms_frame, contrasts_frame
from living_review.registry.keys import row_keys
from living_review.registry.snapshot import (
    PROTOCOL,
    PROTOCOL_FILE,
    QuarantinedRow,
    Query,
    Remark,
)
from living_review.sources import RawTable, RawTables

Made = TypeVar("Made")
_NUMBER = Column("", "number", "A cell of an extra column")
_EMPTY = RawTable("", "", (), (), ())
_MISSING = Fault("cell-missing", "the cell is required; fill it in from the report.")
_MISSING_N = Fault(
    "n-missing",
    "without the number of people analysed in the arm its result cannot be weighed; fill it in "
    "from the report or ask the authors.",
)

_HEADER_AGAIN = ("leftover-row", "the row repeats the header of the table; delete it.")
_LEFTOVER = (
    "leftover-row",
    "the row has cells and none of those that say what it is about, as when something is left in a "
    "spreadsheet; delete it, or fill in what it is about.",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing a check has found: where it is and what is wrong; `row` is the frame's index.

    In the protocol, `row` is a line, `column` a key path, and `value` what stands there.
    """

    table: str
    row: int
    column: str
    rule: str
    reason: str
    value: str = ""


@dataclass
class Registry:
    """The typed tables while they are being checked; rows leave, values never change.

    `undecided` says by trial, outcome and time point why none of several measurements can be used;
    `not_chosen` are the rows of arms and contrasts of measurements that are not used;
    `correlations` are those that the protocol assumes in crossover trials, by outcome.
    """

    raw: RawTables
    frames: dict[str, pd.DataFrame]
    quarantine: list[Mark] = field(default_factory=list)
    queries: list[Mark] = field(default_factory=list)
    removed: dict[str, pd.DataFrame] = field(default_factory=dict)
    undecided: dict[tuple[str, str, str], str] = field(default_factory=dict)
    not_chosen: set[tuple[str, int]] = field(default_factory=set)
    correlations: dict[str, float] = field(default_factory=dict)
    _used: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = field(default_factory=dict)
    _made: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = field(default_factory=dict)
    _once: dict[str, tuple[tuple[pd.DataFrame, ...], object]] = field(default_factory=dict)

    def in_use(self, table: str) -> pd.DataFrame:
        """Return arms or contrasts with the values that analyses use (see `registry.in_use`)."""
        frame = self.frames[table]
        of, used = self._used.get(table, (None, frame))
        if of is not frame:
            used = (
                arms_frame(frame)
                if table == "arms"
                else contrasts_frame(frame, self.crossed(frame), self.correlations)
            )
            self._used[table] = frame, used
        return used

    def crossed(self, frame: pd.DataFrame) -> pd.Series:
        """Tell the rows of trials in which each person had both interventions."""
        named = self.once("crossed", ("trials",), self._crossover_trials)
        return frame["trial_id"].isin(named)

    def _crossover_trials(self) -> set[str]:
        both = (self.frames["trials"], self.removed["trials"])
        return {
            name for each in both for name in each.loc[each["design"] == "crossover", "trial_id"]
        }

    def once(self, name: str, tables: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """Return what is made of some tables, made again only where a row has left them."""
        of, made = self._once.get(name, ((), None))
        now = tuple(self.frames[table] for table in tables)
        if not of or any(one is not other for one, other in zip(of, now, strict=True)):
            made = make()
            self._once[name] = now, made
        return cast(Made, made)

    def made_of(self, table: str, make: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
        """Return what a function makes of a table in use, made once for all checks that ask."""
        used = self.in_use(table)
        of, made = self._made.get(make.__name__, (None, used))
        if of is not used:
            made = make(used)
            self._made[make.__name__] = used, made
        return made

    def set_aside(self, marks: Iterator[Mark]) -> None:
        """Take the rows that are marked out of their tables."""
        found = list(marks)
        self.quarantine.extend(found)
        for table in {mark.table for mark in found}:
            frame = self.frames[table]
            gone = frame.index.isin([mark.row for mark in found if mark.table == table])
            self.removed[table] = pd.concat([self.removed[table], frame[gone]])
            self.frames[table] = frame[~gone]


def typed(raw: RawTables, rates: Collection[str] = ()) -> Registry:
    """Type every table; a row with a cell that cannot be read is set aside, each cell marked.

    `rates` are the outcomes whose arms need no number of people.
    """
    frames: dict[str, pd.DataFrame] = {}
    marks: list[Mark] = []
    for name, declared in TABLES.items():
        table, leftovers = _without_leftovers(raw.get(name, _EMPTY), declared)
        frame, faults = _frame(table, declared, rates)
        frames[name] = frame
        marks.extend((*leftovers, *faults))
    registry = Registry(raw, frames, removed={name: frame[:0] for name, frame in frames.items()})
    registry.set_aside(iter(marks))
    registry.frames = {
        name: _with_whole_numbers(frame, TABLES[name]) for name, frame in registry.frames.items()
    }
    return registry


def _without_leftovers(table: RawTable, declared: Table) -> tuple[RawTable, list[Mark]]:
    """Return a table without the rows that are no data, and a mark for each of them."""
    key = [c.name for c in declared.columns if c.required and c.name in declared.key]
    places = [table.columns.index(name) for name in key if name in table.columns]
    kept: list[tuple[tuple[str, ...], int]] = []
    marks: list[Mark] = []
    for row, line in zip(table.rows, table.lines, strict=True):
        if row == table.columns:
            marks.append(Mark(table.name, line, table.columns[0], *_HEADER_AGAIN))
        elif places and not any(row[i].strip() for i in places):
            first = next(
                name for name, cell in zip(table.columns, row, strict=True) if cell.strip()
            )
            marks.append(Mark(table.name, line, first, *_LEFTOVER))
        else:
            kept.append((row, line))
    if marks:
        rows, lines = tuple(row for row, _ in kept), tuple(line for _, line in kept)
        table = replace(table, rows=rows, lines=lines)
    return table, marks


def _frame(
    table: RawTable, declared: Table, rates: Collection[str]
) -> tuple[pd.DataFrame, list[Mark]]:
    comma = decimal_comma(table)
    extra = [name for name in table.columns if name not in declared.names]
    columns: dict[str, pd.Series] = {}
    marks: list[Mark] = []
    index = pd.Index(table.lines, dtype="int64", name="row")
    for name in [*declared.names, *extra]:
        column = column_of(declared, name)
        cells = _cells(table, name)
        if name in extra:
            # A workbook writes 12 as 12.0, which is the same content and must give the same review.
            cells = [
                cell.removesuffix(".0") if parse(cell, _NUMBER)[1] is None else cell
                for cell in canonical_cells(cells, column, comma=comma)
            ]
        parsed = {cell: parse(cell, column, decimal_comma=comma) for cell in set(cells)}
        columns[name] = _series([parsed[cell][0] for cell in cells], column, index)
        marks.extend(_faults(cells, parsed, table, name))
        needed = pd.Series(column.always_required, index=index)
        if (declared.name, name) == ("arms", "n"):
            needed = ~columns["outcome"].isin(rates)
        marks.extend(_missing(cells, parsed, table, name, needed))
    return pd.DataFrame(columns, index=index), marks


def _missing(
    cells: list[str], parsed: Mapping[str, Parsed], table: RawTable, name: str, needed: pd.Series
) -> Iterator[Mark]:
    """Mark the cells that hold nothing, of the rows that need them."""
    empty = {cell for cell, (value, fault) in parsed.items() if value is None and fault is None}
    if not empty or not needed.any():
        return
    missing = _MISSING_N if (table.name, name) == ("arms", "n") else _MISSING
    for cell, line, need in zip(cells, table.lines, needed, strict=True):
        if need and cell in empty:
            fault = _said_to_be_empty(cell, missing) if cell else missing
            yield Mark(table.name, line, name, fault.rule, fault.reason)


def _said_to_be_empty(cell: str, missing: Fault) -> Fault:
    error = "this is an error of the spreadsheet and no value"
    said = error if is_spreadsheet_error(cell) else "this says that nothing is reported"
    return Fault(missing.rule, f"{said}; {missing.reason}")


def _cells(table: RawTable, name: str) -> list[str]:
    if name not in table.columns:
        return [""] * len(table.rows)
    i = table.columns.index(name)
    known: dict[str, str] = {}
    cells = []
    for row in table.rows:
        cell = row[i]
        if cell not in known:
            known[cell] = trimmed(cell)
        cells.append(known[cell])
    return cells


def _faults(
    cells: list[str], parsed: Mapping[str, Parsed], table: RawTable, name: str
) -> Iterator[Mark]:
    faults = {cell: fault for cell, (_, fault) in parsed.items() if fault}
    if not faults:
        return
    for cell, line in zip(cells, table.lines, strict=True):
        fault = faults.get(cell)
        if fault:
            yield Mark(table.name, line, name, fault.rule, fault.reason)


def _series(values: list[object], column: Column, index: pd.Index) -> pd.Series:
    if column.default is not None:
        values = [column.default if value is None else value for value in values]
    if column.kind in ("number", "whole"):
        return pd.Series(values, index=index, dtype="float64")
    if column.kind == "boolean":
        # A row without a required boolean has been marked and goes; it must not read as a value.
        return pd.Series([bool(value) for value in values], index=index, dtype="bool")
    if column.kind == "date":
        return pd.Series(values, index=index, dtype="object")
    return pd.Series(["" if v is None else v for v in values], index=index, dtype="str")


def _with_whole_numbers(frame: pd.DataFrame, declared: Table) -> pd.DataFrame:
    whole = [
        c.name
        for c in declared.columns
        if c.kind == "whole" and c.required and frame[c.name].notna().all()
    ]
    return frame.astype(dict.fromkeys(whole, np.int64)) if whole else frame


def remarks(registry: Registry) -> tuple[tuple[QuarantinedRow, ...], tuple[Query, ...]]:
    """Turn marks into remarks, in the order of tables, rows and columns, each once."""
    return (
        tuple(QuarantinedRow(*cells) for cells in _remarks(registry, registry.quarantine)),
        tuple(Query(*cells) for cells in _remarks(registry, registry.queries)),
    )


def _remarks(
    registry: Registry, marks: list[Mark]
) -> Iterator[tuple[str, str, int, str, str, str, str, str, str]]:
    order = {name: i for i, name in enumerate((PROTOCOL, *TABLES))}
    places: dict[str, dict[int, int]] = {}
    keys: dict[str, list[str]] = {}
    for mark in sorted(
        dict.fromkeys(marks),
        key=lambda m: (order[m.table], m.row, m.column, m.rule, m.reason, m.value),
    ):
        if mark.table == PROTOCOL:
            found = (printable(mark.value), mark.rule, mark.reason, "")
            yield (PROTOCOL, PROTOCOL_FILE, mark.row, "", printable(mark.column), *found)
            continue
        table = registry.raw.get(mark.table, _EMPTY)
        if mark.table not in places:
            places[mark.table] = {line: i for i, line in enumerate(table.lines)}
            keys[mark.table] = row_keys(table) if table.name else []
        i = places[mark.table].get(mark.row)
        cells = table.rows[i] if i is not None else ()
        row = dict(zip(table.columns, cells, strict=False))
        yield (
            mark.table,
            table.file,
            mark.row,
            printable(row.get("trial_id", "").strip()),
            mark.column,
            printable(row.get(mark.column, "").strip()),
            mark.rule,
            mark.reason,
            "" if i is None else printable(keys[mark.table][i]),
        )


__all__ = ["Mark", "Registry", "Remark", "remarks", "typed"]
