"""The informative sentence of a finding: certainty, size and direction in plain words.

The program reads a conclusion back from these words (for the bottom line, for what one version says
otherwise than the one before), so a review may not word them otherwise.
"""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.terms import Size

Change = Literal["improve", "increase", "reduce"]
"""What becomes of an outcome."""
Sure = Literal["high", "moderate", "low"]
"""A certainty that allows a statement on the effect."""


class Fixed(Fact):
    """A fact whose words are read back."""

    fixed = True


@fact("statements.rate_of")
class RateOf(Fixed):
    """What changes where events happen in time."""

    what: str
    """The events."""
    hazard: bool
    """Whether it is a hazard, as only of what is bad; else a rate."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="readmission", hazard=True)


@fact("statements.chance_of")
class ChanceOf(Fixed):
    """What changes where an outcome is a phrase: 'being free of pain'."""

    what: str
    """The phrase."""
    good: bool
    """Whether it is good; a harm has a risk."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="being free of pain", good=True)


Outcome = str | RateOf | ChanceOf


@fact("statements.statement")
class Statement(Fixed):
    """A cell of the table of GRADE guidelines 26: the size of an effect and its certainty."""

    who: str
    """The intervention."""
    many: bool
    """Whether the intervention is plural."""
    change: Change
    """What becomes of the outcome."""
    outcome: Outcome
    """The outcome."""
    size: Size
    """How large the effect is; moderate also where its size has no name."""
    level: Sure
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            who="peer support",
            many=False,
            change="improve",
            outcome="Recovery",
            size="small",
            level="low",
        )


@fact("statements.very_uncertain")
class VeryUncertain(Fixed):
    """What is said of very low certainty, whatever the effect."""

    who: str
    """The intervention."""
    outcome: Outcome
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(who="peer support", outcome="Recovery")


@fact("statements.between")
class Between(Fixed):
    """Trials that were not pooled, agree on the direction and differ in the size of the effect."""

    who: str
    """The intervention."""
    many: bool
    """Whether the intervention is plural."""
    change: Change
    """What becomes of the outcome."""
    outcome: Outcome
    """The outcome."""
    least: Size
    """The smallest of the sizes."""
    most: Size | None
    """The largest of the sizes; absent where a trial does not say how large its effect is."""
    level: Sure
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            who="peer support",
            many=False,
            change="improve",
            outcome="Recovery",
            least="trivial",
            most="small",
            level="low",
        )


@fact("statements.no_threshold")
class NoThreshold(Fixed):
    """That nobody has said which effects matter; part of a sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("statements.not_sized")
class NotSized(Fixed):
    """That thresholds are set and the effect cannot be placed among them; part of a sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("statements.figures_of_effect")
class FiguresOfEffect(Fixed):
    """The figures of a statement that names no size, where there is one estimate."""

    measure: Measure
    """The abbreviation of the measure."""
    estimate: Amount
    """The estimate."""
    confidence: str
    """The level of the interval: '95%'."""
    interval: Interval
    """The interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measure="MD",
            estimate=Amount(number="2.10", unit="points"),
            confidence="95%",
            interval=Interval(low="−0.30", high="4.50"),
        )


@fact("statements.figures_of_trials")
class FiguresOfTrials(Fixed):
    """The figures of a statement that names no size, where trials were not pooled."""

    measure: Measure
    """The abbreviation of the measure."""
    low: str
    """The smallest estimate."""
    high: Amount
    """The largest estimate."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="MD", low="0.40", high=Amount(number="2.10", unit="points"))


@fact("statements.without_size")
class WithoutSize(Fixed):
    """What can be said where no threshold gives the effect a size: whom the figures favour."""

    outcome: Outcome
    """The outcome."""
    single: bool
    """Whether there is one estimate; else trials were not pooled."""
    favours: str | None
    """The side that the figures favour; absent where they show no difference."""
    sides: tuple[str, str]
    """The intervention and the comparator; the side that is favoured first where one is."""
    figures: FiguresOfEffect | FiguresOfTrials | None
    """The figures; absent where a trial gives none."""
    why: NoThreshold | NotSized
    """Why no size is named."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            outcome="Recovery",
            single=True,
            favours="peer support",
            sides=("peer support", "usual care"),
            figures=FiguresOfEffect.example(),
            why=NoThreshold(),
        )


@fact("statements.undecided")
class Undecided(Fixed):
    """Trials that were not pooled and show no one direction."""

    who: str
    """The intervention."""
    many: bool
    """Whether the intervention is plural."""
    outcome: Outcome
    """The outcome."""
    trials: Literal["disagree", "one", "several"]
    """Whether they point both ways; else whether it is one trial that does not say."""

    @classmethod
    def example(cls) -> Self:
        return cls(who="peer support", many=False, outcome="Recovery", trials="disagree")


@fact("statements.at_baseline")
class AtBaseline(Fixed):
    """A statement that holds at one of several baselines."""

    baseline: str
    """The risk or rate: 'a risk of 50 per 1000'."""
    label: str
    """What the protocol calls it."""
    certainty: Literal["high", "moderate", "low", "very low"] | None
    """The certainty there, where it is not the same at all."""
    said: str
    """The statement."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            baseline="a risk of 50 per 1000",
            label="Usual",
            certainty="low",
            said="Peer support may reduce readmission slightly.",
        )
