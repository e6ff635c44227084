"""Which cells a person is asked for, in which order and in which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from living_review.ground.capitals import capitalised
from living_review.ground.measures import FROM_LOG_RANK, HAZARDS, RATES, RISKS
from living_review.registry.cells import parse
from living_review.registry.columns import LOG_RANK, TABLES, Column
from living_review.registry.content import column_of
from living_review.registry.template import LIMITS

if TYPE_CHECKING:
    from living_review.entry.plan import Files
    from living_review.protocol import Outcome

COUNTED = ("events", "rates")
MOST_LISTED = 8
_FIGURES = {
    "means": ("mean", "sd", "se", "ci_low", "ci_high", "ci_level"),
    "medians": ("median", "q1", "q3", "min", "max"),
    "events": ("events",),
    "rates": ("events", "time_at_risk"),
}
_SPREADS = ("sd", "se", "ci_low")
_CONTRAST = (
    "measure", "estimate", "se", "sd_difference", "t", "ci_low", "ci_high", "ci_level", "p",
    "o_minus_e", "variance", "n_intervention", "n_control", "adjusted", "source", "notes",
)  # fmt: skip
_ONLY_FOR = {
    **dict.fromkeys(LOG_RANK, tuple(sorted(FROM_LOG_RANK))),
    "t": ("MD",),
    "sd_difference": ("MD",),
}
_PAIRED = ("se", "sd_difference", "t")


@dataclass(frozen=True, slots=True)
class Question:
    """One cell to ask for; it is passed over once one of `instead_of` is given.

    One with measures in `only_for` is asked of a comparison in one of them.
    """

    table: str
    column: str
    words: str
    default: str = ""
    required: bool = False
    instead_of: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()
    of_people: bool = True
    """Whether it counts people, of whom no more can be than there are."""

    def applies(self, row: Mapping[str, str]) -> bool:
        """Tell whether it is worth asking, after what a row says already."""
        if self.only_for and row.get("measure", "").upper() not in self.only_for:
            return False
        return not any(row.get(name) for name in self.instead_of)


def plain(table: str, column: str, default: str = "", before: str = "") -> Question:
    """Ask for a column as the registry describes it."""
    declared = TABLES[table]
    if column not in declared.names:
        return Question(table, column, f"{before}{column}", default)
    found = declared.column(column)
    return Question(table, column, before + _words(found), default, found.always_required)


def trial(header: Sequence[str], files: Files, today: dt.date) -> Iterator[Question]:
    """Ask for every column that trials.csv has, with what other trials say in it."""
    declared = TABLES["trials"].names
    extra = [column for column in header if column not in declared]
    for column in (*(name for name in declared if name in header), *extra):
        question = plain("trials", column, today.isoformat() if column == "date_added" else "")
        used = files.used(column) if column in _FEW_VALUES else []
        listed = f"; used so far: {', '.join(used)}" if 0 < len(used) <= MOST_LISTED else ""
        yield Question(
            "trials", column, question.words + listed, question.default, question.required
        )


def usual_kind(outcome: Outcome) -> str:
    """Give what an outcome of that measure is most often reported as."""
    if outcome.measure in HAZARDS:
        return "contrast"
    if outcome.measure in RATES:
        return "rates"
    return "events" if outcome.measure in RISKS else "means"


def measured(table: str, outcome: Outcome, *, counted: bool) -> Iterator[Question]:
    """Ask when, with what and in whom an outcome was measured."""
    yield plain(table, "weeks")
    if counted:
        # Events have no instrument: more of them is better as the outcome says.
        better = "true" if outcome.better == "higher" else "false"
        yield plain(table, "stratum")
        yield plain(table, "higher_is_better", better)
        return
    known = list(outcome.instruments)
    question = plain(table, "instrument", known[0] if len(known) == 1 else "")
    named = f"; in the protocol: {', '.join(known)}" if known else ""
    yield Question(table, "instrument", question.words + named, question.default)
    yield plain(table, "stratum")
    yield plain(table, "higher_is_better")


def arm(kind: str, outcome: Outcome, *, cluster: bool, name: str) -> Iterator[Question]:
    """Ask for one arm, whose name is proposed: of the ways to give a spread, the first given."""
    yield plain("arms", "arm", name)
    size = plain("arms", "n")
    needed = outcome.measure not in RATES
    yield replace(size, required=needed, words=size.words + (" *" if needed else ""))
    for column in _FIGURES[kind]:
        question = plain("arms", column)
        earlier = _SPREADS[: _SPREADS.index(column)] if column in _SPREADS else ()
        if column in ("ci_high", "ci_level"):
            earlier = ("sd", "se")
        words = question.words
        if column == "time_at_risk" and outcome.person_time:
            words += f": {outcome.person_time.unit}"
        people = kind != "rates"
        yield Question("arms", column, words, question.default, False, earlier, of_people=people)
    if cluster:
        yield plain("arms", "cluster_size")
        yield plain("arms", "icc")


def contrast(outcome: Outcome, *, crossover: bool) -> Iterator[Question]:
    """Ask for a comparison: of a crossover trial also how the differences within people spread."""
    for column in _CONTRAST:
        if column == "sd_difference" and not crossover:
            continue
        found = plain("contrasts", column, outcome.measure if column == "measure" else "")
        earlier = _PAIRED[: _PAIRED.index(column)] if column in _PAIRED else ()
        yield replace(found, instead_of=earlier, only_for=_ONLY_FOR.get(column, ()))


def shared(kind: str) -> Iterator[Question]:
    """Ask what holds for all arms of a result: how it was scored, where it was read."""
    if kind not in COUNTED:
        yield plain("arms", "score", "endpoint")
    yield plain("arms", "source")
    yield plain("arms", "notes")


def fault(question: Question, said: str, row: Mapping[str, str]) -> str:
    """Say why an answer cannot be right, after what a row says already; '' where it can."""
    column = column_of(TABLES[question.table], question.column)
    value, unreadable = parse(said, column) if said else (None, None)
    if unreadable:
        return capitalised(unreadable.reason)
    if value is None:
        return "This cell is required." if question.required else ""
    if not isinstance(value, float):
        return ""
    return _outside(column.name, value) or _beside(question, value, row)


def _outside(column: str, value: float) -> str:
    limits = LIMITS.get(column)
    if limits is None:
        return ""
    below = value <= limits.least if limits.above else value < limits.least
    if not below and (limits.most is None or value <= limits.most):
        return ""
    least = f"above {limits.least:g}" if limits.above else f"at least {limits.least:g}"
    most = "" if limits.most is None else f" and at most {limits.most:g}"
    return f"{column} is {least}{most}; correct it from the report."


# Of each pair the first is not above the second.
_ORDERED = (
    ("events", "n"), ("ci_low", "ci_high"), ("ci_low", "mean"), ("mean", "ci_high"),
    ("ci_low", "estimate"), ("estimate", "ci_high"), ("min", "max"), ("min", "median"),
    ("q1", "median"), ("median", "q3"), ("q1", "q3"), ("median", "max"),
)  # fmt: skip


def _beside(question: Question, value: float, row: Mapping[str, str]) -> str:
    """Say where a number does not fit one that the row has already."""
    column = question.column
    for low, high in _ORDERED:
        if (low, high) == ("events", "n") and not question.of_people:
            continue
        other = {low: high, high: low}.get(column, "")
        said = row.get(other, "")
        known = parse(said, column_of(TABLES[question.table], other))[0] if said else None
        if not isinstance(known, float):
            continue
        if value > known if column == low else value < known:
            side = "above" if column == low else "below"
            return f"{column} is {side} {other}, which is {said}; correct the one that is wrong."
    return ""


_FEW_VALUES = frozenset(
    {"category", "delivery", "comparator", "search_id", "country", "population"}
)


def _words(column: Column) -> str:
    parts = [f"{column.name}: {column.meaning}"]
    if column.unit and column.kind == "number":
        parts.append(f", in {column.unit}")
    if column.allowed:
        parts.append(f" ({' | '.join(column.allowed)})")
    elif column.kind == "boolean":
        parts.append(" (true | false)")
    elif column.kind == "date":
        parts.append(" (year-month-day)")
    return "".join(parts) + (" *" if column.always_required else "")
