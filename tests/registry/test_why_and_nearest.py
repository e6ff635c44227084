"""What a person is told of a trial that a filter leaves out, and of a name that is like another."""

from __future__ import annotations

import pytest

from living_review.registry.checks.filters import _why
from living_review.registry.checks.instrument_names import _nearest


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
