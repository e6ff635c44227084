"""Slips that people make: no traceback, and no figure that changes without a word."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
COUNT, SEED = 120, 2026
# What is made for one of these tests serves them all.
pytestmark = pytest.mark.xdist_group("mutants")


@pytest.fixture(scope="module")
def mutants():
    spec = importlib.util.spec_from_file_location("mutants", BENCHMARKS / "mutants.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutants"] = module
    before = list(sys.path)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = before
    for name in [each for each in sys.modules if each.partition(".")[0] in ("mutants", "slips")]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def judged(mutants):
    return mutants.all_of(COUNT, SEED)


def test_no_slip_ends_in_a_traceback(judged):
    crashed = [(each.id, each.slips, each.verdict.said) for each in judged
               if each.verdict.kind == "traceback"]  # fmt: skip
    assert not crashed


def test_no_slip_changes_a_figure_without_a_mark(judged):
    silent = [(each.id, each.slips, each.verdict.example) for each in judged
              if each.verdict.kind == "unmarked"]  # fmt: skip
    assert not silent


def test_the_slips_do_change_figures(judged):
    kinds = Counter(each.verdict.kind for each in judged)
    assert sum(kinds.values()) == COUNT
    assert kinds["unchanged"] < 0.4 * COUNT
    assert all(kinds[each] for each in ("refused", "set aside", "queried", "difference only"))


def test_a_mutant_is_the_same_whenever_it_is_made(mutants, judged):
    again = mutants.judged(judged[7].id, list(mutants.REVIEWS), [])
    assert again == judged[7]


def test_a_run_goes_on_where_it_was_stopped(mutants, tmp_path, monkeypatch):
    # The first of every run has its report written too, which the tests above look at.
    judge = mutants.verdict
    monkeypatch.setattr(mutants, "verdict", lambda before, draft, render: judge(before, draft))
    first = mutants.all_of(2, SEED, keep=tmp_path)
    (kept,) = tmp_path.iterdir()
    again = mutants.all_of(2, SEED, keep=tmp_path)
    assert again == first
    kept.write_text("[]")
    assert mutants.all_of(2, SEED, keep=tmp_path) == []


def test_a_change_that_nobody_tells_is_called_unmarked(mutants):
    """The comparison itself can fail: a figure that changes behind the back of every check."""
    from dataclasses import replace

    draft, before = mutants.base("means")
    place = next(each for each in before.figures if each.endswith("pooled.estimate"))
    figures = {**before.figures, place: 0.123}
    said = mutants.verdict(replace(before, figures=figures), draft.copy())
    assert (said.kind, said.moved) == ("unmarked", 1)


@pytest.mark.parametrize("name", ["counts", "means"])
def test_the_made_up_reviews_are_sound(mutants, name):
    _, run = mutants.base(name)
    findings = run.edition.findings
    assert findings.quarantine == ()
    rules = Counter(each.rule for each in findings.queries)
    # One trial has another comparator than the protocol names, for a sensitivity analysis.
    assert rules.pop("filtered-by-a-slip") == 1
    assert set(rules) <= {"direction-turned"}
    assert sum(each.synthesis == "pooled" for each in findings.findings) >= 3
