"""A reader finds nothing wrong on pages of reviews drawn by chance, and every slip put there."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from drawn_reviews import MEASURES, Drawn, drawn
from facts import facts_of
from reader import Contradiction, read
from slips_of_words import DATA, WORDS, slips

# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("reader")

SEEDS = range(100, 118)
SLIPS = 14


@pytest.fixture(scope="module")
def reviews() -> list[Drawn]:
    return [drawn(seed) for seed in SEEDS]


def test_nothing_on_any_page_is_untrue_or_badly_written(reviews: list[Drawn]) -> None:
    found = [(each.seed, wrong) for each in reviews for wrong in read(each)]
    assert [f"{seed}: {wrong}" for seed, wrong in found] == []


def test_every_slip_is_found_whatever_it_is(reviews: list[Drawn]) -> None:
    missed, kinds = [], Counter[str]()
    for review in reviews:
        known: dict[str, Counter[Contradiction]] = {}
        for slip in slips(review, random.Random(review.seed), SLIPS):
            kinds[slip.kind] += 1
            if slip.file not in known:
                own = {slip.file: review.texts[slip.file]}
                known[slip.file] = Counter(read(review, own))
            if not Counter(read(review, {slip.file: slip.text})) - known[slip.file]:
                missed.append(f"{review.seed}: {slip.kind} in {slip.file}: {slip.after}")
    assert missed == []
    assert kinds.total() >= 200
    assert len(kinds) > 0.8 * (len(WORDS) + len(DATA))


def test_the_drawn_reviews_hold_what_reviews_can_hold(reviews: list[Drawn]) -> None:
    findings = [each for review in reviews for each in facts_of(review).values()]
    assert {each.measure for each in findings} == set(MEASURES)
    assert {each.certainty for each in findings} == {None, "very low", "low", "moderate", "high"}
    assert {each.better for each in findings} == {"higher", "lower"}
    assert {len(each.thresholds) for each in findings} == {0, 1, 3}
    assert {each.pooled for each in findings} == {True, False}
    assert any(not each.trials for each in findings)
    assert any(trial.n is None for each in findings for trial in each.trials)
    assert any(len(each.baselines) > 1 for each in findings)
