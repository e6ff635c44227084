from __future__ import annotations

import datetime as dt

from living_review.certainty import with_history
from living_review.certainty.history import remembering


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
    state = None
    for number, held in enumerate((first, first, second, decision(0, "narrow")), 1):
        state = with_history(version(rated, number, **held), state)
    told = [(each.version, each.decided, each.reason) for each in imprecision(state).history]
    assert told == [(1, -1, "wide"), (3, -2, "wider")]
    assert imprecision(state).since == 4


def test_a_decision_that_stands_is_not_history_and_knows_its_first_version(rated):
    same = decision(-1, "wide")
    state = with_history(version(rated, 1, **same), None)
    for number in (2, 3):
        state = with_history(version(rated, number, **same), state)
    assert imprecision(state).history == ()
    assert imprecision(state).since == 1


def test_a_decision_that_was_withdrawn_stays_in_the_history(rated):
    state = with_history(version(rated, 1, **decision(-1, "wide")), None)
    state = with_history(version(rated, 2, decided=None, reason=None, by=None, date=None), state)
    state = with_history(version(rated, 3, decided=None, reason=None, by=None, date=None), state)
    assert [(each.version, each.decided) for each in imprecision(state).history] == [(1, -1)]
    assert imprecision(state).since is None


def test_a_review_without_decisions_is_as_it_was(rated):
    bare = version(rated, 1, decided=None, reason=None, by=None, date=None)
    assert imprecision(with_history(bare, None)) == imprecision(bare)
    assert imprecision(with_history(bare, bare)) == imprecision(bare)


def test_what_is_computed_again_remembers_what_is_published_and_nothing_else(rated):
    same = decision(-1, "wide")
    state = with_history(version(rated, 1, **same), None)
    for number, held in enumerate((decision(-2, "wider"), decision(-2, "wider")), 2):
        state = with_history(version(rated, number, **held), state)
    again = version(rated, 3, **decision(0, "otherwise"))
    found = remembering(again, state)
    held = imprecision(found)
    assert (held.since, held.history) == (imprecision(state).since, imprecision(state).history)
    assert held.history
    assert (held.decided, held.reason) == (0, "otherwise")
    # A finding that either has not, or has without a rating, stays as it is.
    bare = state.model_copy(
        update={"findings": tuple(e.model_copy(update={"certainty": None}) for e in state.findings)}
    )
    none = state.model_copy(update={"findings": ()})
    assert remembering(again, bare) == remembering(again, none) == again
    assert remembering(bare, state) == bare
    few = state.model_copy(
        update={
            "findings": tuple(
                finding.model_copy(
                    update={"certainty": finding.certainty.model_copy(update={"domains": ()})}
                )
                for finding in state.findings
                if finding.certainty
            )
        }
    )
    assert remembering(again, few) == again
