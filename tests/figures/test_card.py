"""The picture that goes with a link: it says the main result, whatever the review is called."""

from __future__ import annotations

import io
import math
from itertools import pairwise, product

import pytest
import sample_documents
from PIL import Image
from sample_findings import narrative, none, readmission, recovery, single
from test_scenes_as_drawn import compare, written

from living_review.document.site_facts import card_of, described, site_info
from living_review.figures.card import (
    HEIGHT,
    ROOM,
    SMALL,
    WIDTH,
    Card,
    _large,
    _marks,
    _outline,
    card,
)
from living_review.figures.scene import Shape, Words
from living_review.findings import Finding
from living_review.words.abstract import main_result
from living_review.words.overview import result_in_brief

PROTOCOL = sample_documents.protocol()
LABEL = "A title of many letters with 中文, العربية, ქართული and 👩🏽‍⚕️ </svg> $x^2$ {0} \\frac "


def shown(*found: Finding) -> Card:
    findings = sample_documents.findings(*found)
    return card_of(site_info(findings), findings, PROTOCOL)


def opened(drawn: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(drawn))
    picture.load()
    assert picture.size == (WIDTH, HEIGHT) == (1200, 630)
    assert picture.format == "PNG"
    return picture


def test_it_says_the_first_of_the_main_results() -> None:
    said = shown(recovery(), none())
    assert said.stated == recovery().statement
    assert result_in_brief(recovery()) in said.told
    assert "moderate certainty" in said.told
    assert said.edition == "Unpublished build, 22 November 2026"
    assert said.alt.startswith(said.title)
    assert all(part in said.alt for part in (said.stated, said.told, said.edition))
    unrated = recovery().model_copy(update={"certainty": None})
    assert shown(unrated).stated == ""
    assert shown(none()).finding is None
    assert main_result(sample_documents.findings(none()))[1] == shown(none()).told


def test_the_same_card_has_the_same_bytes_and_another_has_others() -> None:
    first = card(shown(recovery()))
    assert first == card(shown(recovery()))
    assert first != card(shown(readmission()))
    assert len(first) < 120_000
    opened(first)


@pytest.mark.parametrize("times", [1, 5])
@pytest.mark.parametrize("finding", [recovery(), readmission(), narrative(), single(), None])
def test_everything_stands_on_the_card_in_letters_that_can_be_read(
    finding: Finding | None, times: int
) -> None:
    said = Card(LABEL * times, LABEL * times, LABEL * times, "Version 3", finding)
    words = [each for each in _marks(said) if isinstance(each, Words)]
    assert min(each.size for each in words) >= SMALL
    for each in words:
        left, top, right, bottom = each.box
        assert left >= 0 <= top, each
        assert right <= WIDTH - 40, each
        assert bottom <= HEIGHT, each
        assert right - left <= ROOM + 1
    boxes = sorted((each.box[1], each.box[3]) for each in words if each.kind != "side")
    for (_, above), (below, _) in pairwise(boxes):
        assert above <= below
    if times == 1:
        opened(card(said))


@pytest.mark.parametrize("finding", [recovery(), readmission()])
def test_the_interval_lies_where_the_numbers_do(finding: Finding) -> None:
    marks = list(_marks(Card("T", "S", "R", "V", finding)))
    (whisker,) = [each for each in marks if each.kind == "whisker"]
    (diamond,) = [each for each in marks if each.kind == "diamond"]
    assert isinstance(whisker, Shape)
    (left, _), (right, _) = whisker.lines[0]
    at = sum(x for x, _ in diamond.lines[0]) / 4
    pooled, middle = finding.pooled, WIDTH / 2
    assert left < at < right
    for x, value in ((left, pooled.ci_low), (at, pooled.estimate), (right, pooled.ci_high)):
        assert (x > middle) is (value > finding.null)
    sides = {each.text: each.x for each in marks if each.kind == "side"}
    better = finding.intervention if finding.better == "higher" else finding.comparator
    assert max(sides, key=sides.__getitem__) == f"Favours {better}"


WIDTHS: tuple[tuple[str, str, str], ...] = (
    ("A short title", "Stated.", "Told."),
    ("A short title", "", ""),
    ("A title of as many words as a card has room for, and more words than that", "Stated.", ""),
    ("A title", "What is stated in a sentence of so many words that it takes two lines of it",
     "What is told of it in smaller letters, of which there are as many again as above it"),
)  # fmt: skip


def test_cards_are_drawn_mark_by_mark_as_they_were() -> None:
    ratio, lower = readmission(), recovery().model_copy(update={"better": "lower"})
    found = {"none": None, "difference": recovery(), "ratio": ratio, "lower is better": lower}
    lines = []
    for (title, stated, told), (name, finding) in product(WIDTHS, found.items()):
        said = Card(title, stated, told, "Version 3, 1 May 2026", finding)
        marks = list(_marks(said))
        lines += [f"## {title[:14]}, {told[:5]}, {name}: {said.alt[-40:]}", *map(written, marks)]
        if name == "none":
            paths = [_outline(each, HEIGHT) for each in marks if isinstance(each, Words)]
            boxes = [path.get_extents().extents for path in paths if path is not None]
            lines += [f"letters in {' '.join(f'{edge:.1f}' for edge in box)}" for box in boxes]
    compare("cards.txt", "\n".join(lines) + "\n")


def test_names_of_sides_never_meet() -> None:
    long = {"intervention": "group peer support by people of " * 5, "comparator": "usual care " * 9}
    marks = _marks(Card("T", "S", "R", "V", recovery().model_copy(update=long)))
    boxes = [each.box for each in marks if isinstance(each, Words) and each.kind == "side"]
    (_, _, end, _), (begin, _, last, _) = sorted(boxes)
    assert end + SMALL / 2 < begin
    assert last <= WIDTH - 40


def test_nothing_of_a_card_is_cut_at_its_edge() -> None:
    edges = opened(card(shown(recovery()))).convert("RGB")
    (band,) = {edges.getpixel((x, 0)) for x in (0, 600, 1199)}
    (paper,) = {edges.getpixel((x, y)) for x in (0, 1199) for y in (16, 300, 629)}
    assert edges.getpixel((600, 15)) == band != paper


def test_a_small_effect_does_not_fill_the_card() -> None:
    pooled = recovery().pooled.model_copy(
        update={"estimate": 0.05, "ci_low": 0.02, "ci_high": 0.08}
    )
    small = recovery().model_copy(update={"pooled": pooled})
    (whisker,) = [e for e in _marks(Card("T", "", "", "V", small)) if e.kind == "whisker"]
    (_, _), (right, _) = whisker.lines[0]
    assert right - WIDTH / 2 < 0.06 * WIDTH


@pytest.mark.parametrize(
    ("thresholds", "kind", "measure", "large"),
    [
        ({"small": 1, "large": 6, "moderate": 3}, "difference", "MD", 6),
        ({"small": -1, "large": -6}, "difference", "MD", 6),
        ({"small": -4, "large": 2}, "difference", "MD", 4),
        ({}, "difference", "MD", 0),
        ({}, "difference", "SMD", 0.8),
        (None, None, "SMD", 0.8),
        (None, None, "MD", 0),
        ({"small": 1.2, "large": 5}, "ratio", "RR", math.log(5)),
        ({"small": 0.9, "large": 0.1}, "ratio", "RR", math.log(10)),
        ({"small": 1.2}, "ratio", "RR", math.log(2)),
        ({"small": 5, "large": 50}, "per_1000", "RR", math.log(2)),
        (None, None, "RR", math.log(2)),
    ],
)
def test_a_large_effect_is_the_furthest_threshold_or_what_the_field_calls_large(
    thresholds: dict[str, float] | None, kind: str | None, measure: str, large: float
) -> None:
    found = recovery().model_copy(
        update={"thresholds": thresholds, "thresholds_kind": kind, "measure": measure}
    )
    assert _large(found) == pytest.approx(large)


def test_a_site_without_an_address_has_none() -> None:
    findings = sample_documents.findings()
    assert described(site_info(findings), findings, PROTOCOL).card == ""
    living = findings.review.model_copy(update={"url": "https://example.org/r"})
    there = findings.model_copy(update={"review": living})
    site = described(site_info(there), there, PROTOCOL)
    assert site.card_address == "https://example.org/r/card.png"
    assert site.card_alt.startswith(findings.review.title)
