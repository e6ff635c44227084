"""Whatever is missing in a review: results are told, so is what is missing; no empty heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sample_documents
from every_page import page_texts
from sample_findings import little_difference, narrative, none, readmission, recovery, single

from living_review.certainty import summary_tables
from living_review.findings import Finding, Findings, Level
from living_review.synthesis.finding_names import FindingNames
from living_review.words import (
    bottom_line,
    exploration_words,
    overview,
    prose,
    rating_words,
    research_words,
    unrated_words,
)

FOUND = (recovery(), readmission(), little_difference(), narrative(), none(), single())
NOT_JUDGED = "the risk of bias of its trials has not been judged"


def without(**update: Any) -> Callable[[Finding], Finding]:
    return lambda finding: finding.model_copy(update=update)


def unrated(finding: Finding) -> Finding:
    bare = {"certainty": None, "statement": None, "magnitude": None}
    why = NOT_JUDGED if finding.trials else None
    reason = {"not_rated": why, "not_rated_why": "not judged" if why else None}
    return finding.model_copy(update={**bare, **reason})


def unjudged(finding: Finding) -> Finding:
    trials = tuple(t.model_copy(update={"risk_of_bias": None}) for t in finding.trials)
    return unrated(finding.model_copy(update={"trials": trials}))


def uncounted(finding: Finding) -> Finding:
    empty = {"n": None, "n_intervention": None, "n_control": None, "arms": ()}
    trials = tuple(t.model_copy(update=empty) for t in finding.trials)
    known = {"trials": trials, "n": None, "n_missing": len(trials)}
    return finding.model_copy(update=known)


def empty(finding: Finding) -> Finding:
    gone = none().model_dump()
    kept = {"outcome", "outcome_label", "comparison", "comparison_label", "intervention"}
    return Finding.model_validate(
        {**gone, **{name: getattr(finding, name) for name in (*kept, "comparator")}}
    )


PARTS: Mapping[str, Callable[[Finding], Finding]] = {
    "nothing": lambda finding: finding,
    "ratings": unrated,
    "judgements of risk of bias": unjudged,
    "people": uncounted,
    "thresholds": without(thresholds=None, thresholds_source=None, magnitude=None),
    "baseline risks": without(absolute=()),
    "sensitivity analyses": without(sensitivity=(), leave_one_out=(), cumulative=()),
    "the test of small studies": without(small_study=None),
    "prediction": without(prediction=None, heterogeneity=None),
    "all results": empty,
}
REGISTRY: Mapping[str, Mapping[str, Any]] = {
    "nothing": {},
    "searches, queries, other reviews": {
        "searches": (),
        "queries": (),
        "quarantine": (),
        "other_reviews": (),
    },
}


def review(part: str, registry: str) -> Findings:
    found = tuple(map(PARTS[part], FOUND))
    return sample_documents.findings(*found, **REGISTRY[registry])


def empty_headings(text: str) -> list[str]:
    """Headings directly before another of the same or a higher level, or at the end."""
    bare = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    lines = [
        line
        for line in bare.splitlines()
        if line.strip() and (not line.startswith(":::") or "#refs" in line)
    ]
    found = []
    for line, after in zip(lines, [*lines[1:], "# "], strict=True):
        own, other = (re.match(r"(#+) ", each) for each in (line, after))
        if own and other and len(other[1]) <= len(own[1]):
            found.append(line)
    return found


@pytest.mark.parametrize("registry", REGISTRY)
@pytest.mark.parametrize("part", PARTS)
def test_no_heading_is_empty(part: str, registry: str) -> None:
    whole = review(part, registry)
    drawn = {} if registry != "nothing" else sample_documents.drawn(whole)
    for name, text in page_texts(whole, sample_documents.protocol(), drawn).items():
        assert empty_headings(text) == [], name


def test_no_heading_is_empty_in_a_review_without_a_trial() -> None:
    whole = review("all results", "searches, queries, other reviews")
    whole = whole.model_copy(update={"trials": ()})
    for name, text in page_texts(whole, sample_documents.protocol(), {}).items():
        assert empty_headings(text) == [], name


def test_a_pooled_result_without_a_rating_is_not_said_to_be_reported_by_nobody() -> None:
    for finding in map(unrated, FOUND):
        (table,) = summary_tables(sample_documents.findings(finding))
        assert ("No trial" in table.rows[0].statement) == (not finding.trials)


@pytest.mark.parametrize("part", [each for each in PARTS if each != "all results"])
def test_every_result_is_told(part: str) -> None:
    whole = review(part, "nothing")
    names = FindingNames(whole.findings)
    for finding in whole.findings:
        line = overview.finding_line(finding, names)
        if not finding.trials:
            continue
        assert "No trial" not in line
        assert finding.outcome_label.lower() in line.lower()
        if finding.statement is None and finding.pooled:
            assert prose.effect(finding) in line
        if finding.statement is None and finding.synthesis == "single":
            assert finding.measure in line
    said = " ".join(bottom_line.bottom_line(whole))
    assert "No outcome has data" not in said


def test_each_reason_of_the_bottom_line_stands_before_the_results_that_have_it() -> None:
    whole = review("judgements of risk of bias", "nothing")
    first, *others = whole.findings
    told = "nobody in its trials had the event, so there is no effect to rate"
    reason = {"not_rated": told, "not_rated_why": "nobody"}
    other = first.model_copy(update=reason)
    found = (other, *others)
    said = " ".join(bottom_line.bottom_line(whole.model_copy(update={"findings": found})))
    own = said.split(f"ertainty not rated ({told}): ")[1]
    own = own.split("certainty not rated")[0]
    assert first.outcome_label.casefold() in own.casefold()
    assert said.count("ertainty not rated (") == 2
    assert "judged and" not in said


def test_the_reason_why_a_result_is_not_rated_is_told_with_it() -> None:
    whole = review("judgements of risk of bias", "nothing")
    (said,) = unrated_words.not_rated_sentences(whole)
    told = NOT_JUDGED.replace("its trials", "their trials")
    assert told in said
    pages = sample_documents.pages(whole)
    assert told in pages["discussion.qmd"]
    assert "No gap" not in pages["discussion.qmd"]


def test_a_result_without_a_rating_stands_among_the_reasons_of_the_others() -> None:
    whole = sample_documents.findings(readmission(), unjudged(little_difference()))
    summary = sample_documents.pages(whole)["print/summary.md"]
    assert f"Not rated: {NOT_JUDGED}." in summary.partition("How sure we are")[2]


def test_where_some_results_are_not_rated_no_gap_is_denied() -> None:
    rated = readmission()
    whole = sample_documents.findings(rated, unrated(little_difference()))
    said = " ".join(research_words.research_sentences(whole))
    assert "point to no gap" not in said
    assert "empowerment" in said


def test_small_study_effects_that_were_not_examined_are_said_to_be_so() -> None:
    bare = recovery().model_copy(update={"small_study": None})
    assert exploration_words.small_study_sentence(bare) == "Small-study effects were not examined."


@pytest.mark.parametrize("level", ["high", "moderate", "low", "very low"])
def test_what_has_no_estimate_is_not_said_to_be_close_to_one(level: Level) -> None:
    found = (recovery(), narrative(), single())
    told = rating_words.meanings(level, found, FindingNames(found))
    (pooled, close), (unpooled, apart) = told
    assert "depression" in unpooled
    assert "depression" not in pooled
    assert "estimate" in close
    assert "close" not in apart
    assert "estimate of" not in apart


def test_trials_without_usable_data_are_counted_as_people_would() -> None:
    whole = review("all results", "nothing")
    assert overview.contributing_sentence(whole) == "None of them gives data for any result."
    counts = whole.registry.trials.model_copy(update={"included": 0})
    registry = whole.registry.model_copy(update={"trials": counts})
    assert overview.contributing_sentence(whole.model_copy(update={"registry": registry})) == ""


def test_the_size_of_the_review_claims_nothing_of_reports_that_were_not_seen() -> None:
    whole = review("all results", "nothing")
    for missing, tail in ((1, "one trial"), (2, "two trials")):
        known = {"participants": 250.0, "participants_missing": missing}
        counts = whole.registry.trials.model_copy(update={"included": 4})
        registry = whole.registry.model_copy(update={"trials": counts, **known})
        assert overview.size_sentence(whole.model_copy(update={"registry": registry})) == (
            "The review includes four trials (at least 250 participants randomised; for "
            f"{tail} it is not known)."
        )


@pytest.mark.parametrize("listed", [True, False])
def test_where_reports_were_left_out_nothing_says_that_none_was(listed: bool) -> None:
    whole = sample_documents.findings()
    runs = whole.searches if listed else ()
    pages = sample_documents.pages(whole.model_copy(update={"searches": runs, "trials": ()}))
    assert ("No trial of the registry is excluded" in pages["trials.qmd"]) is listed
    assert pages["trials.qmd"].count("There are none.") == (3 if listed else 4)
    assert ("Report 5, 2020" in pages["search.qmd"]) is listed
    assert ("{#reports-left-out}" in pages["search.qmd"]) is listed


@pytest.mark.parametrize(("number", "said"), [(1, "first published version"), (None, "No version")])
def test_methods_say_whether_there_is_a_version(number: int | None, said: str) -> None:
    whole = sample_documents.findings(changes=None)
    version = whole.version.model_copy(update={"number": number})
    page = sample_documents.pages(whole.model_copy(update={"version": version}))["methods.qmd"]
    assert (
        said in page.partition("Changes to the methods")[2].partition("Changes to the results")[0]
    )
