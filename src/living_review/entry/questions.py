"""Which cells a person is asked for, in which order and in which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from living_review.measures import RATES, RISKS
from living_review.registry.columns import LOG_RANK, TABLES, Column

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
_ONLY_FOR = {**dict.fromkeys(LOG_RANK, ("HR", "OR")), "t": ("MD",), "sd_difference": ("MD",)}
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
    if outcome.measure == "HR":
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


def arm(kind: str, outcome: Outcome, *, cluster: bool) -> Iterator[Question]:
    """Ask for one arm: of several ways to give a spread, the first that is given."""
    yield plain("arms", "arm")
    yield plain("arms", "n")
    for column in _FIGURES[kind]:
        question = plain("arms", column)
        earlier = _SPREADS[: _SPREADS.index(column)] if column in _SPREADS else ()
        if column in ("ci_high", "ci_level"):
            earlier = ("sd", "se")
        words = question.words
        if column == "time_at_risk" and outcome.person_time:
            words += f": {outcome.person_time.unit}"
        yield Question("arms", column, words, question.default, False, earlier)
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
