"""Every measure, synthesis and absent part through the words: nothing broken, nothing untrue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import pytest
import sample_documents
from sample_findings import RECOVERY, none, pooled_finding, unpooled
from sample_parts import certainty, stated_on

from living_review.certainty.case import case_of
from living_review.findings import Finding, Findings, Level
from living_review.ground.measures import MEANS, NAMES, RATES
from living_review.protocol import Outcome
from living_review.synthesis.finding_names import FindingNames
from living_review.tables import explored, summary_of_findings
from living_review.tables.html import draw
from living_review.words import (
    exploration_words,
    limits_words,
    other_review_words,
    overview,
    prose,
    rating_words,
    research_words,
    unrated_words,
)
from living_review.words.bottom_line import bottom_line

ROWS = tuple((*row[:3], row[3] / 4, row[4] / 2, *row[5:]) for row in RECOVERY)
LEVELS: tuple[Level, ...] = ("high", "moderate", "low", "very low")
SYNTHESES = ("pooled", "narrative", "single", "none")
ABSENT: Mapping[str, Mapping[str, Any]] = {
    "nothing": {},
    "rating": {
        "certainty": None,
        "statement": None,
        "not_rated": "the risk of bias of its trials has not been judged",
    },
    "people": {"n": None, "n_missing": 4},
    "thresholds": {"thresholds": None, "thresholds_source": None},
    "heterogeneity": {"heterogeneity": None, "prediction": None},
    "around": {"sensitivity": (), "small_study": None, "leave_one_out": (), "cumulative": ()},
}
BROKEN = (
    (r"\bNone\b(?! of| is| was| gave| gives)", "a Python value"),
    (r"\bnan\b|\binf\b", "a number that is none"),
    (r"\(\)|\( | \)|,,|;;|\.\.| ,|  ", "a hole"),
    (r"\b(?:one|two|three|four|[0-9]+) s\b", "a noun that is missing"),
    (r"\bOnly no\b|\bno trials gave\b", "a count of none"),
    (r"\bsignificant", "a word that is not used"),
    (r"τ² \S+ \([^)]* 0 to 0\)", "an interval that is none"),
)


def finding(measure: str, synthesis: str, absent: str) -> Finding:
    given: dict[str, Any] = {
        "measure": measure,
        "better": "lower",
        "outcome": "falls",
        "outcome_label": "Falls",
        "thresholds": None,
        "thresholds_source": None,
        "certainty": certainty("moderate", imprecision=-1),
        "statement": None,
    }
    if measure in RATES:
        given["person_time"] = {"unit": "person-years", "per": 100}
    if measure in MEANS:
        given["thresholds"] = {"small": 0.02}
    if synthesis == "none":
        return none().model_copy(update={"outcome_label": "Falls"})
    made = (
        pooled_finding(ROWS, **given)
        if synthesis == "pooled"
        else unpooled(
            ROWS[: 1 if synthesis == "single" else 2],
            synthesis=synthesis,
            **{k: v for k, v in given.items() if k != "statement"},
        )
    )
    return made.model_copy(update=dict(ABSENT[absent]))


def said_of(found: Finding, whole: Findings) -> Iterator[str]:
    words: tuple[Callable[[Finding], Any], ...] = (
        prose.included_sentence,
        prose.effect_sentence,
        prose.heterogeneity_sentence,
        prose.prediction_sentence,
        prose.interval_sentence,
        prose.directions_sentence,
        prose.thresholds_sentence,
        prose.absolute_sentences,
        exploration_words.sensitivity_sentence,
        exploration_words.leave_one_out_sentence,
        exploration_words.small_study_sentence,
        rating_words.reasons,
        other_review_words.here_sentence,
    )
    for say in words:
        told = say(found)
        yield from (told,) if isinstance(told, str) else told
    yield overview.finding_line(found, FindingNames(whole.findings)) if found.trials else ""
    yield from bottom_line(whole)
    yield from limits_words.limitation_sentences(whole)
    yield from research_words.research_sentences(whole)
    yield from unrated_words.not_rated_sentences(whole)
    yield from overview.without_data_sentences(whole)
    tables = (*summary_of_findings.tables(whole), explored.sensitivity(found, {}))
    yield from (re.sub(r"<[^>]+>", " ; ", draw(table)) for table in tables)


@pytest.mark.parametrize("measure", NAMES)
def test_no_word_is_broken_whatever_is_missing(measure: str) -> None:
    for synthesis, absent in product(SYNTHESES, ABSENT):
        found = finding(measure, synthesis, absent)
        for text in said_of(found, sample_documents.findings(found)):
            plain = re.sub(r"(\s;)+\s", " ", text)
            for pattern, what in BROKEN:
                if what == "a hole" and "<" in text:
                    continue
                assert not re.search(pattern, " ".join(plain.split())), (
                    what,
                    synthesis,
                    absent,
                    text,
                )


@pytest.mark.parametrize("measure", NAMES)
def test_what_is_there_is_told_and_what_is_not_is_not_claimed(measure: str) -> None:
    for synthesis, absent in product(SYNTHESES, ABSENT):
        found = finding(measure, synthesis, absent)
        whole = sample_documents.findings(found)
        said = " ".join(said_of(found, whole))
        if found.pooled is not None:
            assert prose.effect(found) in said or found.certainty is not None
            assert "No trial gave usable data on falls" not in said
            assert "not pooled" not in prose.included_sentence(found)
        if synthesis in ("narrative", "single"):
            assert "were pooled" not in prose.included_sentence(found)
        if not found.trials:
            assert "o trial gave usable data" in said
        if found.certainty is None and found.trials:
            assert found.not_rated in said


@pytest.mark.parametrize("measure", NAMES)
def test_every_level_has_a_sentence_of_a_result_without_thresholds(measure: str) -> None:
    asked: dict[str, Any] = {"id": "falls", "label": "Falls", "measure": measure, "better": "lower"}
    if measure in RATES:
        asked["person_time"] = {"unit": "person-years", "per": 100}
    outcome = Outcome.model_validate(asked)
    whole = sample_documents.findings()
    for synthesis, level in product(("pooled", "narrative", "single"), LEVELS):
        found = finding(measure, synthesis, "thresholds")
        made = case_of(found, outcome, {}, whole.currency, 4)
        said = stated_on(found, made.claims, level)
        assert "None" not in said
        assert "falls" in said.lower()
        if level == "very low":
            assert said.startswith("The evidence is very uncertain")
        elif measure != "SMD":
            assert "threshold" in said or "do not agree" in said
            assert "probably" not in said
