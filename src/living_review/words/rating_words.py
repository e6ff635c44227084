"""How sure we are of a finding, in words: the rating, its reasons, and who decided them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from living_review.certainty.case import headline
from living_review.findings import Certainty, Domain, Finding, Level
from living_review.ground import numbers
from living_review.synthesis.finding_names import FindingNames
from living_review.words import prose
from living_review.words.grammar import (
    DOMAINS,
    capitalised,
    counted,
    levels_phrase,
    listed,
    plural,
    sentence,
)

# GRADE guidelines 3 (Balshem et al. 2011, J Clin Epidemiol 64:401-406), as the GRADE handbook and
# summaries of findings print them.
DEFINITIONS: Final[Mapping[Level, str]] = {
    "high": "we are very confident that the true effect lies close to that of the estimate of the "
    "effect",
    "moderate": "we are moderately confident in the effect estimate; the true effect is likely to "
    "be close to the estimate of the effect, but there is a possibility that it is substantially "
    "different",
    "low": "our confidence in the effect estimate is limited; the true effect may be substantially "
    "different from the estimate of the effect",
    "very low": "we have very little confidence in the effect estimate; the true effect is likely "
    "to be substantially different from the estimate of effect",
}


# What is not pooled has no estimate that a true effect could be close to.
_OF_NO_ESTIMATE: Final[Mapping[Level, str]] = {
    "high": "we are very confident in what they show together",
    "moderate": "we are moderately confident in what they show together",
    "low": "our confidence in what they show together is limited",
    "very low": "we have very little confidence in what they show together",
}


def meaning_of(level: Level) -> str:
    """Say what a level of certainty means, in the words of GRADE (Balshem 2011)."""
    return sentence(DEFINITIONS[level])


def meanings(
    level: Level, found: Sequence[Finding], names: FindingNames
) -> tuple[tuple[str, str], ...]:
    """Give the outcomes of one certainty and what it means, apart where there is no estimate."""
    parts = (
        ([f for f in found if headline(f) is not None], meaning_of(level)),
        (
            [f for f in found if headline(f) is None],
            f"The trials are not pooled, so there is no one estimate; {_OF_NO_ESTIMATE[level]}.",
        ),
    )
    return tuple(
        (listed(names.listed(own)), " ".join((said, *_at_one_baseline(own, names))))
        for own, said in parts
        if own
    )


def _at_one_baseline(found: Sequence[Finding], names: FindingNames) -> list[str]:
    """Say of which outcomes a certainty is that at one baseline, and which it is at others."""
    return [
        sentence(prose.certainty_at_baselines(finding, f"for {names.short(finding)} this"))
        for finding in found
        if prose.has_several_levels(finding)
    ]


def definitions() -> str:
    """Define the four levels, in the words of GRADE."""
    told = " ".join(
        f"{capitalised(level)}: {sentence(DEFINITIONS[level])}" for level in DEFINITIONS
    )
    return f"The levels of certainty (GRADE). {told}"


def certainty_sentence(rating: Certainty) -> str:
    """Give the certainty and why it is not higher."""
    moved = [
        f"{DOMAINS[domain.name]} ({counted(abs(domain.levels), 'level')})"
        for domain in rating.domains
        if domain.levels < 0
    ]
    raised = [d for d in rating.domains if d.levels > 0]
    text = f"The certainty of the evidence is {rating.level}"
    unjudged = [
        DOMAINS[d.name] for d in rating.domains if d.state == "not assessed" and d.name != "upgrade"
    ]
    known = " in what was assessed" if unjudged else ""
    text += f", rated down for {listed(moved)}" if moved else f", with no reason to lower it{known}"
    if raised:
        text += f" and rated up by {counted(sum(d.levels for d in raised), 'level')}"
    text = sentence(text)
    if unjudged:
        them = plural(len(unjudged), "it", "them")
        text += " " + sentence(
            f"{listed(unjudged)} {_was(unjudged)} not assessed, and the rating takes no account "
            f"of {them}"
        )
    return text


def _was(items: list[str]) -> str:
    return "was" if len(items) == 1 else "were"


def domain_items(rating: Certainty) -> tuple[tuple[str, str], ...]:
    """Give each domain and, in sentences, its proposal, what was decided, why, and by which rule.

    It is the profile for a page too narrow for one more table.
    """
    return tuple(
        (
            capitalised(DOMAINS[domain.name]),
            " ".join(
                sentence(part)
                for part in (
                    levels_phrase(domain.levels) if domain.state == "proposed" else "",
                    domain_decision(domain),
                    _explained(domain),
                    f"rule: {domain.rule}",
                )
                if part
            ),
        )
        for domain in rating.domains
    )


def _explained(domain: Domain) -> str:
    """Give the explanation of a domain; that it is not assessed is said once."""
    return domain.explanation.removeprefix("Not assessed: ")


def domain_decision(domain: Domain) -> str:
    """Say where a domain's rating comes from: the rule, or a person, and whether it still holds."""
    if domain.state == "not assessed" and domain.name == "upgrade":
        return "Not rated up."
    if domain.state == "not assessed":
        return "Not assessed: it does not lower the rating until a person decides."
    if domain.state == "proposed":
        return "Not yet decided: the proposal counts."
    proposal = "no proposal" if domain.proposed is None else levels_phrase(domain.proposed)
    who = f"{domain.by or 'a person'}" + (f" on {numbers.date(domain.date)}" if domain.date else "")
    decided = f"{levels_phrase(domain.levels)}, decided by {who}"
    reason = f" Reason: {sentence(domain.reason)}" if domain.reason else ""
    if domain.state == "overridden":
        return sentence(f"{decided}, against the rule’s proposal ({proposal})") + reason
    if domain.unrecorded:
        return (
            f"{sentence(decided)}{reason} The decision does not record what it was taken on, so it "
            f"cannot be told whether that has changed since. The rule proposes: {proposal}."
        )
    if domain.state == "stale":
        moved = f": {domain.moved}" if domain.moved else ""
        return (
            f"{sentence(f'{decided}, but what it was taken on has changed since{moved}')}{reason} "
            f"The rule now proposes: {proposal}. This decision waits to be confirmed again."
        )
    how = "where no rule proposes" if domain.proposed is None else "as the rule proposes"
    return sentence(f"{decided}, {how}") + reason


def provisional_sentence(rating: Certainty) -> str:
    """Say why a rating is provisional: nobody decided a domain, or a decision may no longer fit."""
    if not rating.provisional:
        return ""
    own = [domain for domain in rating.domains if domain.name != "upgrade"]
    if any(domain.decided is None for domain in own):
        return (
            "It is provisional: the program proposes it by published rules, and a person has not "
            "yet decided every domain."
        )
    return (
        "It is provisional: a person has decided every domain, and at least one decision is to be "
        "looked at again."
    )


def stale_domains(finding: Finding) -> tuple[Domain, ...]:
    """Give the domains whose decision was taken on something that has changed since."""
    domains = finding.certainty.domains if finding.certainty else ()
    return tuple(domain for domain in domains if domain.outdated)


def stale_sentence(finding: Finding) -> str:
    """Say which decisions on a finding were taken on something that has changed since."""
    stale = stale_domains(finding)
    names = listed(DOMAINS[domain.name] for domain in stale)
    return (
        f"{plural(len(stale), 'The decision', 'The decisions')} on {names} "
        f"{plural(len(stale), 'rests', 'rest')} on something that has changed since. "
        f"{plural(len(stale), 'It counts', 'They count')} until "
        f"{plural(len(stale), 'it is', 'they are')} confirmed or changed."
    )


def reasons(finding: Finding) -> str:
    """Give the certainty in a word and, domain by domain, why it is not higher."""
    rating = finding.certainty
    if rating is None:
        return sentence(f"not rated: {finding.not_rated}" if finding.not_rated else "not rated")
    why = [
        f"{capitalised(DOMAINS[domain.name])}: {_why(domain)}"
        for domain in rating.domains
        if domain.levels
    ]
    where = prose.baselines_sentence(finding)
    return " ".join(filter(None, (f"{capitalised(rating.level)} certainty.", where, *why)))


def _why(domain: Domain) -> str:
    given = domain.reason if domain.decided is not None else domain.explanation
    return sentence(given or "no reason is recorded")
