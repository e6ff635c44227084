"""Which results moved, and what moved in each: its trials, its figures, its rating."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.certainty import LevelsMoved
from living_review.language.facts.changes import Names
from living_review.language.facts.effects import Interval
from living_review.language.facts.regressions import Step
from living_review.language.facts.tables import People
from living_review.language.facts.terms import DomainOfGrade, Level

# With names


@fact("changed_results.results_moved_named")
class ResultsMovedNamed(Fact):
    """Which results moved with the same conclusion."""

    results: int
    """How many."""
    other: bool
    """Whether there are results whose conclusion changed, so that these are others."""
    which: Names
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=1, other=False, which=Names(first=("Recovery",), others=0))


@fact("changed_results.further_results_moved")
class FurtherResultsMoved(Fact):
    """How many results moved with the same conclusion, beside those that are told one by one."""

    results: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=12)


@fact("changed_results.results_came")
class ResultsCame(Fact):
    """Which results are new."""

    results: int
    """How many."""
    which: Names
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=1, which=Names(first=("Recovery",), others=0))


@fact("changed_results.results_without_data")
class ResultsWithoutData(Fact):
    """How many results are asked for now on which no trial has data."""

    results: int
    """How many."""
    further: bool
    """Whether new results with data are told before."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=2, further=True)


@fact("changed_results.results_went")
class ResultsWent(Fact):
    """Which results are no longer part of the review."""

    results: int
    """How many."""
    which: Names
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=1, which=Names(first=("Recovery",), others=0))


@fact("changed_results.conclusion_changed_as_well")
class ConclusionChangedAsWell(Fact):
    """For which results the conclusion changed, beside those that are told one by one."""

    results: int
    """How many."""
    which: Names
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=1, which=Names(first=("Recovery",), others=0))


@fact("changed_results.result_told")
class ResultTold(Fact):
    """What is said of one result, under its name."""

    name: str
    """The result."""
    said: str
    """What is said of it, in sentences."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="Recovery", said="The conclusion did not change. Trials 4, now 5.")


# What moved in one result


@fact("changed_results.trials_joined")
class TrialsJoined(Fact):
    """Which trials are new in a result."""

    trials: tuple[str, ...]
    """The trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012",))


@fact("changed_results.trials_left")
class TrialsLeft(Fact):
    """Which trials are no longer in a result."""

    trials: tuple[str, ...]
    """The trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012",))


@fact("changed_results.effect")
class Effect(Fact):
    """An effect with its interval, as one version had it; part of a sentence."""

    measure: str
    """The abbreviation of its measure; empty where that is said beside it."""
    estimate: str
    """The estimate."""
    interval: Interval | None
    """Its interval; absent where it is not known."""
    unit: str
    """Its unit; empty where the measure has none."""

    @classmethod
    def example(cls) -> Self:
        interval = Interval(low="−5.10", high="−1.30")
        return cls(measure="MD", estimate="−3.20", interval=interval, unit="mmHg")


@fact("changed_results.no_effect")
class NoEffect(Fact):
    """Why one version had no effect; part of a sentence."""

    synthesis: Literal["narrative", "single", "none", "unknown"]
    """What became of the trials: not pooled, only one without an estimate, none with data."""

    @classmethod
    def example(cls) -> Self:
        return cls(synthesis="narrative")


@fact("changed_results.prediction")
class Prediction(Fact):
    """The prediction interval of one version; part of a sentence."""

    interval: Interval | None
    """The interval; absent where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(interval=Interval(low="−0.10", high="0.52"))


@fact("changed_results.certainty")
class Certainty(Fact):
    """The certainty of one version; part of a sentence, or alone."""

    level: Level | None
    """The level; absent where it was not rated."""

    @classmethod
    def example(cls) -> Self:
        return cls(level=None)


@fact("changed_results.not_rated_up")
class NotRatedUp(Fact):
    """That nothing rated the certainty up; part of a sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("changed_results.figure_name")
class FigureName(Fact):
    """The name of a figure of a result; part of a sentence."""

    figure: Literal["trials", "participants", "effect", "prediction"]
    """The figure."""

    @classmethod
    def example(cls) -> Self:
        return cls(figure="prediction")


@fact("changed_results.risk_name")
class RiskName(Fact):
    """The name of a risk or rate with the comparator; part of a sentence."""

    per: str
    """What a rate is per: '100 person-years'; empty of a risk, which is per 1000 people."""
    label: str
    """What the protocol calls it."""

    @classmethod
    def example(cls) -> Self:
        return cls(per="", label="Median of the trials")


@fact("changed_results.difference_name")
class DifferenceName(Fact):
    """The name of a difference at a baseline; part of a sentence."""

    per: str
    """What a rate is per: '100 person-years'; empty of a risk, which is per 1000 people."""
    label: str
    """What the protocol calls the baseline."""

    @classmethod
    def example(cls) -> Self:
        return cls(per="100 person-years", label="Usual")


@fact("changed_results.slope_name")
class SlopeName(Fact):
    """The name of what goes with a step of a moderator; part of a sentence."""

    moderator: str
    """The moderator."""
    step: Step
    """The step."""
    ratio: bool
    """Whether it is a factor; else a difference."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="Mean age", step=Step.example(), ratio=True)


@fact("changed_results.difference")
class Difference(Fact):
    """A difference with its interval; part of a sentence."""

    value: str
    """The difference."""
    interval: Interval
    """Its interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(value="−12", interval=Interval(low="−20", high="−3"))


Named = str | FigureName | DomainOfGrade | RiskName | DifferenceName | SlopeName
"""What a figure is called: a symbol, a measure or a trial, or one of these."""
Figure = str | People | Effect | NoEffect | Prediction | NotRatedUp | LevelsMoved | Difference
"""What a figure was or is: a number as it is written, or one of these."""


@fact("changed_results.figure_moved")
class FigureMoved(Fact):
    """A figure of a result, what it was and what it is; part of a sentence."""

    name: Named
    """What it is called."""
    before: Figure
    """What it was."""
    now: Figure
    """What it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(name=FigureName(figure="trials"), before="4", now="5")


@fact("changed_results.figures_moved")
class FiguresMoved(Fact):
    """Every figure of a result that moved."""

    figures: tuple[FigureMoved, ...]
    """The figures."""

    @classmethod
    def example(cls) -> Self:
        estimate = Effect(measure="", estimate="0.21", interval=None, unit="")
        effect = FigureMoved(name="SMD", before=estimate, now=NoEffect.example())
        return cls(figures=(FigureMoved.example(), effect))


@fact("changed_results.figures")
class Figures(Fact):
    """The figures of a result that only one version has."""

    trials: str
    """How many trials."""
    participants: People | None
    """How many people; absent where that is not known."""
    measure: Measure | None
    """The measure of the effect; absent where there is no effect."""
    effect: Effect | None
    """The effect; absent where there is none."""
    certainty: Certainty
    """Its certainty."""

    @classmethod
    def example(cls) -> Self:
        interval = Interval(low="0.05", high="0.37")
        effect = Effect(measure="", estimate="0.21", interval=interval, unit="")
        certainty = Certainty(level="low")
        people = People.example()
        return cls(
            trials="4", participants=people, measure="SMD", effect=effect, certainty=certainty
        )


@fact("changed_results.part")
class Part(Fact):
    """What moved besides the figures of a result; part of a list."""

    part: Literal[
        "thresholds",
        "names in the statement",
        "familiar units",
        "baseline risks",
        "names of trials",
        "direction of a trial",
        "participants known",
        "trials of unknown size",
        "better",
        "level",
    ]
    """What it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="names of trials")


@fact("changed_results.parts_alone")
class PartsAlone(Fact):
    """That no figure of a result moved, but something else of it."""

    parts: tuple[Part, ...]
    """What moved."""

    @classmethod
    def example(cls) -> Self:
        return cls(parts=(Part(part="thresholds"), Part(part="level")))


@fact("changed_results.not_seen")
class NotSeen(Fact):
    """That figures of a result moved by less than anybody sees."""

    @classmethod
    def example(cls) -> Self:
        return cls()
