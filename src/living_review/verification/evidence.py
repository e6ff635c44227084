"""Which trials enter which analysis, and their effects, worked out anew from the workings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from living_review.findings.workings import Made, Row, Workings
from living_review.ground.spelling import plain
from living_review.language import say
from living_review.language.facts.analyses import LevelNotReported
from living_review.protocol import Comparison, Outcome, Protocol, Sensitivity
from living_review.protocol.filters import cell_text
from living_review.verification.arms import Side
from living_review.verification.effects import Effect, effect_of
from living_review.verification.settings import Making, making_of
from living_review.verification.variance import Array


@dataclass(frozen=True, eq=False)
class Member:
    """A trial of an analysis: its row of trials.csv and its effect."""

    trial: Row
    effect: Effect
    made: Made

    @property
    def trial_id(self) -> str:
        return str(self.trial["trial_id"])


Members = tuple[Member, ...]
WITH_RETRACTED = "with-retracted"


@dataclass(eq=False)
class Evidence:
    """The trials of a review with their effects, each computed once for each way of making it."""

    protocol: Protocol
    workings: Workings
    _effects: dict[tuple[int, Making], Effect] = field(default_factory=dict)
    _sorted: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sorted = sorted(
            self.workings.trials, key=lambda row: (row["year"], row["label"], row["trial_id"])
        )

    def members(
        self, comparison: Comparison, outcome: Outcome, timepoint: str, name: str = ""
    ) -> Members:
        """Give the trials of the main analysis, or of the analysis of that name."""
        other = self.choice(outcome, name)
        key = "" if name == WITH_RETRACTED else name
        offered = self.workings.offered[outcome.id, timepoint, key]
        statuses = ("included", "retracted") if name == WITH_RETRACTED else ("included",)
        making = making_of(self.protocol, outcome, other, name)
        include = {**comparison.include, **(other.include if other else {})}
        exclude = [comparison.exclude, *([other.exclude] if other else [])]
        avoided = other.without_risk_of_bias if other else ()
        found = []
        for row in self._sorted:
            made = offered.get(row["trial_id"])
            if made is None or row["status"] not in statuses:
                continue
            if not all(_lets_in(row, column, values) for column, values in include.items()):
                continue
            if any(_holds(row, c, values) for part in exclude for c, values in part.items()):
                continue
            if avoided and self.judged(row["trial_id"], outcome.id) in avoided:
                continue
            found.append(Member(row, self._effect(made, making, row.get("design")), made))
        return tuple(found)

    def choice(self, outcome: Outcome, name: str) -> Sensitivity | None:
        """Give the sensitivity analysis of that name, as the protocol has it for an outcome."""
        asked = self.protocol.analysis_for(outcome).sensitivity
        return next((each for each in asked if each.id == name), None)

    def judged(self, trial_id: str, outcome: str) -> str | None:
        """Give the overall risk of bias of a trial for an outcome."""
        overall = self.workings.overall
        return overall.get((trial_id, outcome), overall.get((trial_id, "")))

    def _effect(self, made: Made, making: Making, design: str | None) -> Effect:
        key = (id(made), making)
        if key not in self._effects:
            self._effects[key] = effect_of(made, making, design)
        return self._effects[key]


def _lets_in(row: Row, column: str, values: Sequence[str]) -> bool:
    return not values or _holds(row, column, values)


def _holds(row: Row, column: str, values: Sequence[str]) -> bool:
    return cell_text(row.get(column)) in {plain(value) for value in values}


def usable(members: Members) -> Members:
    """Give the members that can be pooled."""
    return tuple(each for each in members if each.effect.usable)


def people(members: Members) -> float | None:
    """Add up the people of trials that report them."""
    known = [each.effect.total for each in members if each.effect.total is not None]
    return sum(known) if known else None


def missing(members: Members) -> int:
    """Count the trials that do not report their people."""
    return sum(each.effect.total is None for each in members)


def arrays(members: Members) -> tuple[Array, Array]:
    """Give effects and variances of usable members."""
    y = np.array([each.effect.estimate for each in members], dtype=float)
    return y, np.array([each.effect.variance for each in members], dtype=float)


def controls(members: Members) -> Iterable[Side]:
    """Give the comparator sides of members that report arms."""
    return (each.effect.sides[1] for each in members if each.effect.sides is not None)


def levels(members: Members, column: str) -> Mapping[str, Members]:
    """Sort members by a column of trials.csv, in the order in which levels are shown.

    What a filter reads as the same is one level, under its most frequent writing.
    """
    cells = [each.trial.get(column) for each in members]
    without = say(LevelNotReported())
    names = [without if cell is None else " ".join(str(cell).split()) for cell in cells]
    found: dict[tuple[bool, str], str] = {}
    for name in sorted(set(names), key=lambda each: (-names.count(each), each)):
        found.setdefault((name == without, plain(name)), name)
    return {
        shown: tuple(m for m, name in zip(members, names, strict=True) if plain(name) == key)
        for (_, key), shown in sorted(found.items())
    }


def by_entry(members: Members) -> Members:
    """Give members by year, then by the date on which they entered the registry."""
    return tuple(sorted(members, key=lambda m: (m.trial["year"], m.trial["date_added"])))
