"""What is compared, what is passed over, and how a difference is told, on made-up trees."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from living_review.ground.errors import Disagreement
from living_review.verification.figures import (
    CLOSED,
    ITERATED,
    Columns,
    Figure,
    Ledger,
    Words,
    numbers_in,
)


def compared(published: Any, expected: Mapping[str, Any]) -> Ledger:
    ledger = Ledger("L")
    ledger.compare(published, expected)
    return ledger


def refused(published: Any, expected: Mapping[str, Any], said: str) -> None:
    with pytest.raises(Disagreement) as raised:
        compared(published, expected)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("value", "other", "scale", "iterated"),
    [
        (1.0, 1.0, 1.0, False),
        (100.0, 100.0 * (1 + 0.9 * CLOSED), 1.0, False),
        (0.0, 0.9 * CLOSED, 1.0, False),
        (0.0, 9 * CLOSED, 10.0, False),
        (1.0, 1.0 + 0.9 * ITERATED, 1.0, True),
        (-5.0, -5.0, 0.0, False),
        (0.0, 0.0, 0.0, False),
        (math.inf, math.inf, 1.0, False),
    ],
)
def test_figures_near_enough_are_the_same_and_counted(
    value: float, other: float, scale: float, *, iterated: bool
) -> None:
    if math.isinf(value):
        refused({"a": value}, {"a": Figure(other, scale)}, "a gives inf")
        return
    found = compared({"a": value}, {"a": Figure(other, scale, iterated)})
    assert found.figures == 1
    apart = abs(value - other)
    assert found.worst == (apart and apart / max(abs(other), scale))
    assert found.where == ("L: a" if apart else None)


@pytest.mark.parametrize(
    ("value", "expected", "said"),
    [
        (1.0, Figure(1.0 + 3 * CLOSED), "the first computation of a gives 1.0, the second 1.00000"),
        (1.0, Figure(1.0 + 3 * ITERATED, 1.0, iterated=True), "a gives 1.0"),
        (0.0, Figure(2 * CLOSED), "a gives 0.0"),
        (1.0, Figure(None), "the second none"),
        (1.0, Figure(math.nan), "the second none"),
        (None, Figure(1.0), "a gives none, the second 1.0"),
        ("x", Words("y"), "a gives x, the second y"),
        ("x", Words("y", ("z",)), "a gives x"),
        (1.0, None, "a gives 1.0, the second none"),
        ([1.0], [], "the number of a gives 1, the second 0"),
        (None, [{}], "the number of a gives none, the second 1"),
        ([{"id": "i", "b": 1.0}], [{"b": Figure(2.0)}], "a[i].b gives 1.0, the second 2.0"),
        ({"b": 1.0}, {"b": Figure(2.0)}, "a.b gives 1.0"),
        (None, {"b": Figure(2.0)}, "a.b gives none"),
        (None, {"b": Words(True)}, "a.b gives none"),
    ],
)
def test_what_differs_is_told_with_its_place(value: Any, expected: Any, said: str) -> None:
    refused({"a": value}, {"a": expected}, "L: the first computation of ")
    refused({"a": value}, {"a": expected}, said)


@pytest.mark.parametrize(
    ("value", "expected", "figures"),
    [
        (None, Figure(None), 0),
        (None, Figure(math.nan), 0),
        ("x", Words("x"), 0),
        (True, Words(True), 1),
        (3, Words(3), 1),
        ("x", Words("y", ("z", "x")), 0),
        (None, None, 0),
        (None, {"b": None, "c": Figure(None), "d": Words(None)}, 0),
        ([{"b": 1.0}, {"b": 2.0}], [{"b": Figure(1.0)}, {"b": Figure(2.0)}], 2),
        ({"b": "text", "c": True, "d": None}, {}, 0),
    ],
)
def test_what_is_the_same_is_counted_by_its_numbers(
    value: Any, expected: Any, figures: int
) -> None:
    assert compared({"a": value}, {"a": expected}).figures == figures


def test_what_is_expected_and_not_there_is_a_fault_and_what_is_nothing_is_none() -> None:
    compared({}, {"a": None, "b": Figure(None), "c": Words(None)})
    for expected in (Figure(1.0), Words("x"), [], {}, Columns(0, {})):
        refused({}, {"a": expected}, "the first computation of .a gives")
    refused({"a": 1.5}, {}, "a (1.5) was computed once only")
    refused({"a": [{"b": ["x", 2.5]}]}, {}, "a (2.5) was computed once only")


ROWS = [
    {"id": "x", "f": 1.0, "w": True, "i": {"n": 5.0}},
    {"id": "y", "f": None, "w": False, "i": None},
]


def columns(**more: Any) -> Columns:
    given = {
        "figures": {"f": np.array([1.0, math.nan])},
        "words": {"w": [True, False]},
        "inner": {"i": [{"n": Figure(5.0)}, None]},
        **more,
    }
    return Columns(more.pop("length", 2), **{k: v for k, v in given.items() if k != "length"})


def test_long_tables_are_compared_row_by_row() -> None:
    found = compared({"a": ROWS}, {"a": columns()})
    assert (found.figures, found.worst) == (4, 0.0)
    compared({"a": []}, {"a": Columns(0, {"f": 1.0})})
    near = columns(figures={"f": np.array([1.0 + 0.5 * CLOSED, math.nan])})
    assert compared({"a": ROWS}, {"a": near}).where == "L: a[x].f"
    far = columns(figures={"f": np.array([1.0 + 50 * CLOSED, math.nan])})
    refused({"a": ROWS}, {"a": far}, "a[x].f gives 1.0")
    again = columns(figures=far.figures, iterated=frozenset("f"))
    assert compared({"a": ROWS}, {"a": again}).figures == 4
    wide = columns(figures=far.figures, scales={"f": 100.0})
    assert compared({"a": ROWS}, {"a": wide}).figures == 4
    constant = columns(figures={"f": 1.0})
    refused({"a": ROWS}, {"a": constant}, "a[y].f gives")
    for wrong, said in (
        (columns(length=3), "the number of a gives 2, the second 3"),
        (columns(words={"w": [True, True]}), "a[y].w gives False"),
        (columns(inner={"i": [{"n": Figure(6.0)}, None]}), "a[x].i.n gives 5.0"),
        (columns(inner={"i": [{"n": Figure(5.0)}, {"n": Figure(1.0)}]}), "a[y].i.n gives"),
        (columns(words={}), "a[].w"),
        (columns(inner={}), "a[].i (5.0) was computed once only"),
        (columns(figures={"f": far.figures["f"] * 1, "g": 1.0}), "a["),
    ):
        if said == "a[].w":
            compared({"a": ROWS}, {"a": wrong})  # no number, so nothing to be computed twice
            continue
        refused({"a": ROWS}, {"a": wrong}, said)
    missing = columns(figures={"f": np.array([1.0, math.nan]), "g": 1.0})
    refused({"a": ROWS}, {"a": missing}, "a[].g gives")


def test_every_number_of_a_value_is_found() -> None:
    value = {"a": [1, (2.5, "x", None, True)], "b": {"c": 3}}
    assert list(numbers_in(value)) == [1, 2.5, 3]
    assert list(numbers_in("12")) == list(numbers_in(False)) == list(numbers_in(None)) == []
