"""What nobody would see is shown, in titles, feeds and terminals; what a script needs stays."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground import visible_text
from living_review.ground.visible_text import escaped_json, visible, visible_lines

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
UNSEEN = "\u200b\u2060\ufeff\u034f\u115f\u1160\u3164\uffa0\u2800\u17b4\u180b\u180e\U000e0041"
STEERING = "\x1b\x07\x08\x7f\x9b\x00"


@pytest.mark.parametrize("character", [*BIDI, *UNSEEN, *STEERING])
def test_it_is_written_as_its_code_point(character: str) -> None:
    shown = f"Pla[U+{ord(character):04X}]cebo"
    assert visible(f"Pla{character}cebo") == visible_lines(f"Pla{character}cebo") == shown


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",  # Persian: a non-joiner within a word
        "क्‍ष",  # Devanagari: a joiner
        "👩\u200d⚕\ufe0f",  # an emoji of three parts
        "1\ufe0f\u20e3",  # a keycap
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "日本語の題名, שלום, مرحبا, ไทย",
        "Müller–Lyer ≥ 5 %",
    ],
)
def test_what_a_script_needs_stays(text: str) -> None:
    assert visible(text) == visible_lines(text) == text


@pytest.mark.parametrize("text", ["Pla\u200dcebo", "x\ufe0f", "\u200c", "a\U000e0041", "\u200da"])
def test_the_same_characters_elsewhere_are_shown(text: str) -> None:
    assert "[U+" in visible(text)


@given(st.text())
def test_what_is_shown_holds_nothing_that_turns_a_line_or_steers_a_terminal(text: str) -> None:
    for shown in (visible(text), visible_lines(text)):
        assert not set(shown) & set(BIDI + STEERING + "\u200b\u2060\u2800\u3164")
        assert all(
            unicodedata.category(each) not in ("Cc", "Cs")
            for each in shown.strip("\n\t")
            if each not in "\n\t"
        )
    assert visible_lines(text).count("\n") == text.count("\n")


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_blank_that_does_not_break_stays_within_a_number_alone(blank: str) -> None:
    assert visible(f"95{blank}% von 12{blank}345") == f"95{blank}% von 12{blank}345"
    assert visible(f"a{blank}b 5{blank}{blank}% 5 {blank}%{blank}") == "a b 5 % 5 %"


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_a_document_says_the_same_and_holds_nothing_unseen(value: Any) -> None:
    written = escaped_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(written) == value
    assert not set(written) & set(BIDI + STEERING)


def test_a_feed_shows_it_in_every_text() -> None:
    from pathlib import Path

    from living_review.living.feed import ATOM, atom

    sample = Path(__file__).parents[2] / "report" / "findings.json"
    from living_review.findings import Findings

    found = Findings.from_json(sample.read_text(encoding="utf-8"))
    review = found.review.model_copy(update={"authors": ("A. \u202eAuthor",)})
    entry = found.history[0].model_copy(
        update={"headline": "One \u202etrial", "items": ("added\u2066", "and \x1b[31mred")}
    )
    text = atom(review, "A \u200btitle", [entry])
    assert not set(text) & set(BIDI + STEERING + "\u200b")
    feed = Xml.fromstring(text.encode())
    assert feed.findtext(f"{{{ATOM}}}title") == "A [U+200B]title"
    assert feed.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name") == "A. [U+202E]Author"
    assert (
        feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}summary") == "added[U+2066]\nand [U+001B][31mred"
    )


def test_a_command_shows_it_in_errors_and_lists(capsys: pytest.CaptureFixture[str]) -> None:
    import typer

    from living_review.cli.console import echo, print_json, reporting
    from living_review.ground.errors import BadInput

    with pytest.raises(typer.Exit), reporting(as_json=False, debug=False):
        raise BadInput("arms.csv:3 n '\u202e12\x1b]0;owned\x07': not a number.")
    echo("Two\nlines\t\x1b[2Jand \u2066a label")
    print_json({"value": "\u202e12\x9b"})
    out = capsys.readouterr()
    assert out.err == "Error: arms.csv:3 n '[U+202E]12[U+001B]]0;owned[U+0007]': not a number.\n"
    assert out.out.startswith("Two\nlines\t[U+001B][2Jand [U+2066]a label\n")
    assert json.loads(out.out.partition("label\n")[2]) == {"value": "\u202e12\x9b"}
    assert not set(out.out + out.err) & set(BIDI + STEERING)


def test_no_command_writes_around_it() -> None:
    from pathlib import Path

    for path in (Path(__file__).parents[2] / "src" / "living_review" / "cli").glob("*.py"):
        if path.name not in ("console.py", "app.py"):
            assert "typer.echo(" not in path.read_text(encoding="utf-8"), path


def test_what_is_passed_over_is_seen_and_breaks_no_line() -> None:
    passed = [each for each in map(chr, range(0x10000)) if visible_text._SEEN.fullmatch(each)]
    assert len(passed) > 1000
    assert [each for each in passed if visible_text._is_unseen(each)] == []
    assert [each for each in passed if each.isspace()] == [" "]


@given(st.text(st.sampled_from("ab3 %=−≤ä\u00a0\u202f\u200b\u00ad\t")))
def test_a_text_that_is_passed_over_is_what_it_would_be(text: str) -> None:
    slowly = visible_text._shown(visible_text._SPACE.sub(" ", text).strip(), "")
    assert visible(text) == slowly
