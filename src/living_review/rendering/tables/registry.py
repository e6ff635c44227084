"""Tables of the registry's housekeeping: searches, rows set aside, rows queried."""

from __future__ import annotations

from collections.abc import Iterable

from living_review.findings import QuarantineEntry, SearchRun
from living_review.rendering import numbers
from living_review.rendering.grammar import sentence
from living_review.rendering.markdown import visible
from living_review.rendering.tables.spec import Cell, Table, cell, columns, number, row

NOT_REPORTED = "not reported"
_COUNTS = (
    ("records", "Records"),
    ("duplicates_removed", "Duplicates removed"),
    ("screened", "Screened"),
    ("excluded", "Excluded"),
    ("sought", "Sought"),
    ("not_retrieved", "Not retrieved"),
    ("assessed", "Assessed in full"),
    ("excluded_full_text", "Excluded in full text"),
)
_LONGEST_VALUE = 200


def searches(runs: Iterable[SearchRun]) -> Table:
    """Every search with the counts that are known; an unknown count is never a zero."""
    rows = tuple(
        row(
            f"{numbers.date(run.date)} ({run.search_id})",
            run.source,
            *(_count(getattr(run, name)) for name, _ in _COUNTS),
            run.notes,
        )
        for run in runs
    )
    head = columns("Search", "Sources", *(number(heading) for _, heading in _COUNTS), "Notes")
    return Table("tbl-searches", "Searches", head, rows, "numbers")


def _count(value: int | None) -> str:
    return NOT_REPORTED if value is None else numbers.count(value)


def exclusions(runs: Iterable[SearchRun]) -> Table:
    """Reasons for which reports were excluded, search by search."""
    rows = tuple(
        row(reason, run.search_id, numbers.count(reports))
        for run in runs
        for reason, reports in run.exclusions.items()
    )
    head = columns("Reason", "Search", number("Reports"))
    return Table(
        "tbl-exclusions", "Reports excluded after reading them in full", head, rows, "numbers"
    )


def entries(found: Iterable[QuarantineEntry], id_: str, caption: str) -> Table:
    """Rows of the registry with what is wrong in them."""
    rows = tuple(
        row(
            f"{entry.table}, row {entry.row}",
            entry.trial_id,
            entry.column,
            _value(entry.value),
            cell(sentence(entry.reason)),
            entry.rule,
        )
        for entry in found
    )
    head = columns("Row", "Trial", "Column", "Value", "Reason", "Rule")
    return Table(id_, caption, head, rows)


def _value(value: str | None) -> Cell:
    if value is None:
        return cell()
    if not value.strip():
        return cell("(empty)")
    return Cell((visible(value, _LONGEST_VALUE),))
