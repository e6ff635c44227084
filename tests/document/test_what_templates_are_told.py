"""What a template is told of a review beside its sentences and tables, by walks."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from sample_documents import findings, protocol
from sample_findings import narrative, none, recovery, single

from living_review.document.context import (
    PRINT,
    VERSION,
    WEBSITE,
    attribution,
    compared_reviews,
    names,
    tally,
)
from living_review.findings import Findings, OtherReview

ASKED = protocol()


def told(found: Findings, document: Any = WEBSITE) -> dict[str, Any]:
    return names(found, ASKED, {}, document)


def test_characteristics_are_counted_and_what_is_not_reported_as_well() -> None:
    def of(*values: str | None) -> str:
        return tally([SimpleNamespace(country=each) for each in values], "country")  # type: ignore[misc]

    assert of() == of(None, "") == ""
    assert of("NL", "US", "US") == "US (two) and NL (one)"
    counted = of("NL", None, "US", "US", "")
    assert counted.startswith("US (two), NL (one) and ")
    assert counted != of("NL", None, "US", "US")


def test_data_come_from_where_the_protocol_says_or_the_trials_do() -> None:
    found = findings(recovery())
    named = ("A", None, "B", "B")
    trials = tuple(
        each.model_copy(update={"source": source})
        for each, source in zip(found.trials, named, strict=False)
    )
    found = found.model_copy(update={"trials": trials})
    silent = ASKED.review.model_copy(update={"attribution": ()})
    by_trials = attribution(found, ASKED.model_copy(update={"review": silent}))
    assert len(by_trials) == 2
    assert "B" in by_trials[0]
    assert "two" in by_trials[0]
    assert "A" in by_trials[1]
    review = ASKED.review.model_copy(update={"attribution": ("Ours.", "Theirs.")})
    assert attribution(found, ASKED.model_copy(update={"review": review})) == ("Ours.", "Theirs.")


@pytest.mark.parametrize("place", [("recovery", "post"), ("recovery", "late"), ("hope", "post")])
def test_other_reviews_stand_beside_the_same_outcome_and_time_once(place: tuple[str, str]) -> None:
    other = OtherReview(review="X", outcome=place[0], timepoint=place[1])
    ours = recovery()
    late = ours.model_copy(update={"timepoint": "late"})
    without = none().model_copy(update={"outcome": "recovery", "comparison": "another"})
    for listed in ((ours, late, without), (without, late, ours)):
        found = findings(*listed).model_copy(update={"other_reviews": (other,)})
        pairs = compared_reviews(found)
        wanted = {("recovery", "post"): [ours], ("recovery", "late"): [late]}.get(place, [])
        with_trials = [finding for finding, _ in pairs if finding.trials]
        assert with_trials == wanted
        assert all(others == (other,) for _, others in pairs)
    # A result that nobody reported stands beside others where no comparison has one.
    alone = findings(none()).model_copy(
        update={"other_reviews": (OtherReview(review="X", outcome="hope", timepoint="post"),)}
    )
    assert [finding for finding, _ in compared_reviews(alone)] == [none()]


def test_it_is_told_whether_every_trial_says_where_its_figures_were_read() -> None:
    ours = recovery()
    for listed, beside in product(product((None, "A"), repeat=2), repeat=2):
        results = tuple(
            each.model_copy(update={"source": source})
            for each, source in zip(ours.trials, beside, strict=False)
        )
        found = findings(ours.model_copy(update={"trials": results}))
        trials = tuple(
            each.model_copy(update={"source": source})
            for each, source in zip(found.trials, listed, strict=False)
        )
        sourced = told(found.model_copy(update={"trials": trials}))["sourced"]
        assert sourced == {
            "all": all(a or b for a, b in zip(listed, beside, strict=True)),
            "listed": any(listed),
            "beside": any(beside),
        }


def test_what_stands_where_is_told_by_the_document() -> None:
    found = findings(recovery())
    assert [told(found, each)["on_paper"] for each in (WEBSITE, PRINT, VERSION)] == [
        False,
        True,
        False,
    ]
    assert told(found)["qr_code"] is None
    review = found.review.model_copy(update={"url": "https://e.org/r"})
    shown = told(found.model_copy(update={"review": review}))
    assert shown["site_url"] == "https://e.org/r"
    assert "<svg" in shown["qr_code"]


def test_the_verb_of_the_question_is_that_of_its_intervention() -> None:
    for intervention, number, verb in (
        ("yoga", None, "does"),
        ("antidepressants", "plural", "do"),
        ("antidepressants", "singular", "does"),
    ):
        found = findings(recovery())
        question = {**found.review.question, "intervention": intervention}
        question |= {"number": number} if number else {}
        review = found.review.model_copy(update={"question": question})
        assert told(found.model_copy(update={"review": review}))["question_verb"] == verb


def test_packages_tests_and_statuses_are_told_where_there_are_any() -> None:
    found = findings(recovery(), narrative(), single())
    shown = told(found)
    assert "numpy 2.2.0" in shown["packages"]
    bare = found.software.model_copy(update={"packages": {}})
    assert told(found.model_copy(update={"software": bare}))["packages"] == ""
    assert [each for each, *_ in shown["statuses"]] == [
        "awaiting",
        "ongoing",
        "excluded",
        "retracted",
    ]
    assert shown["reports_left_out"]
    searches = tuple(each.model_copy(update={"exclusions": {}}) for each in found.searches)
    assert not told(found.model_copy(update={"searches": searches}))["reports_left_out"]
    assert shown["comparison_titles"] == {
        each.comparison: each.comparison_label for each in found.findings
    }
    assert not any(shown["figures"]("forest"))
    assert shown["figure"]("forest", found.findings[0]) == ""
