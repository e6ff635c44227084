from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.certainty.decisions import ORDER, decided, level_of, provisional
from living_review.certainty.judgements import Judgement
from living_review.certainty.proposal import Proposal


def proposal(levels=-1, **bands: str) -> Proposal:
    return Proposal(
        name="imprecision",
        levels=levels,
        rule="rule/1",
        threshold="",
        citation="",
        explanation="",
        bands=bands or {"the_interval": "not known", "the_information": "enough"},
    )


def judgement(levels: int, fingerprint: str | None) -> Judgement:
    return Judgement(
        comparison="main",
        outcome="mood",
        timepoint="post",
        domain="imprecision",
        levels=levels,
        reason="because",
        by="A Person",
        date=dt.date(2026, 1, 2),
        inputs_hash=fingerprint,
        line=2,
    )


def test_nobody_decided():
    domain = decided(proposal(), None)
    assert (domain.state, domain.levels, domain.decided) == ("proposed", -1, None)


@pytest.mark.parametrize(
    ("proposed", "levels", "state"),
    [(-1, -1, "confirmed"), (-1, 0, "overridden"), (-1, -2, "overridden"), (None, -1, "confirmed")],
)
def test_a_decision_counts_and_says_whether_it_agrees(proposed, levels, state):
    found = proposal(proposed)
    domain = decided(found, judgement(levels, found.fingerprint))
    assert (domain.state, domain.levels, domain.by) == (state, levels, "A Person")
    assert domain.proposed == proposed
    assert domain.moved is None


def test_a_decision_goes_stale_when_an_input_crosses_a_threshold_and_says_which():
    before = proposal(the_trials_intervals="not all crossing", the_information="enough")
    now = proposal(the_trials_intervals="all crossing", the_information="enough")
    domain = decided(now, judgement(0, before.fingerprint))
    assert (domain.state, domain.levels) == ("stale", 0)
    assert domain.moved == (
        "Since the decision was taken, the trials’ intervals now all cross a threshold."
    )


@pytest.mark.parametrize(
    ("fingerprint", "said"),
    [
        (None, "does not record"),
        ("abc", "rule was changed"),
        (proposal(0).fingerprint, "proposes something else"),
    ],
)
def test_a_decision_that_cannot_be_compared_is_stale(fingerprint, said):
    domain = decided(proposal(), judgement(-1, fingerprint))
    assert domain.state == "stale"
    assert said in domain.moved


@given(st.lists(st.integers(-3, 2), min_size=1, max_size=6))
def test_certainty_falls_with_every_level_and_stays_on_the_scale(levels):
    domains = tuple(decided(proposal(each), None) for each in levels)
    level = level_of(domains)
    assert level in ORDER
    lower = level_of((*domains, decided(proposal(-1), None)))
    assert ORDER.index(lower) >= ORDER.index(level)


def test_a_rating_is_provisional_until_every_domain_is_decided():
    found = proposal()
    settled = decided(found, judgement(-1, found.fingerprint))
    stale = decided(found, judgement(-1, "old"))
    rating_up = settled.model_copy(update={"name": "upgrade", "state": "not assessed"})
    assert not provisional((settled, rating_up))
    assert provisional((settled, stale))
    assert provisional((settled, decided(found, None)))
