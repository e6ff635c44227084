"""A registry that moves from place to place says the same everywhere."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from living_review.ground.errors import BadInput, RegistryError
from living_review.registry import content_hash
from living_review.registry.transfer import Place, write
from living_review.sources import RawTable, RawTables, configured
from living_review.sources.https_data import HttpsData

from .conftest import Answer, Server


@pytest.mark.xdist_group("postgresql")
def test_the_shipped_registry_has_one_hash_in_every_place(
    shipped: RawTables, database: str, server: Server, tmp_path: Path
) -> None:
    """CSV → SQLite → PostgreSQL → workbook → CSV → archive over HTTP."""
    raw = shipped
    for place in (
        Place.parsed(f"sqlite:{tmp_path / 'r.db'}"),
        Place.parsed("postgres-env:REGISTRY_URL", "review"),
        Place.parsed(f"xlsx:{tmp_path / 'r.xlsx'}"),
        Place.parsed(f"csv:{tmp_path / 'r'}"),
    ):
        write(raw, place, replace=False)
        raw = place.pull()
        assert content_hash(raw) == content_hash(shipped), place
        assert {n: len(t.rows) for n, t in raw.items()} == {
            n: len(t.rows) for n, t in shipped.items()
        }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in (tmp_path / "r").iterdir():
            archive.write(path, path.name)
    workbook = (tmp_path / "r.xlsx").read_bytes()
    for body in (out.getvalue(), workbook):
        url = server.says("/registry", Answer(body=body))
        raw = HttpsData(url, tmp_path / "cache", local_http=True).pull()
        assert content_hash(raw) == content_hash(shipped)


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.sampled_from(["=1+1", "007", "12.0", "+5", "1e3", "0.1", "true", "2020-01-01", "a\nb", "'"]),
    st.floats(allow_nan=False, allow_infinity=False, width=64).map(repr),
)


def registry(notes: list[str]) -> RawTables:
    rows = tuple(
        (f"T{i}", "Label", "2001", "included", "2020-01-01", note, note)
        for i, note in enumerate(notes)
    )
    columns = ("trial_id", "label", "year", "status", "date_added", "notes", "own")
    lines = tuple(range(2, len(rows) + 2))
    trials = RawTable("trials", "registry/trials.csv", columns, rows, lines)
    return RawTables({"trials": trials}, dt.datetime.now(dt.UTC))


@given(st.lists(CELLS, min_size=1, max_size=6))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_cell_says_it_says_in_every_file(tmp_path: Path, notes: list[str]) -> None:
    raw = registry(notes)
    for kind in ("csv", "xlsx", "sqlite"):
        place = Place.parsed(f"{kind}:{tmp_path / kind}")
        write(raw, place, replace=True)
        assert content_hash(place.pull()) == content_hash(raw), kind


@pytest.mark.parametrize("notes", ["bell\a", "x" * 40_000])
def test_what_a_workbook_cannot_hold_is_named(notes: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"registry/trials.csv, row 2, column notes: the cell"):
        write(registry([notes]), Place.parsed(f"xlsx:{tmp_path / 'r.xlsx'}"), replace=False)
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_a_database_cannot_hold_is_named(tmp_path: Path) -> None:
    raw = registry(["x"])
    trials = raw["trials"]
    wrong = RawTable(
        *("trials", trials.file, trials.columns),
        (("T0", "Label", "two", "included", "soon", "", ""),),
        (2,),
    )
    with pytest.raises(RegistryError) as caught:
        write(
            RawTables({"trials": wrong}, raw.pulled_at),
            Place.parsed(f"sqlite:{tmp_path / 'r.db'}"),
            replace=False,
        )
    assert [problem.partition(";")[0] for problem in caught.value.problems] == [
        "registry/trials.csv, row 2, column year: found 'two'",
        "registry/trials.csv, row 2, column date_added: found 'soon'",
    ]
    assert list(tmp_path.iterdir()) == []


def test_decimal_commas_become_points(tmp_path: Path) -> None:
    columns = ("trial_id", "label", "year", "status", "date_added")
    trials = RawTable("trials", "t", columns, (("A", "A", "2001", "included", "2020-01-01"),), (2,))
    names = ("trial_id", "outcome", "timepoint", "higher_is_better", "arm", "role", "n", "mean")
    row = ("A", "o", "post", "true", "a", "control", "5", "1,5")
    arms = RawTable("arms", "a", names, (row,), (2,), ";")
    raw = RawTables({"trials": trials, "arms": arms}, dt.datetime.now(dt.UTC))
    for kind in ("csv", "xlsx", "sqlite"):
        place = Place.parsed(f"{kind}:{tmp_path / kind}")
        write(raw, place, replace=False)
        assert content_hash(place.pull()) == content_hash(raw)
        assert "1.5" in place.pull()["arms"].rows[0]


def test_a_folder_is_replaced_only_when_asked_and_keeps_what_is_no_table(tmp_path: Path) -> None:
    place = Place.parsed(f"csv:{tmp_path}")
    (tmp_path / "arms.csv").write_text("stale")
    (tmp_path / "README.md").write_text("kept")
    with pytest.raises(BadInput, match="give --replace to overwrite it"):
        write(registry(["x"]), place, replace=False)
    write(registry(["x"]), place, replace=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "trials.csv"]


@pytest.mark.parametrize("text", ["", "csv:", "r.db", "mysql:x", "postgres:x"])
def test_what_is_no_place_is_told(text: str) -> None:
    with pytest.raises(BadInput, match="is no place for a registry; known are csv:DIR"):
        Place.parsed(text)


def test_a_schema_belongs_to_postgresql() -> None:
    with pytest.raises(BadInput, match="--schema is for postgres-env alone"):
        Place.parsed("csv:x", "review")


def test_the_names_that_sources_look_for_are_those_of_the_registry() -> None:
    from living_review.registry import TABLES
    from living_review.sources.tables import NAMES

    assert tuple(TABLES) == NAMES


def test_a_folder_that_the_protocol_names_stays_in_the_review(tmp_path: Path) -> None:
    outside, review = tmp_path / "outside", tmp_path / "review"
    outside.mkdir()
    (outside / "trials.csv").write_text("trial_id\nA\n")
    (review / "data").mkdir(parents=True)
    (review / "elsewhere").symlink_to(outside)
    (review / "data" / "registry").symlink_to(outside)
    with pytest.raises(RegistryError, match="leads out of the folder of the review"):
        configured(review, {"csv": {"folder": "elsewhere"}})
    # The folder of every review is not named by anybody, and may be a link.
    assert "trials" in configured(review, {"csv": {"folder": "data/registry"}}).pull()


def test_a_file_of_the_registry_stays_where_the_registry_is(tmp_path: Path) -> None:
    review, secret = tmp_path / "review", tmp_path / "secret.csv"
    registry = review / "data" / "registry"
    registry.mkdir(parents=True)
    secret.write_text("trial_id\nA\n")
    (registry / "trials.csv").symlink_to(secret)
    source = configured(review, {"csv": {"folder": "data/registry"}})
    assert source.fingerprint() == ""
    with pytest.raises(RegistryError, match=r"registry/trials\.csv is a link that leads out"):
        source.pull()
    # Within the review a link may lead wherever it likes.
    secret.rename(review / "trials.csv")
    (registry / "trials.csv").unlink()
    (registry / "trials.csv").symlink_to("../../trials.csv")
    assert "trials" in source.pull()


def test_a_place_that_was_tampered_with_gets_no_plain_http(tmp_path: Path) -> None:
    place = {"https": {"url": "https://example.org/r.zip", "local_http": True, "seconds": 1e9}}
    source = configured(tmp_path, place)
    assert isinstance(source, HttpsData)
    assert (source.local_http, source.seconds) == (False, 300.0)
