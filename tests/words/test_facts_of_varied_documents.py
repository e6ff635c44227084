"""Every fact that is told of a whole review and of its changes, one fact changed after the other.

`facts_of_varied_documents.txt` is kept as `facts_of_varied_findings.txt` is: see the test of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
import sample_documents
from heard_in_brief import Heard, compared, told_by
from varied_documents import decisions, differences, documents, single_changes
from varied_findings import bases
from varied_protocols import protocols

from living_review.findings import Changes, Findings
from living_review.protocol import Protocol, Shown
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
    question_words,
    registry_change_words,
    research_words,
    risk_of_bias_words,
    sequential_words,
    set_aside_words,
    shown_columns,
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
    yield "plain", partial(_in_plain, whole, protocol)


def asked_in(protocol: Protocol) -> Findings:
    """Give a result of the one outcome of a protocol."""
    keys = {"outcome": protocol.outcomes[0].id, "comparison": protocol.comparisons[0].id}
    found = bases()["RR"].model_copy(update={**keys, "as_object": "so", "number": "singular"})
    return document().model_copy(update={"findings": (found,)})


@cache
def document() -> Findings:
    return sample_documents.findings()


def _labels(whole: Findings, protocol: Protocol) -> tuple[object, ...]:
    names = ("outcome_label", "as_object", "event", "intervention", "number", "comparator")
    (found,) = plain.in_plain_labels(whole, protocol).findings
    return tuple(getattr(found, name) for name in names)


def _in_plain(whole: Findings, protocol: Protocol) -> tuple[object, ...]:
    told = plain.summary(whole, protocol)
    compared = tuple((each.comparison, len(each.results), each.missing) for each in told.compared)
    foremost = tuple(each.finding.key for _, each in told.foremost)
    said = (told.asked, told.why, told.search, told.found, told.nothing, told.searched)
    yes = (*said, told.looked, told.pooled, told.several, told.further, told.provisional)
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


def of_columns() -> Iterator[tuple[str, Iterator[tuple[str, Callable[[], object]]]]]:
    first, second, *_ = document().trials
    asked = (
        *(Shown(column="dose", label="Dose", unit="mg"), Shown(column="dose")),
        *(Shown(column="country"), Shown(column="n_randomised"), Shown(column="no_such")),
    )
    for cells in (("3.5", "-2"), ("3.5", "high"), ("−1.25", ""), ("", " "), ("1,5", "1e3"), ("٣",)):
        trials = tuple(
            trial.model_copy(update={"extra": {"dose": cell}})
            for trial, cell in zip((first, second), cells, strict=False)
        )
        for each in asked:
            tell = partial(shown_columns.shown_columns, (each,), trials)
            yield f"column {each.column} {each.label} of {cells!a}", iter([("columns", tell)])


def of_judgements() -> Iterator[tuple[str, Iterator[tuple[str, Callable[[], object]]]]]:
    words = risk_of_bias_words
    for given in (None, "low", "some concerns", "high", "unclear", "odd"):
        yield f"judgement {given}", iter([("judgement", partial(words.judgement, given))])
    for domains in ((), ("D1",), ("D1", "D5"), ("D1", "seq"), ("D1", "sequ"), ("a long one", "b")):
        yield (
            f"domains {domains}",
            iter(
                [
                    ("told", partial(words.domains_told, domains)),
                    ("short", partial(words.short_names, domains)),
                ]
            ),
        )
    for domain in ("D1", "D5", "D6", "sequence"):
        yield (
            domain,
            iter(
                [
                    ("known", partial(words.known_domain, domain)),
                    ("full", partial(words.full_name, domain)),
                ]
            ),
        )


def of_protocols() -> Iterator[tuple[str, Iterator[tuple[str, Callable[[], object]]]]]:
    currency = document().currency
    late = currency.model_copy(update={"overdue": True, "next_run": None})
    for name, protocol in protocols():
        tellers: list[tuple[str, Callable[[], object]]] = [
            (tell.__name__, partial(tell, protocol))
            for tell in (
                question_words.eligibility_sentences,
                question_words.outcome_items,
                question_words.timepoint_items,
                question_words.question_items,
                sequential_words.sequential_methods,
            )
        ]
        asked = asked_in(protocol)
        tellers.append(("plain", partial(_in_plain, asked, protocol)))
        tellers.append(("plain labels", partial(_labels, asked, protocol)))
        named = partial(question_words.eligibility_sentences, protocol, {"T1": "Adams 2001"})
        tellers.append(("named", named))
        for each in (currency, late):
            tellers.append(("when", partial(question_words.schedule_sentence, protocol, each)))
        yield name, iter(tellers)


@pytest.mark.parametrize(
    "of", [of_reviews, of_what_changed, of_protocols, of_judgements, of_columns]
)
def test_a_review_is_told_by_what_it_holds(of: Callable[[], Iterator]) -> None:
    def lines(heard: Callable[[], Heard]) -> Iterator[str]:
        usual: dict[str, None] = {}
        for name, tellers in of():
            usual = yield from told_by(of.__name__, name, tellers, heard(), usual)

    compared(KEPT, of.__name__, lines)
