"""What the plain-language summary says of each result: the statement, in everyday words."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.statements import (
    ChanceOf,
    Change,
    Outcome,
    Sure,
    Undecidable,
)
from living_review.language.facts.terms import Size


@fact("plain.changes")
class Changes(Fact):
    """What an intervention does to an outcome: certainty, direction and size of the statement."""

    who: str
    """The intervention."""
    many: bool
    """Whether it is plural."""
    change: Change
    """What becomes of the outcome."""
    outcome: Outcome
    """The outcome."""
    size: Size
    """How large the effect is; moderate has the plain verb."""
    level: Sure
    """The certainty."""
    comparator: str = ""
    """What it is compared with, where that is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            who="peer support",
            many=False,
            change="improve",
            outcome=ChanceOf(what="getting well", good=True),
            size="small",
            level="low",
            comparator="usual care",
        )


@fact("plain.between")
class Between(Fact):
    """The same of studies that were not put together and differ in the size of the effect."""

    who: str
    """The intervention."""
    many: bool
    """Whether it is plural."""
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
    comparator: str = ""
    """What it is compared with, where that is said."""

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
            comparator="usual care",
        )


@fact("plain.very_uncertain")
class VeryUncertain(Fact):
    """What very low certainty allows to be said, whatever the effect."""

    who: str
    """The intervention."""
    many: bool
    """Whether it is plural."""
    outcome: Outcome
    """The outcome."""
    comparator: str = ""
    """What it is compared with, where that is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(who="peer support", many=False, outcome="Recovery", comparator="usual care")


@fact("plain.without_size")
class WithoutSize(Fact):
    """Whom the results favour, where no size of a difference can be named."""

    outcome: Outcome
    """The outcome."""
    favours: str | None
    """The side that the results favour; absent where they show no difference."""
    sides: tuple[str, str]
    """The two sides; the one that is favoured first."""
    agreed: bool
    """Whether thresholds are set; else nobody has said how large a difference must be to matter."""
    level: Sure = "high"
    """The certainty."""
    open: bool = False
    """Whether the interval reaches to the other side, so that the effect could be the reverse."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            outcome="Recovery",
            favours="peer support",
            sides=("peer support", "usual care"),
            agreed=False,
            level="low",
            open=True,
        )


@fact("plain.undecided")
class Undecided(Fact):
    """Studies that were not put together and show no one direction."""

    who: str
    """The intervention."""
    many: bool
    """Whether it is plural."""
    outcome: Outcome
    """The outcome."""
    trials: Undecidable
    """Whether they point both ways; else whether it is one study that does not say."""
    comparator: str = ""
    """What it is compared with, where that is said."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            who="peer support",
            many=False,
            outcome="Recovery",
            trials="disagree",
            comparator="usual care",
        )


Statement = Changes | Between | VeryUncertain | WithoutSize | Undecided
"""What can be concluded of a result."""


@fact("plain.at_baseline")
class AtBaseline(Fact):
    """A sentence that holds for people of one of several risks."""

    label: str
    """Whose risk it is."""
    said: Statement
    """The sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls(label="People who have been ill before", said=Changes.example())


@fact("plain.alike")
class Alike(Fact):
    """That nobody, or everybody, had the event in any study."""

    outcome: str
    """The outcome."""
    had: Literal["nobody", "everybody"]
    """Who had it."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Death", had="nobody")


@fact("plain.not_judged")
class NotJudged(Fact):
    """That there are results, and nobody has said how sure they are."""

    outcome: str
    """The outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery")


Sayable = Statement | AtBaseline | Alike | NotJudged


@fact("plain.named")
class Named(Fact):
    """An outcome with what tells its result from others of it, inside a sentence."""

    outcome: str
    """The outcome."""
    beside: tuple[str, ...]
    """Time, measure or comparison."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery", beside=("end of treatment",))
