"""Tables of what changed: each result before and now, and each cell that was corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from living_review.findings import Correction, FindingChange
from living_review.ground import numbers
from living_review.ground.measures import Measure
from living_review.language import say
from living_review.language.facts import change_displays as facts
from living_review.language.facts.changes import Since
from living_review.language.facts.terms import MeasureName
from living_review.tables.spec import Cell, Table, cell, columns, number, row, without_empty_columns
from living_review.words import change_words
from living_review.words.grammar import capitalised
from living_review.words.registry_change_words import cell_text, correction_place

Side = Mapping[str, Any]


def results(changes: Sequence[FindingChange], since: Since) -> Table:
    """Every result that moved: what it was, and what it is now where that is different."""
    measures = dict.fromkeys(
        str(side.get("measure")) for each in changes for side in (each.before, each.after) if side
    )
    head = columns(
        _heading("result"),
        *(number(_heading(each)) for each in ("trials", "participants", "effect")),
        number(_heading("prediction")),
        _heading("certainty"),
        _heading("conclusion"),
    )
    names = {each: say(MeasureName(code=each)) for each in get_args(Measure)}
    table = Table(
        "tbl-changes",
        say(facts.ResultsCaption(since=since)),
        head,
        tuple(map(_result, changes)),
        css="numbers",
        abbreviations=tuple((m, names[m]) for m in measures if m in names),
    )
    return without_empty_columns(table)


def _result(change: FindingChange) -> Any:
    return row(
        capitalised(change_words.short(change.name)),
        _both(change, lambda side: numbers.count(side.get("k"))),
        _both(change, change_words.participants),
        _both(change, lambda side: say(change_words.effect(side, with_measure=True))),
        _both(change, change_words.prediction),
        _both(change, lambda side: say(change_words.certainty(side))),
        say(facts.Conclusion(became=change_words.became(change))),
    )


def _both(change: FindingChange, write: Callable[[Side], str]) -> Cell:
    """Write the value of both versions; once where they read the same."""
    if change.before is None or change.after is None:
        return cell(write(change.before or change.after or {}))
    old, new = write(change.before), write(change.after)
    return cell(old) if old == new else cell(old, f"→ {new}")


def corrections(found: Sequence[Correction], since: Since) -> Table:
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
    head = columns(*(_heading(each) for each in ("row", "column", "before", "now")))
    caption = say(facts.CorrectionsCaption(since=since))
    return Table("tbl-corrections", caption, head, rows)


def _heading(column: facts.Column) -> str:
    return say(facts.Heading(column=column))
