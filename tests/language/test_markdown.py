"""Whatever a registry holds is shown as text."""

import html
import json
import re
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from living_review.language.markdown import (
    Markdown,
    attribute,
    doi_address,
    escape,
    html_text,
    linked,
    plain_of,
    raw_html,
    visible,
    yaml_string,
)
from living_review.pages.pandoc import READER, pandoc_path

HOSTILE = (
    "1. item",
    "(1) item",
    "B.  Name",
    "vi. foo",
    "- x",
    "a -- b... 'q' \"r\"",
    "<script>alert(1)</script>",
    "[a](javascript:b) ![c](d) [@key] @key [^1]",
    "$x$ $5 \\alpha \\",
    "x^2^ ~~a~~ *b* __c__ `d` ==e==",
    "{{< env HOME >}} {{ x }} {% x %} {#id .class}",
    "```{=html}\n<x>\n```",
    "::: {.notice}",
    "# heading",
    "| a | b |",
    "> quote",
    ": definition",
    "a: b",
    "---\ntitle: x\n---",
    "https://example.org/ a_b_c",
    "&amp; &#65;",
    "    code",
    "~~~ x",
    ":smile: (c)",
)


def shown(texts: list[str], reader: str) -> list[str]:
    """Let Pandoc read each text as a paragraph of its own and give back its words."""
    source = "\n\n".join(escape(text) or "EMPTY" for text in texts)
    done = subprocess.run(
        [pandoc_path(), "-f", reader, "-t", "json"],
        input=source.encode(),
        capture_output=True,
        check=True,
    )
    return [words(block) for block in json.loads(done.stdout)["blocks"]]


def words(block: dict) -> str:
    if block["t"] != "Para":
        return f"not a paragraph but {block['t']}"
    parts = {"Space": " ", "SoftBreak": " "}
    return "".join(
        part["c"] if part["t"] == "Str" else parts.get(part["t"], f"<{part['t']}>")
        for part in block["c"]
    )


READERS = (READER, "markdown", "markdown+autolink_bare_uris+emoji+mark")


@pytest.mark.parametrize("reader", READERS)
def test_hostile_text_is_text_for_every_reader(reader: str) -> None:
    assert shown(list(HOSTILE), reader) == [visible(text) for text in HOSTILE]


@given(
    st.lists(
        st.text(st.sampled_from("ab1 .-()[]{}*_`$@#<>&:\"'\\|~^!+=%/;,?\n"), min_size=1),
        min_size=1,
        max_size=40,
    )
)
@example(list(HOSTILE))
@settings(max_examples=40, deadline=None)
def test_any_punctuation_is_text(texts: list[str]) -> None:
    expected = [visible(text) or "EMPTY" for text in texts]
    assert shown(texts, READERS[-1]) == expected


def test_a_sentence_stays_readable_in_the_source() -> None:
    text = "The SMD was 0.28 (95% CI 0.10 to 0.47): a small, well-known effect; p = 0.02."
    assert escape(text) == text


def test_markdown_of_the_program_is_not_escaped_again() -> None:
    once = escape("*a*")
    assert escape(once) is once
    assert once == r"\*a\*"


def test_invisible_characters_are_shown() -> None:
    assert visible("a\u202eb\x07c\ud800\ufeff") == "a[U+202E]b[U+0007]c[U+D800][U+FEFF]"
    assert visible("soft\u00adhyphen  two\nlines") == "softhyphen two lines"
    assert visible("Röver, 毛, 👩\u200d⚕") == "Röver, 毛, 👩\u200d⚕"


def test_a_long_text_is_cut_and_its_length_told() -> None:
    assert visible("x" * 1_000_000, 5) == "xxxxx… (1,000,000 characters)"


def test_nothing_closes_a_raw_block_or_opens_a_shortcode() -> None:
    block = raw_html("<p>```\n{{< env X >}}\n\n</p>")
    assert block.startswith("```{=html}\n")
    assert block.count("`") == 6
    assert "{{<" not in block
    assert "\n\n" not in block


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=60, deadline=None)
def test_an_alternative_text_cannot_leave_its_attribute(text: str) -> None:
    quoted = attribute(text)
    inside = quoted[1:-1]
    assert quoted[0] == quoted[-1] == '"'
    assert not re.search(r'["{}\\\n]', inside)


def test_front_matter_is_one_plain_line() -> None:
    written = yaml_string('a: "b"\n---\nc')
    assert "\n" not in written
    assert plain_of(json.loads(written)) == 'a: "b" --- c'
    assert isinstance(yaml_string("a"), Markdown)


@given(st.text(alphabet="{}<>\\[]$`@#*_-.1a '\"&\n", max_size=40))
def test_front_matter_is_read_back_and_opens_no_short_code(text: str) -> None:
    written = json.loads(yaml_string(text))
    assert plain_of(written) == visible(text)
    # What Quarto's reader makes of it has no piece that ends or begins a short code.
    pieces = re.sub(r"\\(.)", r"\1", written).split("[]{}")
    assert not any("{{<" in each or ">}}" in each for each in pieces)


def test_html_is_escaped() -> None:
    assert html_text("<b>'&\"") == "&lt;b&gt;&#x27;&amp;&quot;"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("10.1186/s12888-021-03321-z", "https://doi.org/10.1186/s12888-021-03321-z"),
        ("doi: 10.1002/sim.1", "https://doi.org/10.1002/sim.1"),
        ("https://doi.org/10.1002/sim.1", "https://doi.org/10.1002/sim.1"),
        ("10.1002/a<b>c)", "https://doi.org/10.1002/a%3Cb%3Ec)"),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_doi_is_linked_as_one(given: str | None, address: str | None) -> None:
    assert doi_address(given) == address


def test_an_address_in_a_text_becomes_a_link_with_a_short_name() -> None:
    long = "https://github.com/metapsy-project/data/blob/" + "6c0f322a" * 5 + "/data.csv"
    shown = rendered(linked(f"Database 23.0.3, {long}; a *note* [x](javascript:y)."))
    assert f'<a href="{long}">github.com/… (data.csv)</a>; a *note*' in shown
    assert "[x](javascript:y)." in shown
    assert '">example.org/a?b=c</a>.' in rendered(linked("See https://example.org/a?b=c."))


@given(st.text(max_size=40), st.text(max_size=40))
@example("a ", "{.class onclick=x}")
@example("[", "](javascript:b)")
@example("", "\xad")
@example("כהן 2015", "דוד 2016")
def test_text_around_an_address_stays_text(before: str, after: str) -> None:
    text = f"{before} https://example.org/report {after}"
    page = rendered(linked(text))
    bare = html.unescape(re.sub(r"</?(p|a)\b[^>]*>", "", page))
    shown = visible(text).replace("https://", "")
    # Marks of direction, which only the program sets, are not seen.
    assert re.sub("[\u2067\u2069]", "", bare).split() == shown.split()
    assert page.count("<a ") == 1


@pytest.mark.parametrize("text", ["javascript:alert(1)", 'x "https://" y', "ftp://example.org/a"])
def test_only_a_web_address_is_linked(text: str) -> None:
    assert linked(text) == escape(text)


def rendered(text: str) -> str:
    done = subprocess.run(
        [pandoc_path(), "-f", READER, "-t", "html", "--wrap=none"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
