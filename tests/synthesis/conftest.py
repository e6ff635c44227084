"""A registry in a few lines: what a test does not say is filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from living_review.findings import Finding, Findings, VersionInfo
from living_review.protocol import Protocol, load_protocol, parse_protocol
from living_review.registry import Snapshot, read, read_other_reviews
from living_review.registry.frames import typed
from living_review.sources import CsvFolder, RawTable, RawTables
from living_review.synthesis import synthesise

TODAY = dt.date(2026, 11, 22)
Rows = Sequence[Mapping[str, Any]]
PROTOCOL = """
review:
  id: test
  title: A test
  authors: [Nobody]
  question: {population: people, intervention: support, comparator: usual care, setting: any}
timepoints:
  - {id: post, label: End of treatment}
comparisons:
  - {id: main, label: Support versus usual care, intervention: support, comparator: usual care}
outcomes:
  - {id: mood, label: Low mood, measure: SMD, better: lower}
  - {id: score, label: Score, measure: MD, better: higher, thresholds: {small: 2, source: us}}
  - id: relapse
    label: Relapse
    measure: RR
    better: lower
    thresholds: {small: 0.05, moderate: 0.1, large: 0.2, source: us}
    baseline_risks: [{label: Low, risk: 0.1, source: us}, {label: High, risk: 0.4, source: us}]
  - {id: death, label: Death, measure: OR, better: lower}
  - {id: hours, label: Hours worked, measure: ROM, better: higher}
"""
TRIAL = {"year": 2001, "status": "included", "date_added": "2020-01-01"}
ARM = {"timepoint": "post", "higher_is_better": "false", "n": 50}
CONTRAST = {"timepoint": "post", "higher_is_better": "false"}
REQUIRED = {
    "trials": ("trial_id", "label", *TRIAL),
    "arms": ("trial_id", "outcome", "arm", "role", *ARM),
    "contrasts": ("trial_id", "outcome", "measure", "estimate", *CONTRAST),
    "risk_of_bias": ("trial_id", "tool", "domain", "judgement"),
    "searches": ("search_id", "date", "source"),
    "exclusions": ("report", "reason"),
}


def table(name: str, rows: Rows) -> RawTable:
    """Write rows as the source would have read them; columns are those that are used."""
    columns = tuple(dict.fromkeys((*REQUIRED[name], *(key for row in rows for key in row))))
    cells = tuple(tuple(str(row.get(column, "")) for column in columns) for row in rows)
    lines = tuple(range(2, len(rows) + 2))
    return RawTable(name, f"{name}.csv", columns, cells, lines)


def pair(trial: str, outcome: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Rows:
    """Give the two arms of a trial."""
    return [
        {**ARM, "trial_id": trial, "outcome": outcome, "arm": role, "role": role, **own}
        for role, own in (("intervention", first), ("control", second))
    ]


def means(trial: str, effect: float, outcome: str = "mood", n: int = 50, **more: Any) -> Rows:
    """Give two arms whose means differ by `effect`, with an SD of 1."""
    return pair(
        trial,
        outcome,
        {"mean": 10 + effect, "sd": 1, "n": n, **more},
        {"mean": 10, "sd": 1, "n": n, **more},
    )


class Registry:
    """Tables gathered row by row; every trial named in arms or contrasts is added by itself."""

    def __init__(self, protocol: str = PROTOCOL) -> None:
        self.protocol: Protocol = parse_protocol(protocol)
        self.tables: dict[str, list[Mapping[str, Any]]] = {name: [] for name in REQUIRED}

    def trial(self, trial_id: str, **cells: Any) -> Registry:
        row = {**TRIAL, "trial_id": trial_id, "label": trial_id, **cells}
        self.tables["trials"].append(row)
        return self

    def arms(self, rows: Rows) -> Registry:
        self.tables["arms"] += rows
        return self

    def contrast(self, trial_id: str, outcome: str, measure: str, **cells: Any) -> Registry:
        row = {"trial_id": trial_id, "outcome": outcome, "measure": measure, **CONTRAST, **cells}
        self.tables["contrasts"].append(row)
        return self

    def rob(self, trial_id: str, overall: str, **cells: Any) -> Registry:
        row = {"trial_id": trial_id, "tool": "RoB2", "domain": "overall", "judgement": overall}
        self.tables["risk_of_bias"].append({**row, **cells})
        return self

    def rows(self, name: str, *rows: Mapping[str, Any]) -> Registry:
        self.tables[name] += rows
        return self

    def snapshot(self, *, checked: bool = True) -> Snapshot:
        """Read the tables; unchecked, rows enter that the registry's own checks would set aside."""
        known = {row["trial_id"] for row in self.tables["trials"]}
        for row in (*self.tables["arms"], *self.tables["contrasts"]):
            if row["trial_id"] not in known:
                known.add(row["trial_id"])
                self.trial(row["trial_id"])
        made = {name: table(name, rows) for name, rows in self.tables.items()}
        pulled = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
        raw = RawTables(made, pulled)
        snapshot = read(raw, self.protocol)
        if checked:
            return snapshot
        return replace(snapshot, tables=typed(raw).whole)

    def findings(self, today: dt.date = TODAY, *, checked: bool = True) -> Findings:
        version = VersionInfo(number=None, date=today)
        snapshot = self.snapshot(checked=checked)
        return synthesise(snapshot, self.protocol, today=today, version=version)

    def finding(self, outcome: str, comparison: str = "main", *, checked: bool = True) -> Finding:
        return next(
            found
            for found in self.findings(checked=checked).findings
            if found.outcome == outcome and found.comparison == comparison
        )


@pytest.fixture
def registry() -> Callable[..., Registry]:
    """Give a fresh registry; its argument is another protocol."""
    return Registry


@pytest.fixture
def two_arms() -> Callable[..., Rows]:
    """Give two arms, each with the cells it is given."""
    return pair


@pytest.fixture
def arms_of_means() -> Callable[..., Rows]:
    """Give two arms whose means differ by so many standard deviations."""
    return means


@pytest.fixture
def protocol_text() -> str:
    """Give the protocol that a registry has unless told otherwise."""
    return PROTOCOL


@pytest.fixture(scope="session")
def shipped(project_root: Path) -> Callable[..., Findings]:
    """Give the findings of the shipped review, as of a date if told one."""
    data = project_root / "data"
    protocol = load_protocol(data / "protocol.yml")

    def build(as_of: dt.date | None = None) -> Findings:
        snapshot = read(CsvFolder(data / "registry").pull(), protocol, as_of=as_of)
        today = as_of or TODAY
        return synthesise(
            snapshot,
            protocol,
            today=today,
            version=VersionInfo(number=None, date=today),
            other_reviews=read_other_reviews(data / "other_reviews.csv"),
        )

    return build
