"""Letters are measured as they are drawn, and nothing that cannot be drawn comes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from living_review.rendering.figures import lettering, machine_fonts


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


CACHED = (lettering.glyph, lettering._drawable, lettering._ems, machine_fonts.file_with)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Give a machine that has these lines of fc-list, and no other font."""

    def having(*lines: str) -> None:
        for each in CACHED:
            each.cache_clear()
        fonts = tuple(font for line in lines if (font := machine_fonts._read(line)))
        fonts = tuple(sorted(fonts, key=lambda font: machine_fonts._preference(font.file)))
        monkeypatch.setattr(machine_fonts, "_fonts", lambda: fonts)

    yield having
    for each in CACHED:
        each.cache_clear()


def test_letters_outside_the_bundled_fonts_come_from_the_fallback(machine) -> None:
    machine()
    assert lettering.glyph("Ж").key.startswith("d")
    assert lettering.legible("漢") == lettering.REPLACEMENT


def test_what_no_bundled_font_has_comes_from_a_font_of_the_machine(machine) -> None:
    path = Path(lettering.fallback_path()).with_name("STIXGeneral.ttf")
    has = set(TTFont(path).getBestCmap())
    bundled = lettering._faces(lettering.REGULAR)
    letter = next(c for c in map(chr, sorted(has)) if c > "@" and not any(c in f for f in bundled))
    machine(f"{path}|False|True|20-7e {ord(letter):x}")
    assert lettering.legible(f"Smith {letter}") == f"Smith {letter}"
    assert lettering.glyph(letter).codes
    assert lettering.glyph(letter).key.startswith("m")
    assert lettering.glyph("S").key.startswith("r"), "what our own fonts have stays theirs"


def test_an_upright_sans_of_ordinary_weight_is_preferred_and_pictures_are_no_letters(
    machine,
) -> None:
    machine(
        "/f/Emoji.ttf|True|True|1f44d 4e00-9fff",
        "/f/Bitmap.pcf|False|False|4e00-9fff",
        "/f/SerifCJK-Regular.ttc|False|True|4e00-9fff ac00-d7a3",
        "/f/SansCJK-Bold.ttc|False|True|4e00-9fff",
        "/f/SansCJK-Regular.ttc|False|True|4e00-9fff",
        "",
        "damaged",
    )
    assert machine_fonts.file_with("漢") == "/f/SansCJK-Regular.ttc"
    assert machine_fonts.file_with("김") == "/f/SerifCJK-Regular.ttc"
    assert machine_fonts.file_with("👍") is None


def test_a_font_that_cannot_be_read_is_passed_over(machine, tmp_path: Path) -> None:
    damaged = tmp_path / "Damaged-Sans-Regular.ttf"
    damaged.write_bytes(b"no font")
    machine(f"{damaged}|False|True|4e00-9fff")
    assert lettering.legible("漢") == lettering.REPLACEMENT


def test_joined_scripts_are_shaped_together() -> None:
    assert lettering.needs_shaping("שלום")
    assert lettering.needs_shaping("مرحبا")
    assert not lettering.needs_shaping("Røssberg & Müller 2012 (τ²)")
