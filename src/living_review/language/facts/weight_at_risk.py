"""How much of the evidence comes from trials at which risk of bias, and what GRADE makes of it."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount

Judged = Literal["high", "some_concerns", "low", "not_judged"]
"""The overall judgement of a trial."""
Whole = Literal["weight", "participants", "time", "trials"]
"""What a share is of."""


@fact("weight_at_risk.share")
class Share(Fact):
    """How much comes from trials of one judgement; part of a list."""

    percent: str
    """How much: '42%'."""
    just_under: bool
    """Whether it is a little less, so that it does not reach a limit of the rule."""
    judged: Judged
    """The judgement."""

    @classmethod
    def example(cls) -> Self:
        return cls(percent="42%", just_under=False, judged="high")


@fact("weight_at_risk.shares")
class Shares(Fact):
    """How much comes from trials of each judgement."""

    of: Whole
    """What the shares are of."""
    shares: tuple[Share, ...]
    """The shares."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            of="weight",
            shares=(Share.example(), Share(percent="58%", just_under=False, judged="low")),
        )


@fact("weight_at_risk.all_alike")
class AllAlike(Fact):
    """That all trials are judged alike."""

    judged: Judged
    """The judgement."""
    one: bool
    """Whether there is one trial."""
    that_count: bool
    """Whether there are others, which do not count."""

    @classmethod
    def example(cls) -> Self:
        return cls(judged="some_concerns", one=False, that_count=False)


@fact("weight_at_risk.not_judged")
class NotJudged(Fact):
    """That too many trials have not been judged."""

    percent: str
    """Their share."""
    of: Whole
    """What the share is of."""

    @classmethod
    def example(cls) -> Self:
        return cls(percent="64%", of="weight")


@fact("weight_at_risk.range_without_high")
class RangeWithoutHigh(Fact):
    """Whether the effect stays in its range without the trials at high risk."""

    same: bool
    """Whether it does."""

    @classmethod
    def example(cls) -> Self:
        return cls(same=True)


@fact("weight_at_risk.effect_without_high")
class EffectWithoutHigh(Fact):
    """What the effect is without the trials at high risk, where no threshold tells of ranges."""

    measure: Measure
    """The abbreviation of the measure."""
    effect: Amount
    """The effect without them."""
    before: Amount | None
    """The effect with them; absent where it is the same."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measure="MD",
            effect=Amount(number="−2.10", unit="mmHg"),
            before=Amount(number="−3.20", unit="mmHg"),
        )


@fact("weight_at_risk.rule")
class RuleOfRiskOfBias(Fact):
    """What the rule for risk of bias compares with what."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("weight_at_risk.source")
class SourceOfRiskOfBias(Fact):
    """What the rule for risk of bias rests on."""

    @classmethod
    def example(cls) -> Self:
        return cls()
