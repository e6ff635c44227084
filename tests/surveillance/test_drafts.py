"""Posted results become draft rows: nothing computed, nothing guessed in silence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_service import ARMS, measure, study

from living_review.protocol import Protocol, load_protocol
from living_review.protocol.outcomes import Instrument
from living_review.registry import TABLES
from living_review.registry.cells import parse
from living_review.surveillance import draft_files, measures
from living_review.surveillance.drafts import Draft, draft

ROOT = Path(__file__).parents[2]
SHIPPED = load_protocol(ROOT / "data" / "protocol.yml")


def drafted(*found: dict[str, Any], protocol: Protocol | None = None) -> Draft:
    record = study("NCT00000001", arms=ARMS, measures=list(found))
    return draft(record, protocol or SHIPPED, "SMITH2024")


def only(result: Draft) -> dict[str, str]:
    (row,) = result.rows
    return {name: cell for name, cell in row.cells.items() if cell}


@pytest.mark.parametrize(
    ("param", "dispersion", "value", "cells"),
    [
        ("MEAN", "Standard Deviation", {"spread": "9.8"}, {"mean": "50.1", "sd": "9.8"}),
        ("MEAN", "STANDARD_ERROR", {"spread": "1.2"}, {"mean": "50.1", "se": "1.2"}),
        ("MEAN", "Standard Error of the Mean", {"spread": "1.2"}, {"mean": "50.1", "se": "1.2"}),
        (
            "MEAN",
            "97.5% Confidence Interval",
            {"lowerLimit": "48", "upperLimit": "52.2"},
            {"mean": "50.1", "ci_low": "48", "ci_high": "52.2", "ci_level": "0.975"},
        ),
        (
            "MEDIAN",
            "Inter-Quartile Range",
            {"lowerLimit": "40", "upperLimit": "60"},
            {"median": "50.1", "q1": "40", "q3": "60"},
        ),
        (
            "MEDIAN",
            "Full Range",
            {"lowerLimit": "-1", "upperLimit": "1,060.5"},
            {"median": "50.1", "min": "-1", "max": "1060.5"},
        ),
        ("MEAN", "", {}, {"mean": "50.1"}),
        ("MEAN", "NA", {}, {"mean": "50.1"}),
        ("MEAN", "Standard Deviation", {"spread": "NA"}, {"mean": "50.1"}),
    ],
)
def test_each_kind_of_spread_goes_into_its_own_column(
    param: str, dispersion: str, value: dict[str, str], cells: dict[str, str]
) -> None:
    result = drafted(
        measure({"value": "50.1", **value}, paramType=param, dispersionType=dispersion)
    )
    figures = {
        "mean",
        "sd",
        "se",
        "ci_low",
        "ci_high",
        "ci_level",
        "median",
        "q1",
        "q3",
        "min",
        "max",
    }
    assert {name: cell for name, cell in only(result).items() if name in figures} == cells
    assert result.unmapped == ()


def test_what_the_record_says_in_words_is_proposed_and_to_be_checked() -> None:
    result = drafted(measure({"value": "50.1", "spread": "9.8"}))
    row = only(result)
    assert row["trial_id"] == "SMITH2024"
    assert (row["outcome"], row["weeks"], row["arm"]) == ("recovery", "12", "Peer group")
    assert (row["role"], row["n"], row["score"]) == ("intervention", "61", "endpoint")
    assert "timepoint" not in row, "two time points of the protocol may hold 12 weeks"
    assert "higher_is_better" not in row
    checks = "; ".join(result.rows[0].checks)
    assert "outcome recovery, by its name in the record" in checks
    assert "name the time point (time frame: Baseline, 12 weeks)" in checks
    assert "say whether a higher value is better" in checks
    assert row["source"] == "https://clinicaltrials.gov/study/NCT00000001?tab=results"


def test_an_instrument_of_the_protocol_brings_its_name_and_direction() -> None:
    known = {"Herth Hope Index": Instrument(higher_is_better=True)}
    outcomes = tuple(
        each.model_copy(update={"instruments": known}) if each.id == "hope" else each
        for each in SHIPPED.outcomes
    )
    result = drafted(
        measure({"value": "1", "spread": "2"}, title="Change in Herth Hope Index at 6 months"),
        protocol=SHIPPED.model_copy(update={"outcomes": outcomes}),
    )
    row = only(result)
    assert (row["outcome"], row["instrument"]) == ("hope", "Herth Hope Index")
    assert (row["higher_is_better"], row["score"]) == ("true", "change")


@pytest.mark.parametrize(
    ("param", "dispersion", "reason"),
    [
        ("LEAST_SQUARES_MEAN", "Standard Error", "an adjusted mean has no place"),
        ("GEOMETRIC_MEAN", "Geometric Coefficient of Variation", "no column for 'geometric mean'"),
        ("LOG_MEAN", "Standard Deviation", "no column for 'log mean'"),
        ("COUNT_OF_UNITS", "", "no column for 'count of units'"),
        ("NUMBER", "", "a number of 'score' is neither a mean nor a count"),
        ("", "", "an unnamed statistic"),
        (None, None, "an unnamed statistic"),
    ],
)
def test_a_statistic_without_a_column_is_listed_and_not_bent(
    param: str | None, dispersion: str | None, reason: str
) -> None:
    result = drafted(
        measure({"value": "3", "spread": "1"}, paramType=param, dispersionType=dispersion)
    )
    assert result.rows == ()
    (said,) = result.unmapped
    assert reason in said


@pytest.mark.parametrize(
    ("param", "dispersion"),
    [
        ("MEDIAN", "Standard Deviation"),
        ("MEDIAN", "95% Confidence Interval"),
        ("MEAN", "Geometric Coefficient of Variation"),
    ],
)
def test_a_spread_that_does_not_belong_is_listed_and_the_centre_kept(
    param: str, dispersion: str
) -> None:
    result = drafted(
        measure(
            {"value": "3", "spread": "1", "lowerLimit": "2", "upperLimit": "4"},
            paramType=param,
            dispersionType=dispersion,
        )
    )
    assert only(result)[param.lower()] == "3"
    assert not {"sd", "ci_low", "ci_high", "q1"} & set(only(result))
    assert "has no column for" in result.unmapped[0]


@pytest.mark.parametrize("value", ["NA", "NR", "", "<0.1", "12 (3.4)", None, True, {"x": 1}])
def test_a_value_that_is_no_number_makes_no_row(value: Any) -> None:
    result = drafted(measure({"value": value, "spread": "1", "comment": "Too few people"}))
    assert result.rows == ()
    assert "Too few people" in result.unmapped[0]


def test_people_are_counted_as_events_each_category_apart() -> None:
    counts = measure(
        title="Readmission",
        paramType="COUNT_OF_PARTICIPANTS",
        dispersionType=None,
        classes=[
            {
                "categories": [
                    {"title": "Yes", "measurements": [{"groupId": "G0", "value": "12"}]},
                    {"title": "No", "measurements": [{"groupId": "G0", "value": "49"}]},
                ]
            }
        ],
    )
    yes, no = drafted(counts).rows
    assert (yes.cells["events"], yes.cells["n"], yes.cells["mean"]) == ("12", "61", "")
    assert "part: Yes" in yes.cells["notes"]
    assert no.cells["events"] == "49"
    assert "is this category the event?" in yes.checks


@pytest.mark.parametrize("value", ["12.5", "-1", "62"])
def test_a_count_that_cannot_be_one_is_listed(value: str) -> None:
    result = drafted(measure({"value": value}, paramType="COUNT_OF_PARTICIPANTS"))
    assert result.rows == ()
    assert len(result.unmapped) == 1


def test_the_people_of_a_part_stand_before_those_of_the_measure_and_eyes_are_not_people() -> None:
    part = {
        "title": "Week 26",
        "denoms": [
            {"units": "Eyes", "counts": [{"groupId": "G0", "value": "99"}]},
            {"units": "Participants", "counts": [{"groupId": "G0", "value": "48"}]},
        ],
        "categories": [{"measurements": [{"groupId": "G0", "value": "1", "spread": "2"}]}],
    }
    row = only(drafted(measure(classes=[part])))
    assert (row["n"], row["weeks"]) == ("48", "26")
    only_eyes = measure({"value": "1", "spread": "2"}, denoms=part["denoms"][:1])  # type: ignore[index]
    result = drafted(only_eyes)
    assert "n" not in only(result)
    assert any("fill in n" in check for check in result.rows[0].checks)


def test_values_before_the_intervention_are_no_results() -> None:
    parts = [
        {"title": name, "categories": [{"measurements": [{"groupId": "G0", "value": "1"}]}]}
        for name in ("Baseline", "Change from baseline to week 8")
    ]
    result = drafted(measure(classes=parts))
    row = only(result)
    assert (row["weeks"], row["score"]) == ("8", "change")
    assert "before the intervention" in result.unmapped[0]


@pytest.mark.parametrize(
    ("words", "weeks"),
    [
        ("12 weeks", "12"),
        ("Baseline and 12-week follow-up", "12"),
        ("6 months", "26.1"),
        ("Month 6", "26.1"),
        ("1 year", "52.2"),
        ("28 days", "4"),
        ("8, 12 and 24 weeks", ""),
        ("baseline, 6 months, 12 months", ""),
        ("3 months (week 12)", ""),
        ("at discharge", ""),
        ("", ""),
        ("Baseline to 8 weeks", "8"),
    ],
)
def test_one_time_is_read_and_several_are_left_to_a_person(words: str, weeks: str) -> None:
    assert measures.weeks("", words)[0] == weeks


@pytest.mark.parametrize("kind", ["ACTIVE_COMPARATOR", "OTHER", "", None])
def test_the_role_of_an_arm_that_may_be_either_is_left_to_a_person(kind: str | None) -> None:
    record = study(
        "NCT00000001",
        arms=[{"label": "Peer group", "type": kind}],
        measures=[measure({"value": "1", "spread": "2"})],
    )
    (row,) = draft(record, SHIPPED).rows
    assert row.cells["role"] == ""
    assert any("intervention or the control" in check for check in row.checks)


def test_every_cell_of_a_draft_can_be_read_by_the_registry() -> None:
    result = drafted(
        measure({"value": "1,234.5", "spread": "2"}),
        measure({"value": "12"}, paramType="COUNT_OF_PARTICIPANTS"),
    )
    table = TABLES["arms"]
    for row in result.rows:
        assert tuple(row.cells) == table.names
        assert [
            (name, cell) for name, cell in row.cells.items() if parse(cell, table.column(name))[1]
        ] == []


def test_the_notes_beside_a_draft_say_what_to_check_and_what_is_missing(tmp_path: Path) -> None:
    result = drafted(
        measure({"value": "1", "spread": "2"}, title="=Recovery | <b>x</b>"),
        measure({"value": "3"}, paramType="LOG_MEAN"),
    )
    path = draft_files.write(tmp_path, result)
    notes = (tmp_path / "NCT00000001.README.md").read_text(encoding="utf-8")
    assert path.name == "NCT00000001.arms.csv"
    assert "- Row 2, " in notes
    assert "no column for 'log mean'" in notes
    assert "<b>" not in notes.replace("\\<b\\>", "")
    assert "'=Recovery" in path.read_text(encoding="utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2)
    ),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_shape_of_results_stops_the_drafting(data: st.DataObject) -> None:
    found = measure({"value": "1", "spread": "2"}, {"value": "3", "spread": "4"})
    spots: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            spots.append((value, key))
            if isinstance(inner, dict | list):
                walk(inner)

    walk(found)
    holder, key = data.draw(st.sampled_from(spots))
    holder[key] = data.draw(JSON)
    result = drafted(found)
    assert all(set(row.cells) == set(TABLES["arms"].names) for row in result.rows)


KEPT = Path(__file__).with_name("drafts.txt")
G0, G1 = {"groupId": "G0", "value": "50.1", "spread": "9.8"}, {"groupId": "G1", "value": "48"}
OF_PEOPLE = {"paramType": "COUNT_OF_PARTICIPANTS", "dispersionType": "", "unitOfMeasure": "people"}
COUNTED = {**OF_PEOPLE, "title": "Return to hospital"}


def in_classes(*classes: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "classes": [
            {"title": part, "categories": [{"title": name, "measurements": [value]}]}
            for part, name, value in classes
        ]
    }


# What each measure of a record is, besides what `measure` has.
MEASURES: dict[str, dict[str, Any]] = {
    "as it should be": measure(G0, {**G1, "spread": "10"}),
    "no spread": measure(G0, G1),
    "a spread that is no number": measure({**G0, "spread": "NA"}, {**G0, "spread": "9,8"}),
    "limits, one of which is no number": measure(
        {**G0, "lowerLimit": "48", "upperLimit": "about 52"},
        dispersionType="95% Confidence Interval",
    ),
    "limits of a median": measure(
        {**G0, "lowerLimit": "48", "upperLimit": "52"},
        paramType="MEDIAN",
        dispersionType="90% Confidence Interval",
    ),
    "a spread of no column": measure(G0, dispersionType="Geometric Coefficient of Variation"),
    "a geometric mean": measure(G0, paramType="GEOMETRIC_MEAN"),
    "a least squares mean": measure(G0, paramType="GEOMETRIC_LEAST_SQUARES_MEAN"),
    "a statistic without a name": measure(G0, paramType=None),
    "a number of days": measure(G0, paramType="NUMBER", unitOfMeasure="days"),
    "a number of people": measure({**G0, "value": "7"}, **COUNTED | {"paramType": "NUMBER"}),
    "not posted": measure(G0, reportingStatus="NOT_POSTED"),
    "no groups": measure(G0, groups=[]),
    "no figures": measure(G0, classes=[]),
    "no title and no time": measure(G0, title="", timeFrame=""),
    "no value": measure({**G0, "value": ""}, {**G0, "value": "NA", "comment": "too few"}),
    "people with the event": measure({**G0, "value": "7"}, {**G1, "value": "0"}, **COUNTED),
    "more than the people": measure({**G0, "value": "62"}, {**G1, "value": "59"}, **COUNTED),
    "no count": measure({**G0, "value": "7.5"}, {**G1, "value": "-1"}, **COUNTED),
    "no people are told": measure(G0, denoms=[]),
    "eyes": measure(
        G0,
        denoms=[{"units": "Eyes", "counts": [{"groupId": "G0", "value": "120"}]}],
        denomUnitsSelected="Eyes",
    ),
    "other people told for a part": measure(
        classes=[
            {
                "title": "Week 24",
                "denoms": [{"units": "PARTICIPANTS", "counts": [{"groupId": "G0", "value": "9"}]}],
                "categories": [{"title": "Women", "measurements": [G0]}],
            }
        ],
        populationDescription="All who came",
    ),
    "baseline": measure(**in_classes(("Baseline", "", G0), ("Baseline to week 12", "", G0))),
    "several times": measure(G0, timeFrame="6 and 12 months"),
    "a time in days, of the part": measure(**in_classes(("Day 84", "", G0)), timeFrame="1 year"),
    "years": measure(G0, timeFrame="2 years"),
    "a change": measure(G0, title="Change from baseline in personal recovery"),
    "another arm": measure(
        G0, groups=[{"id": "G0", "title": "Both"}, {"id": "G1", "title": "Waiting list"}]
    ),
    "an arm without a title": measure({**G0, "groupId": "G7"}),
    "an instrument by its name": measure(G0, title="Recovery Assessment Scale (RAS)"),
    "a formula": measure(G0, title="=Personal recovery"),
}


def test_every_cell_and_check_of_a_set_of_measures_is_as_it_was() -> None:
    blocks = []
    for name, one in MEASURES.items():
        found = drafted(one)
        lines = [name]
        for row in found.rows:
            told = (f"{column}={cell}" for column, cell in row.cells.items() if cell)
            lines += ["  " + " | ".join(told), *(f"    ? {each}" for each in row.checks)]
        blocks.append("\n".join([*lines, *(f"  not: {each}" for each in found.unmapped)]))
    text = "\n\n".join(blocks) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        (("10 days",), ("1.4", "10 day")),
        (("1 wk",), ("1", "1 wk")),
        (("2 months",), ("8.7", "2 month")),
        (("1 year",), ("52.2", "1 year")),
        (("week 6",), ("6", "6 week")),
        (("baseline", "week 6"), ("6", "6 week")),
        (("0.5 weeks",), ("0.5", "0.5 week")),
        (("week 0",), ("", "")),
        (("0 and 1 week",), ("1", "1 week")),
        (("weeks 4 and 8", "week 6"), ("", "")),
        (("12-week",), ("12", "12 week")),
        ((), ("", "")),
    ],
)
def test_the_one_time_that_is_named_is_told_in_weeks(
    said: tuple[str, ...], weeks: tuple[str, str]
) -> None:
    assert measures.weeks(*said) == weeks
