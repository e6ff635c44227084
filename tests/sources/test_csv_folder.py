"""CSV as people's programs write it, and files that are not CSV."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.errors import RegistryError
from living_review.sources import CsvFolder, RawTable, read_csv
from living_review.sources.csv_text import parsed


def table(content: bytes | str) -> RawTable:
    return read_csv(
        content.encode() if isinstance(content, str) else content, "t", "registry/t.csv"
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separators_line_endings_and_byte_order_marks_make_no_difference(
    separator: str, ending: str, mark: bytes
) -> None:
    text = (
        ending.join(separator.join(row) for row in (("a", "b"), ("1", "Rüsch"), ("", "3"))) + ending
    )
    read = table(mark + text.encode())
    assert (read.columns, read.rows) == (("a", "b"), (("1", "Rüsch"), ("", "3")))
    assert read.lines == (2, 3)
    assert read.separator == separator


def test_line_numbers_stay_true_after_quoted_line_breaks_and_blank_lines() -> None:
    read = table('a,b\n"one\ntwo",2\n\n,\n3,"x\r\ny"\n5,6\n')
    assert read.rows == (("one\ntwo", "2"), ("3", "x\r\ny"), ("5", "6"))
    assert read.lines == (2, 6, 8)


def test_quoted_separators_and_doubled_quotation_marks_are_text() -> None:
    assert table('a,b\n"x, y","say ""hi"""\n').rows == (("x, y", 'say "hi"'),)


def test_the_empty_columns_a_spreadsheet_leaves_behind_are_dropped() -> None:
    read = table("a,b,,\n1,2,,\n3,4,,,,\n")
    assert (read.columns, read.rows) == (("a", "b"), (("1", "2"), ("3", "4")))


def test_a_cell_of_a_megabyte_is_read() -> None:
    assert len(table("a,b\n" + "x" * 1_000_000 + ",1\n").rows[0][0]) == 1_000_000
    assert csv.field_size_limit() == 131_072


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "registry/t.csv is empty; write the header of the table as its first line."),
        (
            b"\n,,\n  \n",
            "registry/t.csv is empty; write the header of the table as its first line.",
        ),
        (
            "a,b\n1,2\n1,Rüsch\n".encode("latin-1"),
            "registry/t.csv, line 3: the byte 0xFC is not UTF-8 text; save the file as CSV with "
            "UTF-8 encoding.",
        ),
        (
            "a,b\n".encode("utf-16"),
            "registry/t.csv is UTF-16 text; save it as CSV with UTF-8 encoding.",
        ),
        (
            b"PK\x03\x04rest",
            "registry/t.csv is an Excel workbook, not CSV text; save it as CSV UTF-8.",
        ),
        (
            b"a,b\n1,\x002\n",
            "registry/t.csv, line 2: the line holds a NUL byte; export the file again as text.",
        ),
        (
            b"a,b\n1,2\n1,2,3\n",
            "registry/t.csv, line 3: found 3 cells where the header has 2 columns; put quotation "
            "marks around a cell that holds the separator, or add the missing cells.",
        ),
        (
            b"a,b\n1\n",
            "registry/t.csv, line 2: found 1 cell where the header has 2 columns; put quotation "
            "marks around a cell that holds the separator, or add the missing cells.",
        ),
        (
            b'a,b\n1,2\n"1,2\n3,4\n',
            "registry/t.csv, line 3: the row cannot be read (unexpected end of data); look for a "
            "quotation mark that is not doubled inside a cell or never closed.",
        ),
        (
            b'a,b\n"1" x,2\n',
            "registry/t.csv, line 2: the row cannot be read (',' expected after '\"'); look for a "
            "quotation mark that is not doubled inside a cell or never closed.",
        ),
    ],
)
def test_what_is_not_a_table_is_refused_with_its_line(content: bytes, message: str) -> None:
    with pytest.raises(RegistryError) as caught:
        table(content)
    assert str(caught.value) == message


def test_a_folder_is_pulled_with_names_that_do_not_depend_on_the_machine(tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "trials.csv").write_text("trial_id\nA\n", encoding="utf-8")
    (folder / "notes.txt").write_text("not a table", encoding="utf-8")
    raw = CsvFolder(folder).pull()
    assert list(raw) == ["trials"]
    assert raw["trials"].file == "registry/trials.csv"
    assert raw.pulled_at.tzinfo is not None


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"There is no registry folder at .*none; make it"):
        CsvFolder(tmp_path / "none").pull()


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(
    st.lists(st.tuples(CELLS, CELLS).filter(lambda row: any(c.strip() for c in row)), max_size=6)
)
def test_whatever_is_written_as_csv_is_read_back(rows: list[tuple[str, str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "a,b\n" + "".join(",".join(map(quoted, row)) + "\n" for row in rows)
    read = table(text)
    assert read.rows == tuple(rows)
    assert all(later > earlier for earlier, later in zip(read.lines, read.lines[1:], strict=False))


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_table_or_a_sentence(content: bytes) -> None:
    try:
        read = table(content)
    except RegistryError as error:
        said = str(error)
    else:
        said = "registry/t.csv"
        assert all(len(row) == len(read.columns) for row in read.rows)
    assert said.startswith("registry/t.csv")


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_line_with_which_excel_names_the_separator_is_no_row(first: str, ending: str) -> None:
    found = table(ending.join((first, "a;b", "1,5;x", "")))
    assert (found.columns, found.rows, found.lines) == (("a", "b"), (("1,5", "x"),), (3,))
    assert found.separator == ";"


def test_a_title_above_the_header_is_passed_over_and_said() -> None:
    text = "Extraction v3,,\n\nof May,,\ntrial_id,n,notes\nA,1,x\n"
    found = read_csv(text.encode(), "arms", "registry/arms.csv")
    assert (found.columns, found.rows) == (("trial_id", "n", "notes"), (("A", "1", "x"),))
    assert found.lines == (5,)
    (remark,) = found.remarks
    assert (remark.rule, remark.line) == ("title-rows", 1)
    assert "rows 1 to 3 are not read" in remark.reason


def test_a_table_without_its_first_column_is_left_to_the_check_of_headers() -> None:
    found = read_csv(b"study,n\nA,1\n", "arms", "registry/arms.csv")
    assert (found.columns, found.remarks) == (("study", "n"), ())


def test_what_stands_above_the_header_stays_when_a_file_is_edited() -> None:
    text = "sep=;\nExtraction\ntrial_id;n\nA;1\n"
    edited = parsed(text.encode(), "registry/arms.csv").appended([{"trial_id": "B", "n": "2"}])
    assert edited.encoded().decode() == text + "B;2\n"
    assert (
        edited.widened(["sd"]).encoded().decode().startswith("sep=;\nExtraction\ntrial_id;n;sd\n")
    )
