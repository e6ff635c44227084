"""What the page on certainty says: how serious a domain is, who decided, and its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from living_review.certainty import distances
from living_review.findings import Finding, Findings
from living_review.language import say
from living_review.language.facts import standing as facts
from living_review.language.later import Later
from living_review.language.markdown import Markdown
from living_review.synthesis.finding_names import FindingNames
from living_review.tables import evidence_profile
from living_review.tables.spec import Table


def standing_of_decisions(findings: Findings) -> str:
    """Say who has decided what, and that the rest is provisional."""
    names, decided = FindingNames(findings.findings), dict[str, list[Finding]]()
    people: set[str] = set()
    for finding in findings.findings:
        for domain in finding.certainty.domains if finding.certainty else ():
            if domain.decided is not None:
                state = "unrecorded" if domain.unrecorded else domain.state
                decided.setdefault(state, []).append(finding)
                people.add(domain.by or say(facts.Somebody()))
    if not any(finding.certainty for finding in findings.findings):
        return say(facts.NothingRated())
    if not decided:
        return say(facts.NothingDecided())

    def decisions(state: str) -> facts.Decisions | None:
        chosen = decided.get(state)
        if not chosen:
            return None
        return facts.Decisions(number=len(chosen), outcomes=tuple(names.listed(_each(chosen))))

    return say(
        facts.Standing(
            outcomes=tuple(names.listed(f for f in findings.findings if _decided(f))),
            people=tuple(sorted(people)),
            against=decisions("overridden"),
            stale=decisions("stale"),
            unrecorded=decisions("unrecorded"),
            provisional=_provisional(findings),
        )
    )


def _provisional(findings: Findings) -> Literal["all", "some", "none"]:
    ratings = [each.certainty.provisional for each in findings.findings if each.certainty]
    return "all" if all(ratings) else "some" if any(ratings) else "none"


def _decided(finding: Finding) -> bool:
    domains = finding.certainty.domains if finding.certainty else ()
    return any(domain.decided is not None for domain in domains)


def _each(found: list[Finding]) -> list[Finding]:
    return list({finding.key: finding for finding in found}.values())


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
        "standing_of_decisions": Later(lambda: standing_of_decisions(findings)),
        "profile_table": profile_table,
        "decisions_table": Later(lambda: draw(evidence_profile.decisions(findings.findings))),
        "distance_table": distance_table,
    }
