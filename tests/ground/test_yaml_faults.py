"""A file that is no YAML is told with its line, in words of people and with what to do."""

from __future__ import annotations

import re

import pytest
import yaml
from broken_yaml import SLIPS
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.ground.errors import BadInput, ProtocolError
from living_review.ground.yaml_faults import decoded, told

SOUND = (
    "review:\n  title: Aspirin after stroke  # a remark\n  authors: [A. Author, 'B. ''t Writer']\n"
    'outcomes:\n  - id: pain\n    label: "Pain, lower"\n    range: {low: 0, high: 10}\n'
    "  - id: mood\n    notice: |\n      Text\n      and more\n"
)
# Words of the parser that no person wrote.
OF_THE_PARSER = re.compile(
    r"token|<\w+ ?\w*>|expected|scann|parsing|stream|mapping|scalar|sequence|document start|alias"
)
SENTENCE = re.compile(r"f\.yml(, line \d+: |  ?is )[^\n]*[;] [^\n]*\.")


def of(text: str) -> str:
    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        return told(error, text, "f.yml")
    return ""


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_its_line_and_what_it_is(name: str) -> None:
    text, line, words = SLIPS[name]
    said = of(text)
    assert said.startswith(f"f.yml, line {line}: ")
    assert words in said


def test_what_stands_above_a_text_is_counted() -> None:
    text, line, _ = SLIPS["a colon in a title"]
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.compose(text, Loader=yaml.SafeLoader)
    assert told(caught.value, text, "p.md", above=1).startswith(f"p.md, line {line + 1}: ")


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, len(SOUND)),
    st.integers(0, 3),
    st.text("\t:-[]{}\"'\\ \n#&*!|>%@`,ab.?\x07", max_size=3),
)
def test_whatever_is_changed_no_word_of_the_parser_is_said(at: int, less: int, more: str) -> None:
    said = of(SOUND[:at] + more + SOUND[at + less :])
    # What a person wrote is repeated in quotation marks.
    own = re.sub(r"'[^\n]*'", "", said)
    assert not OF_THE_PARSER.search(own), said
    assert not said or SENTENCE.fullmatch(said), said


def test_what_is_nested_beyond_all_measure_is_told() -> None:
    assert of("[" * 3000) == "f.yml is nested too deeply; write what it says in fewer levels."


@pytest.mark.parametrize("kind", [BadInput, ProtocolError])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: b\n".encode("utf-16"), "is UTF-16 text; save it with UTF-8"),
        ("a: b\n".encode("utf-16-le"), "is UTF-16 text; save it with UTF-8"),
        ("a: b\n".encode("utf-16-be"), "is UTF-16 text; save it with UTF-8"),
        (b"PK\x03\x04xx", "is a workbook or another package; name a file of text"),
        (b"a: b\nc: \xe4\n", "line 2: the byte 0xE4 is not UTF-8 text; save the file with UTF-8"),
    ],
)
def test_what_is_no_text_is_told(content: bytes, said: str, kind: type[BadInput]) -> None:
    with pytest.raises(kind, match=re.escape(said)):
        decoded(content, "f.yml", kind)


def test_a_mark_at_the_beginning_is_no_letter() -> None:
    assert decoded("a: ä\n".encode("utf-8-sig"), "f.yml") == "a: ä\n"
