"""Every fact that is told of a whole review and of its changes, one fact changed after the other.

`facts_of_varied_documents.txt` is kept as `facts_of_varied_findings.txt` is: see the test of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import sample_documents
from heard_in_brief import Heard, compared, told_by
from varied_documents import decisions, differences, documents, single_changes

from living_review.findings import Changes, Findings
from living_review.protocol import Protocol
from living_review.protocol.question import Living
from living_review.synthesis.finding_names import FindingNames
from living_review.words import (
    abstract,
    bottom_line,
    change_text,
    change_words,
    exploration_words,
    limits_words,
    method_words,
    overview,
    plain,
    registry_change_words,
    research_words,
    set_aside_words,
    unrated_words,
    verification_words,
)

KEPT = Path(__file__).with_name("facts_of_varied_documents.txt")
LIVING = (Living(), Living(status="active"), Living(status="paused"))


def of_a_review(whole: Findings, protocol: Protocol) -> Iterator[tuple[str, Callable[[], object]]]:
    for tell in (
        bottom_line.bottom_line,
        limits_words.limitation_sentences,
        research_words.research_sentences,
        overview.never_reported,
        overview.without_data_sentences,
        overview.in_no_main_analysis,
        overview.size_of_review,
        overview.contributing,
        overview.rating_sentence,
        unrated_words.not_rated_sentences,
        unrated_words.unrated_meanings,
        exploration_words.retraction_notices,
        verification_words.verification_sentence,
        change_text.first_in_brief,
    ):
        yield tell.__name__, partial(tell, whole)
    for keys in (
        bottom_line.leading,
        abstract.main_results,
        overview.by_importance,
        overview.key_findings,
    ):
        yield keys.__name__, lambda keys=keys: tuple(each.key for each in keys(whole))
    names = FindingNames(whole.findings)
    yield "levels", lambda: tuple(level for level, _ in overview.lines_by_level(whole, names))
    for each in dict.fromkeys(f.comparison for f in whole.findings):
        yield each, partial(overview.missing_sentences, whole, each)
    for level in ("high", "moderate", "low", "very low"):
        keys_of = lambda level=level: tuple(f.key for f in overview.of_level(whole, level))  # noqa: E731
        yield level, keys_of
    for finding in whole.findings:
        yield "not used", partial(set_aside_words.not_used_sentence, finding, whole, protocol)
    for living in LIVING:
        yield "status", partial(overview.status_of, whole, living)
        yield (
            "abstract",
            lambda living=living: len(abstract.structured_abstract(whole, living).parts),
        )
    yield "abstract of", partial(abstract.abstract_of, whole, protocol)
    yield "first", partial(abstract.main_result, whole)
    yield "crossover", partial(method_words.crossover_sentence, whole, protocol)
    told = plain.summary
    yield "plain", lambda: _in_plain(told(whole, protocol))


def _in_plain(told: plain.Summary) -> tuple[object, ...]:
    compared = tuple((each.comparison, len(each.results), each.missing) for each in told.compared)
    foremost = tuple(each.finding.key for _, each in told.foremost)
    yes = (told.looked, told.pooled, told.several, told.further, told.provisional)
    counts = (len(told.messages), len(told.outcomes), len(told.meanings), len(told.doubts))
    return (*yes, *counts, compared, foremost, told.missing, told.kept_up, told.going_on)


def of_changes(changes: Changes) -> Iterator[tuple[str, Callable[[], object]]]:
    for tell in (
        change_text.since_when,
        change_text.headline_of,
        change_text.evidence_items,
        change_text.methods_items,
        change_text.as_text,
        registry_change_words.trial_sentences,
        registry_change_words.trials_in_full,
        registry_change_words.row_sentences,
        registry_change_words.decisions_sentence,
    ):
        yield tell.__name__, partial(tell, changes)
    for most in (0, 1, 3, 9):
        yield f"brief {most}", partial(registry_change_words.trials_in_brief, changes, most)
        yield f"trials {most}", partial(registry_change_words.trial_sentences, changes, most)
        yield f"moved {most}", partial(change_text.moved_sentences, changes, most)
    for each in changes.corrections:
        yield "correction", partial(registry_change_words.correction_sentence, each)


def of_reviews() -> Iterator[tuple[str, Iterator[tuple[str, Callable[[], object]]]]]:
    protocol = sample_documents.protocol()
    yield from ((name, of_a_review(whole, protocol)) for name, whole in documents())


def of_what_changed() -> Iterator[tuple[str, Iterator[tuple[str, Callable[[], object]]]]]:
    yield from ((name, of_changes(changes)) for name, changes in differences())
    tellers = (change_words.conclusion, change_words.in_full, change_words.verdict)
    for place, change in enumerate(single_changes()):
        yield f"finding {place}", ((each.__name__, partial(each, change)) for each in tellers)
    for place, decision in enumerate(decisions()):
        told = partial(registry_change_words.decision_sentence, decision)
        yield f"decision {place}", iter([("decision", told)])


@pytest.mark.parametrize("of", [of_reviews, of_what_changed])
def test_a_review_is_told_by_what_it_holds(of: Callable[[], Iterator]) -> None:
    def lines(heard: Callable[[], Heard]) -> Iterator[str]:
        usual: dict[str, None] = {}
        for name, tellers in of():
            usual = yield from told_by(of.__name__, name, tellers, heard(), usual)

    compared(KEPT, of.__name__, lines)
