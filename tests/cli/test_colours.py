"""Errors, rows set aside and queries look different, with colour and without."""

from __future__ import annotations

import io

import pytest

from living_review.cli.colours import LOOKS, WORDS, coloured, painted

STEPS = (0, 95, 135, 175, 215, 255)


def rgb(number: int) -> tuple[int, int, int]:
    """Give a colour of the 256 of terminals; the first sixteen are each terminal's own."""
    assert number >= 16
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    number -= 16
    return STEPS[number // 36], STEPS[number // 6 % 6], STEPS[number % 6]


def luminance(number: int) -> float:
    parts = [part / 255 for part in rgb(number)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_letters_are_read_on_their_own_ground_whatever_the_terminal_has() -> None:
    for kind, look in LOOKS.items():
        light, dark = sorted((luminance(look.letters), luminance(look.ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, kind


def test_no_two_kinds_are_told_apart_by_colour_alone() -> None:
    kinds = ("error", "set aside", "query", "seen")
    assert len({LOOKS[kind].sign for kind in kinds}) == len(kinds)
    assert {LOOKS[kind].ground for kind in kinds}.__len__() == len(kinds)
    assert {*WORDS.values()} == {*LOOKS}


def test_only_the_word_is_painted_and_the_text_stays() -> None:
    import re

    for word in WORDS:
        line = f"{word} this is so"
        assert painted(line) != line
        assert re.sub(r"\x1b\[[0-9;]*m", "", painted(line)) == line
        assert painted(line).endswith("\x1b[0m this is so")
    assert painted("nothing of a kind") == "nothing of a kind"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "given", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"FORCE_COLOR": "0"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_who_asks_for_colour_gets_it(
    monkeypatch: pytest.MonkeyPatch, *, terminal: bool, given: dict[str, str], wanted: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert coloured(Terminal() if terminal else io.StringIO()) is wanted
