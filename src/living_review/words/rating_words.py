"""How sure we are of a finding: the facts of the rating, its reasons, and who decided them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from living_review.certainty.case import headline
from living_review.findings import Certainty, Domain, Finding, Level
from living_review.language import say
from living_review.language.facts import certainty as facts
from living_review.language.facts.terms import DomainOfGrade
from living_review.synthesis.finding_names import FindingNames
from living_review.words import prose
from living_review.words.grammar import capitalised, domain_name, levels_moved, listed

LEVELS: tuple[Level, ...] = get_args(Level)


def meaning_of(level: Level) -> str:
    """Say what a level of certainty means, in the words of GRADE (Balshem 2011)."""
    return say(facts.MeaningOfLevel(level=level))


def meanings(
    level: Level, found: Sequence[Finding], names: FindingNames
) -> tuple[tuple[str, str], ...]:
    """Give the outcomes of one certainty and what it means, apart where there is no estimate."""
    without = say(facts.MeaningWithoutEstimate(level=level))
    parts = (
        ([f for f in found if headline(f) is not None], meaning_of(level)),
        ([f for f in found if headline(f) is None], without),
    )
    return tuple(
        (listed(names.listed(own)), " ".join((said, *_at_one_baseline(own, names))))
        for own, said in parts
        if own
    )


def _at_one_baseline(found: Sequence[Finding], names: FindingNames) -> list[str]:
    """Say of which outcomes a certainty is that at one baseline, and which it is at others."""
    told = (prose.at_baselines(finding, names.short(finding)) for finding in found)
    return [say(each) for each in told if each]


def definitions() -> str:
    """Define the four levels, in the words of GRADE."""
    return say(facts.Definitions(levels=LEVELS))


def certainty_sentence(rating: Certainty) -> str:
    """Give the certainty and why it is not higher."""
    return say(
        facts.Rating(
            level=rating.level,
            lowered=tuple(
                facts.Lowered(domain=domain.name, levels=abs(domain.levels))
                for domain in rating.domains
                if domain.levels < 0
            ),
            raised=sum(domain.levels for domain in rating.domains if domain.levels > 0),
            unjudged=tuple(
                DomainOfGrade(domain=domain.name)
                for domain in rating.domains
                if domain.state == "not assessed" and domain.name != "upgrade"
            ),
        )
    )


def domain_items(rating: Certainty) -> tuple[tuple[str, str], ...]:
    """Give each domain and, in sentences, its proposal, what was decided, why, and by which rule.

    It is the profile for a page too narrow for one more table.
    """
    return tuple(
        (
            capitalised(domain_name(domain.name)),
            say(
                facts.DomainTold(
                    proposal=levels_moved(domain.levels) if domain.state == "proposed" else None,
                    decision=_decision(domain),
                    explanation=domain.explanation,
                    rule=domain.rule,
                )
            ),
        )
        for domain in rating.domains
    )


def domain_decision(domain: Domain) -> str:
    """Say where a domain's rating comes from: the rule, or a person, and whether it still holds."""
    return say(_decision(domain))


def _decision(domain: Domain) -> facts.Decided | facts.NotDecided:
    if domain.state == "not assessed":
        upgrade = domain.name == "upgrade"
        return facts.NotDecided(why="not rated up" if upgrade else "not assessed")
    if domain.state == "proposed":
        return facts.NotDecided(why="proposal counts")
    return facts.Decided(
        moved=levels_moved(domain.levels),
        by=domain.by or "",
        on=domain.date,
        reason=domain.reason or "",
        proposal=None if domain.proposed is None else levels_moved(domain.proposed),
        state=_state(domain),
        change=domain.moved or "",
    )


def _state(domain: Domain) -> Literal["as proposed", "against", "unrecorded", "stale"]:
    if domain.state == "overridden":
        return "against"
    if domain.state == "stale":
        return "unrecorded" if domain.unrecorded else "stale"
    return "as proposed"


def provisional_sentence(rating: Certainty) -> str:
    """Say why a rating is provisional: nobody decided a domain, or a decision may no longer fit."""
    if not rating.provisional:
        return ""
    own = [domain for domain in rating.domains if domain.name != "upgrade"]
    return say(facts.Provisional(decided=all(domain.decided is not None for domain in own)))


def stale_domains(finding: Finding) -> tuple[Domain, ...]:
    """Give the domains whose decision was taken on something that has changed since."""
    domains = finding.certainty.domains if finding.certainty else ()
    return tuple(domain for domain in domains if domain.outdated)


def stale_sentence(finding: Finding) -> str:
    """Say which decisions on a finding were taken on something that has changed since."""
    stale = stale_domains(finding)
    return say(facts.Stale(domains=tuple(DomainOfGrade(domain=each.name) for each in stale)))


def reasons(finding: Finding) -> str:
    """Give the certainty in a word and, domain by domain, why it is not higher."""
    rating = finding.certainty
    if rating is None:
        return say(facts.NotRated(why=finding.not_rated or ""))
    return say(
        facts.Reasons(
            level=rating.level,
            baselines=prose.at_baselines(finding),
            reasons=tuple(
                facts.Reason(domain=domain.name, why=_why(domain))
                for domain in rating.domains
                if domain.levels
            ),
        )
    )


def _why(domain: Domain) -> str:
    given = domain.reason if domain.decided is not None else domain.explanation
    return given or ""
