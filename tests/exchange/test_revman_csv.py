"""RevMan's CSV files one by one: read where they hold rows of studies, else named."""

from __future__ import annotations

import math

import pytest
from sample_files import DATA_ROWS, SETTINGS, csv_bytes

from living_review.exchange import revman_csv
from living_review.exchange.revman_shown import measure_shown
from living_review.ground.errors import BadInput

HEAD = {"Comparison Number": 1, "Outcome Number": 0, "Subgroup Number": 0, "Name": "A versus B"}
LABELS = {"Group Label 1": "Aspirin", "Group Label 2": "Placebo"}


def line(outcome: int, name: str, subgroup: int = 0, **cells: object) -> dict[str, object]:
    at = {"Comparison Number": 1, "Outcome Number": outcome, "Subgroup Number": subgroup}
    return {**at, "Name": name, "Data Type": "", **cells}


def kind(outcome: int, name: str, data: str, method: str, measure: str) -> dict[str, object]:
    said = {"Data Type": data, "Statistical Method": method, "Effect Measure": measure}
    return line(outcome, name, **said, **{"Analysis Model": "Fixed"}, **LABELS)


def counts(name: str, *cells: object, subgroup: int = 0) -> dict[str, object]:
    columns = ("Events 1", "Total 1", "Events 2", "Total 2")
    figures = dict(zip(columns, cells, strict=True))
    return line(1, name, subgroup, **figures, **{"Year of study": 1980})


REVMAN5 = (
    HEAD,
    kind(1, "Death", "DIC", "MH", "OR"),
    line(1, "Men", 1, **{"Data Type": "DIC"}),
    counts("Adams 1980", 49, "1,615", 67, 624, subgroup=1),
    line(1, "Women", 2, **{"Data Type": "DIC"}),
    counts("Baker 1981", 44, 758, 64, 771, subgroup=2),
    kind(2, "Mood", "CON", "IV", "MD"),
    line(2, "Adams 1980", **{"Mean 1": 5, "SD 1": 4.7, "Total 1": 13, "Mean 2": 6.5, "SD 2": 3.8,
                             "Total 2": 13}),
    kind(3, "Relapse", "IV", "IV", "Hazard Ratio"),
    line(3, "Adams 1980", **{"Effect Estimate": 0.6, "SE": 0.2, "CI Start": 0.6 / 1.48,
                             "CI End": 0.6 * 1.48}),
    line(3, "Baker 1981", **{"Effect Estimate": 0.6, "SE": 0.2, "CI Start": 0.2, "CI End": 1.0}),
)  # fmt: skip


def test_the_export_of_revman_5_is_read_with_its_subgroups_and_labels(read, rows) -> None:
    imported = read(csv_bytes(REVMAN5))
    arms = rows(imported, "arms")
    found = {(r["trial_id"], r["outcome"], r["arm"]): (r["events"], r["n"]) for r in arms}
    assert found["Adams_1980", "Death", "Aspirin"] == ("49", "1615")
    assert found["Baker_1981", "Death", "Placebo"] == ("64", "771")
    assert found["Adams_1980", "Mood", "Aspirin"] == ("", "13")
    trials = {row["label"]: row for row in rows(imported, "trials")}
    assert trials["Baker 1981"]["subgroup_Death"] == "Women"
    assert trials["Adams 1980"]["year"] == "1980"


def test_a_ratio_is_taken_where_its_interval_shows_that_the_error_is_of_the_logarithm(
    read, rows
) -> None:
    imported = read(csv_bytes(REVMAN5))
    (ratio,) = rows(imported, "contrasts")
    assert (ratio["trial_id"], ratio["measure"], ratio["se"]) == ("Adams_1980", "HR", "0.2")
    assert math.isclose(float(ratio["estimate"]), 0.6, rel_tol=1e-12)
    assert any(each.found == "1.3" for each in imported.report)


def test_data_rows_alone_are_read_by_their_figures(read, rows) -> None:
    zeros = {"Experimental SD": 0.0, "GIV SE": 0.0, "Variance": 0.0}
    imported = read(csv_bytes([{**zeros, **row} for row in DATA_ROWS]))
    arms = {(r["outcome"], r["events"], r["mean"]) for r in rows(imported, "arms")}
    assert {"5", "10"} <= {events for _, events, _ in arms}
    assert {"10.5", "12"} <= {mean for *_, mean in arms}
    assert "contrasts" not in imported.tables
    assert any("without its settings" in each.reason for each in imported.report)


def test_a_table_of_risk_of_bias_gives_judgements(read, rows) -> None:
    bias = {
        "Study": "Chen 2010",
        "Domain (judgement): Overall bias": "Some concerns",
        "Domain (support): Overall bias": "No protocol",
    }
    (row,) = rows(read(csv_bytes([bias])), "risk_of_bias")
    assert (row["trial_id"], row["domain"], row["judgement"]) == (
        "Chen_2010",
        "overall",
        "some concerns",
    )
    assert row["support"] == "No protocol"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (SETTINGS[0], "settings and pooled results"),
        ({"Analysis group": 1, "Analysis number": 1, "Subgroup number": 1}, "RevMan's subgroups"),
        ({**HEAD, "Data Type": ""}, "no line of an outcome"),
    ],
)
def test_a_table_without_rows_of_studies_is_named(read, row, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(csv_bytes([row]), "CD1.csv")


def judged(study: str, number: int, judgement: str) -> dict[str, object]:
    domain = "Bias due to missing outcome data"
    return {
        **DATA_ROWS[0],
        "Analysis number": number,
        "Analysis name": f"Outcome {number}",
        "Study": study,
        f"{domain} judgement": judgement,
        f"{domain} support": "said",
    }


def test_risk_of_bias_behind_the_rows_is_read_by_outcome_where_it_differs(read, rows) -> None:
    content = csv_bytes(
        [
            judged("Adams 2001", 1, "Low risk"),
            judged("Adams 2001", 2, "High risk"),
            judged("Chen 2010", 1, "Some concerns"),
            judged("Chen 2010", 2, "Some concerns"),
        ]
    )
    found = rows(read(content), "risk_of_bias")
    assert [(r["trial_id"], r["outcome"], r["judgement"], r["support"]) for r in found] == [
        ("Adams_2001", "Outcome_1", "low", "said"),
        ("Adams_2001", "Outcome_2", "high", "said"),
        ("Chen_2010", "", "some concerns", "said"),
    ]


COUNTS = {"Experimental cases": 12, "Experimental N": 60, "Control cases": 20, "Control N": 58}
EMPTY = {"Experimental cases": 0, "Experimental N": 60, "Control cases": 5, "Control N": 58}
MEANS = {"Experimental mean": 10, "Experimental SD": 3, "Experimental N": 24,
         "Control mean": 12, "Control SD": 3.5, "Control N": 26}  # fmt: skip


PETO = {"Effect measure": "Peto Odds Ratio", "Statistical method": "Peto"}
SWAPPED = {"Effect measure": "Risk Ratio", "Swap event and non-event": "true"}


@pytest.mark.parametrize(
    ("figures", "shown", "measure", "settings"),
    [
        (COUNTS, 0.58, "RR", {"Effect measure": "Risk Ratio"}),
        (COUNTS, 0.475, "OR", {"Effect measure": "Odds Ratio"}),
        (COUNTS, 0.48357, "OR", PETO),
        (COUNTS, -0.144828, "RD", {"Effect measure": "Risk Difference"}),
        (COUNTS, 1.221053, "RR", SWAPPED),
        (EMPTY, 0.087928, "RR", {"Effect measure": "Risk Ratio"}),
        (EMPTY, 0.080391, "OR", {"Effect measure": "Odds Ratio"}),
        (MEANS, -2, "MD", {"Effect measure": "Mean Difference"}),
        (MEANS, -0.60202, "SMD", {"Effect measure": "Std. Mean Difference"}),
        (COUNTS, 0.7, "", {}),
        (dict(zip(COUNTS, (5, 50, 5, 50), strict=True)), 1, "", {}),
        # What tells no measures apart: nobody or everybody, and spreads and groups of nothing.
        (dict(zip(COUNTS, (0, 50, 0, 50), strict=True)), 0, "", {}),
        (dict(zip(COUNTS, (50, 50, 50, 50), strict=True)), 0, "", {}),
        *[({**MEANS, f"{arm} {name}": cell}, -2, "", {}) for arm in ("Experimental", "Control")
          for name, cell in (("SD", 0), ("N", 1), ("mean", ""))],
        *[({**MEANS, f"{arm} N": 2}, -2, "MD", {"Effect measure": "Mean Difference"})
          for arm in ("Experimental", "Control")],
    ],
)  # fmt: skip
def test_the_measure_is_told_from_the_effects_that_are_shown(
    figures, shown, measure, settings
) -> None:
    row = {"Analysis group": 1, "Analysis number": 1, "Analysis name": "X", "Study": "A 2001"}
    written = {**row, **figures, "Mean": shown}
    kind = "Continuous" if "Control SD" in figures else "Dichotomous"
    assert measure_shown([{name: str(cell) for name, cell in written.items()}], kind) == settings
    for found in revman_csv.extract(csv_bytes([written]), "x").outcomes:
        assert found.analysed.measure == measure
        assert (found.analysed.method == "peto") == (settings == PETO)
