"""Columns of a table while it is checked answer as those of pandas do, whatever is in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.registry.groups import again, every_pair, lines_by_key, of_group
from living_review.registry.rows import Rows, below
from living_review.registry.values import Texts, Values

NUMBERS = st.sampled_from((0.0, 1.0, -2.5, 3.0, np.nan))
WORDS = st.sampled_from(("", "a", "b", "É"))
TABLES = st.lists(st.tuples(NUMBERS, NUMBERS, WORDS, WORDS, st.booleans()), max_size=12)
NAMES = ("x", "y", "s", "t", "yes")
QUICK = settings(max_examples=40, deadline=None)
FEW = settings(max_examples=12, deadline=None)
Table = list[tuple[float, float, str, str, bool]]


def both(table: Table) -> tuple[Rows, pd.DataFrame]:
    index = np.arange(5, 5 + len(table), dtype=np.int64)
    cells = list(zip(*table, strict=True)) or [()] * len(NAMES)
    kinds = (float, float, None, None, bool)
    columns = {
        name: Values(np.array(own, dtype=kind), index) if kind else Texts.of(own, index)
        for name, own, kind in zip(NAMES, cells, kinds, strict=True)
    }
    rows = Rows(columns, index)
    return rows, rows.frame()


def same(found: Values, expected: pd.Series) -> None:
    assert found.index.tolist() == expected.index.tolist()
    np.testing.assert_array_equal(
        found.array.astype(float), expected.to_numpy(dtype=float, na_value=np.nan)
    )


@QUICK
@given(TABLES)
def test_numbers_are_compared_and_reckoned_with_as_in_pandas(table: Table) -> None:
    rows, frame = both(table)
    x, y, own_x, own_y = rows["x"], rows["y"], frame["x"], frame["y"]
    same(x / y - 2 * x, own_x / own_y - 2 * own_x)
    same(1 / x, 1 / own_x)
    same((x > y) | ~(x <= 1), (own_x > own_y) | ~(own_x <= 1))
    same(x.where(rows["yes"], y).fillna(-1), own_x.where(frame["yes"], own_y).fillna(-1))
    same(x.mask(x == 1).abs(), own_x.mask(own_x == 1).abs())
    same(x.between(-1, y), own_x.between(-1, own_y))
    same(x.isin([1.0, 3.0]), own_x.isin([1.0, 3.0]))
    same(np.log(x.clip(lower=1)), np.log(own_x.clip(lower=1)))


@QUICK
@given(TABLES)
def test_texts_are_compared_and_translated_as_in_pandas(table: Table) -> None:
    rows, frame = both(table)
    s, t = rows["s"], rows["t"]
    same(s == t, frame["s"] == frame["t"])
    same(s != "a", frame["s"] != "a")
    same(s.isin(t[rows["yes"]]), frame["s"].isin(frame["t"][frame["yes"]]))
    same(s.numbers({"a": 1.0}), frame["s"].map({"a": 1.0}))
    same(s.texts({"a": "b"}) == t, frame["s"].map({"a": "b"}) == frame["t"])
    assert s.texts(str.casefold).tolist() == frame["s"].str.casefold().tolist()


@pytest.mark.parametrize(
    "what", ["any", "all", "max", "min", "sum", "mean", "median", "size", "nunique", "prod"]
)
@pytest.mark.parametrize("keys", [["s"], ["s", "t"], ["y"], ["yes", "y", "t"]])
def test_a_group_has_what_it_has_in_pandas(what: str, keys: list[str]) -> None:
    @FEW
    @given(TABLES)
    def holds(table: Table) -> None:
        rows, frame = both(table)
        column = "yes" if what in ("any", "all") else "x"
        if frame.empty or (what == "prod" and frame["x"].isna().any()):
            return
        expected = frame.groupby(keys)[column].transform(what)
        same(of_group(rows[column], rows.columns(keys), what), expected)
        if what == "nunique":
            own = frame["t"].where(frame["yes"]).groupby([frame[key] for key in keys])
            found = of_group(rows["t"].where(rows["yes"]), rows.columns(keys), what)
            same(found, own.transform(what))

    holds()


@QUICK
@given(TABLES)
def test_rows_that_are_there_again_are_those_of_pandas(table: Table) -> None:
    rows, frame = both(table)
    for keys in (["s"], ["x", "s"], ["x", "y", "yes"]):
        same(again(rows.columns(keys)), frame.duplicated(keys, keep=False))
        same(again(rows.columns(keys), but_first=True), frame.duplicated(keys))
        groups = lines_by_key(rows.columns(keys))
        expected = frame.reset_index().groupby(keys).indices
        found = {key if len(key) > 1 else key[0]: own for key, own in groups.items()}
        unkeyed = {key[0] if isinstance(key, tuple) and len(key) == 1 else key: own.tolist()
                   for key, own in expected.items()}  # fmt: skip
        assert found == unkeyed


@QUICK
@given(TABLES, TABLES)
def test_pairs_are_those_of_a_merge(one: Table, other: Table) -> None:
    left, right = ([int(row[4]) + len(row[2]) for row in table] for table in (one, other))
    found = every_pair(np.array(left, dtype=int), np.array(right, dtype=int))
    frames = (
        pd.DataFrame({"key": own, name: range(len(own))})
        for own, name in ((left, "one"), (right, "other"))
    )
    merged = next(frames).merge(next(frames), on="key")
    assert [each.tolist() for each in found] == [merged["one"].tolist(), merged["other"].tolist()]


@QUICK
@given(TABLES, TABLES)
def test_rows_chosen_and_put_together_are_those_of_pandas(one: Table, other: Table) -> None:
    (rows, frame), (more, beside) = both(one), both(other)
    chosen = rows.select(rows["yes"]).assign(z=rows["x"][rows["yes"]])
    expected = frame[frame["yes"]].assign(z=frame["x"][frame["yes"]])
    pd.testing.assert_frame_equal(chosen.frame(), expected)
    together = below([rows, more], NAMES)
    assert together.frame().to_dict("list").keys() == {*NAMES}
    for name in NAMES:
        pair = [*frame[name].tolist(), *beside[name].tolist()]
        assert repr(together[name].tolist()) == repr(pair)


def test_columns_of_different_rows_are_not_taken_together() -> None:
    one, other = (Values(np.zeros(2), np.array(lines)) for lines in ([2, 3], [3, 4]))
    with pytest.raises(ValueError, match="different rows"):
        one + other


@FEW
@given(TABLES)
def test_columns_chosen_in_an_order_are_those_of_the_frame(table):
    rows, frame = both(table)
    chosen = NAMES[::-1][:3]
    pd.testing.assert_frame_equal(rows.of(chosen).frame(), frame[list(chosen)])
