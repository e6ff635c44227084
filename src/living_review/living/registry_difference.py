"""What changed in the registry: trials, cells, rows, status and searches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from living_review.findings import Correction, RowChange, StatusMove
from living_review.living.edition import Edition
from living_review.living.registry_words import Words, meaning_of
from living_review.living.row_matching import KeyedRow, Pair, pairs_of
from living_review.registry.columns import BOOKKEEPING, TABLES, Table
from living_review.registry.content import same_value

RETRACTED = "retracted"
SET_ASIDE: Literal["set aside"] = "set aside"


@dataclass
class RegistryDifference:
    """The parts of `Changes` that come from the registry."""

    trials_added: tuple[str, ...] = ()
    trials_removed: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    moves: list[StatusMove] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    bookkeeping: list[Correction] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    searches_added: tuple[str, ...] = ()
    search_labels: dict[str, str] = field(default_factory=dict)

    @property
    def trials_retracted(self) -> tuple[str, ...]:
        """The trials whose status became retracted."""
        return tuple(dict.fromkeys(m.trial_id for m in self.moves if m.after == RETRACTED))

    @property
    def trials_corrected(self) -> tuple[str, ...]:
        """The trials with a cell that reads otherwise; a move of status alone is not one."""
        corrected = (each.trial_id for each in self.corrections if each.trial_id)
        gone = {*self.trials_added, *self.trials_removed}
        return tuple(trial for trial in dict.fromkeys(corrected) if trial not in gone)


def registry_difference(before: Edition, after: Edition) -> RegistryDifference:
    """Compare two registries cell by cell, as their content hash sees them."""
    words = Words(before, after)
    pairs = {
        name: pairs_of(before.tables.get(name), after.tables.get(name), table)
        for name, table in TABLES.items()
    }
    found = RegistryDifference()
    _name_trials(found, before, after, words)
    _name_searches(found, pairs["searches"], words)
    for name, table in TABLES.items():
        for old, new in pairs[name]:
            if old is not None and new is not None:
                _compare(found, table, old, new, words)
            else:
                _came_or_went(found, table, old, new, words)
    named = (*found.trials_added, *found.trials_removed, *found.trials_corrected)
    moved = (move.trial_id for move in found.moves)
    rows = (row.trial_id for row in found.rows if row.trial_id)
    found.labels = {trial: words.trial(trial) for trial in (*named, *moved, *rows)}
    return found


def _name_trials(found: RegistryDifference, before: Edition, after: Edition, words: Words) -> None:
    old, new = words.trials_before, words.trials_after
    found.trials_added = tuple(trial for trial in new if trial not in old)
    found.trials_removed = tuple(trial for trial in old if trial not in new)
    for trials, edition, rows in (
        (found.trials_added, after, new),
        (found.trials_removed, before, old),
    ):
        used = {record.trial_id for record in edition.findings.trials}
        for trial in trials:
            status = rows[trial].cell("status")
            found.statuses[trial] = status if trial in used else SET_ASIDE


def _name_searches(found: RegistryDifference, pairs: Iterable[Pair], words: Words) -> None:
    came: dict[str, list[KeyedRow]] = {}
    for old, new in pairs:
        search = new.cell("search_id") if new is not None and old is None else ""
        if new is not None and search and search not in words.searches_before:
            came.setdefault(search, []).append(new)
    found.search_labels = {search: words.search(rows) for search, rows in came.items()}
    found.searches_added = tuple(found.search_labels)


def _compare(
    found: RegistryDifference, table: Table, old: KeyedRow, new: KeyedRow, words: Words
) -> None:
    handled: set[str] = set()
    trial = new.cell("trial_id")
    if table.name == "trials" and trial and old.cell("status") != new.cell("status"):
        handled = {"status", "status_reason"}
        found.moves.append(
            StatusMove(
                trial_id=trial,
                label=words.trial(trial),
                before=old.cell("status"),
                after=new.cell("status"),
                reason=new.written.get("status_reason") or None,
            )
        )
    columns = dict.fromkeys((*table.names, *old.cells, *new.cells))
    for column in columns:
        if column not in handled and not same_value(old.cell(column), new.cell(column)):
            aside = column in BOOKKEEPING.get(table.name, ())
            (found.bookkeeping if aside else found.corrections).append(
                Correction(
                    table=table.name,
                    trial_id=trial or None,
                    label=words.whose(table.name, new),
                    where=words.where(table.name, new),
                    column=column,
                    meaning=meaning_of(table, column),
                    old=old.written.get(column) or None,
                    new=new.written.get(column) or None,
                )
            )


def _came_or_went(
    found: RegistryDifference,
    table: Table,
    old: KeyedRow | None,
    new: KeyedRow | None,
    words: Words,
) -> None:
    """Tell of a row, unless what it belongs to is told to have come or gone with all its rows."""
    row = new or old
    if row is None:
        return
    whole = found.trials_removed if new is None else found.trials_added
    searches = found.searches_added if new is not None else ()
    if row.cell("trial_id") in whole:
        return
    if table.name in ("searches", "exclusions") and row.cell("search_id") in searches:
        return
    found.rows.append(
        RowChange(
            table=table.name,
            trial_id=row.cell("trial_id") or None,
            label=words.whose(table.name, row),
            where=words.where(table.name, row),
            change="removed" if new is None else "added",
        )
    )
