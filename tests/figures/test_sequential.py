"""The sequential plot keeps every look on its ground, and says what lies beyond it."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
import samples
from matplotlib.text import Text
from sample_findings import little_difference, many, recovery
from sample_sequential import with_view

from living_review.figures import sequential_plot, sequential_plot_alt
from living_review.figures.canvas import figure
from living_review.figures.renderer import FigureRenderer
from living_review.figures.scene import Scene, Shape, Stamps, Words
from living_review.findings import Finding

LONG = "a programme of peer-led self-management for people who have used services " * 4


def two() -> Finding:
    return recovery().model_copy(update={"trials": recovery().trials[1:3]})


FINDINGS: dict[str, Finding] = {
    "two": with_view(two()),
    "three": with_view(recovery()),
    "sixty-five": with_view(many(), difference=0.1),
    "bcg": with_view(samples.bcg(), difference=0.05),
    "far-too-few": with_view(little_difference(), difference=0.02),
    "far-too-many": with_view(many(), difference=1.0),
    "long-names": with_view(
        recovery().model_copy(update={"intervention": LONG, "comparator": LONG})
    ),
}


@pytest.fixture(params=[(name, compact) for name in FINDINGS for compact in (False, True)], ids=str)
def picture(request: pytest.FixtureRequest, scene_of: Callable[..., Any]) -> Scene:
    name, compact = request.param
    scene: Scene = scene_of(sequential_plot, FINDINGS[name], compact=compact)
    return scene


def drawn(name: str, scene_of: Callable[..., Any]) -> Scene:
    scene: Scene = scene_of(sequential_plot, FINDINGS[name])
    return scene


def words(picture: Scene, kind: str) -> list[str]:
    return [m.text for m in picture.marks if isinstance(m, Words) and m.kind == kind]


def centres(picture: Scene, kind: str) -> list[tuple[float, float]]:
    return [c for m in picture.marks if isinstance(m, Stamps) and m.kind == kind for c in m.centres]


def test_texts_do_not_overlap_each_other_or_a_dot(picture: Scene) -> None:
    texts = [mark for mark in picture.marks if isinstance(mark, Words)]
    renderer = FigureRenderer(picture.width, picture.height, io.StringIO(), "f")
    measured = [a for a in figure(picture).get_children() if isinstance(a, Text)]
    boxes = []
    for text, own in zip(texts, measured, strict=True):
        assert own.get_window_extent(renderer).x1 == pytest.approx(text.box[2], abs=0.6)
        boxes.append(text.box)
    dots = [
        (x - m.radius, y - m.radius, x + m.radius, y + m.radius)
        for m in picture.marks
        if isinstance(m, Stamps)
        for x, y in m.centres
    ]
    for place, one in enumerate(boxes):
        for other in (*boxes[place + 1 :], *dots):
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] + 0.2 or other[3] <= one[1] + 0.2, (one, other)


def test_nothing_leaves_the_canvas(picture: Scene) -> None:
    for mark in picture.marks:
        if isinstance(mark, Words):
            left, top, right, bottom = mark.box
        elif isinstance(mark, Stamps):
            xs, ys = zip(*mark.centres, strict=True)
            left, right = min(xs) - mark.radius, max(xs) + mark.radius
            top, bottom = min(ys) - mark.radius, max(ys) + mark.radius
        else:
            xs, ys = zip(*(point for part in mark.lines for point in part), strict=True)
            left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        assert left >= 0
        assert top >= 0
        assert right <= picture.width
        assert bottom <= picture.height


def test_each_look_is_a_dot_and_those_at_a_boundary_have_a_ring(
    scene_of: Callable[..., Any],
) -> None:
    for name, finding in FINDINGS.items():
        picture = drawn(name, scene_of)
        assert finding.sequential is not None
        looks = finding.sequential.looks
        assert len(centres(picture, "look")) == len(looks)
        assert len(centres(picture, "crossed")) == sum(look.crossed for look in looks)


def test_a_dot_lies_beyond_the_boundary_exactly_where_it_is_ringed(
    scene_of: Callable[..., Any],
) -> None:
    finding = FINDINGS["bcg"]
    assert finding.sequential is not None
    picture = drawn("bcg", scene_of)
    lower = [m for m in picture.marks if isinstance(m, Shape) and m.kind == "boundary-look"][1]
    dashes = {round(sum(x for x, _ in line) / 2, 3): line[0][1] for line in lower.lines}
    rings = {round(x, 3) for x, _ in centres(picture, "crossed")}
    seen = {
        round(x, 3): y > dashes[round(x, 3)]  # z is below zero: further down
        for x, y in centres(picture, "look")
        if round(x, 3) in dashes and x + 3 < 396
    }
    assert len(seen) >= 4
    assert {x for x, beyond in seen.items() if beyond} == rings & set(seen)


def test_dots_run_from_left_to_right_with_the_participants(scene_of: Callable[..., Any]) -> None:
    xs = [x for x, _ in centres(drawn("sixty-five", scene_of), "look")]
    assert all(left < right for left, right in pairwise(xs))


def test_what_lies_beyond_the_ground_is_said(scene_of: Callable[..., Any]) -> None:
    assert words(drawn("far-too-few", scene_of), "required")[0].endswith("→")
    assert "the boundaries lie beyond" in " ".join(words(drawn("far-too-few", scene_of), "note"))
    assert "Dots on the edge" in " ".join(words(drawn("far-too-many", scene_of), "note"))
    assert "edge" not in " ".join(words(drawn("two", scene_of), "note"))


def test_both_sides_of_zero_say_whom_they_favour(scene_of: Callable[..., Any]) -> None:
    picture = drawn("bcg", scene_of)
    assert words(picture, "favours-higher") == ["Above zero: favours no vaccine"]
    assert words(picture, "favours-lower") == ["Below zero: favours BCG vaccine"]


def test_alt_text_says_how_far_and_whether_a_boundary_is_reached() -> None:
    assert sequential_plot_alt(FINDINGS["two"]) == (
        "Sequential view of personal recovery (group peer support compared with usual care or "
        "waiting list, end of intervention), for sensitivity only: z-values at 2 looks, the last "
        "2.73 with 424 of 785 required participants; no boundary is reached."
    )
    assert "a boundary is first reached at 119,333" in sequential_plot_alt(FINDINGS["bcg"])


def test_without_looks_there_is_no_figure() -> None:
    assert sequential_plot(recovery()) is None
    assert sequential_plot_alt(recovery()) == (
        "No sequential view of personal recovery (group peer support compared with usual care or "
        "waiting list, end of intervention)."
    )


def test_the_key_says_ringed_where_a_look_is_ringed_and_only_there(scene_of) -> None:
    ringed = set()
    for name in FINDINGS:
        picture = drawn(name, scene_of)
        told = any("Ringed: the boundary is reached" in m.text for m in picture.marks
                   if isinstance(m, Words))  # fmt: skip
        assert told == bool(centres(picture, "crossed")), name
        assert told == any(look.crossed for look in FINDINGS[name].sequential.looks)
        ringed.add(told)
    assert ringed == {True, False}
