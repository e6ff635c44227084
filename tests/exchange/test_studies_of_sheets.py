"""What a sheet says of a study in one or several rows, and what of a sheet is not read."""

from __future__ import annotations

from typing import Any

import pytest
from test_rows_of_results import BIAS, BOTH, result, sheet, told

from living_review.exchange.decisions import Decisions
from living_review.exchange.extract import Extract
from living_review.exchange.wide.extraction import extract
from living_review.exchange.wide.grid import Grid, GridRow
from living_review.exchange.wide.mapping import WideMapping, check, decided, key_of
from living_review.exchange.wide.traits import kept_name
from living_review.ground.errors import BadInput

HEAD = "Study | No | Land | Randomised | Year | State | n I | mean I | sd I | n C | mean C | sd C"
STUDY = {"label": "Study", "columns": {"n_randomised": "Randomised", "year": "Year",
                                      "status": "State"}, "keep": ["Land"]}  # fmt: skip


def read(
    *rows: str, head: str = HEAD, study: Any = STUDY, where: Any = None, **more: Any
) -> Extract:
    mapping = {"study": study, "results": [result(*BOTH)], **more}
    grids = [sheet(head, *rows)]
    decisions = Decisions(where=where or {})
    return extract(grids, "f.xlsx", WideMapping.model_validate(mapping), decisions)


def figures(n: str = "10") -> str:
    return f"{n} | 1 | 2 | 12 | 1 | 3"


def test_a_study_has_its_name_year_status_and_what_is_kept() -> None:
    found = read(f"Ames 1999 | 7 | Chile | 40 | 2001 | awaiting | {figures()}")
    (study,) = found.studies
    assert (study.key, study.label, study.year, study.status) == (
        "ames 1999", "Ames 1999", "2001", "awaiting"
    )  # fmt: skip
    assert study.cells == {"n_randomised": "40", "Land": "Chile"}
    (study,) = read(f"Ames 1999 | 7 | | | | | {figures()}").studies
    assert (study.year, study.status, study.cells) == ("1999", "included", {})


def test_a_study_that_is_numbered_has_the_name_of_its_columns() -> None:
    own = {"label": "No", "name": ["Study", "Year"]}
    (study,) = read(f"Ames | 7 | | | 2001 | | {figures()}", study=own).studies
    assert (study.key, study.label, study.year) == ("7", "Ames 2001", "2001")
    (study,) = read(f" | 7 | x | | | | {figures()}", study=own).studies
    assert study.label == "7"


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [("40", "", "40"), ("", "40", "40"), ("40", "40", "40"), ("1 200", "", "1200"), ("", "", None)],
)
def test_a_row_below_says_what_the_first_leaves_open(first, second, people) -> None:
    rows = [f"Ames | | Chile | {first} | | | {figures()}", f"Ames | | Chile | {second} | | | "]
    found = read(*rows)
    (study,) = found.studies
    assert study.cells.get("n_randomised") == people
    assert [each for each in told(found) if "differ" in each[4]] == []


def test_rows_of_a_study_that_differ_are_told_and_the_first_counts_of_a_column_of_trials() -> None:
    rows = [f"Ames | | Chile | 40 | | | {figures()}", "Ames | | Peru | 41 | | | "]
    found = read(*rows)
    assert found.studies[0].cells == {"n_randomised": "40"}
    assert [each for each in told(found) if "differ" in each[4]] == [
        ("please check", "row 2, Randomised", "", 1, "the rows of Ames differ ('40', '41'); '40' is"
         " used."),
        ("not mapped", "row 2, Land", "", 1, "the rows of Ames differ ('Chile', 'Peru'); it is "
         "left out."),
    ]  # fmt: skip


def test_a_kept_number_with_a_decimal_comma_has_a_point_and_words_keep_theirs() -> None:
    rows = [f"Ames | | 1,5 | | | | {figures()}", f"Bell | | a, b | | | | {figures()}",
            f"Cole | | 1,5,2 | | | | {figures()}"]  # fmt: skip
    for decimal, wanted in (("comma", "1.5"), ("point", "1,5")):
        found = read(*rows, decimal=decimal)
        assert [s.cells["Land"] for s in found.studies] == [wanted, "a, b", "1,5,2"]


@pytest.mark.parametrize(
    ("column", "name"),
    [("Country  of  origin", "Country of origin"), ("Year", "Year (sheet)"),
     ("TRIAL ID", "TRIAL ID (sheet)"), ("funding", "funding (sheet)"), ("Fund", "Fund")],
)  # fmt: skip
def test_a_kept_column_is_none_of_the_registrys_own(column: str, name: str) -> None:
    assert kept_name(column) == name


def test_names_of_a_study_that_are_read_as_one_are_told() -> None:
    found = read(f"Ames | | | | | | {figures()}", "AMES | | | 40 | | | ")
    assert [s.key for s in found.studies] == ["ames"]
    ((kind, where, names, count, why),) = [e for e in told(found) if "capitals" in e[4]]
    assert (kind, where, names, count) == ("please check", "study", "'Ames' and 'AMES'", 2)
    assert why.startswith("names that differ in capitals")


def test_a_study_of_another_sheet_alone_is_one_where_something_is_read_of_it() -> None:
    data = sheet(HEAD, f"Ames | | | | | | {figures()}", name="Data")
    bias = sheet("Study | First | All", "Bell 2001 | low | ", "Cole | | ", name="Bias")
    mapping = {"study": {"label": "Study"}, "sheet": "Data", "results": [result(*BOTH)],
               "risk_of_bias": {**BIAS, "sheet": "Bias"}}  # fmt: skip
    found = extract([data, bias], "f.xlsx", WideMapping.model_validate(mapping), Decisions())
    assert [(s.key, s.label, s.year, s.status) for s in found.studies] == [
        ("ames", "Ames", "", "included"), ("bell 2001", "Bell 2001", "2001", "included")
    ]  # fmt: skip
    (lone,) = [each for each in told(found) if each[1] == "study"]
    assert lone == ("please check", "study", "Bell 2001", 1, "the study is not in f.xlsx[Data], so "
                    "nothing but its results is known.")  # fmt: skip


def test_columns_rows_and_sheets_that_are_not_read_are_told_with_their_count() -> None:
    data = sheet(HEAD, f"Ames | 7 | Chile | | | | {figures()}", f"Bell | 8 | | | | | {figures()}",
                 name="Data")  # fmt: skip
    lists, empty = sheet("a", "b", "c", name="Lists"), Grid("Empty", ())
    torn = Grid("Torn", (), fault="it is torn.")
    own = [result(*BOTH, where={"No": "7"})]
    mapping = {"study": {"label": "Study"}, "sheet": "Data", "results": own}
    found = extract([data, lists, empty, torn], "f.xlsx", WideMapping.model_validate(mapping),
                    Decisions())  # fmt: skip
    assert [(e.kind, e.where, e.found, e.count, e.reason) for e in found.remarks] == [
        ("not mapped", "sheet Lists", "", 3, "the mapping names nothing of this sheet."),
        ("not mapped", "sheet Torn", "", 0, "the mapping names nothing of this sheet."),
        ("not mapped", "Data, Land", "", 1, "the mapping does not name it."),
        ("not mapped", "Data, row 3", "No '8'", 1, "no result of the mapping is for such rows."),
    ]
    assert [a.study for a in found.arms] == ["ames", "ames"]


def test_rows_are_let_in_by_the_words_of_a_column() -> None:
    rows = [f"Ames | | Chile | | | | {figures()}", f"Bell | | Peru | | | | {figures()}"]
    found = read(*rows, where={"land": ("CHILE",)})
    assert [s.key for s in found.studies] == ["ames"]
    with pytest.raises(BadInput, match=r"'where' names the column 'Zzz', which f\.xlsx has not"):
        read(*rows, where={"Zzz": ("Chile",)})


def test_a_row_of_a_grid_is_one_whatever_is_empty_above_it() -> None:
    rows = (GridRow(4, {0: "Study", 1: "n"}), GridRow(6, {0: "Ames", 1: "5"}))
    mapping = WideMapping.model_validate({"study": {"label": "Study"}})
    found = extract([Grid("", rows)], "f.xlsx", mapping, Decisions())
    assert [s.key for s in found.studies] == ["ames"]


def mapped(*results: dict[str, Any], **more: Any) -> WideMapping:
    return WideMapping.model_validate(
        {"study": {"label": "S"}, "results": list(results), **more}
    )  # fmt: skip


CONTRAST = {"measure": "MD", "sign": "intervention-minus-control", "columns": {"estimate": "d"}}


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        (mapped(result(*BOTH)), None),
        (mapped(result(contrast=CONTRAST)), None),
        (mapped(result(), arms=list(BOTH)), None),
        (mapped(result(BOTH[0])), "results[0] needs two arms or a contrast; write them under"),
        (mapped(result(), arms=[BOTH[0]]), "results[0] needs two arms or a contrast"),
        (mapped(result(BOTH[0], skip=True)), None),
        (mapped(result(BOTH[0], skip=True), result()), "results[1] needs two arms"),
        (mapped(study={"label": "S", "columns": {"zz": "x"}}), "study.columns.zz is filled, whi"),
        (mapped(result(*BOTH, columns={"mean": "x"})), "results[0].columns.mean is filled"),
        (mapped(result(*BOTH), columns={"zz": "x"}), "results[0].columns.zz is filled"),
        (mapped(result({**BOTH[0], "columns": {"weeks": "x"}}, BOTH[1])),
         "results[0].arms.peer.weeks is filled"),
        (mapped(result(contrast={**CONTRAST, "columns": {"mean": "x"}})),
         "results[0].contrast.mean is filled"),
    ],
)  # fmt: skip
def test_a_mapping_fills_what_the_registry_has_and_has_two_arms(mapping, problem) -> None:
    if problem is None:
        check(mapping, "m.yml")
        return
    with pytest.raises(BadInput) as refused:
        check(mapping, "m.yml")
    (said,) = refused.value.problems
    assert str(said).startswith(f"m.yml: {problem}")


@pytest.mark.parametrize(
    ("mapping", "said", "blank"),
    [
        (mapped(result(*BOTH)), {}, ""),
        (mapped({**result(*BOTH), "outcome": ""}), {}, "results[0].outcome"),
        (mapped({**result(*BOTH), "timepoint": ""}), {}, "results[0].timepoint"),
        (mapped({**result(*BOTH), "timepoint": ""}), {"timepoint": "post"}, ""),
        (mapped({**result(*BOTH), "higher_is_better": ""}), {}, "results[0].higher_is_better"),
        (mapped({**result(*BOTH), "higher_is_better": ""}), {"higher_is_better": False}, ""),
        (mapped(result({**BOTH[0], "role": ""}, BOTH[1])), {}, "results[0].arms[0].role"),
        (mapped(result(), result(), arms=[BOTH[0], {**BOTH[1], "role": ""}]), {}, "arms[1].role"),
        (mapped(result(contrast={**CONTRAST, "measure": ""})), {}, "results[0].contrast.measure"),
        (mapped(result(contrast={**CONTRAST, "sign": ""})), {}, "results[0].contrast.sign"),
        (mapped(risk_of_bias={**BIAS, "tool": ""}), {}, "risk_of_bias.tool"),
        (mapped({**result(*BOTH, skip=True), "outcome": ""}), {}, ""),
    ],
)
def test_what_is_still_blank_is_named_by_its_key(mapping, said, blank: str) -> None:
    if not blank:
        made = decided(mapping, Decisions(**said), "m.yml").mapping.outcomes
        assert list(made) == [key_of(i, each) for i, each in mapping.wanted()]
        return
    with pytest.raises(BadInput) as refused:
        decided(mapping, Decisions(**said), "m.yml")
    assert str(refused.value) == f"m.yml: still to be filled in: {blank}."


def test_what_a_mapping_decides_is_decided_of_each_result() -> None:
    own = {"weeks": 8, "instrument": "BDI", "score": "change"}
    mapping = mapped(result(*BOTH, **own), weeks_are="months", date_added="2026-01-02")
    made = decided(mapping, Decisions(), "m.yml").mapping
    assert (made.weeks_are, str(made.date_added)) == ("months", "2026-01-02")
    (said,) = made.outcomes.values()
    assert {name: getattr(said, name) for name in own} == own
    assert (said.outcome, said.timepoint, said.higher_is_better) == ("mood", "post", True)
