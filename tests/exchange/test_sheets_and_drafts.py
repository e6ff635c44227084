"""Sheets that a mapping names, kinds of mappings, drafts of exports and ids, each at its bounds."""

from __future__ import annotations

import hashlib

import pytest

from living_review.exchange import revman_csv
from living_review.exchange.covidence_draft import drafted
from living_review.exchange.fhir_elements import resource_id
from living_review.exchange.mapping_kind import kind_of
from living_review.exchange.registry_files import new_files
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.lines import sheet_named
from living_review.ground.errors import BadInput
from living_review.sources import RawTables
from living_review.sources.tables import RawTable


def sheet(name: str, *, rows: bool = True, hidden: bool = False, fault: str = "") -> Grid:
    return Grid(name, (GridRow(1, {0: "x"}),) if rows else (), hidden=hidden, fault=fault)


ONE, EMPTY, HIDDEN = sheet("Data"), sheet("Notes", rows=False), sheet("Old", hidden=True)
BAD = sheet("Bad", rows=False, fault="it is too large.")


def test_the_one_sheet_that_is_seen_and_holds_something_is_meant_where_none_is_named() -> None:
    assert sheet_named([EMPTY, HIDDEN, ONE], None, "f.xlsx", "results[1]") is ONE
    for several in ([ONE, sheet("More")], [EMPTY, HIDDEN], [ONE, BAD]):
        names = ", ".join(repr(each.name) for each in several)
        with pytest.raises(BadInput, match=rf"f\.xlsx has several sheets \({names}\); write sheet"):
            sheet_named(several, None, "f.xlsx", "results[1]")
    with pytest.raises(BadInput, match=r"^it is too large\.$"):
        sheet_named([BAD, EMPTY], None, "f.xlsx", "k")


def test_a_sheet_is_named_whatever_its_capitals_and_the_first_of_a_name_is_meant() -> None:
    again = sheet("data")
    assert sheet_named([HIDDEN, ONE, again], " DATA ", "f.xlsx", "k") is ONE
    assert sheet_named([HIDDEN, ONE], "old", "f.xlsx", "k") is HIDDEN
    with pytest.raises(BadInput, match=r"^it is too large\.$"):
        sheet_named([ONE, BAD], "Bad", "f.xlsx", "k")
    with pytest.raises(BadInput, match=r"no sheet 'Dta', which k of the mapping names.*'?Data"):
        sheet_named([HIDDEN, ONE], "Dta", "f.xlsx", "k")
    with pytest.raises(BadInput, match=r"names; it has 'Old', 'Data'\.$"):
        sheet_named([HIDDEN, ONE], "xyzzy", "f.xlsx", "k")
    with pytest.raises(BadInput, match="because it is a CSV file; take the key sheet out of k"):
        sheet_named([sheet("")], "Data", "f.csv", "k")


WIDE = """\
study: {label: Study}
results:
  - outcome: mood
    timepoint: post
    higher_is_better: false
    arms:
      - {arm: A, role: intervention, columns: {n: N1, mean: M1, sd: S1}}
      - {arm: B, role: control, columns: {n: N2, mean: M2, sd: S2}}
"""


def test_a_mapping_is_of_the_formats_that_it_fits() -> None:
    assert kind_of(WIDE.encode(), "m.yml") == ("wide", "covidence")
    reviewer = WIDE.replace("{label: Study}", "{label: Study, reviewer: R, keep_reviewer: C}")
    assert kind_of(reviewer.encode(), "m.yml") == ("covidence",)
    sheets = f"sheet: Data\n{WIDE}"
    assert kind_of(b"\xef\xbb\xbf" + sheets.encode(), "m.yml") == ("wide",)
    for none in ("outcomes: {a: {outcome: b}}", "- study", "study: [", "\x00", ""):
        assert kind_of(none.encode(), "m.yml") == ()
    assert kind_of(b"study: \xff", "m.yml") == ()


def test_an_export_is_drafted_from_its_header() -> None:
    columns = ("Study", "Template", "Reviewer Name", "Title", "Year", "DOI", "Country",
               "Pain: CBT Mean", "Pain: CBT standard deviation", "Random sequence generation",
               "Random sequence generation support", "Allocation concealment", "Year")  # fmt: skip
    rows = (("x",) * 9 + ("Low", "Because", "3", "2001"),)
    text = drafted(RawTable("t", "f.csv", columns, rows, (2,)), "f.csv")
    assert text == (
        "# Draft mapping of f.csv. Fill in the blanks, delete what is not needed;\n"
        "# a column is named exactly as in the header of the export.\n"
        'study:\n  label: "Study"\n  reviewer: "Reviewer Name"\n'
        "  keep_reviewer:       # such as Consensus, where a study stands in several rows\n"
        '  template: "Template"\n'
        '  columns:\n    citation: "Title"\n    year: "Year"\n    doi: "DOI"\n'
        '    country: "Country"\n'
        "results:\n  - outcome:           # Pain: CBT\n    timepoint:\n"
        "    higher_is_better:  # true or false, for the scale or event as it was measured\n"
        '    instrument:\n    arms:\n      - arm: "Pain_CBT"\n'
        "        role:          # intervention or control\n        columns:\n"
        '          mean: "Pain: CBT Mean"\n          sd: "Pain: CBT standard deviation"\n'
        'risk_of_bias:\n  - {tool: RoB1, domain: "sequence generation", judgement: '
        '"Random sequence generation", support: "Random sequence generation support"}\n'
        "# A result has at least two arms: put the arms of one outcome and time point together.\n"
        "# All columns of the export:\n"
        + "".join(f"#   {name}\n" for name in dict.fromkeys(columns))
    )
    bare = drafted(RawTable("t", "f.csv", ("First", ""), (), ()), "f.csv")
    assert bare.splitlines()[3:7] == [
        '  label: "First"',
        "  reviewer:",
        "  keep_reviewer:       # such as Consensus, where a study stands in several rows",
        "results: []",
    ]


def test_an_id_of_a_resource_is_short_plain_and_one_for_each_name() -> None:
    assert resource_id("A-1.b") == "A-1.b"
    assert resource_id("a" * 64) == "a" * 64
    for name in ("a" * 65, "a b", "é", "\ud800"):
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        made = resource_id(name)
        assert made.endswith(f"-{digest}")
        assert len(made) <= 64
    assert len(resource_id("a" * 65)) == 64


def test_files_of_a_new_registry_are_csv_of_any_text(pulled_at) -> None:
    table = RawTable("trials", "t.csv", ("a", "b"), (('x "y"', "1,2"), ("\ud800", "")), (2, 3))
    made = new_files(RawTables({"trials": table}, pulled_at))
    assert made == {"trials.csv": b'a,b\n"x ""y""","1,2"\n?,\n'}


@pytest.mark.parametrize("more", ["", ",Effect measure"])
@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("Analysis group,Data type", "holds the settings and pooled results of RevMan's analyses"),
        ("Analysis group,Subgroup number", "holds the pooled results of RevMan's subgroups"),
    ],
)
def test_a_file_of_revman_without_rows_is_called_what_it_is(
    columns: str, said: str, more: str
) -> None:
    with pytest.raises(BadInput, match=rf"^r\.csv {said}.*data package"):
        revman_csv.extract(f"{columns}{more}\n1,2{more and ',x'}\n".encode(), "r.csv")
