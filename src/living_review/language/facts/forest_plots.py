"""Forest plots: their labels and notes, and what they show."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.counts import OfUnknownSize, Participants
from living_review.language.facts.effects import Interval
from living_review.language.facts.figures import (
    GoodSide,
    HeterogeneityInBrief,
    MethodInBrief,
    ResultShown,
)

Label = Literal[
    "trial",
    "intervention",
    "control",
    "n",
    "events_of_n",
    "mean_sd",
    "weight",
    "not_pooled",
    "not_reported",
]
"""A heading of a column or of some rows; 'not reported' is the level of a subgroup."""


@fact("forest_plots.label")
class LabelText(Fact):
    """A heading of a column or of some rows."""

    label: Label
    """The heading."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="weight")


@fact("forest_plots.events_in")
class EventsIn(Fact):
    """The heading of events in a person-time."""

    time: str
    """The unit of the person-time; empty where it has no name."""

    @classmethod
    def example(cls) -> Self:
        return cls(time="person-years")


@fact("forest_plots.crossover")
class Crossover(Fact):
    """The name of a crossover trial."""

    trial: str
    """The trial."""

    @classmethod
    def example(cls) -> Self:
        return cls(trial="Cook 2012")


@fact("forest_plots.level")
class LevelOf(Fact):
    """The heading of the pool of a level of a subgroup."""

    level: str
    """The level."""
    trials: int
    """How many trials it has."""
    pooled: bool
    """Whether they are pooled."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="online", trials=1, pooled=False)


@fact("forest_plots.pooled")
class PooledOf(Fact):
    """The heading of the pool."""

    trials: int
    """How many trials are in it."""
    participants: Participants | None
    """Their people; absent where that is not known of any trial."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=4, participants=Participants.example())


@fact("forest_plots.heaviest")
class Heaviest(Fact):
    """Which trials a small forest plot shows."""

    shown: int
    """How many it shows."""
    of: int
    """How many there are."""
    weighted: bool
    """Whether they are those with the most weight; else those with the most participants."""

    @classmethod
    def example(cls) -> Self:
        return cls(shown=8, of=21, weighted=True)


Chosen = Literal["weight", "participants", "moved_most", "latest"]


@fact("forest_plots.shown_of_many")
class ShownOfMany(Fact):
    """Which trials paper shows where there are more than anybody reads there, and where all are."""

    shown: int
    """How many are shown."""
    of: int
    """How many there are."""
    chosen: Chosen
    """Which: those with the most weight or the most participants, those without which the pooled
    effect moves most, or the latest."""

    @classmethod
    def example(cls) -> Self:
        return cls(shown=40, of=429, chosen="weight")


@fact("forest_plots.shown_here")
class ShownHere(Fact):
    """Which trials a plot on a screen shows where there are very many, and where all are."""

    shown: int
    """How many are shown."""
    of: int
    """How many there are."""
    chosen: Chosen
    """Which: those with the most weight or the most participants, those without which the pooled
    effect moves most, or the latest."""

    @classmethod
    def example(cls) -> Self:
        return cls(shown=40, of=429, chosen="weight")


@fact("forest_plots.shown_in_brief")
class ShownInBrief(Fact):
    """Which trials a plot without a table shows where there are very many."""

    shown: int
    """How many are shown."""
    of: int
    """How many there are."""
    chosen: Chosen
    """Which: those with the most weight or the most participants, those without which the pooled
    effect moves most, or the latest."""

    @classmethod
    def example(cls) -> Self:
        return cls(shown=40, of=429, chosen="participants")


@fact("forest_plots.columns_left_out")
class ColumnsLeftOut(Fact):
    """Which further columns a forest plot has no room for."""

    columns: tuple[str, ...]
    """Their headings."""

    @classmethod
    def example(cls) -> Self:
        return cls(columns=("Absolute latitude (degrees)",))


@fact("forest_plots.method")
class MethodNote(Fact):
    """How trials were pooled and how much they vary, below a forest plot."""

    method: MethodInBrief
    """How they were pooled."""
    heterogeneity: HeterogeneityInBrief | None
    """How much they vary; absent where no figure says so."""

    @classmethod
    def example(cls) -> Self:
        return cls(method=MethodInBrief.example(), heterogeneity=HeterogeneityInBrief.example())


@fact("forest_plots.counted_once")
class CountedOnce(Fact):
    """How the people of a crossover trial are counted."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("forest_plots.unknown_size")
class UnknownSize(Fact):
    """Of how many trials it is not known how many people there were, in a note."""

    trials: OfUnknownSize
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=OfUnknownSize.example())


@fact("forest_plots.not_pooled")
class NotPooled(Fact):
    """Why trials are not pooled."""

    why: str
    """The reason, in a whole sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="The trials measure different things.")


@fact("forest_plots.trivial")
class Trivial(Fact):
    """Which effects are too small to count as small."""

    interval: Interval
    """From which to which."""

    @classmethod
    def example(cls) -> Self:
        return cls(interval=Interval(low="−0.20", high="0.20"))


@fact("forest_plots.subgroup_test")
class SubgroupTest(Fact):
    """The test for a difference between the levels of a subgroup."""

    subgroup: str
    """What they are levels of."""
    q: str
    """Q."""
    df: str
    """Its degrees of freedom."""
    p: str
    """The p-value with its sign: '= 0.03'."""

    @classmethod
    def example(cls) -> Self:
        return cls(subgroup="delivery", q="1.20", df="1", p="= 0.27")


@fact("forest_plots.no_subgroup_test")
class NoSubgroupTest(Fact):
    """Why there is no test for a difference between the levels of a subgroup."""

    subgroup: str
    """What they are levels of."""
    why: str
    """Why, in a whole sentence; empty where nothing is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(subgroup="delivery", why="Only one level has two trials.")


@fact("forest_plots.effect")
class Effect(Fact):
    """An effect with its interval and its unit; part of a sentence."""

    estimate: str
    """The estimate."""
    interval: Interval | None
    """The interval; absent where there is none."""
    unit: str
    """The unit; empty where the measure has none."""

    @classmethod
    def example(cls) -> Self:
        return cls(estimate="−3.20", interval=Interval(low="−5.30", high="−1.10"), unit="mmHg")


@fact("forest_plots.pooled_alt")
class PooledAlt(Fact):
    """What a forest plot with a pool shows, for whoever does not see it."""

    trials: int
    """How many trials it shows."""
    result: ResultShown
    """The result."""
    measure: Measure
    """The abbreviation of the measure."""
    effect: Effect
    """The pooled effect."""
    good_side: GoodSide
    """Which values favour the intervention."""
    prediction: Interval | None
    """The prediction interval; absent where there is none."""

    by: str
    """What the plot is divided by; empty where it is not."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            by="",
            trials=4,
            result=ResultShown.example(),
            measure="SMD",
            effect=Effect(estimate="0.28", interval=Interval.example(), unit=""),
            good_side=GoodSide.example(),
            prediction=Interval(low="−0.20", high="0.76"),
        )


@fact("forest_plots.single_alt")
class SingleAlt(Fact):
    """What a forest plot of one trial shows, for whoever does not see it."""

    trials: int
    """How many trials count."""
    result: ResultShown
    """The result."""
    trial: str
    """The trial."""
    measure: Measure
    """The abbreviation of the measure."""
    effect: Effect | None
    """Its effect; absent where it gives none."""

    by: str
    """What the plot is divided by; empty where it is not."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            by="",
            trials=1,
            result=ResultShown.example(),
            trial="Cook 2012",
            measure="MD",
            effect=Effect.example(),
        )


@fact("forest_plots.unpooled_alt")
class UnpooledAlt(Fact):
    """What a forest plot of several trials that are not pooled shows."""

    trials: int
    """How many trials it shows."""
    result: ResultShown
    """The result."""

    by: str
    """What the plot is divided by; empty where it is not."""

    @classmethod
    def example(cls) -> Self:
        return cls(by="", trials=3, result=ResultShown.example())
