"""How trials were judged: the judgements, the domains of the tools, and how they are counted."""

from __future__ import annotations

from typing import Literal, Self

from living_review.language.fact import Fact, fact

Judgement = Literal["low", "some concerns", "unclear", "high", "no information", "not assessed"]
"""A judgement of risk of bias, the least severe first; or that nobody has judged it."""
DomainOfRoB2 = Literal["D1", "D2", "D3", "D4", "D5"]
"""A domain of RoB 2."""

Column = Literal["trial", "overall", "risk_of_bias"]
"""The trial, the overall judgement, or what spans the judgements of a forest plot."""


@fact("risk_of_bias.judgement")
class JudgementName(Fact):
    """The word for a judgement."""

    judgement: Judgement
    """The judgement."""

    @classmethod
    def example(cls) -> Self:
        return cls(judgement="some concerns")


@fact("risk_of_bias.domain")
class DomainName(Fact):
    """The name of a domain of RoB 2."""

    domain: DomainOfRoB2
    """The domain."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="D3")


@fact("risk_of_bias.known_domain")
class KnownDomain(Fact):
    """A domain of RoB 2 with its number and its name."""

    domain: DomainOfRoB2
    """The domain."""

    @classmethod
    def example(cls) -> Self:
        return cls(domain="D3")


@fact("risk_of_bias.lettered_domain")
class LetteredDomain(Fact):
    """A domain of another tool, with the letter that heads its column."""

    letter: str
    """The letter."""
    name: str
    """What the registry calls the domain."""

    @classmethod
    def example(cls) -> Self:
        return cls(letter="A", name="Random sequence generation")


@fact("risk_of_bias.domains")
class Domains(Fact):
    """What the headings of the columns of a figure mean."""

    domains: tuple[KnownDomain | LetteredDomain | str, ...]
    """The domains; one that the registry calls by a short name of its own as it is."""

    @classmethod
    def example(cls) -> Self:
        return cls(domains=(KnownDomain(domain="D1"), KnownDomain(domain="D2")))


@fact("risk_of_bias.heading")
class Heading(Fact):
    """A heading of the tables and figures of judgements."""

    column: Column
    """The heading."""

    @classmethod
    def example(cls) -> Self:
        return cls(column="overall")


@fact("risk_of_bias.caption")
class Caption(Fact):
    """The caption of the judgements of each trial by one tool."""

    tool: Literal["RoB2", "RoB1"]
    """The tool."""

    @classmethod
    def example(cls) -> Self:
        return cls(tool="RoB2")


@fact("risk_of_bias.key")
class Key(Fact):
    """What stands before the discs that a figure explains."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("risk_of_bias.basis")
class Basis(Fact):
    """What the shares of a summary are of, below its bars."""

    weighted: bool
    """Whether a trial counts by its weight in the pool; else each counts once."""

    @classmethod
    def example(cls) -> Self:
        return cls(weighted=False)


@fact("risk_of_bias.share")
class Share(Fact):
    """The share of a judgement, in its bar."""

    share: str
    """The share."""
    judgement: Judgement
    """The judgement; that nobody has judged it where there is none."""

    @classmethod
    def example(cls) -> Self:
        return cls(share="40%", judgement="low")


@fact("risk_of_bias.share_told")
class ShareTold(Fact):
    """The share of a judgement; part of a list."""

    judgement: Judgement
    """The judgement; that nobody has judged it where there is none."""
    share: str
    """The share."""

    @classmethod
    def example(cls) -> Self:
        return cls(judgement="low", share="40%")


@fact("risk_of_bias.summary_alt")
class SummaryAlt(Fact):
    """What the summary of judgements shows, for whoever does not see it."""

    trials: int
    """How many trials there are."""
    weighted: bool
    """Whether a trial counts by its weight in the pool; else each counts once."""
    shares: tuple[ShareTold, ...]
    """The shares of the overall judgements."""

    @classmethod
    def example(cls) -> Self:
        high = ShareTold(judgement="high", share="60%")
        return cls(trials=5, weighted=False, shares=(ShareTold.example(), high))


@fact("risk_of_bias.trials_judged")
class TrialsJudged(Fact):
    """How many trials have a judgement; part of a list."""

    judgement: Judgement
    """The judgement; that nobody has judged it where there is none."""
    trials: int
    """The trials."""

    @classmethod
    def example(cls) -> Self:
        return cls(judgement="low", trials=2)


@fact("risk_of_bias.traffic_light_alt")
class TrafficLightAlt(Fact):
    """What a page of the judgements of each trial shows, for whoever does not see it."""

    trials: int
    """How many trials there are."""
    part: int
    """Which of several parts of the figure it is."""
    parts: int
    """How many parts the figure has."""
    judgements: tuple[TrialsJudged, ...]
    """The overall judgements."""

    @classmethod
    def example(cls) -> Self:
        high = TrialsJudged(judgement="high", trials=3)
        return cls(trials=5, part=1, parts=2, judgements=(TrialsJudged.example(), high))
