"""What stands on tables and figures of what changed: headings, captions, what a figure shows."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.changed_results import Effect, NoEffect
from living_review.language.facts.changes import Since
from living_review.language.facts.effects import Interval

Column = Literal[
    "result",
    "trials",
    "participants",
    "effect",
    "prediction",
    "certainty",
    "conclusion",
    "row",
    "column",
    "before",
    "now",
]
"""A column of a table or a figure."""


@fact("change_displays.heading")
class Heading(Fact):
    """The heading of a column, of a table or of a figure."""

    column: Column
    """The column."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="prediction")


@fact("change_displays.effect_heading")
class EffectHeading(Fact):
    """The heading of the column of effects beside a figure."""

    measure: Measure
    """The abbreviation of the measure."""
    level: str
    """The level of the intervals: '95%'."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="SMD", level="95%")


@fact("change_displays.conclusion")
class Conclusion(Fact):
    """What became of the conclusion of a result, in a cell."""

    became: Literal["new", "gone", "changed", "unchanged"]
    """Whether the result is new, is no longer there, or has another conclusion."""

    @classmethod
    def example(cls) -> Self:
        return cls(became="gone")


@fact("change_displays.results_caption")
class ResultsCaption(Fact):
    """The caption of the table of results that moved."""

    since: Since
    """What the comparison is with."""

    @classmethod
    def example(cls) -> Self:
        return cls(since=Since.example())


@fact("change_displays.corrections_caption")
class CorrectionsCaption(Fact):
    """The caption of the table of corrected cells."""

    since: Since
    """What the comparison is with."""

    @classmethod
    def example(cls) -> Self:
        return cls(since=Since.example())


@fact("change_displays.plot_caption")
class PlotCaption(Fact):
    """The caption of the figure of results before and now."""

    measure: Measure
    """The abbreviation of the measure."""
    intervention: str
    """The one side of the comparison."""
    comparator: str
    """The other side."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="SMD", intervention="peer support", comparator="usual care")


@fact("change_displays.before_at_level")
class BeforeAtLevel(Fact):
    """The label of the effect of before in a figure."""

    level: str
    """The level of its interval, where it was another one: '90%'; empty where it is the same."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="90%")


@fact("change_displays.key")
class Key(Fact):
    """What hollow and filled marks of a figure mean."""

    since: Since
    """What the comparison is with."""

    @classmethod
    def example(cls) -> Self:
        return cls(since=Since.example())


@fact("change_displays.shaded")
class Shaded(Fact):
    """What the shaded part of a figure means."""

    interval: Interval
    """From where to where it reaches."""

    @classmethod
    def example(cls) -> Self:
        return cls(interval=Interval(low="−0.20", high="0.20"))


@fact("change_displays.result_label")
class ResultLabel(Fact):
    """The name of a result in a figure."""

    outcome: str
    """The outcome."""
    timepoint: str
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", timepoint="End of treatment")


@fact("change_displays.result_shown")
class ResultShown(Fact):
    """What a figure shows of one result; part of a sentence."""

    result: ResultLabel
    """The result."""
    before: Effect | NoEffect
    """Its effect before."""
    now: Effect | NoEffect
    """Its effect now."""

    @classmethod
    def example(cls) -> Self:
        ends = (Interval(low="0.05", high="0.37"), Interval(low="0.11", high="0.41"))
        before = Effect(measure="", estimate="0.21", interval=ends[0], unit="")
        now = Effect(measure="", estimate="0.26", interval=ends[1], unit="")
        return cls(result=ResultLabel.example(), before=before, now=now)


@fact("change_displays.plot_shows")
class PlotShows(Fact):
    """What the figure of results before and now shows, for readers who do not see it."""

    measure: Measure
    """The abbreviation of the measure."""
    results: int
    """How many results it shows."""
    told: tuple[ResultShown, ...]
    """The first of them."""
    more: int
    """How many more there are."""
    above: bool
    """Whether values above no difference favour the intervention; else those below it."""
    null: str
    """The value of no difference."""
    intervention: str
    """The intervention."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measure="SMD",
            results=1,
            told=(ResultShown.example(),),
            more=0,
            above=True,
            null="0",
            intervention="peer support",
        )
