"""The cells of a registry as typed values, for a workbook or a database to hold."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.ground.errors import RegistryError
from living_review.registry.cells import Value, canonical, parse, printable, trimmed
from living_review.registry.columns import NUMERIC, TABLES, Column
from living_review.registry.content import column_of, decimal_comma
from living_review.registry.headers import header_faults
from living_review.sources import RawTable, RawTables

MOST_FAULTS = 20


def refuse_wrong_tables(raw: RawTables) -> None:
    """Raise RegistryError for a table or a header that a registry does not have."""
    faults = [
        f"{table.file}: unknown table '{printable(name)}'; move it out of the registry."
        for name, table in raw.items()
        if name not in TABLES
    ]
    for name, declared in TABLES.items():
        if name in raw:
            faults += header_faults(raw[name], declared)
    if "trials" not in raw:
        faults.append(f"There is no table 'trials' in {raw.place}; add it, with one row a trial.")
    if faults:
        raise RegistryError(*faults)


def valued(table: RawTable, *, strict: bool) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of a table as values: text, numbers, booleans, dates, None where empty.

    A cell that cannot be read as its column wants stays text, or, where `strict`, stops all with a
    RegistryError that names row and column. Only a cell of the key has to be filled in.
    """
    declared, comma = TABLES[table.name], decimal_comma(table)
    columns = [column_of(declared, name) for name in table.columns]
    faults: list[str] = []
    for row, line in zip(table.rows, table.lines, strict=True):
        values = []
        for name, column, cell in zip(table.columns, columns, row, strict=True):
            needed = column.required and name in declared.key
            value, fault = _value(trimmed(cell), column, needed=needed, comma=comma)
            if fault and strict:
                found = f"found {printable(cell)!r}; " if cell else "the cell is empty; "
                faults.append(f"{table.file}, row {line}, column {name}: {found}{fault}")
            values.append(value)
        if len(faults) >= MOST_FAULTS:
            break
        yield tuple(values)
    if faults:
        raise RegistryError(*faults)


def _value(cell: str, column: Column, *, needed: bool, comma: bool) -> tuple[Value, str]:
    value, fault = parse(cell, column, decimal_comma=comma)
    if fault:
        return cell, fault.reason
    if value is None:
        return None, "fill it in: it is part of the key of the row." if needed else ""
    if isinstance(value, float) and value.is_integer() and column.kind in NUMERIC:
        return int(value), ""
    return value, ""


def texts(table: RawTable) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a table for comma-separated text: as they are, but for decimal commas."""
    if not decimal_comma(table):
        yield from table.rows
        return
    declared = TABLES[table.name]
    columns = [column_of(declared, name) for name in table.columns]
    for row in table.rows:
        yield tuple(
            canonical(cell, column, decimal_comma=True) if column.kind in NUMERIC else cell
            for cell, column in zip(row, columns, strict=True)
        )


def unknown_trials(raw: RawTables) -> tuple[str, ...]:
    """Say which rows are of a trial that trials does not have; a database refuses them."""
    trials = raw["trials"]
    place = trials.columns.index("trial_id")
    known = {trimmed(row[place]) for row in trials.rows}
    said = []
    for name, table in raw.items():
        if name == "trials" or "trial_id" not in table.columns:
            continue
        place = table.columns.index("trial_id")
        for row, line in zip(table.rows, table.lines, strict=True):
            if trimmed(row[place]) not in known:
                said.append(
                    f"{table.file}, row {line}, column trial_id: {trials.file} has no trial "
                    f"'{printable(row[place])}'; add it, or correct the identifier."
                )
    return tuple(said[:MOST_FAULTS])
