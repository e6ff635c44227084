"""What a person is told of a trial that a filter leaves out, and of a name that is like another."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from living_review.ground.errors import RegistryError
from living_review.registry.checks.filters import _why
from living_review.registry.checks.instrument_names import _nearest
from living_review.registry.groups import of_group
from living_review.registry.in_use import FROM_INTERVAL, FROM_QUANTILES, FROM_SE, remedy
from living_review.registry.typed_cells import refuse_wrong_tables, valued
from living_review.registry.values import Texts, Values
from living_review.sources import RawTable, RawTables


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        (("All",), "'All'"),
        (("All", "Women"), "'All' and 1 further analysis"),
        (("All", "Women", "Men"), "'All' and 2 further analyses"),
    ],
)
def test_what_a_trial_is_left_out_of_is_named_and_the_rest_counted(labels, kept: str) -> None:
    for value in ("", "group"):
        said = _why(value, labels, ("peer",))
        assert f"so the results of this trial are left out of {kept}" in said


def test_a_name_is_near_another_where_it_may_be_a_slip_of_it() -> None:
    there = {"bdi ii": "BDI-II", "phq 9": "PHQ-9", "whoqol bref": "WHOQOL-BREF"}
    assert _nearest("BDI II", there) == "BDI-II"
    assert _nearest("WHOQOL BREV", there) == "WHOQOL-BREF"
    for other in ("Recovery Assessment Scale", "HAM-D", ""):
        assert _nearest(other, there) is None
    assert _nearest("BDI", {}) is None


def test_a_cell_that_no_column_of_a_database_can_hold_is_told_with_what_stands_there() -> None:
    columns = ("trial_id", "year")
    good, wrong, empty = ("A", "2001"), ("B", "soon"), ("", "2002")
    table = RawTable("trials", "trials.csv", columns, (good, wrong, empty), (2, 3, 4))
    with pytest.raises(RegistryError) as refused:
        [*valued(table, strict=True)]
    first, second = map(str, refused.value.problems)
    assert first.startswith(
        "trials.csv, row 3, column year: found 'soon'; a whole number is needed"
    )
    assert second.startswith("trials.csv, row 4, column trial_id: the cell is empty; ")
    assert [*valued(table, strict=False)] == [("A", 2001), ("B", "soon"), (None, 2002)]


def test_the_median_of_a_group_is_that_of_its_values_however_few() -> None:
    lines = np.arange(6)
    of = Texts.of(["a", "b", "b", "c", "c", "d"], lines)
    values = Values(np.array([3.0, 1.0, 4.0, np.nan, 5.0, np.nan]), lines)
    found = of_group(values, [of], "median").array
    assert found[:5].tolist() == [3.0, 2.5, 2.5, 5.0, 5.0]
    assert np.isnan(found[5])


def test_a_spread_that_was_worked_out_is_doubted_where_it_came_from() -> None:
    said = {
        FROM_SE: "move it to sd",
        FROM_INTERVAL: "whether ci_level is right",
        FROM_QUANTILES: "see that they are as in the report, and of this arm and scale",
    }
    for origin, words in said.items():
        assert [words in remedy(SimpleNamespace(sd_from=each)) for each in said] == [
            each == origin for each in said
        ]


def test_a_registry_without_trials_or_with_a_table_of_another_name_is_refused(
    tables: dict[str, list[dict[str, str]]], raw: Callable[..., RawTables]
) -> None:
    refuse_wrong_tables(raw(tables))
    lacking = {name: rows for name, rows in tables.items() if name != "trials"}
    with pytest.raises(RegistryError, match=r"There is no table 'trials' in .*; add it"):
        refuse_wrong_tables(raw(lacking))


def test_people_are_counted_also_where_another_trial_says_none(tables, reading) -> None:
    tables["trials"][0]["n_randomised"] = "3"
    for row in tables["trials"][1:]:
        row["n_randomised"] = ""
    rules = {row.rule for row in reading(tables).quarantine}
    assert "more-than-randomised" in rules
