"""The informative sentence of a finding: certainty, size and direction in plain words."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.terms import Size

Change = Literal["improve", "increase", "reduce"]
"""What becomes of an outcome."""
Undecidable = Literal["disagree", "one", "several"]
"""Trials that show no direction."""
Sure = Literal["high", "moderate", "low"]
"""A certainty that allows a statement on the effect."""


class Fixed(Fact):
    """A fact whose words are read back."""

    fixed = True


@fact("statements.rate_of")
class RateOf(Fact):
    """What changes where events happen in time."""

    what: str
    """The events."""
    hazard: bool
    """Whether it is a hazard, as only of what is bad; else a rate."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="readmission", hazard=True)


@fact("statements.chance_of")
class ChanceOf(Fact):
    """What changes where an outcome is a phrase: 'being free of pain'."""

    what: str
    """The phrase."""
    good: bool
    """Whether it is good; a harm has a risk."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="being free of pain", good=True)


Outcome = str | RateOf | ChanceOf


@fact("statements.changes")
class Changes(Fact):
    """What an intervention does to an outcome, as it follows its name: certainty and size."""

    many: bool
    """Whether the intervention is plural."""
    change: Change
    """What becomes of the outcome."""
    outcome: Outcome
    """The outcome."""
    size: Size
    """How large the effect is; moderate has the plain verb."""
    level: Sure
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(many=False, change="improve", outcome="Recovery", size="small", level="low")


@fact("statements.between")
class Between(Fact):
    """The same of trials that were not pooled and differ in the size of the effect."""

    many: bool
    """Whether the intervention is plural."""
    change: Change
    """What becomes of the outcome."""
    outcome: Outcome
    """The outcome."""
    least: Size
    """The smallest effect."""
    most: Size | None
    """The largest; None where it is not known."""
    level: Sure
    """The certainty."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            many=False,
            change="improve",
            outcome="Recovery",
            least="trivial",
            most="small",
            level="low",
        )


@fact("statements.statement")
class Statement(Fact):
    """What an intervention does to an outcome, as a sentence."""

    who: str
    """The intervention."""
    does: Changes | Between
    """What it does."""

    @classmethod
    def example(cls) -> Self:
        return cls(who="peer support", does=Changes.example())


@fact("statements.very_uncertain")
class VeryUncertain(Fact):
    """What very low certainty allows to be said, whatever the effect."""

    who: str
    """The intervention."""
    outcome: Outcome
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(who="peer support", outcome="Recovery")


@fact("statements.no_threshold")
class NoThreshold(Fixed):
    """That nobody has said which effects matter; part of a sentence. A version that holds a
    statement as text alone is compared by how it ends.
    """

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("statements.not_sized")
class NotSized(Fixed):
    """That thresholds are set and the effect cannot be placed among them; part of a sentence. A
    version that holds a statement as text alone is compared by how it ends.
    """

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("statements.figures_of_effect")
class FiguresOfEffect(Fact):
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
class FiguresOfTrials(Fact):
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
class WithoutSize(Fact):
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
    why: NoThreshold | NotSized | None
    """Why no size is named."""
    behind: str = ""
    """The evidence behind them, where it stands beside the figures."""

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
class Undecided(Fact):
    """Trials that were not pooled and show no one direction."""

    who: str
    """The intervention."""
    many: bool
    """Whether the intervention is plural."""
    outcome: Outcome
    """The outcome."""
    trials: Undecidable
    """Whether they point both ways; else whether it is one trial that does not say."""

    @classmethod
    def example(cls) -> Self:
        return cls(who="peer support", many=False, outcome="Recovery", trials="disagree")


@fact("statements.baseline")
class Baseline(Fact):
    """A baseline that a sentence holds at, as it begins one."""

    amount: str
    """The risk or rate."""
    label: str
    """Whose it is."""
    certainty: Literal["high", "moderate", "low", "very low"] | None = None
    """The certainty at it, where that is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(amount="a risk of 50 per 1000", label="Usual", certainty="low")


@fact("statements.at_baseline")
class AtBaseline(Fact):
    """A statement at one of several baselines."""

    baseline: Baseline
    """The baseline."""
    said: str
    """The statement."""

    @classmethod
    def example(cls) -> Self:
        said = "Peer support may reduce readmission slightly."
        return cls(baseline=Baseline.example(), said=said)


@fact("statements.stated")
class Stated(Fact):
    """A statement of which an older version has kept the sentence alone."""

    sentence: str
    """The sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls(sentence="Peer support may improve recovery slightly.")


Said = Statement | VeryUncertain | WithoutSize | Undecided | Stated
"""What can be concluded of a finding."""
