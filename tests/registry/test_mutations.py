"""Damage to the shipped registry: never a traceback, never a number that changed in silence.

Seeds are fixed, so a failure can be run again by its number.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from living_review.ground.errors import BadInput
from living_review.protocol import Protocol, load_protocol
from living_review.registry import TABLES, Snapshot, content_hash, read
from living_review.registry.cells import parse, trimmed
from living_review.registry.content import column_of
from living_review.sources import CsvFolder, RawTable, RawTables, read_csv

T = TypeVar("T")

CELL_SEEDS = range(150)
FILE_SEEDS = range(120)
RESULTS = {"arms": ("n", "mean", "sd"), "contrasts": ("estimate", "ci_low", "ci_high")}

CELLS = [
    "", " ", "0", "-1", "-0", "1e999", "1e-300", "NaN", "inf", "1,5", "1.5", "12%", "½", "٣", "1_0",
    "0x10", "yes", "TRUE", "false", "post", "recovery", "RoB2", "2019-02-30", "x" * 6000, "a\x00b",
    "=1+1", "'; DROP TABLE arms; --", "<script>", "{{ 7*7 }}", "../../etc", "\u202eabc", "\ud7ff",
    "\u2212" + "2.5", "COOK2012_WRAP", "intervention", "control", "None", "\t", "1\n2", "９",
]  # fmt: skip


@pytest.fixture(scope="module")
def protocol(project_root: Path) -> Protocol:
    return load_protocol(project_root / "data" / "protocol.yml")


@pytest.fixture(scope="module")
def shipped(project_root: Path) -> RawTables:
    return CsvFolder(project_root / "data" / "registry").pull()


@pytest.fixture(scope="module")
def before(shipped: RawTables, protocol: Protocol) -> Snapshot:
    return read(shipped, protocol)


def outcome_of(action: Callable[[], T]) -> T | BadInput:
    """What an action gives, or the error the program foresees; any other error fails the test."""
    try:
        return action()
    except BadInput as error:
        return error


def assert_sentences(error: BadInput) -> None:
    assert error.problems
    for problem in error.problems:
        assert problem.endswith((".", "?"))
        assert "registry" in problem or "protocol" in problem
        assert "\n" not in problem


def values(snapshot: Snapshot) -> dict[tuple[str, int, str], Any]:
    """Every number that can enter an analysis, by its place."""
    return {
        (table, int(row), column): value
        for table, columns in RESULTS.items()
        for frame in (getattr(snapshot, table),)
        for column in columns
        for row, value in zip(frame.index, frame[column].tolist(), strict=True)
    }


def with_cell(raw: RawTables, name: str, i: int, j: int, cell: str) -> RawTables:
    table: RawTable = raw[name]
    rows = list(table.rows)
    rows[i] = (*rows[i][:j], cell, *rows[i][j + 1 :])
    return RawTables({**raw, name: replace(table, rows=tuple(rows))}, raw.pulled_at, raw.place)


def same(one: Any, other: Any) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


@pytest.mark.parametrize("seed", CELL_SEEDS)
def test_a_changed_cell_changes_its_own_value_or_is_listed(
    seed: int, shipped: RawTables, before: Snapshot, protocol: Protocol
) -> None:
    draw = random.Random(seed)
    name = draw.choice(sorted(shipped))
    table = shipped[name]
    i, j = draw.randrange(len(table.rows)), draw.randrange(len(table.columns))
    cell = draw.choice([*CELLS, draw.choice(draw.choice(table.rows))])
    changed = with_cell(shipped, name, i, j, cell)
    after = outcome_of(lambda: read(changed, protocol))
    if isinstance(after, BadInput):
        assert_sentences(after)
        return
    listed = {(remark.table, remark.row) for remark in after.quarantine}
    place = (name, table.lines[i], table.columns[j])
    now = values(after)
    for where, value in values(before).items():
        if where == place:
            continue
        assert where in now or where[:2] in listed
        assert where not in now or same(now[where], value)
    # What was set aside before may come back only through the cell that was changed.
    assert all(where[:2] == place[:2] for where in set(now) - set(values(before)))
    if cell.strip() != table.rows[i][j].strip() and after.hash == before.hash:
        assert same_meaning(name, table.columns[j], cell, table.rows[i][j])


def same_meaning(name: str, column: str, cell: str, was: str) -> bool:
    """A change that leaves the hash alone left the value alone."""
    declared = column_of(TABLES[name], column)
    return parse(trimmed(cell), declared) == parse(trimmed(was), declared)


def damaged(text: bytes, draw: random.Random) -> bytes:
    """Damage as files suffer it: bytes lost, doubled, moved, replaced."""
    kind = draw.randrange(6)
    i, j = sorted(draw.randrange(len(text) + 1) for _ in range(2))
    if kind == 0:
        return text[:i] + text[j:]
    if kind == 1:
        return text[:j] + text[i:]
    if kind == 2:
        return text[:i] + bytes([draw.randrange(256)]) + text[i + 1 :]
    if kind == 3:
        return text[:i] + draw.choice([b'"', b",", b"\n", b";", b"\xff", b"\0", b"\r"]) + text[i:]
    lines = text.splitlines(keepends=True)
    if kind == 4:
        draw.shuffle(lines)
        return b"".join(lines)
    header, *rows = lines
    old, new = draw.sample(header.strip().split(b","), 2)
    return header.replace(old, new, 1) + b"".join(rows)


@pytest.mark.parametrize("seed", FILE_SEEDS)
def test_a_damaged_file_is_read_or_refused_in_a_sentence(
    seed: int, shipped: RawTables, project_root: Path, protocol: Protocol
) -> None:
    draw = random.Random(seed)
    name = draw.choice(sorted(shipped))
    content = (project_root / "data" / "registry" / f"{name}.csv").read_bytes()
    table = outcome_of(lambda: read_csv(damaged(content, draw), name, f"registry/{name}.csv"))
    if isinstance(table, BadInput):
        assert_sentences(table)
        return
    raw = RawTables({**shipped, name: table}, shipped.pulled_at, shipped.place)
    snapshot = outcome_of(lambda: read(raw, protocol))
    if isinstance(snapshot, BadInput):
        assert_sentences(snapshot)
        return
    assert snapshot.hash == content_hash(raw)
    roles = snapshot.arms.groupby(["trial_id", "outcome", "timepoint", "instrument"])["role"]
    assert (roles.nunique() == 2).all()
    assert (snapshot.arms["n"] >= 1).all()
    assert not (snapshot.arms["sd"] <= 0).any()
