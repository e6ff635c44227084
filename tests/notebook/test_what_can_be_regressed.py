"""What a regression takes and refuses, and effects as a table: each at its bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.notebook.test_as_printed import TABLE, columns

import living_review.notebook as lr
from living_review.ground.errors import StatisticsError

SMALL = pd.DataFrame(
    {
        "y": [0.1, 0.3, 0.2, 0.6],
        "v": [0.02, 0.03, 0.04, 0.05],
        "dose": [1.0, 2.0, 3.0, 4.0],
        "age": [50.0, 40.0, 60.0, 70.0],
        "arm": ["a", "b", "b", None],
        "said": ["1", "2", "3", "4"],
        "yes": [True, False, True, False],
        "same": [1.0, 1.0, 1.0, np.nan],
        "one": ["x", "x", None, "x"],
    }
)


def pooled(table: pd.DataFrame = SMALL, **options: Any) -> lr.MetaAnalysis:
    return lr.pool(table, estimate="y", variance="v", **options)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: pooled().meta_regression("dose", "age").predict(dose=1), "'age' has none"),
        (lambda: pooled().meta_regression("same"), "'same' is the same in all trials"),
        (lambda: pooled().meta_regression("one"), "'one' is the same in all trials"),
        (lambda: pooled(tau2=0.1).meta_regression("dose"), "estimates τ².*not a number"),
        (lambda: pooled().meta_regression("dose", "age").bubble(), "One of dose, age"),
        (lambda: lr.pool(TABLE, method="mantel-haenszel", measure="IRR",
                         events=("e1", "e2"), time=("t1", "t2")), "pooled from their counts"),
        (lambda: lr.pool(TABLE, method="mantel-haenszel", **columns("RR"))
            .meta_regression("year"), "by inverse variance; pool them so first"),
        (lambda: lr.effect_size(TABLE, measure="RR", events=("e1",), n=("n1", "n2")),
            r"such as events=\('events_1', 'events_2'\); found \('e1',\)"),
        (lambda: lr.effect_size(TABLE, measure="RR", events=3, n=("n1", "n2")),
            "events takes two columns"),
        (lambda: lr.effect_size(SMALL, estimate="y", variance="v", se="v"), r"each one column\.$"),
        (lambda: lr.effect_size(SMALL, estimate="y", variance="v", n=("a", "b"), sd=("a", "b")),
            r"each one column, and no n, sd\.$"),
    ],
    ids=range(11),
)  # fmt: skip
def test_what_cannot_be_regressed_or_computed_is_told(ask: Callable[[], Any], said: str) -> None:
    with pytest.raises(StatisticsError, match=said):
        ask()


@pytest.mark.parametrize(
    ("moderators", "coefficients", "fewest"),
    [
        (("dose",), ["dose"], 3),
        (("said",), ["said"], 3),
        (("yes",), ["yes: True"], 3),
        (("dose", "age"), ["dose", "age"], 4),
        (("arm",), ["arm: b"], 3),
    ],
)
def test_one_trial_more_than_there_are_coefficients_is_enough(
    moderators: tuple[str, ...], coefficients: list[str], fewest: int
) -> None:
    found = pooled(SMALL[:fewest]).meta_regression(*moderators)
    assert list(found.design.columns) == ["Intercept", *coefficients]
    assert found.design[coefficients].notna().all(axis=None)
    with pytest.raises(StatisticsError, match=rf"{fewest - 1} trials .* need {fewest} at least"):
        pooled(SMALL[: fewest - 1]).meta_regression(*moderators)


def test_a_trial_without_a_level_is_in_no_level_of_it() -> None:
    table = pd.concat([SMALL, SMALL.assign(arm=["a", "b", "c", None])], ignore_index=True)
    found = pooled(table).meta_regression("arm")
    assert list(found.design.columns) == ["Intercept", "arm: b", "arm: c"]
    used = found.design.dropna()
    assert list(used.index) == [0, 1, 2, 4, 5, 6]
    assert used["arm: b"].tolist() == [0, 1, 1, 0, 1, 0]
    assert used["arm: c"].tolist() == [0, 0, 0, 0, 0, 1]


def test_effects_are_a_table_of_estimates_and_variances() -> None:
    effects = lr.effect_size(SMALL, estimate="y", se="v", label="said")
    frame = effects.to_frame()
    assert (frame.index.name, list(frame.index)) == ("trial", list("1234"))
    assert list(frame.columns) == ["estimate", "variance"]
    assert frame["variance"].tolist() == pytest.approx([each**2 for each in SMALL["v"]])
    page = effects._repr_html_()
    assert page.startswith("<table")
    assert "<td>0.1000</td>" in page
    assert "<td>0.0004</td>" in page
    assert len(effects) == 4
    found = lr.pool(effects)
    assert found.se == float(found.pooled.se)
    assert found.level == 0.95
    assert effects.se.tolist() == pytest.approx(SMALL["v"].tolist())


def test_what_was_not_chosen_is_as_usual() -> None:
    found = pooled()
    bare = lr.MetaAnalysis(found.effects, found.pooled, {})
    assert (bare.level, bare.method) == (0.95, "inverse-variance")
    assert repr(bare) == repr(found)
    pd.testing.assert_frame_equal(bare.to_frame(), found.to_frame())
    pd.testing.assert_frame_equal(bare.influence(), found.influence())
    for one, other in ((bare.leave_one_out(), found.leave_one_out()),
                       (bare.cumulative("dose"), found.cumulative("dose"))):  # fmt: skip
        pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    slopes = (each.meta_regression("dose").to_frame() for each in (bare, found))
    pd.testing.assert_frame_equal(*slopes)
