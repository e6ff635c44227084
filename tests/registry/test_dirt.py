"""Seven kinds of dirt in the shipped registry: each is told, none moves a pool in silence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from living_review.findings import Findings, VersionInfo
from living_review.protocol import Protocol, load_protocol
from living_review.protocol.outcomes import Instrument
from living_review.registry import Snapshot, read
from living_review.registry.checks.weeks import LEAST_TRIALS, WEEKS_IN_A_MONTH
from living_review.sources import CsvFolder, RawTables
from living_review.synthesis import synthesise

Row = dict[str, str]
Change = Callable[[Row], object]
SITE = "metapsy-project"


@pytest.fixture(scope="module")
def protocol(project_root: Path) -> Protocol:
    return load_protocol(project_root / "data" / "protocol.yml")


@pytest.fixture(scope="module")
def shipped(project_root: Path) -> RawTables:
    return CsvFolder(project_root / "data" / "registry").pull()


def soiled(raw: RawTables, change: Change, *, table: str = "arms") -> RawTables:
    """Change every row of a table; a change that is for some rows leaves the others alone."""
    old = raw[table]
    rows = []
    for cells in old.rows:
        row = dict(zip(old.columns, cells, strict=True))
        change(row)
        rows.append(tuple(row[name] for name in old.columns))
    return RawTables({**raw, table: replace(old, rows=tuple(rows))}, raw.pulled_at, raw.place)


def findings(raw: RawTables, protocol: Protocol) -> Findings:
    return of_snapshot(read(raw, protocol), protocol)


def of_snapshot(snapshot: Snapshot, protocol: Protocol) -> Findings:
    day = date(2026, 11, 24)
    version = VersionInfo(number=None, date=day)
    return synthesise(snapshot, protocol, today=day, version=version)


@pytest.fixture(scope="module")
def clean(shipped: RawTables, protocol: Protocol) -> Findings:
    return findings(shipped, protocol)


def pools(found: Findings) -> dict[tuple[str, str, str], float]:
    return {
        (each.comparison, each.outcome, each.timepoint): each.pooled.estimate
        for each in found.findings
        if each.pooled is not None
    }


def named(trial: str, found: Findings | Snapshot, told: set[tuple[str, str]]) -> bool:
    """Whether anything is told of a trial that was not told before."""
    now = {(entry.trial_id, entry.rule) for entry in (*found.quarantine, *found.queries)}
    return trial in {name for name, _ in now - told}


def rules(found: Findings, trial: str) -> set[str]:
    return {e.rule for e in (*found.quarantine, *found.queries) if e.trial_id == trial}


def of(trial: str, outcome: str, change: Change) -> Change:
    return lambda row: change(row) if (row["trial_id"], row["outcome"]) == (trial, outcome) else 0


def se_for_sd(row: Row) -> None:
    row["sd"] = f"{float(row['sd']) / math.sqrt(float(row['n'])):.2f}"


def minus(row: Row) -> None:
    row["mean"] = f"-{row['mean']}"


def misread(text: str) -> str:
    return text.encode().decode("cp1252", "replace")


DIRT: Mapping[str, tuple[Change, str]] = {
    "se for sd": (se_for_sd, "sd-looks-like-se"),
    "flipped sign": (minus, "sign-unlike-others"),
    "decimal comma": (lambda row: row.update(sd=row["sd"].replace(".", ",")), "decimal-comma"),
    "misread text": (
        lambda row: row.update(instrument=misread(f"Échelle {row['instrument']}")),
        "text-misread",
    ),
    "footnote left over": (lambda row: row.update(mean=row["mean"] + "*"), "footnote-mark"),
    "percentage of people": (lambda row: row.update(n="49.0%"), "percentage-entered"),
    "share of people": (
        lambda row: row.update(n="49" if row["role"] == "control" else "51"),
        "n-as-percentages",
    ),
    "half a month": (lambda row: row.update(weeks="2", notes="after 2 months"), "months-as-weeks"),
}


@pytest.mark.parametrize("kind", DIRT)
def test_dirt_in_one_result_is_told_by_its_rule(
    kind: str, shipped: RawTables, protocol: Protocol
) -> None:
    change, rule = DIRT[kind]
    found = findings(soiled(shipped, of("COOK2012_WRAP", "recovery", change)), protocol)
    assert rule in rules(found, "COOK2012_WRAP")


# Beside other instruments an error is told from a deviation in arms of 25 people and more; this
# trial has 22 and 26, on an instrument that no other uses. A bound of 20 would doubt four times as
# many right standard deviations of simulated trials of that size; what tells is the range below.
NOT_TOLD = {"se for sd": {("RUSSINOVA2018_VEP", "empowerment")}}


@pytest.mark.parametrize("kind", ["se for sd", "flipped sign", "decimal comma", "misread text"])
def test_no_pool_moves_by_dirt_that_is_not_told(
    kind: str, shipped: RawTables, clean: Findings, protocol: Protocol
) -> None:
    change, _ = DIRT[kind]
    before = pools(clean)
    results = {
        (row[0], row[1])
        for row in shipped["arms"].rows
        if row[1] in {outcome for _, outcome, _ in before} and row[0] != "CONLEY2020_HOPC"
    }
    told = {(entry.trial_id, entry.rule) for entry in (*clean.quarantine, *clean.queries)}
    silent = set()
    for trial, outcome in sorted(results):
        read_so = read(soiled(shipped, of(trial, outcome, change)), protocol)
        if named(trial, read_so, told):
            continue
        found = of_snapshot(read_so, protocol)
        now = pools(found)
        moved = any(now.get(key) != value for key, value in before.items())
        if moved and not named(trial, found, told):
            silent.add((trial, outcome))
    assert silent == NOT_TOLD.get(kind, set())


def test_an_error_in_a_small_trial_is_told_where_the_range_of_its_instrument_is_known(
    shipped: RawTables, protocol: Protocol
) -> None:
    ((trial, outcome),) = NOT_TOLD["se for sd"]
    columns = shipped["arms"].columns
    rows = [dict(zip(columns, cells, strict=True)) for cells in shipped["arms"].rows]
    (name,) = {
        row["instrument"] for row in rows if (row["trial_id"], row["outcome"]) == (trial, outcome)
    }
    known = {name: Instrument(range=(1, 4), higher_is_better=True)}
    outcomes = tuple(
        each.model_copy(update={"instruments": known}) if each.id == outcome else each
        for each in protocol.outcomes
    )
    ranged = protocol.model_copy(update={"outcomes": outcomes})
    found = findings(soiled(shipped, of(trial, outcome, se_for_sd)), ranged)
    assert "sd-looks-like-se" in rules(found, trial)
    assert "sd-looks-like-se" not in rules(findings(shipped, ranged), trial)


def test_months_in_a_whole_source_are_told_for_each_of_its_trials(
    shipped: RawTables, protocol: Protocol
) -> None:
    def months(row: Row) -> None:
        if row["weeks"] and SITE in row["source"]:
            row["weeks"] = f"{float(row['weeks']) / WEEKS_IN_A_MONTH:.1f}"

    found = findings(soiled(shipped, months), protocol)
    told = {each.trial_id for each in found.queries if each.rule == "months-as-weeks"}
    arms = shipped["arms"]
    rows = [dict(zip(arms.columns, cells, strict=True)) for cells in arms.rows]
    of_source = {row["trial_id"] for row in rows if row["weeks"] and SITE in row["source"]}
    assert len(of_source) > LEAST_TRIALS
    assert told == of_source
    assert pools(found) == pools(findings(shipped, protocol))


def test_cells_left_below_a_table_are_set_aside_and_move_nothing(
    shipped: RawTables, protocol: Protocol
) -> None:
    arms = shipped["arms"]
    rest = tuple("12.3" if name == "mean" else "" for name in arms.columns)
    longer = replace(arms, rows=(*arms.rows, rest, arms.columns), lines=(*arms.lines, 60, 61))
    raw = RawTables({**shipped, "arms": longer}, shipped.pulled_at, shipped.place)
    found = findings(raw, protocol)
    assert [(e.row, e.rule) for e in found.quarantine if e.rule == "leftover-row"] == [
        (60, "leftover-row"),
        (61, "leftover-row"),
    ]
    assert pools(found) == pools(findings(shipped, protocol))
