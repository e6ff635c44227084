"""What stops a run, what the snapshot holds, and what its hash depends on."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import living_review.registry as package
from living_review.ground.errors import BadInput, ProtocolError, RegistryError
from living_review.protocol import Protocol
from living_review.registry import TABLES, Snapshot, content_hash, read
from living_review.sources import CsvFolder, RawTables, read_csv

Tables = dict[str, list[dict[str, str]]]
Reading = Callable[[Tables], Snapshot]
Raw = Callable[[Tables], RawTables]


def renamed(raw: RawTables, table: str, old: str, new: str) -> RawTables:
    columns = tuple(new if name == old else name for name in raw[table].columns)
    return RawTables({**raw, table: replace(raw[table], columns=columns)}, raw.pulled_at, raw.place)


@pytest.mark.parametrize(
    ("table", "old", "new", "problems"),
    [
        (
            "arms",
            "outcome",
            "outcom",
            (
                "registry/arms.csv, row 1: unknown column 'outcom' — did you mean 'outcome'?",
                "registry/arms.csv, row 1: the required column 'outcome' is missing — is it the "
                "one named 'outcom'?",
            ),
        ),
        (
            "arms",
            "weeks",
            "dose",
            (
                "registry/arms.csv, row 1: unknown column 'dose'; remove it, or keep what it says "
                "in notes.",
            ),
        ),
        (
            "trials",
            "year",
            "published",
            ("registry/trials.csv, row 1: the required column 'year' is missing; add it.",),
        ),
        (
            "arms",
            "weeks",
            "mean",
            ("registry/arms.csv, row 1: the column 'mean' is there twice; keep one of the two.",),
        ),
        (
            "arms",
            "weeks",
            "",
            ("registry/arms.csv, row 1: column 4 has cells but no name; name it or remove it.",),
        ),
    ],
)
def test_a_wrong_header_stops_the_run(
    table: str,
    old: str,
    new: str,
    problems: tuple[str, ...],
    tables: Tables,
    raw: Raw,
    protocol: Protocol,
) -> None:
    with pytest.raises(RegistryError) as caught:
        read(renamed(raw(tables), table, old, new), protocol)
    assert caught.value.problems == problems


@pytest.mark.parametrize(
    ("gone", "problem"),
    [
        (("trials",), "There is no table 'trials' in registry; add it, with one row a trial."),
        (
            ("arms", "contrasts"),
            "There is neither a table 'arms' nor a table 'contrasts' in registry; add the one your "
            "results are in.",
        ),
    ],
)
def test_a_missing_table_stops_the_run(
    gone: tuple[str, ...], problem: str, tables: Tables, reading: Reading
) -> None:
    for name in gone:
        del tables[name]
    with pytest.raises(RegistryError) as caught:
        reading(tables)
    assert caught.value.problems == (problem,)


def test_a_table_nobody_knows_stops_the_run(tables: Tables, reading: Reading) -> None:
    tables["arm"] = tables.pop("arms")
    with pytest.raises(RegistryError, match="unknown table 'arm' — did you mean 'arms'"):
        reading(tables)


def test_tables_without_rows_are_read(tables: Tables, raw: Raw, protocol: Protocol) -> None:
    made = raw(tables)
    bare = {name: replace(table, rows=(), lines=()) for name, table in made.items()}
    snapshot = read(RawTables(bare, made.pulled_at, made.place), protocol)
    assert (len(snapshot.trials), len(snapshot.arms)) == (0, 0)
    assert snapshot.arms["n"].dtype == np.int64
    assert snapshot.arms["higher_is_better"].dtype == np.bool_
    assert not snapshot.quarantine


def test_a_registry_of_contrasts_alone_is_read(tables: Tables, reading: Reading) -> None:
    del tables["arms"]
    snapshot = reading(tables)
    assert len(snapshot.contrasts) == 1
    assert not snapshot.quarantine


def test_a_registry_whose_rows_are_all_wrong_is_read(tables: Tables, reading: Reading) -> None:
    for row in tables["trials"]:
        row["year"] = "MMXII"
    snapshot = reading(tables)
    assert (len(snapshot.trials), len(snapshot.arms), len(snapshot.contrasts)) == (0, 0, 0)
    assert {q.rule for q in snapshot.quarantine} == {"not-a-number", "trial-set-aside"}
    assert len(snapshot.quarantine) == 3 + 10 + 1 + 3


@pytest.mark.parametrize("gone", ["contrasts", "risk_of_bias", "searches"])
def test_the_other_tables_may_be_absent(gone: str, tables: Tables, reading: Reading) -> None:
    del tables[gone]
    snapshot = reading(tables)
    assert list(getattr(snapshot, gone).columns) == list(TABLES[gone].names)
    assert not snapshot.quarantine


def test_a_repeated_key_stops_the_run_and_names_both_rows(tables: Tables, reading: Reading) -> None:
    tables["arms"].append({**tables["arms"][0], "mean": "56"})
    with pytest.raises(RegistryError) as caught:
        reading(tables)
    assert str(caught.value) == (
        "registry/arms.csv, row 12: the same trial_id 'A', outcome 'mood', timepoint 'post', "
        "instrument 'Mood Scale', arm 'group', weeks '8' already stands in row 2; keep one of the "
        "two, or tell them apart."
    )


def test_an_empty_cell_and_its_default_are_one_key(tables: Tables, reading: Reading) -> None:
    tables["contrasts"].append({**tables["contrasts"][0], "adjusted": "FALSE"})
    with pytest.raises(RegistryError, match="adjusted 'false', weeks '8' already stands in row 2"):
        reading(tables)


def test_a_column_only_the_protocol_knows_is_the_protocols_fault(
    tables: Tables, reading: Reading
) -> None:
    for row in tables["trials"]:
        row["doses"] = row.pop("dose")
    with pytest.raises(ProtocolError) as caught:
        reading(tables)
    assert str(caught.value) == (
        "protocol.yml, line 36, analysis.moderators[1]: registry/trials.csv has no column 'dose' — "
        "did you mean 'doses'?"
    )


def test_values_are_typed_and_defaults_filled_in(tables: Tables, reading: Reading) -> None:
    tables["arms"][0].update(n="50.0", higher_is_better="TRUE", role="Intervention", mean="+55.10")
    tables["trials"][0].update(date_added="2019-07-12 00:00:00", completed="2018-05")
    snapshot = reading(tables)
    arm = snapshot.arms.loc[2]
    assert (arm["n"], arm["mean"], arm["role"]) == (50, 55.1, "intervention")
    assert arm["higher_is_better"] is np.True_
    assert (arm["score"], arm["ci_level"]) == ("endpoint", 0.95)
    assert np.isnan(arm["median"])
    assert arm["notes"] == ""
    trial = snapshot.trials.loc[2]
    assert trial["date_added"] == dt.date(2019, 7, 12)
    assert (trial["completed"], trial["dose"], trial["doi"]) == ("2018-05", "10", "")
    assert snapshot.arms["n"].dtype == np.int64
    assert snapshot.trials["year"].dtype == np.int64
    assert snapshot.contrasts["adjusted"].dtype == np.bool_
    assert not snapshot.contrasts["adjusted"].any()


def test_a_snapshot_cannot_be_changed(tables: Tables, reading: Reading) -> None:
    with pytest.raises(FrozenInstanceError):
        reading(tables).hash = ""  # type: ignore[misc]


def test_a_value_that_was_set_aside_is_shown_printable_and_cut(
    tables: Tables, reading: Reading
) -> None:
    tables["arms"][0]["notes"] = "a\x00\x1b[31m\nb" + "x" * 1_000_000
    (remark, _) = reading(tables).quarantine
    assert remark.value.startswith("a\ufffd\ufffd[31m b")
    assert len(remark.value) == 120


def rebuilt(raw: RawTables, table: str, rows: list[tuple[str, ...]]) -> RawTables:
    lines = tuple(range(2, 2 + len(rows)))
    changed = replace(raw[table], rows=tuple(rows), lines=lines)
    return RawTables({**raw, table: changed}, raw.pulled_at, raw.place)


def test_the_order_of_rows_and_columns_does_not_change_the_hash(tables: Tables, raw: Raw) -> None:
    turned = {
        name: [dict(reversed(row.items())) for row in reversed(rows)]
        for name, rows in reversed(tables.items())
    }
    assert content_hash(raw(turned)) == content_hash(raw(tables))


def test_the_way_a_cell_is_written_does_not_change_the_hash(tables: Tables, raw: Raw) -> None:
    before = content_hash(raw(tables))
    tables["arms"][0].update(n=" 50.0 ", mean="55.10", higher_is_better="TRUE", events="", sd="1e1")
    tables["trials"][0].update(date_added="2019-07-12 00:00:00", dose="10.0", funding=" ")
    assert content_hash(raw(tables)) == before


def test_text_that_holds_separators_is_not_taken_for_other_cells(tables: Tables, raw: Raw) -> None:
    tables["trials"][0].update(country='a","b', population="")
    one = content_hash(raw(tables))
    tables["trials"][0].update(country="a", population="b")
    assert content_hash(raw(tables)) != one


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_changed_cell_changes_the_hash(data: st.DataObject, tables: Tables, raw: Raw) -> None:
    made = raw(tables)
    name = data.draw(st.sampled_from(sorted(made)))
    table = made[name]
    i = data.draw(st.integers(0, len(table.rows) - 1))
    j = data.draw(st.integers(0, len(table.columns) - 1))
    cell = data.draw(st.text(min_size=1).filter(lambda text: text.strip() == text))
    rows = list(table.rows)
    if cell == rows[i][j]:
        return
    rows[i] = (*rows[i][:j], cell, *rows[i][j + 1 :])
    changed = rebuilt(made, name, rows)
    same_value = table.columns[j] in ("higher_is_better",) and cell in ("0", "1")
    assert same_value or content_hash(changed) != content_hash(made)


def test_a_removed_row_changes_the_hash(tables: Tables, raw: Raw) -> None:
    before = content_hash(raw(tables))
    for name, rows in tables.items():
        for i in range(len(rows)):
            fewer = {**tables, name: [row for j, row in enumerate(rows) if j != i]}
            if fewer[name]:
                assert content_hash(raw(fewer)) != before


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_are_the_same_numbers_and_the_same_hash(
    separator: str, tables: Tables, raw: Raw, protocol: Protocol
) -> None:
    plain = raw(tables)
    written = {}
    for name, table in plain.items():
        numeric = [
            c.name in table.columns and TABLES[name].column(c.name).kind == "number"
            for c in TABLES[name].columns
        ]
        numbers = {c.name for c, yes in zip(TABLES[name].columns, numeric, strict=True) if yes}
        lines = [separator.join(table.columns)]
        lines += [
            separator.join(
                cell.replace(".", ",") if column in numbers else cell
                for column, cell in zip(table.columns, row, strict=True)
            )
            for row in table.rows
        ]
        written[name] = read_csv("\n".join(lines).encode(), name, f"registry/{name}.csv")
    german = RawTables(written, plain.pulled_at, plain.place)
    assert content_hash(german) == content_hash(plain)
    one, other = read(plain, protocol), read(german, protocol)
    pd.testing.assert_frame_equal(one.arms, other.arms)
    assert not other.quarantine


def test_a_point_among_decimal_commas_may_mean_thousands_and_is_set_aside(
    tables: Tables, raw: Raw, protocol: Protocol
) -> None:
    tables["arms"][0]["mean"] = "55,1"
    tables["arms"][2]["mean"] = "1.054"
    tables["arms"][3]["mean"] = "50,5"
    made = raw(tables)
    german = RawTables(
        {**made, "arms": replace(made["arms"], separator=";")}, made.pulled_at, made.place
    )
    snapshot = read(german, protocol)
    assert snapshot.arms.loc[2, "mean"] == 55.1
    assert {(q.row, q.rule) for q in snapshot.quarantine} == {
        (4, "decimal-mark"),
        (5, "arm-without-partner"),
    }


def test_an_earlier_date_keeps_what_had_entered_by_then(
    tables: Tables, raw: Raw, protocol: Protocol
) -> None:
    tables["trials"][1].update(date_added="2020-01-01")
    tables["trials"][2].update(date_added="2020-01-02")
    tables["searches"].append({"search_id": "s2", "date": "2020-01-01", "source": "MEDLINE"})
    tables["exclusions"] = [
        {"report": "One", "reason": "not randomised", "search_id": "s1"},
        {"report": "Two", "reason": "not randomised", "search_id": "s2"},
    ]
    made = raw(tables)
    kept = read(made, protocol, as_of=dt.date(2020, 1, 1))
    assert list(kept.trials["trial_id"]) == ["A", "B"]
    assert set(kept.arms["trial_id"]) == {"A", "B"}
    assert kept.contrasts.empty
    assert set(kept.risk_of_bias["trial_id"]) == {"A", "B"}
    early = read(made, protocol, as_of=dt.date(2019, 12, 31))
    assert list(early.searches["search_id"]) == ["s1"]
    assert list(early.exclusions["report"]) == ["One"]
    assert not early.quarantine
    assert len({kept.hash, early.hash, read(made, protocol).hash}) == 3


def test_the_hash_of_an_earlier_date_does_not_depend_on_what_came_later(
    tables: Tables, raw: Raw, protocol: Protocol
) -> None:
    before = read(raw(tables), protocol, as_of=dt.date(2020, 1, 1)).hash
    late = {**tables["trials"][0], "trial_id": "D", "date_added": "2021-01-01"}
    tables["trials"].append(late)
    tables["arms"].append({**tables["arms"][0], "trial_id": "D"})
    assert read(raw(tables), protocol, as_of=dt.date(2020, 1, 1)).hash == before
    assert read(raw(tables), protocol).hash != before


def test_hashing_needs_no_pandas(tmp_path: Path) -> None:
    (tmp_path / "trials.csv").write_text("trial_id\nA\n", encoding="utf-8")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from living_review.registry import content_hash\n"
        "from living_review.sources import CsvFolder\n"
        f"print(content_hash(CsvFolder(Path({str(tmp_path)!r})).pull()))\n"
        "assert not {'pandas', 'numpy', 'scipy'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == content_hash(CsvFolder(tmp_path).pull())


def test_what_the_package_exports_is_what_it_says() -> None:
    assert all(hasattr(package, name) for name in package.__all__)
    assert issubclass(RegistryError, BadInput)


def test_every_column_has_a_meaning_and_a_key_that_exists() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(table.names)
        assert len(set(table.names)) == len(table.names)
        assert all(column.meaning for column in table.columns)
        assert all(column.allowed for column in table.columns if column.kind == "choice")
