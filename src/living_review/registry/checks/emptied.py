"""Cells that say in words that they are empty, or show the error of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.protocol import Protocol
from living_review.registry.cells import trimmed
from living_review.registry.columns import TABLES, Column
from living_review.registry.content import column_of
from living_review.registry.empty_words import is_empty_word, is_spreadsheet_error
from living_review.registry.frames import Mark, Registry

MOST_OF_A_COLUMN = 10
"""Where a column has more cells with one such word, they are told in one query."""


def read_as_empty(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A cell that is read as empty is told with what is written in it."""
    for table, declared in TABLES.items():
        raw = registry.raw.get(table)
        if raw is None:
            continue
        kept = set(registry.tables[table].index.tolist())
        for j, name in enumerate(raw.columns):
            column = column_of(declared, name)
            words = {cell for cell in {row[j] for row in raw.rows} if _empties(cell, column)}
            lines: dict[str, list[int]] = {}
            if words:
                for line, row in zip(raw.lines, raw.rows, strict=True):
                    if row[j] in words and line in kept:
                        lines.setdefault(trimmed(row[j]), []).append(line)
            for word, found in lines.items():
                yield from _marks(table, column, name, word, found)


def _empties(cell: str, column: Column) -> bool:
    cell = trimmed(cell)
    return bool(cell) and is_empty_word(cell, column)


def _marks(table: str, column: Column, name: str, word: str, lines: list[int]) -> Iterator[Mark]:
    if is_spreadsheet_error(word):
        rule = "spreadsheet-error"
        said = "the spreadsheet shows an error where a value should be; {0}; correct its formula, "
        said += "or write the value from the report."
    else:
        rule = "read-as-empty"
        said = "the cell says that nothing is reported; {0}; leave it empty, or fill it in from "
        said += "the report."
    counts_as = "it is read as empty"
    if column.default is not None:
        default = (
            str(column.default).lower() if isinstance(column.default, bool) else column.default
        )
        counts_as += f", which means {default} here"
    if len(lines) <= MOST_OF_A_COLUMN:
        for line in lines:
            yield Mark(table, line, name, rule, said.format(counts_as))
        return
    more = (
        f"so it is in {len(lines) - 1} more rows of this column, the last of them row {lines[-1]}"
    )
    yield Mark(table, lines[0], name, rule, said.format(f"{counts_as}, and {more}"))
