"""The decisions that earlier versions of a review held, laid under those of now."""

from __future__ import annotations

from living_review.findings import Domain, Finding, Findings, PastDecision


def with_history(findings: Findings, before: Findings | None) -> Findings:
    """Give findings whose domains know since when their decision holds, and those it replaced.

    `before` is the version before this one, which knows its own history already; None where there
    is none. A decision is told once, with the first version that held it.
    """
    known = {each.key: each for each in before.findings} if before else {}
    number = before.version.number if before else None

    def remembered(finding: Finding) -> Finding:
        if finding.certainty is None:
            return finding
        old = known[finding.key].certainty if finding.key in known else None
        earlier = {each.name: each for each in old.domains} if old else {}
        domains = tuple(
            _remembered(each, earlier.get(each.name), findings.version.number, number)
            for each in finding.certainty.domains
        )
        rating = finding.certainty.model_copy(update={"domains": domains})
        return finding.model_copy(update={"certainty": rating})

    return findings.model_copy(
        update={"findings": tuple(remembered(each) for each in findings.findings)}
    )


def remembering(findings: Findings, published: Findings) -> Findings:
    """Give findings that were computed again with what the published ones knew of decisions."""
    known = {each.key: each.certainty for each in published.findings}

    def as_known(finding: Finding) -> Finding:
        rating, old = finding.certainty, known.get(finding.key)
        if rating is None or old is None:
            return finding
        held = {each.name: {"since": each.since, "history": each.history} for each in old.domains}
        domains = tuple(each.model_copy(update=held.get(each.name, {})) for each in rating.domains)
        return finding.model_copy(
            update={"certainty": rating.model_copy(update={"domains": domains})}
        )

    return findings.model_copy(update={"findings": tuple(map(as_known, findings.findings))})


def _remembered(
    domain: Domain, before: Domain | None, number: int | None, previous: int | None
) -> Domain:
    history = before.history if before else ()
    since = number if domain.decided is not None else None
    if before is not None and before.decided is not None:
        held = before.since or previous
        if _taken(before) == _taken(domain):
            since = held
        else:
            history = (*history, _past(before, held))
    return domain.model_copy(update={"since": since, "history": history})


def _past(domain: Domain, since: int | None) -> PastDecision:
    assert domain.decided is not None
    return PastDecision(
        version=since,
        decided=domain.decided,
        reason=domain.reason,
        by=domain.by,
        date=domain.date,
    )


def _taken(domain: Domain) -> tuple[int | None, str | None, str | None, object]:
    return domain.decided, domain.reason, domain.by, domain.date
