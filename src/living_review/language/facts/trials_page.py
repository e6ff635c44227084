"""What the pages say of the trials together: their kinds, judgements, sources and places."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

OverallJudgement = Literal[
    "low", "some concerns", "unclear", "high", "no information", "not assessed"
]
Status = Literal["awaiting", "ongoing", "excluded", "retracted"]


@fact("trials_page.status")
class StatusTitle(Fact):
    """The heading of the trials that are in no main analysis, by why they are not."""

    status: Status
    """Their status."""

    @classmethod
    def example(cls) -> Self:
        return cls(status="awaiting")


@fact("trials_page.status_meaning")
class StatusMeaning(Fact):
    """What the status of such trials means; below that heading."""

    status: Status
    """Their status."""

    @classmethod
    def example(cls) -> Self:
        return cls(status="retracted")


@fact("trials_page.kind")
class KindOf(Fact):
    """How many trials have a characteristic; one of a list."""

    value: str | None
    """The characteristic, such as a country; absent where it is not reported."""
    trials: int
    """How many trials have it."""

    @classmethod
    def example(cls) -> Self:
        return cls(value="US", trials=5)


@fact("trials_page.kinds")
class Kinds(Fact):
    """How many trials there are of each kind, inside a sentence."""

    kinds: tuple[KindOf, ...]
    """The kinds, the most frequent first; what is not reported last."""

    @classmethod
    def example(cls) -> Self:
        return cls(kinds=(KindOf.example(), KindOf(value=None, trials=1)))


@fact("trials_page.source")
class SourceOf(Fact):
    """A source of the data, and how many trials name it."""

    source: str
    """The source."""
    trials: int
    """How many trials name it."""

    @classmethod
    def example(cls) -> Self:
        return cls(source="Lloyd-Evans 2014, additional file 2", trials=11)


@fact("trials_page.judged")
class Judged(Fact):
    """How many trials have one judgement of their risk of bias; one of a list."""

    judgement: OverallJudgement
    """The judgement."""
    trials: int
    """How many trials have it."""
    named: tuple[str, ...]
    """The trials, where they are named."""

    @classmethod
    def example(cls) -> Self:
        return cls(judgement="not assessed", trials=1, named=("Cook 2012",))


@fact("trials_page.risk_of_bias")
class JudgedTogether(Fact):
    """How the included trials are judged; none where there is no trial."""

    judged: tuple[Judged, ...]
    """How many trials have each judgement."""
    trials: int
    """How many trials are included."""

    @classmethod
    def example(cls) -> Self:
        low = Judged(judgement="low", trials=2, named=())
        return cls(judged=(low, Judged.example()), trials=3)
