"""What is said of letters without a font, which fonts are asked for, and where letters stand."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import made_fonts
import pytest
from PIL import Image

from living_review.letters import (
    faces,
    lettering,
    machine_fonts,
    pictographs,
    scripts,
    typesetting,
    without_font,
)
from living_review.letters.without_font import CellWithout, cells_without_font, told
from living_review.sources import RawTable

CJK, CORE, EMOJI = "fonts-noto-cjk", "fonts-noto-core", "fonts-noto-color-emoji"
LINES = "install {} (Debian, Ubuntu: sudo apt-get install -y {}) and build again"


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """Give a machine without further fonts, and what fontconfig is asked there."""
    asked: list[tuple[str, ...]] = []
    made_fonts.forget()
    monkeypatch.setattr(machine_fonts, "_asked", lambda *given: asked.append(given) or "")
    yield asked
    made_fonts.forget()


@pytest.mark.parametrize(
    ("letters", "package"),
    [
        ("低漢佐さサ김㆐ㄅ、Ａ⼀", CJK),
        ("عבЖΩกकதব𐎭", CORE),
        ("👍\U0001f000\U0001faf6☀➿🇩🇪", EMOJI),
        ("\ue000\uffff\U0010ffff", ""),
        ("◿⟀\u2600"[:2], CORE),
    ],
)
def test_a_letter_is_in_the_package_of_its_script(letters: str, package: str) -> None:
    assert {each: scripts.package_for(each) for each in letters} == dict.fromkeys(letters, package)
    assert set(scripts.SCRIPTS.values()) >= set("عব低Ж")


def test_the_first_ten_letters_are_listed_in_their_order() -> None:
    ten = "jihgfedcba"
    assert scripts.listed("cab") == "a b c"
    assert scripts.listed(ten) == "a b c d e f g h i j"
    assert scripts.listed(f"{ten}lk") == "a b c d e f g h i j and 2 more"


@pytest.mark.parametrize("fontconfig", [True, False])
@pytest.mark.parametrize(
    ("letters", "packages", "also"),
    [
        ("漢", [CJK], ""),
        ("Ж漢👍", [CJK, EMOJI, CORE], ""),
        ("Ж\ue000", [CORE], "replace those that belong to no script"),
        ("\ue000", [], "replace those that belong to no script"),
    ],
)
def test_what_to_do_names_each_package_once(
    monkeypatch: pytest.MonkeyPatch,
    letters: str,
    packages: list[str],
    also: str,
    fontconfig: bool,
) -> None:
    monkeypatch.setattr(scripts.shutil, "which", lambda _: "/bin/fc-match" if fontconfig else None)
    names = " ".join(sorted([*packages, *(["fontconfig"] * (not fontconfig))]))
    said = "; ".join(filter(None, [LINES.format(names, names) if names else "", also]))
    assert scripts.remedy(letters) == said
    assert scripts.notice(letters) == (
        "Figures and PDFs show boxes for letters that no font of this machine has "
        f"({scripts.listed(letters)}); {said}. 'living-review check' lists the cells."
    )


def test_of_no_letter_nothing_is_said() -> None:
    assert scripts.remedy("") == ""
    assert scripts.notice("") is None
    assert told(()) == ()


def test_a_cell_is_told_by_its_place_and_the_letters_it_has(
    nothing: object, tmp_path: Path
) -> None:
    long = "漢" + "x" * 70
    rows = (("Ann", "plain"), ("漢字 1", "김"), ("é Ω", long))
    table = RawTable("trials", "trials.csv", ("label", "notes"), rows, (2, 3, 4))
    lines = ["# a comment 漢", "title: 漢", "  plain: é", "  title: 김  "]
    path = tmp_path / "protocol.yml"
    path.write_text("\n".join(lines), encoding="utf-8")
    folder = SimpleNamespace(inputs=lambda: {"protocol.yml": path})
    found = cells_without_font({"trials": table, "arms": replace(table, rows=(), lines=())}, folder)
    cut = f"漢{'x' * 58}…"
    assert found == (
        CellWithout("trials.csv", 3, "label", "漢字 1", "字漢", (CJK,)),
        CellWithout("trials.csv", 3, "notes", "김", "김", (CJK,)),
        CellWithout("trials.csv", 4, "notes", cut, "漢", (CJK,)),
        CellWithout("protocol.yml", 2, "", "title: 漢", "漢", (CJK,)),
        CellWithout("protocol.yml", 4, "", "title: 김", "김", (CJK,)),
    )
    assert found[0].sentence == "trials.csv, row 3, column label: '漢字 1' (字 漢)"
    assert found[3].sentence == "protocol.yml, line 2: 'title: 漢' (漢)"
    assert found[0].as_json() == {
        "file": "trials.csv",
        "row": 3,
        "column": "label",
        "value": "漢字 1",
        "letters": "字漢",
        "packages": (CJK,),
        "sentence": found[0].sentence,
    }


@pytest.mark.parametrize(
    ("number", "everything", "shown", "more"),
    [
        (1, False, 1, ""),
        (3, False, 3, ""),
        (4, False, 3, "  and 1 more; --all lists it"),
        (5, False, 3, "  and 2 more; --all lists them"),
        (5, True, 5, ""),
    ],
)
def test_the_first_three_cells_are_told_and_how_many_more_there_are(
    number: int, everything: bool, shown: int, more: str
) -> None:
    found = [CellWithout("f.csv", row, "label", "漢", "漢", (CJK,)) for row in range(number)]
    first, *cells, last = told(tuple(found), everything=everything)
    assert first.startswith("Letters without a font")
    assert cells == [f"  {each.sentence}" for each in found[:shown]] + ([more] if more else [])
    assert re.fullmatch(rf"  Install .*{CJK}.* and build again\.", last)
    assert without_font.FIRST_CELLS == 3


LANGUAGES = {
    "さ": "ja", "サ": "ja", "김": "ko", "低": "zh-cn", "ㄅ": "zh-tw", "ก": "th", "ກ": "lo",
    "ក": "km", "က": "my", "བ": "bo", "ع": "ar", "ש": "he", "क": "hi", "ব": "bn", "ਕ": "pa",
    "ક": "gu", "த": "ta", "త": "te", "ಕ": "kn", "ക": "ml", "ක": "si", "Ա": "hy", "ა": "ka",
    "አ": "am", "a": "", "Ж": "", "Ω": "", "1": "", "\ue000": "",
}  # fmt: skip


@pytest.mark.parametrize("letter", LANGUAGES)
def test_a_font_is_asked_for_in_the_language_of_its_script(
    nothing: list[tuple[str, ...]], letter: str
) -> None:
    language = LANGUAGES[letter]
    assert machine_fonts.languages(letter) == (language,)
    for weight, name in ((faces.REGULAR, "regular"), (faces.SEMIBOLD, "demibold")):
        assert faces.face_of("\U00012000", weight, language) is None
        suffix = f":lang={language}" if language else ""
        assert nothing[-1][-1] == f"sans-serif:weight={name}{suffix}"
        assert nothing[-1][:3] == ("fc-match", "--sort", "--format")


@pytest.mark.parametrize(
    ("answer", "font"),
    [
        ("/f/a.ttf|98304|Regular|Made", ("Made", "/f/a.ttf", "1.500")),
        ("/f/a.ttf|65536|Book|Made", ("Made", "/f/a.ttf", "1.000")),
        ("/f/a.ttf|131072|Bold|Other,Made", ("Made Bold", "/f/a.ttf", "2.000")),
        ("/f/a.ttf||Bold|Made", ("Made Bold", "/f/a.ttf", "0.000")),
        ("/f/a.ttf|98304|Regular|Another", None),
        ("", None),
    ],
)
def test_a_font_has_the_name_and_version_that_it_gives_itself(
    monkeypatch: pytest.MonkeyPatch, answer: str, font: tuple[str, str, str] | None
) -> None:
    made_fonts.forget()
    asked: list[str] = []
    monkeypatch.setattr(machine_fonts, "_asked", lambda *given: asked.append(given[-1]) or answer)
    found = machine_fonts.font_called("Made", "demibold")
    assert (found and (found.name, found.file, found.version)) == font
    assert machine_fonts.font_called("Noto Sans-A:1", "regular") is None
    assert asked == ["Made:weight=demibold", r"Noto Sans\-A\:1:weight=regular"]
    made_fonts.forget()


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("/f|0|True|False|A|41-43 61", ("/f", 0, "A", False, (0x41, 0x61), (0x43, 0x61))),
        ("/f|65537|True|False|A|61 41", ("/f", 1, "A", False, (0x41, 0x61), (0x41, 0x61))),
        ("/f|0|False|True|A|1f44d", ("/f", 0, "A", True, (0x1F44D,), (0x1F44D,))),
        ("/f|0|False|False|A|41", None),
        ("/f|0|True|False|A|", None),
        ("", None),
    ],
)
def test_a_line_of_fontconfig_is_a_font_that_can_be_drawn(line: str, read: object) -> None:
    found = machine_fonts._read(line)
    assert (found and tuple(getattr(found, name) for name in found.__dataclass_fields__)) == (
        read and (read[0], read[1], read[2], *read[3:])
    )
    if found and not found.coloured and 0x42 in range(found.starts[0], found.ends[0] + 1):
        assert [letter in found for letter in "@ABCDa`b"] == [
            *(False, True, True, True, False, True, False, False),
        ]


@pytest.mark.parametrize("start", [start for start, _ in typesetting._JOINED])
def test_blocks_whose_letters_stack_are_shaped_from_their_first_to_their_last(start: int) -> None:
    blocks = {
        0x0900: 0x109F, 0x1100: 0x11FF, 0x1700: 0x18AF, 0x1900: 0x1CFF,
        0xA840: 0xABFF, 0x11000: 0x11FFF,
    }  # fmt: skip
    assert typesetting.needs_shaping(chr(start))
    assert typesetting.needs_shaping(chr(blocks[start]))
    assert not typesetting.needs_shaping(chr(blocks[start] + 1))


def test_an_outline_is_written_in_thousandths_of_its_size() -> None:
    curved = faces.Glyph(
        "k",
        ((0.1, 0.2), (0.3, -0.4), (0.5, 0.6), (0.7, 0.8), (0.15, 0.25), (0.35, 0.45), (0.0, 0.0)),
        (1, 2, 3, 3, 3, 3, faces.CLOSE),
        0.5,
    )
    assert curved.outline == "M100 200L300 -400Q500 600 700 800Q150 250 350 450Z"
    assert curved.element("id-1") == f'<path id="id-1" d="{curved.outline}"/>'
    assert curved.centre == pytest.approx((0.4, 0.2))
    for weight, first in ((faces.REGULAR, "r"), (faces.SEMIBOLD, "b")):
        own = lettering.glyph("H", weight)
        assert own.key.startswith(first)
        assert 0.5 < own.advance < 0.9
        ys = [y for _, y in own.vertices]
        assert 0.6 < max(ys) < 0.75
        assert min(ys) == pytest.approx(0, abs=0.01)
    assert faces.font_path(faces.SEMIBOLD).endswith("600.ttf")
    assert faces.font_path(faces.REGULAR).endswith("400.ttf")


@pytest.mark.parametrize("weight", [faces.REGULAR, faces.SEMIBOLD])
def test_letters_are_as_large_as_their_font_has_them(weight: int) -> None:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.ttLib import TTFont

    font = TTFont(faces.font_path(weight))
    shapes, names, unit = font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
    for letter in "Hgo1%Å":
        own, pen = lettering.glyph(letter, weight), BoundsPen(shapes)
        shapes[names[ord(letter)]].draw(pen)
        drawn = [v for v, code in zip(own.vertices, own.codes, strict=True) if code != faces.CLOSE]
        xs, ys = [x for x, _ in drawn], [y for _, y in drawn]
        left, bottom, right, top = (each / unit for each in pen.bounds)
        # The points that bend a curve may lie beyond it.
        assert (min(xs), max(xs)) == pytest.approx((left, right), abs=0.02)
        assert (min(ys), max(ys)) == pytest.approx((bottom, top), abs=0.02)
        if letter == "H":
            assert (min(xs), min(ys), max(xs), max(ys)) == pytest.approx(
                (left, bottom, right, top), abs=0.0015
            )
        wide = font["hmtx"][names[ord(letter)]][0] / unit
        assert own.advance == pytest.approx(wide, abs=0.0015)


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., object]]:
    """Draw an emoji on a machine that has a font of pictures, 64 by 64 dots an em."""
    made_fonts.pictures(tmp_path / "emoji.ttf", "👍")
    with made_fonts.machine_with(tmp_path, settings=monkeypatch, folder=tmp_path):
        yield pictographs.picture


def test_a_picture_is_as_large_as_its_dots_are_in_the_font(picture: Callable[..., object]) -> None:
    found = picture("👍")
    assert isinstance(found, pictographs.Picture)
    image = Image.open(io.BytesIO(found.png))
    assert image.getpixel((5, 5))[:3] == (200, 30, 30)
    assert (found.width, found.height) == (image.width / 64, image.height / 64) == (1.0, 1.0)
    assert (found.left, found.top, found.advance) == pytest.approx((0.0, 1.0, 1.0), abs=0.02)
    assert found.family == "Made Emoji"
    drawn = found.element("p1")
    told_ = re.fullmatch(
        r'<image id="p1" x="0" y="(-?\d+)" width="1000" height="1000" '
        r'transform="scale\(1 -1\)" xlink:href="data:image/png;base64,([^"]+)"/>',
        drawn,
    )
    assert told_
    assert int(told_[1]) == round(-1000 * found.top)
    assert base64.b64decode(told_[2]) == found.png


def test_the_parts_of_a_text_are_its_pictures_and_what_is_between(
    picture: Callable[..., object],
) -> None:
    cut = [(part, found is not None) for part, found in pictographs.parts("a 👍👍 b 🦉 c")]
    assert cut == [("a ", False), ("👍", True), ("👍", True), (" b 🦉 c", False)]
    assert list(pictographs.parts("→")) == [("→", None)], "an arrow of the program's own fonts"
    assert list(pictographs.parts("")) == []


@pytest.mark.parametrize(
    ("text", "longest", "line"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("a\n\t b\x00c", 9, "a b c"),
        ("a\u00a0b", 9, "a\u00a0b"),
        ("a\u202eb\u200bc", 9, "abc"),
        ("a\u2028b\u2029c\u3000d", 9, "a b c d"),
        ("e\u0301", 9, "é"),
        ("x" * 60 + "y" * 5, 20, "x" * 19 + "…"),
    ],
)
def test_a_text_becomes_one_line_and_a_longer_one_is_cut(
    text: str, longest: int, line: str
) -> None:
    assert lettering.one_line(text, longest) == line


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ab cd", ["ab", " cd"]),
        ("低剂，量", ["低", "剂，", "量"]),
        ("（低）剂", ["（低）", "剂"]),
        ("カップ", ["カッ", "プ"]),
        ("", [""]),
    ],
)
def test_a_line_may_break_at_blanks_and_between_letters_of_scripts_without_them(
    text: str, pieces: list[str]
) -> None:
    assert list(lettering._pieces(text, 8, 1e9, lettering.REGULAR)) == pieces


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("abc", ["a", "b", "c"]),
        (" ab", [" a", "b"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("x\u0301", ["x\u0301"]),
        ("\u0e01\u0e48\u0e32", ["\u0e01\u0e48", "\u0e32"]),
        ("a", ["a"]),
    ],
)
def test_a_text_is_cut_into_its_letters(text: str, letters: list[str]) -> None:
    assert list(lettering._letters(text)) == letters


@pytest.mark.parametrize(
    ("room", "lines", "wrapped"),
    [
        (1e9, 99, ("ab cd ef",)),
        (0.0, 99, ("…", "…", "…")),
        (1e9, 1, ("ab cd ef",)),
    ],
)
def test_a_text_has_as_many_lines_as_it_needs(
    room: float, lines: int, wrapped: tuple[str, ...]
) -> None:
    assert lettering.wrap("ab cd ef", 8, room, lines=lines) == wrapped


def test_a_line_is_as_long_as_its_room_and_no_longer() -> None:
    two = lettering.width("ab cd", 8)
    assert lettering.wrap("ab cd ef", 8, two) == ("ab cd", "ef")
    assert lettering.wrap("ab cd ef", 8, two - 0.01) == ("ab", "cd ef")
    assert lettering.wrap("ab cd ef", 8, two, lines=1) == (lettering.shorten("ab cd ef", 8, two),)
    assert lettering.shorten("ab cd", 8, two) == "ab cd"
    shorter = lettering.shorten("ab cd", 8, two - 0.01)
    assert shorter.endswith("…")
    assert lettering.width(shorter, 8) <= two - 0.01


def test_marks_belong_to_the_letter_before_them() -> None:
    assert [lettering._belongs(each) for each in "\u0301\u093f\u20dd\U0001f3fb\u200d\ufe0f"] == (
        [True] * 6
    )
    assert not any(map(lettering._belongs, "aก漢1 "))
    assert lettering._whole("e\u0301x", 1) == 0
    assert lettering._whole("e\u0301x", 2) == 2
    assert lettering._whole("a\u200db", 2) == 0


def test_boxes_stand_for_letters_and_not_for_marks(nothing: object) -> None:
    box = lettering.glyph(typesetting.BOX)
    for letter, boxes in (("漢", 1), ("ก", 1), ("\u0e48", 0), ("\u20e3", 0)):
        assert len(typesetting.set_line(f"A{letter}").marks) == 1 + boxes, letter
    line = typesetting.set_line("漢漢A")
    assert [each.x for each in line.marks] == pytest.approx([0, box.advance, 2 * box.advance])
    assert line.width == pytest.approx(2 * box.advance + lettering.glyph("A").advance)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        *(("", True), ("Mood, 12 weeks (SMD)", True), ("Größe, año, τ² ≤ 5 %", True)),
        *(("うつ", False), ("a\u0301", False), ("سلام", False), ("Mood うつ", False)),
    ],
)
@pytest.mark.parametrize("worn", [False, True])
def test_our_own_fonts_hold_what_they_have_letters_for_and_only_where_they_are_worn(
    text: str, ours: bool, worn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "family_of_figures", lambda: object() if worn else None)
    assert typesetting.in_own_fonts.__wrapped__(text) is (ours and not worn)


def test_a_sign_that_stands_for_a_picture_is_drawn_in_another_font_than_the_letters() -> None:
    """Else a text that has such a sign of its own would be shown the picture in its place."""
    signs = typesetting._stand_ins()
    assert len(signs) > 20
    assert not any(typesetting.in_own_fonts(each) for each, _, _ in signs)
    assert all(name and advance > 0 for _, name, advance in signs)
    assert len({each for each, _, _ in signs}) == len(signs)
