"""Rows of RevMan at the bounds at which they are read, read otherwise, or left out."""

from __future__ import annotations

import math
from typing import Any

import pytest

from living_review.exchange import revman_csv, revman_rows, revman_shown, revman_studies, revman_web
from living_review.exchange.extract import FoundOutcome, Remark
from living_review.exchange.revman_rows import analysis_rows
from living_review.ground.errors import BadInput

Z = 1.959963984540054
ROW = {"Analysis group": "1", "Analysis number": "2.0", "Study": "Ames"}
COUNTED = ("Experimental cases", "Experimental N", "Control cases", "Control N")
COUNTS = dict(zip(COUNTED, ("3", "10", "4", "12"), strict=True))
SETTING = {"Data type": "Dichotomous", "Effect measure": "Risk Ratio", "Analysis name": "Falls"}


@pytest.mark.parametrize(
    ("se", "low", "high", "fits"),
    [
        *(("0.2", 1.0, math.exp(2 * Z * 0.2 * off), off in (0.96, 1, 1.04))
          for off in (0.94, 0.96, 1, 1.04, 1.06)),
        ("0.2", 0.5, 0.5 * math.exp(2 * Z * 0.2), True),
        ("0", 1.0, 1.0, False),
        ("-0.2", 1.0, 2.19, False),
        ("0.2", 0.0, 2.19, False),
        ("0.2", -1.0, -0.4, False),
        ("0.2", 2.19, 1.0, False),
        ("0.2", 1.0, 1.0, False),
        ("", 1.0, 2.19, False),
        ("x", 1.0, 2.19, False),
    ],
)  # fmt: skip
def test_an_error_is_of_the_logarithm_where_its_interval_is(se, low, high, fits) -> None:
    assert revman_csv._of_log(se, repr(low), repr(high)) is fits
    assert not revman_csv._of_log(se, "", repr(high))
    assert not revman_csv._of_log(se, repr(low), "")


GENERIC = {"SE": "0.2", "CI Start": repr(2 * math.exp(-Z * 0.2)),
           "CI End": repr(2 * math.exp(Z * 0.2))}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "measure", "estimate", "made"),
    [
        (
            "Contrast level",
            "Hazard Ratio",
            "2",
            {"GIV Mean": math.log(2), "GIV SE": 0.2, "Mean": 2},
        ),
        ("Contrast level", "Hazard Ratio", "0", {}),
        ("Contrast level", "Hazard Ratio", "-2", {}),
        ("Contrast level", "Hazard Ratio", "", {}),
        ("Contrast level", "Mean Difference", "-2", {"GIV Mean": -2, "GIV SE": 0.2}),
        ("Contrast level", "Rubbish", "1,234", {"GIV Mean": 1234, "GIV SE": 0.2}),
        ("Dichotomous", "Mean Difference", "-2", {}),
    ],
)  # fmt: skip
def test_a_result_of_generic_inverse_variance(kind, measure, estimate, made) -> None:
    line = {"Effect Estimate": estimate, **GENERIC}
    found = dict(revman_csv._generic(line, {"Data type": kind, "Effect measure": measure}))
    assert {name: float(cell) for name, cell in found.items()} == pytest.approx(made, rel=1e-12)


def line5(outcome: str, name: str, subgroup: str = "0", **more: str) -> dict[str, str]:
    at = {"Comparison Number": "1", "Outcome Number": outcome, "Subgroup Number": subgroup}
    return {**at, "Name": name, "Data Type": "", **more}


def test_a_row_before_its_outcome_is_told_and_a_file_without_outcomes_refused() -> None:
    kind = line5("1", "Falls", **{"Data Type": "DIC", "Effect Measure": "RR"})
    found = revman_csv._revman5([line5("1", "Early"), kind, line5("1", "Late")], "f.csv")
    assert [study.label for study in found.studies] == ["Late"]
    (told,) = [each for each in found.remarks if "stands before" in each.reason]
    assert (told.kind, told.where, told.found, told.count) == ("not mapped", "row", "Early", 1)
    (totals,) = [each for each in found.remarks if each.where == "totals"]
    assert (totals.kind, totals.count) == ("please check", 1)
    with pytest.raises(BadInput, match=r"^f.csv holds no line of an outcome"):
        revman_csv._revman5([line5("1", "Late")], "f.csv")


def of_rows(*rows: dict[str, str], setting: dict[str, str] | None = None, **parts: Any) -> Any:
    settings = {"1.2": SETTING if setting is None else setting}
    return analysis_rows([{**ROW, **row} for row in rows], settings, {"1.2": parts})


def left(reading: Any) -> list[tuple[str, str, int, str]]:
    return [
        (e.where, e.found, e.count, e.reason) for e in reading.remarks if e.kind == "not mapped"
    ]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"Analysis number": "3"}, "the analysis is not in overall-estimates-and-settings.csv."),
        ({"Experimental N": "0"}, "nobody was analysed in one of the groups (N is 0 or missing)."),
        ({"Control N": ""}, "nobody was analysed in one of the groups (N is 0 or missing)."),
    ],
)
def test_a_row_that_gives_no_arms_says_why(more: dict[str, str], why: str) -> None:
    reading = of_rows({**COUNTS, **more})
    number = more.get("Analysis number", "2")
    assert left(reading) == [("data-rows.csv", f"1.{number}", 1, why)]
    assert reading.arms == reading.contrasts == []


def test_the_arms_of_a_row_have_their_figures_side_and_label() -> None:
    labels = {"Experimental group label": "Peers", "Control group label": ""}
    reading = of_rows({**COUNTS, "Subgroup": "Men"}, setting={**SETTING, **labels}, **{"1": "Men"})
    assert [(a.study, a.outcome, a.arm, a.role, a.cells, a.part) for a in reading.arms] == [
        ("Ames", "1.2", "Peers", "intervention", {"n": "10", "events": "3"}, "Men"),
        ("Ames", "1.2", "Control", "control", {"n": "12", "events": "4"}, "Men"),
    ]
    means = {"Experimental mean": "1.50", "Experimental SD": "2.0", "Control mean": "1"}
    reading = of_rows({**COUNTS, **means}, setting={**SETTING, "Data type": "CONTINUOUS"})
    assert [a.cells for a in reading.arms] == [
        {"n": "10", "mean": "1.50", "sd": "2"}, {"n": "12", "mean": "1", "sd": ""}
    ]  # fmt: skip


EFFECT = {"GIV Mean": "0.5", "GIV SE": "0.2"}


def test_a_contrast_has_the_people_that_are_given_and_no_zero() -> None:
    setting = {**SETTING, "Data type": "Contrast level", "Effect measure": "Mean Difference"}
    people = {"Experimental N": "10.0", "Control N": "0"}
    (made,) = of_rows({**EFFECT, **people}, setting=setting).contrasts
    assert (made.measure, made.cells) == ("MD", {"estimate": "0.5", "se": "0.2",
                                                 "n_intervention": "10"})  # fmt: skip
    for said, shown, there in (("yes", "1.648721", True), ("false", "0.5", False), ("", "", True)):
        setting = {**SETTING, "Data type": "contrast level", "Log-scale data": said}
        reading = of_rows({**EFFECT, "Mean": shown}, setting=setting)
        assert bool(reading.contrasts) is there
        assert there or "not on the log scale" in left(reading)[0][3]
        assert not there or float(reading.contrasts[0].cells["estimate"]) == math.exp(0.5)
    peto = {**SETTING, "Data type": "O-E and variance", "Effect measure": "Hazard Ratio"}
    (made,) = of_rows({"O-E": "-2", "Variance": "4"}, setting=peto).contrasts
    assert (made.measure, made.cells) == ("HR", {"o_minus_e": "-2", "variance": "4"})
    reading = of_rows(EFFECT, setting={**SETTING, "Data type": "Other data"})
    assert left(reading) == [
        ("data-rows.csv", "1.2", 1, "data of type 'other data' have no place in a registry.")
    ]


@pytest.mark.parametrize("pooled", [True, False])
def test_a_study_counts_in_the_total_or_in_the_subgroups_whichever_is_pooled(pooled: bool) -> None:
    setting = {**SETTING, "Overall estimates": "true" if pooled else "false"}
    first = {**COUNTS, "Subgroup": "Men", "Applicability": "Subgroup_only"}
    second = {**COUNTS, "Subgroup": "Men", "Applicability": "overall only", "Control N": "99"}
    reading = of_rows(first, second, setting=setting, **{"1": "Men"})
    assert [a.cells["n"] for a in reading.arms] == ["10", "99" if pooled else "12"]
    assert {a.outcome for a in reading.arms} == {"1.2" if pooled else "1.2.1"}
    ((where, key, count, why),) = left(reading)
    taken = "subgroup alone; that of the total" if pooled else "total alone; that of the subgroup"
    assert (where, key, count) == ("data-rows.csv", "1.2", 1)
    assert why == f"the row counts in {'a' if pooled else 'the'} {taken} is taken."
    alone = of_rows(first if pooled else second, setting=setting, **{"1": "Men"})
    assert (len(alone.arms), left(alone)) == (2, [])


@pytest.mark.parametrize(
    ("formula", "figures", "effect"),
    [
        (revman_shown._risk_ratio, (3, 10, 4, 8), 0.3 / 0.5),
        (revman_shown._risk_ratio, (0, 10, 4, 8), (0.5 / 11) / (4.5 / 9)),
        (revman_shown._risk_ratio, (3, 10, 0, 8), (3.5 / 11) / (0.5 / 9)),
        (revman_shown._risk_ratio, (10, 10, 4, 8), (10.5 / 11) / (4.5 / 9)),
        (revman_shown._risk_ratio, (3, 10, 8, 8), (3.5 / 11) / (8.5 / 9)),
        (revman_shown._odds_ratio, (3, 10, 4, 8), (3 / 7) / (4 / 4)),
        (revman_shown._odds_ratio, (0, 10, 4, 8), (0.5 / 10.5) / (4.5 / 4.5)),
        (revman_shown._risk_difference, (3, 10, 4, 8), -0.2),
        (revman_shown._of_no_event, (3, 10, 4, 8), 0.7 / 0.5),
        # O = 3, E = 10 * 7 / 18, V = 10 * 8 * 7 * 11 / (18**2 * 17)
        (revman_shown._peto, (3, 10, 4, 8), math.exp((3 - 70 / 18) / (6160 / 5508))),
        (revman_shown._mean_difference, (5, 1, 10, 7.5, 2, 12), -2.5),
        # both deviations are 2, and 3 / (4 * 20 - 9) is taken off
        (revman_shown._standardised, (5, 2, 12, 3, 2, 8), 1 - 3 / 71),
        (revman_shown._standardised, (1, 1, 3, 0, 3, 2), (1 / math.sqrt(11 / 3)) * (1 - 3 / 11)),
    ],
)
def test_an_effect_is_that_of_its_formula(formula, figures, effect) -> None:
    assert formula(*map(float, figures)) == pytest.approx(effect, rel=1e-12)
    assert revman_shown._fits(formula, figures, effect + 5e-7)
    assert not revman_shown._fits(formula, figures, effect * 1.01 + 1e-5)


MEASURED = tuple(f"{side} {name}" for side in ("Experimental", "Control")
                 for name in ("mean", "SD", "N"))  # fmt: skip


@pytest.mark.parametrize(
    ("figures", "tells"),
    [
        ("3 10 4 8", True),
        ("0 10 0 8", False),  # nobody had the event, whichever the measure
        ("10 10 8 8", False),  # everybody had it
        ("0 10 8 8", True),
        ("3 10 4", False),
        ("1 2 10 3 2 8", True),
        ("1 0 10 3 2 8", False),
        ("1 2 10 3 0 8", False),
        ("1 2 1 3 2 8", False),
        ("1 2 10 3 2 1", False),
        ("1 2 2 3 2 2", True),
        ("1 .5 10 3 .5 8", True),
    ],
)
def test_a_row_tells_the_measure_where_measures_differ_in_it(figures: str, tells: bool) -> None:
    cells = figures.split()
    counted = len(cells) < 6
    names = COUNTED if counted else MEASURED
    row = {**dict(zip(names, cells, strict=False)), "Mean": "1"}
    found = [*revman_shown._told([row], names, counted)]
    assert found == ([(tuple(map(float, cells)), 1.0)] if tells else [])
    assert [*revman_shown._told([{**row, "Mean": ""}], names, counted)] == []


def test_the_measure_is_told_only_where_one_alone_fits_every_row() -> None:
    def rows(*shown: str, figures: str = "3 10 4 8") -> list[dict[str, str]]:
        cells = dict(zip(COUNTED, figures.split(), strict=True))
        return [{**cells, "Mean": each} for each in shown]

    told = revman_shown.measure_shown
    assert told(rows("0.6", "0.6"), "Dichotomous") == {"Effect measure": "Risk Ratio"}
    assert told(rows("0.6", "-0.2"), "Dichotomous") == {}
    assert told(rows("1.4"), "Dichotomous")["Swap event and non-event"] == "true"
    peto = f"{math.exp((3 - 70 / 18) / (6160 / 5508)):.6f}"
    found = {"Effect measure": "Peto Odds Ratio", "Statistical method": "Peto"}
    assert told(rows(peto), "Dichotomous") == found
    # As many with the event as without: the ratios of both are 1, and nobody can tell.
    assert told(rows("1", figures="5 10 4 8"), "Dichotomous") == {}
    assert told([], "Dichotomous") == {}
    cells = dict(zip(MEASURED, ("5", "2", "12", "3", "2", "8"), strict=True))
    for shown, measure in (("2", "Mean Difference"), (f"{1 - 3 / 71:.6f}", "Std. Mean Difference")):
        assert told([{**cells, "Mean": shown}], "Continuous") == {"Effect measure": measure}


def outcome(key: str, label: str) -> FoundOutcome:
    return FoundOutcome(key, label, "", label, "")


RESULTS = (outcome("1.1", "Falls"), outcome("1.2", "Mood"), outcome("1.3", " mood"))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ({revman_rows.PLACE: "1.2"}, "1.2"),
        ({revman_rows.PLACE: "9.9", "Outcome": "Falls"}, ""),
        ({"Analysis group": "1", "Analysis number": "3"}, "1.3"),
        ({"Analysis group": "1", "Analysis number": "", "Outcome": "FALLS"}, "1.1"),
        ({"Analysis group": "", "Analysis number": "3", "Result": "falls"}, "1.1"),
        ({"Analysis group": "7", "Analysis number": "3", "Outcome": "Falls"}, ""),
        ({"Outcome": "Mood"}, ""),  # two are called so
        ({"Outcome": "Mood", "Analysis": "Falls"}, "1.1"),
        ({"Analysis name": "Sleep"}, ""),
        ({}, ""),
    ],
)
def test_a_judgement_is_of_the_outcome_that_its_row_names(line: dict[str, str], key: str) -> None:
    assert revman_studies._Results(RESULTS).of(line) == key


def test_judgements_that_differ_are_given_by_outcome_or_left_to_a_person() -> None:
    def settled(**results: dict[str, str]) -> tuple[list[tuple[str, ...]], list[Remark]]:
        remarks: list[Remark] = []
        made = revman_studies._settled("Ames", "RoB2", "D1", results, remarks)
        return [(j.judgement, j.support, j.outcome) for j in made], remarks

    assert settled(a={"low": ""}, b={"low": "why"}) == ([("low", "why", "")], [])
    assert settled(a={"low": ""}) == ([("low", "", "")], [])
    apart = settled(a={"low": "x"}, b={"high": "y"})
    assert apart == ([("low", "x", "a"), ("high", "y", "b")], [])
    made, (told,) = settled(**{"": {"low": "x"}}, b={"high": "y"})
    assert made == [("high", "y", "b")]
    assert (told.kind, told.where, told.found, told.count) == (
        "not mapped", "risk-of-bias.csv", "RoB2 D1", 1
    )  # fmt: skip
    made, remarks = settled(a={"low": "x", "high": "z"}, b={"high": "y"})
    assert (made, len(remarks)) == ([("high", "y", "b")], 1)


def test_subgroups_keep_their_numbers_and_get_free_ones() -> None:
    def part(name: str, number: str = "") -> dict[str, str]:
        return {**ROW, "Subgroup": name, "Subgroup number": number}

    found = revman_web.subgroups([part("Men", "2"), part("", "1")], [part("Women"), part("Men")])
    assert found == {"1.2": {"2": "Men", "3": "Women"}}
    found = revman_web.subgroups([part("A", "1.0"), part("B", "1"), part("C")], [])
    assert found == {"1.2": {"1": "A", "2": "B", "3": "C"}}
    found = revman_web.subgroups([part("A", "3"), part("B", "4"), part("C")], [])
    assert found == {"1.2": {"3": "A", "4": "B", "5": "C"}}
