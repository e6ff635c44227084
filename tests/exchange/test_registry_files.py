"""Adding imported rows to a registry: nothing that is there changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from living_review.exchange.registry_files import Addition, appended, new_files
from living_review.exchange.tabulate import table
from living_review.sources import RawTables, read_csv

TRIAL = {
    "trial_id": "A",
    "label": "Adams 2001",
    "year": "2001",
    "doi": "10.1/a",
    "status": "included",
    "date_added": "2020-01-01",
}
ARM = {
    "trial_id": "A",
    "outcome": "mood",
    "timepoint": "post",
    "higher_is_better": "false",
    "arm": "support",
    "role": "intervention",
    "n": "20",
    "mean": "1.5",
}


def tables(**rows: Sequence[Mapping[str, Any]]) -> RawTables:
    made = {name: table(name, [dict(row) for row in each]) for name, each in rows.items()}
    return RawTables(made, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def add(imported: RawTables, **files: str) -> Addition:
    contents = {name: text.encode() for name, text in files.items()}
    there = {name: read_csv(content, name, f"{name}.csv") for name, content in contents.items()}
    registry = RawTables(there, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return appended(registry, contents, imported)


TRIALS = "trial_id,label,year,doi,status,date_added\nA,Adams,2001,10.1/a,included,2019-01-01\n"
ARMS = (
    "trial_id,outcome,timepoint,higher_is_better,arm,role,n,mean\n"
    'A,mood,post,false,"support",intervention,20,1.50\n'
)


def test_rows_that_are_there_already_are_left_out_in_silence() -> None:
    same = {**TRIAL, "label": "Adams"}
    done = add(tables(trials=[same], arms=[ARM]), trials=TRIALS, arms=ARMS)
    assert (done.files, done.conflicts) == ({}, ())
    assert done.known == {"trials": 1, "arms": 1}


def test_a_row_that_says_otherwise_is_a_conflict_and_stays() -> None:
    done = add(
        tables(trials=[{**TRIAL, "label": "Adams"}], arms=[{**ARM, "mean": "1.6"}]),
        trials=TRIALS,
        arms=ARMS,
    )
    assert done.files == {}
    (conflict,) = done.conflicts
    assert (conflict.table, conflict.row, conflict.column) == ("arms", 2, "mean")
    assert "the registry says '1.50' in mean, the file '1.6'" in conflict.sentence


def test_new_rows_come_after_the_bytes_that_were_there() -> None:
    done = add(
        tables(
            trials=[{**TRIAL, "label": "Adams"}, {**TRIAL, "trial_id": "B", "doi": ""}],
            arms=[{**ARM, "role": "control", "arm": "care, usual"}],
        ),
        trials=TRIALS,
        arms=ARMS.rstrip("\n"),
    )
    assert done.files["trials.csv"].startswith(TRIALS.encode())
    assert done.files["trials.csv"].endswith(b"B,Adams 2001,2001,,included,2020-01-01\n")
    assert done.files["arms.csv"] == (
        ARMS.encode() + b'A,mood,post,false,"care, usual",control,20,1.5\n'
    )
    assert done.added == {"trials": 1, "arms": 1}


def test_a_table_with_semicolons_and_decimal_commas_keeps_them() -> None:
    german = ARMS.replace(",", ";").replace("1.50", "1,50")
    done = add(
        tables(trials=[{**TRIAL, "label": "Adams"}], arms=[ARM, {**ARM, "arm": "care"}]),
        trials=TRIALS,
        arms=german,
    )
    assert done.known["arms"] == 1
    assert done.files["arms.csv"].endswith(b"A;mood;post;false;care;intervention;20;1,5\n")


def test_a_column_that_is_missing_is_added_and_the_rows_keep_their_cells() -> None:
    done = add(
        tables(trials=[{**TRIAL, "label": "Adams"}], arms=[{**ARM, "arm": "x", "weeks": "12"}]),
        trials=TRIALS,
        arms=ARMS,
    )
    grown = read_csv(done.files["arms.csv"], "arms", "arms.csv")
    assert grown.columns[-1] == "weeks"
    assert [row[-1] for row in grown.rows] == ["", "12"]
    assert grown.rows[0][:-1] == read_csv(ARMS.encode(), "arms", "arms.csv").rows[0]


def test_another_trial_of_the_same_name_is_left_out_with_all_its_rows() -> None:
    done = add(
        tables(trials=[{**TRIAL, "label": "Adams", "doi": "10.1/z"}], arms=[{**ARM, "arm": "new"}]),
        trials=TRIALS,
        arms=ARMS,
    )
    assert done.files == {}
    assert "no row of A was added" in done.conflicts[0].sentence


def test_a_trial_that_is_there_under_another_identifier_is_found_by_its_doi() -> None:
    done = add(tables(trials=[{**TRIAL, "trial_id": "Adams_2001", "doi": "10.1/A"}]), trials=TRIALS)
    assert done.files == {}
    assert done.conflicts[0].there == "A"


def test_a_table_the_registry_has_not_yet_is_a_new_file() -> None:
    done = add(tables(trials=[{**TRIAL, "label": "Adams"}], arms=[ARM]), trials=TRIALS)
    assert set(done.files) == {"arms.csv"}


def test_a_cell_with_line_breaks_and_quotes_survives_writing() -> None:
    odd = {**TRIAL, "label": 'Say "A",\n=B'}
    written = new_files(tables(trials=[odd]))["trials.csv"]
    read = read_csv(written, "trials", "trials.csv")
    assert read.rows[0][read.columns.index("label")] == odd["label"]


def test_a_cell_that_only_the_file_fills_is_told_and_the_results_are_added() -> None:
    done = add(
        tables(trials=[{**TRIAL, "label": "Adams"}], arms=[{**ARM, "arm": "new"}]),
        trials=TRIALS.replace("10.1/a", ""),
        arms=ARMS,
    )
    assert done.added == {"trials": 0, "arms": 1}
    (conflict,) = done.conflicts
    assert "the registry says nothing in doi, the file '10.1/a'" in conflict.sentence


def test_a_number_written_otherwise_is_no_conflict() -> None:
    there = TRIALS.replace("date_added\n", "date_added,mean_age,source\n").replace(
        "2019-01-01\n", "2019-01-01,39.45,release_1.csv\n"
    )
    same = {**TRIAL, "label": "Adams", "mean_age": "39.450000000000003", "source": "release_2.csv"}
    done = add(tables(trials=[same]), trials=there)
    assert (done.files, done.conflicts) == ({}, ())
    other = add(tables(trials=[{**same, "mean_age": "39.46"}]), trials=there)
    assert [each.column for each in other.conflicts] == ["mean_age"]


def test_without_a_doi_on_one_side_no_trial_is_taken_for_another() -> None:
    other = {**TRIAL, "trial_id": "Adams_2001"}
    bare = {name: cell for name, cell in other.items() if name != "doi"}
    done = add(tables(trials=[bare]), trials=TRIALS)
    assert done.conflicts == ()
    without = TRIALS.replace("doi,", "").replace("10.1/a,", "")
    assert add(tables(trials=[other]), trials=without).conflicts == ()
