"""The rows of one outcome and time point that are used where trials were measured several times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from living_review.ground.spelling import plain
from living_review.language import say
from living_review.language.facts import unusable_rows as facts
from living_review.language.facts.arms import Role
from living_review.protocol import Outcome, Timepoint
from living_review.registry.measurements import (
    Measurement,
    Reading,
    Undecided,
    choose,
    measurements,
)
from living_review.synthesis.rows import LINE, Row
from living_review.synthesis.trial_effects import Note, TrialEffect, Unusable

OTHER: Mapping[str, Role] = {"intervention": "control", "control": "intervention"}
Result = tuple[str, str]
"""A trial and the plain name of an instrument."""


@dataclass
class Measured:
    """The rows that are used, what is to be said of each result, and what cannot be used."""

    arms: list[Row]
    contrasts: list[Row]
    notes: dict[Result, Note] = field(default_factory=dict)
    unusable: list[Unusable] = field(default_factory=list)

    def noted(self, effects: Sequence[TrialEffect]) -> tuple[TrialEffect, ...]:
        """Say of each effect which measurement it is of."""
        if not self.notes:
            return tuple(effects)
        return tuple(
            replace(effect, notes=(said, *effect.notes))
            if (said := self.notes.get((effect.trial_id, plain(effect.instrument or ""))))
            else effect
            for effect in effects
        )


def measured(
    arms: Sequence[Row], contrasts: Sequence[Row], outcome: Outcome, timepoint: Timepoint
) -> Measured:
    """Keep of every result the measurement that the protocol chooses.

    A trial of which none can be chosen says nothing at this time point. Nearly every result is
    measured once, and its rows are not looked at.
    """
    tables = {"arms": arms, "contrasts": contrasts}
    weeks: defaultdict[Result, set[float | None]] = defaultdict(set)
    for row in (*arms, *contrasts):
        weeks[_result(row)].add(row["weeks"])
    several = {result for result, found in weeks.items() if len(found) > 1}
    if not several:
        return Measured(list(arms), list(contrasts))
    readings: defaultdict[Result, list[Reading]] = defaultdict(list)
    for table, rows in tables.items():
        for row in rows:
            if _result(row) in several:
                readings[_result(row)].append(_reading(table, row))
    left_out: set[tuple[str, int]] = set()
    aside: dict[str, Unusable] = {}
    made = Measured([], [])
    for result, own in readings.items():
        choice = choose(measurements(own), timepoint)
        if isinstance(choice, Undecided):
            aside.setdefault(
                result[0], _set_aside(own[0], result[0], _told(choice, outcome, timepoint))
            )
            continue
        left_out |= {(e.table, e.row) for other in choice.others for e in other.readings}
        if choice.note:
            made.notes[result] = choice.note
        made.unusable += _one_sided(result[0], choice.others, choice.used, outcome)
    made.unusable += aside.values()
    for table, rows in tables.items():
        kept = [
            row
            for row in rows
            if row["trial_id"] not in aside and (table, row[LINE]) not in left_out
        ]
        setattr(made, table, kept)
    return made


def _result(row: Row) -> Result:
    return row["trial_id"], plain(row["instrument"] or "")


def _reading(table: str, row: Row) -> Reading:
    arm = plain(row["arm"]) if table == "arms" else f"{row['measure']}/{row['adjusted']}"
    role = row["role"] if table == "arms" else ""
    return Reading(table, row[LINE], row["weeks"], plain(row["stratum"] or ""), arm, role)


def _set_aside(first: Reading, trial_id: str, reason: str) -> Unusable:
    return Unusable(
        first.table,
        first.row,
        trial_id,
        "weeks",
        _written(first.weeks),
        "effect-several-weeks",
        reason,
    )


def _told(undecided: Undecided, outcome: Outcome, timepoint: Timepoint) -> str:
    return say(
        facts.SeveralWeeks(
            outcome=outcome.label,
            weeks=undecided.weeks,
            undated=undecided.undated,
            timepoint=timepoint.id,
        )
    )


def _one_sided(
    trial_id: str, others: Sequence[Measurement], used: Measurement, outcome: Outcome
) -> list[Unusable]:
    """Name the rows of measurements without a comparison: in no stratum are there both roles."""
    return [
        Unusable(
            each.table,
            each.row,
            trial_id,
            "weeks",
            _written(each.weeks),
            "effect-one-side",
            say(
                facts.OneSideThen(
                    missing=OTHER[each.role], outcome=outcome.label, weeks=f"{used.weeks:g}"
                )
            ),
        )
        for other in others
        if not other.strata
        for each in other.readings
    ]


def _written(weeks: float | None) -> str | None:
    return None if weeks is None else f"{weeks:g}"
