"""Standard deviations made from rounded errors, results later than their time point, doubts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.registry.conftest import PROTOCOL

from living_review.protocol import load_protocol, parse_protocol
from living_review.registry import Snapshot, read
from living_review.registry.checks.origins import _is_multiple, from_rounded_error
from living_review.registry.checks.results import locate
from living_review.registry.frames import typed
from living_review.sources import CsvFolder, RawTables

Tables = dict[str, list[dict[str, str]]]
LATER = "  - {id: later, label: Later, weeks: [10, 110]}\ncomparisons:"


def rules(snapshot: Snapshot, rule: str) -> list[tuple[int, str]]:
    return [(query.row, query.trial_id) for query in snapshot.queries if query.rule == rule]


@pytest.fixture
def two(raw: Callable[[Tables], RawTables]) -> Callable[[Tables], Snapshot]:
    """Read with a later time point."""
    protocol = parse_protocol(PROTOCOL.replace("comparisons:", LATER))
    return lambda tables: read(raw(tables), protocol)


@pytest.mark.parametrize("decimals", [3, 4, 5, 6])
def test_chance_hits_as_often_as_it_is_said_to(decimals: int) -> None:
    draw = np.random.default_rng(decimals)
    n = pd.Series(draw.integers(12, 400, size=60_000), dtype="float64")
    sd = pd.Series(draw.uniform(1, 20, size=60_000)).round(decimals)
    fits, chance = _is_multiple(sd, n)
    # Poisson: four standard deviations above what the chances add up to.
    expected = float(chance.sum())
    assert fits.sum() <= expected + 4 * np.sqrt(expected) + 1
    assert fits.sum() >= expected - 4 * np.sqrt(expected) - 1


@pytest.mark.parametrize("decimals", [4, 5, 6])
def test_every_sd_made_from_a_rounded_error_is_told_apart(decimals: int) -> None:
    draw = np.random.default_rng(7)
    n = pd.Series(draw.integers(12, 400, size=2_000), dtype="float64")
    errors = pd.Series(draw.integers(1, 300, size=2_000)) / 100
    fits, _ = _is_multiple((errors * np.sqrt(n)).round(decimals), n)
    assert fits.all()


def test_sds_of_two_decimals_are_never_doubted_alone(
    tables: Tables, raw: Callable[[Tables], RawTables]
) -> None:
    protocol = parse_protocol(PROTOCOL)

    def told(sd: str) -> list[int]:
        tables["arms"][0]["sd"] = sd
        registry = typed(raw(tables))
        locate(registry, protocol)
        return [mark.row for mark in from_rounded_error(registry, protocol)]

    # 50 people: every fourteenth number of two decimals is one such multiple.
    for i in range(1, 300, 7):
        assert told(f"{i / 100 * np.sqrt(50):.2f}") == []
    assert 2 in told(f"{1.45 * np.sqrt(50):.6f}")


def test_a_row_with_its_standard_error_needs_no_doubt(tables: Tables, two) -> None:
    tables["arms"][0] |= {"n": "47", "sd": "9.940699", "se": "1.45"}
    assert rules(two(tables), "sd-from-rounded-se") == []


@pytest.mark.parametrize(
    ("weeks", "told"), [("8", False), ("10", False), ("11.5", False), ("14", True), ("26", True)]
)
def test_an_outcome_measured_well_after_the_others_may_be_a_follow_up(
    tables: Tables, two, weeks: str, told: bool
) -> None:
    for row in tables["arms"][4:6]:
        row["weeks"] = weeks
    expected = [(6, "A"), (7, "A")] if told else []
    assert rules(two(tables), "later-than-its-time-point") == expected


def test_without_a_later_time_point_there_is_nowhere_else_to_put_it(
    tables: Tables, reading: Callable[[Tables], Snapshot]
) -> None:
    for row in tables["arms"][4:6]:
        row["weeks"] = "26"
    assert rules(reading(tables), "later-than-its-time-point") == []


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ("Doubt: which arm it is.", True),
        ("Table 2; doubt: which arm it is", True),
        ("Nobody doubts it: table 2", False),
        ("There is no doubt about the figure", False),
        ("Doubt:", False),
    ],
)
def test_a_doubt_is_one_that_is_named(tables: Tables, two, notes: str, told: bool) -> None:
    tables["arms"][0]["notes"] = notes
    assert bool(rules(two(tables), "doubt-noted")) is told


def test_the_registry_as_it_was_published_would_have_been_doubted(project_root: Path) -> None:
    """The three slips that were found by eye in the second version of the shipped review."""
    data = project_root / "data"
    protocol = load_protocol(data / "protocol.yml")
    snapshot = read(CsvFolder(data / "registry").pull(), protocol)
    assert {trial for _, trial in rules(snapshot, "sd-from-rounded-se")} == {"KAPLAN2011"}
    assert {trial for _, trial in rules(snapshot, "sd-of-another-n")} == {"KAPLAN2011"}
    assert {trial for _, trial in rules(snapshot, "later-than-its-time-point")} == {"RUSSINOVA2014"}
