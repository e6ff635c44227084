"""The decisions that earlier versions of a review held, laid under those of now."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import Domain, Finding, Findings, PastDecision

Taken = tuple[int | None, str | None, str | None, object]


def with_history(findings: Findings, earlier: Sequence[Findings]) -> Findings:
    """Give findings whose domains know every decision that earlier versions held, oldest first.

    A decision is told once, with the first version that held it; the one of now is left out.
    """
    by_key = [{finding.key: finding for finding in version.findings} for version in earlier]

    def remembered(finding: Finding) -> Finding:
        if finding.certainty is None:
            return finding
        before = [
            (version.version.number, known[finding.key].certainty)
            for version, known in zip(earlier, by_key, strict=True)
            if finding.key in known
        ]
        domains = tuple(
            domain.model_copy(
                update={
                    "history": _past(
                        domain,
                        [
                            (number, each)
                            for number, rating in before
                            for each in (rating.domains if rating else ())
                            if each.name == domain.name
                        ],
                    )
                }
            )
            for domain in finding.certainty.domains
        )
        rating = finding.certainty.model_copy(update={"domains": domains})
        return finding.model_copy(update={"certainty": rating})

    return findings.model_copy(
        update={"findings": tuple(remembered(each) for each in findings.findings)}
    )


def _past(domain: Domain, before: Sequence[tuple[int | None, Domain]]) -> tuple[PastDecision, ...]:
    seen: dict[Taken, PastDecision] = {}
    for number, each in before:
        if each.decided is not None and _taken(each) != _taken(domain):
            seen.setdefault(
                _taken(each),
                PastDecision(
                    version=number,
                    decided=each.decided,
                    reason=each.reason,
                    by=each.by,
                    date=each.date,
                ),
            )
    return tuple(seen.values())


def _taken(domain: Domain) -> Taken:
    return domain.decided, domain.reason, domain.by, domain.date
