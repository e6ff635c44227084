"""The forms in which a value of the findings may stand in a text, field by field."""

from __future__ import annotations

import pytest

from living_review.document import orphan_numbers as checked

CHANCE, PERCENT, STATISTIC = (0.1234, ["12%"]), (12.345, ["12%"]), (12.345, ["12.35"])
TAU2, DF, MEASURED = (0.1234, ["0.123"]), (12.345, ["12.3"]), (12.345, ["12.35"])
SIZE, PEOPLE = (-0.2345, ["−0.23", "0.23"]), (-0.1234, ["123", "123.4"])
THRESHOLD = (0.03, ["0.03", "30", "3", "33.33333333333333", "0.03"])
FIELDS: dict[str, tuple[float, list[str]]] = {
    **dict.fromkeys(("estimate", "effect", "ci_low", "ci_high", "low", "high"), SIZE),
    **dict.fromkeys(("prediction_low", "prediction_high"), SIZE),
    **dict.fromkeys(("p", "q_p"), (0.1234, ["0.12"])),
    **dict.fromkeys(("tau2", "tau2_ci_low", "tau2_ci_high", "se"), TAU2),
    "tau": (0.1234, ["0.12"]),
    **dict.fromkeys(("r2", "i2", "i2_ci_low", "i2_ci_high", "diversity"), PERCENT),
    **dict.fromkeys(("q", "q_between", "statistic", "intercept", "z", "boundary"), STATISTIC),
    **dict.fromkeys(("df", "q_df"), DF),
    "weight_percent": (12.345, ["12.3%"]),
    **dict.fromkeys(("beyond_threshold", "beyond_harm", "fraction"), CHANCE),
    **dict.fromkeys(("chance_of_benefit", "chance_of_harm"), CHANCE),
    **dict.fromkeys(("alpha", "power"), (0.1234, ["12.34%"])),
    "anticipated": (0.12345, ["0.1235", "123.45"]),
    "level": (0.9545, ["95.5%", "95%"]),
    **dict.fromkeys(("mean", "weeks"), MEASURED),
    "sd": (12.345, ["12.35", "12.345"]),
    "value": (12.345, ["12.345", "12.35"]),
    **dict.fromkeys(("year", "row"), (2012, ["2012"])),
    "number": (1234, ["1,234"]),
    "threshold": (0.2345, ["0.23"]),
}
PER_1000 = ("with_comparator", "with_intervention", "difference", "baseline_risk")
OTHERS: list[tuple[object, str, str, str, list[str]]] = [
    (0.4567, "estimate", "RR", "", ["0.46", "0.46"]),
    (-0.0517, "estimate", "RD", "", ["−0.052", "0.052", "52"]),
    (1234.5, "anything", "SMD", "", ["1,234", "1234"]),
    (0.8, "small", "RR", "", ["0.8", "800", "80", "1.25", "0.80"]),
    (0.8, "moderate", "RR", "", ["0.8", "800", "80", "1.25", "0.80"]),
    (0.8, "large", "RR", "", ["0.8", "800", "80", "1.25", "0.80"]),
    (-0.03, "large", "RD", "", ["−0.03", "−30", "−3"]),
    (0, "large", "RD", "", ["0", "0", "0"]),
    (0.0013, "limit_with_comparator", "RR", "", ["0.0013", "0.1%", "760"]),
    (0.0013, "limit_with_intervention", "RR", "", ["0.0013", "0.1%", "760"]),
    *[(-0.1234, field, "RR", "", ["123", "0.12"]) for field in PER_1000],
    *[(0.1234, f"{field}_ci_{end}", "RR", "", ["123", "0.12"])
      for field in ("with_intervention",) for end in ("low", "high")],
    (-0.1234, "comparator_risk", "RR", "", ["123", "0.12"]),
    (-0.1234, "ci_low", "RR", "absolute", ["123", "0.12"]),
    (-3.456, "ci_low", "SMD", "familiar", ["3.5"]),
    (0.1234, "with_comparator", "SMD", "chance", ["12%", "123"]),
    (True, "estimate", "SMD", "", []),
    ("12", "estimate", "SMD", "", []),
    (None, "estimate", "SMD", "", []),
]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_value_is_written_in_the_forms_of_its_field(field: str) -> None:
    value, forms = FIELDS[field]
    assert [*checked._forms(value, field, "SMD", "")] == forms


@pytest.mark.parametrize(("value", "field", "measure", "kind", "forms"), OTHERS)
def test_a_value_is_written_by_its_measure_and_kind(
    value: object, field: str, measure: str, kind: str, forms: list[str]
) -> None:
    assert [*checked._forms(value, field, measure, kind)] == forms


def test_values_are_found_wherever_they_stand_with_the_measure_around_them() -> None:
    document = {
        "measure": "RR",
        "findings": [{"estimate": 0.0517}, {"measure": "SMD", "estimate": 0.5}],
        "cells": {"year": 12.345},
    }
    assert {*checked._known(document)} == {"2", "1", "0.052", "0.50", "12", "12.35"}
    rows = [{"a": "x", "b": 1}, {"a": "x"}, {"a": "y"}, "z"]
    assert sorted(checked._tallies(rows)) == ["0", "1", "2", "3"]
    asked = {"a": [0.2, {"b": 3}], "c": True, "d": "5"}
    assert [*checked._known_of_protocol(asked)] == ["0.2", "20%", "3", "300%"]


def test_risks_of_a_baseline_are_written_side_by_side_where_all_are_known() -> None:
    row = {
        "baseline_risk": 0.1,
        "with_comparator": 0.1,
        "with_intervention": 0.137,
        "with_intervention_ci_low": 0.093,
        "with_intervention_ci_high": 0.202,
    }
    told = {"100", "137", "93", "202", "37", "7", "102", *("10", "14", "9", "20", "4")}
    assert {*checked._side_by_side(row)} == told | {
        *("0.100", "0.137", "0.093", "0.202", "0.037", "0.007", "0.102"),
    }
    for name in row:
        if name != "baseline_risk":
            assert not [*checked._side_by_side({**row, name: None})]


def test_the_kind_of_figures_is_known_by_a_field_of_theirs() -> None:
    assert {*checked._known({"baseline_risk": None, "ci_low": 0.1234})} == {"123", "0.12"}
    assert {*checked._known({"sd_source": "", "ci_low": 3.456})} == {"3.5"}
    assert {*checked._known({"basis": "", "with_comparator": 0.1234})} == {"12%", "123"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>a <b>1</b></p>", "a 1"),
        ("<style>1</style><script>2</script><svg>3</svg><math>4</math>5", "5"),
        ('<div class="csl-left-margin">1</div>2', "2"),
        ('<span class="citation" data-cites="x">[3]</span>4', "4"),
        ("---\ntitle: 1\n---\n2", "2"),
        ("# A {#sec-1} b{.x width=3} [4](page-5.html) [@smith2012]", "# A b [4"),
        ("`1` ```{=html}\n2```", "2"),
        (r"12\% of \*5\*", "12% of *5*"),
        ("&lt;5&nbsp;&amp;", "<5 &"),
    ],
)
def test_the_words_of_a_page_are_those_that_a_reader_sees(text: str, words: str) -> None:
    assert checked._plain(text) == words


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see https://doi.org/10.1/5 or chapter 10 of it", "see or of it"),
        ("J Trials 2012;12:345–350 tells", "J Trials tells"),
        ("on 4 March 2026, Cook 2012 (WRAP): 7", "on , : 7"),
        ("cook 2012 (WRAP) and 12 cm", "and 12 cm"),
    ],
)
def test_dates_references_and_cells_are_taken_out(text: str, left: str) -> None:
    kept = checked._without(text, {"Cook 2012 (WRAP)", "Cook 2012", "12", "cm"})
    assert " ".join(kept.split()) == left
