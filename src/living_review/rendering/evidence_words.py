"""What the page on certainty says: how serious a domain is, who decided, and its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from living_review import numbers
from living_review.certainty import distances
from living_review.findings import Finding, Findings
from living_review.rendering.grammar import capitalised, counted, listed, plural, sentence
from living_review.rendering.markdown import Markdown
from living_review.rendering.tables import evidence_profile
from living_review.rendering.tables.spec import Table

STATES = (
    ("confirmed", "as the rule proposes or where no rule proposes"),
    ("overridden", "against the rule"),
    ("stale", "on evidence that has moved since"),
)


def standing_of_decisions(findings: Findings) -> str:
    """Say how many domains people have decided, and that the rest is provisional."""
    rated = [each for each in findings.findings if each.certainty]
    domains = [
        domain
        for each in rated
        for domain in (each.certainty.domains if each.certainty else ())
        if domain.name != "upgrade"
    ]
    taken = [domain for domain in domains if domain.decided is not None]
    if not rated:
        return "No finding has been rated yet."
    if not taken:
        return sentence(
            f"no person has decided any of the {counted(len(domains), 'domain')} of "
            f"{counted(len(rated), 'finding')}; every rating is provisional"
        )
    told = [
        f"{numbers.in_words(count)} {words}"
        for state, words in STATES
        if (count := sum(domain.state == state for domain in taken))
    ]
    who = listed(sorted({domain.by for domain in taken if domain.by}))
    settled = sum(not each.certainty.provisional for each in rated if each.certainty)
    left = (
        "In every finding a domain is still undecided, so all ratings are provisional."
        if not settled
        else f"{capitalised(counted(len(rated) - settled, 'rating'))} "
        f"{plural(len(rated) - settled, 'is', 'are')} still provisional."
    )
    decided = f"{numbers.in_words(len(taken))} of {counted(len(domains), 'domain')}"
    return (
        f"{capitalised(decided)} of {counted(len(rated), 'finding')} "
        f"{plural(len(taken), 'has', 'have')} been decided by {who}: {listed(told)}. {left}"
    )


def names(findings: Findings, draw: Callable[[Table], Markdown]) -> dict[str, Any]:
    """Give the names that the templates of the page on certainty can use."""
    records = {trial.trial_id: trial for trial in findings.trials}
    question = findings.review.question

    def profile_table(comparison: str) -> Markdown:
        return draw(evidence_profile.profile(findings.findings, comparison))

    def distance_table(finding: Finding) -> Markdown:
        laid_out = distances(finding, records, question)
        return draw(evidence_profile.distance(finding, laid_out))

    return {
        "standing_of_decisions": standing_of_decisions(findings),
        "profile_table": profile_table,
        "decisions_table": draw(evidence_profile.decisions(findings.findings)),
        "distance_table": distance_table,
    }
