"""The registry as tables of an SQL database: types, keys and checks from `registry.columns`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from living_review.registry.columns import TABLES, Column, Table

Dialect = Literal["sqlite", "postgresql"]
_COUNTED = ("people", "records")


def database(
    schema: str | None = None, columns: Mapping[str, Iterable[str]] | None = None
) -> sa.MetaData:
    """Give the tables of a registry for a database.

    `columns` names the tables that are wanted, each with the columns it has, so that trials may
    have columns of their own; without it, every declared table and column.
    """
    metadata = sa.MetaData(schema=schema)
    wanted = columns or {name: table.names for name, table in TABLES.items()}
    for name, declared in TABLES.items():
        if name in wanted:
            _table(declared, tuple(wanted[name]), metadata)
    return metadata


def statements(dialect: Dialect) -> Iterator[str]:
    """Yield the statements that make an empty registry, in the words of that database."""
    spoken = sa.make_url(f"{dialect}://").get_dialect()()
    for table in database().sorted_tables:
        yield str(CreateTable(table).compile(dialect=spoken)).strip().replace("\t", "  ")
        for index in table.indexes:
            yield str(CreateIndex(index).compile(dialect=spoken)).strip()


def _table(declared: Table, names: tuple[str, ...], metadata: sa.MetaData) -> None:
    extra = [name for name in names if name not in declared.names]
    kept = [*(c for c in declared.columns if c.name in names or c.required)]
    key = [column for column in kept if column.name in declared.key]
    primary = {column.name for column in key} if all(c.required for c in key) else set()
    table = sa.Table(
        declared.name,
        metadata,
        *(_column(column, declared, primary) for column in kept),
        *(sa.Column(name, sa.Text) for name in extra),
        *(check for column in kept for check in _checks(column, declared)),
        comment=declared.meaning,
    )
    if not primary:
        # An empty cell of a key is a value like any other, and NULLs would all differ.
        sa.Index(f"{declared.name}_key", *(_key_part(table.c[c.name], c) for c in key), unique=True)


def _column(column: Column, declared: Table, primary: set[str]) -> sa.Column[Any]:
    elsewhere = column.name == "trial_id" and declared.name != "trials"
    place = f"{declared.name}.{column.name}"
    return sa.Column(
        column.name,
        _type(column, place),
        *((sa.ForeignKey("trials.trial_id"),) if elsewhere else ()),
        primary_key=column.name in primary,
        # A row that is not complete yet is kept, and set aside by the checks, as in CSV files.
        nullable=not (column.required and column.name in declared.key),
        autoincrement=False,
        comment=column.meaning,
    )


def _type(column: Column, place: str) -> sa.types.TypeEngine[Any]:
    name = place.replace(".", "_")
    types: dict[str, sa.types.TypeEngine[Any]] = {
        "identifier": sa.String(64),
        "whole": sa.BigInteger(),
        "number": sa.Double(),
        "boolean": sa.Boolean(create_constraint=True, name=f"{name}_boolean"),
        "date": sa.Date(),
    }
    return types.get(column.kind, sa.Text())


def _checks(column: Column, declared: Table) -> Iterator[sa.CheckConstraint]:
    name = f"{declared.name}_{column.name}"
    written: sa.ColumnClause[Any] = sa.column(column.name)
    if column.allowed:
        yield sa.CheckConstraint(written.in_(column.allowed), name=f"{name}_allowed")
    if column.kind == "whole" and column.unit in _COUNTED:
        yield sa.CheckConstraint(written >= 0, name=f"{name}_count")
    if column.required and column.name in declared.key and column.kind in ("identifier", "text"):
        yield sa.CheckConstraint(written != "", name=f"{name}_given")


def _key_part(column: sa.Column[Any], declared: Column) -> Any:
    if declared.required:
        return column
    # Weeks are never below 0, so -1 stands for an empty cell and for nothing else.
    empty = {"boolean": sa.false(), "number": sa.literal_column("-1")}.get(
        declared.kind, sa.literal_column("''")
    )
    return sa.func.coalesce(column, empty)
