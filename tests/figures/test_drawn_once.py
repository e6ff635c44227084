"""A figure is taken from earlier runs where all that decides it is the same, and only there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.assets.brand import Brand, Shades, wearing
from living_review.figures import canvas, drawn_once, scene
from living_review.figures.palette import Role
from living_review.figures.scene import Place, Scene, Shape, Stamps, Words
from living_review.ground import kept
from living_review.letters import typesetting

SCENE = Scene(
    120.0,
    80.0,
    "A title",
    (
        Words("label", 10.0, 20.0, "Cook 2012 −0.5", 8.0),
        Shape(
            "zone", (((1.0, 2.0), (3.0, 4.0), (5.0, 6.5)), ((9.0, 9.0), (8.0, 8.0))), fill="zone"
        ),
        Shape("whisker", (((1.0, 2.0), (30.0, 2.0)),), stroke="estimate", dash=(2.0, 2.0)),
        Stamps("judgement", ((10.0, 10.0), (20.0, 10.0)), 4.0, "low", "+", "symbol"),
    ),
    (Place("COOK2012", 0.0, 1.0, 120.0, 20.0),),
)
OTHER: dict[str, Any] = {"anchor": "end", "dash": (1.0, 2.0), "symbol": "×", "weight": 600}


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[kept.Kept]:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    with kept.keeping():
        used = kept.kept()
        assert used is not None
        yield used


def altered(value: Any, name: str = "") -> Iterator[Any]:
    """Give a value with one thing in it otherwise, for each thing that there is."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for other in altered(getattr(value, field.name), field.name):
                yield replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        yield value[1:]
        yield (*value, *value[:1])
        if len(value) > 1:
            yield value[::-1]
        for place, each in enumerate(value):
            for other in altered(each):
                yield (*value[:place], other, *value[place + 1 :])
    elif name in OTHER:
        yield OTHER[name]
    elif isinstance(value, str) and value in get_args(Role):
        yield "pooled"
    elif isinstance(value, str):
        yield f"{value} "
        yield value.swapcase()
    elif isinstance(value, float):
        yield value + 1e-9
    elif value is None:
        yield "ink"
    else:
        raise AssertionError(name)


def test_every_field_of_every_part_of_a_scene_decides_its_key() -> None:
    kinds = {each for each in vars(scene).values() if isinstance(each, type) and is_dataclass(each)}
    assert {Scene, *map(type, SCENE.marks), *map(type, SCENE.places)} == kinds
    others = list(altered(SCENE))
    assert len(others) > 100
    keys = {drawn_once.key_of(each) for each in (SCENE, *others)}
    # A title of the same letters, otherwise; a tuple of two that is turned, twice the same.
    assert len(keys) == len({(repr(each), repr(each.places)) for each in (SCENE, *others)})
    assert len(keys) > len(others) - 5


def test_colours_fonts_code_and_packages_decide_the_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = drawn_once.key_of(SCENE)
    with wearing(Brand(light=Shades(accent="#c00000"))):
        red = drawn_once.key_of(SCENE)
    with wearing(Brand(light=Shades(accent="#c00000"), dark=Shades(accent="#6cc7d4"))):
        dark = drawn_once.key_of(SCENE)
    keys = {own, red, dark}

    def program() -> str:
        drawn_once._program.cache_clear()
        return drawn_once._program()

    there = program()
    for room in drawn_once.ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "code.py").write_text("1")
    monkeypatch.setattr(drawn_once, "package", lambda: tmp_path)
    told = {there, program()}
    for room in drawn_once.ROOMS:
        (tmp_path / room / "code.py").write_text("2")
        told.add(program())
    for name in drawn_once.PACKAGES:
        monkeypatch.setattr(drawn_once, "version", lambda each, name=name: f"{each == name}")
        told.add(program())
    assert len(told) == 2 + len(drawn_once.ROOMS) + len(drawn_once.PACKAGES)
    keys.add(drawn_once.key_of(SCENE))
    drawn_once._program.cache_clear()
    assert len(keys) == 4


def test_the_rooms_that_draw_are_those_that_decide() -> None:
    from grimp import build_graph

    graph = build_graph("living_review", exclude_type_checking_imports=True)
    drawing = {"living_review.figures.canvas", "living_review.figures.drawn_once"}
    behind = drawing.union(*map(graph.find_upstream_modules, drawing))
    rooms = {each.split(".")[1] for each in behind if "." in each}
    assert rooms <= set(drawn_once.ROOMS)


@settings(max_examples=25)
@given(
    texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=3),
    numbers=st.lists(st.floats(-500, 500), min_size=4, max_size=4),
    roles=st.lists(st.sampled_from(get_args(Role)), min_size=3, max_size=3),
)
def test_what_is_kept_is_what_would_be_drawn(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[str],
    numbers: list[float],
    roles: list[Any],
) -> None:
    x, y, width, height = numbers
    ink, fill, stroke = roles
    marks = (
        *(Words("label", x, y, text, 8.0, role=ink) for text in texts),
        Shape("square", (((x, y), (y, x), (width, 3.0)),), fill=fill, stroke=stroke),
        Stamps("point", ((x, height),), 3.0, fill, "+"),
    )
    drawn = Scene(abs(width) + 1, abs(height) + 1, "".join(texts), marks, (Place("A", x, y, x, y),))
    plain = canvas.svg(drawn)
    used = kept.Kept(tmp_path_factory.mktemp("made"))
    before = kept._USED.set(used)
    try:
        assert canvas.svg(drawn) == plain
        assert used.get(drawn_once.key_of(drawn)) == plain.encode()
        assert canvas.svg(drawn) == plain
    finally:
        kept._USED.reset(before)


def test_what_is_kept_is_taken_and_what_is_damaged_is_drawn(
    held: kept.Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = canvas._svg(SCENE)
    assert canvas.svg(SCENE) == plain
    drawn: list[Scene] = []
    draw = canvas._svg
    monkeypatch.setattr(canvas, "_svg", lambda each: drawn.append(each) or draw(each))
    assert canvas.svg(SCENE) == plain
    assert drawn == []
    (path,) = held.folder.iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    assert canvas.svg(SCENE) == plain
    assert drawn == [SCENE]
    with kept.making_afresh(), kept.keeping():
        assert canvas.svg(SCENE) == plain
    assert len(drawn) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no fontconfig")
def test_letters_of_the_machine_decide_by_their_outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "日本 ש"
    assert not typesetting.in_own_fonts(text)
    other = replace(SCENE, marks=(Words("label", 1.0, 2.0, text, 8.0),))
    before = drawn_once.key_of(other)
    line = typesetting.set_line(text)
    mark = line.marks[0].mark
    moved = replace(mark, vertices=tuple((x + 0.1, y) for x, y in mark.vertices))
    for changed in (
        replace(line, marks=(replace(line.marks[0], mark=moved), *line.marks[1:])),
        replace(line, marks=(replace(line.marks[0], x=0.25), *line.marks[1:])),
        replace(line, width=line.width + 0.1),
        replace(line, families=("Another",)),
        replace(line, pictures=("Another",)),
    ):
        monkeypatch.setattr(drawn_once, "set_line", lambda *_given, changed=changed: changed)
        assert drawn_once.key_of(other) != before
