"""How a judgement of risk of bias is named, and a domain of the tool by which it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast, get_args

from living_review.language import say
from living_review.language.facts import risk_of_bias as facts
from living_review.words.grammar import capitalised

*_JUDGED, _NONE = cast("tuple[facts.Judgement, ...]", get_args(facts.Judgement))
JUDGEMENTS = tuple(_JUDGED)
"""Every judgement that there is, the least severe first."""
NOT_ASSESSED = _NONE
"""What stands in the place of a judgement where there is none."""
ROB2 = cast("tuple[facts.DomainOfRoB2, ...]", get_args(facts.DomainOfRoB2))
"""The domains of RoB 2, in their order."""


def judgement(given: str | None) -> str:
    """Name a judgement with a capital, one outside the vocabulary as it is; 'not assessed'."""
    if given is None:
        return say(facts.JudgementName(judgement=NOT_ASSESSED))
    known = next((each for each in JUDGEMENTS if each == given), None)
    return capitalised(say(facts.JudgementName(judgement=known)) if known else given)


def heading(column: facts.Column) -> str:
    """Head a column of the tables and figures of judgements, or all judgements of a plot."""
    return say(facts.Heading(column=column))


def known_domain(domain: str) -> facts.KnownDomain | None:
    """Give a domain of RoB 2 as a reader knows it ('D3: missing outcome data'); None for others."""
    known = next((each for each in ROB2 if each == domain), None)
    return facts.KnownDomain(domain=known) if known else None


def full_name(domain: str) -> str:
    """Name a domain as a reader knows it; one of another tool as the registry calls it."""
    known = known_domain(domain)
    return say(known) if known else domain


def short_names(domains: Sequence[str]) -> tuple[str, ...]:
    """Give headings for columns: the domains' own ids where all are short, else letters."""
    if all(len(name) <= 3 for name in domains):
        return tuple(domains)
    return tuple(chr(ord("A") + place) for place in range(len(domains)))


def domains_told(domains: Sequence[str]) -> str:
    """Say what the heading of each column means; empty where there are no domains."""
    if not domains:
        return ""
    told = (
        (known_domain(name) or name)
        if short == name
        else facts.LetteredDomain(letter=short, name=name)
        for short, name in zip(short_names(domains), domains, strict=True)
    )
    return say(facts.Domains(domains=tuple(told)))
