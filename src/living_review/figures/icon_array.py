"""An effect as two groups of people: of 100, or of 1000 where they are few, so many have it.

Each person is a mark, told by its shape: filled where the event happens, with a ring where the
interval leaves it open, a point where it does not. Colour only repeats it. The figure is as wide
as a telephone, so that one drawing serves screens and paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from living_review.figures import canvas
from living_review.figures.palette import Role
from living_review.figures.scene import Mark, Point, Scene, Stamps, Words
from living_review.findings import AbsoluteEffect, Finding
from living_review.ground import numbers
from living_review.ground.out_of import OutOf
from living_review.language import say
from living_review.language.facts import icon_arrays as facts
from living_review.letters import lettering
from living_review.words.plain_facts import counts, how_many, in_people, shown_rows

SIZE, NUMBER, LINE = 8.5, 10.5, 11.0
PANEL, GAP, MARGIN, MOST_LINES = 128.0, 22.0, 4.0, 4
# People in a row of a group, by how many there are, and the radius of one.
ROWS = {100: (10, 4.6), 1000: (40, 1.25)}


@dataclass(frozen=True)
class People:
    """One group as plain data: who has the event, whom the interval leaves open, and the rest."""

    heading: str
    number: str
    between: str
    total: int
    sure: int
    fewer: int
    more: int


def icon_array_row(finding: Finding) -> AbsoluteEffect | None:
    """Give the baseline that a figure of people can show, or None where there is none."""
    rows = shown_rows(finding)
    if rows and rows[0].kind == "risk" and counts(rows[0]).total in ROWS:
        return rows[0]
    return None


def icon_array(finding: Finding, row: AbsoluteEffect) -> str:
    """Draw a finding at a baseline as people with the comparator and with the intervention."""
    return canvas.svg(_scene(groups(finding, row), icon_array_alt(finding, row)))


def icon_array_alt(finding: Finding, row: AbsoluteEffect) -> str:
    """Say in words what the figure shows, with all its numbers."""
    return say(facts.AltOf(said=in_people(finding, row)))


def icon_array_caption(finding: Finding, row: AbsoluteEffect) -> str:
    """Name the figure."""
    total = numbers.count(counts(row).total)
    return say(facts.CaptionOf(outcome=finding.outcome_label, total=total))


def groups(finding: Finding, row: AbsoluteEffect) -> tuple[People, People]:
    """Give both groups: with the comparator, which has no interval, and with the intervention."""
    shown = counts(row)
    total = numbers.count(shown.total)

    def told(number: int) -> str:
        return say(facts.NumberOf(number=how_many(number), total=total))

    ends = facts.BetweenNumbers(
        low=how_many(shown.low, shown.low_edge), high=how_many(shown.high, shown.high_edge)
    )
    low = _drawn_low(shown)
    return (
        People(
            say(facts.Group(name=finding.comparator)),
            told(shown.first),
            "",
            shown.total,
            shown.first,
            0,
            0,
        ),
        People(
            say(facts.Group(name=finding.intervention)),
            told(shown.second),
            say(ends),
            shown.total,
            low,
            shown.second - low,
            shown.high - shown.second,
        ),
    )


def _drawn_low(shown: OutOf) -> int:
    """Give the people who have the event at the lower end: none where it is fewer than one."""
    return 0 if shown.low_edge == "below" else shown.low


def _scene(both: Sequence[People], title: str) -> Scene:
    headings = [
        lettering.wrap(each.heading, SIZE, PANEL, lines=MOST_LINES, weight=lettering.SEMIBOLD)
        for each in both
    ]
    top = MARGIN + LINE * max(map(len, headings))
    marks: list[Mark] = []
    bottom = top
    for place, (people, lines) in enumerate(zip(both, headings, strict=True)):
        left = MARGIN + place * (PANEL + GAP)
        first = top - LINE * len(lines)
        for number, text in enumerate(lines, 1):
            y = first + LINE * number - 2
            marks.append(Words("label", left, y, text, SIZE, weight=lettering.SEMIBOLD))
        y = top + 13
        marks.append(Words("number", left, y, people.number, NUMBER, weight=lettering.SEMIBOLD))
        if people.between:
            marks.append(Words("interval", left, y + LINE, people.between, SIZE, role="muted"))
        drawn, low = _grid(people, left, y + LINE + 8)
        marks += drawn
        bottom = max(bottom, low)
    key, bottom = _key(both, bottom + 12)
    return Scene(2 * (MARGIN + PANEL) + GAP, bottom + MARGIN, title, tuple(marks + key))


def _grid(people: People, left: float, top: float) -> tuple[list[Mark], float]:
    """Draw the people row by row, those who have the event first."""
    columns, radius = ROWS[people.total]
    step = PANEL / columns
    centres = [
        (left + step * (place % columns + 0.5), top + step * (place // columns + 0.5))
        for place in range(people.total)
    ]
    sure, fewer = people.sure, people.sure + people.fewer
    high = fewer + people.more
    marks = [
        *_person("having", centres[:sure], radius),
        *_person("fewer", centres[sure:fewer], radius),
        *_person("more", centres[fewer:high], radius),
        *_person("not", centres[high:], radius),
    ]
    return marks, top + step * (people.total // columns)


def _person(kind: str, centres: Sequence[Point], radius: float) -> list[Mark]:
    """Draw people of one kind: a disc, a ring with a core, a ring, a point."""
    if not centres:
        return []
    at = tuple(centres)

    def disc(part: str, share: float, fill: Role) -> Stamps:
        return Stamps(f"person-{kind}{part}", at, radius * share, fill)

    if kind == "not":
        return [disc("", 0.36, "apart")]
    if kind == "having":
        return [disc("", 1.0, "pooled")]
    ring: list[Mark] = [disc("", 1.0, "pooled"), disc("-hole", 0.74, "paper")]
    return [*ring, disc("-core", 0.42, "pooled")] if kind == "fewer" else ring


def _key(both: Sequence[People], y: float) -> tuple[list[Mark], float]:
    """Say what each mark that is drawn stands for, one a line."""
    drawn: list[tuple[tuple[str, ...], facts.Look]] = [(("having",), "having")]
    open_ones = tuple(
        kind
        for kind, found in (
            ("fewer", any(each.fewer for each in both)),
            ("more", any(each.more for each in both)),
        )
        if found
    )
    if open_ones:
        drawn.append((open_ones, "uncertain"))
    drawn.append((("not",), "not"))
    marks: list[Mark] = []
    for kinds, look in drawn:
        for place, kind in enumerate(kinds):
            marks += _person(kind, [(MARGIN + 5 + 12 * place, y - 3)], 4.6)
        marks.append(Words("note", MARGIN + 28, y, say(facts.LookOf(look=look)), SIZE))
        y += 13
    return marks, y - 8
