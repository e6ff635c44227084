"""What analyses use is what is checked, whichever cells it was worked out from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.registry.slips import SLIPS, comparisons

from living_review.protocol import Protocol, load_protocol
from living_review.registry import Snapshot, read
from living_review.registry.checks.others import medians_of_others
from living_review.registry.checks.spreads import LEAST_N_BY_OUTCOME
from living_review.sources import CsvFolder, RawTables

Tables = dict[str, list[dict[str, str]]]
Reading = Callable[[Tables], Snapshot]
Place = tuple[str, int, str, str]

RECOVERED = [name for name in SLIPS if name not in ("times_root_n", "divided_by_root_n")]
CELLS = {
    "into_se": {"se"},
    "into_interval": {"ci_low"},
    "reference_interval": {"ci_low"},
    "wide_quartiles": {"q1"},
    "wide_quartiles_without_mean": {"q1"},
    "wide_extremes": {"min", "median", "max", "mean"},
    "wide_extremes_without_mean": {"min", "median", "max"},
}


@pytest.fixture(scope="module")
def shipped(project_root: Path) -> tuple[RawTables, Protocol]:
    data = project_root / "data"
    return CsvFolder(data / "registry").pull(), load_protocol(data / "protocol.yml")


def places(snapshot: Snapshot) -> set[Place]:
    return {(r.table, r.row, r.column, r.rule) for r in (*snapshot.queries, *snapshot.quarantine)}


def slipped(raw: RawTables, slip: str, chosen: Callable[[dict[str, str]], bool]) -> tuple:
    """Make a slip in the rows that are chosen, and give the registry and their lines."""
    arms = raw["arms"]
    rows = [dict(zip(arms.columns, cells, strict=True)) for cells in arms.rows]
    usable = {i for places in comparisons(rows) for i in places}
    lines = set()
    for i, (row, line) in enumerate(zip(rows, arms.lines, strict=True)):
        if i in usable and chosen(row):
            SLIPS[slip](row)
            lines.add(line)
    cells = tuple(tuple(row[name] for name in arms.columns) for row in rows)
    changed = {**raw, "arms": replace(arms, rows=cells)}
    return RawTables(changed, raw.pulled_at, raw.place), lines


def recovery(trials: Iterable[str], roles: Iterable[str]) -> Callable[[dict[str, str]], bool]:
    return lambda row: (
        row["outcome"] == "recovery" and row["trial_id"] in trials and row["role"] in roles
    )


BOTH = ("intervention", "control")
THREE = ("COOK2012_WRAP", "COOK2012_BRIDGES", "RUSSINOVA2014")
WHERE = {
    "one arm": recovery(THREE[:1], BOTH[:1]),
    "both arms": recovery(THREE[:1], BOTH),
    "three trials": recovery(THREE, BOTH),
    "every trial": lambda row: row["outcome"] == "recovery",
}


def of_few_people(raw: RawTables) -> set[int]:
    """Give the lines of arms so small that a slip in every trial of an outcome hides in them.

    A standard error of fewer than 25 people is less than five times too small for a deviation, and
    limits at mean ± SD give one at most 2.4 times too large: with no right value left to compare,
    chance makes as much.
    """
    arms = raw["arms"]
    n = arms.columns.index("n")
    return {
        line
        for line, cells in zip(arms.lines, arms.rows, strict=True)
        if cells[n] and float(cells[n]) < LEAST_N_BY_OUTCOME
    }


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("slip", RECOVERED)
def test_a_spread_in_another_cell_is_told_for_every_arm(
    slip: str, where: str, shipped: tuple[RawTables, Protocol]
) -> None:
    raw, protocol = shipped
    changed, lines = slipped(raw, slip, WHERE[where])
    after = read(changed, protocol)
    told = places(after) - places(read(raw, protocol))
    named = {row for table, row, column, _ in told if table == "arms" and column in CELLS[slip]}
    if where == "every trial":
        lines -= of_few_people(raw)
    assert lines
    assert lines <= named | {q.row for q in after.quarantine if q.rule == "arm-without-partner"}


@pytest.mark.parametrize("where", ["one arm", "both arms"])
def test_a_reported_spread_that_is_root_n_too_large_is_told(
    where: str, shipped: tuple[RawTables, Protocol]
) -> None:
    raw, protocol = shipped
    changed, lines = slipped(raw, "times_root_n", WHERE[where])
    told = places(read(changed, protocol)) - places(read(raw, protocol))
    assert lines <= {row for table, row, column, _ in told if (table, column) == ("arms", "sd")}


def test_one_standard_error_says_what_it_means(shipped: tuple[RawTables, Protocol]) -> None:
    raw, protocol = shipped
    changed, (line,) = slipped(raw, "into_se", WHERE["one arm"])
    (query,) = [q for q in read(changed, protocol).queries if q.row == line and q.column == "se"][
        :1
    ]
    assert "14.2 as a standard error means a standard deviation of 211.6" in query.reason
    assert "13.7" in query.reason


@pytest.mark.parametrize(
    "cells",
    [
        {"se": "1.4142"},
        {"ci_low": "{low}", "ci_high": "{high}"},
        {"q1": "{q1}", "median": "{mean}", "q3": "{q3}"},
    ],
)
def test_right_figures_in_other_cells_are_not_doubted(
    cells: dict[str, str], tables: Tables, reading: Reading
) -> None:
    for row in tables["arms"][:2]:
        mean = float(row["mean"])
        half, quarter = 2.0096 * 10 / 50**0.5, 0.6745 * 10
        known = {"low": mean - half, "high": mean + half, "mean": mean}
        known |= {"q1": mean - quarter, "q3": mean + quarter}
        row.update({name: cell.format(**known) for name, cell in cells.items()}, sd="")
    assert places(reading(tables)) == set()


def test_changes_that_nobody_labelled_are_found_though_two_trials_hold_them(
    tables: Tables, reading: Reading
) -> None:
    like = {**tables["arms"][4], "instrument": "", "sd": "5", "n": "40"}
    tables["trials"] += [{**tables["trials"][0], "trial_id": t, "label": t} for t in "DEFG"]
    tables["risk_of_bias"] += [{**tables["risk_of_bias"][0], "trial_id": t} for t in "DEFG"]
    first = len(tables["arms"]) + 2
    for trial, means in (("D", "10 12"), ("E", "11 12.2"), ("F", "-6 -4"), ("G", "-5 -4.1")):
        for role, mean in zip(BOTH, means.split(), strict=True):
            own = {"trial_id": trial, "role": role, "arm": role, "mean": mean}
            tables["arms"].append({**like, **own})
    told = {place for place in places(reading(tables)) if place[3] == "score-looks-like-change"}
    assert told == {
        ("arms", row, "score", "score-looks-like-change") for row in range(first + 4, first + 8)
    }


def test_the_median_of_the_others_leaves_the_own_value_out() -> None:
    import numpy as np

    values = np.array([1.0, 3.0, 8.0, np.nan, 5.0])
    found = medians_of_others(np.array([0, 0, 0, 0, 1]), values)
    np.testing.assert_array_equal(found, [5.5, 4.5, 2.0, 3.0, np.nan])
