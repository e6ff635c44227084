"""The second computation agrees with the first, and finds whatever is made wrong."""

from __future__ import annotations

import random

import pytest
from faults import faults
from made_up_reviews import MadeUp, made_up

from living_review.errors import Disagreement
from living_review.verification.run import rounded_up, verify

REVIEWS = 24


@pytest.fixture(scope="module")
def reviews() -> list[MadeUp]:
    return [made_up(seed) for seed in range(REVIEWS)]


def test_nothing_is_found_in_made_up_reviews(reviews: list[MadeUp]) -> None:
    found = [verify(each.findings.findings, each.protocol, each.workings) for each in reviews]
    assert sum(each.figures for each in found) > 10_000
    assert max(each.worst for each in found) < 1e-7
    assert all(each.by.startswith("statsmodels ") for each in found)


def test_a_figure_made_wrong_is_found_whichever_it_is(reviews: list[MadeUp]) -> None:
    chance = random.Random(10)
    missed = []
    for review in reviews[:8]:
        for fault in faults(review.findings.findings, chance, 30):
            try:
                verify([fault.finding], review.protocol, review.workings)
            except Disagreement:
                continue
            missed.append((fault.kind, fault.path))
    assert missed == []


def test_the_sentence_names_the_finding_the_figure_and_both_numbers(reviews: list[MadeUp]) -> None:
    review = next(each for each in reviews if each.findings.findings[0].pooled)
    finding = review.findings.findings[0]
    assert finding.pooled is not None
    wrong = finding.pooled.ci_low * 1.01
    pooled = finding.pooled.model_copy(update={"ci_low": wrong})
    with pytest.raises(Disagreement) as raised:
        verify([finding.model_copy(update={"pooled": pooled})], review.protocol, review.workings)
    said = str(raised.value)
    assert said.startswith(f"{finding.outcome_label}, End (all): the first computation of ")
    assert f"pooled.ci_low gives {wrong!r}, the second {finding.pooled.ci_low!r}"[:40] in said
    assert "nothing was published" in said


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0.0), (2e-12, 2e-12), (2.1e-12, 3e-12), (9.5e-9, 1e-8), (1.0e-7, 1e-7)],
)
def test_the_worst_difference_is_rounded_up(value: float, shown: float) -> None:
    assert rounded_up(value) == shown
