"""The list of published versions."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import VersionEntry
from living_review.ground import numbers
from living_review.tables.spec import Cell, Row, Table, cell, columns, number, row
from living_review.words.grammar import capitalised, sentence


def address(version: int) -> str:
    """Give the address of a version's own page within the site."""
    return f"versions/{version}/index.html"


def history(versions: Sequence[VersionEntry]) -> Table:
    """Every version, newest first: when, what changed, and whether a conclusion did."""
    head = columns("Version", "Date", "What changed", "Conclusions changed", number("Trials"))
    rows = tuple(map(_row, reversed(versions)))
    return Table("tbl-versions", "Published versions, newest first", head, rows)


def _row(version: VersionEntry) -> Row:
    made = f"made on {numbers.date(version.made)}" if version.made else None
    changed = version.conclusions_changed
    return row(
        cell(f"Version {numbers.count(version.number)}", href=address(version.number)),
        cell(numbers.date(version.date), made),
        sentence(version.headline),
        Cell(tuple(capitalised(each) for each in changed)) if changed else cell("None"),
        numbers.count(version.trials_included),
    )
