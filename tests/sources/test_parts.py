"""Small parts of the sources: where a header is, what a protocol hands on, what a database says."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from living_review.ground.errors import (
    BadInput,
    EnvironmentFailure,
    RegistryError,
    SourceUnreachable,
)
from living_review.sources import CsvFolder, configured, download, read_csv, sheet
from living_review.sources.cache import Cache
from living_review.sources.checked_client import proxy_for
from living_review.sources.database import _address, limit_time, postgresql_failure
from living_review.sources.git_program import _SAFE
from living_review.sources.https_data import HttpsData
from living_review.sources.one_file import AtAddress, InReview, kept_at
from living_review.sources.tables import MOST_TITLE_ROWS, header_at, table_named, title_remark

ROOT = Path("/review")
URL = "postgresql://who:secret@host/db"


@pytest.mark.parametrize(
    ("name", "rows", "place"),
    [
        ("trials", ["a title", "trial_id year", "A 2012"], 1),
        ("trials", ["trial_id year", "trial_id trial_id"], 0),
        ("trials", ["A title"], 0),
        ("trials", [], 0),
        ("arms", ["x"] * MOST_TITLE_ROWS + ["trial_id"], MOST_TITLE_ROWS),
        ("arms", ["x"] * (MOST_TITLE_ROWS + 1) + ["trial_id"], 0),
        ("searches", ["x", "search_id"], 1),
        ("something", ["x", "trial_id"], 0),
    ],
)
def test_the_header_is_found_below_a_title(name: str, rows: list[str], place: int) -> None:
    assert header_at(name, [row.split() for row in rows]) == place


@pytest.mark.parametrize(("line", "what"), [(2, "row 1 is"), (3, "rows 1 to 2 are")])
def test_the_rows_of_a_title_are_told(line: int, what: str) -> None:
    told = title_remark(line)
    assert (told.line, told.column, told.rule) == (1, "", "title-rows")
    assert told.reason == (
        f"the header stands in row {line}, and {what} not read; delete what stands above it if it "
        "says nothing that is needed."
    )


def test_a_table_is_known_by_its_name_and_a_slip_is_told() -> None:
    assert table_named(" Risk of-bias", "x") == "risk_of_bias"
    assert table_named("notes", "x") is None
    with pytest.raises(RegistryError, match="x: 'trails' is not the name of a table, and nearly"):
        table_named("trails", "x")


ALL_OF_IT = {
    "url": "https://example.org/r.zip",
    "sha256": "ab" * 32,
    "token_env": "TOKEN",
    "megabytes": 7,
    "allow_hosts": ("intranet",),
}


def test_every_setting_of_an_address_is_handed_on() -> None:
    cache = ROOT / "data" / ".cache"
    asked = {"https": {**ALL_OF_IT, "local_http": True}}
    assert configured(ROOT, asked) == HttpsData(cache=cache, **ALL_OF_IT)
    there = {**ALL_OF_IT, "format": "covidence"}
    assert kept_at(ROOT, cache, there, 9) == AtAddress(cache=cache, local_http=False, **ALL_OF_IT)
    assert kept_at(ROOT, cache, {"file": "a.csv", **there}, 9) == InReview(ROOT, "a.csv", 9)
    assert kept_at(ROOT, cache, {"url": ALL_OF_IT["url"]}, 9, local=True) == AtAddress(
        cache=cache, local_http=True, url="https://example.org/r.zip"
    )


def test_a_query_has_its_time_in_every_way() -> None:
    said: list[str] = []
    limit_time(SimpleNamespace(exec_driver_sql=said.append), 5)  # type: ignore[arg-type]
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert said == [f"SET LOCAL {name} = 5000" for name in names]


@pytest.mark.parametrize("given", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_address_of_a_database_comes_from_its_variable(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB", f" {given}://who:secret@host/db ")
    url = _address("DB")
    assert (url.drivername, url.username, url.host) == ("postgresql+psycopg", "who", "host")
    for wrong in ("mysql://h/db", "nonsense", "postgresql://h:port/db"):
        monkeypatch.setenv("DB", wrong)
        with pytest.raises(BadInput, match="does not hold the address of a PostgreSQL database"):
            _address("DB")
    monkeypatch.setenv("DB", " ")
    with pytest.raises(EnvironmentFailure, match="DB is not set"):
        _address("DB")


SLOW, AWAY = "took longer than 7 seconds", "cannot be reached"
REFUSED, UNUSABLE = "refuses this user", "cannot be used"


@pytest.mark.parametrize(
    ("state", "kind", "error", "said"),
    [
        *((state, OperationalError, SourceUnreachable, SLOW) for state in ("57014", "55P03")),
        ("25P03", OperationalError, SourceUnreachable, SLOW),
        ("", OperationalError, SourceUnreachable, AWAY),
        *(
            (state, ProgrammingError, SourceUnreachable, AWAY)
            for state in ("08006", "28P01", "3D000", "53300", "57P03")
        ),
        ("42501", ProgrammingError, RegistryError, REFUSED),
        ("", ProgrammingError, RegistryError, UNUSABLE),
        ("42P01", OperationalError, RegistryError, UNUSABLE),
    ],
)
def test_a_failure_of_a_database_is_told_without_its_password(
    state: str, kind: Any, error: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB", URL)
    cause = Exception("secret is wrong\nmore")
    cause.sqlstate = state  # type: ignore[attr-defined]
    found = postgresql_failure(kind("SELECT", {}, cause), "DB", 7)
    assert type(found) is error
    assert said in str(found)
    assert "secret" not in str(found)
    assert ("*** is wrong" in str(found)) == (said != SLOW)


def test_the_proxy_of_this_machine_is_used_but_where_it_is_passed_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert proxy_for("https://example.org/a") is None
    monkeypatch.setenv("https_proxy", "http://one:1")
    assert proxy_for("https://example.org/a") == "http://one:1"
    assert proxy_for("http://example.org/a") is None
    monkeypatch.setenv("all_proxy", "http://all:1")
    assert proxy_for("http://example.org/a") == "http://all:1"
    assert proxy_for("https://example.org/a") == "http://one:1"
    monkeypatch.setenv("no_proxy", "example.org")
    assert proxy_for("https://example.org/a") is None


def test_git_runs_no_other_program_and_asks_nobody() -> None:
    assert _SAFE[::2] == ("-c",) * 7
    assert set(_SAFE[1::2]) == {
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.askPass=true",
        "http.followRedirects=false",
        "protocol.ext.allow=never",
        "fetch.recurseSubmodules=false",
        "gc.auto=0",
    }


@pytest.mark.parametrize(
    ("pause", "asked", "seconds", "slept"),
    [
        (1.0, None, 300.0, [2.0, 4.0, 8.0]),
        (0.0, None, 300.0, [0.0, 0.0, 0.0]),
        (1.0, 5.0, 300.0, [5.0, 5.0, 5.0]),
        (1.0, None, 3.0, [2.0, 3.0, 3.0]),
        (1.0, 60.0, 300.0, [60.0, 60.0, 60.0]),
        (1.0, 60.5, 300.0, []),
    ],
)
def test_what_may_pass_is_asked_for_again_after_a_pause_that_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pause, asked, seconds, slept
) -> None:
    said: list[float] = []

    def once(*_: object) -> None:
        raise download._Again("the server answered 503", asked)

    monkeypatch.setattr(download.Download, "_once", once)
    monkeypatch.setattr(download.time, "sleep", said.append)
    monkeypatch.setattr(download.time, "monotonic", lambda: 100.0)
    own = download.Download(Cache(tmp_path), pause=pause, seconds=seconds)
    client: Any = None
    with pytest.raises(SourceUnreachable, match=r"\(the server answered 503\); check"):
        own._attempts(client, "https://e.org/a.zip", None, 100.0 + seconds)
    assert said == slept


def test_a_folder_of_which_one_file_leads_out_has_no_fingerprint(tmp_path: Path) -> None:
    folder = tmp_path / "review" / "registry"
    folder.mkdir(parents=True)
    (folder / "arms.csv").write_text("trial_id\nA\n", "utf-8")
    source = CsvFolder(folder, root=tmp_path / "review")
    assert len(source.fingerprint()) == 64
    (tmp_path / "other.csv").write_text("trial_id\nB\n", "utf-8")
    (folder / "trials.csv").symlink_to(tmp_path / "other.csv")
    assert source.fingerprint() == ""


def test_letters_of_a_header_never_part_its_cells() -> None:
    for separator in ",;\t":
        text = f"XTAB{separator}XXX{separator}XX\n1{separator}2{separator}3\n"
        assert read_csv(text.encode(), "arms", "a.csv").columns == ("XTAB", "XXX", "XX")
    assert read_csv(b"XX\n1\n", "arms", "a.csv").separator == ","


def test_a_formula_without_a_value_is_shown_as_it_was_written() -> None:
    for value in ("=A1+1", SimpleNamespace(text="=A1+1", ref="A1:A2")):
        assert sheet._text({"data_type": sheet._FORMULA, "value": value}) == "=A1+1"
