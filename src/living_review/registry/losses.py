"""What a registry lost between two pulls: a half-read file looks like a change of evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from living_review.registry.cells import printable
from living_review.sources import RawTables

MOST_REMOVED = 0.1
"""Share of what was there before that may vanish before a person is asked."""
RESULTS = ("arms", "contrasts")
_ENTRIES = {
    "risk_of_bias": ("trial_id", "trials with judgements of risk of bias"),
    "searches": ("search_id", "searches"),
    "exclusions": ("report", "reports excluded after reading in full"),
}
"""What one entry of another table is told by, and what entries are called."""


def losses(before: RawTables, now: RawTables) -> Iterator[str]:
    """Yield what was lost beyond what a person takes out at once.

    That is more than a tenth of the trials, of the rows of results of trials that are still there,
    or of the entries of another table; a whole table; all results of a trial that is still
    included; a column of the file that the tables are made from. One trial, one entry and two rows
    may go unasked.
    """
    columns = [each for each in before.columns if each and each not in now.columns]
    if now.columns and columns:
        what = "column" if len(columns) == 1 else "columns"
        yield f"the {what} {_listed(columns)} of the file that it is made from"
    old = dict.fromkeys(_cells(before, "trials", "trial_id"))
    there = set(_cells(now, "trials", "trial_id"))
    yield from _too_many([trial for trial in old if trial not in there], len(old), "trials")
    vanished = [
        name
        for name in (*RESULTS, *_ENTRIES)
        if _of_trials(before, name, there) and not _cells(now, name, _told_by(name))
    ]
    yield from (f"the whole table {name}" for name in vanished)
    if not set(vanished) & set(RESULTS):
        yield from _lost_results(before, now, there)
    for name in (each for each in _ENTRIES if each not in vanished):
        entries = dict.fromkeys(_of_trials(before, name, there))
        left = set(_cells(now, name, _told_by(name)))
        gone = [entry for entry in entries if entry not in left]
        yield from _too_many(gone, len(entries), _ENTRIES[name][1])


def _lost_results(before: RawTables, now: RawTables, there: Collection[str]) -> Iterator[str]:
    old, new = (
        Counter(trial for name in RESULTS for trial in _of_trials(tables, name, there))
        for tables in (before, now)
    )
    statuses = zip(_cells(now, "trials", "trial_id"), _cells(now, "trials", "status"), strict=True)
    included = {trial for trial, status in statuses if status.lower() == "included"}
    bare = [trial for trial in old if not new[trial] and trial in included]
    if bare:
        what = "trial that is" if len(bare) == 1 else "trials that are"
        yield f"all results of {len(bare)} {what} still included ({_listed(bare)})"
    fewer = [trial for trial in old if new[trial] < old[trial]]
    rows = sum(old[trial] - new[trial] for trial in fewer)
    if rows > max(2, MOST_REMOVED * old.total()):
        yield f"{rows} of the {old.total()} rows of results ({_listed(fewer)})"


def _too_many(gone: Sequence[str], of: int, what: str) -> Iterator[str]:
    if len(gone) > max(1, MOST_REMOVED * of):
        yield f"{len(gone)} of the {of} {what} ({_listed(gone)})"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(printable(name, 60) for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _told_by(name: str) -> str:
    return _ENTRIES[name][0] if name in _ENTRIES else "trial_id"


def _of_trials(tables: RawTables, name: str, trials: Collection[str]) -> list[str]:
    """Give what tells the entry of each row, but for rows of trials that are not there."""
    cells = _cells(tables, name, _told_by(name))
    return [cell for cell in cells if cell in trials] if _told_by(name) == "trial_id" else cells


def _cells(tables: RawTables, name: str, column: str) -> list[str]:
    """Give one column of a table; nothing where there is none."""
    table = tables.get(name)
    if table is None or column not in table.columns:
        return []
    place = table.columns.index(column)
    return [row[place].strip() for row in table.rows]
