"""The list of published versions."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import VersionEntry
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import versions as facts
from living_review.tables.spec import Cell, Row, Table, cell, columns, number, row
from living_review.words.grammar import capitalised, sentence


def address(version: int) -> str:
    """Give the address of a version's own page within the site."""
    return f"versions/{version}/index.html"


def history(versions: Sequence[VersionEntry]) -> Table:
    """Every version, newest first: when, what changed, and whether a conclusion did."""
    head = columns(
        *(_label(each) for each in ("version", "date", "changed", "conclusions")),
        number(_label("trials")),
    )
    rows = tuple(map(_row, reversed(versions)))
    return Table("tbl-versions", say(facts.Caption()), head, rows)


def _label(label: facts.LabelOf) -> str:
    return say(facts.Label(label=label))


def _row(version: VersionEntry) -> Row:
    name = say(facts.Version(number=numbers.count(version.number)))
    made = say(facts.Made(on=version.made)) if version.made else None
    changed = tuple(capitalised(each) for each in version.conclusions_changed)
    language = version.language or ""
    return row(
        cell(name, href=address(version.number)),
        cell(numbers.date(version.date), made),
        Cell((sentence(version.headline),), language=language),
        Cell(changed, language=language) if changed else cell(_label("no-conclusion")),
        numbers.count(version.trials_included),
    )
