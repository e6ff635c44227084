"""What other programs are given of a citation, and what their files say of bias and of arms."""

from __future__ import annotations

import pytest
import sample_documents
from defusedxml.ElementTree import fromstring
from sample_findings import recovery

from living_review.exchange import protocol_draft, references, revman5
from living_review.exchange.decisions import OutcomeDecision
from living_review.exchange.extract import Analysed, FoundOutcome
from living_review.exchange.wide.in_context import meanings


def test_an_entry_of_bibtex_has_the_parts_of_its_citation() -> None:
    made = sample_documents.findings(recovery())
    cited = "Ames A. Aims. J Trials 2001;12(3):1-9"
    trial = made.trials[0].model_copy(update={"status": "included", "citation": cited})
    text = references.bibtex(made.model_copy(update={"trials": (trial,)}))
    for field in ("author = {Ames, A}", "title = {{Aims}}", "journal = {J Trials}",
                  "volume = {12}", "number = {3}", "pages = {1--9}"):  # fmt: skip
        assert f"  {field},\n" in text
    assert f"As cited: {cited}" in text
    assert text.startswith("@article{")


ITEM = """<R><QUALITY_ITEM><NAME>{}</NAME>
<QUALITY_ITEM_DATA_ENTRY STUDY_ID="S" RESULT="{}"><DESCRIPTION>why</DESCRIPTION>
</QUALITY_ITEM_DATA_ENTRY></QUALITY_ITEM></R>"""


@pytest.mark.parametrize(
    ("name", "result", "made", "why"),
    [
        ("Allocation concealment", "YES", "low", ""),
        ("Allocation concealment", "NO", "high", ""),
        ("Allocation concealment", "UNKNOWN", "unclear", ""),
        ("Allocation concealment", "MAYBE", "", "RESULT is 'MAYBE', not YES, NO or UNKNOWN."),
        ("Allocation concealment", "", "", "RESULT is '', not YES, NO or UNKNOWN."),
        ("Weather", "YES", "", "this is none of the seven domains of RoB 1."),
    ],
)
def test_a_judgement_of_revman_5_is_read_or_told(name: str, result: str, made: str, why: str):
    judged, remarks = revman5._judgements(fromstring(ITEM.format(name, result)))
    assert [(j.study, j.judgement, j.support) for j in judged] == (
        [("S", made, "why")] * bool(made)
    )
    told = [(e.kind, e.where, e.found, e.count, e.reason) for e in remarks]
    assert told == ([("not mapped", "QUALITY_ITEM", name, 1, why)] if why else [])


def test_a_comparison_whose_title_has_no_letters_has_a_name_all_the_same() -> None:
    about = {"1.1": OutcomeDecision(outcome="mood")}
    for title, wanted in (("???", "comparison"), ("", "main"), ("A or B", "A_or_B")):
        how = Analysed(comparison=("1", title), sides=("A", "B"))
        found = FoundOutcome("1.1", "Mood", "", "mood", "", how)
        (made,) = protocol_draft._comparisons([found], about)
        assert made.identifier.partition("-")[0] == wanted


ARMS = [
    "Intervention",
    "Mean",
    "SD",
    "n",
    "Control",
    "Mean (column F)",
    "SD (column G)",
    "n (column H)",
]


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (ARMS, True),
        ([*ARMS[:4], ARMS[4], *ARMS[5:7]], False),
        ([*ARMS[:3], *ARMS[4:]], False),
        (["Intervention", "Control"], False),
        ([*ARMS[:4], "Intervention (column E)", *ARMS[5:]], False),
        (["Intervention", "Control", *ARMS[1:4]], False),
        (ARMS[4:] + ARMS[:4], True),
    ],
)
def test_an_arm_stands_before_its_figures_where_both_have_the_same(names, known: bool) -> None:
    found, heads = meanings(names, lambda _: True)
    assert bool(found) is known
    assert heads == (frozenset({"Intervention", "Control"}) if known else frozenset())
    if known:
        assert {found[name].role for name in ("Mean", "SD", "n")} == {"intervention"}
        assert {found[name].role for name in ARMS[5:]} == {"control"}
