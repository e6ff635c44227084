"""What other reviews found, beside our own result."""

from __future__ import annotations

from typing import Literal

from living_review.findings import Finding, OtherReview, Pooled
from living_review.ground import numbers
from living_review.ground.measures import RATIOS
from living_review.language import say
from living_review.language.facts import other_reviews as facts
from living_review.language.people import trials_and_people
from living_review.words import grammar
from living_review.words.overview import evidence_of, result_of
from living_review.words.prose import in_brief


def here_sentence(finding: Finding) -> str:
    """Give our own result beside those of other reviews."""
    if not finding.trials:
        return say(facts.NoDataHere())
    pooled = finding.pooled
    return say(
        facts.Here(
            result=in_brief(finding, pooled) if pooled else result_of(finding),
            pooled=pooled is not None,
            evidence=evidence_of(finding),
        )
    )


def agreement_sentence(other: OtherReview, finding: Finding) -> str:
    """Compare a result of another review with ours for the same outcome."""
    trials = None if other.k is None else trials_and_people(other.k, other.n)
    if other.estimate is None or other.measure is None:
        return say(facts.FiguresNotSeen(review=other.review, trials=trials))
    beside = _beside(other, finding)
    estimate, ends = grammar.effect_written(
        other.estimate, other.ci_low, other.ci_high, other.measure
    )
    # Where its figures were read is in the registry: not always in the review itself.
    return say(
        facts.Comparison(
            review=other.review,
            measure=other.measure,
            estimate=estimate,
            interval=ends if ends.low else None,
            trials=trials,
            intervention=finding.intervention,
            favouring=other.favours_intervention if _turned(other, finding) else None,
            beside=beside,
            agreement=None if beside else _agreement(other, finding),
        )
    )


def _beside(
    other: OtherReview, finding: Finding
) -> Literal["no data", "not pooled", "other scale"] | None:
    """Tell why nothing of ours stands beside what the other review found; None where it does."""
    if not finding.trials:
        return "no data"
    if finding.pooled is None:
        return "not pooled"
    return "other scale" if other.measure != finding.measure else None


def _turned(other: OtherReview, finding: Finding) -> bool:
    """Tell whether its values favour the intervention on the other side of no difference."""
    if other.favours_intervention is None or other.measure in RATIOS or other.measure is None:
        return False
    ours = "positive" if finding.better == "higher" else "negative"
    return other.favours_intervention != ours


def _agreement(other: OtherReview, finding: Finding) -> facts.NotCompared | facts.Agreement:
    ours = finding.pooled
    if ours is None or other.ci_low is None or other.ci_high is None:
        return facts.NotCompared(reason="no interval")
    if other.favours_intervention is None and finding.measure not in RATIOS:
        return facts.NotCompared(reason="no sign")
    low, high, turned = other.ci_low, other.ci_high, _turned(other, finding)
    if turned:
        low, high = -high, -low
    place = _place(ours, low, high, finding)
    return facts.Agreement(effect=in_brief(finding, ours), place=place, turned=turned)


def _place(
    ours: Pooled, low: float, high: float, finding: Finding
) -> Literal["inside", "edge", "outside, overlapping", "outside"]:
    """Tell where our effect lies in the interval of the other review."""
    if _shown(ours.estimate, finding) in (_shown(low, finding), _shown(high, finding)):
        return "edge"
    if low <= ours.estimate <= high:
        return "inside"
    overlap = ours.ci_low <= high and low <= ours.ci_high
    return "outside, overlapping" if overlap else "outside"


def _shown(value: float, finding: Finding) -> str:
    return numbers.estimate(value, finding.measure)
