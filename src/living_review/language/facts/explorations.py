"""The analyses around a finding: other analyses, subgroups, retracted trials."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount, EffectInBrief

SmallStudyTest = Literal["egger", "egger-smd", "harbord", "peters", "size", "person-time"]
"""A regression test for small-study effects."""


@fact("explorations.other_analyses")
class OtherAnalyses(Fact):
    """How far several other analyses move the pooled effect."""

    measure: Measure
    """The abbreviation of the measure."""
    analyses: int
    """How many analyses there are."""
    low: Amount
    """The smallest effect."""
    high: Amount
    """The largest effect."""

    @classmethod
    def example(cls) -> Self:
        low, high = Amount(number="−2.10", unit="mmHg"), Amount(number="−1.40", unit="mmHg")
        return cls(measure="MD", analyses=3, low=low, high=high)


@fact("explorations.other_analysis")
class OtherAnalysis(Fact):
    """What the only other analysis gave."""

    effect: EffectInBrief
    """Its pooled effect."""

    @classmethod
    def example(cls) -> Self:
        return cls(effect=EffectInBrief.example())


@fact("explorations.beside_no_pool")
class BesideNoPool(Fact):
    """What is pooled elsewhere where the main analysis pools nothing."""

    analyses: int
    """How many other analyses pool."""
    trials: int
    """The trials in the only one of them."""
    effect: EffectInBrief | None
    """The pooled effect of the only one of them; absent where there are more."""

    @classmethod
    def example(cls) -> Self:
        return cls(analyses=1, trials=4, effect=EffectInBrief.example())


@fact("explorations.analyses")
class Analyses(Fact):
    """Some other analyses by their names, inside a sentence."""

    labels: tuple[str, ...]
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(labels=("Common-effect model", "Low risk of bias only"))


@fact("explorations.differs")
class Differs(Fact):
    """In which analyses the effect has another side or another size."""

    what: Literal["side", "size"]
    """Which of the two."""
    analyses: Analyses
    """The analyses."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="size", analyses=Analyses.example())


@fact("explorations.other_side")
class OtherSide(Fact):
    """In which analyses the estimate has another side, where nothing says what matters."""

    analyses: Analyses
    """The analyses."""

    @classmethod
    def example(cls) -> Self:
        return cls(analyses=Analyses(labels=("Common-effect model",)))


@fact("explorations.same_as_main")
class SameAsMain(Fact):
    """What is the same in other analyses as in the main one."""

    what: Literal["trivial", "size and side", "side", "no difference"]
    """An effect of little to no difference, its size and side, its side, or no difference."""
    one: bool
    """Whether there is one other analysis."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="size and side", one=False)


@fact("explorations.trials")
class Trials(Fact):
    """Which trials an analysis adds to or takes from the main one."""

    added: tuple[str, ...]
    """Those it adds."""
    removed: tuple[str, ...]
    """Those it takes away."""

    @classmethod
    def example(cls) -> Self:
        return cls(added=("Cook 2012",), removed=("Druss 2010", "Pitt 2007"))


@fact("explorations.with_retracted")
class WithRetracted(Fact):
    """What a pooled effect would be with the trials that were retracted."""

    trials: tuple[str, ...]
    """The trials."""
    effect: EffectInBrief
    """The pooled effect with them."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("False 2011",), effect=EffectInBrief.example())


@fact("explorations.both_ways")
class BothWays(Fact):
    """A result with and without trials that were retracted; part of a list."""

    outcome: str
    """The outcome."""
    timepoint: str
    """The time point."""
    comparison: str
    """The comparison."""
    others: bool
    """Whether trials that were not retracted gave data."""
    without: EffectInBrief | None
    """The pooled effect without them; absent where nothing is pooled then."""
    trials: tuple[str, ...]
    """Their names; none where they are those that the notice names."""
    count: int
    """How many they are."""
    effect: EffectInBrief | None
    """The pooled effect with them; absent where nothing is pooled either way."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            outcome="Recovery",
            timepoint="End of intervention",
            comparison="peer support",
            others=True,
            without=None,
            trials=(),
            count=1,
            effect=EffectInBrief.example(),
        )


@fact("explorations.retracted")
class Retracted(Fact):
    """Which trials were retracted, and what becomes of the results."""

    trials: tuple[str, ...]
    """The trials."""
    results: tuple[BothWays, ...]
    """The results that would be other with them."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("False 2011",), results=(BothWays.example(),))


@fact("explorations.for_people_to_judge")
class ForPeopleToJudge(Fact):
    """That the program does not judge a difference between subgroups; part of a sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("explorations.no_subgroup_test")
class NoSubgroupTest(Fact):
    """Why there is no test for a difference between subgroups."""

    moderator: str
    """What the subgroups are by."""
    reason: str
    """The reason, without its full stop; empty for too few trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(moderator="delivery", reason="")


@fact("explorations.subgroup_test")
class SubgroupTest(Fact):
    """The test for a difference between subgroups."""

    moderator: str
    """What the subgroups are by."""
    q: str
    """Q for the difference."""
    df: str
    """Its degrees of freedom."""
    one: bool
    """Whether it has one degree of freedom."""
    p: str
    """The p-value with its sign: '= 0.03'."""
    few: bool
    """Whether there are fewer than ten trials."""
    differ: bool
    """Whether chance is an unlikely explanation."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            moderator="delivery", q="1.20", df="1", one=True, p="= 0.27", few=True, differ=False
        )


@fact("explorations.leave_one_out")
class LeaveOneOut(Fact):
    """Between which values the pool moves when one trial is left out."""

    measure: Measure
    """The abbreviation of the measure."""
    low: str
    """The smallest effect."""
    without_low: str
    """The trial that is left out there."""
    high: Amount
    """The largest effect."""
    without_high: str
    """The trial that is left out there."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measure="SMD",
            low="0.19",
            without_low="Cook 2012",
            high=Amount(number="0.33"),
            without_high="Pitt 2007",
        )


@fact("explorations.influential")
class Influential(Fact):
    """Which trials case-deletion diagnostics call influential."""

    trials: tuple[str, ...]
    """The trials; none where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012",))


@fact("explorations.no_influence")
class NoInfluence(Fact):
    """Why there are no case-deletion diagnostics of a pool of counts."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("explorations.small_study_not_examined")
class SmallStudyNotExamined(Fact):
    """That small-study effects were not examined."""

    reason: str
    """Why; empty where nothing is said."""
    tried: bool
    """Whether it was tried."""

    @classmethod
    def example(cls) -> Self:
        return cls(tried=True, reason="Fewer than ten trials were pooled")


@fact("explorations.small_study")
class SmallStudy(Fact):
    """The regression test for small-study effects."""

    test: SmallStudyTest
    """Which test it is."""
    value: str
    """Its intercept or slope."""
    error: str
    """The standard error of that."""
    p: str
    """The p-value with its sign: '= 0.03'."""

    @classmethod
    def example(cls) -> Self:
        return cls(test="egger", value="0.81", error="0.512", p="= 0.14")
