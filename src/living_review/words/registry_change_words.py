"""What changed in the registry, the decisions and the methods, in sentences from `Changes`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import cast, get_args

from living_review.findings import Changes, Correction, DecisionChange, RowChange, StatusMove
from living_review.language import Fact, say
from living_review.language.facts import decision_changes as decided
from living_review.language.facts import registry_changes as facts
from living_review.language.facts.changes import Names
from living_review.language.facts.terms import Domain
from living_review.words.change_words import LONGEST_CELL, named, rated, short

# How many names a sentence holds: all, or so few that only what matters most is named.
EVERYONE, FEW = 10**6, 2
STATUSES: tuple[facts.Status, ...] = get_args(facts.Status)
TABLES: tuple[facts.Table, ...] = get_args(facts.Table)
DECISIONS: tuple[decided.Became, ...] = get_args(decided.Became)
Status = facts.StatusName | facts.OtherStatus


def trial_sentences(changes: Changes, most: int = EVERYONE) -> tuple[str, ...]:
    """Count and name the trials that came, went, were retracted, moved or were corrected."""
    found: tuple[Iterable[Fact], ...] = (
        _added(changes, most),
        _gone(changes, most),
        _retracted(changes, most),
        _moved(changes, most),
        _corrected(changes, most),
        _rows(changes, most),
        _bookkeeping(changes),
        _set_aside(changes),
        _searches(changes, most),
        _completed(changes),
    )
    return tuple(say(each) for facts in found for each in facts)


def trials_in_full(changes: Changes) -> tuple[str, ...]:
    """Tell of every trial, move and row one by one; corrections stand in a list of their own."""
    found: tuple[Iterable[Fact], ...] = (
        _added(changes, EVERYONE),
        _gone(changes, EVERYONE),
        map(_move, changes.moves),
        _corrected(changes, EVERYONE),
        _rows_one_by_one(changes),
        _bookkeeping(changes),
        _set_aside(changes),
        _searches(changes, EVERYONE),
        _completed(changes),
    )
    return tuple(say(each) for facts in found for each in facts)


def retractions_in_brief(changes: Changes, most: int) -> tuple[str, ...]:
    """Tell of what was retracted, each in a line of its own."""
    return tuple(map(say, _retracted(changes, most)))


def trials_in_brief(changes: Changes, most: int) -> tuple[str, ...]:
    """Tell of trials in at most two lines, retractions apart."""
    trials: tuple[Fact, ...] = (
        *_added(changes, most),
        *_gone(changes, most),
        *_moved(changes, most),
        *_corrected_trials(changes, most),
    )
    rest: tuple[Fact, ...] = (
        *_set_aside(changes),
        *_searches(changes, most),
        *_completed(changes),
        *_others(changes),
    )
    said = (" ".join(map(say, line)) for line in (trials, rest))
    return tuple(line for line in said if line)


def _others(changes: Changes) -> Iterator[Fact]:
    known = set(changes.trials_corrected)
    others = len(changes.rows) + sum(1 for c in changes.corrections if c.trial_id not in known)
    if others:
        yield facts.Others(number=others)


def _set_aside(changes: Changes) -> Iterator[Fact]:
    if changes.set_aside is not None:
        before, now = changes.set_aside
        yield facts.SetAside(now=now, before=before)


def _completed(changes: Changes) -> Iterator[Fact]:
    if changes.completed_unpublished is not None:
        before, now = changes.completed_unpublished
        yield facts.Completed(now=now, before=before)


def _label(changes: Changes, trial: str) -> str:
    return changes.labels.get(trial, trial)


def _names(trials: list[str], most: int) -> Names | None:
    return named(trials, most) if most else None


def _added(changes: Changes, most: int) -> Iterator[Fact]:
    groups: dict[str, list[str]] = {}
    for trial in changes.trials_added:
        groups.setdefault(changes.statuses.get(trial, "included"), []).append(trial)
    for status in sorted(groups, key=lambda status: (status != "included", status)):
        labels = [_label(changes, trial) for trial in groups[status]]
        if status == "included":
            yield facts.Added(trials=len(labels), which=_names(labels, most))
        else:
            known = _status(status, len(labels))
            yield facts.Entered(
                trials=len(labels),
                status=known if isinstance(known, facts.StatusName) else known.written,
                set_aside=status == "set aside",
                which=_names(labels, _or_none(most)),
            )


def _or_none(most: int) -> int:
    return most if most > FEW else 0


def _gone(changes: Changes, most: int) -> Iterator[Fact]:
    if changes.trials_removed:
        labels = [_label(changes, trial) for trial in changes.trials_removed]
        yield facts.Removed(trials=len(labels), which=_names(labels, most))


def _retracted(changes: Changes, most: int) -> Iterator[Fact]:
    if changes.trials_retracted:
        labels = [_label(changes, trial) for trial in changes.trials_retracted]
        yield facts.Retracted(trials=len(labels), which=_names(labels, most))


def _moved(changes: Changes, most: int) -> Iterator[Fact]:
    groups: dict[tuple[str, str], list[str]] = {}
    for move in changes.moves:
        if move.trial_id not in changes.trials_retracted:
            groups.setdefault((move.before, move.after), []).append(move.label)
    for (before, after), labels in groups.items():
        yield facts.Moved(
            trials=len(labels),
            before=_status(before, len(labels)),
            now=_status(after, len(labels)),
            which=_names(labels, most if "included" in (before, after) else _or_none(most)),
        )


def _status(status: str, trials: int = 1) -> Status:
    for known in STATUSES:
        if status == known:
            return facts.StatusName(status=known, trials=trials)
    return facts.OtherStatus(written=short(status))


def _corrected(changes: Changes, most: int) -> Iterator[Fact]:
    yield from _corrected_trials(changes, most)
    known = set(changes.trials_corrected)
    for table in TABLES:
        cells = [e for e in changes.corrections if e.table == table and e.trial_id not in known]
        if cells:
            yield facts.CellsCorrected(cells=len(cells), table=facts.TableName(table=table))


def _corrected_trials(changes: Changes, most: int) -> Iterator[Fact]:
    trials = changes.trials_corrected
    if trials:
        labels = [_label(changes, trial) for trial in trials]
        own = [each for each in changes.corrections if each.trial_id in set(trials)]
        filled = sum(1 for each in own if each.old is None)
        yield facts.Corrected(
            trials=len(labels),
            corrected=len(own) - filled,
            filled=filled,
            which=_names(labels, most),
        )


def _rows(changes: Changes, most: int) -> Iterator[Fact]:
    for change in ("added", "removed"):
        for table in TABLES:
            rows = [row for row in changes.rows if (row.change, row.table) == (change, table)]
            if rows:
                labels = dict.fromkeys(row.label for row in rows)
                yield facts.RowsChanged(
                    rows=len(rows),
                    added=change == "added",
                    table=facts.TableName(table=table, after="to" if change == "added" else "from"),
                    whose=named(labels, most),
                )


def _bookkeeping(changes: Changes) -> Iterator[Fact]:
    if changes.bookkeeping:
        yield facts.Origins(cells=len(changes.bookkeeping))


def _searches(changes: Changes, most: int) -> Iterator[Fact]:
    number = len(changes.searches_added)
    if number:
        labels = [changes.search_labels.get(each, each) for each in changes.searches_added]
        yield facts.Searches(searches=number, which=_names(labels, _or_none(most)))


def _move(move: StatusMove) -> facts.MovedWhy:
    return facts.MovedWhy(
        trial=short(move.label),
        before=_status(move.before),
        now=_status(move.after),
        reason=_reason(move.reason),
    )


def cell_text(value: str | None) -> str:
    """Write a cell of the registry; an empty one is said to be empty."""
    return say(_cell(value))


def _cell(value: str | None) -> facts.Cell:
    return facts.Cell(written=short(value, LONGEST_CELL) if value else "")


def correction_sentence(correction: Correction) -> str:
    """Say what a cell holds and what it held."""
    return say(
        facts.CorrectionOfCell(
            place=correction_place(correction),
            column=short(correction.column),
            now=_cell(correction.new),
            before=_cell(correction.old),
        )
    )


def correction_place(correction: Correction | RowChange) -> str:
    """Name the row: whose it is, and what it is of."""
    where = f", {short(correction.where, LONGEST_CELL)}" if correction.where else ""
    return f"{short(correction.label)}{where}"


def _rows_one_by_one(changes: Changes) -> Iterator[Fact]:
    rows = sorted(changes.rows, key=_row_group)
    for (change, table, label), group in groupby(rows, key=_row_group):
        members = list(group)
        yield facts.RowsOf(
            whose=short(label),
            rows=len(members),
            added=change == "added",
            table=facts.TableName(
                table=cast(facts.Table, table), after="to" if change == "added" else "from"
            ),
            places=tuple(short(row.where, LONGEST_CELL) for row in members if row.where),
        )


def _row_group(row: RowChange) -> tuple[str, str, str]:
    return row.change, row.table, row.label


def decisions_sentence(changes: Changes) -> str:
    """Count what became of people's decisions on the certainty."""
    counted: list[decided.Counted] = []
    for became in DECISIONS:
        number = sum(1 for each in changes.decisions if _became(each) == became)
        if number:
            first = not counted
            counted.append(decided.Counted(decisions=number, became=became, first=first))
    return say(decided.AllCounted(counted=tuple(counted))) if counted else ""


def _became(decision: DecisionChange) -> decided.Became:
    """Name what became of a decision; of one whose levels are the same only its reason changed."""
    same = decision.before == decision.after and decision.reason != decision.reason_before
    return "reworded" if decision.change == "changed" and same else decision.change


def decision_sentence(decision: DecisionChange) -> str:
    """Say what became of one decision: the levels, who, when and why."""
    now = (decision.by, decision.date, decision.reason)
    before = (decision.by_before, decision.date_before, decision.reason_before)
    return say(
        decided.Decision(
            result=short(decision.label),
            domain=cast(Domain, decision.domain),
            became=_became(decision),
            now=_held(decision.domain, decision.after, *now),
            before=_held(decision.domain, decision.before, *before),
            why=_reason(decision.reason),
        )
    )


def _held(
    domain: str, levels: int | None, by: str | None, on: dt.date | None, reason: str | None
) -> decided.Held:
    moved = None if levels is None else rated(domain, levels)
    return decided.Held(moved=moved, by=short(by or ""), on=on, reason=_reason(reason))


def _reason(reason: str | None) -> str:
    """Write a reason as it stands inside a sentence."""
    return short(reason, LONGEST_CELL).rstrip(".") if reason else ""
