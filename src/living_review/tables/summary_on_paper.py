"""A summary of findings as paper has room for it: fewer columns, and no smaller letters.

As in GRADE's own second layout, participants stand below their outcome, and the effect below what
happens with the intervention.
"""

from __future__ import annotations

from dataclasses import replace

from living_review.language import say
from living_review.language.facts import summary_of_findings as facts
from living_review.tables.spec import Cell, Row, Table
from living_review.tables.widths import height

NOTHING = ("–",)


def folded(table: Table, intervention: str, confidence: str) -> Table:
    """Take the columns of effects and participants out of a table, and keep what they say."""
    *before, with_intervention, _, _, certainty, meaning = table.columns
    outcome, *comparator = before
    named = facts.WithGroupAndEffect(group=intervention, confidence=confidence)
    return replace(
        table,
        columns=(
            replace(outcome, heading=say(facts.ColumnHeading(column="outcome_and_participants"))),
            *comparator,
            replace(with_intervention, heading=say(named)),
            certainty,
            meaning,
        ),
        rows=tuple(_folded(each) for each in table.rows),
    )


def lower(table: Table) -> Table:
    """Put participants below their outcome where that makes a table for two pages lower.

    Which is lower depends on how long the labels, the figures and the statements of a review are.
    """
    *before, _, certainty, meaning = table.columns
    outcome, *effects = before
    heading = say(facts.ColumnHeading(column="outcome_and_participants"))
    below = replace(
        table,
        columns=(replace(outcome, heading=heading), *effects, certainty, meaning),
        rows=tuple(map(_with_people, table.rows)),
    )
    return min(table, below, key=height)


def _with_people(row: Row) -> Row:
    if row.banner:
        return row
    *before, people, certainty, meaning = row.cells
    outcome, *effects = before
    return replace(row, cells=(_below(outcome, people), *effects, certainty, meaning))


def _folded(row: Row) -> Row:
    if row.banner:
        return row
    *before, with_intervention, effect, people, certainty, meaning = row.cells
    outcome, *comparator = before
    cells = (
        _below(outcome, people),
        *comparator,
        _below(with_intervention, effect),
        certainty,
        meaning,
    )
    return replace(row, cells=cells)


def _below(first: Cell, second: Cell) -> Cell:
    """Put the lines of one cell below those of another; one that says nothing gives way."""
    told = () if first.lines == NOTHING else first.lines
    more = () if second.lines == NOTHING else second.lines
    return replace(first, lines=(*told, *more) or NOTHING)
