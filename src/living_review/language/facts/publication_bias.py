"""Whether results are missing because of what they are, and what GRADE makes of it."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount
from living_review.language.facts.explorations import SmallStudyTest
from living_review.language.facts.ranges import Important


@fact("publication_bias.asymmetry")
class Asymmetry(Fact):
    """What the test for asymmetry found."""

    test: SmallStudyTest | None
    """The test; absent where it is not recorded."""
    p: str
    """Its p-value with its sign: '= 0.03'."""
    found: Literal["nothing", "more benefit", "less benefit"]
    """Whether it points to something: to more benefit in smaller trials, or to less."""

    @classmethod
    def example(cls) -> Self:
        return cls(test="egger", p="= 0.03", found="more benefit")


@fact("publication_bias.no_selection_model")
class NoSelectionModel(Fact):
    """That a model of selective publication has no answer."""

    left: bool
    """Whether it is left to people what to make of an asymmetry."""

    @classmethod
    def example(cls) -> Self:
        return cls(left=True)


@fact("publication_bias.without_selection")
class WithoutSelection(Fact):
    """What the effect would be had trials been published whatever their result."""

    measure: Measure
    """The abbreviation of the measure."""
    effect: Amount
    """The effect by the model."""
    stays: bool | None
    """Whether it stays in the same range; absent where no threshold says what a range is."""
    range: Important
    """The range in which it lies."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measure="SMD",
            effect=Amount(number="0.11"),
            stays=False,
            range=Important(side=None, sized=True),
        )


@fact("publication_bias.not_assessed")
class NotAssessed(Fact):
    """Why asymmetry has not been tested."""

    few: bool
    """Whether there are fewer than ten trials."""
    reason: str
    """The reason where there are more, in whole sentences; empty where none is recorded."""

    @classmethod
    def example(cls) -> Self:
        return cls(few=False, reason="All trials are of about the same size.")


@fact("publication_bias.small_and_paid_for")
class SmallAndPaidFor(Fact):
    """That all trials are small and were paid for by industry."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("publication_bias.without_results")
class WithoutResults(Fact):
    """How many completed trials have no results yet."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=4)


@fact("publication_bias.rule")
class RuleOfPublicationBias(Fact):
    """What the rule for publication bias compares with what."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("publication_bias.source")
class SourceOfPublicationBias(Fact):
    """What the rule for publication bias rests on."""

    @classmethod
    def example(cls) -> Self:
        return cls()
