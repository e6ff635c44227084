"""Tables of what changed: each result before and now, and each cell that was corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from living_review.findings import Correction, FindingChange
from living_review.ground import numbers
from living_review.tables.spec import Cell, Table, cell, columns, number, row, without_empty_columns
from living_review.words import change_words
from living_review.words.grammar import MEASURES, capitalised
from living_review.words.registry_change_words import cell_text, correction_place

Side = Mapping[str, Any]
NEW, GONE = "new", "no longer there"


def results(changes: Sequence[FindingChange], since: str) -> Table:
    """Every result that moved: what it was, and what it is now where that is different."""
    measures = dict.fromkeys(
        str(side.get("measure")) for each in changes for side in (each.before, each.after) if side
    )
    head = columns(
        "Result",
        number("Trials"),
        number("Participants"),
        number("Effect"),
        number("Prediction interval"),
        "Certainty",
        "Conclusion",
    )
    table = Table(
        "tbl-changes",
        f"Results that moved, {since}: what was, then → what is now",
        head,
        tuple(map(_result, changes)),
        css="numbers",
        abbreviations=tuple((m, MEASURES[m]) for m in measures if m in MEASURES),
    )
    return without_empty_columns(table)


def _result(change: FindingChange) -> Any:
    return row(
        capitalised(change_words.short(change.name)),
        _both(change, lambda side: numbers.count(side.get("k"))),
        _both(change, change_words.participants),
        _both(change, lambda side: change_words.effect(side, with_measure=True)),
        _both(change, change_words.prediction),
        _both(change, lambda side: change_words.certainty(side)),
        _conclusion(change),
    )


def _both(change: FindingChange, write: Callable[[Side], str]) -> Cell:
    """Write the value of both versions; once where they read the same."""
    if change.before is None or change.after is None:
        return cell(write(change.before or change.after or {}))
    old, new = write(change.before), write(change.after)
    return cell(old) if old == new else cell(old, f"→ {new}")


def _conclusion(change: FindingChange) -> str:
    if change.before is None:
        return NEW
    if change.after is None:
        return GONE
    return "changed" if change.conclusion_changed else "unchanged"


def corrections(found: Sequence[Correction], since: str) -> Table:
    """Every cell of the registry that reads otherwise: whose it is, what it was, what it is."""
    rows = tuple(
        row(
            capitalised(correction_place(each)),
            cell(each.column, each.meaning or None),
            cell_text(each.old),
            cell_text(each.new),
        )
        for each in found
    )
    head = columns("Row", "Column", "Before", "Now")
    return Table(
        "tbl-corrections", f"Cells of the registry that were corrected, {since}", head, rows
    )
