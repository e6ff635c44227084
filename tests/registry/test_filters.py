"""No included trial with results leaves every analysis without being named."""

from __future__ import annotations

import datetime as dt
import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from living_review.findings import Findings, VersionInfo
from living_review.protocol import parse_protocol
from living_review.protocol.filters import everything_asked
from living_review.registry import Snapshot, read
from living_review.sources import RawTables
from living_review.synthesis import synthesise

if TYPE_CHECKING:
    from conftest import faultless, raw_tables
else:
    made = runpy.run_path(str(Path(__file__).with_name("conftest.py")))
    faultless, raw_tables = made["faultless"], made["raw_tables"]

Tables = dict[str, list[dict[str, str]]]
HEAD = """\
review: {id: t, title: T, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post, weeks: [0, 60]}]
outcomes:
  - {id: mood, label: Mood, measure: SMD, better: higher}
  - {id: pain, label: Pain, measure: MD, better: lower}
  - {id: growth, label: Growth, measure: ROM, better: higher}
  - {id: relapse, label: Relapse, measure: RR, better: lower}
"""
TWO = """\
comparisons:
  - id: main
    label: Main
    intervention: i
    comparator: c
    include: {category: [group, couple], delivery: [in person], comparator: [care, waiting list]}
    exclude: {population: [children]}
  - id: other
    label: Other
    intervention: i
    comparator: c
    include: {category: [single], delivery: [in person]}
analysis:
  sensitivity:
    - {id: online, label: Online too, include: {delivery: [in person, online]}}
    - {id: any, label: Any comparator, include: {comparator: any}}
"""
GOOD = {"category": "group", "delivery": "in person", "comparator": "care", "population": "adults"}
RULES = {"filtered-by-a-slip", "in-no-analysis", "let-in-by-a-slip"}


def reading(protocol: str = TWO, **cells: str) -> Snapshot:
    tables = faultless()
    for row in tables["trials"]:
        row.update(GOOD)
    tables["trials"][0].update(cells)
    return read(raw_tables(tables), parse_protocol(HEAD + protocol))


def named(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """The queries of these rules on trial A: rule and reason by column."""
    return {
        query.column: (query.rule, query.reason)
        for query in snapshot.queries
        if query.rule in RULES and query.trial_id == "A"
    }


def findings(snapshot: Snapshot, protocol: str) -> Findings:
    day = dt.date(2026, 11, 22)
    version = VersionInfo(number=None, date=day)
    return synthesise(snapshot, parse_protocol(HEAD + protocol), today=day, version=version)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(("category", cell) for cell in ("#N/A", "NaN", "unknown", "SM", "-", "", "grop")),
        *(("delivery", cell) for cell in ("face to face", "in person; online", "hybrid", "n/a")),
        *(("comparator", cell) for cell in ("TAU", "usual", "none", "care / waiting list")),
    ],
)
def test_a_value_that_no_filter_names_is_queried(column: str, cell: str) -> None:
    rule, reason = named(reading(**{column: cell}))[column]
    assert rule == "filtered-by-a-slip"
    assert "'Main'" in reason
    query = next(q for q in reading(**{column: cell}).queries if q.rule == rule)
    assert query.value == cell
    if cell not in ("#N/A", "NaN", "n/a", ""):
        assert "'in person'" in reason or "'care'" in reason or "'group'" in reason


def test_a_cell_of_several_values_says_that_one_is_read() -> None:
    _, reason = named(reading(delivery="online; in person"))["delivery"]
    assert "reads the cell as one value" in reason
    assert "'online', 'in person'" in reason


@pytest.mark.parametrize(
    "cell", ["in  person", "In Person", "in\u00a0person", " in person ", "ｉn person"]
)
def test_blanks_capitals_and_widths_keep_no_trial_out(cell: str) -> None:
    snapshot = reading(delivery=cell)
    assert named(snapshot) == {}
    main = findings(snapshot, TWO).findings[0]
    assert "A" in {trial.trial_id for trial in main.trials}


@pytest.mark.parametrize("dash", "-‐‑–—−")
def test_the_length_of_a_dash_keeps_no_trial_out(dash: str) -> None:
    protocol = TWO.replace("group, couple", "self-management, group")
    assert named(reading(protocol, category=f"self{dash}management")) == {}


def test_a_value_that_another_analysis_names_is_as_the_protocol_wants_it() -> None:
    assert named(reading(delivery="online")) == {}
    assert named(reading(category="single")) == {}


def test_a_column_that_decides_nothing_is_not_doubted() -> None:
    # In the other comparison no comparator is asked for.
    assert named(reading(category="single", comparator="TAU")) == {}


def test_a_trial_whose_values_are_named_by_different_analyses_is_in_none() -> None:
    rule, reason = named(reading(population="children"))["population"]
    assert rule == "in-no-analysis"
    assert "population = 'children'" in reason


@pytest.mark.parametrize("cell", ["childern", "Children ", "child ren", ""])
def test_what_was_to_be_left_out_is_not_let_in_by_a_slip(cell: str) -> None:
    (rule, reason) = named(reading(population=cell))["population"]
    assert rule == ("in-no-analysis" if cell == "Children " else "let-in-by-a-slip")
    assert "children" in reason.lower()


def test_a_trial_of_another_status_is_no_concern() -> None:
    assert named(reading(category="SM", status="excluded", status_reason="x")) == {}


def test_a_filter_reads_a_whole_number_as_it_is_written() -> None:
    protocol = TWO.replace("category: [single]", "year: ['2012']")
    snapshot = reading(protocol, category="SM")
    pools = [f for f in findings(snapshot, protocol).findings if f.comparison == "other"]
    assert "A" in {trial.trial_id for f in pools for trial in f.trials}


def test_an_empty_moderator_or_subgroup_is_named() -> None:
    protocol = TWO + "  subgroups: [country]\n  moderators: [dose]\n"
    snapshot = reading(protocol, dose="", country="")
    told = {(q.trial_id, q.column) for q in snapshot.queries if q.rule == "grouping-missing"}
    assert ("A", "dose") in told


CELLS = {
    "category": ["group", "single", "", "SM", "#N/A", "Group ", "couple"],
    "delivery": [
        "in person",
        "online",
        "",
        "NaN",
        "in  person",
        "face to face",
        "in person; online",
    ],
    "comparator": ["care", "waiting list", "TAU", "", "n/a"],
    "population": ["adults", "children", "childern", ""],
}


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.fixed_dictionaries({k: st.sampled_from(v) for k, v in CELLS.items()}),
                  min_size=3, max_size=3),
    filters=st.sampled_from([TWO, TWO.split("analysis:")[0], TWO.replace("comparator: any",
                             "category: any, delivery: any")]),
)  # fmt: skip
def test_every_included_trial_with_results_is_in_an_analysis_or_named(
    rows: list[dict[str, str]], filters: str
) -> None:
    tables = faultless()
    for trial, cells in zip(tables["trials"], rows, strict=False):
        trial.update(cells)
    protocol = parse_protocol(HEAD + filters)
    raw: RawTables = raw_tables(tables)
    snapshot = read(raw, protocol)
    found = findings(snapshot, filters)
    pooled = {trial.trial_id for each in found.findings for trial in each.trials}
    asked = tuple(everything_asked(protocol))
    told = {each.trial_id for each in (*found.queries, *found.quarantine)}
    for trial in snapshot.trials.to_dict("records"):
        if trial["status"] != "included":
            continue
        beside = any(each.takes(trial) for each in asked)
        assert trial["trial_id"] in pooled or beside or trial["trial_id"] in told
        queries = [q for q in found.queries if q.trial_id == trial["trial_id"] and q.rule in RULES]
        if not beside:
            assert queries
