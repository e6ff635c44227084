"""What people decided, laid over what the rules propose."""

from __future__ import annotations

from typing import get_args

from living_review.certainty.judgements import Judgement
from living_review.certainty.proposal import Proposal
from living_review.findings import Domain, Level
from living_review.findings.certainty import not_recorded
from living_review.language import say
from living_review.language.facts.decisions import NotRecorded

ORDER: tuple[Level, ...] = get_args(Level)


def decided(proposal: Proposal, judgement: Judgement | None) -> Domain:
    """Give a domain with the decision on it; a decision whose inputs crossed a threshold is stale.

    A stale decision still counts, and says that it waits to be confirmed.
    """
    domain = proposal.domain()
    if judgement is None:
        return domain
    if judgement.inputs_hash is None:
        moved: str | None = not_recorded()
    else:
        moved = proposal.moved_since(judgement.inputs_hash)
    agrees = proposal.levels is None or judgement.levels == proposal.levels
    return domain.model_copy(
        update={
            "decided": judgement.levels,
            "reason": judgement.reason,
            "by": judgement.by,
            "date": judgement.date,
            "state": "stale" if moved else "confirmed" if agrees else "overridden",
            "moved": moved,
        }
    )


def moved_since(domain: Domain) -> str | None:
    """Say what has changed since a decision; None where nothing has.

    Where it does not record on what it was taken, the stored text is a sign of that, and not said.
    """
    return say(NotRecorded()) if domain.unrecorded else domain.moved


def level_of(domains: tuple[Domain, ...], start: Level = "high") -> Level:
    """Give the certainty that remains after all domains, between very low and high."""
    place = ORDER.index(start) - sum(domain.levels for domain in domains)
    return ORDER[max(0, min(place, len(ORDER) - 1))]


def provisional(domains: tuple[Domain, ...]) -> bool:
    """Tell whether a person has yet to decide a domain (rating up aside), or to look again."""
    return any(
        domain.state not in ("confirmed", "overridden")
        for domain in domains
        if domain.name != "upgrade" or domain.state == "stale"
    )
