"""The sequential view reads as a sensitivity view, in its words, its table and its method."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import sample_documents
from every_page import page_texts
from sample_findings import little_difference, many, readmission, recovery
from sample_sequential import with_view

from living_review.document.illustration import Illustration
from living_review.document.illustrations import of_finding
from living_review.document.orphan_numbers import orphan_numbers
from living_review.findings import Finding, Sequential
from living_review.protocol import Protocol
from living_review.protocol import Sequential as Asked
from living_review.tables.html import draw
from living_review.tables.sequential import sequential
from living_review.words.sequential_words import (
    sequential_methods,
    sequential_notice,
    sequential_sentences,
    share,
)

SNAPSHOTS = Path(__file__).parent / "snapshots" / "sequential"
PAGE = "finding-peer-support-recovery-post.qmd"


def asking(**asked: Any) -> Protocol:
    protocol = sample_documents.protocol()
    changed = {"sequential": Asked.model_validate(asked)}
    return protocol.model_copy(update={"analysis": protocol.analysis.model_copy(update=changed)})


def pages(*found: Finding, **asked: Any) -> dict[str, str]:
    document = sample_documents.findings(*found)
    name = "sequential-peer-support-recovery-post"
    figures = {
        **sample_documents.drawn(document),
        name: Illustration(name, "<svg/>", "What the view shows", "Sequential view"),
    }
    return page_texts(document, asking(**asked), figures, None)


def said(finding: Finding) -> str:
    return " ".join(sequential_sentences(finding))


@pytest.mark.parametrize("name", [PAGE, "methods.qmd"])
def test_a_page_with_the_view_reads_as_it_did(name: str) -> None:
    text = pages(with_view(recovery()))[name]
    kept = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), f"{name}: see UPDATE_SNAPSHOTS"


@pytest.mark.parametrize("difference", [0.05, 0.2, 0.6])
def test_every_number_of_the_view_is_in_the_findings(difference: float) -> None:
    found = with_view(recovery(), difference, alpha=0.005, power=0.95)
    text = pages(found, alpha=0.005, power=0.95)
    document = sample_documents.findings(found)
    protocol = asking(alpha=0.005, power=0.95)
    assert orphan_numbers(text[PAGE], document, protocol) == ()
    assert orphan_numbers(text["methods.qmd"], document, protocol) == ()
    swapped = text[PAGE].replace("two-sided error of 0.5%", "two-sided error of 0.7%")
    assert orphan_numbers(swapped, document, protocol) == ("0.7%",)


def test_the_box_says_that_nothing_rests_on_it() -> None:
    notice = str(sequential_notice())
    assert "chapter 22" in notice
    assert "No conclusion of this review, and no rating of certainty, rests on this view" in notice
    assert notice in pages(with_view(recovery()))[PAGE]


def test_no_word_of_significance_stands_anywhere() -> None:
    for text in pages(with_view(recovery()), alpha=0.01).values():
        assert "significan" not in text.lower()


def test_it_is_nowhere_unless_asked_for() -> None:
    texts = sample_documents.pages()
    assert not any("equential view" in text for text in texts.values())
    assert not any(each.name.startswith("sequential") for each in of_finding(recovery()))


def test_a_first_crossing_names_look_and_side_and_what_followed() -> None:
    text = said(with_view(recovery()))
    assert (
        "To find a standardised mean difference of 0.20 (Cohen 1988, a generic rule of thumb) with "
        "a two-sided error of 5% and a power of 80%, one trial would need 785 participants; these "
        "trials vary too little to enlarge that size (diversity D² 0%)."
    ) in text
    assert (
        "The z-value first reached its boundary when Cook 2012 (WRAP) and Cook 2012 (BRIDGES) came "
        "in, at 795 participants (101% of the required size), in favour of group peer support; "
        "looks after the required size have no boundary."
    ) in text
    assert text.endswith("so the view cannot say that such a difference is absent.")


def test_without_a_crossing_it_says_how_far_along_the_evidence_is() -> None:
    text = said(with_view(little_difference()))
    assert "enlarged for the variation between these trials (diversity D² 72%)" in text
    assert "With 477 participants so far, 17% of the required size, no look has reached" in text


def test_a_required_size_that_is_reached_is_said() -> None:
    trials = tuple(t.model_copy(update={"estimate": 0.05}) for t in little_difference().trials)
    found = little_difference().model_copy(update={"trials": trials})
    text = said(with_view(found, difference=0.3))
    assert "With 477 participants, the required size is reached, and no look" in text


def test_a_crossing_that_was_lost_again_is_told() -> None:
    found = with_view(little_difference())
    view = found.sequential
    assert view is not None
    first = view.looks[0].model_copy(update={"crossed": True})
    moved = view.model_copy(update={"looks": (first, *view.looks[1:])})
    text = said(found.model_copy(update={"sequential": moved}))
    assert "in favour of group peer support; at the last look it no longer does." in text


def test_a_difference_in_risk_is_told_in_people_and_as_a_ratio() -> None:
    found = with_view(readmission())
    assert found.sequential is not None
    risks = {"anticipated": 0.02, "comparator_risk": 0.1, "effect": 0.8, "diversity": None}
    view = found.sequential.model_copy(update=risks)
    text = said(found.model_copy(update={"sequential": view}))
    assert "To find 20 fewer per 1000 than 100 per 1000, a risk ratio of 0.80 (Cohen" in text
    assert "this size is not enlarged for variation between trials." in text


def test_many_trials_at_one_look_are_counted() -> None:
    trials = tuple(each.model_copy(update={"year": 2000}) for each in many().trials)
    text = said(with_view(many().model_copy(update={"trials": trials})))
    assert "when 65 trials came in" in text


def test_cluster_trials_at_their_effective_size_are_pointed_out() -> None:
    found = with_view(recovery()).model_copy(update={"n": 1400.0})
    assert "Trials randomised by cluster count by their effective sample size." in said(found)
    assert "cluster" not in said(with_view(recovery()))


def test_a_view_that_could_not_be_made_says_why() -> None:
    reason = "No arm of these trials has a standard deviation to work out a required size from."
    view = Sequential(reason=reason, alpha=0.05, power=0.8)
    found = recovery().model_copy(update={"sequential": view})
    assert said(found) == f"The view was not made. {reason}"
    page = pages(found)[PAGE]
    assert reason in page
    assert "tbl-sequential" not in page


def test_the_table_has_every_look_and_says_where_there_is_no_boundary() -> None:
    found = with_view(many(), difference=0.03)
    table = sequential(found)
    assert found.sequential is not None
    assert len(table.rows) == len(found.sequential.looks) == 65
    cells = [[" ".join(cell.lines) for cell in row.cells] for row in table.rows]
    assert cells[0][-2:] == ["none yet", "–"]
    assert cells[-1][-1] in ("yes", "no")
    after = sequential(with_view(recovery()))
    assert [row.cells[-2].lines for row in after.rows][1:] == [("none",), ("none",)]
    assert 'scope="row"' in str(draw(table))


def test_methods_say_how_it_is_made_only_for_the_measures_in_use() -> None:
    assert sequential_methods(sample_documents.protocol()) == ()
    differences = {"recovery": {"difference": 0.3, "source": "the panel"}}
    text = " ".join(sequential_methods(asking(differences=differences)))
    assert "(for personal recovery, 0.3 (the panel))" in text
    assert "enlarged for the variation between trials by their diversity" in text
    assert "p(1 − p) with p in the middle" in text
    assert "coefficient of variation" not in text
    plain = " ".join(sequential_methods(asking(heterogeneity="none")))
    assert "not enlarged for variation between trials" in plain


def test_methods_of_a_review_of_hazards_alone_say_that_it_has_no_view() -> None:
    protocol = asking()
    hazards = [each.model_copy(update={"measure": "HR"}) for each in protocol.outcomes]
    (said,) = sequential_methods(protocol.model_copy(update={"outcomes": tuple(hazards)}))
    assert str(said).endswith("so no outcome of this review has one.")


@pytest.mark.parametrize(("value", "text"), [(0.05, "5%"), (0.005, "0.5%"), (0.8, "80%")])
def test_error_and_power_are_written_as_percentages(value: float, text: str) -> None:
    assert share(value) == text
