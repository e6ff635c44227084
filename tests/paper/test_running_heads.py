"""What stands at the head and the foot of each page is as long as there is room, and no longer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.letters.lettering import wrap
from living_review.paper.running_heads import (
    MOST_LINES,
    NOTICE,
    NOTICE_SIZE,
    SIZE,
    TITLE,
    VERSION,
    running_heads,
)

LONG = {
    "narrow": "if it is still ill till it will fill " * 14,
    "words": "Support in groups for people with conditions (and their families) " * 9,
    "wide": "MWMW " * 90,
    "one word": "Donaudampfschiff" * 30,
    "Han": "对患有慢性疾病的人及其家庭的支持" * 20,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_text_is_cut_to_the_lines_that_there_is_room_for(text: str) -> None:
    heads = running_heads(text, text, text)
    for said, size, room, lines in (
        (heads.title, SIZE, TITLE, MOST_LINES["title"]),
        (heads.version, SIZE, VERSION, MOST_LINES["version"]),
        (heads.notice, NOTICE_SIZE, NOTICE, MOST_LINES["notice"]),
    ):
        assert said.endswith("…")
        assert text.startswith(said[:-1])
        assert " " not in text or text[len(said) - 1] in " )("
        assert len(wrap(said, size, room)) <= lines
        # The setter of figures looks at 400 letters: more are never shown.
        full = " " in text and len(said) < 390
        assert len(wrap(said, size, room)) >= (lines if full else 1)
    assert heads.notice_is_cut


def test_what_has_room_stays_as_it_is() -> None:
    heads = running_heads("Peer support", "Version 4, 22 November 2026", "A demonstration.")
    assert heads.title == "Peer support"
    assert heads.version == "Version 4, 22 November 2026"
    assert (heads.notice, heads.notice_is_cut) == ("A demonstration.", False)


@pytest.mark.parametrize(
    ("title", "version", "share"),
    [
        ("Peer support", "Version 4, 22 November 2026", 34),
        ("Peer support", "Compilación sin publicar, 29 de noviembre de 2026", 36),
        ("Peer support " * 40, "Compilación sin publicar, 29 de noviembre de 2026", 34),
        ("Peer support", "Version " * 30, 34),
    ],
)
def test_a_version_has_room_for_one_line_where_the_title_loses_nothing(
    title: str, version: str, share: int
) -> None:
    heads = running_heads(title, version, "")
    assert heads.of_version == pytest.approx(share, abs=2 if share > 34 else 0)
    if share > 34:
        assert len(wrap(version, SIZE, 0.97 * heads.of_version * 493 / 100)) == 1


@given(st.lists(st.text("aMié", min_size=1, max_size=12), min_size=120, max_size=200))
def test_a_head_is_cut_between_words(words: list[str]) -> None:
    """Also of a text that is longer than anything a figure would hold of it."""
    text = " ".join(words)
    heads = running_heads(text, text, text)
    for said in (heads.title, heads.version, heads.notice):
        kept = said.removesuffix("…").split(" ")
        assert kept == words[: len(kept)]
        assert said.endswith("…") or len(kept) == len(words)
