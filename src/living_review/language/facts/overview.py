"""What the review says as a whole: its size, its gaps, how far it is decided and up to date."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.counts import Evidence, Participants
from living_review.language.facts.effects import EffectInBrief
from living_review.language.facts.events import AllAlike, AllTrials
from living_review.language.facts.research import KeptOut
from living_review.language.facts.trials import Directions, OneAlike


@fact("overview.size")
class SizeOfReview(Fact):
    """How many trials and people the review includes."""

    trials: int
    """How many trials."""
    participants: Participants | None
    """How many people were randomised; absent where no trial says so."""
    unknown: int
    """Of how many trials that is not known."""

    @classmethod
    def example(cls) -> Self:
        some = Participants(number="1,047", one=False, at_least=True)
        return cls(trials=12, participants=some, unknown=2)


@fact("overview.contributing")
class Contributing(Fact):
    """How many of the included trials give data to a result; after how many there are."""

    trials: int
    """How many give data."""
    included: int
    """How many are included: at least one."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=9, included=12)


@fact("overview.in_no_main_analysis")
class InNoMainAnalysis(Fact):
    """Which included trials no main analysis shows."""

    trials: tuple[str, ...]
    """The trials."""
    listed_below: bool = False
    """Whether they are too many for a sentence, and a list below it names them."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012",))


@fact("overview.no_data_on")
class NoDataOn(Fact):
    """On which outcomes no trial of any comparison has data."""

    outcomes: tuple[str, ...]
    """The outcomes."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Death", "Quality of life"))


@fact("overview.no_data_in_comparison")
class NoDataInComparison(Fact):
    """On which outcomes no trial of one comparison has data."""

    intervention: str
    """The intervention."""
    comparator: str
    """What it is compared with."""
    outcomes: tuple[str, ...]
    """The outcomes."""
    besides: bool
    """Whether outcomes on which no comparison has data have just been named."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            intervention="peer support",
            comparator="usual care",
            outcomes=("Recovery",),
            besides=True,
        )


@fact("overview.no_data_at")
class NoDataAt(Fact):
    """A time for which no trial has data."""

    timepoint: str
    """The time point."""

    @classmethod
    def example(cls) -> Self:
        return cls(timepoint="Long-term follow-up")


@fact("overview.no_data_yet")
class NoDataYet(Fact):
    """That the review asks for nothing yet that a trial could report."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("overview.no_data_for")
class NoDataFor(Fact):
    """A comparison for which no trial has data."""

    intervention: str
    """The intervention."""
    comparator: str
    """What it is compared with."""

    @classmethod
    def example(cls) -> Self:
        return cls(intervention="peer support", comparator="usual care")


@fact("overview.missing_at")
class MissingAt(Fact):
    """On which outcomes no trial of a comparison has data at one time."""

    timepoint: str
    """The time point."""
    outcomes: tuple[str, ...]
    """The outcomes; none where there are data on none."""

    @classmethod
    def example(cls) -> Self:
        return cls(timepoint="Follow-up", outcomes=("Death",))


@fact("overview.kept_out_at")
class KeptOutAt(Fact):
    """An outcome at one time that trials report by instruments kept out alone."""

    outcome: str
    """The outcome."""
    timepoint: str
    """The time point."""
    kept_out: KeptOut
    """The trials that report it so."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Depression", timepoint="Follow-up", kept_out=KeptOut.example())


@fact("overview.stale")
class Stale(Fact):
    """How many decisions on ratings rest on what has changed since."""

    decisions: int
    """How many."""
    rest: bool
    """Whether there are domains that nobody has decided."""

    @classmethod
    def example(cls) -> Self:
        return cls(decisions=2, rest=True)


@fact("overview.unrecorded")
class Unrecorded(Fact):
    """How many decisions on ratings do not record what they rest on."""

    decisions: int
    """How many."""
    rest: bool
    """Whether there are domains that nobody has decided."""

    @classmethod
    def example(cls) -> Self:
        return cls(decisions=1, rest=False)


@fact("overview.provisional")
class Provisional(Fact):
    """That ratings are provisional."""

    partly: bool
    """Whether people have decided some of their domains."""

    @classmethod
    def example(cls) -> Self:
        return cls(partly=False)


@fact("overview.ongoing")
class Ongoing(Fact):
    """How many trials are under way."""

    trials: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=2)


Standing = Literal["overdue", "active", "paused", "retired", "planned", "unsaid"]
"""How a review stands: planned where nothing was searched for and no trial is known yet."""


@fact("overview.status")
class Status(Fact):
    """Whether the review is kept up to date."""

    status: Standing
    """Whether an update is overdue, it is kept up to date, paused, ended or not begun."""
    next: dt.date | None
    """When the update was due, or the next search is planned; absent where that is not said."""
    overdue: bool = False
    """Whether that day has passed without a search."""

    @classmethod
    def example(cls) -> Self:
        return cls(status="active", next=dt.date(2026, 12, 1))


@fact("overview.status_and_ongoing")
class StatusAndOngoing(Fact):
    """Whether the review is kept up to date, and which trials are coming."""

    status: Status
    """Whether it is kept up to date."""
    ongoing: Ongoing | None
    """The trials that are under way; absent where there are none."""

    @classmethod
    def example(cls) -> Self:
        return cls(status=Status.example(), ongoing=Ongoing.example())


@fact("overview.result")
class ResultInBrief(Fact):
    """An effect and whom it favours; part of a sentence."""

    effect: EffectInBrief
    """The effect."""
    favours: str
    """The side that it favours; empty where it is too small to matter."""

    @classmethod
    def example(cls) -> Self:
        return cls(effect=EffectInBrief.example(), favours="peer support")


@fact("overview.directions")
class DirectionsInBrief(Fact):
    """Which sides trials that are not pooled favour; part of a sentence."""

    directions: Directions | OneAlike | AllTrials
    """The sentence that counts them."""

    @classmethod
    def example(cls) -> Self:
        return cls(directions=Directions.example())


@fact("overview.no_result")
class NoResult(Fact):
    """That the trials of an outcome give no result; part of a sentence."""

    @classmethod
    def example(cls) -> Self:
        return cls()


Result = ResultInBrief | AllAlike | DirectionsInBrief | NoResult
"""What a finding says in brief."""


@fact("overview.named_result")
class NamedResult(Fact):
    """A finding by its name, and what it says in brief."""

    name: str
    """Its name among the others."""
    result: Result
    """What it says."""

    @classmethod
    def example(cls) -> Self:
        return cls(name="recovery", result=ResultInBrief.example())


@fact("overview.line")
class FindingLine(Fact):
    """What a finding says, with all that has to stand beside it."""

    told: str | NamedResult
    """Its statement without the full stop; else its name and what it says in brief."""
    beside: tuple[str, ...]
    """What tells it from the others: a measure, a comparison, a time."""
    evidence: Evidence
    """The trials and people behind it."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            told=NamedResult.example(),
            beside=("end of intervention",),
            evidence=Evidence.example(),
        )
