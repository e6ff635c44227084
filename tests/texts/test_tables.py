"""A table of pipes is a table on every page, and nothing in it can act."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_texts import TO_THE_LETTER, page, seen

from living_review.texts.inert import source_of, written

TABLE = """Before:
| Outcome | Effect *now* | n |
|:--------|:------------:|--:|
| Recovery \\| hope | {effect} | 12 |
| <b>x</b> | [WHO](https://who.int) |
"""


def cells(body: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.S)
    return [[seen(each) for each in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_a_table_is_a_table_with_its_sides_and_heads():
    body = page(TABLE.format(effect="**big**"))
    assert cells(body) == [
        ["Outcome", "Effect now", "n"],
        ["Recovery | hope", "big", "12"],
        ["<b>x</b>", "WHO", ""],
    ]
    assert body.count("<table") == 1
    assert body.index("Before:") < body.index("<table")
    assert re.search(r'<th[^>]*scope="col"[^>]*>Outcome', body)
    assert 'style="text-align: right;"' in body
    assert re.search(r'<th[^>]*scope="row"[^>]*>Recovery', body) or "Recovery | hope" in seen(body)


def test_numbers_and_slots_of_a_table_are_known_by_their_line(reading):
    text = "| a | b |\n|---|---|\n| {{ recovery.effect }} | 35 |\n| {{ depression.effect }} | x |"
    read = reading({"background": text})
    shown = read.texts[0].markdown
    assert "95% CI" in shown
    assert "Not in this version" in shown
    assert [(each.line, each.sentence) for each in read.by_hand] == [(3, "35")]
    assert [each.line for each in read.remarks] == [4]


def test_a_table_stays_in_its_list_and_quotation():
    body = page(
        "- one\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- two\n\n> | c |\n> |---|\n> | 3 |"
    )
    assert len(re.findall(r"<li>", body)) == 2
    assert len(re.findall(r"<table", body)) == 2
    assert re.search(r"<blockquote>.*<table.*</blockquote>", body)


def test_a_long_table_has_widths_that_its_cells_ask_for():
    long = "a rather long cell that says a lot of things to its readers"
    body = page(f"| Outcome | What was said of it |\n|---|---|\n| Pain | {long} |")
    first, second = map(float, re.findall(r'<col style="width: ([\d.]+)%', body))
    assert second > 2 * first
    assert "<col style" not in page("| a | b |\n|---|---|\n| 1 | 2 |")


def test_what_cannot_act_in_a_paragraph_cannot_in_a_cell():
    inert = [each for each in TO_THE_LETTER if "|" not in each and "\n" not in each]
    rows = "\n".join(f"| {each} | x |" for each in inert)
    body = page(f"| a | b |\n|---|---|\n{rows}")
    other = {"&lt;b&gt; &amp; &copy;": "<b> & ©", "\u202egnp.exe": "[U+202E]gnp.exe"}
    shown = [row[0] for row in cells(body)[1:]]
    wanted = [other.get(each, each).replace("&lt;", "<").replace("&gt;", ">") for each in inert]
    wanted = [each.replace("\ue000", "[U+E000]").replace("\ue001", "[U+E001]") for each in wanted]
    assert shown == wanted
    tags = set(re.findall(r"<(\w+)", body))
    assert tags <= {"div", "table", "thead", "tbody", "tr", "th", "td", "colgroup", "col"}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("ab|\\*`<$", max_size=8), min_size=2, max_size=2))
def test_no_cell_makes_another_column(texts):
    done = str(written(source_of(f"| h | i |\n|---|---|\n| {' | '.join(texts)} |")).markdown)
    rows = [line for line in done.split("\n") if line.startswith("|")]
    counted = {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in rows}
    assert len(counted) <= 1


AS_TYPED = {
    "| a | b |\n| 1 | 2 |": (3, "no line of dashes"),
    "x\n| a | b |": (4, "no line of dashes"),
    "+---+---+\n| a | b |\n+---+---+": (3, "drawn with +"),
    "a <b>word</b>": (3, "HTML is shown"),
    "so $x^2$": (3, "a formula is shown"),
    "text[^1]": (3, "a footnote is shown"),
    "some `code`": (3, "code is shown"),
    "::: {.note}\nx": (3, "a box or a short code"),
    "[x]{.smallcaps}": (3, "attributes"),
}


@pytest.mark.parametrize("text", AS_TYPED, ids=repr)
def test_what_is_shown_as_typed_is_told_with_its_line(text):
    done = written(source_of(f"One.\n\n{text}"))
    (remark,) = done.remarks
    line, said = AS_TYPED[text]
    assert remark[0] == line
    assert said in remark[1]


@pytest.mark.parametrize("text", ["p < 0.05 and 3 > 2", "from $5 to $10", "a | b", "x_1 + y", "~5"])
def test_what_is_text_is_not_told(text):
    assert written(source_of(text)).remarks == ()
