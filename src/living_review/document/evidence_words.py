"""What the page on certainty says: how serious a domain is, who decided, and its tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from living_review.certainty import distances
from living_review.findings import Finding, Findings
from living_review.language.markdown import Markdown
from living_review.synthesis.finding_names import FindingNames
from living_review.tables import evidence_profile
from living_review.tables.spec import Table
from living_review.words.grammar import listed, plural, sentence


def standing_of_decisions(findings: Findings) -> str:
    """Say who has decided what, and that the rest is provisional."""
    names, decided = FindingNames(findings.findings), dict[str, list[Finding]]()
    people: set[str] = set()
    for finding in findings.findings:
        for domain in finding.certainty.domains if finding.certainty else ():
            if domain.decided is not None:
                state = "unrecorded" if domain.unrecorded else domain.state
                decided.setdefault(state, []).append(finding)
                people.add(domain.by or "a person")
    if not any(finding.certainty for finding in findings.findings):
        return "No result is rated yet."
    if not decided:
        return "No person has decided any domain yet: every level is what a rule proposes."
    named = {state: listed(names.listed(_each(own))) for state, own in decided.items()}
    outcomes = listed(names.listed(f for f in findings.findings if _decided(f)))
    said = [sentence(f"domains of {outcomes} have been decided, by {listed(sorted(people))}")]
    if against := named.get("overridden"):
        many = len(decided["overridden"])
        said.append(
            f"{plural(many, 'A decision goes', 'Decisions go')} against the rule for {against}."
        )
    if moved := named.get("stale"):
        many = len(decided["stale"])
        kept = plural(many, "it counts until it is", "they count until they are")
        said.append(
            f"{plural(many, 'A decision', 'Decisions')} on {moved} "
            f"{plural(many, 'is stale: what it was', 'are stale: what they were')} taken on has "
            f"changed since, and {kept} taken again."
        )
    if unrecorded := named.get("unrecorded"):
        many = len(decided["unrecorded"])
        said.append(
            f"{plural(many, 'A decision', 'Decisions')} on {unrecorded} "
            f"{plural(many, 'does not record what it was', 'do not record what they were')} taken "
            "on, so it cannot be told whether that has changed since."
        )
    said.append("Every other level is what a rule proposes.")
    ratings = [each.certainty for each in findings.findings if each.certainty]
    if all(rating.provisional for rating in ratings):
        said.append(
            "All ratings are provisional: each has a domain that nobody has decided, or one whose "
            "decision is to be looked at again."
        )
    elif any(rating.provisional for rating in ratings):
        said.append("A rating with a domain to be decided, or looked at again, is provisional.")
    return " ".join(said)


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
        "standing_of_decisions": standing_of_decisions(findings),
        "profile_table": profile_table,
        "decisions_table": draw(evidence_profile.decisions(findings.findings)),
        "distance_table": distance_table,
    }
