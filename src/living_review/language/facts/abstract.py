"""The structured abstract: what PRISMA 2020 asks of one, and what a living review adds."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts import overview
from living_review.language.facts.changes import Headline, Nothing
from living_review.language.facts.citation import Edition
from living_review.language.facts.counts import Evidence
from living_review.language.facts.overview import Contributing, SizeOfReview, Status
from living_review.language.facts.pools import Method
from living_review.language.facts.terms import Level, MeasureInFull

Part = Literal[
    "objectives",
    "eligibility",
    "sources",
    "risk_of_bias",
    "methods",
    "included",
    "results",
    "limitations",
    "interpretation",
    "funding",
    "registration",
    "version",
]
"""A part of the abstract, in the order of PRISMA 2020 for Abstracts; what is living comes last."""
Tool = Literal["RoB2", "RoB1"]
"""What risk of bias was judged with."""


@fact("abstract.part")
class PartName(Fact):
    """What a part of the abstract is called."""

    part: Part
    """The part."""

    @classmethod
    def example(cls) -> Self:
        return cls(part="results")


@fact("abstract.line")
class Line(Fact):
    """A part of the abstract with its name, where it is plain text."""

    heading: str
    """The name."""
    text: str
    """What it says."""

    @classmethod
    def example(cls) -> Self:
        return cls(heading="Results", text="Recovery: SMD 0.29 (95% CI 0.15 to 0.43).")


@fact("abstract.objectives")
class Objectives(Fact):
    """What the review asks, from the parts of its question."""

    population: str
    """Whom it is about."""
    intervention: str
    """What is done."""
    many: bool
    """Whether the intervention takes a verb in the plural."""
    comparator: str
    """What it is compared with."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            population="Adults with depression",
            intervention="Peer support",
            many=False,
            comparator="Usual care",
        )


@fact("abstract.eligibility")
class Eligibility(Fact):
    """Which trials are looked for, and which outcomes."""

    comparisons: tuple[str, ...]
    """The first comparisons."""
    more: int
    """How many further comparisons there are."""
    critical: tuple[str, ...]
    """The first critical outcomes; none where no outcome is critical."""
    further: int
    """How many further critical outcomes there are."""
    others: int
    """How many outcomes that are not critical."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            comparisons=("Peer support versus usual care",),
            more=0,
            critical=("Recovery", "Quality of life"),
            further=0,
            others=8,
        )


@fact("abstract.searched")
class Searched(Fact):
    """What was searched, and when last; part of a list."""

    source: str
    """What was searched, as the registry names it."""
    last: dt.date
    """The last search of it."""

    @classmethod
    def example(cls) -> Self:
        return cls(source="MEDLINE and Embase", last=dt.date(2026, 11, 22))


@fact("abstract.sources")
class Sources(Fact):
    """What was searched, and when last."""

    searched: tuple[Searched, ...]
    """The sources, the one that was searched last first; none where no search is recorded."""
    more: int
    """How many further sources there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(searched=(Searched.example(),), more=0)


@fact("abstract.risk_of_bias")
class RiskOfBias(Fact):
    """What risk of bias was judged with, and of how many trials."""

    tools: tuple[Tool, ...]
    """The tools, the one that judged most trials first; none where no trial is judged."""
    judged: int
    """How many of the included trials are judged."""
    included: int
    """How many trials are included."""

    @classmethod
    def example(cls) -> Self:
        return cls(tools=("RoB2",), judged=11, included=12)


@fact("abstract.methods")
class Methods(Fact):
    """How results were pooled and rated."""

    measures: tuple[MeasureInFull, ...]
    """The measures of the effects that the abstract tells."""
    methods: tuple[Method, ...]
    """How they were pooled; none where no result is pooled."""
    rated: bool
    """Whether the certainty of a result is rated."""
    provisional: bool
    """Whether a part of the ratings is proposed by rules and not yet decided by people."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            measures=(MeasureInFull.example(),),
            methods=(Method.example(),),
            rated=True,
            provisional=True,
        )


@fact("abstract.included")
class Included(Fact):
    """How many trials and people are included, and when they were published."""

    size: SizeOfReview
    """How many trials and people."""
    contributing: Contributing | None
    """How many of them give data; None where none is included."""
    first: str
    """The year of the earliest trial; empty where none is included."""
    last: str
    """The year of the latest trial; empty where none is included."""

    @classmethod
    def example(cls) -> Self:
        size, data = SizeOfReview.example(), Contributing.example()
        return cls(size=size, contributing=data, first="1985", last="2025")


@fact("abstract.result")
class Result(Fact):
    """A main result: the effect, whom it favours, what is behind it, and how sure it is."""

    name: str
    """The outcome, with whatever tells it from the other results."""
    result: overview.Result
    """The effect and whom it favours, or which way the trials point."""
    little: bool
    """Whether the effect is too small to matter, so that no side is named."""
    evidence: Evidence
    """Trials and participants."""
    certainty: Level | None
    """How sure it is; None where that is not rated."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            name="recovery",
            result=overview.ResultInBrief.example(),
            little=False,
            evidence=Evidence.example(),
            certainty="low",
        )


@fact("abstract.more_results")
class MoreResults(Fact):
    """How many results the review has besides those that the abstract tells."""

    results: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=34)


@fact("abstract.no_data_on_critical")
class NoDataOnCritical(Fact):
    """On which critical outcomes no trial of any comparison gave usable data."""

    outcomes: tuple[str, ...]
    """The first of them."""
    more: int
    """How many more there are."""

    @classmethod
    def example(cls) -> Self:
        return cls(outcomes=("Quality of life",), more=0)


@fact("abstract.no_results")
class NoResults(Fact):
    """That there is no result, because no trial is included or none gave usable data."""

    included: int
    """How many trials are included."""

    @classmethod
    def example(cls) -> Self:
        return cls(included=0)


@fact("abstract.concluded")
class Concluded(Fact):
    """What is concluded of a main result."""

    statement: str
    """The sentence of GRADE, without its full stop."""
    beside: tuple[str, ...]
    """What tells it from the other results: the comparison, the time."""

    @classmethod
    def example(cls) -> Self:
        return cls(statement="Peer support may improve recovery slightly", beside=())


@fact("abstract.no_conclusion")
class NoConclusion(Fact):
    """That nothing is concluded, and why."""

    results: bool
    """Whether there are results, whose certainty is then not rated."""

    @classmethod
    def example(cls) -> Self:
        return cls(results=True)


@fact("abstract.not_reported")
class NotReported(Fact):
    """That the review does not tell something; the whole text of a part."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("abstract.version")
class ThisVersion(Fact):
    """Which version this is, how far it is up to date, and what changed since the last one."""

    edition: Edition
    """The version."""
    on: dt.date
    """Its date."""
    searched: dt.date | None
    """The last search; None where it is not recorded."""
    status: Status
    """Whether the review is kept up to date, and when it is searched next."""
    previous: str
    """The number of the version before; empty where there is none."""
    changed: Nothing | Headline | None
    """What changed most since then; None where there is no version before."""
    more: bool = False
    """Whether more changed than that."""

    @classmethod
    def example(cls) -> Self:
        return cls(
            edition=Edition.example(),
            on=dt.date(2026, 11, 28),
            searched=dt.date(2026, 11, 22),
            status=Status.example(),
            previous="2",
            changed=Headline.example(),
        )
