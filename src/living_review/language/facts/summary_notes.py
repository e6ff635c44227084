"""What stands below a summary of findings: from where its amounts come, and what it leaves out."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.terms import Size

Own = Literal["average", "risk", "rate"]
"""What of a group a difference is one from."""


@fact("summary_notes.from_baselines")
class FromBaselines(Fact):
    """From what the risks and rates with the intervention follow."""

    kind: Literal["risk", "rate", "both"]
    """Whether the table has risks, rates, or both."""
    sources: tuple[str, ...]
    """Where those with the comparator are from; none where nothing says so."""
    relative: bool
    """Whether all effects are ratios; a risk difference is no relative effect."""

    @classmethod
    def example(cls) -> Self:
        sources = ("the control arms of the trials", "Smith 2020")
        return cls(kind="risk", sources=sources, relative=True)


@fact("summary_notes.limits")
class Limits(Fact):
    """What the limit is where nobody, or everybody, had the event."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("summary_notes.on_instrument")
class OnInstrument(Fact):
    """How a difference on a known instrument was worked out."""

    instrument: str
    """The name of the instrument."""
    source: str
    """Where the standard deviation is from."""

    @classmethod
    def example(cls) -> Self:
        return cls(instrument="Recovery Assessment Scale", source="The control arms of the trials")


@fact("summary_notes.means")
class Means(Fact):
    """Where the means with the comparator are from."""

    comparator: str
    """The comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparator="usual care")


@fact("summary_notes.scores")
class Scores(Fact):
    """Where means and standard deviations with the comparator are from."""

    comparator: str
    """The comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparator="usual care")


@fact("summary_notes.own_value")
class OwnValue(Fact):
    """What of a group a difference is one from; part of a list."""

    what: Own
    """What it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="average")


@fact("summary_notes.reference_group")
class ReferenceGroup(Fact):
    """Who the reference group is, and what differences are from."""

    comparator: str
    """What the group has."""
    values: tuple[OwnValue, ...]
    """What differences are from."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparator="usual care", values=(OwnValue.example(), OwnValue(what="risk")))


@fact("summary_notes.named_size")
class NamedSize(Fact):
    """From which number of standard deviations an effect has a size; part of a list."""

    number: str
    """The number."""
    size: Size
    """The size."""

    @classmethod
    def example(cls) -> Self:
        return cls(number="0.2", size="small")


@fact("summary_notes.standard_deviations")
class StandardDeviations(Fact):
    """What a standard deviation is, and which number of them counts as how much."""

    sizes: tuple[NamedSize, ...]
    """The sizes, the smallest first; none where they are not the same for the whole table."""
    source: str
    """Who says so; empty where nobody is named."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            sizes=(NamedSize.example(), NamedSize(number="0.5", size="moderate")),
            source="Cohen 1988",
        )


@fact("summary_notes.chance_explained")
class ChanceExplained(Fact):
    """Whose chance the chance of doing better is."""

    even: str
    """The chance that means no difference."""

    @classmethod
    def example(cls) -> Self:
        return cls(even="50%")


@fact("summary_notes.mark_explained")
class MarkExplained(Fact):
    """From what the number of people past a mark follows."""

    sources: tuple[str, ...]
    """Where the number with the comparator is from."""

    @classmethod
    def example(cls) -> Self:
        return cls(sources=("the control arms of the trials",))


@fact("summary_notes.normal_scores")
class NormalScores(Fact):
    """What is assumed of scores."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("summary_notes.rule_of_thumb")
class RuleOfThumb(Fact):
    """That sizes are named by a rule of thumb and not by thresholds for these outcomes."""

    outcomes: tuple[str, ...]
    """The outcomes of which that is so; none where it is so of all."""
    one: bool
    """Whether the table has one outcome with a size."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Recovery", "Quality of life"), one=False)


@fact("summary_notes.without_size")
class WithoutSize(Fact):
    """Why no size is named of an outcome although thresholds are set."""

    outcome: str
    """The outcome."""
    why: str
    """Why, in a whole sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Relapse", why="The thresholds are differences in risk.")


@fact("summary_notes.other_times")
class OtherTimes(Fact):
    """Which outcomes have results at other times."""

    results: tuple[str, ...]
    """The outcomes with their other times."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=("recovery (one year)",))


@fact("summary_notes.left_out")
class LeftOut(Fact):
    """How many outcomes the table has no room for."""

    outcomes: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=2)
