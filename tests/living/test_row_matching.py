"""No row and no change is lost, whatever keys the rows have."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.living.row_matching import KeyedRow, keyed_rows, matched
from living_review.registry.columns import ARMS, EXCLUSIONS
from living_review.sources import RawTable

COLUMNS = ("trial_id", "outcome", "timepoint", "instrument", "arm", "role", "n")
CELL = st.sampled_from(["", "a", "b"])
ROWS = st.lists(st.tuples(*[CELL] * len(COLUMNS)), max_size=8)


RESULTS = (*COLUMNS, "mean", "sd", "source", "notes")


def results(cells: list[tuple[str, ...]]) -> list[KeyedRow]:
    lines = tuple(range(2, len(cells) + 2))
    return keyed_rows(RawTable("arms", "arms.csv", RESULTS, tuple(cells), lines), ARMS)


def rows(cells: list[tuple[str, ...]]) -> list[KeyedRow]:
    lines = tuple(range(2, len(cells) + 2))
    return keyed_rows(RawTable("arms", "arms.csv", COLUMNS, tuple(cells), lines), ARMS)


@given(ROWS, ROWS)
def test_every_row_of_both_versions_is_in_one_pair(
    old: list[tuple[str, ...]], new: list[tuple[str, ...]]
) -> None:
    before, after = rows(old), rows(new)
    pairs = matched(before, after, ARMS)
    assert Counter(id(a) for a, _ in pairs if a) == Counter(map(id, before))
    assert Counter(id(b) for _, b in pairs if b) == Counter(map(id, after))


@given(ROWS, st.randoms())
def test_the_order_of_rows_is_no_difference(old: list[tuple[str, ...]], random: object) -> None:
    new = sorted(old, key=lambda _row: random.random())  # type: ignore[attr-defined]
    for before, after in matched(rows(old), rows(new), ARMS):
        assert before is not None
        assert after is not None
        assert before.cells == after.cells


@given(ROWS, ROWS)
def test_a_pair_never_joins_two_trials(
    old: list[tuple[str, ...]], new: list[tuple[str, ...]]
) -> None:
    for before, after in matched(rows(old), rows(new), ARMS):
        if before and after:
            assert before.cell("trial_id") == after.cell("trial_id")


def test_a_corrected_cell_of_the_key_is_one_correction() -> None:
    old = [("t", "mood", "post", "BDI", "support", "intervention", "50")]
    new = [("t", "mood", "post", "BDI-II", "support", "intervention", "50")]
    ((before, after),) = matched(rows(old), rows(new), ARMS)
    assert before is not None
    assert after is not None
    assert (before.cell("instrument"), after.cell("instrument")) == ("BDI", "BDI-II")


def test_two_cells_at_once_are_another_row() -> None:
    old = [("t", "mood", "post", "BDI", "support", "intervention", "50")]
    new = [("t", "mood", "post", "BDI-II", "support", "intervention", "51")]
    pairs = matched(rows(old), rows(new), ARMS)
    assert sorted((a is None, b is None) for a, b in pairs) == [(False, True), (True, False)]


@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_a_corrected_cell_of_the_key_is_one_correction_though_it_was_noted_why(place: int) -> None:
    old = ("t", "mood", "post", "BDI", "support", "intervention", "50", "3.1", "1.2", "a.csv", "")
    new = [*old[:-2], "b.csv", "time point inferred from the weeks"]
    new[place] = "other"
    ((before, after),) = matched(results([old]), results([tuple(new)]), ARMS)
    assert before is not None
    assert after is not None
    differing = {name for name in RESULTS if before.cell(name) != after.cell(name)}
    assert differing == {RESULTS[place], "source", "notes"}


@pytest.mark.parametrize(
    ("mean", "sd", "column", "joined"),
    [("", "", 2, False), ("", "", 1, False), ("0", "", 1, False), ("0", "", 2, True)],
)
def test_a_row_without_figures_of_its_own_is_not_known_again(
    mean: str, sd: str, column: int, joined: bool
) -> None:
    old = ("t", "mood", "post", "BDI", "support", "intervention", "50", mean, sd, "a.csv", "")
    new = [*old[:-1], "another note"]
    new[column] = "other"
    pairs = matched(results([old]), results([tuple(new)]), ARMS)
    assert (len(pairs) == 1) is joined


def test_a_repeated_key_pairs_equal_rows_first() -> None:
    report = ("report", "reason", "search_id")
    old = RawTable("exclusions", "e.csv", report, (("A", "x", "s"), ("A", "y", "s")), (2, 3))
    new = RawTable("exclusions", "e.csv", report, (("A", "y", "s"), ("A", "z", "s")), (2, 3))
    pairs = matched(keyed_rows(old, EXCLUSIONS), keyed_rows(new, EXCLUSIONS), EXCLUSIONS)
    moved = [(a.cell("reason"), b.cell("reason")) for a, b in pairs if a and b]
    assert sorted(moved) == [("x", "z"), ("y", "y")]


MEASURED = (*RESULTS, "weeks", "stratum")


def measured(cells: list[tuple[str, ...]]) -> list[KeyedRow]:
    table = RawTable("arms", "arms.csv", MEASURED, tuple(cells), tuple(range(2, len(cells) + 2)))
    return keyed_rows(table, ARMS)


def arm(weeks: str, mean: str, stratum: str = "", trial: str = "t") -> tuple[str, ...]:
    return (
        trial,
        "mood",
        "post",
        "BDI",
        "peers",
        "control",
        "50",
        mean,
        "2",
        "",
        "",
        weeks,
        stratum,
    )


@pytest.mark.parametrize(
    ("old", "new", "joined"),
    [
        # Weeks or a stratum that are corrected together with a mean are still one row,
        ([arm("6", "3.1")], [arm("8", "3.2")], 1),
        ([arm("6", "3.1")], [arm("8", "3.2", "men")], 1),
        ([arm("6", "3.1", "men")], [arm("6", "3.2", "")], 1),
        # but not where another row has the rest of the key, or the trial is another.
        ([arm("6", "3.1")], [arm("8", "3.2"), arm("12", "3.3")], 0),
        ([arm("6", "3.1"), arm("7", "3.0")], [arm("8", "3.2")], 0),
        ([arm("6", "3.1")], [arm("8", "3.2", trial="u")], 0),
        # A row that stays takes no part in it.
        ([arm("6", "3.1"), arm("7", "3.0")], [arm("8", "3.2"), arm("7", "3.0")], 2),
    ],
)
def test_a_row_is_known_again_by_the_rest_of_its_key_where_no_other_has_it(
    old: list[tuple[str, ...]], new: list[tuple[str, ...]], joined: int
) -> None:
    pairs = matched(measured(old), measured(new), ARMS)
    assert sum(None not in pair for pair in pairs) == joined
    assert len(pairs) == len(old) + len(new) - joined


def test_a_row_that_says_nothing_of_what_it_is_of_is_never_joined_by_its_key() -> None:
    empty = ("",) * 6
    old, new = (measured([(*empty, "50", mean, "2", "", "", weeks, "")]) for mean, weeks in
                (("3.1", "6"), ("3.2", "8")))  # fmt: skip
    assert len(matched(old, new, ARMS)) == 2
