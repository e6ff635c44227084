"""The forms in which a value of the findings may stand in a text, field by field."""

from __future__ import annotations

import pytest
import sample_documents
from sample_findings import recovery

from living_review.document import orphan_numbers as checked
from living_review.document.written_numbers import numbers_in
from living_review.findings import CitedWork
from living_review.findings.texts import WrittenText
from living_review.ground import numbers
from living_review.ground.number_style import writing
from living_review.language.number_styles import style_of
from living_review.words.change_words import short

WRITTEN = WrittenText(kind="objectives", read_from="x.md", markdown="x")

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
    assert "0.037" in {*checked._known(row)}
    other = {name: value for name, value in row.items() if name != "baseline_risk"}
    assert "0.037" not in {*checked._known({**other, "sd_source": ""})}
    # What is no difference among a hundred is told among as many as show it.
    close = {"with_intervention": 0.101, "with_intervention_ci_high": 0.11}
    assert {"1,000", "101", "110", "11"} <= {*checked._side_by_side({**row, **close})}


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
        ("Cm of 12 and cm of 12; CM of 12", "and ; CM of 12"),
    ],
)
def test_dates_references_and_cells_are_taken_out(text: str, left: str) -> None:
    cells = {"Cook 2012 (WRAP)", "Cook 2012", "12", "cm", "cm of 12"}
    kept = checked._without(text, cells)
    assert " ".join(kept.split()) == left


@pytest.mark.parametrize(
    ("row", "measure", "forms"),
    [
        (
            {"tau2": 0.0123, "tau2_ci_low": 0.0, "tau2_ci_high": 1.2345},
            *("SMD", {"0.012", "0.000", "1.235", "0", "1.23"}),
        ),
        ({"estimate": 0.2345, "ci_low": -0.1, "ci_high": 10.5}, *("SMD", None)),
        ({"effect": 0.2345, "ci_low": -0.1, "ci_high": 0.5}, *("SMD", None)),
        ({"per_effect": 1.2, "per_ci_low": 0.1, "per_ci_high": 1.5}, *("RR", None)),
        ({"low": 0.1, "high": 1.5}, *("RR", None)),
        ({"prediction_low": 0.1, "prediction_high": 1.5}, *("RR", None)),
        ({"estimate": 0.0123, "ci_low": 0.0012, "ci_high": 1.5}, *("RR", None)),
        ({"mean": 12.345, "sd": 0.0123}, *("SMD", None)),
    ],
)
def test_figures_that_stand_together_are_written_with_the_decimals_that_they_share(
    row: dict[str, float], measure: str, forms: set[str] | None
) -> None:
    ends = [value for name, value in row.items() if name.endswith(("low", "high"))]
    first = next((v for n, v in row.items() if not n.endswith(("low", "high"))), None)
    if "mean" in row:
        told = [*numbers.mean_and_sd(row["mean"], row["sd"])]
        found = {*checked._means(row)}
        assert not [*checked._means({**row, "sd": None})]
        assert not [*checked._means({**row, "mean": None})]
    elif "tau2" in row:
        told = [*numbers.tau2_together(*row.values())]
        found = {*checked._intervals(row, measure)}
        assert not [*checked._intervals({"tau2": 0.5, "tau2_ci_low": 0.1}, measure)]
        assert not [*checked._intervals({"tau2": 0.5, "tau2_ci_high": 0.1}, measure)]
    else:
        told = [*numbers.together(first, *ends, measure), *numbers.together(None, *ends, measure)]
        if first is not None:
            told += numbers.change(first, *ends, measure)
        found = {*checked._intervals(row, measure)}
        for name in row:
            if name.endswith(("low", "high")):
                assert not [*checked._intervals({**row, name: None}, measure)]
    assert found == {each for text in told for each in numbers_in(text)}
    whole = {*checked._known({**row, "measure": measure})}
    assert found <= whole


def test_texts_are_known_whole_with_their_addresses_and_as_long_ones_are_shown() -> None:
    long = f"{'word ' * 100}5"
    at = long[: checked.LONGEST_CELL - 1] + "x"
    assert [*checked._texts({"key": [at], "b": (at + "y", 3)})] == [
        *("key", at, "b", f"{at}y", short(f"{at}y", checked.LONGEST_CELL)),
    ]
    told = [*checked._texts("see https://a.org/1, and https://b.org/X.")]
    assert told[0] == "see https://a.org/1, and https://b.org/X."
    assert {"see", "a.org/1", "b.org/X"} <= {each.removeprefix("https://") for each in told}
    assert [*checked._texts(5)] == []


def test_cells_of_corrected_trials_are_counted_by_whether_they_were_empty() -> None:
    found = sample_documents.findings()
    changed = sample_documents.changed()
    one = changed.corrections[0]
    rows = [
        one.model_copy(update={"trial_id": trial, "old": old})
        for trial, old in (("A", None), ("A", None), ("A", "1"), ("B", None), ("A", "0"), ("A", ""))
    ]
    update = {"trials_corrected": ("A",), "corrections": tuple(rows)}
    assert [*checked._cells_of_trials(changed.model_copy(update=update))] == ["2", "3"]
    assert [*checked._cells_of_trials(None)] == []
    work = CitedWork(key="x", csl='{"title": "Of 77 people", "volume": 31}')
    text = WRITTEN.model_copy(update={"markdown": "Since 88 on 4 March 2026."})
    told = found.model_copy(update={"texts": (text,), "references": (work,)})
    assert {*checked._written_by_people(told)} == {"88", "77", "31"}


def test_a_number_with_blanks_is_known_where_the_numbers_between_them_are() -> None:
    """In French a blank stands in a number, and two numbers may stand beside a blank."""
    found, protocol = sample_documents.findings(recovery()), sample_documents.protocol()
    with writing(lambda: style_of("fr", said=lambda _fact: "")):
        text = "2 120, 1 256; 1 256 771."
        assert checked.orphan_numbers(text, found, protocol) == ("2 120", "1 256 771")
    years = {str(each["issued"]["date-parts"][0][0]) for each in checked._references()}
    text = f"-7.77 of 8.88, -7.77 in {' '.join(sorted(years))}"
    assert checked.orphan_numbers(text, found, protocol) == ("−7.77", "8.88")
