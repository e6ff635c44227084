"""Results whose certainty is not rated: which they are, why, and what that means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from living_review.findings import Finding, Findings
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import listed, plural, sentence
from living_review.words.overview import by_importance


def unrated(findings: Findings) -> tuple[Finding, ...]:
    """Give the findings that have data and no rating."""
    return tuple(f for f in by_importance(findings) if f.trials and f.certainty is None)


def whose(reason: str, found: Sequence[Finding]) -> str:
    """Give the reason why results are not rated: of one its trials, of several their trials."""
    return reason if len(found) == 1 else re.sub(r"\bits trials\b", "their trials", reason)


def by_reason(findings: Findings) -> dict[str, list[Finding]]:
    """Give the results that are not rated by why they are not."""
    why: dict[str, list[Finding]] = {}
    for finding in unrated(findings):
        why.setdefault(finding.not_rated or "nothing is recorded of why", []).append(finding)
    return why


def unrated_meanings(findings: Findings) -> tuple[tuple[str, str], ...]:
    """Say of results that are not rated what follows for practice, those of one reason together."""
    names = FindingNames(findings.findings)
    return tuple(
        (
            listed(names.listed(own)),
            whose(reason, own)
            if all(each.all_alike for each in own)
            else f"{whose(reason, own)}, and the figures alone do not say how sure this is",
        )
        for reason, own in by_reason(findings).items()
    )


def without_events(finding: Finding) -> bool:
    """Tell whether nobody in the trials of a result had the event."""
    return finding.all_alike is not None and finding.all_alike.had == "nobody"


def not_rated_sentences(findings: Findings) -> tuple[str, ...]:
    """Say of the results that are not rated why they are not, those of one reason together."""
    names, why = FindingNames(findings.findings), dict[str, list[Finding]]()
    for finding in unrated(findings):
        why.setdefault(finding.not_rated or "nothing is recorded of why", []).append(finding)
    every = len(why) == 1
    return tuple(
        sentence(
            f"{plural(len(own), 'It is not rated', 'They are not rated')}: {whose(reason, own)}"
            if every
            else f"{listed(names.listed(own))} {plural(len(own), 'is', 'are')} not rated: "
            f"{whose(reason, own)}"
        )
        for reason, own in why.items()
    )
