"""A trial that its outcome's method cannot count is queried."""

from __future__ import annotations

from datetime import UTC, datetime

from living_review.protocol import parse_protocol
from living_review.registry import read
from living_review.sources import RawTable, RawTables

PROTOCOL = """
review: {id: r, title: R, authors: [A], question: {population: p, intervention: i, comparator: c}}
timepoints: [{id: post, label: Post}]
comparisons: [{id: main, label: Main, intervention: i, comparator: c}]
outcomes:
  - {id: death, label: Death, measure: OR, better: lower, analysis: {model: common, method: METHOD}}
  - {id: mood, label: Mood, measure: SMD, better: lower}
"""


def table(name, rows):
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
    return RawTable(name, f"{name}.csv", columns, cells, tuple(range(2, len(rows) + 2)))


def queried(method, **cells):
    trial = {"year": "2001", "status": "included", "date_added": "2020-01-01"}
    at = {"timepoint": "post", "higher_is_better": "false"}
    arm = {"trial_id": "b", "outcome": "death", "n": "50", **at}
    given = {"outcome": "death", "measure": "OR", "estimate": "0.7", **at}
    given |= {"ci_low": "0.5", "ci_high": "0.98", **cells}
    tables = {
        "trials": [{"trial_id": name, "label": name, **trial} for name in "ab"],
        "arms": [
            {**arm, "arm": "x", "role": "intervention", "events": "4"},
            {**arm, "arm": "y", "role": "control", "events": "7"},
        ],
        "contrasts": [{"trial_id": name, **given} for name in "ab"],
    }
    made = {name: table(name, rows) for name, rows in tables.items()}
    empty = {
        "risk_of_bias": ("trial_id", "tool", "domain", "judgement"),
        "searches": ("search_id", "date", "source"),
    }
    made |= {name: RawTable(name, f"{name}.csv", cols, (), ()) for name, cols in empty.items()}
    raw = RawTables(made, datetime(2026, 11, 22, tzinfo=UTC))
    snapshot = read(raw, parse_protocol(PROTOCOL.replace("METHOD", method)))
    return [each for each in snapshot.queries if each.rule == "comparison-not-counted"]


def test_a_comparison_without_arms_is_queried_where_events_are_counted():
    for method, name in (("mantel-haenszel", "Mantel-Haenszel"), ("peto", "Peto")):
        (query,) = queried(method)
        assert (query.table, query.trial_id, query.row) == ("contrasts", "a", 2)
        assert f"pooled by {name}, which counts the events of each arm" in query.reason
    assert queried("inverse-variance") == []


def test_a_comparison_that_peto_s_method_pools_is_not_queried():
    whole = {"estimate": "", "ci_low": "", "ci_high": "", "o_minus_e": "-3.1", "variance": "8.4"}
    assert queried("peto", **whole) == []
    for method, remedy in (("mantel-haenszel", "its arms, or pool"), ("peto", "or o_minus_e and")):
        (query,) = queried(method, **({} if method == "peto" else whole))
        assert remedy in query.reason
