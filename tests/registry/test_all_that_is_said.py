"""All that every check says of three drawn registries, by the rows it says it of.

`bounds/drawn.txt` holds under each check every sentence it gives, once as it stands and then the
rows of each registry that it is said of. A check is asked by itself, of all rows. To accept other
bounds or words on purpose: UPDATE_SNAPSHOTS=1 pytest on this file, and read every changed line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.registry.conftest import raw_tables
from tests.registry.drawn_registries import drawn

from living_review.protocol import Protocol, parse_protocol
from living_review.registry.checks import (
    COMPARISON_ERRORS,
    ROW_ERRORS,
    SUSPICIONS,
    crossover,
    results,
)
from living_review.registry.frames import Mark, Registry, typed

KEPT = Path(__file__).with_name("bounds") / "drawn.txt"
SEEDS = (1, 2, 3)
CHECKS = (*ROW_ERRORS, *COMPARISON_ERRORS, *SUSPICIONS)


def read(seed: int) -> tuple[Registry, Protocol]:
    written, tables = drawn(seed)
    protocol = parse_protocol(written)
    registry = typed(raw_tables(tables))
    results.locate(registry, protocol)
    registry.correlations = crossover.assumed_correlations(protocol)
    return registry, protocol


def shape(mark: Mark) -> str:
    """Give what is said without the numbers and names in it."""
    said = re.sub(r"'[^']*'|\bo\d+\b|-?\d[\d.,]*", "#", mark.reason)
    return f"{mark.table} {re.sub(r'[0-9]+', '#', mark.column)} {mark.rule}: {said}"


def block(name: str, marks: Iterator[tuple[int, Mark]]) -> list[str]:
    """Write what one check says: a sentence of each kind, and the rows of each registry."""
    first: dict[str, Mark] = {}
    rows: dict[str, dict[int, list[str]]] = {}
    for seed, mark in marks:
        kind = shape(mark)
        first.setdefault(kind, mark)
        where = str(mark.row) if mark.table != "protocol" else f"{mark.column} ({mark.value})"
        rows.setdefault(kind, {}).setdefault(seed, []).append(where)
    lines = [name]
    for kind, mark in first.items():
        lines.append(f"- {mark.table} {mark.column} {mark.rule}: {mark.reason}")
        lines += [f"  {seed}: {' '.join(found)}" for seed, found in rows[kind].items()]
    return lines


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    """Ask every check of every registry."""
    registries = {seed: read(seed) for seed in SEEDS}
    return {
        check.__name__: block(
            check.__name__,
            ((seed, mark) for seed, both in registries.items() for mark in check(*both)),
        )
        for check in CHECKS
    }


def test_every_check_says_of_drawn_registries_what_it_said(said: dict[str, list[str]]) -> None:
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n\n".join("\n".join(each) for each in said.values()) + "\n", "utf-8")
    kept = KEPT.read_text("utf-8").removesuffix("\n").split("\n\n")
    assert ["\n".join(each) for each in said.values()] == kept
