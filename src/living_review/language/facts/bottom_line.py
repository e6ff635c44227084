"""The bottom line: what was found, how sure that is, what is not known, and as of when."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.statements import (
    Baseline,
    Between,
    Changes,
    Outcome,
    Stated,
    Undecided,
    WithoutSize,
)


@fact("bottom_line.one_time")
class OneTime(Fact):
    """The evidence behind a result, with its time where that has to be said."""

    comparison: str = ""
    """Of which comparison it is, where another compares the same two."""
    time: str = ""
    """When it was measured; empty where the result before has the same."""
    evidence: str = ""
    """Trials and participants; empty where they are those of the result before."""
    same: int = 0
    """How many trials are those of the result before."""

    @classmethod
    def example(cls) -> Self:
        return cls(time="End of intervention", evidence="four trials, 1,173 participants")


@fact("bottom_line.several_times")
class SeveralTimes(Fact):
    """The evidence behind what reads alike at several times."""

    each: tuple[OneTime, ...]
    """The evidence at each time; where it is the same at all, only the first has it."""
    alike: bool
    """Whether the evidence is the same at each time."""
    comparison: str = ""
    """Of which comparison it is, where another compares the same two."""

    @classmethod
    def example(cls) -> Self:
        early = OneTime(time="End of intervention", evidence="four trials, 1,173 participants")
        return cls(each=(early, OneTime(time="Six months later")), alike=True)


Behind = OneTime | SeveralTimes
"""The evidence behind a result."""


@fact("bottom_line.told")
class Told(Fact):
    """What an intervention does to an outcome, with the evidence behind it."""

    does: Changes | Between
    """What it does."""
    behind: Behind
    """The evidence."""

    @classmethod
    def example(cls) -> Self:
        return cls(does=Changes.example(), behind=OneTime.example())


@fact("bottom_line.effects")
class Effects(Fact):
    """What an intervention does to outcomes, all of one certainty."""

    at: Baseline | None
    """The baseline it holds at; None where no baseline is named."""
    who: str
    """The intervention."""
    told: tuple[Told, ...]
    """What it does to each."""

    @classmethod
    def example(cls) -> Self:
        return cls(at=None, who="Peer support", told=(Told.example(),))


@fact("bottom_line.uncertain_on")
class UncertainOn(Fact):
    """An outcome on which the evidence is very uncertain."""

    outcome: Outcome
    """The outcome."""
    behind: Behind
    """The evidence."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Quality of life", behind=OneTime.example())


@fact("bottom_line.very_uncertain")
class VeryUncertain(Fact):
    """On what the evidence is very uncertain."""

    at: Baseline | None
    """The baseline it holds at; None where no baseline is named."""
    who: str
    """The intervention."""
    outcomes: tuple[UncertainOn, ...]
    """The outcomes."""

    @classmethod
    def example(cls) -> Self:
        return cls(at=None, who="peer support", outcomes=(UncertainOn.example(),))


@fact("bottom_line.without_size")
class Estimates(Fact):
    """Estimates that no threshold sizes; the evidence stands in the sentence itself."""

    at: Baseline | None
    """The baseline it holds at; None where no baseline is named."""
    said: WithoutSize
    """What is said of them."""

    @classmethod
    def example(cls) -> Self:
        return cls(at=None, said=WithoutSize.example())


@fact("bottom_line.whole")
class Whole(Fact):
    """A statement told whole: trials that show no direction, or an old sentence."""

    at: Baseline | None
    """The baseline it holds at; None where no baseline is named."""
    said: Undecided | Stated
    """What is said of them."""
    behind: Behind
    """The evidence."""

    @classmethod
    def example(cls) -> Self:
        return cls(at=None, said=Undecided.example(), behind=OneTime.example())


Clause = Effects | VeryUncertain | Estimates | Whole
"""What is told of results of one certainty."""


@fact("bottom_line.of_comparison")
class OfComparison(Fact):
    """What is told of one comparison."""

    comparator: str
    """What the intervention is compared with; empty where that has been said."""
    clauses: tuple[Clause, ...]
    """What is told."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparator="usual care", clauses=(Effects.example(),))


@fact("bottom_line.of_level")
class OfLevel(Fact):
    """All that has one certainty."""

    level: Literal["high", "moderate", "low", "very low"]
    """The certainty."""
    comparisons: tuple[OfComparison, ...]
    """What is told of each comparison."""

    @classmethod
    def example(cls) -> Self:
        return cls(level="low", comparisons=(OfComparison.example(),))


@fact("bottom_line.no_threshold")
class NoThreshold(Fact):
    """That nobody has said which effects matter, of all estimates told."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("bottom_line.result")
class Result(Fact):
    """A result whose certainty is not rated."""

    outcome: str
    """The outcome."""
    result: str
    """The effect, or which way the trials point."""
    behind: Behind
    """The evidence."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            outcome="Recovery",
            result="SMD 0.29 (95% CI 0.15 to 0.43)",
            behind=OneTime.example(),
        )


@fact("bottom_line.results")
class Results(Fact):
    """Results of one comparison whose certainty is not rated."""

    intervention: str
    """The intervention."""
    comparator: str
    """What it is compared with."""
    results: tuple[Result, ...]
    """The results."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            intervention="peer support", comparator="usual care", results=(Result.example(),)
        )


@fact("bottom_line.not_rated")
class NotRated(Fact):
    """Results whose certainty is not rated for one reason."""

    why: str
    """The reason; empty where the result itself is one."""
    comparisons: tuple[Results, ...]
    """The results by comparison."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="nobody has judged the risk of bias", comparisons=(Results.example(),))


@fact("bottom_line.nothing_included")
class NothingIncluded(Fact):
    """That the review has no trial yet."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("bottom_line.no_data")
class NoData(Fact):
    """On what no trial, or none of a comparison, gave usable data."""

    outcomes: tuple[str, ...]
    """The outcomes."""
    intervention: str = ""
    """The intervention of the comparison; empty for all trials."""
    comparator: str = ""
    """What it is compared with; empty for all trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Readmission", "Quality of life"))


@fact("bottom_line.further_outcomes")
class FurtherOutcomes(Fact):
    """How many outcomes without usable data are not named, the last of a list of outcomes."""

    count: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(count=24)


@fact("bottom_line.as_of")
class AsOf(Fact):
    """How current all this is."""

    searched: dt.date | None
    """The last search; None where it is not recorded."""
    nothing: bool = False
    """Whether no trial is included, so that there is no evidence."""

    @classmethod
    def example(cls) -> Self:
        return cls(searched=dt.date(2026, 11, 27))
