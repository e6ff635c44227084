"""What becomes of a person's decision from one version to the next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from living_review.findings import DecisionChange
from living_review.language import say
from living_review.language.facts import decision_changes as facts
from living_review.living.decision_difference import decision_changes
from living_review.living.edition import Edition

if TYPE_CHECKING:
    from conftest import Review

TAKEN = {
    "decided": -1,
    "by": "A. Reviewer",
    "date": dt.date(2026, 5, 1),
    "reason": "Wide.",
    "state": "confirmed",
}
NONE = {"decided": None, "by": None, "date": None, "reason": None, "state": "proposed"}
STALE = {"state": "stale", "moved": "the interval crossed the threshold of a small effect"}


def edition(review: Review, **domain: Any) -> Edition:
    """Give the edition whose decision on imprecision of its first finding is this one."""
    made = review.edition()
    first, *others = made.findings.findings
    assert first.certainty is not None
    domains = tuple(
        each.model_copy(update=domain) if each.name == "imprecision" else each
        for each in first.certainty.domains
    )
    rating = first.certainty.model_copy(update={"domains": domains})
    found = (first.model_copy(update={"certainty": rating}), *others)
    return Edition(made.findings.model_copy(update={"findings": found}), made.tables, made.protocol)


def changes(review: Review, before: dict[str, Any], after: dict[str, Any]) -> list[DecisionChange]:
    return list(decision_changes(edition(review, **before), edition(review, **after)))


LATER = {"date": dt.date(2026, 9, 1)}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "the same": (TAKEN, TAKEN, []),
    "none": (NONE, NONE, []),
    "taken": (NONE, TAKEN, ["taken"]),
    "withdrawn": (TAKEN, NONE, ["withdrawn"]),
    "other levels": (TAKEN, TAKEN | LATER | {"decided": -2}, ["changed"]),
    "another reason": (TAKEN, TAKEN | {"reason": "Very wide."}, ["changed"]),
    "went stale": (TAKEN, TAKEN | STALE, ["stale"]),
    "still stale": (TAKEN | STALE, TAKEN | STALE, []),
    "confirmed again": (TAKEN | STALE, TAKEN | LATER, ["renewed"]),
    "confirmed again before it went stale": (TAKEN, TAKEN | LATER, ["renewed"]),
    "fits again by itself": (TAKEN | STALE, TAKEN, ["fits again"]),
    "taken without a record of what it saw": (NONE, TAKEN | STALE, ["taken", "stale"]),
    "changed when it was stale": (TAKEN | STALE, TAKEN | LATER | {"decided": 0}, ["changed"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_a_decision(bcg: Review, name: str) -> None:
    before, after, kinds = CASES[name]
    assert [each.change for each in changes(bcg, before, after)] == kinds


def test_both_decisions_are_held_with_who_when_and_why(bcg: Review) -> None:
    new = {**TAKEN, "decided": -2, "by": "B. Reviewer", "reason": "Very wide.", **LATER}
    (change,) = changes(bcg, TAKEN, new)
    assert (change.before, change.after) == (-1, -2)
    assert (change.by_before, change.by) == ("A. Reviewer", "B. Reviewer")
    assert (change.reason_before, change.reason) == ("Wide.", "Very wide.")
    assert (change.date_before, change.date) == (TAKEN["date"], LATER["date"])
    assert change.label == "Tuberculosis, end of follow-up"
    finding = bcg.edition().findings.findings[0]
    of = (change.comparison, change.outcome, change.timepoint)
    assert of == (finding.comparison, finding.outcome, finding.timepoint)


def test_a_stale_decision_says_what_moved(bcg: Review) -> None:
    (change,) = changes(bcg, TAKEN, TAKEN | STALE)
    assert change.reason == STALE["moved"]


def test_a_withdrawn_decision_says_whose_it_was_and_why_it_went(bcg: Review) -> None:
    before, after = edition(bcg, **TAKEN), bcg.edition()
    first, *others = after.findings.findings
    unrated = after.findings.model_copy(
        update={"findings": (first.model_copy(update={"certainty": None}), *others)}
    )
    gone = after.findings.model_copy(update={"findings": tuple(others)})
    silent = first.model_copy(update={"certainty": None, "not_rated": "nobody rated it"})
    told_why = after.findings.model_copy(update={"findings": (silent, *others)})
    not_rated = say(facts.NotRated(why=""))
    for findings, why in (
        (unrated, not_rated),
        (told_why, say(facts.NotRated(why="nobody rated it"))),
        (gone, say(facts.NotAsked())),
        (edition(bcg, **NONE).findings, None),
    ):
        told = decision_changes(before, Edition(findings, after.tables, after.protocol))
        change = next(each for each in told if each.domain == "imprecision")
        assert (change.change, change.by, change.reason) == ("withdrawn", "A. Reviewer", why)
