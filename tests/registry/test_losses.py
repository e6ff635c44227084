"""What a registry lost since the last version, and what may go without a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from living_review.registry.losses import losses
from living_review.sources import RawTables
from living_review.sources.csv_folder import read_csv

TRIALS = tuple(f"T{number}" for number in range(1, 13))


def table(name, *lines):
    return read_csv("\n".join(lines).encode(), name, f"registry/{name}.csv")


@pytest.fixture
def registry():
    """Twelve trials with two arms each; one has only a contrast."""
    import datetime as dt

    arms = [f"{trial},{role}" for trial in TRIALS[:11] for role in ("intervention", "control")]
    made = {
        "trials": table("trials", "trial_id,status", *(f"{trial},included" for trial in TRIALS)),
        "arms": table("arms", "trial_id,role", *arms),
        "contrasts": table("contrasts", "trial_id,estimate", "T12,0.5"),
        "risk_of_bias": table(
            "risk_of_bias", "trial_id,domain", *(f"{trial},overall" for trial in TRIALS)
        ),
        "searches": table("searches", "search_id,source", "S1,PubMed", "S2,PubMed", "S3,PubMed"),
    }
    return RawTables(made, dt.datetime(2026, 11, 24, tzinfo=dt.UTC))


def without(registry, name, *trials, last=None):
    rows = [row for row in registry[name].rows if row[0] not in trials][:last]
    changed = replace(registry[name], rows=tuple(rows), lines=registry[name].lines[: len(rows)])
    return RawTables({**registry, name: changed}, registry.pulled_at)


def test_a_registry_that_kept_everything_lost_nothing(registry):
    assert list(losses(registry, registry)) == []


def test_a_table_that_is_gone_is_named(registry):
    left = {name: kept for name, kept in registry.items() if name != "arms"}
    assert list(losses(registry, RawTables(left, registry.pulled_at))) == ["the whole table arms"]


def test_a_table_of_which_the_header_is_left_is_gone(registry):
    assert list(losses(registry, without(registry, "arms", last=0))) == ["the whole table arms"]


def test_half_of_a_table_names_trials_and_rows(registry):
    assert list(losses(registry, without(registry, "arms", last=11))) == [
        "all results of 5 trials that are still included (T7, T8, T9, T10, T11)",
        "11 of the 23 rows of results (T6, T7, T8, T9, T10 and 1 more)",
    ]


def test_an_included_trial_without_its_results_is_named(registry):
    (said,) = losses(registry, without(registry, "arms", "T3"))
    assert said == "all results of 1 trial that is still included (T3)"


def test_results_that_moved_to_another_table_are_not_lost(registry):
    moved = without(registry, "arms", "T3")
    contrasts = table("contrasts", "trial_id,estimate", "T12,0.5", "T3,0.1")
    assert (
        list(losses(registry, RawTables({**moved, "contrasts": contrasts}, moved.pulled_at))) == []
    )


def test_a_trial_that_was_retracted_or_taken_out_may_lose_its_results(registry):
    bare = without(registry, "arms", "T3")
    retracted = table(
        "trials",
        "trial_id,status",
        *(f"{trial},{'retracted' if trial == 'T3' else 'included'}" for trial in TRIALS),
    )
    assert list(losses(registry, RawTables({**bare, "trials": retracted}, bare.pulled_at))) == []
    assert list(losses(registry, without(bare, "trials", "T3"))) == []


def test_more_than_a_tenth_of_the_trials_is_too_many(registry):
    now = without(registry, "trials", "T1", "T2")
    assert list(losses(registry, now)) == ["2 of the 12 trials (T1, T2)"]


def test_judgements_and_searches_are_counted_too(registry):
    now = without(without(registry, "risk_of_bias", "T1", "T2"), "searches", "S1", "S2")
    assert list(losses(registry, now)) == [
        "2 of the 12 trials with judgements of risk of bias (T1, T2)",
        "2 of the 3 searches (S1, S2)",
    ]


def test_one_row_of_a_trial_may_go_unasked(registry):
    fewer = replace(registry["arms"], rows=registry["arms"].rows[1:])
    assert list(losses(registry, RawTables({**registry, "arms": fewer}, registry.pulled_at))) == []
