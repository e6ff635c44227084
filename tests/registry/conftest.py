"""A small registry without fault, and ways to change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from living_review.protocol import Protocol, parse_protocol
from living_review.registry import Snapshot, read
from living_review.sources import RawTable, RawTables

Rows = list[dict[str, str]]
Tables = dict[str, Rows]

PROTOCOL = """\
review:
  id: test
  title: Test
  authors: [A]
  question: {population: p, intervention: i, comparator: c}
timepoints:
  - {id: post, label: Post, weeks: [0, 60]}
comparisons:
  - {id: main, label: Main, intervention: i, comparator: c, include: {category: [group]}}
outcomes:
  - id: mood
    label: Mood
    measure: SMD
    better: higher
    instruments: {Mood Scale: {range: [0, 100], higher_is_better: true}}
  - {id: pain, label: Pain, measure: MD, better: lower, unit: points}
  - {id: growth, label: Growth, measure: ROM, better: higher}
  - {id: relapse, label: Relapse, measure: RR, better: lower}
  - id: death
    label: Death
    measure: HR
    better: lower
    thresholds: {small: 0.02, source: us}
  - {id: weight, label: Weight, measure: MD, better: lower}
  - id: harm
    label: Harm
    measure: RR
    better: lower
    thresholds: {small: 0.4, source: us}
  - id: falls
    label: Falls
    measure: IRR
    better: lower
    person_time: {unit: person-years, per: 100}
  - {id: walking, label: Being unable to walk, measure: MD, better: lower, unit: points}
analysis: {moderators: [{column: dose, per: 10}], subgroups: [population]}
"""


def arm(
    trial: str, role: str, mean: str, *, outcome: str = "mood", name: str = "", **cells: str
) -> dict[str, str]:
    scale = {"mood": "Mood Scale", "pain": "Pain Scale", "growth": "Growth"}.get(outcome, "")
    return {
        "trial_id": trial,
        "outcome": outcome,
        "timepoint": "post",
        "weeks": "8",
        "instrument": scale,
        "higher_is_better": "false" if outcome in ("pain", "relapse") else "true",
        "arm": name or ("care" if role == "control" else "group"),
        "role": role,
        "n": "50",
        "mean": mean,
        "sd": "" if outcome == "relapse" else "10",
        **cells,
    }


def contrast(trial: str, estimate: str, **cells: str) -> dict[str, str]:
    return {
        "trial_id": trial,
        "outcome": "mood",
        "timepoint": "post",
        "weeks": "8",
        "instrument": "Mood Scale",
        "higher_is_better": "true",
        "measure": "SMD",
        "estimate": estimate,
        "se": "0.2",
        "n_intervention": "40",
        "n_control": "42",
        **cells,
    }


def trial(identifier: str, **cells: str) -> dict[str, str]:
    return {
        "trial_id": identifier,
        "label": f"Trial {identifier}",
        "year": "2012",
        "n_randomised": "150",
        "category": "group",
        "status": "included",
        "date_added": "2019-07-12",
        "search_id": "s1",
        "dose": "10",
        **cells,
    }


def judgement(trial_id: str, domain: str = "overall", says: str = "low") -> dict[str, str]:
    return {"trial_id": trial_id, "tool": "RoB2", "domain": domain, "judgement": says}


def faultless() -> Tables:
    return {
        "trials": [trial("A"), trial("B"), trial("C")],
        "arms": [
            arm("A", "intervention", "55.1"),
            arm("A", "control", "52"),
            arm("B", "intervention", "54", sd="11"),
            arm("B", "control", "50.5", sd="12"),
            arm("A", "intervention", "30", outcome="pain"),
            arm("A", "control", "33", outcome="pain"),
            arm("B", "intervention", "12", outcome="growth", sd="2"),
            arm("B", "control", "10", outcome="growth", sd="2"),
            arm("A", "intervention", "", outcome="relapse", events="8"),
            arm("A", "control", "", outcome="relapse", events="14"),
        ],
        "contrasts": [contrast("C", "0.3")],
        "risk_of_bias": [judgement(name) for name in "ABC"],
        "searches": [{"search_id": "s1", "date": "2019-07-12", "source": "MEDLINE"}],
    }


def raw_tables(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> RawTables:
    made = {}
    for name, rows in tables.items():
        columns = tuple(dict.fromkeys(column for row in rows for column in row))
        cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
        lines = tuple(range(2, 2 + len(rows)))
        made[name] = RawTable(name, f"registry/{name}.csv", columns, cells, lines)
    return RawTables(made, datetime(2026, 11, 22, tzinfo=UTC), "registry")


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    return parse_protocol(PROTOCOL)


@pytest.fixture
def tables() -> Tables:
    return faultless()


@pytest.fixture(scope="session")
def without_fault() -> Callable[[], Tables]:
    return faultless


@pytest.fixture
def raw() -> Callable[[Tables], RawTables]:
    return raw_tables


@pytest.fixture(scope="session")
def reading(protocol: Protocol) -> Callable[[Tables], Snapshot]:
    return lambda tables: read(raw_tables(tables), protocol)
