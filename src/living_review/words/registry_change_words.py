"""What changed in the registry, the decisions and the methods, in sentences from `Changes`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from living_review.findings import Changes, Correction, DecisionChange, RowChange, StatusMove
from living_review.ground import numbers
from living_review.words.change_words import LONGEST_CELL, named, rated, short, stopped
from living_review.words.grammar import DOMAINS, capitalised, counted, listed, plural, sentence

# How many names a sentence holds: all, or so few that only what matters most is named.
EVERYONE, FEW = 10**6, 2
STATUSES = {
    "awaiting": "awaiting classification",
    "ongoing": "ongoing",
    "excluded": "excluded",
    "included": "included",
    "retracted": "retracted",
}
TABLES = {
    "trials": "the list of trials",
    "arms": "the arms",
    "contrasts": "the contrasts",
    "risk_of_bias": "the risk-of-bias judgements",
    "searches": "the searches",
    "exclusions": "the exclusions",
}


def trial_sentences(changes: Changes, most: int = EVERYONE) -> tuple[str, ...]:
    """Count and name the trials that came, went, were retracted, moved or were corrected."""
    return (
        *_added(changes, most),
        *_gone(changes, most),
        *_retracted(changes, most),
        *_moved(changes, most),
        *_corrected(changes, most),
        *_rows(changes, most),
        *_bookkeeping(changes),
        *_set_aside(changes),
        *_searches(changes, most),
        *_completed(changes),
    )


def trials_in_full(changes: Changes) -> tuple[str, ...]:
    """Tell of every trial, move and row one by one; corrections stand in a list of their own."""
    return (
        *_added(changes, EVERYONE),
        *_gone(changes, EVERYONE),
        *map(move_sentence, changes.moves),
        *_corrected(changes, EVERYONE),
        *row_sentences(changes),
        *_bookkeeping(changes),
        *_set_aside(changes),
        *_searches(changes, EVERYONE),
        *_completed(changes),
    )


def trials_in_brief(changes: Changes, most: int) -> tuple[str, ...]:
    """Tell of trials in at most three lines; a retraction has a line of its own."""
    known = set(changes.trials_corrected)
    others = len(changes.rows) + sum(1 for c in changes.corrections if c.trial_id not in known)
    trials = (
        *_added(changes, most),
        *_gone(changes, most),
        *_moved(changes, most),
        *_corrected_trials(changes, most),
    )
    rest = (
        *_set_aside(changes),
        *_searches(changes, most),
        *_completed(changes),
        f"{capitalised(counted(others, 'other cell or row', 'other cells or rows'))} of the "
        f"registry {plural(others, 'was', 'were')} corrected, added or removed."
        if others
        else "",
    )
    lines = (*_retracted(changes, most), " ".join(trials), " ".join(filter(None, rest)))
    return tuple(line for line in lines if line)


def _set_aside(changes: Changes) -> Iterator[str]:
    if changes.set_aside is not None:
        before, now = changes.set_aside
        held = numbers.in_words(before) if before else "none"
        rows = counted(now, "row") if now else "no row"
        verb = "are" if now > 1 else "is"
        unused = " and not used" if now else ""
        yield (
            f"{capitalised(rows)} of the registry {verb} set aside now{unused} (before: {held})."
        )


def _completed(changes: Changes) -> Iterator[str]:
    if changes.completed_unpublished is not None:
        before, now = changes.completed_unpublished
        verb = plural(now, "is", "are")
        yield (
            f"{capitalised(counted(now, 'trial'))} {verb} completed without results seen "
            f"(before: {numbers.in_words(before) if before else 'none'})."
        )


def _label(changes: Changes, trial: str) -> str:
    return changes.labels.get(trial, trial)


def _counted(number: int, what: str, trials: list[str], most: int) -> str:
    verb = plural(number, "was", "were")
    names = f": {named(trials, most)}" if most else ""
    return stopped(f"{capitalised(counted(number, 'trial'))} {verb} {what}{names}")


def _added(changes: Changes, most: int) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for trial in changes.trials_added:
        groups.setdefault(changes.statuses.get(trial, "included"), []).append(trial)
    for status in sorted(groups, key=lambda status: (status != "included", status)):
        labels = [_label(changes, trial) for trial in groups[status]]
        if status == "included":
            yield _counted(len(labels), "added", labels, most)
        elif status == "set aside":
            what = "entered and set aside, because of what is wrong in the row"
            yield _counted(len(labels), what, labels, _or_none(most))
        else:
            what = f"entered as {STATUSES.get(status, short(status) or 'without a status')}"
            yield _counted(len(labels), what, labels, _or_none(most))


def _or_none(most: int) -> int:
    return most if most > FEW else 0


def _gone(changes: Changes, most: int) -> Iterator[str]:
    if changes.trials_removed:
        labels = [_label(changes, trial) for trial in changes.trials_removed]
        yield _counted(len(labels), "removed from the registry", labels, most)


def _retracted(changes: Changes, most: int) -> Iterator[str]:
    if changes.trials_retracted:
        labels = [_label(changes, trial) for trial in changes.trials_retracted]
        what = f"retracted and {plural(len(labels), 'is', 'are')} in no main analysis now"
        yield _counted(len(labels), what, labels, most)


def _moved(changes: Changes, most: int) -> Iterator[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for move in changes.moves:
        if move.trial_id not in changes.trials_retracted:
            groups.setdefault((move.before, move.after), []).append(move.label)
    for (before, after), labels in groups.items():
        names = (
            f": {named(labels, most)}" if _or_none(most) or "included" in (before, after) else ""
        )
        yield stopped(
            f"{capitalised(counted(len(labels), 'trial'))} moved from {_status(before)} to "
            f"{_status(after)}{names}"
        )


def _status(status: str) -> str:
    return STATUSES.get(status, f"‘{short(status)}’" if status else "no status")


def _corrected(changes: Changes, most: int) -> Iterator[str]:
    yield from _corrected_trials(changes, most)
    known = set(changes.trials_corrected)
    for table, name in TABLES.items():
        cells = [e for e in changes.corrections if e.table == table and e.trial_id not in known]
        if cells:
            verb = plural(len(cells), "was", "were")
            yield f"{capitalised(counted(len(cells), 'cell'))} of {name} {verb} corrected."


def _corrected_trials(changes: Changes, most: int) -> Iterator[str]:
    trials = changes.trials_corrected
    if trials:
        labels = [_label(changes, trial) for trial in trials]
        own = [each for each in changes.corrections if each.trial_id in set(trials)]
        yield _counted(len(labels), _what_became(own), labels, most)


def _what_became(cells: list[Correction]) -> str:
    """Say whether cells were corrected, or were empty and are filled in."""
    filled = sum(1 for each in cells if each.old is None)
    corrected = len(cells) - filled
    were = plural(filled, "was", "were")
    if not cells:
        return "corrected"
    if not filled:
        return f"corrected ({counted(corrected, 'cell')})"
    if not corrected:
        return f"filled in further ({counted(filled, 'cell')} that {were} empty)"
    return (
        f"corrected or filled in further ({counted(corrected, 'cell')} that held something else, "
        f"{numbers.in_words(filled)} that {were} empty)"
    )


def _rows(changes: Changes, most: int) -> Iterator[str]:
    for change, into in (("added", "to"), ("removed", "from")):
        for table, name in TABLES.items():
            rows = [row for row in changes.rows if (row.change, row.table) == (change, table)]
            if rows:
                labels = list(dict.fromkeys(row.label for row in rows))
                yield stopped(
                    f"{capitalised(counted(len(rows), 'row'))} {plural(len(rows), 'was', 'were')} "
                    f"{change} {into} {name}: {named(labels, most)}"
                )


def _bookkeeping(changes: Changes) -> Iterator[str]:
    number = len(changes.bookkeeping)
    if number:
        yield (
            f"Where a row came from is noted otherwise in {counted(number, 'cell')} of the "
            f"registry; {plural(number, 'it says', 'they say')} nothing of a trial."
        )


def _searches(changes: Changes, most: int) -> Iterator[str]:
    number = len(changes.searches_added)
    if number:
        labels = [changes.search_labels.get(each, each) for each in changes.searches_added]
        names = f": {named(labels, most)}" if most > FEW else ""
        verb = plural(number, "was", "were")
        searches = capitalised(counted(number, "search", "searches"))
        yield stopped(f"{searches} {verb} added{names}")


def move_sentence(move: StatusMove) -> str:
    """Say that a trial has another status, and why."""
    why = f" ({short(move.reason, LONGEST_CELL).rstrip('.')})" if move.reason else ""
    return (
        f"{capitalised(short(move.label))} is now {_status(move.after)}{why}; "
        f"before, it was {_status(move.before)}."
    )


def cell_text(value: str | None) -> str:
    """Write a cell of the registry; an empty one is said to be empty."""
    return short(value, LONGEST_CELL) if value else "empty"


def correction_sentence(correction: Correction) -> str:
    """Say what a cell holds and what it held."""
    return (
        f"{capitalised(correction_place(correction))}: {short(correction.column)} is now "
        f"{cell_text(correction.new)} (before: {cell_text(correction.old)})."
    )


def correction_place(correction: Correction | RowChange) -> str:
    """Name the row: whose it is, and what it is of."""
    where = f", {short(correction.where, LONGEST_CELL)}" if correction.where else ""
    return f"{short(correction.label)}{where}"


def row_sentences(changes: Changes) -> tuple[str, ...]:
    """Name every row that came or went, those of one trial and table together."""
    said = []
    rows = sorted(changes.rows, key=_row_group)
    for (change, table, label), group in groupby(rows, key=_row_group):
        members = list(group)
        into = "to" if change == "added" else "from"
        places = "; ".join(short(row.where, LONGEST_CELL) for row in members if row.where)
        said.append(
            f"{capitalised(short(label))}: {counted(len(members), 'row')} "
            f"{plural(len(members), 'was', 'were')} {change} {into} "
            f"{TABLES.get(table, table)}{f' ({places})' if places else ''}."
        )
    return tuple(said)


def _row_group(row: RowChange) -> tuple[str, str, str]:
    return row.change, row.table, row.label


_DECIDED = {
    "taken": ("was taken", "were taken"),
    "changed": ("was changed", "were changed"),
    "reworded": ("has its reason reworded", "have their reasons reworded"),
    "renewed": ("was confirmed again", "were confirmed again"),
    "withdrawn": ("was withdrawn", "were withdrawn"),
    "fits again": ("fits the evidence again", "fit the evidence again"),
    "stale": ("rests on something that has changed", "rest on something that has changed"),
}


def decisions_sentence(changes: Changes) -> str:
    """Count what became of people's decisions on the certainty."""
    parts: list[str] = []
    for kind, verbs in _DECIDED.items():
        number = sum(1 for each in changes.decisions if _became(each) == kind)
        if number:
            noun = counted(number, "rating decision") if not parts else numbers.in_words(number)
            parts.append(f"{noun} {plural(number, *verbs)}")
    return sentence(listed(parts))


def _became(decision: DecisionChange) -> str:
    """Name what became of a decision; of one whose levels are the same only its reason changed."""
    same = decision.before == decision.after and decision.reason != decision.reason_before
    return "reworded" if decision.change == "changed" and same else decision.change


def decision_sentence(decision: DecisionChange) -> str:
    """Say what became of one decision: the levels, who, when and why."""
    domain = DOMAINS.get(decision.domain, decision.domain)
    start = f"{capitalised(short(decision.label))}, {domain}:"
    if decision.change == "stale":
        said = "what the decision was taken on has changed, and it waits to be confirmed again"
        return f"{start} {said}{_why(decision.reason)}."
    if decision.change == "fits again":
        return f"{start} the decision, which had gone stale, fits the evidence again."
    now = _levels(decision.domain, decision.after)
    now += _told_by(decision.by, decision.date, decision.reason)
    held = _levels(decision.domain, decision.before)
    held += _told_by(decision.by_before, decision.date_before, decision.reason_before)
    if decision.change == "taken":
        return f"{start} a decision was taken, {now}."
    if decision.change == "withdrawn":
        return f"{start} the decision was withdrawn, {held}{_why(decision.reason)}."
    if decision.change == "renewed":
        return f"{start} the decision was confirmed again, {now}."
    if _became(decision) == "reworded":
        return f"{start} the reason was reworded, the decision is the same: {now}; before: {held}."
    return f"{start} the decision was changed and is now {now}; before, it was {held}."


def _levels(domain: str, levels: int | None) -> str:
    return "no decision" if levels is None else rated(domain, levels)


def _told_by(by: str | None, date: dt.date | None, reason: str | None) -> str:
    """Write who decided, when and why: ' (A. Reviewer, 4 May 2026: “The interval is wide”)'."""
    who = ", ".join(part for part in (short(by or ""), numbers.date(date) if date else "") if part)
    why = f"“{short(reason, LONGEST_CELL).rstrip('.')}”" if reason else ""
    told = ": ".join(part for part in (who, why) if part)
    return f" ({told})" if told else ""


def _why(reason: str | None) -> str:
    return f": {short(reason, LONGEST_CELL).rstrip('.')}" if reason else ""
