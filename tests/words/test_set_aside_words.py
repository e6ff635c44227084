"""Trials whose rows were set aside are named where the finding they report is told."""

from __future__ import annotations

import pytest
import sample_documents
from sample_findings import narrative, none, recovery, single

from living_review.findings import Finding, Findings, QuarantineEntry
from living_review.words.set_aside_words import not_used_sentence


def lost(finding: Finding, *trials: str, outcome: str = "") -> Findings:
    """Give a document in which rows of trials on a finding were set aside."""
    rows = tuple(
        QuarantineEntry(
            table="arms",
            file="registry/arms.csv",
            row=6,
            trial_id=trial,
            column="weeks",
            value="12",
            rule="several-weeks",
            reason="measured at weeks 12 and 24.",
            key=f"{trial}/{outcome or finding.outcome}/{finding.timepoint}/scale/arm/12",
        )
        for trial in trials
    )
    return sample_documents.findings(quarantine=rows)


def others(finding: Finding) -> list[str]:
    used = {each.trial_id for each in finding.trials}
    known = sample_documents.findings().trials
    return [t.trial_id for t in known if t.trial_id not in used and t.status == "included"]


@pytest.mark.parametrize("finding", [narrative(), recovery()])
def test_a_trial_whose_rows_are_all_set_aside_is_named(finding: Finding) -> None:
    protocol = sample_documents.protocol()
    trial = others(finding)[0]
    found = lost(finding, trial)
    label = next(each.label for each in found.trials if each.trial_id == trial)
    said = not_used_sentence(finding, found, protocol)
    assert label in said
    assert "set aside and not counted here" in said
    assert not not_used_sentence(finding, lost(finding, trial, outcome="other"), protocol)


def test_a_trial_that_is_told_by_other_rows_is_not() -> None:
    finding = recovery()
    found = lost(finding, *(each.trial_id for each in finding.trials))
    assert not not_used_sentence(finding, found, sample_documents.protocol())


def test_a_trial_of_another_comparison_is_not() -> None:
    finding = single()
    assert finding.comparison == "mutual-support"
    found = lost(finding, "COOK2012")
    assert not not_used_sentence(finding, found, sample_documents.protocol())


def test_many_are_counted() -> None:
    finding = none()
    found = lost(finding, *others(finding))
    said = not_used_sentence(finding, found, sample_documents.protocol())
    assert ("further trials" in said) == (len(others(finding)) > 5)
    assert said


def test_the_page_of_the_finding_says_so() -> None:
    finding = narrative()
    pages = sample_documents.pages(lost(finding, others(finding)[0]))
    told = [text for text in pages.values() if "set aside and not counted here" in text]
    assert told


def test_rows_are_counted_once_whatever_is_said_of_them() -> None:
    whole = sample_documents.findings()
    (query, *_) = whole.queries
    other = query.model_copy(update={"column": "sd", "reason": "Another thing."})
    for queries, said in (
        ((query,), "One row is used and should be looked at by a person."),
        ((query, other), "One row is used and should be looked at by a person (two queries)."),
        (
            (query, other, query.model_copy(update={"row": query.row + 1})),
            "Two rows are used and should be looked at by a person (three queries).",
        ),
    ):
        pages = sample_documents.pages(whole.model_copy(update={"queries": queries}))
        assert said in pages["data.qmd"]
