"""Events that no header calls so, beside the people of the same two arms."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import yaml

from living_review.beginning.commented import protocol_text
from living_review.beginning.planned import Planned, PlannedOutcome, checked
from living_review.exchange import reading
from living_review.exchange.wide.words import meaning
from living_review.protocol import Protocol

ARMS = (
    ("vaccinated", "control"),
    ("BCG", "placebo"),
    ("intervention", "control"),
    ("exercise group", "control group"),
    ("CBT", "TAU"),
)
ORDERS = (
    lambda what, arm: f"{what} {arm}",
    lambda what, arm: f"{arm} {what}",
    lambda what, arm: f"{what}_{arm}".replace(" ", "_"),
    lambda what, arm: f"{arm}: {what}",
)
Drafted = tuple[list[dict[str, Any]], str]
COUNTS = (4, 123, 11, 139), (6, 306, 29, 303), (0, 231, 11, 220)


def protocol(*outcomes: str) -> Protocol:
    planned = [PlannedOutcome(*each.split(", "), "critical") for each in outcomes]
    return checked(
        protocol_text(
            Planned("T", ("A",), "People", "BCG", "none", tuple(planned), ("End",)).document()
        )
    )


def drafted(header: list[str], rows: list[list[object]], known: Protocol | None) -> Drafted:
    lines = [",".join(map(str, line)) for line in ([*header], *rows)]
    text = reading.draft("\n".join(lines).encode(), "sheet.csv", "wide", known)
    return yaml.safe_load(text)["results"], text


def rows(*others: tuple[object, ...]) -> list[list[object]]:
    return [
        [f"Trial {'ABC'[i]}", *counts, *(o[i] for o in others)] for i, counts in enumerate(COUNTS)
    ]


@pytest.mark.parametrize("known", [None, protocol("Tuberculosis, RR, lower")], ids=["", "known"])
@pytest.mark.parametrize("event", ["TB", "Tuberculosis", "Deaths from any cause"])
def test_counts_beside_the_people_of_an_arm_are_its_events(
    event: str, known: Protocol | None
) -> None:
    for (one, two), order in itertools.product(ARMS, ORDERS):
        names = [order(what, arm) for arm in (one, two) for what in (event, "n")]
        results, text = drafted(["Study", *names], rows(), known)
        assert len(results) == 1, names
        arms = {arm["role"]: arm["columns"] for arm in results[0]["arms"]}
        assert arms == {
            "intervention": {"events": names[0], "n": names[1]},
            "control": {"events": names[2], "n": names[3]},
        }, names
        if known:
            assert results[0]["outcome"] == "tuberculosis"
        assert "Taken for events" in text


@pytest.mark.parametrize(
    ("why", "name", "others"),
    [
        ("more than the people of its arm", "TB", ((124, 0, 0), (1, 1, 1))),
        ("not whole", "TB", ((1.5, 0, 0), (1, 1, 1))),
        ("what people are like", "Age", ((30, 31, 32), (30, 31, 32))),
        ("what people are like", "Female", ((30, 31, 32), (30, 31, 32))),
        ("nothing in either arm's rows", "TB", (("", "", ""), ("", "", ""))),
    ],
)
def test_what_may_be_something_else_is_not_taken(
    why: str, name: str, others: tuple[tuple[object, ...], ...]
) -> None:
    lines = [[t, n1, n2, *o] for (t, _, n1, _, n2), *o in zip(rows(), *others, strict=True)]
    header = ["Study", "N vaccinated", "N control", f"{name} vaccinated", f"{name} control"]
    results, _ = drafted(header, lines, protocol("Tuberculosis, RR, lower"))
    assert not results, why


def test_of_several_counts_those_are_taken_that_the_protocol_names() -> None:
    header = ["Study", "TB vaccinated", "N vaccinated", "TB control", "N control"]
    header += ["Death vaccinated", "Death control"]
    lines = rows((1, 2, 3), (3, 2, 1))
    two = protocol("Death, OR, lower", "Illness, RR, lower")
    results, text = drafted(header, lines, two)
    assert [each["outcome"] for each in results] == ["death"]
    assert "put them under results if they are events: TB vaccinated, TB control" in text
    results, text = drafted(header, lines, protocol("Illness, RR, lower"))
    assert results == []
    left = "TB vaccinated, TB control, death".casefold()
    assert f"if they are events: {left}" in text.casefold()


def test_an_arm_is_called_as_its_people_are() -> None:
    header = ["Study", "Strokes aspirin", "N aspirin", "Strokes placebo", "N placebo"]
    (result,), _ = drafted(header, rows(), protocol("Stroke, RR, lower"))
    assert [arm["arm"] for arm in result["arms"]] == ["aspirin", "placebo"]


def test_what_people_are_like_is_not_told_as_perhaps_events() -> None:
    header = ["Study", "Events Verum", "n Verum", "Events Placebo", "n Placebo", "Age Verum"]
    results, text = drafted(header, rows((34, 41, 28)), protocol("Relapse, RR, lower"))
    assert len(results) == 1
    assert "perhaps events" not in text


def test_counts_are_no_events_where_the_protocol_asks_for_means_alone() -> None:
    header = ["Study", "TB vaccinated", "N vaccinated", "TB control", "N control"]
    assert drafted(header, rows(), protocol("Mood, SMD, lower"))[0] == []


def test_two_arms_without_a_side_are_left_to_a_person() -> None:
    header = ["Study", "TB early", "N early", "TB late", "N late"]
    assert drafted(header, rows(), protocol("Tuberculosis, RR, lower"))[0] == []


@pytest.mark.parametrize("name", ["All-cause mortality", "any cause", "Saint", "AllCause", "CAUSE"])
def test_a_word_of_the_language_does_not_come_apart_into_an_arm_and_a_statistic(name: str) -> None:
    said = meaning(name)
    assert (said.statistic, said.role) == ("", ""), said
