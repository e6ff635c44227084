"""Rows of a file that are read, selected by its columns."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.exchange.selection import selected
from living_review.ground.errors import BadInput
from living_review.sources import read_csv

FILE = (
    b'study,primary,dose,arm\r\nA,yes,10,"cbt,\r\ngroup"\r\nA,no,10,cbt\r\n\n'
    b'B,Yes ,20.0,ipt\nC,1,30,\nD,NA,40,"say ""x"""\n'
)


def studies(where: dict[str, list[str]], content: bytes = FILE) -> list[str]:
    return [row[0] for row in read_csv(selected(content, "f.csv", where).content, "", "f").rows]


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ({}, "AABCD"),
        ({"primary": ["yes"]}, "ABC"),
        ({"primary": ["no"]}, "A"),
        ({"primary": ["no", ""]}, "AD"),
        ({"dose": ["20"]}, "B"),
        ({"dose": ["10", "40.0"]}, "AAD"),
        ({"arm": ["IPT", ""]}, "BC"),
        ({"primary": ["yes"], "dose": ["10", "30"]}, "AC"),
    ],
)
def test_rows_are_kept_by_words_and_by_value(where: dict[str, list[str]], kept: str) -> None:
    assert studies(where) == list(kept)


def test_rows_keep_their_lines_and_all_their_cells() -> None:
    before = read_csv(FILE, "", "f")
    after = read_csv(selected(FILE, "f", {"primary": ["yes"]}).content, "", "f")
    kept = [0, 2, 3]
    assert after.columns == before.columns
    assert after.rows == tuple(before.rows[i] for i in kept)
    assert after.lines == tuple(before.lines[i] for i in kept)


def test_a_line_that_names_the_separator_stays() -> None:
    content = b'sep=;\n"a,b,c,d";x\n1,5;yes\n2,5;no\n'
    found = read_csv(selected(content, "f", {"x": ["no"]}).content, "", "f")
    assert (found.columns, found.rows, found.lines) == (("a,b,c,d", "x"), (("2,5", "no"),), (4,))
    assert studies({"a,b,c,d": ["1.5"]}, content) == ["1,5"]


def test_what_is_left_out_is_counted_and_a_cell_that_nobody_has_is_told() -> None:
    remarks = selected(FILE, "f", {"primary": ["yes", "ja"], "dose": ["10"]}).remarks
    told = {(each.kind, each.where, each.found, each.count) for each in remarks}
    assert told == {
        ("please check", "primary", "ja", 1),
        ("not mapped", "primary", "", 2),
        ("not mapped", "dose", "", 2),
    }
    (unknown,) = (each.reason for each in remarks if each.found == "ja")
    assert "the column has 'yes', 'no', 'Yes', '1', empty cells" in unknown


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"Primary": ["yes"]}, "names the column 'Primary', which f has not — did you mean 'prim"),
        ({"primary": ["maybe"]}, "f has no row that 'where' lets in: primary would have to be"),
        (
            {"primary": ["no"], "dose": ["40"]},
            "dose would have to be '40', and the column has '10'; name",
        ),
    ],
)
def test_a_column_that_is_not_there_and_a_selection_of_nothing_are_refused(
    where: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(BadInput) as caught:
        selected(FILE, "f", where)
    (sentence,) = caught.value.problems
    assert said in sentence


def test_a_column_that_is_named_in_a_message_cannot_drive_a_terminal() -> None:
    with pytest.raises(BadInput) as caught:
        selected(b"study,prim\x1b[2Jary\nA,1\n", "f", {"primary": ["1"]})
    assert caught.value.problems[0].isprintable()


CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=5)


@given(st.lists(st.tuples(CELL, st.sampled_from(["yes", "no"])), min_size=1, max_size=6))
def test_any_cells_survive_a_selection(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["text", "keep"])
    writer.writerows([*rows, ("last", "yes")])
    content = out.getvalue().encode()
    before = read_csv(content, "", "f")
    kept = [i for i, row in enumerate(before.rows) if row[1] == "yes"]
    after = read_csv(selected(content, "f", {"keep": ["yes"]}).content, "", "f")
    assert after.rows == tuple(before.rows[i] for i in kept)
    assert after.lines == tuple(before.lines[i] for i in kept)
