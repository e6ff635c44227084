"""What moved since a decision was taken, whatever a rule proposed then and whoever joined since."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from living_review.certainty import marks
from living_review.certainty.proposal import MOST_JOINED, Proposal

LEVELS = (None, *range(-3, 3))
SIX = tuple("ABCDEF")


def proposal(levels: int | None = 0, rule: str = "rule/1", trials: tuple[str, ...] = SIX):
    said = dict.fromkeys(("threshold", "citation", "explanation"), "")
    name = "the_set_of_trials"
    bands = {name: marks.joined(trials), "the_information": "enough"}
    own = {name: trials}
    return Proposal("imprecision", levels, rule, **said, bands=bands, members=own)


def test_that_a_proposal_or_its_rule_is_another_is_told_apart():
    for then, now in product(LEVELS, repeat=2):
        moved = proposal(now).moved_since(proposal(then).fingerprint)
        assert (moved is None) == (then == now)
        other = proposal(now).moved_since(proposal(then, "rule/2").fingerprint)
        assert other is not None
        assert moved != other, (then, now)
        shorter = replace(proposal(then), bands={})
        assert proposal(now).moved_since(shorter.fingerprint) == other


def test_a_fingerprint_is_recognised_by_any_of_its_parts():
    one = proposal()
    assert one.recognises(one.fingerprint)
    assert one.recognises(proposal(-1, "other/1").fingerprint)
    assert not one.recognises(replace(proposal(-1, "other/1"), bands={}).fingerprint)
    assert one.domain().inputs_hash == one.fingerprint


@pytest.mark.parametrize("count", range(1, 6))
def test_few_trials_that_joined_are_named_and_of_many_their_number_now(count: int):
    told = proposal().moved_since(proposal(trials=SIX[count:]).fingerprint)
    assert told is not None
    named = [each for each in SIX if f" {each}" in told]
    assert named == (list(SIX[:count]) if count <= MOST_JOINED else [])
    assert ("six" in told) == (count > MOST_JOINED)


def test_trials_of_which_one_left_are_told_by_their_number_and_another_band_by_what_it_is():
    left = proposal(trials=SIX[:5]).moved_since(proposal().fingerprint)
    assert left is not None
    assert "five" in left
    before = replace(proposal(), bands=proposal().bands | {"the_information": "not known"})
    crossed = proposal().moved_since(before.fingerprint)
    assert crossed is not None
    assert not any(word in crossed for word in ("joined", "six"))
