"""Columns of a table while it is checked answer as those of pandas do, whatever is in them."""

from __future__ import annotations

import datetime as dt
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.registry.groups import again, every_pair, lines_by_key, of_group
from living_review.registry.rows import Rows, below
from living_review.registry.values import Texts, Values, joined

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


def drawn_texts(draw: Random, size: int) -> list[str | None]:
    return [draw.choice((None, "", "a", "b", "c", "d", "É")) for _ in range(size)]


def test_columns_answer_as_lists_do() -> None:
    draw = Random(3)
    for _ in range(60):
        size = draw.randrange(0, 9)
        lines = np.arange(7, 7 + size)
        one, other = drawn_texts(draw, size), drawn_texts(draw, size)
        keep = [draw.random() < 0.6 for _ in lines]
        s, t = Texts.of(one, lines), Texts.of(other, lines)
        mask = Values(np.array(keep, dtype=bool), lines)
        both_ways = zip(one, other, strict=True)
        assert (s == t).tolist() == [a is not None and a == b for a, b in both_ways]
        assert (s != t).tolist() == [not each for each in (s == t).tolist()]
        assert [s.at(i) for i in range(size)] == s.tolist() == one
        assert (s.isna().tolist(), s.notna().tolist()) == (
            [each is None for each in one],
            [each is not None for each in one],
        )
        assert s.there() == {each for each in one if each is not None}
        assert s.isin(t).tolist() == [each in {*other} - {None} for each in one]
        assert s.isin(["a", "z"]).tolist() == [each == "a" for each in one]
        assert s.where(mask).tolist() == [
            each if kept else None for each, kept in zip(one, keep, strict=True)
        ]
        assert s.holds(str.isascii).tolist() == [
            each is not None and each.isascii() for each in one
        ]
        told = {"a": "x", "b": "x", "É": "y"}
        assert s.texts(told).tolist() == [told.get(str(each)) for each in one]
        found = s.numbers({"a": 1.0, "c": 0.0}).tolist()
        expected = [{"a": 1.0, "c": 0.0}.get(str(each), np.nan) for each in one]
        np.testing.assert_array_equal(found, expected)
        assert s.to_dict() == dict(zip(lines.tolist(), one, strict=True))
        others = np.array([draw.randrange(5, 18) for _ in range(5)], dtype=np.int64)
        known = s.to_dict()
        assert s.reindex(others).tolist() == [known.get(line) for line in others.tolist()]
        kept = mask.reindex(others, fill_value=True)
        assert kept.tolist() == [mask.to_dict().get(line, True) for line in others.tolist()]
        assert kept.array.dtype == bool
        assert joined([s, t], np.concatenate([lines, lines])).tolist() == [*one, *other]
        assert s[mask].tolist() == [each for each, own in zip(one, keep, strict=True) if own]


def test_numbers_answer_whatever_they_are_made_of() -> None:
    lines = np.arange(2, 6)
    days = [dt.date(2020, 1, 1), None, dt.date(2021, 1, 1), None]
    dates = Values(np.array(days, dtype=object), lines)
    whole, parts = (
        Values(np.array([1, 0, 3, 2]), lines),
        Values(np.array([0.5, np.nan, 2, 1]), lines),
    )
    assert dates.isna().tolist() == [False, True, False, True]
    assert dates.at(0) == days[0]
    assert whole.isna().tolist() == [False] * 4
    assert (type(whole.at(0)), type(parts.at(0))) == (int, float)
    assert parts.isin([]).tolist() == [False] * 4
    assert parts.isin(whole).tolist() == [False, False, True, True]
    assert whole.to_numpy(dtype=float).dtype == np.asarray(whole, dtype=float).dtype == float
    assert whole.to_numpy() is whole.array
    assert whole.between(1, 2).tolist() == [True, False, False, True]
    same(parts.clip(lower=1), pd.Series([1, np.nan, 2, 1], index=lines))
    same(-(parts**2) + 1 - parts, pd.Series([0.25, np.nan, -5, -1], index=lines))
    same(2 / whole - 1, pd.Series([1, np.inf, 2 / 3 - 1, 0], index=lines))
    assert ((whole > 1).any(), (whole > 3).any()) == (True, False)
    assert ((whole > -1).all(), (whole > 0).all()) == (True, False)
    assert np.add.reduce(np.asarray(whole)) == 6
    with pytest.raises(TypeError):
        np.add.reduce(whole)


def test_a_column_that_is_put_beside_others_may_be_one_text_or_a_list() -> None:
    lines = np.arange(2, 5)
    rows = Rows({"x": Values(np.arange(3.0), lines)}, lines)
    more = rows.assign(name="same", y=[1, 2, 3], x=rows["x"] + 1)
    assert more.names == ("x", "name", "y")
    assert ("y" in more, "z" in more, "y" in rows) == (True, False, False)
    assert [*more.records()] == [
        {"x": 1.0, "name": "same", "y": 1},
        {"x": 2.0, "name": "same", "y": 2},
        {"x": 3.0, "name": "same", "y": 3},
    ]
    assert [*more.records(("y",))] == [{"y": 1}, {"y": 2}, {"y": 3}]
    assert (rows.empty, rows.select(np.array([], dtype=int)).empty) == (False, True)
    assert [(row.Index, row.y) for row in more.chosen(more["x"] > 1)] == [(3, 2), (4, 3)]
    assert more.named([3, 9]).tolist() == [False, True, False]
    with pytest.raises(KeyError):
        rows["z"]
