"""What a person is told of a trial that a filter leaves out, and of a name that is like another."""

from __future__ import annotations

import pytest

from living_review.ground.errors import RegistryError
from living_review.registry.checks.filters import _why
from living_review.registry.checks.instrument_names import _nearest
from living_review.registry.typed_cells import valued
from living_review.sources import RawTable


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
