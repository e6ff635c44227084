"""Corrections on top of a pulled registry: applied where they fit, told where they do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from living_review.ground.errors import RegistryError
from living_review.protocol import Protocol
from living_review.registry import corrected, read
from living_review.registry.corrections import COLUMNS, Corrected, corrections_in, read_corrections
from living_review.registry.keys import row_keys
from living_review.sources import RawTables, read_csv

Tables = dict[str, list[dict[str, str]]]
KEY = "A/mood/post/Mood Scale/group/8"
MEAN = {"table": "arms", "key": KEY, "column": "mean", "old": "55.1", "new": "54.1"}
SIGNED = {"reason": "A misprint, as the authors wrote", "by": "A. Reader", "date": "2026-11-20"}


def file_of(*rows: dict[str, str]) -> bytes:
    lines = [",".join(COLUMNS)]
    lines += [",".join(f'"{ {**SIGNED, **row}[name] }"' for name in COLUMNS) for row in rows]
    return "\n".join(lines).encode()


def apply(raw: RawTables, *rows: dict[str, str], as_of: dt.date | None = None) -> Corrected:
    return corrected(raw, corrections_in(file_of(*rows), as_of))


@pytest.fixture
def pulled(tables: Tables, raw: Callable[[Tables], RawTables]) -> RawTables:
    return raw(tables)


def test_a_key_is_the_key_columns_in_their_order(pulled: RawTables) -> None:
    assert row_keys(pulled["trials"]) == ["A", "B", "C"]
    assert row_keys(pulled["arms"])[0] == KEY
    assert row_keys(pulled["contrasts"]) == ["C/mood/post/Mood Scale/SMD/false/8"]
    assert row_keys(pulled["risk_of_bias"])[0] == "A//RoB2/overall"


def test_a_correction_changes_one_cell_and_says_so(pulled: RawTables, protocol: Protocol) -> None:
    result = apply(pulled, MEAN)
    snapshot = read(result.tables, protocol, corrections=result)
    before = read(pulled, protocol)
    assert snapshot.arms.at[2, "mean"] == 54.1
    assert snapshot.hash != before.hash
    (applied,) = snapshot.corrections
    assert (applied.old, applied.new, applied.by) == ("55.1", "54.1", "A. Reader")
    assert applied.date == dt.date(2026, 11, 20)
    snapshot.arms.at[2, "mean"] = 55.1
    assert snapshot.arms.equals(before.arms)
    assert snapshot.quarantine == ()


def test_numbers_are_compared_by_what_they_say(pulled: RawTables) -> None:
    assert apply(pulled, {**MEAN, "old": "55.10"}).applied


def test_an_empty_cell_can_be_filled_even_in_a_column_the_source_lacks(
    pulled: RawTables, protocol: Protocol
) -> None:
    result = apply(pulled, {**MEAN, "column": "icc", "old": "", "new": "0.05"})
    assert read(result.tables, protocol).arms.at[2, "icc"] == 0.05


REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "old does not match": ({**MEAN, "old": "55"}, "old", "correction-outdated"),
    "unknown table": ({**MEAN, "table": "arm"}, "table", "correction-unknown"),
    "unknown column": ({**MEAN, "column": "maen"}, "column", "correction-unknown"),
    "a table far from any": ({**MEAN, "table": "zzz"}, "table", "correction-unknown"),
    "a column far from any": ({**MEAN, "column": "zzz"}, "column", "correction-unknown"),
    "a key far from any": ({**MEAN, "key": "zzz"}, "key", "correction-unknown"),
    "unknown key": ({**MEAN, "key": KEY + "s"}, "key", "correction-unknown"),
    "new cannot be read": ({**MEAN, "new": "54,1"}, "new", "correction-not-valid"),
    "a required cell emptied": (
        {**MEAN, "column": "n", "old": "50", "new": ""},
        "new",
        "correction-not-valid",
    ),
    "the key of another row": (
        {**MEAN, "column": "arm", "old": "group", "new": "care"},
        "new",
        "correction-not-valid",
    ),
    "no reason": ({**MEAN, "reason": ""}, "reason", "correction-unsigned"),
    "no date": ({**MEAN, "date": "20.11.2026"}, "date", "correction-unsigned"),
    "a date to come": ({**MEAN, "date": "2026-12-24"}, "date", "correction-unsigned"),
}


SENTENCES = {
    "old does not match": (
        "corrections.csv, row 2, column old of A: found '55'; the registry has '55.1' by "
        "now, so the value of the registry stays; look at the report again, then renew this "
        "row or remove it."
    ),
    "unknown table": (
        "corrections.csv, row 2, column table: found 'arm'; there is no such table — did you "
        "mean 'arms'?"
    ),
    "unknown column": (
        "corrections.csv, row 2, column column of A: found 'maen'; there is no such column — "
        "did you mean 'mean'?"
    ),
    "a table far from any": (
        "corrections.csv, row 2, column table: found 'zzz'; there is no such table; use one "
        "of trials, arms, contrasts, risk_of_bias, searches."
    ),
    "a column far from any": (
        "corrections.csv, row 2, column column of A: found 'zzz'; there is no such column; "
        "write its name as in the registry."
    ),
    "a key far from any": (
        "corrections.csv, row 2, column key of zzz: found 'zzz'; no row has this key; write "
        "its key columns in their order, joined by /."
    ),
    "unknown key": (
        "corrections.csv, row 2, column key of A: found 'A/mood/post/Mood Scale/group/8s'; "
        "no row has this key — did you mean 'A/mood/post/Mood Scale/group/8'?"
    ),
    "new cannot be read": (
        "corrections.csv, row 2, column new of A: found '54,1'; a comma may mean decimals or "
        "thousands; write decimals with a point, and nothing between thousands, so the value "
        "of the registry stays."
    ),
    "a required cell emptied": (
        "corrections.csv, row 2, column new of A: the cell is empty; the cell is required "
        "and cannot be emptied; write the right value, so the value of the registry stays."
    ),
    "the key of another row": (
        "corrections.csv, row 2, column new of A: found 'care'; another row has the key "
        "A/mood/post/Mood Scale/care/8 already, so the value of the registry stays; correct "
        "or remove this row."
    ),
    "no reason": (
        "corrections.csv, row 2, column reason of A: the cell is empty; "
        "fill it in; until then the value stays."
    ),
    "no date": (
        "corrections.csv, row 2, column date of A: found '20.11.2026'; a date is needed; "
        "write it as year-month-day, 2026-11-22; until then the value stays."
    ),
    "a date to come": (
        "corrections.csv, row 2, column date of A: found '2026-12-24'; the date is still to "
        "come; write the day of signing; until then the value stays."
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_correction_that_does_not_fit_is_told_and_the_value_stays(
    name: str, pulled: RawTables, protocol: Protocol
) -> None:
    row, column, rule = REFUSED[name]
    result = apply(pulled, row)
    (told,) = result.refused
    assert (told.file, told.row, told.column, told.rule) == ("corrections.csv", 2, column, rule)
    assert told.sentence == SENTENCES[name]
    assert result.applied == ()
    assert dict(result.tables) == dict(pulled)
    assert told in read(result.tables, protocol, corrections=result).quarantine


def test_a_key_without_weeks_is_understood_where_it_names_one_row(pulled: RawTables) -> None:
    (applied,) = apply(pulled, {**MEAN, "key": "A/mood/post/Mood Scale/group"}).applied
    assert applied.new == "54.1"


def test_a_key_without_weeks_that_names_two_rows_is_told(
    tables: Tables, raw: Callable[[Tables], RawTables]
) -> None:
    tables["arms"].append({**tables["arms"][0], "weeks": "26"})
    result = apply(raw(tables), {**MEAN, "key": "A/mood/post/Mood Scale/group"})
    (told,) = result.refused
    assert (told.column, told.rule) == ("key", "correction-unknown")
    assert "2 rows differ by weeks or stratum alone" in told.reason
    assert f"write one of {KEY}; A/mood/post/Mood Scale/group/26." in told.reason


def test_one_cell_named_by_two_keys_is_corrected_twice(pulled: RawTables) -> None:
    result = apply(pulled, MEAN, {**MEAN, "key": "A/mood/post/Mood Scale/group", "new": "53"})
    assert [each.rule for each in result.refused] == ["correction-twice"] * 2


def test_two_corrections_of_one_cell_are_both_told(pulled: RawTables) -> None:
    result = apply(pulled, MEAN, {**MEAN, "new": "53"})
    assert [each.rule for each in result.refused] == ["correction-twice"] * 2
    assert dict(result.tables) == dict(pulled)


def test_a_correction_that_the_registry_has_taken_over_is_a_query(
    pulled: RawTables, protocol: Protocol
) -> None:
    result = apply(pulled, {**MEAN, "old": "51", "new": "55.1"})
    assert result.refused == ()
    (query,) = read(result.tables, protocol, corrections=result).queries
    assert (query.table, query.rule) == ("corrections", "correction-needless")


def test_a_later_correction_does_not_apply_to_an_earlier_day(pulled: RawTables) -> None:
    assert apply(pulled, MEAN, as_of=dt.date(2026, 11, 19)) == Corrected(pulled)
    assert apply(pulled, MEAN, as_of=dt.date(2026, 11, 20)).applied


def test_a_table_with_decimal_commas_is_corrected_in_points(protocol: Protocol) -> None:
    text = "trial_id;outcome;timepoint;instrument;arm;mean\nA;mood;post;Mood Scale;group;55,1\n"
    table = read_csv(text.encode(), "arms", "registry/arms.csv")
    mean = {**MEAN, "key": "A/mood/post/Mood Scale/group"}
    result = apply(RawTables({"arms": table}, dt.datetime(2026, 11, 22, tzinfo=dt.UTC)), mean)
    assert result.tables["arms"].rows[0][-1] == "54,1"


def test_a_file_with_another_header_is_refused(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "corrections.csv") == ()
    (tmp_path / "corrections.csv").write_text("table,key,colunm,old,new,reason,by,date\n")
    with pytest.raises(RegistryError, match=r"corrections.csv, row 1: unknown column 'colunm'"):
        read_corrections(tmp_path / "corrections.csv")
