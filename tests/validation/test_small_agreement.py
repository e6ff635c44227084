"""What is said of an agreement made by hand, where every figure is known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from living_review.validation import agreement as of
from living_review.validation.agreement import Agreement, Family, digits
from living_review.validation.comparison import (
    CLOSED,
    ITERATED,
    NO_P,
    SEARCHED,
    Comparison,
    array,
    both_ends,
    number,
    tolerance_of,
)
from living_review.validation.document import as_json, as_text, verdict
from living_review.validation.revman import RevmanFigure

SAME = Family("Pool", 12, 2e-9, 8, 1e-6, 3, ())
WRONG = Family("Weights of all trials", 1200, 0.0, 15, 1e-8, 0, ("a", "b"))
WHOLE = Agreement((SAME,), (), (), 2, 1)
BROKEN = Agreement((SAME, WRONG), (), ("x: y",), 2, 1)


def test_the_table_has_its_figures_to_the_right_and_its_verdict_last() -> None:
    lines = as_text(BROKEN).splitlines()
    assert lines[:3] == [
        "Quantity               Numbers         Bar  Worst difference  Digits  By choice  Verdict",
        "Pool                        12  1.0 × 10⁻⁶        2.0 × 10⁻⁹       8          3  agrees",
        "Weights of all trials    1,200  1.0 × 10⁻⁸                 0      15          0  differs",
    ]
    assert lines[3:] == ["", "Differences by choice:", "", verdict(BROKEN)]


def test_what_differs_is_named_up_to_five_and_then_counted() -> None:
    assert WHOLE.holds
    assert not BROKEN.holds
    assert not replace(WHOLE, gone=("x: y",)).holds
    assert verdict(WHOLE).startswith("All of 12 numbers agree with metafor 3.8.1 to the bar")
    assert ": a; b; x: y (listed as a difference, and is none); install" in verdict(BROKEN)
    for many, more in ((5, ";"), (6, " and 1 more;"), (1006, " and 1,001 more;")):
        family = replace(WRONG, unexplained=tuple(f"n{each}" for each in range(many)))
        said = verdict(replace(BROKEN, families=(family,), gone=()))
        assert f": n0; n1; n2; n3; n4{more}" in said
    told = as_json(BROKEN)
    assert {
        key: told[key] for key in ("metafor", "agrees", "compared", "data_sets", "edge_cases")
    } == {
        **{"metafor": "3.8.1", "agrees": False, "compared": 1212},
        **{"data_sets": 2, "edge_cases": 1},
    }
    assert told["families"][1] == {
        **{"name": "Weights of all trials", "compared": 1200, "worst": 0.0, "digits": 15},
        **{"tolerance": 1e-8, "meant": 0, "unexplained": ("a", "b"), "verdict": "differs"},
    }
    assert (told["differences"], told["differences_gone"]) == ([], ("x: y",))


def test_a_family_is_measured_by_those_that_are_meant_to_agree() -> None:
    def one(name: str, ours: float, bar: float = 1e-8) -> Comparison:
        return Comparison("F", name, ours, 1.0, bar)

    near, off, chosen, absent = (
        one("near", 1 + 5e-9),
        one("off", 1.05),
        one("chosen", 2.0),
        one("none", math.nan, 1e-6),
    )
    found = of._family("F", [near, off, chosen, absent], {chosen: "x"})
    assert (found.compared, found.meant, found.tolerance) == (4, 1, 1e-6)
    assert found.worst == pytest.approx(0.05)
    assert (found.digits, found.unexplained, found.verdict) == (1, ("off", "none"), "differs")
    found = of._family("F", [near, chosen], {chosen: "x"})
    assert (found.digits, found.verdict) == (8, "agrees")
    assert found.worst == pytest.approx(5e-9, rel=1e-3)
    assert of._family("F", [chosen], {chosen: "x"}).worst == 0.0


def test_bars_and_numbers_of_the_reference() -> None:
    assert (CLOSED, ITERATED, SEARCHED, NO_P) == (1e-8, 1e-6, 5e-6, 1e-100)
    assert [tolerance_of(each) for each in ("DL", "REML", "ML", "HE", "common")] == [
        *(CLOSED, ITERATED, ITERATED, CLOSED, CLOSED),
    ]
    assert math.isnan(number(None))
    assert [number(2), *array([1, None, 3])[[0, 2]], *array(4)] == [2.0, 1.0, 3.0, 4.0]
    low, high = both_ends("F", "CI", (1, 2), (1.0, None), 1e-8, 0.5)
    assert (low.name, low.ours, low.theirs, low.floor) == ("CI low", 1.0, 1.0, 0.5)
    assert (high.name, high.agrees) == ("CI high", False)
    assert not list(both_ends("F", "CI", (1, 2), None, 1e-8, 0.5))
    assert [digits(each) for each in (1e-15, 1.1e-15, 0.1, 0.11, 2.0, math.nan)] == [
        *(15, 14, 1, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "floor", "difference"),
    [
        *((1.0, 1.0, 0.0, 0.0), (math.inf, math.inf, 0.0, 0.0), (math.inf, 1.0, 0.0, math.inf)),
        *((1.0, math.inf, 0.0, math.inf), (1.0, 0.0, 0.0, math.inf), (3.0, -2.0, 0.0, 2.5)),
        *((1.0, 0.0, 1e-8, 1.0), (1.0, 4.0, 2e-8, 0.75), (1.0, 0.5, 2e-8, 0.25)),
    ],
)
def test_a_difference_is_relative_to_their_number_or_to_the_floor(
    ours: float, theirs: float, floor: float, difference: float
) -> None:
    assert Comparison("F", "n", ours, theirs, 1e-8, floor).difference == difference


def test_a_difference_within_the_bar_agrees_up_to_the_bar() -> None:
    assert Comparison("F", "n", 1.5, 1.0, 0.5).agrees
    assert not Comparison("F", "n", 1.5 + 1e-9, 1.0, 0.5).agrees
    for off, same in ((0.0, True), (0.5e-6, True), (0.51e-6, False), (-0.51e-6, False)):
        assert RevmanFigure("A", "q", 1.0 + off, 1.0, 6).agrees == same
