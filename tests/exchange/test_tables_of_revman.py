"""Single tables of RevMan: what each is taken for, and the settings that its lines make."""

from __future__ import annotations

from typing import Any

import pytest
from sample_files import csv_bytes

from living_review.exchange import measures, revman_csv
from living_review.ground.errors import BadInput

ZEROS = dict.fromkeys(
    ("Experimental SD", "Control SD", "GIV SE", "Variance", "O-E", "GIV Mean"), "0"
)


@pytest.mark.parametrize(
    ("figures", "kind"),
    [
        ({"Experimental SD": "2"}, "Continuous"),
        ({"Control SD": "2"}, "Continuous"),
        ({"Control SD": "2", "GIV SE": "0.1"}, "Continuous"),
        ({"GIV SE": "0.1"}, "Contrast level"),
        ({"GIV SE": "0.1", "Variance": "3"}, "Contrast level"),
        ({"Variance": "3"}, "O-E and variance"),
        ({"O-E": "3"}, "Dichotomous"),
        ({"GIV Mean": "3"}, "Dichotomous"),
        ({}, "Dichotomous"),
    ],
)
def test_the_kind_of_an_analysis_is_told_by_a_figure_of_any_row(figures, kind: str) -> None:
    assert revman_csv._kind([ZEROS, {**ZEROS, **figures}]) == kind
    assert revman_csv._kind([figures]) == kind


STUDY = {"Study": "Ames 2001", "Char: Methods": "x", "Notes": "y"}
JUDGED = {"Study": "Ames 2001", "Domain (judgement): Overall bias": "High"}


def test_a_list_of_studies_is_one_by_its_columns_alone() -> None:
    found = revman_csv.extract(csv_bytes([STUDY]), "f.csv")
    assert ([s.label for s in found.studies], found.judgements) == (["Ames 2001"], ())
    found = revman_csv.extract(csv_bytes([JUDGED]), "f.csv")
    assert [(j.study, j.domain, j.judgement) for j in found.judgements] == [
        ("Ames 2001", "overall", "high")
    ]
    for other in ({"Study": "Ames", "Notes": "y"}, {"Char: Methods": "x"},
                  {name: cell for name, cell in JUDGED.items() if name != "Study"}):  # fmt: skip
        with pytest.raises(BadInput, match="none of RevMan's CSV files that hold rows of studies"):
            revman_csv.extract(csv_bytes([other]), "f.csv")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("Analysis group", "Data type"), "the settings and pooled results"),
        (("Analysis group", "Data type", "More"), "the settings and pooled results"),
        (("Analysis group", "Subgroup number"), "the pooled results of RevMan's subgroups"),
        (("Analysis group", "Subgroup number", "X"), "the pooled results of RevMan's subgroups"),
        (("Analysis group",), "is none of RevMan's"),
    ],
)
def test_a_table_of_results_is_named_as_what_it_is(columns: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadInput, match=rf"^f\.csv .*{said}.*\(zip\)"):
        revman_csv.extract(csv_bytes([dict.fromkeys(columns, "1")]), "f.csv")


HEADER = {"Comparison Number": "1", "Outcome Number": "0", "Subgroup Number": "0",
          "Name": "Peers versus usual care", "Data Type": ""}  # fmt: skip


def outcome(kind: str, **more: str) -> dict[str, str]:
    return {**HEADER, "Outcome Number": "2", "Name": "Falls", "Data Type": kind, **more}


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (outcome("DIC"), ("Dichotomous", "")),
        (outcome("dichotomous"), ("Dichotomous", "")),
        (outcome("CON"), ("Continuous", "")),
        (outcome("IV"), ("Contrast level", "")),
        (outcome("P"), ("O-E and variance", "OR")),
        (outcome("P", **{"Effect Measure": "Hazard Ratio"}), ("O-E and variance", "Hazard Ratio")),
        (outcome("IPD", **{"Statistical Method": "exp_o_e_var"}), ("O-E and variance", "OR")),
        (outcome("IPD", **{"Statistical Method": "IV"}), ("Contrast level", "")),
        (outcome("Other"), ("Other", "")),
    ],
)
def test_an_outcome_of_revman_5_has_the_settings_that_its_line_gives(line, made) -> None:
    said = {"Analysis Model": "Random", "Group Label 1": "Peers", "Group Label 2": "Usual",
            "Swap event and non-event": "YES"}  # fmt: skip
    setting = revman_csv._setting({**line, **said}, "A versus B")
    assert (setting["Data type"], setting["Effect measure"]) == made
    assert {name: setting[name] for name in setting if name not in ("Data type",)} == {
        "Analysis name": "Falls",
        "Analysis group name": "A versus B",
        "Statistical method": line.get("Statistical Method", ""),
        "Effect measure": made[1],
        "Analysis model": "Random",
        "Experimental group label": "Peers",
        "Control group label": "Usual",
        "Swap event and non-event": "YES",
    }


@pytest.mark.parametrize("variance", ["Var", "Variance"])
def test_a_row_of_revman_5_has_each_figure_under_the_name_of_the_package(variance: str) -> None:
    figures = {
        "Events 1": "3",
        "Total 1": "1,010",
        "Mean 1": "1.5",
        "SD 1": "2",
        "Events 2": "4",
        "Total 2": "12",
        "Mean 2": "1",
        "SD 2": "3",
        "O-E": "-1,000",
        variance: "2,500.5",
    }
    line = {**HEADER, "Name": "Ames", "Year of study": "2001", **figures}
    assert revman_csv._row(line, "1", "2", {"Data type": "Dichotomous"}, "Men") == {
        "Analysis group": "1",
        "Analysis number": "2",
        "Study": "Ames",
        "Study year": "2001",
        "Subgroup": "Men",
        "Experimental cases": "3",
        "Experimental N": "1010",
        "Experimental mean": "1.5",
        "Experimental SD": "2",
        "Control cases": "4",
        "Control N": "12",
        "Control mean": "1",
        "Control SD": "3",
        "O-E": "-1000",
        "Variance": "2500.5",
    }
    assert revman_csv._row({**line, "Year of study": "0"}, "", "", {"Data type": ""}, "")[
        "Study year"
    ] == ""  # fmt: skip


def test_titles_of_comparisons_stand_above_their_outcomes() -> None:
    rows = [
        HEADER,
        outcome("DIC", **{"Effect Measure": "RR"}),
        {**outcome(""), "Name": "Ames", "Events 1": "1", "Total 1": "5", "Events 2": "2",
         "Total 2": "6"},
        {**HEADER, "Comparison Number": "", "Outcome Number": "3", "Name": "No comparison"},
        {**HEADER, "Name": "A second title"},
    ]  # fmt: skip
    found: Any = revman_csv.extract(csv_bytes(rows), "f.csv")
    (told,) = found.outcomes
    assert told.analysed.comparison == ("1", "Peers versus usual care")
    assert [(a.study, a.role, a.cells) for a in found.arms] == [
        ("Ames", "intervention", {"n": "5", "events": "1"}),
        ("Ames", "control", {"n": "6", "events": "2"}),
    ]


def test_data_rows_alone_are_told_to_lack_their_settings() -> None:
    row = {"Analysis group": "1", "Analysis number": "1", "Study": "Ames",
           "Experimental cases": "1",
           "Experimental N": "5", "Control cases": "2", "Control N": "6"}  # fmt: skip
    found = revman_csv.extract(csv_bytes([row, {**row, "Study": "Bell"}]), "f.csv")
    told = next(each for each in found.remarks if "without its settings" in each.reason)
    assert (told.kind, told.where, told.found, told.count) == (
        "please check", "data-rows.csv", "", 2
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (measures.from_peto("", "1", "2"),
         "the file does not say whether O-E and variance give a hazard or an odds ratio."),
        (measures.from_peto("HR", "", "2"), "O-E or its variance is not there."),
        (measures.from_peto("HR", "1", ""), "O-E or its variance is not there."),
        (measures.from_peto("HR", "1", "0"), "O-E or its variance is not there."),
        (measures.from_peto("HR", "28", "1"), "O-E over its variance is beyond any ratio."),
        (measures.from_peto("MD", "1", "1"),
         "O-E and variance give a hazard or an odds ratio, and not 'MD'."),
        (measures.from_inverse_variance("", "1", "1", "", said=None),
         "the file does not say what the effect measures (OR, RR, HR, MD and so on)."),
        (measures.from_inverse_variance("Zz", "1", "1", "", said=None),
         "'Zz' is no measure that a contrast can have."),
        (measures.from_inverse_variance("MD", "1", "0", "", said=None),
         "the estimate or its standard error is not there."),
        (measures.from_inverse_variance("OR", "0.5", "1", "3", said=None),
         "the ratio as entered agrees with the effect as shown neither as a logarithm nor as it "
         "is; enter it by hand."),
        (measures.from_inverse_variance("OR", "28", "1", "", said=True),
         "the logarithm of the ratio is beyond any ratio."),
    ],
)  # fmt: skip
def test_an_effect_that_cannot_be_used_says_why(made: object, why: str) -> None:
    assert made == why
