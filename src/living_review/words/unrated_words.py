"""Results whose certainty is not rated: which they are, why, and what that means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from living_review.findings import Finding, Findings
from living_review.language import say
from living_review.language.facts import unrated as facts
from living_review.language.facts.certainty import WhyNotRated
from living_review.synthesis.finding_names import FindingNames
from living_review.words.overview import by_importance


def unrated(findings: Findings) -> tuple[Finding, ...]:
    """Give the findings that have data and no rating."""
    return tuple(f for f in by_importance(findings) if f.trials and f.certainty is None)


def whose(found: Sequence[Finding]) -> str:
    """Give the one reason why results are not rated: of one its trials, of several their trials."""
    return say(_reason(found))


def _reason(found: Sequence[Finding]) -> facts.Reason:
    """Tell the reason that results share; of an older version its sentence is all there is."""
    why = found[0].not_rated_why
    if why is None:
        return facts.Reason(reason=found[0].not_rated or "")
    return facts.Reason(reason=WhyNotRated(why=why, results=len(found)))


def by_reason(found: Iterable[Finding]) -> tuple[list[Finding], ...]:
    """Put results that are not rated together by why they are not."""
    why: dict[str, list[Finding]] = {}
    for finding in found:
        why.setdefault(finding.not_rated or "", []).append(finding)
    return tuple(why.values())


def unrated_meanings(findings: Findings) -> tuple[str, ...]:
    """Say of results that are not rated what follows for practice, those of one reason together."""
    names = FindingNames(findings.findings)
    return tuple(
        say(
            facts.Meaning(
                results=tuple(names.listed(own)),
                reason=_reason(own),
                unsure=not all(each.all_alike for each in own),
            )
        )
        for own in by_reason(unrated(findings))
    )


def without_events(finding: Finding) -> bool:
    """Tell whether nobody in the trials of a result had the event."""
    return finding.all_alike is not None and finding.all_alike.had == "nobody"


def not_rated_sentences(findings: Findings) -> tuple[str, ...]:
    """Say of the results that are not rated why they are not, those of one reason together."""
    names, why = FindingNames(findings.findings), by_reason(unrated(findings))
    return tuple(
        say(
            facts.NotRated(
                results=tuple(names.listed(own)) if len(why) > 1 else (),
                count=len(own),
                reason=_reason(own),
            )
        )
        for own in why
    )
