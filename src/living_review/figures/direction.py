"""The effect-direction plot: which way each trial points, outcome by outcome, where none is pooled.

After Boon & Thomson 2021 (Res Synth Methods 12:29): one arrow a trial and outcome, its size the
trial's size, and hollow where that is not known. Direction is told by the arrow's shape; colour
only repeats it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from living_review.figures import canvas, judgement
from living_review.figures.even_parts import even_parts
from living_review.figures.judgement_marks import judgement_key
from living_review.figures.of_many import Place as Where
from living_review.figures.of_many import foremost, note
from living_review.figures.palette import Role
from living_review.figures.scene import Mark, Place, Point, Scene, Shape, Stamps, Words, line
from living_review.findings import Direction, Finding
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import direction_plots as facts
from living_review.language.facts.forest_plots import ShownInBrief
from living_review.letters import lettering
from living_review.words import figure_words as wording
from living_review.words.grammar import part_of, sentence

SIZE, SMALL, LINE, ROW = 8.5, 7.5, 9.5, 17.0
MARGIN, COLUMN, HEADER_LINES = 4.0, 66.0, 5
SMALL_TRIAL, LARGE_TRIAL = 100, 300
MOST_LABEL = 170.0
# A figure that is wider has letters below 6.5 points on a page of the review.
OUTCOMES_A_PANEL, WIDEST = 7, 493.0 * SMALL / 6.5
# The width of the plot for narrow screens.
NARROW = 240.0
# What a printed page holds of it, in points and in trials.
TALLEST, ROWS_A_PART = 640.0, 30
SIZES: tuple[tuple[facts.Size, float | None], ...] = (
    *(("small", 3.0), ("middle", 4.4)),
    *(("large", 6.0), ("unknown", None)),
)
ROLES: dict[Direction, Role] = {
    "favours_intervention": "favours",
    "favours_control": "against",
    "little_difference": "little",
    "unknown": "muted",
}


@dataclass(frozen=True)
class Cell:
    """What one trial says of one outcome."""

    direction: Direction
    n: float | None
    judgement: str | None


@dataclass(frozen=True)
class TrialDirections:
    """One trial's row: what it says of each outcome, by the finding's key."""

    label: str
    cells: Mapping[str, Cell]
    trial: str = ""


def effect_directions(findings: Sequence[Finding]) -> tuple[TrialDirections, ...]:
    """Give what each trial says of each finding: the plot as plain data."""
    labels: dict[str, str] = {}
    cells: dict[str, dict[str, Cell]] = {}
    for finding in findings:
        for trial_id, label, cell in _cells(finding):
            labels.setdefault(trial_id, label)
            cells.setdefault(trial_id, {})[finding.key] = cell
    return tuple(TrialDirections(labels[each], row, each) for each, row in cells.items())


def _cells(finding: Finding) -> Iterator[tuple[str, str, Cell]]:
    """Give trial, label and cell: of its trials, then of those told only in the narrative."""
    for trial in finding.trials:
        rating = trial.risk_of_bias
        cell = Cell(trial.direction, trial.n, rating.overall if rating else None)
        yield trial.trial_id, wording.with_year(trial.label, trial.year), cell
    seen = {trial.trial_id for trial in finding.trials}
    for told in finding.narrative.directions if finding.narrative else ():
        if told.trial_id not in seen:
            yield told.trial_id, told.label, Cell(told.direction, told.n, told.risk_of_bias)


def effect_direction_plot(
    findings: Sequence[Finding], *, narrow: bool = False, every: bool = False
) -> str:
    """Draw trials against outcomes as SVG: an arrow by direction, sized by participants.

    Outcomes for which a page has no room go into further panels below. `narrow` is for narrow
    screens: the names of trials stand above their arrows. Of very many trials those with most
    people are drawn, or `every` one.
    """
    table = effect_directions(findings)
    shown = table if every else _foremost(table)
    return canvas.svg(_scene(findings, shown, narrow))


def effect_direction_plot_pages(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Draw the plot as several where it is too long for a page, by outcomes, then by trials.

    Of more trials than anybody reads on paper those with most people are drawn.
    """
    table = effect_directions(findings)
    whole = _scene(findings, table)
    if whole.height <= TALLEST:
        return ()
    table = _foremost(table)
    parts: list[tuple[Sequence[Finding], Sequence[TrialDirections]]] = []
    columns = _most_columns(_start(table))
    for first, last in even_parts(len(findings), columns):
        shown = findings[first:last]
        rows = [row for row in table if any(finding.key in row.cells for finding in shown)]
        parts += [(shown, rows[start:end]) for start, end in even_parts(len(rows), ROWS_A_PART)]
    titles = (
        f"{whole.title} {sentence(part_of(number, len(parts)))}"
        for number in range(1, len(parts) + 1)
    )
    return tuple(
        canvas.svg(replace(_scene(*part), title=title))
        for part, title in zip(parts, titles, strict=True)
    )


def effect_direction_plot_left_out(findings: Sequence[Finding], where: Where = "paper") -> str:
    """Say which trials the plot shows, where it does not show all; else nothing."""
    table = effect_directions(findings)
    shown = len(_foremost(table))
    if shown == len(table):
        return ""
    if where == "screen":
        return say(ShownInBrief(shown=shown, of=len(table), chosen="participants"))
    return note(shown, len(table), "participants")


def _foremost(table: Sequence[TrialDirections]) -> tuple[TrialDirections, ...]:
    shown = foremost(table, map(_most_people, table))
    # The tables of very many trials light none up, either.
    return tuple(shown if len(shown) == len(table) else (replace(row, trial="") for row in shown))


def _most_people(row: TrialDirections) -> float:
    return max((cell.n or 0.0 for cell in row.cells.values()), default=0.0)


def _scene(
    findings: Sequence[Finding], table: Sequence[TrialDirections], narrow: bool = False
) -> Scene:
    start = MARGIN if narrow else _start(table)
    most = int((NARROW - 2 * MARGIN) / COLUMN) if narrow else _most_columns(start)
    columns = math.ceil(len(findings) / max(1, math.ceil(len(findings) / most)))
    width = NARROW if narrow else max(start + COLUMN * columns, 330.0) + MARGIN
    marks: list[Mark] = []
    places: list[Place] = []
    y = MARGIN
    for first in range(0, max(1, len(findings)), max(1, columns)):
        panel, rows, y = _panel(findings[first : first + columns], table, y, start, width)
        marks += panel
        places += rows
    key, y = _key(table, y - 6, width)
    alt = effect_direction_plot_alt(findings)
    return Scene(width, y + MARGIN, alt, tuple(marks + key), tuple(places))


def _start(table: Sequence[TrialDirections]) -> float:
    """Where the columns begin, behind the labels of the trials."""
    labels = [lettering.width(lettering.legible(row.label), SIZE) for row in table]
    return MARGIN + min(MOST_LABEL, max([40.0, *labels])) + 10


def _most_columns(start: float) -> int:
    """How many outcomes stand side by side."""
    return min(OUTCOMES_A_PANEL, int((WIDEST - start - MARGIN) / COLUMN))


def _panel(
    findings: Sequence[Finding],
    table: Sequence[TrialDirections],
    top: float,
    start: float,
    width: float,
) -> tuple[list[Mark], list[Place], float]:
    """Draw some outcomes and the trials that speak of them.

    Gives where each trial has its row and where the next panel starts, too.

    Where nothing is left before the columns, the names of trials stand above their arrows.
    """
    stacked = start == MARGIN
    room, above = (width - 2 * MARGIN, LINE + 1) if stacked else (start - MARGIN - 10, 0.0)
    marks, y = _headers(findings, start, top + above)
    marks.append(line("rule", (MARGIN, y), (width - MARGIN, y), "rule"))
    places: list[Place] = []
    for row in table:
        if not any(finding.key in row.cells for finding in findings):
            continue
        text = lettering.shorten(lettering.legible(row.label), SIZE, room)
        marks.append(Words("label", MARGIN, y + ROW / 2 + 3, text, SIZE))
        places.append(Place(row.trial, 0.0, y, width, y + above + ROW))
        y += above
        for place, finding in enumerate(findings):
            if finding.key in row.cells:
                where = f"{row.label} ({finding.outcome_label})"
                centre = (start + COLUMN * (place + 0.5), y + ROW / 2)
                marks += _cell(row.cells[finding.key], centre, where)
        y += ROW
    marks.append(line("rule", (MARGIN, y), (width - MARGIN, y), "rule"))
    return marks, places, y + 14


def _headers(findings: Sequence[Finding], start: float, top: float) -> tuple[list[Mark], float]:
    bold = lettering.SEMIBOLD
    wrapped = [
        lettering.wrap(
            say(
                facts.OutcomeHeading(
                    outcome=finding.outcome_label, timepoint=finding.timepoint_label
                )
            ),
            SMALL,
            COLUMN - 6,
            lines=HEADER_LINES,
            weight=bold,
        )
        for finding in findings
    ]
    bottom = top + max(map(len, wrapped), default=1) * LINE
    trial = say(facts.TrialHeading())
    line_of_names = top - 2 if start == MARGIN else bottom - 2
    marks: list[Mark] = [Words("header", MARGIN, line_of_names, trial, SIZE, weight=bold)]
    for place, lines in enumerate(wrapped):
        x = start + COLUMN * (place + 0.5)
        first = bottom - 2 - (len(lines) - 1) * LINE
        for n, text in enumerate(lines):
            marks.append(Words("header", x, first + n * LINE, text, SMALL, "middle", weight=bold))
    return marks, bottom + 3


def _size(n: float | None) -> float | None:
    """Give half the height of an arrow; None where it is not known how many people there were."""
    if n is None:
        return None
    if n < SMALL_TRIAL:
        return 3.0
    return 4.4 if n <= LARGE_TRIAL else 6.0


def _cell(cell: Cell, centre: Point, where: str) -> list[Mark]:
    x, y = centre
    if cell.judgement is None:
        return _arrow(cell.direction, x - 6, y, _size(cell.n))
    look = judgement.look(cell.judgement, where)
    disc = Stamps("judgement", ((x + 12, y),), 3.8, look.fill, look.symbol, look.symbol_role)
    return [*_arrow(cell.direction, x - 6, y, _size(cell.n)), disc]


def _arrow(direction: Direction, x: float, y: float, size: float | None) -> list[Mark]:
    """Draw an arrow: filled, of a size; or hollow, where the size of the trial is not known."""
    role, half = ROLES[direction], 4.4 if size is None else size
    if direction == "unknown":
        return [Words(f"direction-{direction}", x, y + 3, "?", SIZE, "middle", role)]
    up = ((x, y - half), (x + half, y + half), (x - half, y + half))
    down = ((x, y + half), (x + half, y - half), (x - half, y - half))
    gap = 0.8
    left = ((x - gap - 1.2 * half, y), (x - gap, y - half), (x - gap, y + half))
    right = ((x + gap + 1.2 * half, y), (x + gap, y - half), (x + gap, y + half))
    polygons: dict[Direction, tuple[tuple[Point, ...], ...]] = {
        "favours_intervention": (up,),
        "favours_control": (down,),
        "little_difference": (left, right),
    }
    kind, shape = f"direction-{direction}", polygons[direction]
    if size is None:
        return [Shape(kind, shape, fill="paper", stroke=role)]
    return [Shape(kind, shape, fill=role)]


def _key(table: Sequence[TrialDirections], y: float, width: float) -> tuple[list[Mark], float]:
    cells = [cell for row in table for cell in row.cells.values()]
    marks: list[Mark] = []
    x, y = MARGIN, y + 8
    entries: list[tuple[Direction, float | None, str]] = [
        (direction, 4.4, say(facts.Arrow(direction=direction)))
        for direction in ROLES
        if any(cell.direction == direction for cell in cells)
    ]
    sizes = [(name, half) for name, half in SIZES if half is not None or _unsized(cells)]
    entries += [("favours_intervention", half, _size_told(name)) for name, half in sizes]
    for direction, half, text in entries:
        length = 16 + lettering.width(text, SMALL) + 10
        if x > MARGIN and x + length > width - MARGIN:
            x, y = MARGIN, y + 13
        marks += _arrow(direction, x + 7, y - 2.5, half)
        marks.append(Words("note", x + 16, y, text, SMALL, role="muted"))
        x += length
    rated = judgement.key({cell.judgement for cell in cells if cell.judgement is not None})
    if rated.entries:
        key, y = judgement_key(rated, y + 4, width - 2 * MARGIN, MARGIN)
        marks += key
    return marks, y + 2


def _unsized(cells: Sequence[Cell]) -> bool:
    """Tell whether an arrow is hollow: a direction of a trial whose size is not known."""
    return any(cell.n is None and cell.direction != "unknown" for cell in cells)


def _size_told(size: facts.Size) -> str:
    small, large = numbers.count(SMALL_TRIAL), numbers.count(LARGE_TRIAL)
    return say(facts.SizeOfArrow(size=size, small=small, large=large))


def effect_direction_plot_alt(findings: Sequence[Finding]) -> str:
    """Say in words what the effect-direction plot shows."""
    cells = [cell for row in effect_directions(findings) for cell in row.cells.values()]
    told = (
        facts.TrialsTold(number=count, direction=direction)
        for direction in ROLES
        if (count := sum(cell.direction == direction for cell in cells))
    )
    return say(facts.DirectionsAlt(results=len(findings), told=tuple(told)))
