"""Included trials as references, read back as other programs read them."""

from __future__ import annotations

import re

import pytest
import sample_documents
from sample_findings import recovery

from living_review.exchange import references
from living_review.findings import Findings

EVIL = "50% & #1_{x} ~^\\ }\n@article{y,\nER  - \r\nTY  - HACK"


@pytest.fixture
def findings() -> Findings:
    made = sample_documents.findings(recovery())
    first, second, *_ = made.trials
    trials = (
        first.model_copy(
            update={
                "status": "included",
                "citation": EVIL,
                "doi": "10.1/a_b}",
                "registration": "NCT1; ISRCTN2",
            }
        ),
        second.model_copy(update={"status": "included", "citation": None, "doi": None}),
        second.model_copy(update={"trial_id": "OUT", "status": "excluded"}),
    )
    return made.model_copy(update={"trials": trials})


def test_ris_has_one_entry_a_trial_and_one_line_a_field(findings: Findings) -> None:
    text = references.ris(findings)
    assert text.count("\r\nER  - \r\n") == 2
    for line in text.removesuffix("\r\n").split("\r\n"):
        assert re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line)
    assert len(re.findall(r"^TY  - ", text, re.MULTILINE)) == 2
    assert "DO  - 10.1/a_b}" in text
    assert "AN  - NCT1; ISRCTN2" in text
    assert "OUT" not in text


def test_bibtex_is_escaped_and_its_braces_balance(findings: Findings) -> None:
    text = references.bibtex(findings)
    entries = re.findall(r"^@misc\{([^,]+),$", text, re.MULTILINE)
    assert entries == [trial.trial_id for trial in findings.trials[:2]]
    unescaped = re.sub(r"\\[{}]", "", text)
    assert unescaped.count("{") == unescaped.count("}")
    assert r"50\% \& \#1\_\{x\}" in text
    assert "doi = {10.1/a_b}" in text
    assert not re.search(r"^@article", text, re.MULTILINE)


def test_a_trial_without_citation_is_named_by_its_label(findings: Findings) -> None:
    assert f"TI  - {findings.trials[1].label}" in references.ris(findings)


def test_a_citation_in_a_known_form_gives_authors_title_and_journal(findings: Findings) -> None:
    first = findings.trials[0].model_copy(
        update={
            "citation": "Adams A, Baker B. A trial of care. J Trials 2001;12(3):1-9",
            "country": "Denmark",
        }
    )
    made = findings.model_copy(update={"trials": (first,)})
    text = references.ris(made)
    for line in (
        "TY  - JOUR",
        "AU  - Adams, A",
        "AU  - Baker, B",
        "TI  - A trial of care",
        "JO  - J Trials",
        "VL  - 12",
        "IS  - 3",
        "SP  - 1",
        "EP  - 9",
        "AN  - NCT1; ISRCTN2",
        "N1  - As cited: Adams A, Baker B. A trial of care. J Trials 2001;12(3):1-9",
    ):
        assert f"{line}\r\n" in text
    # CY is where something was published; the country of a trial is no such place.
    assert "Denmark" not in text
    entry = references.bibtex(made)
    assert entry.startswith("@article{")
    for field in ("author = {Adams, A and Baker, B}", "journal = {J Trials}", "pages = {1--9}"):
        assert field in entry
    assert "Registered as NCT1; ISRCTN2" in entry
