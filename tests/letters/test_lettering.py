"""Letters are measured as they are drawn, and nothing that cannot be drawn comes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import made_fonts
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.letters import lettering, machine_fonts, pictographs, typesetting


@given(st.text(max_size=300))
def test_any_text_becomes_one_drawable_line(text: str) -> None:
    line = lettering.legible(text)
    assert "\n" not in line
    assert line == lettering.legible(line)
    assert len(line) <= lettering.LONGEST
    assert lettering.width(line, 8) >= 0


@given(st.text(max_size=200), st.floats(20, 300), st.integers(1, 4))
def test_wrapped_lines_fit_their_room_and_their_number(text: str, room: float, lines: int) -> None:
    wrapped = lettering.wrap(text, 8.5, room, lines=lines)
    assert 1 <= len(wrapped) <= lines
    assert all(lettering.width(line, 8.5) <= room + 1e-6 for line in wrapped)


def test_wrapping_keeps_every_word_when_there_is_room() -> None:
    text = "group peer support versus usual care or waiting list"
    assert " ".join(lettering.wrap(text, 8, 80)) == text


def test_a_cut_text_ends_with_an_ellipsis() -> None:
    assert lettering.shorten("Frimodt-Moller et al 1973", 8, 40).endswith("…")
    assert lettering.shorten("Aronson", 8, 100) == "Aronson"


def test_a_no_break_space_holds_a_symbol_to_its_value() -> None:
    assert (
        lettering.wrap("Heterogeneity: τ²\u00a0=\u00a00.313", 8, 70)[-1] == "τ²\u00a0=\u00a00.313"
    )


def test_digits_are_of_one_width_so_that_columns_align() -> None:
    assert len({lettering.width(digit, 8) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("weight", [lettering.REGULAR, lettering.SEMIBOLD])
def test_the_symbols_of_the_figures_are_in_the_bundled_fonts(weight: int) -> None:
    for symbol in "−–…τ²×±≤≥←→•+?ÅéøßΩ":
        assert not lettering.glyph(symbol, weight).key.startswith("d"), symbol


SCRIPTS = "低さ김มक्षि𐎠"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Give a machine on which fontconfig answers with these lines."""

    def having(*lines: str) -> None:
        made_fonts.forget()
        monkeypatch.setattr(machine_fonts, "_asked", lambda *_: "\n".join(lines))

    yield having
    made_fonts.forget()


@pytest.fixture
def with_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give a machine that has a font for further scripts and one of pictures."""
    made_fonts.letters(tmp_path / "made.ttf", SCRIPTS)
    made_fonts.pictures(tmp_path / "emoji.ttf", "👍")
    with made_fonts.machine_with(tmp_path, settings=monkeypatch, folder=tmp_path):
        yield


def keys(text: str) -> list[str]:
    return [placed.mark.key for placed in typesetting.set_line(text).marks]


def test_letters_outside_the_bundled_fonts_come_from_the_fallback(machine) -> None:
    machine()
    assert lettering.glyph("Ж").key.startswith("d")


def test_a_letter_that_no_font_has_stays_in_the_text_and_is_drawn_as_a_box(machine) -> None:
    machine()
    assert lettering.legible("漢 2012") == "漢 2012"
    assert typesetting.lacking("漢 Ж 김2012") == {"漢", "김"}
    assert keys("漢Ж")[0] == lettering.glyph(typesetting.BOX).key
    assert lettering.glyph("漢") == lettering.glyph(typesetting.BOX)


def test_marks_on_a_letter_without_a_font_are_no_boxes_of_their_own(machine) -> None:
    machine()
    assert len(keys("ต่ำ")) == 2, "the tone mark stands on the first letter"
    assert typesetting.lacking("ต่ำ") == set("ต่ำ")


@pytest.mark.usefixtures("with_fonts")
def test_what_no_bundled_font_has_comes_from_a_font_of_the_machine() -> None:
    line = typesetting.set_line("Smith 低さ김 Ж")
    assert line.families == ("Made Sans",)
    assert [key[0] for key in keys("S低Ж")] == ["r", "m", "d"], (
        "what our own fonts have stays theirs"
    )
    assert typesetting.lacking(SCRIPTS) == frozenset()


@pytest.mark.usefixtures("with_fonts")
def test_letters_that_join_are_shaped_in_the_fonts_of_the_machine() -> None:
    assert keys("कि")[1:] == keys("क"), "short i stands before its letter"
    assert len(keys("क्ष")) == 1, "ka and sha are one sign"
    assert typesetting.set_line("क्षि 2013").families == ("Made Sans",)


def test_arabic_letters_join_and_run_to_the_left() -> None:
    beh = keys("ب")
    assert len(keys("ببب")) == 3
    assert len(set(keys("ببب"))) == 3, "a letter at the end, between and at the start"
    assert not set(beh) & set(keys("ببب")), "none of them stands alone"
    first, second = "אב"
    assert keys(first + second) == keys(second) + keys(first)


def test_a_line_runs_from_the_left_whatever_it_begins_with() -> None:
    assert keys("אב A")[-1] == keys("א A")[-1]
    assert keys("אב A")[:2] == keys("בא")[::-1]


@pytest.mark.usefixtures("with_fonts")
def test_emoji_are_pictures_of_the_machine_in_their_place() -> None:
    plain = typesetting.set_line("a 👍 2012")
    (picture,) = (each for each in plain.marks if isinstance(each.mark, pictographs.Picture))
    assert plain.pictures == ("Made Emoji",)
    assert picture.x == pytest.approx(lettering.width("a ", 1))
    assert picture.mark.png.startswith(b"\x89PNG")
    shaped = typesetting.set_line("א 👍 ב")
    order = [type(each.mark).__name__ for each in shaped.marks]
    assert order == ["Glyph", "Picture", "Glyph"]
    assert shaped.marks[0].mark.key == keys("ב")[0], "from right to left around it, too"
    assert shaped.width == pytest.approx(
        lettering.width("א ב ", 1) + picture.mark.advance, abs=0.02
    )


def test_emoji_of_several_signs_are_one_cluster() -> None:
    text = "a 👍🏽 👩\u200d⚕️ 🇩🇪 1️⃣ →"
    assert pictographs._CLUSTER.findall(text) == ["👍🏽", "👩\u200d⚕️", "🇩🇪", "1️⃣", "→"]


def test_bitmaps_are_no_letters_and_pictures_are_no_outlines(machine) -> None:
    machine(
        "/f/Emoji.ttf|0|True|True|Emoji|1f44d 4e00-9fff",
        "/f/Bitmap.pcf|0|False|False|Dots|4e00-9fff",
        "/f/CJK.ttc|65538|True|False|CJK|4e00-9fff ac00-d7a3",
        "",
        "damaged",
    )
    found = machine_fonts.font_with("漢")
    assert found is not None
    assert (found.file, found.index) == ("/f/CJK.ttc", 2)
    assert machine_fonts.font_with("👍") is None
    assert machine_fonts.pictures_of("👍") is not None


def test_a_font_that_cannot_be_read_is_passed_over(machine, tmp_path: Path) -> None:
    damaged = tmp_path / "Damaged-Sans-Regular.ttf"
    damaged.write_bytes(b"no font")
    machine(f"{damaged}|0|True|False|Damaged|4e00-9fff", f"{damaged}|0|False|True|Damaged|1f44d")
    assert typesetting.lacking("漢 👍") == {"漢", "👍"}
    assert len(keys("漢 👍")) == 3


def test_without_the_programs_of_fontconfig_no_further_font_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    made_fonts.forget()
    assert typesetting.lacking("漢") == {"漢"}
    made_fonts.forget()


def test_han_characters_are_read_in_the_language_beside_them() -> None:
    assert machine_fonts.languages("低2") == ("zh-cn", "")
    assert machine_fonts.languages("佐さ") == ("ja", "ja")
    assert machine_fonts.languages("金김") == ("ko", "ko")


def test_joined_scripts_are_shaped_together() -> None:
    for text in ("שלום", "مرحبا", "कमल", "ต่ำ", "ខ្មែរ", "e\u0301\u0323"):
        assert typesetting.needs_shaping(text), text
    assert not typesetting.needs_shaping("Røssberg & Müller 2012 (τ²) 漢字 김")


def test_scripts_without_spaces_break_between_letters_and_lose_none() -> None:
    chinese = "低剂量阿司匹林，与安慰剂比较（随机）的临床试验"
    wrapped = lettering.wrap(chinese, 8.5, 60)
    assert "".join(wrapped) == chinese
    assert not any(line[0] in "，）" or line[-1] == "（" for line in wrapped)
    thai = "การทดลองแบบสุ่มขนาดต่ำ"
    wrapped = lettering.wrap(thai, 8.5, 40)
    assert "".join(wrapped) == thai
    assert not any(lettering._belongs(line[0]) for line in wrapped)


@given(st.text("a คำ漢👩\u200d⚕️\u0301 ", max_size=40), st.floats(10, 80))
def test_a_text_is_never_cut_within_a_letter(text: str, room: float) -> None:
    cut = lettering.shorten(lettering.legible(text), 8.5, room).removesuffix(lettering.ELLIPSIS)
    rest = lettering.legible(text)[len(cut) :]
    assert not cut or not rest or not lettering._belongs(rest[0])


def test_joiners_and_variations_are_kept_where_they_mean_something() -> None:
    assert lettering.legible("A\u200dB\ufe0f 2\u200c") == "AB 2"
    assert lettering.legible("❤\ufe0f می\u200cخواهم") == "❤\ufe0f می\u200cخواهم"


def test_what_is_no_character_of_a_script_is_named_as_on_the_pages() -> None:
    assert lettering.legible("a\ufffe\ue000\U0010ffff") == "a[U+FFFE][U+E000][U+10FFFF]"


def test_what_is_cut_is_cut_after_a_word_and_an_identifier_breaks_where_its_parts_join() -> None:
    told = "Randomised by alternation of the days of the week and by the physician in charge"
    *_, last = lettering.wrap(told, 7.5, 80.0, lines=3)
    assert last.endswith("…")
    assert last.removesuffix("…").split()[-1] in told.split()
    lines = lettering.wrap("FERGUSON_SIMES_AND_OTHERS_1949_LONG", 7.5, 80.0, lines=3)
    assert lines == ("FERGUSON_SIMES_AND_", "OTHERS_1949_LONG")
    assert lettering.shorten("Antidisestablishmentarianism", 7.5, 60.0).endswith("…")
