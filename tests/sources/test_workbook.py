"""Workbooks as people leave them: what is read, what is said of it, and what stops the run."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.errors import RegistryError, SourceUnreachable
from living_review.sources import RawTable
from living_review.sources.workbook import Workbook, read_workbook

HEADER = ("trial_id", "n", "notes")


def workbook(change: Callable[[Any], None] = lambda _sheet: None, name: str = "trials") -> bytes:
    """Make a workbook with one sheet: a header, and whatever `change` does to it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    sheet.append(HEADER)
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(change: Callable[[Any], None] = lambda _sheet: None) -> RawTable:
    return read_workbook(workbook(change), "registry.xlsx")["trials"]


def edited(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Rewrite one part of a workbook, as another program would have written it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.1, "0.1"),
        (1e-7, "1e-07"),
        (True, "true"),
        (False, "false"),
        (dt.date(2020, 2, 29), "2020-02-29"),
        (dt.datetime(2020, 2, 29), "2020-02-29"),
        (dt.datetime(2020, 2, 29, 12, 30), "2020-02-29T12:30:00"),
        ("0.50", "0.50"),
        ("'quoted", "'quoted"),
        (" two\nlines ", " two\nlines "),
        (None, ""),
    ],
)
def test_a_value_becomes_its_one_text(value: object, text: str) -> None:
    assert table(lambda sheet: sheet.append(("A", value, "x"))).rows == (("A", text, "x"),)


def test_text_behind_an_apostrophe_is_that_text() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(("A", "007", ""))
        sheet["B2"].quotePrefix = True

    assert table(fill).rows == (("A", "007", ""),)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_back_as_itself(number: float) -> None:
    from living_review.sources.cell_text import cell_text

    assert float(cell_text(number)) == number


def test_rows_keep_the_numbers_of_the_sheet_and_blank_ones_are_left_out() -> None:
    def fill(sheet: Any) -> None:
        sheet["A5"], sheet["A9"], sheet["F40"] = "A", "B", "  "
        sheet["C9"] = "last"

    read = table(fill)
    assert (read.file, read.columns) == ("registry.xlsx[trials]", HEADER)
    assert read.rows == (("A", "", ""), ("B", "", "last"))
    assert read.lines == (5, 9)


def test_a_row_with_a_cell_of_blanks_among_others_is_no_blank_row() -> None:
    read = table(lambda sheet: [sheet.append(("A", "  ", "")), sheet.append((" ", None, "note"))])
    assert [row[0].strip() for row in read.rows] == ["A", ""]
    assert read.lines == (2, 3)


def test_a_column_with_cells_but_no_name_is_kept_to_be_refused() -> None:
    assert table(lambda sheet: sheet.append(("A", 1, "", "stray"))).columns == (*HEADER, "")


@pytest.mark.parametrize("name", ["TRIALS", " Trials ", "trials"])
def test_the_case_of_a_sheet_name_does_not_matter(name: str) -> None:
    assert list(read_workbook(workbook(name=name), "r.xlsx")) == ["trials"]


def test_blanks_and_hyphens_stand_for_the_underscore_of_a_name() -> None:
    for name in ("Risk of bias", "risk-of-bias"):
        assert list(read_workbook(workbook(name=name), "r.xlsx")) == ["risk_of_bias"]


def test_a_sheet_that_is_no_table_is_of_no_concern_but_a_misspelt_one_is() -> None:
    assert read_workbook(workbook(name="Read me"), "r.xlsx") == {}
    with pytest.raises(RegistryError, match="and nearly 'trials'; correct it"):
        read_workbook(workbook(name="trails"), "r.xlsx")


def test_two_sheets_for_one_table_are_refused() -> None:
    def fill(sheet: Any) -> None:
        sheet.title = "Risk of bias"
        sheet.parent.create_sheet("risk_of_bias")

    with pytest.raises(RegistryError, match="'Risk of bias' and 'risk_of_bias' are both"):
        read_workbook(workbook(fill), "r.xlsx")


def test_hidden_rows_and_sheets_and_percentages_are_used_and_said() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(("A", 0.35, ""))
        sheet.append(("B", 2, ""))
        sheet["B2"].number_format = "0%"
        sheet.row_dimensions[3].hidden = True
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("shown")

    read = table(fill)
    assert read.rows == (("A", "0.35", ""), ("B", "2", ""))
    assert [(r.line, r.column, r.rule) for r in read.remarks] == [
        (1, "", "hidden-sheet"),
        (2, "n", "percent-format"),
        (3, "", "hidden-row"),
    ]
    assert all(remark.reason.endswith(".") for remark in read.remarks)


def test_merged_cells_in_the_table_are_refused_and_elsewhere_are_none_of_its_business() -> None:
    def fill(sheet: Any, merged: str) -> None:
        sheet.append(("A", 1, ""))
        sheet.append(("", 2, ""))
        sheet.merge_cells(merged)

    for merged in ("A2:A3", "B1:C1", "C3:D9"):
        with pytest.raises(RegistryError, match=rf"registry.xlsx\[trials\]: the cells {merged}"):
            table(lambda sheet, merged=merged: fill(sheet, merged))
    assert len(table(lambda sheet: fill(sheet, "F1:G9")).rows) == 2


def with_cell(written: str) -> bytes:
    """Write the XML of cell B2 by hand."""
    content = workbook(lambda sheet: sheet.append(("A", 77, "x")))
    return edited(content, SHEET, lambda xml: xml.replace('<c r="B2" t="n"><v>77</v></c>', written))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('<c r="B2"><f>6*7</f><v>42</v></c>', "42"),
        ('<c r="B2" t="str"><f>"x"</f><v>x</v></c>', "x"),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="B2" t="b"><f>TRUE()</f><v>1</v></c>', "true"),
        ('<c r="B2"><f t="shared" ref="B2:B3" si="0">1+1</f><v>2</v></c>', "2"),
        ('<c r="B2" t="inlineStr"><is><t>in</t><r><t>line</t></r></is></c>', "inline"),
        ('<c r="B2"><v>1.1000000000000001</v></c>', "1.1"),
        ('<c r="B2"><v>0.30000000000000004</v></c>', "0.30000000000000004"),
    ],
)
def test_a_formula_counts_as_the_value_it_had(written: str, text: str) -> None:
    assert read_workbook(with_cell(written), "r.xlsx")["trials"].rows == (("A", text, "x"),)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('<c r="B2"><f>6*7</f></c>', "cell B2: the formula has no value"),
        ('<c r="B2"><f>6*7</f><v></v></c>', "cell B2: the formula has no value"),
        ('<c r="B2"><v>twelve</v></c>', "cannot be read as an Excel workbook"),
        ('<c r="B2" t="s"><v>99</v></c>', "cannot be read as an Excel workbook"),
        ("<c", "cannot be read as an Excel workbook"),
    ],
)
def test_a_cell_without_a_value_is_named(written: str, said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        read_workbook(with_cell(written), "r.xlsx")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    ],
)
def test_an_error_of_the_spreadsheet_is_a_text_for_the_checks(written: str, text: str) -> None:
    assert read_workbook(with_cell(written), "r.xlsx")["trials"].rows == (("A", text, "x"),)


def test_a_used_range_of_a_million_rows_costs_nothing() -> None:
    content = workbook(lambda sheet: sheet.append(("A", 1, "")))
    huge = edited(content, SHEET, lambda xml: xml.replace("A1:C2", "A1:XFD1048576"))
    assert huge != content
    assert len(read_workbook(huge, "r.xlsx")["trials"].rows) == 1


def test_rows_that_are_formatted_and_blank_without_end_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("living_review.sources.sheet.MOST_BLANK_CELLS", 1_000)
    rows = "".join(f'<row r="{i}"><c r="A{i}"/></row>' for i in range(3, 1_000))
    content = workbook(lambda sheet: sheet.append(("A", 1, "")))
    long = edited(content, SHEET, lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))
    with pytest.raises(RegistryError, match="still formatted rows without any content"):
        read_workbook(long, "r.xlsx")


@pytest.mark.parametrize("last", [502, 503])
def test_as_many_blank_cells_as_are_allowed_are_read(
    monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    # A row counts as one more than its cells.
    monkeypatch.setattr("living_review.sources.sheet.MOST_BLANK_CELLS", 1_000)
    rows = "".join(f'<row r="{i}"><c r="A{i}"/></row>' for i in range(3, last + 1))
    content = workbook(lambda sheet: sheet.append(("A", 1, "")))
    long = edited(content, SHEET, lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))
    if last == 502:
        assert len(read_workbook(long, "r.xlsx")["trials"].rows) == 1
        return
    with pytest.raises(RegistryError, match=f"after row {last} there are still"):
        read_workbook(long, "r.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("living_review.sources.sheet.LARGEST_SHEETS", 1_000)
    with pytest.raises(RegistryError, match="unpacks to 0 MB"):
        read_workbook(workbook(), "r.xlsx")


def test_an_entity_that_grows_without_end_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = edited(workbook(), SHEET, lambda xml: bomb + xml.replace("trial_id", "&b;"))
    with pytest.raises(RegistryError, match="cannot be read") as caught:
        read_workbook(content, "r.xlsx")
    assert "EntitiesForbidden" in repr(caught.value.__cause__.__context__)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLE + b"\0" * 600, r"\(\.xls\); open it and save it as Excel Workbook \(\.xlsx\)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"", "is not an Excel workbook"),
        (b"trial_id,n\n", "is not an Excel workbook"),
        (workbook()[:600], "cannot be read as an Excel workbook"),
        (b"PK\x03\x04 and no more", "cannot be read as an Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_remedy(content: bytes, said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        read_workbook(content, "r.xlsx")


def test_a_strict_workbook_is_refused_with_the_remedy() -> None:
    content, strict = workbook(), "http://purl.oclc.org/ooxml"
    for part in zipfile.ZipFile(io.BytesIO(content)).namelist():
        content = edited(
            content,
            part,
            lambda xml: xml.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006", f"{strict}/spreadsheetml"
            ).replace(
                "http://schemas.openxmlformats.org/officeDocument/2006", f"{strict}/officeDocument"
            ),
        )
    with pytest.raises(RegistryError, match="if it was saved as Strict Open XML, save it as"):
        read_workbook(content, "r.xlsx")


def test_an_empty_sheet_of_a_table_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.title = "arms"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(RegistryError, match=r"r.xlsx\[arms\] is empty; write the header"):
        read_workbook(out.getvalue(), "r.xlsx")


def test_a_workbook_with_macros_is_read_without_them(tmp_path: Path) -> None:
    (tmp_path / "registry.xlsm").write_bytes(workbook(lambda sheet: sheet.append(("A", 1, ""))))
    source = Workbook(tmp_path, "registry.xlsm")
    assert source.pull()["trials"].file == "registry.xlsm[trials]"
    before = source.fingerprint()
    (tmp_path / "registry.xlsm").write_bytes(workbook())
    assert source.fingerprint() not in ("", before)


def test_a_workbook_that_is_not_there_or_elsewhere_is_told(tmp_path: Path) -> None:
    review = tmp_path / "review"
    review.mkdir()
    with pytest.raises(RegistryError, match=r"There is no file registry\.xlsx in the review"):
        Workbook(review, "registry.xlsx").pull()
    assert Workbook(review, "registry.xlsx").fingerprint() == ""
    (tmp_path / "other.xlsx").write_bytes(workbook())
    (review / "link.xlsx").symlink_to(tmp_path / "other.xlsx")
    with pytest.raises(RegistryError, match="leads out of the folder of the review"):
        Workbook(review, "link.xlsx").pull()


def test_a_file_that_cannot_be_opened_is_the_source_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceUnreachable, match=r"registry\.xlsx cannot be read \(Permission"):
        Workbook(tmp_path, "registry.xlsx").pull()


def test_titles_and_merged_headings_above_the_header_are_passed_over() -> None:
    def titled(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Data extraction v3"
        sheet["B2"] = "Results"
        sheet.merge_cells("B2:C2")
        sheet.append(("A", 1, "x"))

    found = table(titled)
    assert (found.columns, found.rows, found.lines) == (HEADER, (("A", "1", "x"),), (4,))
    assert [remark.rule for remark in found.remarks] == ["title-rows"]


def test_a_merged_header_is_refused() -> None:
    with pytest.raises(RegistryError, match="B1:C1 are merged"):
        table(lambda sheet: sheet.merge_cells("B1:C1"))
