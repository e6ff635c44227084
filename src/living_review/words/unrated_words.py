"""Results whose certainty is not rated: which they are, why, and what that means."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import Finding, Findings
from living_review.language import say
from living_review.language.facts import unrated as facts
from living_review.synthesis.finding_names import FindingNames
from living_review.words.overview import by_importance


def unrated(findings: Findings) -> tuple[Finding, ...]:
    """Give the findings that have data and no rating."""
    return tuple(f for f in by_importance(findings) if f.trials and f.certainty is None)


def whose(reason: str, found: Sequence[Finding]) -> str:
    """Give the reason why results are not rated: of one its trials, of several their trials."""
    return say(facts.Reason(reason=reason, results=len(found)))


def by_reason(findings: Findings) -> dict[str, list[Finding]]:
    """Give the results that are not rated by why they are not: '' where nothing is recorded."""
    why: dict[str, list[Finding]] = {}
    for finding in unrated(findings):
        why.setdefault(finding.not_rated or "", []).append(finding)
    return why


def unrated_meanings(findings: Findings) -> tuple[str, ...]:
    """Say of results that are not rated what follows for practice, those of one reason together."""
    names = FindingNames(findings.findings)
    return tuple(
        say(
            facts.Meaning(
                results=tuple(names.listed(own)),
                reason=facts.Reason(reason=reason, results=len(own)),
                unsure=not all(each.all_alike for each in own),
            )
        )
        for reason, own in by_reason(findings).items()
    )


def without_events(finding: Finding) -> bool:
    """Tell whether nobody in the trials of a result had the event."""
    return finding.all_alike is not None and finding.all_alike.had == "nobody"


def not_rated_sentences(findings: Findings) -> tuple[str, ...]:
    """Say of the results that are not rated why they are not, those of one reason together."""
    names, why = FindingNames(findings.findings), by_reason(findings)
    return tuple(
        say(
            facts.NotRated(
                results=tuple(names.listed(own)) if len(why) > 1 else (),
                count=len(own),
                reason=facts.Reason(reason=reason, results=len(own)),
            )
        )
        for reason, own in why.items()
    )
