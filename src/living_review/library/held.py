"""The trials of a review that another could know by an identifier, each with its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from living_review.library.jobs import TrialHeld

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.sources import RawTable, RawTables

FIGURES = ("arms", "contrasts")


def trials_held(findings: Findings, tables: RawTables) -> Iterator[TrialHeld]:
    """Give each trial that other reviews could know by an identifier, with its rows of figures."""
    rows: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    for name in FIGURES:
        if name in tables:
            for trial, row in _rows(tables[name]):
                rows[trial].append(row)
    corrected: defaultdict[str, list[str]] = defaultdict(list)
    for each in findings.corrections:
        if each.trial_id:
            corrected[each.trial_id].append(f"{each.table}.{each.column}: {each.reason}")
    for record in findings.trials:
        if record.doi or record.registration:
            yield TrialHeld(
                record.trial_id,
                record.label,
                record.doi,
                record.registration,
                record.status,
                record.n_randomised,
                tuple(rows[record.trial_id]),
                tuple(corrected[record.trial_id]),
            )


def _rows(table: RawTable) -> Iterator[tuple[str, Mapping[str, str]]]:
    if "trial_id" not in table.columns:
        return
    place = table.columns.index("trial_id")
    for row in table.rows:
        cells = {
            name: cell.strip()
            for name, cell in zip(table.columns, row, strict=True)
            if cell.strip() and name != "trial_id"
        }
        yield row[place].strip(), {"table": table.name, **cells}
