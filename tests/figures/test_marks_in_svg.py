"""Each kind of mark stands in the SVG where the scene has it, in its colour, width and dashes."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from living_review.figures.canvas import figure, figure_of_any_size, svg
from living_review.figures.palette import DARK, LIGHT
from living_review.figures.scene import Place, Scene, Shape, Stamps, Words, line, rectangle
from living_review.letters import lettering

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
TRIANGLE = ((70.0, 50.0), (80.0, 60.0), (70.0, 60.0))
SCENE = Scene(
    200.0,
    100.0,
    "A <title> & more",
    (
        Words("label", 10, 20, "Ab 1", 8.5),
        Words("header", 100, 20, "Ab", 10.0, "end", "muted", lettering.SEMIBOLD),
        Words("note", 50, 90, "Ab", 10.0, "middle"),
        rectangle("square", 10, 30, 20, 40, "estimate"),
        line("whisker", (30, 35), (60, 35), "estimate", 1.5),
        Shape("boundary", (((30, 50), (60, 60)),), stroke="prediction", dash=(3.0, 2.0)),
        Shape("both", (TRIANGLE,), fill="paper", stroke="apart", thickness=2.0),
        Shape("two", (TRIANGLE, ((1.0, 2.0), (3.0, 4.0))), stroke="ink"),
        Stamps("look", ((100.0, 50.0), (120.5, 60.0)), 2.6, "estimate"),
    ),
)


@pytest.fixture(scope="module")
def drawn() -> ElementTree.Element:
    return ElementTree.fromstring(svg(SCENE))


def group(drawn: ElementTree.Element, mark: str) -> ElementTree.Element:
    (found,) = (each for each in drawn.iter(f"{SVG}g") if each.get("data-mark") == mark)
    return found


def path(drawn: ElementTree.Element, mark: str) -> tuple[str, str, dict[str, str]]:
    """Give the points of a mark, its classes, and its style without what is always the same."""
    (found,) = group(drawn, mark).iter(f"{SVG}path")
    style = dict(each.split(": ") for each in (found.get("style") or "").split("; "))
    style.pop("stroke-linejoin", None)
    return " ".join((found.get("d") or "").split()), found.get("class") or "", style


def test_the_image_has_its_size_its_name_and_its_title(drawn: ElementTree.Element) -> None:
    assert drawn.get("viewBox") == "0 0 200 100"
    assert (drawn.get("width"), drawn.get("height")) == ("200pt", "100pt")
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", "A <title> & more")
    assert drawn.findtext(f"{SVG}title") == "A <title> & more"


def test_marks_stand_in_the_order_of_the_scene(drawn: ElementTree.Element) -> None:
    kinds = [each.get("data-mark") for each in drawn.iter(f"{SVG}g") if each.get("data-mark")]
    assert kinds == [mark.kind for mark in SCENE.marks]


@pytest.mark.parametrize(
    ("mark", "points", "classes", "style"),
    [
        ("square", "M 10 30 L 20 30 L 20 40 L 10 40 z", "fill-estimate", {"fill": "estimate"}),
        (
            "whisker",
            "M 30 35 L 60 35",
            "stroke-estimate",
            {"fill": "none", "stroke": "estimate", "stroke-width": "1.5"},
        ),
        (
            "boundary",
            "M 30 50 L 60 60",
            "stroke-prediction",
            {
                "fill": "none",
                "stroke": "prediction",
                "stroke-width": "0.8",
                "stroke-dasharray": "2.4,1.6",
                "stroke-dashoffset": "0",
            },
        ),
        (
            "both",
            "M 70 50 L 80 60 L 70 60 z",
            "fill-paper stroke-apart",
            {"fill": "paper", "stroke": "apart", "stroke-width": "2"},
        ),
        (
            "two",
            "M 70 50 L 80 60 L 70 60 M 1 2 L 3 4",
            "stroke-ink",
            {"fill": "none", "stroke": "ink", "stroke-width": "0.8"},
        ),
    ],
)
def test_a_shape_is_drawn_through_its_points_in_its_colours(
    drawn: ElementTree.Element, mark: str, points: str, classes: str, style: dict[str, str]
) -> None:
    given, named, written = path(drawn, mark)
    assert given == points
    assert named == " ".join(f"lr-{each}" for each in classes.split())
    assert written == {
        name: value if value == "none" else LIGHT.get(value, value) for name, value in style.items()
    }


@pytest.mark.parametrize(
    ("mark", "left", "y", "size", "role", "weight"),
    [
        ("label", 0.0, 20, 8.5, "ink", lettering.REGULAR),
        ("header", 1.0, 20, 10.0, "muted", lettering.SEMIBOLD),
        ("note", 0.5, 90, 10.0, "ink", lettering.REGULAR),
    ],
)
def test_a_text_is_drawn_letter_by_letter_from_its_anchor(
    drawn: ElementTree.Element,
    mark: str,
    left: float,
    y: float,
    size: float,
    role: str,
    weight: int,
) -> None:
    (words,) = (each for each in SCENE.marks if each.kind == mark)
    assert isinstance(words, Words)
    found = group(drawn, mark)
    (inner,) = [found] if found.get("data-text") else list(found)
    assert inner.get("data-text") == words.text
    assert inner.get("class") == f"lr-fill-{role}"
    assert inner.get("style") == f"fill: {LIGHT[role]}"  # type: ignore[index]
    placed = re.fullmatch(
        r"translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+) -([\d.]+)\)", inner.get("transform") or ""
    )
    assert placed
    start = words.x - left * lettering.width(words.text, size, weight)
    assert [float(each) for each in placed.groups()] == pytest.approx(
        [start, y, size / 1000, size / 1000], abs=0.006
    )
    letters = list(inner.iter(f"{SVG}use"))
    pen, places = 0.0, []
    for character in words.text:
        if character != " ":
            places.append(round(1000 * pen))
        pen += lettering.glyph(character, weight).advance
    assert [float(each.get("x") or 0) for each in letters] == pytest.approx(places, abs=1)
    outlines = {each.get("id"): each.get("d") for each in drawn.iter(f"{SVG}path")}
    for character, each in zip(words.text.replace(" ", ""), letters, strict=True):
        name = (each.get(LINK) or "").removeprefix("#")
        assert outlines[name] == lettering.glyph(character, weight).outline


def test_discs_of_one_kind_are_one_outline_at_several_places(drawn: ElementTree.Element) -> None:
    uses = list(group(drawn, "look").iter(f"{SVG}use"))
    assert [(each.get("x"), each.get("y")) for each in uses] == [("100", "50"), ("120.5", "60")]
    assert len({each.get(LINK) for each in uses}) == 1
    assert {each.get("class") for each in uses} == {"lr-fill-estimate"}
    (outline,) = group(drawn, "look").iter(f"{SVG}path")
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", outline.get("d") or "")]
    assert (min(numbers), max(numbers)) == pytest.approx((-2.6, 2.6))


def test_screens_that_go_dark_have_the_dark_colour_of_every_role_drawn(
    drawn: ElementTree.Element,
) -> None:
    style = drawn.findtext(f"{SVG}style") or ""
    assert style.startswith("@media screen and (prefers-color-scheme:dark){")
    rules = dict(re.findall(r"\.lr-((?:fill|stroke)-\w+)\{\w+:(#\w+)!important\}", style))
    used = {
        name.removeprefix("lr-")
        for each in drawn.iter()
        for name in (each.get("class") or "").split()
    }
    assert set(rules) == used
    for name, colour in rules.items():
        assert colour == DARK[name.partition("-")[2]]  # type: ignore[index]


def test_a_figure_is_as_large_as_its_scene_in_points_and_scales() -> None:
    plain, any_size = figure(SCENE), figure_of_any_size(SCENE)
    assert tuple(plain.get_size_inches() * 72) == pytest.approx((200, 100))
    assert tuple(any_size.get_size_inches() * 72) == pytest.approx((200, 100))
    assert not plain.get_frameon()
    assert any_size.get_frameon()
    any_size.set_dpi(144)
    square = next(each for each in any_size.get_children() if each.get_gid() == "square")
    box = square.get_window_extent()
    assert (box.x0, box.x1, box.y0, box.y1) == pytest.approx((20, 40, 120, 140))


@pytest.mark.parametrize("text", ["กขค", "Ab กข", "กขก", "\u4e00\u4e8c\u4e00"])
def test_letters_that_our_fonts_lack_are_drawn_each_in_its_place(text: str) -> None:
    """Whether a font of the machine has them, or each is a box."""
    words = Words("label", 10, 20, text, 8.5)
    root = ElementTree.fromstring(svg(Scene(200.0, 100.0, "T", (words,))))
    uses = list(group(root, "label").iter(f"{SVG}use"))
    places = [float(each.get("x") or 0) for each in uses]
    assert len(uses) == len(text.replace(" ", ""))
    assert places == sorted(set(places))
    outlines = {each.get("id") for each in root.iter() if each.get("id")}
    assert {(each.get(LINK) or "").removeprefix("#") for each in uses} <= outlines


@pytest.mark.parametrize("dots", [72, 144])
def test_discs_lie_where_the_scene_has_them_at_any_number_of_dots(dots: int) -> None:
    shown = figure_of_any_size(SCENE)
    shown.set_dpi(dots)
    (discs,) = [each for each in shown.get_children() if each.get_gid() == "look"]
    (outline,) = discs.get_paths()
    size = discs.get_transform().transform_path(outline).get_extents()
    assert (size.width, size.height) == pytest.approx((5.2 * dots / 72,) * 2, rel=0.01)
    assert size.x0 + size.x1 == pytest.approx(0, abs=1e-6)
    places = discs.get_offset_transform().transform(discs.get_offsets()) * 72 / dots
    assert places.ravel() == pytest.approx([100, 100 - 50, 120.5, 100 - 60])


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        (0, 200, "100,250"),
        (50, 200, "100,250,250,1000"),
        (0, 150, "100,250,0,750"),
        (-5, 250, "100,250"),
        (-5, 150, "100,250,0,750"),
    ],
)
def test_a_row_is_told_by_its_height_and_what_is_no_row_by_its_sides(
    left: float, right: float, told: str
) -> None:
    own = replace(SCENE, places=(Place("t", left, 10, right, 25),))
    assert f'data-trials="t" data-places="0,{told}"' in svg(own)
