"""Rows of the registry that give no effect, and what to do about it."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.arms import Role

Way = Literal["higher", "lower"]
"""Which values of an outcome or of an instrument are better."""


@fact("unusable_rows.runs_against")
class RunsAgainst(Fact):
    """That a row runs against an outcome whose measure has no sign to turn."""

    outcome: str
    """The outcome."""
    better: Way
    """Which values of the outcome are better."""
    row: Way
    """Which values of the row are better."""
    measure: Measure
    """The abbreviation of the measure."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Readmission", better="lower", row="higher", measure="OR")


@fact("unusable_rows.one_side")
class OneSide(Fact):
    """That arms have nothing to be compared with; part of a sentence."""

    missing: Role
    """The arm that is missing."""
    outcome: str
    """The outcome."""
    instrument: str
    """The instrument; empty where it has no name."""

    @classmethod
    def example(cls) -> Self:
        return cls(missing="control", outcome="Hope", instrument="Herth Hope Index")


@fact("unusable_rows.figure_missing")
class FigureMissing(Fact):
    """That an arm lacks what its outcome is analysed by."""

    outcome: str
    """The outcome."""
    measure: Measure
    """The abbreviation of the measure."""
    figure: Literal["events", "mean"]
    """The column that is missing."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Readmission", measure="OR", figure="events")


@fact("unusable_rows.arms_disagree")
class ArmsDisagree(Fact):
    """That the arms of a trial say different things of which values are better."""

    outcome: str
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Hope")


@fact("unusable_rows.several_weeks")
class SeveralWeeks(Fact):
    """That none of several measurements could be chosen."""

    outcome: str
    """The outcome."""
    weeks: tuple[str, ...]
    """The weeks at which the trial was measured."""
    undated: bool
    """Whether there are rows that do not say when; else the time point has no rule to choose by."""
    timepoint: str
    """The id of the time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Hope", weeks=("4", "8"), undated=False, timepoint="post")


@fact("unusable_rows.one_side_then")
class OneSideThen(Fact):
    """That arms measured in other weeks have nothing to be compared with."""

    missing: Role
    """The arm that is missing."""
    outcome: str
    """The outcome."""
    weeks: str
    """The weeks that are used instead."""

    @classmethod
    def example(cls) -> Self:
        return cls(missing="control", outcome="Hope", weeks="8")
