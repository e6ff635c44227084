"""Which rows of a sheet are of a study, of which, and why the others are not read."""

from __future__ import annotations

from typing import Any

import pytest

from living_review.exchange.wide import lines as tested
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.lines import above_remarks, lines_of, sheet_named, table_of
from living_review.ground.errors import BadInput

HEADER = ("Study", "Year", "N", "Mean")


def row(number: int, *cells: str, **more: Any) -> GridRow:
    return GridRow(number, {place: cell for place, cell in enumerate(cells) if cell}, **more)


def read(*rows: GridRow, by: tuple[str, ...] = ("Study",), name: str = "", header=HEADER,
         fill_down: bool = False, merged=()) -> tested.Lines:  # fmt: skip
    grid = Grid(name, (row(1, *header), *rows), merged=tuple(merged))
    table = table_of(grid, dict.fromkeys(by, "study.label"), "f.xlsx")
    return lines_of(table, by, "f.xlsx", fill_down=fill_down)


def told(lines: tested.Lines) -> list[tuple[str, str, str]]:
    return [(each.kind, each.where, each.reason) for each in lines.remarks]


def studies(lines: tested.Lines) -> list[tuple[int, str]]:
    return [(each.number, each.study) for each in lines.lines]


ONE = row(2, "Ames 2001", "2001", "10", "1.5")
HEADING = "nothing stands beside it: a heading or a note, or a study without data."
ALONE = "nothing stands beside it: a note."
TOTAL = "a row of totals."
NAMELESS = "the row has no Study, so nobody knows which study it is of"
ABOVE = "it stands above the first study: units, or notes on the columns."


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("Total", "", "20"), TOTAL),
        (("SUBTOTAL", "", "20"), TOTAL),
        (("Grand total (all studies)", "", "20"), TOTAL),
        (("Overall effect (95% CI)", "", "20"), TOTAL),
        (("Gesamtsumme", "", "20"), TOTAL),
        (("Mean", "", "20", "2"), TOTAL),
        (("Mean", "2003", "20", "2"), ""),  # somebody is called so: a year stands beside it
        (("Total knee group 2003", "", "20"), ""),
        (("Totalis", "", "20"), ""),
        (("Studies of adults",), HEADING),
        (("Bell 2004",), ""),  # a study without data, which has a year
        (("Ames 2001",), ""),
        (("Ames",), HEADING),
        (("", "", "", "no data"), ALONE),
        (HEADER, "it repeats the header."),
        (("Study", "", "N"), "it repeats the header."),
        (("", "2001", "12"), NAMELESS),
        (("Cole", "", "12"), ""),
        (("Cole", "1999"), ""),
    ],
)
def test_a_row_is_of_a_study_or_it_is_said_why_not(cells: tuple[str, ...], why: str) -> None:
    lines = read(ONE, row(3, *cells))
    assert studies(lines) == [(2, "Ames 2001"), *([] if why else [(3, cells[0])])]
    said = [(kind, place, reason.partition("; write")[0]) for kind, place, reason in told(lines)]
    assert said == ([("not mapped", "row 3", why)] if why else [])
    if why:
        (remark,) = lines.remarks
        assert (remark.found, remark.count) == (next(filter(None, cells)), 1)


def test_a_study_that_stands_elsewhere_with_data_needs_no_year_where_it_stands_alone() -> None:
    lines = read(ONE, row(3, "Ames"), row(4, "Ames", "", "12"))
    assert studies(lines) == [(2, "Ames 2001"), (3, "Ames"), (4, "Ames")]
    lines = read(ONE, row(3, "Ames"), row(4, "Ames *"))
    assert studies(lines) == [(2, "Ames 2001")]


def test_a_study_may_be_called_as_a_total_in_a_sheet_without_years() -> None:
    header = ("Study", "Jahr", "N")
    assert studies(read(row(2, "Mean", "1999", "5"), header=header)) == [(2, "Mean")]
    assert told(read(row(2, "Mean", "n. d.", "5"), header=header))[0][2] == TOTAL
    header = ("Study", "Weeks", "N")
    assert told(read(row(2, "Mean", "1999", "5"), header=header))[0][2] == TOTAL


def test_above_the_first_study_a_row_without_one_holds_units() -> None:
    units, later = row(2, "", "a", "people"), row(4, "", "b", "people")
    for fill_down in (False, True):
        lines = read(units, row(3, "Ames 2001", "", "1"), later, fill_down=fill_down)
        assert told(lines)[0] == ("not mapped", "row 2", ABOVE)
        assert studies(lines) == [(3, "Ames 2001"), *([(4, "Ames 2001")] if fill_down else [])]
        assert [each.found for each in lines.remarks] == (["a"] if fill_down else ["a", "b"])


def test_a_row_is_of_the_study_above_it_and_of_no_heading_between() -> None:
    lines = read(ONE, row(3, "", "", "11", "2"), row(4, "Bell 2002", "", "12"), row(5, "Adults"),
                 row(6, "", "", "13", "2"), row(7, "Total", "", "9"), row(8, "", "", "14", "2"),
                 row(9, "", "", "", "a note"), fill_down=True)  # fmt: skip
    of = [*[(2, "Ames 2001"), (3, "Ames 2001")], *[(at, "Bell 2002") for at in (4, 6, 8)]]
    assert studies(lines) == of
    assert [reason for _, _, reason in told(lines)] == [HEADING, TOTAL, ALONE]
    assert [each.text("N") for each in lines.lines] == ["10", "11", "12", "13", "14"]


def test_several_columns_are_a_study_together_where_the_first_says_something() -> None:
    lines = read(ONE, row(3, "Bell", "2003", "5"), row(4, "Cole", "", "6"),
                 row(5, "", "2004", "7"), by=("Study", "Year"))  # fmt: skip
    assert studies(lines) == [(2, "Ames 2001 2001"), (3, "Bell 2003"), (4, "Cole")]
    assert told(lines)[0][2].startswith("the row has no Study and Year, so")
    lines = read(row(2, "Ames", "2001", "5"), by=("Year", "Study"))
    assert studies(lines) == [(2, "2001 Ames")]


@pytest.mark.parametrize(
    ("said", "study"),
    [
        *[(f"Ames 2001{mark}", "Ames 2001") for mark in ("*", " *", "**", " †‡", "¹²", "  §")],
        ("Ames* 2001", "Ames* 2001"),
        (f"Ames 2001{'*' * 20}", "Ames 2001"),
        ("*", ""),
    ],
)
def test_a_mark_behind_a_name_is_left_out_and_told(said: str, study: str) -> None:
    lines = read(ONE, row(3, said, "", "5"))
    if not study:
        assert told(lines)[0][2].startswith("the row has no Study")
        return
    assert studies(lines) == [(2, "Ames 2001"), (3, study)]
    why = f"the mark behind the name was left out: {study}."
    wanted = [("please check", "row 3", said, 1, why)] if said != study else []
    remarks = [(e.kind, e.where, e.found, e.count, e.reason) for e in lines.remarks]
    assert remarks == wanted


def test_a_name_is_the_same_whatever_its_spaces() -> None:
    lines = read(row(2, "Ames   2001\n", "", "5"), row(3, "AMES 2001", "", "6"))
    assert [name for _, name in studies(lines)] == ["Ames 2001", "AMES 2001"]
    assert told(lines) == []


def test_a_hidden_row_is_used_and_told_and_so_is_what_is_merged_across() -> None:
    second = row(3, "Bell 2002", "", "5", hidden=True)
    third = row(4, "Cole 2003", "", "6", spans=frozenset({2}))
    fourth = row(5, "All adults", "", "7", spans=frozenset({0}))
    lines = read(ONE, second, third, fourth, name="Data")
    assert studies(lines) == [(2, "Ames 2001"), (3, "Bell 2002"), (4, "Cole 2003")]
    hidden = "the row is hidden, perhaps by a filter, and was used all the same."
    merged = "the cell is merged over others to its right, of which nothing is read."
    heading = "its cells are merged across columns: a heading."
    assert [(e.kind, e.where, e.found, e.count, e.reason) for e in lines.remarks] == [
        ("please check", "Data, row 3", "Bell 2002", 1, hidden),
        ("please check", "Data, row 4, N", "6", 1, merged),
        ("not mapped", "Data, row 5", "All adults", 1, heading),
    ]


def test_cells_are_known_by_their_column_and_what_they_are_in_a_workbook() -> None:
    more = {"numbers": frozenset({1, 3, 9}), "percent": frozenset({3, 9})}
    lines = read(GridRow(2, {0: "Ames 2001", 1: "2001", 3: "0.5", 9: "x"}, **more), name="Data")
    (line,) = lines.lines
    assert line.cells == {"study": "Ames 2001", "year": "2001", "mean": "0.5", "column j": "x"}
    assert line.numbers == {"year", "mean", "column j"}
    assert line.percent == {"mean", "column j"}
    assert (line.text("MEAN"), line.text("N"), lines.place) == ("0.5", "", "f.xlsx[Data]")
    assert lines.at(line) == "Data, row 2"
    assert lines.at(line, "N") == "Data, row 2, N"
    plain = read(ONE)
    assert (plain.at(plain.lines[0], "N"), plain.place) == ("row 2, N", "f.xlsx")
    assert read(row(2, "Ames", "", "n/a")).lines[0].text("N") == ""


def test_what_is_merged_downwards_is_said_of_each_of_its_rows() -> None:
    rows = (
        GridRow(2, {0: "Ames 2001", 2: "10"}, numbers=frozenset({2})),
        GridRow(3, {3: "1.5"}, numbers=frozenset({3})),
        GridRow(4, {0: "Bell 2002", 2: "7", 3: "2"}),
        GridRow(5, {1: "2002", 3: "3"}),
        GridRow(6, {0: "Cole 2003", 3: "4"}),
    )
    merged = [
        *[(2, 3, 0, 0), (2, 3, 2, 2), (4, 5, 0, 0)],
        (5, 6, 2, 2),  # nothing stands in it
        (5, 99, 1, 1),  # it reaches below the last row
        (4, 4, 2, 2),
        (4, 5, 2, 3),  # across and down: a block, whose first cell is of one row
        (90, 95, 0, 0),
    ]
    lines = read(*rows, merged=merged)
    assert [each.text("Year") for each in lines.lines] == ["", "", "", "2002", "2002"]
    assert [(e.study, e.text("N"), e.text("Mean"), sorted(e.numbers)) for e in lines.lines] == [
        ("Ames 2001", "10", "", ["n"]),
        ("Ames 2001", "10", "1.5", ["mean", "n"]),
        ("Bell 2002", "7", "2", []),
        ("Bell 2002", "", "3", []),
        ("Cole 2003", "", "4", []),
    ]
    assert lines.remarks == ()


def grid(name: str, *, rows: bool = True, hidden: bool = False, fault: str = "") -> Grid:
    return Grid(name, (row(1, "Study", "N"),) if rows else (), hidden=hidden, fault=fault)


def test_the_sheet_meant_is_the_one_named_or_the_only_one_to_be_seen() -> None:
    data, notes = grid("Data"), grid("Notes")
    empty, hidden = grid("Empty", rows=False), grid("Lists", hidden=True)
    assert sheet_named([empty, data, hidden], None, "f", "study") is data
    assert sheet_named([data, notes], "NOTES ", "f", "study") is notes
    assert sheet_named([data, hidden], "lists", "f", "study") is hidden
    for grids in ([data, notes], [empty, hidden], [data, grid("Bad", rows=False, fault="torn.")]):
        with pytest.raises(BadInput, match=r"^f has several sheets \('") as refused:
            sheet_named(grids, None, "f", "study")
        assert "NAME at the top of the mapping, or under study." in str(refused.value)
        listed = ", ".join(repr(each.name) for each in grids)
        assert f"several sheets ({listed}); write" in str(refused.value)
    with pytest.raises(BadInput, match=r"no sheet 'Date', .*study of the mapping.*'Data'"):
        sheet_named([data, notes], "Date", "f", "study")
    with pytest.raises(BadInput, match=r"no sheet 'Zzz', .*; it has 'Data', 'Notes'\."):
        sheet_named([data, notes], "Zzz", "f", "study")
    with pytest.raises(BadInput, match=r"no sheet 'Data', because it is a CSV file"):
        sheet_named([grid("")], "Data", "f", "study")
    for named in (None, "bad"):
        with pytest.raises(BadInput, match=r"^torn\.$"):
            sheet_named([grid("Bad", rows=False, fault="torn.")], named, "f", "study")


def test_every_column_that_a_sheet_has_not_is_named_with_the_key_that_asks_for_it() -> None:
    sheet = Grid("Data", (row(1, *HEADER), ONE))
    wanted = {"study": "study.label", "Maen": "arms, n", "Zzzzzz": "where"}
    with pytest.raises(BadInput) as refused:
        table_of(sheet, wanted, "f.xlsx")
    first, second = refused.value.problems
    assert str(first).startswith(
        "The mapping's arms, n names the column 'Maen', which f.xlsx[Data]"
    )
    assert "'Mean'" in str(first)
    assert str(second) == (
        "The mapping's where names the column 'Zzzzzz', which f.xlsx[Data] has not; "
        "take a name from a draft."
    )
    assert table_of(sheet, {"  STUDY": "study", "n": "n"}, "f").rows == (ONE,)
    for rows in ((), (row(1, "1", "2"),)):
        with pytest.raises(BadInput, match=r"^f is empty, or has no row that could be a header"):
            table_of(Grid("", rows), {"Study": "study"}, "f")


def test_what_stands_above_the_header_is_told_by_its_rows() -> None:
    def above(*titles: int) -> list[tuple[str, str, str, int, str]]:
        rows = (
            *(row(at, "A title") for at in titles),
            row(8, *HEADER),
            row(9, *ONE.cells.values()),
        )
        table = table_of(Grid("Data", rows), {"Study": "study"}, "f")
        made = above_remarks(lines_of(table, ("Study",), "f", fill_down=False))
        return [(e.kind, e.where, e.found, e.count, e.reason) for e in made]

    said = "above the header: a title, which is not read."
    assert above() == []
    assert above(2) == [("not mapped", "f[Data]", "", 1, f"row 2 {said}")]
    assert above(2, 3, 5) == [("not mapped", "f[Data]", "", 3, f"rows 2 to 5 {said}")]
