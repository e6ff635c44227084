from __future__ import annotations

import datetime as dt

from living_review.certainty import with_history


def version(findings, number, **changes):
    """The rated review as version `number`, with a decision on the imprecision of recovery."""

    def changed(finding):
        if finding.outcome != "recovery" or finding.certainty is None:
            return finding
        domains = tuple(
            each.model_copy(update=changes) if each.name == "imprecision" else each
            for each in finding.certainty.domains
        )
        rating = finding.certainty.model_copy(update={"domains": domains})
        return finding.model_copy(update={"certainty": rating})

    info = findings.version.model_copy(update={"number": number})
    found = tuple(changed(each) for each in findings.findings)
    return findings.model_copy(update={"findings": found, "version": info})


def decision(levels, reason):
    date = dt.date(2026, 11, 22)
    return {"decided": levels, "reason": reason, "by": "A", "date": date, "state": "confirmed"}


def imprecision(findings):
    finding = next(each for each in findings.findings if each.outcome == "recovery")
    return {each.name: each for each in finding.certainty.domains}["imprecision"]


def test_decisions_of_earlier_versions_are_told_once_oldest_first(rated):
    first, second = decision(-1, "wide"), decision(-2, "wider")
    earlier = [
        version(rated, 1, **first),
        version(rated, 2, **first),
        version(rated, 3, **second),
    ]
    now = with_history(version(rated, 4, **decision(0, "narrow")), earlier)
    told = [(each.version, each.decided, each.reason) for each in imprecision(now).history]
    assert told == [(1, -1, "wide"), (3, -2, "wider")]


def test_the_decision_of_now_is_not_history(rated):
    same = decision(-1, "wide")
    now = with_history(version(rated, 2, **same), [version(rated, 1, **same)])
    assert imprecision(now).history == ()


def test_a_review_without_earlier_versions_is_as_it_was(rated):
    assert with_history(rated, []) == rated
    assert with_history(rated, [rated]) == rated
