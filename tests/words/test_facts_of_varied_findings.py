"""Every fact that is told of a finding, with one of its values changed after the other.

`facts_of_varied_findings.txt` holds what is told otherwise: see `heard_in_brief.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import sample_documents
from heard_in_brief import Heard, compared, told_by
from varied_findings import bases, variations

from living_review.findings import Finding, OtherReview
from living_review.synthesis.finding_names import FindingNames
from living_review.words import (
    exploration_words,
    figure_words,
    labels,
    limits_words,
    other_review_words,
    overview,
    plain_facts,
    prose,
    rating_words,
    regression_words,
    sequential_words,
    set_aside_words,
    unrated_words,
)
from living_review.words.bottom_line import is_certain_harm
from living_review.words.prose.thresholds import minimal_important_sentences

KEPT = Path(__file__).with_name("facts_of_varied_findings.txt")


def each_of(finding: Finding) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give what is told of a finding: sentences, facts, and what is decided by them."""
    for tell in (
        prose.included_sentence,
        prose.effect_sentence,
        prose.effect,
        prose.method_line,
        prose.heterogeneity_sentence,
        prose.prediction_sentence,
        prose.interval_sentence,
        prose.directions_sentence,
        prose.thresholds_sentence,
        prose.absolute_sentences,
        prose.rated_at,
        prose.baselines_sentence,
        prose.familiar_sentence,
        prose.narrative_sentence,
        prose.nobody_with_comparator,
        minimal_important_sentences,
        exploration_words.sensitivity_sentence,
        exploration_words.leave_one_out_sentence,
        exploration_words.small_study_sentence,
        exploration_words.influence_sentence,
        figure_words.result,
        figure_words.level,
        figure_words.favours,
        figure_words.good_side_of,
        figure_words.trivial_zone,
        figure_words.effect_header,
        labels.effects,
        rating_words.reasons,
        rating_words.stale_sentence,
        regression_words.moderator_sentences,
        sequential_words.sequential_sentences,
        set_aside_words.kept_out_sentence,
        other_review_words.here_sentence,
        overview.result_of,
        overview.evidence_of,
        unrated_words.without_events,
        plain_facts.amounts,
        is_certain_harm,
    ):
        yield tell.__name__, lambda tell=tell: tell(finding)
    yield "line", lambda: overview.finding_line(finding, FindingNames((finding,)))
    for group in ("intervention", "control"):
        yield f"with {group}", lambda group=group: prose.all_alike_with(finding, group)
    for each in finding.conclusions:
        yield "plain", lambda each=each: plain_facts.statement(finding, each)
    for each in finding.subgroups:
        yield "group", lambda each=each: exploration_words.subgroup_sentence(finding, each)
    yield "retracted", lambda: exploration_words.retracted_sentence(finding, {})
    yield "varies", lambda: figure_words.heterogeneity_of(finding.heterogeneity)
    if rating := finding.certainty:
        yield "rating", lambda: rating_words.certainty_sentence(rating)
        yield "domains", lambda: rating_words.domain_items(rating)
        yield "provisional", lambda: rating_words.provisional_sentence(rating)
        for domain in ("imprecision", "risk_of_bias"):
            yield domain, lambda domain=domain: limits_words.lowered_elsewhere(finding, domain)
    if finding.pooled:
        yield "method", lambda: figure_words.method_of(finding.pooled)
    other = another_review()
    for update in (
        *({}, {"favours_intervention": None}, {"favours_intervention": "negative"}),
        *({"measure": finding.measure}, {"k": None}, {"ci_low": None}, {"ci_high": 0.15}),
        *({"ci_low": 0.2838}, {"estimate": None}, {"ci_low": 0.4, "ci_high": 0.9}),
        *({"ci_low": -0.3, "ci_high": -0.07}, {"ci_low": 0.5, "ci_high": 0.9}),
    ):
        beside = other.model_copy(update=update)
        yield "other", lambda beside=beside: other_review_words.agreement_sentence(beside, finding)


@cache
def another_review() -> OtherReview:
    (other,) = sample_documents.findings().other_reviews
    return other


@pytest.mark.parametrize("name", bases())
def test_a_finding_is_told_by_what_it_holds(name: str) -> None:
    def lines(heard: Callable[[], Heard]) -> Iterator[str]:
        usual: dict[str, None] = {}
        for what, varied in (("as it is", bases()[name]), *variations(name)):
            usual = yield from told_by(name, what, each_of(varied), heard(), usual)

    compared(KEPT, name, lines)
