"""Letters are measured as they are drawn, and nothing that cannot be drawn comes through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.rendering.figures import lettering


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


def test_letters_outside_the_bundled_fonts_come_from_the_fallback() -> None:
    assert lettering.glyph("Ж").key.startswith("d")
    assert lettering.legible("漢") == lettering.REPLACEMENT


def test_joined_scripts_are_shaped_together() -> None:
    assert lettering.needs_shaping("שלום")
    assert lettering.needs_shaping("مرحبا")
    assert not lettering.needs_shaping("Røssberg & Müller 2012 (τ²)")
