"""The small parts of a PDF, each by itself: boxes, heads, lines, formulas, the fonts it took."""

from __future__ import annotations

import hashlib
import io
import struct
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from living_review.ground.errors import TemplateFailure
from living_review.letters import machine_fonts
from living_review.letters.lettering import width
from living_review.paper import boxes, fonts_used, formulas, line_ends
from living_review.paper.figure_lines import _is_plain, _style
from living_review.paper.running_heads import (
    FILLED,
    NOTICE,
    NOTICE_SIZE,
    SIZE,
    TITLE,
    VERSION,
    running_heads,
)


def test_a_box_is_drawn_with_a_hole_and_stands_on_the_line() -> None:
    font = TTFont(io.BytesIO(boxes.font("é𐎠")))
    cmap, glyphs = font.getBestCmap(), font["glyf"]
    assert {
        0x20: "space",
        0xA0: "space",
        ord("é"): "uE9",
        0x103A0: "u103A0",
    }.items() <= cmap.items()
    assert {ord("e"), 0x301} <= cmap.keys(), "a letter comes with its parts"
    assert 0xE8 in cmap, "and with those that have a part of it"
    assert ord("a") not in cmap
    outer, inner = (
        [(60, 0), (60, 660), (640, 660), (640, 0)],
        [(110, 50), (590, 50), (590, 610), (110, 610)],
    )
    for name in (".notdef", "uE9"):
        points, ends, _ = glyphs[name].getCoordinates(glyphs)
        found = [tuple(each) for each in points]
        assert (ends, found[:4]) == ([3, 7], outer)
        assert sorted(found[4:]) == sorted(inner)
        assert _turns(found[:4]) == -_turns(found[4:]) != 0
        assert font["hmtx"][name] == (700, 60)
    assert glyphs["space"].numberOfContours == 0
    assert font["hmtx"]["space"] == (240, 0)
    hhea, os2 = font["hhea"], font["OS/2"]
    assert (hhea.ascent, hhea.descent, font["head"].unitsPerEm) == (800, -200, 1000)
    heights = (os2.sTypoAscender, os2.sTypoDescender, os2.usWinAscent, os2.usWinDescent)
    assert heights == (800, -200, 800, 200)
    assert [font["name"].getDebugName(each) for each in (1, 2)] == ["Review Boxes", "Regular"]
    assert struct.unpack(">qq", font.reader["head"][20:36]) == (0, 0), "made and changed"
    assert boxes.font("é𐎠") == boxes.font("𐎠é")


def _turns(corners: list[tuple[int, int]]) -> int:
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)
    return (area > 0) - (area < 0)


def test_letters_have_the_kin_that_they_are_drawn_by() -> None:
    assert boxes.with_kin("é") >= {0xE9, ord("e"), 0x301, ord("ê")}
    assert boxes.with_kin("漢") == {ord("漢")}
    assert 0x212B in boxes.with_kin("Å")


def test_letters_of_the_fallback_are_brought_by_it_and_the_others_by_boxes() -> None:
    assert boxes.lacking(frozenset()) == frozenset()
    assert boxes.lacking(frozenset("Ж𐎠")) == {"𐎠"}
    assert boxes.stylesheet(frozenset()) == ""
    for letters, families in (
        ("Ж", ["Review Fallback"]),
        ("𐎠", ["Review Boxes"]),
        ("Ж𐎠", ["Review Boxes", "Review Fallback"]),
    ):
        rules = boxes.stylesheet(frozenset(letters)).splitlines()
        assert [each.split('"')[1] for each in rules] == families
        assert all('src: url("data:font/ttf;base64,' in each for each in rules)


WORD = "Recovery (after a whole year)"
# Beyond, the text is longer than any line that is drawn.
MOST = 13


@pytest.mark.parametrize(
    ("part", "size", "room", "lines"),
    [("title", SIZE, TITLE, 2), ("version", SIZE, VERSION, 2), ("notice", NOTICE_SIZE, NOTICE, 3)],
)
def test_a_running_head_is_cut_where_its_lines_are_full(
    part: str, size: float, room: float, lines: int
) -> None:
    assert (SIZE, NOTICE_SIZE, FILLED) == (8.0, 7.0, 0.97)
    assert pytest.approx([325.38, 167.62, 423.98]) == [TITLE, VERSION, NOTICE]
    cut = []
    for number in range(1, MOST):
        text = ", ".join(f"{WORD} {place}" for place in range(number))
        text = text.upper() if part == "notice" else text
        heads = running_heads(**{"title": "T", "version": "V", "notice": "N", part: text})
        found = getattr(heads, part)
        if found != text:
            cut.append(number)
            assert found.endswith("…")
            kept = found.removesuffix("…")
            assert text.startswith(kept)
            assert kept.rstrip(" ,;:–") == kept
            assert kept.count("(") == kept.count(")")
            long = width(text, size) > 0.8 * lines * FILLED * room
            assert long, "nothing is cut that has room"
            assert width(found, size) > 0.7 * lines * FILLED * room
        assert width(found, size) <= lines * FILLED * room
        assert heads.notice_is_cut == (part == "notice" and found != text)
    assert cut == list(range(cut[0], MOST))
    assert cut[0] > 1
    without = running_heads("x" * 400, "V", "a  b")
    assert without.title.endswith("x…")
    assert (without.notice, without.notice_is_cut) == ("a b", False)


def test_formulas_are_as_tall_as_the_text_and_keep_their_tex() -> None:
    given = '<span class="math inline">\\(x &lt; 1\\)</span> '
    given += '<span class="math display">\\[ x^2 \\]</span>'
    found = formulas.drawn_formulas(given, "p.md")
    assert found.count("<svg ") == 2
    assert found.startswith('<span class="math inline"><svg ')
    assert "<title>x &lt; 1</title>" in found
    assert "<title>x^2</title>" in found
    assert '<span class="math display">' in found
    svg = formulas._svg("x", True)
    _, top, wide, high = (float(each) for each in svg.split('viewBox="')[1].split('"')[0].split())
    size = f'width="{wide / 20:.3f}em" height="{high / 20:.3f}em"'
    assert f'{size} style="vertical-align:{-(top + high) / 20:.3f}em"' in svg
    assert svg.count("<title>") == 1
    assert formulas._svg(r"\sum_1^2", True) != formulas._svg(r"\sum_1^2", False)
    assert formulas.drawn_formulas("<p>", "p.md") == "<p>"
    with pytest.raises(TemplateFailure, match=r"p.md: the formula \$\\frac\{\$ cannot be drawn"):
        formulas.drawn_formulas('<span class="math inline">\\(\\frac{\\)</span>', "p.md")


class Node(SimpleNamespace):
    """An element of an SVG, as much of it as is asked for."""

    def get(self, name: str, other: object = None) -> object:
        return self.attrib.get(name, other)


def test_a_line_is_set_whole_where_one_point_places_it() -> None:
    at = {"x": "1", "y": "2"}
    assert _is_plain(Node(text="a", attrib=at))
    for other in (
        *("dx", "dy", "rotate", "letter-spacing", "textLength", "display-anchor"),
        *("dominant-baseline", "alignment-baseline"),
    ):
        assert not _is_plain(Node(text="a", attrib={**at, other: "1"}))
    for text, attributes in (
        *(("", at), (None, at), ("a", {"x": "1 2", "y": "2"}), ("a", {"x": "1,2", "y": "2"})),
        *(("a", {"x": "1"}), ("a", {"y": "1"}), ("a", {"x": "1", "y": "1 2"})),
    ):
        assert not _is_plain(Node(text=text, attrib=attributes))
    plain = _style("fonts", Node(attrib={}), 8.0)
    keys = ("font_family", "font_style", "font_weight", "font_size")
    assert [plain[key] for key in keys] == [["sans-serif"], "normal", 400, 8.0]
    for weight, number in (("bold", 700), (600, 600), ("600", 600), ("bolder", 400)):
        own = {"font-family": "'A B', \"C\"", "font-style": "italic", "font-weight": weight}
        style = _style("fonts", Node(attrib=own), 8.0)
        assert [style[key] for key in keys] == [["A B", "C"], "italic", number, 8.0]
        assert style.font_config == "fonts"


@pytest.mark.parametrize("space", ["normal", "pre-line", "pre", "nowrap"])
def test_a_line_ends_behind_its_last_word_where_spaces_collapse(space: str) -> None:
    """A letter is as wide as one; a text that is too long is broken behind its first word."""

    def split(text: str, _style: object, _context: object, room: float, *_: object) -> tuple:
        if len(text) <= room:
            return "whole", len(text), None, float(len(text)), "more"
        first = text.index(" ") + 1 if " " in text else len(text)
        return "cut", first, first, float(first), "more"

    mended = line_ends._behind_the_last_word(split)
    for text, room in product(("ab cd ", "ab cd", "ab ", "é cd ", "abcdef "), range(1, 9)):
        found = mended(text, {"white_space": space}, None, room)
        before = split(text, None, None, room)
        words = text.rstrip(" ")
        helps = text != words and len(words) <= room < len(text) and before[2] < len(words.encode())
        if helps and space in ("normal", "pre-line"):
            assert found == ("whole", len(words), len(text.encode()), float(len(words)), "more")
        else:
            assert found == before


def test_the_fonts_that_a_site_took_are_told_by_name_weight_and_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fig").mkdir()
    (tmp_path / "es" / "fig").mkdir(parents=True)
    group = '<g id="a" data-text="{}" {} data-width="3"></g>'
    (tmp_path / "fig" / "a.svg").write_text(
        group.format("A&lt;", 'data-weight="600" data-font="One,Two"')
        + group.format("B", 'data-weight="400" data-font="One" data-pictures="Emoji"')
        + group.format("𐎠", 'data-font=""')
        + '<g data-font="Not told"></g>'
    )
    (tmp_path / "es" / "fig" / "b.svg").write_text(group.format("C", 'data-font="Gone&amp;"'))
    asked = {("One", "demibold"), ("Two", "demibold"), ("One", "regular"), ("Emoji", "regular")}
    assert set(fonts_used._in_figure(tmp_path / "fig" / "a.svg")) == asked
    with pikepdf.new() as pdf:
        for family, name in (
            *(("Noto Sans", "Noto-Sans-Bold"), ("Noto Serif", "Noto-Serif")),
            *(("Bold Face", "Bold-Face"), ("Review Sans", "X"), ("Review Boxes", "X")),
        ):
            pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.FontDescriptor, FontFamily=family, FontName=f"/{name}"
                )
            )
        pdf.save(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(b"no PDF")
    assert list(fonts_used._in_pdf(tmp_path / "b.pdf")) == []
    file = tmp_path / "font.ttf"
    file.write_bytes(b"font")

    def called(family: str, weight: str) -> machine_fonts.NamedFont | None:
        place = "/nowhere" if family == "Two" else str(file)
        known = machine_fonts.NamedFont(f"{family} {weight}", place, "1.0")
        return None if family.startswith("Gone") else known

    monkeypatch.setattr(machine_fonts, "font_called", called)
    found = {each.name: (each.version, each.sha256) for each in fonts_used.fonts_used(tmp_path)}
    digest = hashlib.sha256(b"font").hexdigest()
    there = {f"{family} {weight}" for family, weight in asked - {("Two", "demibold")}}
    assert {name for name, told in found.items() if told == ("1.0", digest)} >= there
    assert found["Two demibold"] == ("1.0", "")
    assert found["Gone&"] == ("", "")
    assert list(found) == sorted(found)
    assert fonts_used.letters_without_font(tmp_path) == {"𐎠"}
