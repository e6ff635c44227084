"""Raw text tables → typed tables, and the rows whose cells could not be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

import numpy as np

from living_review.registry.cells import Fault, Parsed, parse, printable, trimmed
from living_review.registry.columns import TABLES, Column, Table
from living_review.registry.content import canonical_cells, column_of, decimal_comma
from living_review.registry.empty_words import is_spreadsheet_error
from living_review.registry.in_use import arms_with_values, contrasts_with_values
from living_review.registry.keys import row_keys
from living_review.registry.rows import Rows, below
from living_review.registry.snapshot import (
    PROTOCOL,
    PROTOCOL_FILE,
    QuarantinedRow,
    Query,
    Remark,
)
from living_review.registry.values import Cells, Lines, Texts, Values
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
    tables: dict[str, Rows]
    quarantine: list[Mark] = field(default_factory=list)
    queries: list[Mark] = field(default_factory=list)
    removed: dict[str, Rows] = field(default_factory=dict)
    undecided: dict[tuple[str, str, str], str] = field(default_factory=dict)
    not_chosen: set[tuple[str, int]] = field(default_factory=set)
    correlations: dict[str, float] = field(default_factory=dict)
    _once: dict[str, tuple[tuple[Rows, ...], object]] = field(default_factory=dict)

    @property
    def whole(self) -> dict[str, Rows]:
        """The tables in the columns of a `Snapshot`."""
        return {
            name: rows.of([*TABLES[name].names, *_extra(self.raw.get(name, _EMPTY), name)])
            for name, rows in self.tables.items()
        }

    def in_use(self, table: str) -> Rows:
        """Return arms or contrasts with the values that analyses use (see `registry.in_use`)."""
        rows = self.tables[table]
        return self.once(
            f"{table} in use",
            (table,),
            lambda: (
                arms_with_values(rows)
                if table == "arms"
                else contrasts_with_values(rows, self.crossed(rows), self.correlations)
            ),
        )

    def crossed(self, rows: Rows) -> Values:
        """Tell the rows of trials in which each person had both interventions."""
        named = self.once("crossed", ("trials",), self._crossover_trials)
        return cast(Texts, rows["trial_id"]).isin(named)

    def _crossover_trials(self) -> set[str]:
        return {
            name
            for each in (self.tables["trials"], self.removed["trials"])
            for name in each["trial_id"][each["design"] == "crossover"]
        }

    def once(self, name: str, tables: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """Return what is made of some tables, made again only where a row has left them."""
        of, made = self._once.get(name, ((), None))
        now = tuple(self.tables[table] for table in tables)
        if not of or any(one is not other for one, other in zip(of, now, strict=True)):
            made = make()
            self._once[name] = now, made
        return cast(Made, made)

    def made_of(self, table: str, make: Callable[[Rows], Rows]) -> Rows:
        """Return what a function makes of a table in use, made once for all checks that ask."""
        return self.once(make.__name__, (table,), lambda: make(self.in_use(table)))

    def set_aside(self, marks: Iterator[Mark]) -> None:
        """Take the rows that are marked out of their tables."""
        found = list(marks)
        self.quarantine.extend(found)
        for table in {mark.table for mark in found}:
            rows = self.tables[table]
            gone = rows.named([mark.row for mark in found if mark.table == table])
            removed = self.removed[table]
            self.removed[table] = below([removed, rows.select(gone)], removed.names)
            self.tables[table] = rows.select(~gone)


def typed(raw: RawTables, rates: Collection[str] = ()) -> Registry:
    """Type every table; a row with a cell that cannot be read is set aside, each cell marked.

    `rates` are the outcomes whose arms need no number of people.
    """
    tables: dict[str, Rows] = {}
    marks: list[Mark] = []
    for name, declared in TABLES.items():
        table, leftovers = _without_leftovers(raw.get(name, _EMPTY), declared)
        tables[name], faults = _rows(table, declared, rates)
        marks.extend((*leftovers, *faults))
    nothing = np.zeros(0, dtype=np.intp)
    removed = {name: rows.select(nothing) for name, rows in tables.items()}
    registry = Registry(raw, tables, removed=removed)
    registry.set_aside(iter(marks))
    registry.tables = {
        name: _with_whole_numbers(rows, TABLES[name]) for name, rows in registry.tables.items()
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


def _extra(table: RawTable, name: str) -> list[str]:
    return [column for column in table.columns if column not in TABLES[name].names]


def _rows(table: RawTable, declared: Table, rates: Collection[str]) -> tuple[Rows, list[Mark]]:
    comma = decimal_comma(table)
    extra = _extra(table, declared.name)
    columns: dict[str, Cells] = {}
    marks: list[Mark] = []
    index = np.array(table.lines, dtype=np.int64)
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
        columns[name] = _column(cells, parsed, column, index)
        marks.extend(_faults(cells, parsed, table, name))
        if (declared.name, name) == ("arms", "n"):
            needed = (~cast(Texts, columns["outcome"]).isin(rates)).tolist()
            marks.extend(_missing(cells, parsed, table, name, needed))
        elif column.always_required:
            marks.extend(_missing(cells, parsed, table, name, [True] * len(cells)))
    return Rows(columns, index), marks


def _missing(
    cells: list[str], parsed: Mapping[str, Parsed], table: RawTable, name: str, needed: list[bool]
) -> Iterator[Mark]:
    """Mark the cells that hold nothing, of the rows that need them."""
    empty = {cell for cell, (value, fault) in parsed.items() if value is None and fault is None}
    if not empty or True not in needed:
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


def _column(cells: list[str], parsed: Mapping[str, Parsed], column: Column, index: Lines) -> Cells:
    default = column.default
    values = {cell: default if value is None else value for cell, (value, _) in parsed.items()}
    if column.kind in ("number", "whole"):
        numbers = {cell: np.nan if value is None else value for cell, value in values.items()}
        return Values(np.array([numbers[cell] for cell in cells], dtype=np.float64), index)
    if column.kind == "boolean":
        # A row without a required boolean has been marked and goes; it must not read as a value.
        truths = {cell: bool(value) for cell, value in values.items()}
        return Values(np.array([truths[cell] for cell in cells], dtype=bool), index)
    if column.kind == "date":
        return Values(np.array([values[cell] for cell in cells], dtype=object), index)
    levels: dict[str, int] = {}
    codes = {
        cell: levels.setdefault("" if value is None else str(value), len(levels))
        for cell, value in values.items()
    }
    return Texts(np.array([codes[cell] for cell in cells], dtype=np.intp), list(levels), index)


def _with_whole_numbers(rows: Rows, declared: Table) -> Rows:
    whole = [
        c.name
        for c in declared.columns
        if c.kind == "whole" and c.required and rows[c.name].notna().all()
    ]
    return rows.assign(**{name: rows[name].astype(np.int64) for name in whole}) if whole else rows


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
