"""The flow gives the registry's counts and no others; what is unknown is never nought."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import samples

from living_review.figures import flow, prisma_flow, prisma_flow_alt, prisma_flow_on_paper
from living_review.figures.flow import Flow
from living_review.language import Words, speaking


def lines(diagram: Any) -> list[str]:
    return [text for s in diagram.streams for step in s.steps for text in (*step.main, *step.side)]


def test_unknown_counts_are_not_reported() -> None:
    previous = flow(samples.searches(), samples.records()).streams[0]
    counts = [text for step in previous.steps[:-1] for text in (step.main[0], *step.side)]
    assert len(counts) == 8
    assert all(text.endswith(": not reported") for text in counts)


def test_the_latest_search_stands_beside_the_earlier_ones() -> None:
    diagram = flow(samples.searches(), samples.records())
    assert [stream.heading for stream in diagram.streams] == [
        "Previous searches, to 12 July 2019",
        "This search, 22 November 2026",
    ]
    assert "Records identified: 1,204" in lines(diagram)
    assert "• not randomised: 7" in lines(diagram)


def test_a_first_search_stands_alone() -> None:
    (stream,) = flow(samples.searches()[1:], ()).streams
    assert stream.heading == "Search, 22 November 2026"


def test_partly_known_sums_say_what_is_missing() -> None:
    known = samples.searches()[1]
    unknown = known.model_copy(update={"search_id": "b", "records": None})
    (stream,) = flow((known, unknown), ()).streams
    assert stream.steps[0].main[0] == "Records identified: 1,204 (not reported for 1 of 2)"


def test_a_box_that_lists_reports_does_not_say_that_none_is_known() -> None:
    known = samples.searches()[1]
    listed = known.model_copy(
        update={"search_id": "b", "excluded_full_text": None, "exclusions": {"stopped": 1}}
    )
    bare = listed.model_copy(update={"exclusions": {}})
    for runs, said in (
        ((listed,), "at least 1"),
        ((bare,), "not reported"),
        ((known, listed), "at least 13"),
        ((known, bare), "12 (not reported for 1 of 2)"),
    ):
        (stream,) = flow(runs, ()).streams
        assert f"Reports excluded: {said}" in lines(stream_only(stream))


def stream_only(stream: Any) -> Any:
    return Flow((stream,), ())


def test_every_trial_is_counted_once() -> None:
    first, second, third, fourth = samples.records(4)
    trials = (
        first,
        second.model_copy(update={"search_id": "update-1"}),
        third.model_copy(update={"search_id": None}),
        fourth.model_copy(update={"status": "awaiting", "search_id": "update-1"}),
    )
    diagram = flow(samples.searches(), trials)
    assert [stream.steps[-1].main[0] for stream in diagram.streams] == ["Trials included: 1"] * 2
    assert diagram.total == (
        *("Trials in the review", "included: 3", "awaiting classification: 1"),
        "(included, search not recorded: 1)",
    )


def test_every_number_comes_from_the_registry(scene_of: Callable[..., Any]) -> None:
    picture = scene_of(prisma_flow, samples.searches(), samples.records())
    told = " ".join(mark.text for mark in picture.marks if mark.kind == "count")
    known = {"1,204", "310", "894", "880", "14", "1", "13", "12", "7", "5", "6", "0"}
    assert set(re.findall(r"[\d,]*\d", told)) <= known


def test_alt_text_names_both_searches_and_the_total() -> None:
    assert prisma_flow_alt(samples.searches(), samples.records()) == (
        "PRISMA flow. Previous searches, to 12 July 2019: records identified: not reported, "
        "trials included: 6. This search, 22 November 2026: records identified: 1,204, trials "
        "included: 0. Trials in the review: included: 6."
    )


def _crowded(reasons: int, letters: int, searches: int = 1) -> tuple[Any, ...]:
    *_, last = samples.searches()
    told = {f"reason {n} {'why it was left out ' * 9}"[:letters]: 1 + n for n in range(reasons)}
    one = last.model_copy(
        update={"exclusions": told, "excluded_full_text": sum(told.values()), "records": 12}
    )
    return tuple(
        one.model_copy(update={"search_id": f"s{n}", "source": f"Source {n}", "records": n})
        for n in range(searches)
    )


@pytest.mark.parametrize("language", ["en", "es", "de"])
@pytest.mark.parametrize(
    ("reasons", "letters", "searches"), [(60, 120, 1), (3, 12, 200), (400, 12, 2)]
)
def test_on_paper_a_long_flow_fits_a_page_and_loses_no_report(
    reasons: int, letters: int, searches: int, language: str, scene_of: Callable[..., Any]
) -> None:
    runs = _crowded(reasons, letters, searches)
    with speaking(Words(language)):
        picture = scene_of(prisma_flow_on_paper, runs, samples.records())
        told = " ".join(mark.text for mark in picture.marks if mark.kind == "count")
    assert picture.height * min(1.0, 493 / picture.width) <= 640
    if reasons > 3:
        # The commonest is named; those named and the rest add up to all.
        assert f"reason {reasons - 1}" in told
        named = [int(n) + 1 for n in re.findall(r"reason (\d+)\b", told)]
        more, rest = re.findall(r"• \D*(\d+)[^•]*?: ([\d.,]+)", told)[-1]
        assert len(named) + int(more) == reasons
        assert searches * sum(named) + int(re.sub(r"\D", "", rest)) == sum(
            searches * n for n in range(1, reasons + 1)
        )
    else:
        assert f"Source {searches - 1}" in told


def test_on_paper_a_flow_that_fits_stays_as_it_is() -> None:
    assert prisma_flow_on_paper(samples.searches(), samples.records()) is None
    assert prisma_flow_on_paper((), ()) is None
