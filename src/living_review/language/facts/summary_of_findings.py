"""The summary of findings: its headings and what stands in its cells."""

from __future__ import annotations

from typing import Literal, Self

from living_review.ground.measures import Measure
from living_review.language.fact import Fact, fact
from living_review.language.facts.effects import Amount, FamiliarDifference, Interval
from living_review.language.facts.terms import Domain, DomainOfGrade

Column = Literal[
    "outcome",
    "comparator",
    "intervention",
    "participants",
    "certainty",
    "certainty_and_why",
    "meaning",
    "absolute_effects",
    "outcome_and_participants",
]
"""A column; those of a comparator and an intervention that are not named; the heading that spans
the absolute effects; and an outcome with its participants below it."""
Said = Literal["reference_group", "no_data", "not_pooled", "not_rated", "not_rated_alone"]
"""What a cell says where there is no figure."""


@fact("summary_of_findings.caption")
class Caption(Fact):
    """The caption of the summary of one comparison."""

    comparison: str
    """The comparison."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparison="Peer support compared with usual care")


@fact("summary_of_findings.caption_in_brief")
class CaptionInBrief(Fact):
    """The caption of the summary on the clinician's two pages."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("summary_of_findings.part_of_question")
class PartOfQuestion(Fact):
    """The heading of a part of the question above the table."""

    part: Literal["population", "setting", "intervention", "comparator"]
    """The part."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="setting")


@fact("summary_of_findings.column")
class ColumnHeading(Fact):
    """The heading of a column that is the same in every table."""

    column: Column
    """The column."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="certainty")


@fact("summary_of_findings.with_group")
class WithGroup(Fact):
    """The heading of what happens with one of the two groups."""

    group: str
    """The intervention or the comparator."""

    @classmethod
    def example(cls) -> Self:
        return cls(group="usual care")


@fact("summary_of_findings.with_group_and_effect")
class WithGroupAndEffect(Fact):
    """The heading of what happens with the intervention, where the effect stands below it."""

    group: str
    """The intervention."""
    confidence: str
    """The confidence level of the interval of the effect."""

    @classmethod
    def example(cls) -> Self:
        return cls(group="peer support", confidence="95%")


@fact("summary_of_findings.effect_heading")
class EffectHeading(Fact):
    """The heading of the effects."""

    confidence: str
    """The level of their intervals: '95%'."""
    brief: bool
    """Whether it stands on the clinician's two pages."""

    @classmethod
    def example(cls) -> Self:
        return cls(confidence="95%", brief=False)


@fact("summary_of_findings.cell")
class CellText(Fact):
    """What a cell says where there is no figure."""

    said: Said
    """What it says."""

    @classmethod
    def example(cls) -> Self:
        return cls(said="not_pooled")


@fact("summary_of_findings.effect")
class Effect(Fact):
    """An effect with its interval, the heading saying of what level."""

    measure: Measure
    """The abbreviation of the measure."""
    estimate: Amount
    """The estimate."""
    interval: Interval
    """The interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(measure="SMD", estimate=Amount(number="0.28"), interval=Interval.example())


@fact("summary_of_findings.on_instrument")
class OnInstrument(Fact):
    """A standardised difference on a known instrument."""

    difference: FamiliarDifference
    """The difference in its units."""
    instrument: str
    """The name of the instrument."""

    @classmethod
    def example(cls) -> Self:
        return cls(difference=FamiliarDifference.example(), instrument="Recovery Assessment Scale")


@fact("summary_of_findings.not_estimated")
class NotEstimated(Fact):
    """That there is no absolute effect, and which baseline is missing for it."""

    lacking: Literal["risk", "rate"] | None
    """The baseline that is not given; absent where the cell beside says so."""

    @classmethod
    def example(cls) -> Self:
        return cls(lacking="risk")


@fact("summary_of_findings.risk")
class Risk(Fact):
    """A risk or a rate with one of the two groups."""

    baseline: str
    """What the baseline is called; empty where there is only one."""
    number: str
    """The people or events."""
    time: str
    """The person-time of a rate: '100 person-years'; empty for a risk, which is per 1000."""
    at: str
    """The time by which a risk is counted: '12 months'; empty where that is not said."""
    interval: Interval | None
    """The interval; absent with the comparator."""
    cut: bool
    """Whether it was cut at none or at everybody, and so does not apply at this baseline."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            baseline="Usual",
            number="131",
            time="",
            at="12 months",
            interval=Interval(low="111", high="154"),
            cut=False,
        )


@fact("summary_of_findings.chance_of_better")
class ChanceOfBetter(Fact):
    """A standardised difference as the chance that one does better than another."""

    comparator: str
    """What the other has."""
    chance: str
    """The chance."""
    interval: Interval
    """Its interval."""

    @classmethod
    def example(cls) -> Self:
        return cls(comparator="usual care", chance="58%", interval=Interval(low="53%", high="63%"))


@fact("summary_of_findings.past_a_mark")
class PastAMark(Fact):
    """A standardised difference as people per 1000 who pass a mark."""

    number: str
    """The people."""
    interval: Interval | None
    """Their interval; absent with the comparator."""
    mark: str
    """The mark as the protocol words it: 'with a score of 30 or more'."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            number="310",
            interval=Interval(low="280", high="350"),
            mark="with a score of 30 or more",
        )


@fact("summary_of_findings.people")
class People(Fact):
    """How many participants and trials a row is of."""

    trials: int
    """The trials."""
    participants: str
    """Their participants; empty where that is not known of any trial."""
    unknown: int
    """Of how many of the trials it is not known."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=4, participants="1,173", unknown=1)


@fact("summary_of_findings.crossover")
class Crossover(Fact):
    """How many crossover trials are used without their pairs, or by an assumption."""

    unpaired: int
    """Those used as if they had two groups."""
    assumed: int
    """Those used with a correlation that is assumed."""

    @classmethod
    def example(cls) -> Self:
        return cls(unpaired=2, assumed=1)


@fact("summary_of_findings.lowered")
class Lowered(Fact):
    """By how many levels a domain moves the certainty."""

    domain: Domain
    """The domain."""
    levels: str
    """The levels with their sign: '−1'."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="imprecision", levels="−1")


@fact("summary_of_findings.not_judged")
class NotJudged(Fact):
    """That nobody has judged a domain."""

    domain: Domain
    """The domain."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="indirectness")


@fact("summary_of_findings.no_data")
class NoData(Fact):
    """That no trial has data on an outcome."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("summary_of_findings.not_rated")
class NotRated(Fact):
    """Why a row is not rated."""

    why: str
    """Why; empty where no result could be weighed."""

    @classmethod
    def example(cls) -> Self:
        return cls(why="The risk of bias of its trials has not been judged")


@fact("summary_of_findings.see_above")
class SeeAbove(Fact):
    """Where the meaning of a subgroup's row stands."""

    outcome: str
    """The outcome whose row it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcome="Recovery")


@fact("summary_of_findings.in_no_rating")
class InNoRating(Fact):
    """Which domains nobody has judged for any outcome."""

    domains: tuple[DomainOfGrade, ...]
    """The domains."""

    @classmethod
    def example(cls) -> Self:
        return cls(domains=(DomainOfGrade.example(), DomainOfGrade(domain="indirectness")))


@fact("summary_of_findings.indirectness_explained")
class IndirectnessExplained(Fact):
    """What indirectness is, and that some ratings do without it."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("summary_of_findings.trials_elsewhere")
class TrialsElsewhere(Fact):
    """Where it stands what trials found that are not pooled."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("summary_of_findings.notes")
class Notes(Fact):
    """Under what a page folds the notes of a table on a narrow screen, where they are many."""

    first: str
    """The mark of the first."""
    last: str
    """The mark of the last."""

    @classmethod
    def example(cls) -> Self:
        return cls(first="a", last="k")


@fact("summary_of_findings.reading")
class HowToRead(Fact):
    """Under what a page folds the notes that say how the table is read."""

    @classmethod
    def example(cls) -> Self:
        return cls()
