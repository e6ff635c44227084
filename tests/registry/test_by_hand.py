"""What checks compute is computed again by hand, one trial after the other, in plain numbers."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import numpy as np
import pytest

from living_review.registry.checks.levels import SHORTEST, _slip
from living_review.registry.checks.signs import AGREED, FAR, WITHIN, turned_round
from living_review.registry.content import as_of, same_value
from living_review.sources.tables import RawTable, RawTables


def against_the_others(effects: list[float], variances: list[float], at: int) -> bool:
    """Tell of one trial whether it contradicts the pool of the others and would agree turned."""
    others = [(y, v) for i, (y, v) in enumerate(zip(effects, variances, strict=True)) if i != at]

    def pool(tau2: float) -> tuple[float, float]:
        weights = [1 / (v + tau2) for _, v in others]
        total = sum(weights)
        return sum(w * y for w, (y, _) in zip(weights, others, strict=True)) / total, total

    mean, total = pool(0.0)
    q = sum((y - mean) ** 2 / v for y, v in others)
    scale = total - sum(1 / v**2 for _, v in others) / total
    tau2 = max(0.0, (q - (len(others) - 1)) / scale)
    mean, total = pool(tau2)
    spread = math.sqrt(variances[at] + tau2 + 1 / total)
    own = effects[at]
    return (
        abs(mean) * math.sqrt(total) > AGREED
        and own * mean < 0
        and abs(own - mean) / spread > FAR
        and abs(own + mean) / spread < WITHIN
    )


def test_an_effect_that_was_turned_round_is_found_as_by_hand() -> None:
    chance = np.random.default_rng(7)
    found = 0
    for _ in range(400):
        k = int(chance.integers(4, 9))
        variances = chance.uniform(0.005, 0.1, k)
        effects = chance.normal(0.6, 0.15, k) + chance.normal(0, np.sqrt(variances))
        effects[0] *= chance.choice([-2.5, -1.5, -1, -0.5, -0.2, 1])
        told = turned_round(effects, variances)
        by_hand = [against_the_others(list(effects), list(variances), i) for i in range(k)]
        assert told.tolist() == by_hand
        found += told.any()
    assert 60 < found < 340


WORDS = [
    # A letter dropped, added, mistaken, or beside its place; and what is another word.
    *(("group", "goup", True), ("group", "groupp", True), ("group", "grouf", True)),
    *(("group", "gruop", True), ("group", "rgoup", True), ("group", "grupo", False)),
    *(("group", "grand", False), ("group", "groups", True), ("group", "troupe", False)),
    # Signs and blanks between words.
    *(("peer-led", "peer led", True), ("peer led", "peerled", True), ("a/b", "ab", True)),
    # Of several words one.
    *(("peer group", "peer goup", True), ("peer group", "pear goup", False)),
    *(("peer group", "peer", False), ("peer group", "group peer", False)),
    # Short words and numbers differ for a reason.
    *(("care", "cara", True), ("car", "cat", False), ("care", "car", False)),
    *(("part 1", "part 2", False), ("dose10", "dose20", False), ("week12", "week13", False)),
]


@pytest.mark.parametrize(("one", "other", "slip"), WORDS)
def test_two_values_of_a_column_may_be_one_by_a_slip(one: str, other: str, slip: bool) -> None:
    assert _slip(one, other) == _slip(other, one) == slip
    assert SHORTEST == 4


@pytest.mark.parametrize("word", ["therapy", "abcd"])
def test_every_slip_of_one_letter_is_one_and_of_two_is_none(word: str) -> None:
    for at in range(len(word)):
        dropped, swapped = word[:at] + word[at + 1 :], [*word]
        mistaken = f"{word[:at]}x{word[at + 1 :]}"
        assert _slip(word, mistaken)
        assert _slip(word, f"{word[:at]}x{word[at:]}")
        assert _slip(word, dropped) == (len(dropped) >= 4)
        if at + 1 < len(word):
            swapped[at : at + 2] = reversed(swapped[at : at + 2])
            assert _slip(word, "".join(swapped))
        for second in range(len(word)):
            if second != at:
                assert not _slip(word, mistaken[:second] + "z" + mistaken[second + 1 :])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        *(("27.3", "27.300000000000004", True), ("27.3", "27.3", True), ("0", "0.0", True)),
        *(("27.3", "27.3000000001", False), ("1", "1.0000000000005", True), ("1", "", False)),
        *(("a", "b", False), ("a", "1", False), ("1e-20", "0", False), ("-1", "1", False)),
    ],
)
def test_two_cells_say_the_same_but_for_the_noise_of_a_computer(
    one: str, other: str, same: bool
) -> None:
    assert same_value(one, other) == same_value(other, one) == same


def table(name: str, columns: tuple[str, ...], *rows: tuple[str, ...]) -> RawTable:
    return RawTable(name, f"{name}.csv", columns, rows, tuple(range(2, 2 + len(rows))))


@pytest.mark.parametrize("day", [dt.date(2026, 1, n) for n in (1, 2, 3)])
@pytest.mark.parametrize("searches", [True, False])
def test_the_tables_of_a_day_hold_what_had_entered_by_then(day: dt.date, searches: bool) -> None:
    dates = ("2026-01-01", "2026-01-02", "no day")
    names = [f"T{n}" for n in range(3)]
    tables = {
        "trials": table("trials", ("trial_id", "date_added"), *zip(names, dates, strict=True)),
        "arms": table("arms", ("trial_id", "n"), *((f" {name} ", "1") for name in names)),
        "exclusions": table("exclusions", ("report", "search_id"), *zip(names, names, strict=True)),
    }
    if searches:
        tables["searches"] = table(
            "searches", ("search_id", "date"), *zip(names, dates, strict=True)
        )
    found = as_of(RawTables(tables, dt.datetime(2026, 1, 9, tzinfo=dt.UTC), ""), day)
    there = [n for n, date in enumerate(dates) if date == "no day" or date <= day.isoformat()]
    for name, each in found.items():
        # Without the table of searches nobody knows when an exclusion was made.
        wanted = there if name != "exclusions" or searches else [0, 1, 2]
        assert each.lines == tuple(n + 2 for n in wanted), name
        assert each.rows == tuple(tables[name].rows[n] for n in wanted)
    nothing = RawTables({}, dt.datetime(2026, 1, 9, tzinfo=dt.UTC), "")
    assert as_of(nothing, day) is nothing


def test_the_thresholds_of_turned_effects_are_in_an_order_that_can_be_met() -> None:
    assert all(each > 0 for each in (AGREED, FAR, WITHIN))
    for own, mean in itertools.product((-1.0, 1.0), repeat=2):
        effects = np.array([own, *[mean] * 5])
        told = turned_round(effects, np.full(6, 0.01))
        assert told.tolist() == [own != mean, *[False] * 5]
