"""CSV text as it is read, and as it is written again: byte for byte."""

from __future__ import annotations

import pytest

from living_review.ground.errors import RegistryError
from living_review.sources import read_csv
from living_review.sources.csv_text import CsvText, empty, parsed

# content -> columns, rows, the line of each row, the separator
READ: dict[bytes, tuple[str, str, str, str]] = {
    b"a,b\n1,2\n": ("a b", "1 2", "2", ","),
    b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4": ("a b", "1 2/3 4", "2 3", ","),
    b"a;b\n1,5;2\n": ("a b", "1,5 2", "2", ";"),
    b"a\tb,c\td\n1\t2\t3\n": ("a b,c d", "1 2 3", "2", "\t"),
    b"sep=;\na;b\n1;2\n": ("a b", "1 2", "3", ";"),
    b"\n a , b \n\n1,2\n,,\n3,4\n": ("a b", "1 2/3 4", "4 6", ","),
    b"a,b,,\n1,2,,\n": ("a b", "1 2", "2", ","),
    b'a,b\n"x\ny",2\n3,4\n': ("a b", "x\ny 2/3 4", "2 4", ","),
    b"a,b\n": ("a b", "", "", ","),
}


@pytest.mark.parametrize("content", READ)
def test_a_table_is_read_with_its_lines(content: bytes) -> None:
    columns, rows, lines, separator = READ[content]
    table = read_csv(content, "t", "t.csv")
    assert " ".join(table.columns) == columns
    assert "/".join(" ".join(row) for row in table.rows) == rows
    assert " ".join(map(str, table.lines)) == lines
    assert (table.separator, table.name, table.file) == (separator, "t", "t.csv")


REFUSED: dict[bytes, str] = {
    b"": "t.csv is empty; write the header of the table as its first line.",
    b"\n \n": "t.csv is empty; write the header of the table as its first line.",
    b"\xff\xfea": "t.csv is UTF-16 text; save it as CSV with UTF-8 encoding.",
    b"PK\x03\x04a": "t.csv is an Excel workbook, not CSV text; save it as CSV UTF-8.",
    b"a,b\n1,2\n3,\xe4\n": (
        "t.csv, line 3: the byte 0xE4 is not UTF-8 text; save the file as CSV with UTF-8 encoding."
    ),
    b"a,b\n1,\x002\n": ("t.csv, line 2: the line holds a NUL byte; export the file again as text."),
    b"a,b\n1,2\n3,4,5\n": (
        "t.csv, line 3: found 3 cells where the header has 2 columns; put quotation marks around a "
        "cell that holds the separator, or add the missing cells."
    ),
    b"a,b\n1\n": (
        "t.csv, line 2: found 1 cell where the header has 2 columns; put quotation marks around a "
        "cell that holds the separator, or add the missing cells."
    ),
    b'sep=,\na,b\n1,"2\n': (
        "t.csv, line 3: the row cannot be read (unexpected end of data); look for a quotation mark "
        "that is not doubled inside a cell or never closed."
    ),
}


@pytest.mark.parametrize("content", REFUSED)
def test_what_is_no_table_is_refused_with_its_line(content: bytes) -> None:
    with pytest.raises(RegistryError) as caught:
        read_csv(content, "t", "t.csv")
    assert str(caught.value) == REFUSED[content]


TEXTS = (
    *(b"a,b\n1,2\n3,4\n", b"\xef\xbb\xbfa;b\r\n1;2\r\n3;4", b"a\tb\n1\t2\n\n3\t4\n"),
    *(b'a,b\n"1,0",2\n\n', b"a,b", b"a,b\n", b"sep=;\na;b\n1;2\n3;4\n"),
)


@pytest.mark.parametrize("content", TEXTS)
def test_what_is_read_is_written_as_it_was(content: bytes) -> None:
    assert parsed(content, "t.csv").encoded() == content


@pytest.mark.parametrize(
    ("content", "appended"),
    [
        (b"a,b", b"a,b\n9,\n"),
        (b"a,b\n", b"a,b\n9,\n"),
        (b"a,b\n1,2", b"a,b\n1,2\n9,\n"),
        (b"a;b\r\n1;2", b"a;b\r\n1;2\r\n9;\r\n"),
        (b"\xef\xbb\xbfa,b\n1,2\n", b"\xef\xbb\xbfa,b\n1,2\n9,\n"),
        (b"sep=;\na;b\n1;2\n", b"sep=;\na;b\n1;2\n9;\n"),
    ],
)
def test_a_row_is_added_as_the_others_are_written(content: bytes, appended: bytes) -> None:
    text = parsed(content, "t.csv")
    assert text.appended([{"a": "9"}]).encoded() == appended
    assert text.appended([]) is text


def test_a_row_is_changed_and_the_others_stay_as_they_were() -> None:
    text = parsed(b'a,b\n "1", 2\n 3,4\n', "t.csv")
    assert [record.cells for record in text.records][1] == {"a": "3", "b": "4"}
    assert text.changed(1, {"b": "4"}) is text
    assert text.changed(1, {"b": "x,y"}).encoded() == b'a,b\n "1", 2\n3,"x,y"\n'
    assert text.widened(["b", "a"]) is text
    wide = text.widened(["c", "a"])
    assert wide.columns == ("a", "b", "c")
    assert wide.encoded().splitlines()[::2] == [b"a,b,c", b"3,4,"]
    assert empty(["x", "y"]).encoded() == b"x,y\n"
    like = CsvText(("a",), "a\r\n", separator=";", ending="\r\n", bom=True)
    assert empty(["x", "y"], like).encoded() == b"\xef\xbb\xbfx;y\r\n"
