"""What a database, a server or an archive may answer: each kind, and each limit from both sides."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import stat
import zipfile
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from living_review.ground import clock
from living_review.ground.errors import RegistryError, SourceUnreachable
from living_review.sources import archive, download
from living_review.sources.archive import read_archive
from living_review.sources.cache import Cache, Cached
from living_review.sources.database import postgresql_failure
from living_review.sources.download import Download

URL = "https://example.org/r.csv"


# A database


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        *((each, SourceUnreachable, "took longer than 7") for each in ("57014", "55P03", "25P03")),
        *((each, SourceUnreachable, "cannot be reached (it said ***)")
          for each in ("08000", "08006", "28000", "28P01", "3D000", "53300", "57P01", "57P03")),
        ("42501", RegistryError, "refuses this user (it said ***)"),
        *((each, RegistryError, "cannot be used (it said ***)")
          for each in ("42P01", "42703", "22000", "XX000", "55000", "25000", "0A000")),
    ],
)  # fmt: skip
def test_each_state_of_a_database_is_told_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, state: str, kind: type[Exception], said: str
) -> None:
    monkeypatch.setenv("PLACE", "postgresql://somebody:secret@host/db")
    raised = Exception("it said secret\nand more")
    raised.sqlstate = state  # type: ignore[attr-defined]
    for wrapped in (OperationalError, ProgrammingError):
        found = postgresql_failure(wrapped("SELECT", {}, raised), "PLACE", 7)
        assert type(found) is kind
        assert said in str(found)
        assert "secret" not in str(found)


def test_a_database_that_does_not_answer_is_told_as_not_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLACE", "postgresql://host/db")
    nobody = Exception("nobody there")
    assert "cannot be reached (nobody there)" in str(
        postgresql_failure(OperationalError("SELECT", {}, nobody), "PLACE", 7)
    )
    assert "cannot be used (nobody there)" in str(
        postgresql_failure(ProgrammingError("SELECT", {}, nobody), "PLACE", 7)
    )


# A server


def fetched(tmp_path: Path, **settings: Any) -> Download:
    return Download(Cache(tmp_path), **settings)


def test_each_status_of_a_server_passes_may_pass_or_is_the_end(tmp_path: Path) -> None:
    remedies = {
        401: "give the token it asks for with registry.https.token_env",
        403: "see whether the file is public, or whether the token may read it",
        **dict.fromkeys((404, 410), "correct the address"),
    }
    ask = fetched(tmp_path)._refuse_status
    for status in (200, 201, 204, 206, 300, 304, *range(400, 600)):
        response: Any = SimpleNamespace(status_code=status, headers={"retry-after": "9"})
        if status == 200:
            ask(response, URL)
        elif status in (408, 425, 429) or status >= 500:
            with pytest.raises(download._Again, match=f"^the server answered {status}$") as again:
                ask(response, URL)
            assert again.value.wait == 9.0
        else:
            remedy = remedies.get(status, "open the address in a browser to see what it says")
            with pytest.raises(SourceUnreachable) as refused:
                ask(response, f"{URL}?key=secret")
            assert str(refused.value) == f"{URL}: the server answered {status}; {remedy}."


@pytest.mark.parametrize("seconds", [-90, 0, 90])
def test_a_server_may_say_how_long_to_wait_by_a_number_or_a_day(
    monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    now = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    day = format_datetime(now + dt.timedelta(seconds=seconds), usegmt=True)
    for text, wait in ((day, max(0.0, seconds)), (" 12 ", 12.0), ("", None), ("soon", None)):
        response: Any = SimpleNamespace(headers={"retry-after": text} if text else {})
        assert download._retry_after(response) == wait


def content(tmp_path: Path, pieces: list[bytes], **headers: str) -> bytes:
    response: Any = SimpleNamespace(
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        iter_bytes=lambda: iter(pieces),
    )
    return fetched(tmp_path, megabytes=1)._content(response, URL, float("inf"))


@pytest.mark.parametrize("said", [True, False])
def test_a_file_may_have_as_many_megabytes_as_are_allowed(tmp_path: Path, said: bool) -> None:
    for more in (0, 1):
        pieces = [b"a" * 2**19, b"a" * (2**19 + more)]
        length = {"content_length": str(2**20 + more)} if said else {}
        if more:
            with pytest.raises(RegistryError, match="is larger than 1 MB; raise"):
                content(tmp_path, pieces, **length)
        else:
            assert len(content(tmp_path, pieces, **length)) == 2**20


def test_a_file_that_is_not_whole_is_asked_for_again(tmp_path: Path) -> None:
    for length in ("2", "4"):
        with pytest.raises(download._Again, match=f"^3 of {length} bytes came$"):
            content(tmp_path, [b"abc"], content_length=length)
        # What is packed on the way has another length than what it is.
        assert content(tmp_path, [b"abc"], content_length=length, content_encoding="gzip") == b"abc"
    for length in ("3", "", "many"):
        assert content(tmp_path, [b"abc"], content_length=length) == b"abc"


@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize(
    ("url", "secure", "near"),
    [
        ("https://example.org/a", True, False),
        ("https://localhost/a", True, False),
        ("http://localhost/a", False, True),
        ("http://127.0.0.1:8000/a", False, True),
        ("http://[::1]/a", False, True),
        ("http://example.org/a", False, False),
        ("ftp://localhost/a", False, False),
    ],
)
def test_nothing_but_https_is_asked_save_this_machine_in_tests(
    tmp_path: Path, url: str, secure: bool, near: bool, local: bool
) -> None:
    ask = fetched(tmp_path, local_http=local)._refuse_insecure
    if secure or (near and local):
        ask(url, URL)
    else:
        with pytest.raises(RegistryError, match="which is not https"):
            ask(url, URL)


def test_a_cache_tells_git_to_leave_it_alone_and_what_is_said_there_stays(tmp_path: Path) -> None:
    cache = Cache(tmp_path / ".cache")
    cache.prepare()
    ignored = tmp_path / ".cache" / ".gitignore"
    assert ignored.read_bytes() == b"*\n"
    ignored.write_text("own\n")
    cache.write(Cached(URL, URL, "tag", "day", b"abc"))
    assert ignored.read_text() == "own\n"
    assert cache.read(URL) == Cached(URL, URL, "tag", "day", b"abc")
    cache.forget_all_but([URL])
    assert cache.read(URL)
    cache.forget_all_but([])
    assert cache.read(URL) is None


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("url", f"{URL}x"),
        ("url", None),
        ("sha256", hashlib.sha256(b"abd").hexdigest()),
        ("", b"abd"),
        ("", b""),
    ],
)
def test_what_was_kept_of_another_address_or_is_damaged_is_as_if_it_were_not_there(
    tmp_path: Path, key: str, other: Any
) -> None:
    cache = Cache(tmp_path)
    cache.write(Cached(URL, URL, "tag", "day", b"abc"))
    said, kept = cache._places(URL)
    assert cache.read(URL)
    if key:
        said.write_text(json.dumps({**json.loads(said.read_text()), key: other}))
    else:
        kept.write_bytes(other)
    assert cache.read(URL) is None


# An archive


def packed(members: dict[str, bytes], **attributes: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, text in members.items():
            info = zipfile.ZipInfo(name)
            for key, value in attributes.items():
                setattr(info, key, value)
            made.writestr(info, text)
    return held.getvalue()


TRIALS = b"trial_id,label\nA,B\n"


@pytest.mark.parametrize("kind", [0, stat.S_IFREG, stat.S_IFLNK, stat.S_IFIFO])
@pytest.mark.parametrize("rights", [0, 0o644, 0o777])
def test_a_link_is_no_file_whatever_its_rights(kind: int, rights: int) -> None:
    content = packed({"trials.csv": TRIALS}, external_attr=(kind | rights) << 16)
    if kind == stat.S_IFLNK:
        with pytest.raises(RegistryError, match="has a link 'trials"):
            read_archive(content, "a.zip", 100)
    else:
        assert [*read_archive(content, "a.zip", 100)] == ["trials"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        *(
            (each, False)
            for each in ("/trials.csv", "../trials.csv", "a/../trials.csv", "a\\b.csv")
        ),
        *((each, False) for each in ("C:/trials.csv", "a:b")),
        *((each, True) for each in ("a/b:c.txt", "..a/x.txt", "a..b/x.txt")),
    ],
)
def test_no_name_leads_out_of_an_archive(name: str, safe: bool) -> None:
    content = packed({"trials.csv": TRIALS, name: b""})
    if safe:
        assert [*read_archive(content, "a.zip", 100)] == ["trials"]
    else:
        with pytest.raises(RegistryError, match="that leads out of the archive"):
            read_archive(content, "a.zip", 100)


def test_an_archive_has_so_many_members_and_unpacks_to_so_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert archive.MOST_MEMBERS == 2000
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    members = {"r/trials.csv": TRIALS, "r/arms.csv": b"trial_id\n", "r/notes.txt": b"x"}
    whole = len(TRIALS) + len(b"trial_id\n")
    assert [*read_archive(packed(members), "a.zip", whole)] == ["trials", "arms"]
    with pytest.raises(RegistryError, match="unpacks to more than"):
        read_archive(packed(members), "a.zip", whole - 1)
    with pytest.raises(RegistryError, match="has 4 members and 3 are allowed"):
        read_archive(packed({**members, "r/more.txt": b""}), "a.zip", whole)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a/trials.csv", "__MACOSX/a/trials.csv", "a/.trials.csv", "b/other.csv"], ""),
        (["A/TRIALS.CSV"], ""),
        (["a/arms.csv"], "has no trials.csv;"),
        (["a/trials.csv", "b/trials.csv"], "has 2 files named trials.csv;"),
        (["a/trials.csv", "A/trials.csv"], "are the same name but for capitals"),
    ],
)
def test_the_tables_stand_in_one_folder_of_an_archive(names: list[str], said: str) -> None:
    content = packed(dict.fromkeys(names, TRIALS))
    if said:
        with pytest.raises(RegistryError, match=said):
            read_archive(content, "a.zip", 1000)
    else:
        assert [*read_archive(content, "a.zip", 1000)] == ["trials"]


def test_a_workbook_is_told_from_other_archives_by_its_parts() -> None:
    parts = ("[Content_Types].xml", "xl/workbook.xml")
    assert archive.is_workbook(packed(dict.fromkeys(parts, b"")))
    assert not any(archive.is_workbook(packed({each: b""})) for each in parts)
    assert not archive.is_workbook(b"PK\x03\x04")
    assert archive.is_zip(b"PK\x03\x04")
    assert not archive.is_zip(b"PK\x05\x06")
