"""How a result of another review is set beside ours."""

from __future__ import annotations

import pytest
from sample_documents import findings

from living_review.findings import Finding, OtherReview
from living_review.words.other_review_words import agreement_sentence


def ours() -> Finding:
    return next(f for f in findings().findings if f.pooled is not None and f.measure == "SMD")


def other(low: float, high: float, favours: str = "positive") -> OtherReview:
    return (
        findings()
        .other_reviews[0]
        .model_copy(update={"ci_low": low, "ci_high": high, "favours_intervention": favours})
    )


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (-0.2, 0.1, "agrees: it lies inside that interval"),
        (0.0, 0.004, "lies at the edge of that interval"),
        (-0.004, 0.0, "lies at the edge of that interval"),
        (0.05, 0.1, "lies outside that interval"),
        (1.0, 2.0, "disagrees: it lies outside that interval"),
    ],
)
def test_what_is_said_follows_the_printed_figures(
    low: float, high: float, told: str, turned: bool
) -> None:
    """Limits are given from our estimate: one that prints alike is its edge, not its inside."""
    finding = ours()
    assert finding.pooled is not None
    at = round(finding.pooled.estimate, 2)
    limits = (-(at + high), -(at + low)) if turned else (at + low, at + high)
    sentence = agreement_sentence(other(*limits, "negative" if turned else "positive"), finding)
    assert told in sentence
    assert ("with its signs turned" in sentence) == turned
