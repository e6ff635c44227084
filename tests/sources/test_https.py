"""A registry at an https address, from servers that behave and from servers that do not."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import EnvironmentFailure, RegistryError, SourceUnreachable
from living_review.sources.cache import Cache
from living_review.sources.https_data import HttpsData

from .conftest import Answer, Server

TRIALS, ARMS = b"trial_id\nA\nB\n", b"trial_id,n\nA,12\n"


def zipped(files: dict[str, bytes], **settings: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


ARCHIVE = zipped({"registry/trials.csv": TRIALS, "registry/arms.csv": ARMS})


@pytest.fixture
def at(tmp_path: Path) -> Callable[..., HttpsData]:
    def source(url: str, **settings: Any) -> HttpsData:
        return HttpsData(
            url, tmp_path / ".cache", **{"pause": 0.01, "local_http": True, **settings}
        )

    return source


def rows(source: HttpsData) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {name: table.rows for name, table in source.pull().items()}


BOTH = {"trials": (("A",), ("B",)), "arms": (("A", "12"),)}


def test_an_archive_of_csv_files_is_read(server: Server, at: Callable[..., HttpsData]) -> None:
    source = at(server.says("/registry.zip", Answer(body=ARCHIVE)) + "?key=secret")
    raw = source.pull()
    assert rows(source) == BOTH
    assert raw["arms"].file == "registry.zip[arms.csv]"
    assert raw.place == f"the file {server.address}/registry.zip"
    assert source.fingerprint() == ""


def test_an_unchanged_source_costs_one_304(
    server: Server, at: Callable[..., HttpsData], tmp_path: Path
) -> None:
    first = Answer(body=ARCHIVE, headers={"ETag": '"1"', "Last-Modified": "x"})
    source = at(server.says("/r.zip", first))
    assert rows(source) == rows(source) == BOTH
    assert [headers.get("if-none-match") for _, headers in server.asked] == [None, '"1"']
    assert server.asked[1][1]["if-modified-since"] == "x"
    assert (tmp_path / ".cache" / ".gitignore").read_text() == "*\n"
    newer = zipped({"trials.csv": TRIALS})
    server.says("/r.zip", Answer(body=newer, headers={"ETag": '"2"'}))
    assert rows(source) == {"trials": BOTH["trials"]}
    assert rows(source) == {"trials": BOTH["trials"]}
    assert server.asked[-1][1]["if-none-match"] == '"2"'


def test_a_damaged_cache_is_fetched_again(
    server: Server, at: Callable[..., HttpsData], tmp_path: Path
) -> None:
    source = at(server.says("/r.zip", Answer(body=ARCHIVE, headers={"ETag": '"1"'})))
    source.pull()
    (kept,) = (tmp_path / ".cache").glob("*.bin")
    kept.write_bytes(b"damaged")
    assert rows(source) == BOTH
    assert "if-none-match" not in server.asked[-1][1]


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    server: Server, at: Callable[..., HttpsData], tmp_path: Path
) -> None:
    (tmp_path / ".cache").write_text("in the way")
    assert rows(at(server.says("/r.zip", Answer(body=ARCHIVE)))) == BOTH


@pytest.mark.parametrize(
    "passing",
    [
        Answer(500),
        Answer(503, headers={"Retry-After": "0"}),
        Answer(429, headers={"Retry-After": "Mon, 01 Jan 2024 00:00:00 GMT"}),
        Answer(429, headers={"Retry-After": "soon"}),
        Answer(body=ARCHIVE, sent=len(ARCHIVE) - 7),
        Answer(body=ARCHIVE, sent=0),
    ],
)
def test_what_may_pass_is_tried_again(
    passing: Answer, server: Server, at: Callable[..., HttpsData]
) -> None:
    assert rows(at(server.says("/r.zip", passing, passing, Answer(body=ARCHIVE)))) == BOTH
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        (Answer(500), "the server answered 500", 4),
        (Answer(body=ARCHIVE, sent=40), "cannot be fetched", 4),
        (Answer(429, headers={"Retry-After": "86400"}), "the server answered 429", 1),
        (Answer(404), "answered 404; correct the address", 1),
        (Answer(401), "answered 401; give the token it asks for with registry.https.token_env", 1),
        (Answer(304), "answered 304", 1),
        (Answer(206, body=b"part"), "answered 206", 1),
    ],
)
def test_what_does_not_pass_is_the_source_out_of_reach(
    answer: Answer, said: str, asked: int, server: Server, at: Callable[..., HttpsData]
) -> None:
    with pytest.raises(SourceUnreachable, match=said) as caught:
        at(server.says("/r.zip", answer) + "?key=secret").pull()
    assert "secret" not in str(caught.value)
    assert len(server.asked) == asked


def test_nobody_at_the_address_is_the_source_out_of_reach(at: Callable[..., HttpsData]) -> None:
    with pytest.raises(SourceUnreachable, match=r"cannot be fetched \(ConnectError"):
        at("http://127.0.0.1:9/r.zip").pull()


def test_what_was_fetched_before_is_never_passed_off_as_the_present(
    server: Server, at: Callable[..., HttpsData]
) -> None:
    source = at(server.says("/r.zip", Answer(body=ARCHIVE, headers={"ETag": '"1"'})))
    source.pull()
    server.says("/r.zip", Answer(500))
    with pytest.raises(SourceUnreachable):
        source.pull()


def test_a_slow_server_is_given_up_in_time(server: Server, at: Callable[..., HttpsData]) -> None:
    slow = Answer(body=b"x" * 100_000, drip=0.1)
    with pytest.raises(SourceUnreachable, match="it took longer than"):
        at(server.says("/r.zip", slow), seconds=0.3).pull()
    assert len(server.asked) == 1


@pytest.mark.parametrize("length", [True, False])
def test_a_file_beyond_the_limit_is_refused(
    length: bool, server: Server, at: Callable[..., HttpsData]
) -> None:
    large = Answer(body=b"x" * (2**20 + 1), length=length)
    with pytest.raises(RegistryError, match=r"is larger than 1 MB; raise registry\.https"):
        at(server.says("/r.zip", large), megabytes=1).pull()


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status, headers={"Location": to})


def test_redirects_are_followed_and_the_answer_is_kept_for_the_place_it_came_from(
    server: Server, at: Callable[..., HttpsData]
) -> None:
    server.says("/b", Answer(body=ARCHIVE, headers={"ETag": '"1"'}))
    source = at(server.says("/a", redirect("/b?signed=1")))
    assert rows(source) == rows(source) == BOTH
    tags = [(path, headers.get("if-none-match")) for path, headers in server.asked]
    assert tags[2:] == [("/a", None), ("/b?signed=1", '"1"')]


@pytest.mark.parametrize("to", ["http://example.org/r.zip", "ftp://example.org/r", "file:///etc/x"])
def test_a_redirect_away_from_https_is_refused(
    to: str, server: Server, at: Callable[..., HttpsData]
) -> None:
    with pytest.raises(RegistryError, match="which is not https"):
        at(server.says("/a", redirect(to))).pull()


def test_redirects_in_a_circle_and_to_nowhere_are_refused(
    server: Server, at: Callable[..., HttpsData]
) -> None:
    with pytest.raises(RegistryError, match="redirects more than 5 times"):
        at(server.says("/a", redirect("/a"))).pull()
    with pytest.raises(RegistryError, match="redirects to what is no address"):
        at(server.says("/b", redirect("https://[half/b"))).pull()


def test_plain_http_is_for_tests_alone(server: Server, at: Callable[..., HttpsData]) -> None:
    address = server.says("/r.zip", Answer(body=ARCHIVE))
    with pytest.raises(RegistryError, match="which is not https"):
        at(address, local_http=False).pull()
    assert server.asked == []


def test_the_token_goes_to_its_own_host_alone(
    serving: Callable[[], Server], at: Callable[..., HttpsData], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = serving(), serving()
    monkeypatch.setenv("REGISTRY_TOKEN", "hunter2")
    address = own.says("/a", redirect(other.says("/b", Answer(body=ARCHIVE))))
    assert rows(at(address, token_env="REGISTRY_TOKEN")) == BOTH
    assert own.asked[0][1]["authorization"] == "Bearer hunter2"
    assert "authorization" not in other.asked[0][1]
    monkeypatch.delenv("REGISTRY_TOKEN")
    with pytest.raises(
        EnvironmentFailure, match=r"REGISTRY_TOKEN .*token_env in protocol\.yml. is not set"
    ):
        at(address, token_env="REGISTRY_TOKEN").pull()


def test_a_pinned_file_is_that_file_or_none(server: Server, at: Callable[..., HttpsData]) -> None:
    address = server.says("/r.zip", Answer(body=ARCHIVE))
    pin = hashlib.sha256(ARCHIVE).hexdigest()
    source = at(address, sha256=pin.upper())
    assert rows(source) == rows(source) == BOTH
    assert len(server.asked) == 1
    assert source.fingerprint() == pin
    with pytest.raises(RegistryError, match=f"has the SHA-256 {pin}, and the protocol asks for 00"):
        at(address, sha256="0" * 64).pull()


def lying_size() -> bytes:
    """Make an archive whose member is larger than it says."""
    content = bytearray(zipped({"trials.csv": b"trial_id\n" + b"A\n" * 50_000}))
    real = (9 + 100_000).to_bytes(4, "little")
    while (place := content.find(real)) >= 0:
        content[place : place + 4] = (50).to_bytes(4, "little")
    return bytes(content)


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        member = zipfile.ZipInfo("trials.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    content = bytearray(zipped({"trials.csv": TRIALS}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (ARCHIVE[:-30], "damaged, or only a part of a zip archive"),
        (ARCHIVE[:60] + b"\xff" * 8 + ARCHIVE[68:], "damaged, or only a part of a zip archive"),
        (lying_size(), "damaged, or only a part of a zip archive"),
        (zipped({"../trials.csv": TRIALS}), "leads out of the archive"),
        (zipped({"/trials.csv": TRIALS}), "leads out of the archive"),
        (zipped({"a\\..\\trials.csv": TRIALS}), "leads out of the archive"),
        (zipped({"C:/trials.csv": TRIALS}), "leads out of the archive"),
        (linked(), "has a link 'trials.csv' where a file is expected"),
        (locked(), "protected by a password"),
        (zipped({"arms.csv": ARMS}), "has no trials.csv"),
        (zipped({"a/trials.csv": TRIALS, "b/trials.csv": TRIALS}), "has 2 files named trials.csv"),
        (zipped({f"{i}.txt": b"" for i in range(2_001)}), "has 2001 members"),
        (zipped({"trials.csv": b"trial_id\n" + b"0\n" * 11 * 2**20}), "unpacks to more than 20 MB"),
        (zipped({"trials.csv": b"a,b\n1\n"}), r"r.bin\[trials.csv\], line 2: found 1 cell"),
        (b"<!DOCTYPE html><p>Sign in", "neither a zip archive.*'<!DOCTYPE html><p>Sign in'"),
        (b"", "neither a zip archive"),
        (b"\x00\xff\n\x1b[31m", "neither a zip archive"),
    ],
)
def test_what_came_and_cannot_be_used_is_refused(
    body: bytes, said: str, server: Server, at: Callable[..., HttpsData]
) -> None:
    with pytest.raises(RegistryError, match=said) as caught:
        at(server.says("/r.bin", Answer(body=body)), megabytes=1).pull()
    assert str(caught.value).isprintable()


def test_what_macos_adds_to_an_archive_is_left_out(
    server: Server, at: Callable[..., HttpsData]
) -> None:
    body = zipped(
        {"r/trials.csv": TRIALS, "__MACOSX/r/._trials.csv": b"\0", "r/.x.csv": b"\0", "r/a.md": b""}
    )
    assert rows(at(server.says("/r", Answer(body=body)))) == {"trials": BOTH["trials"]}


# Data packages


def package(*resources: dict[str, Any]) -> Answer:
    return Answer(body=json.dumps({"name": "registry", "resources": resources}).encode())


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_data_package_is_read_with_its_hashes(
    server: Server, at: Callable[..., HttpsData]
) -> None:
    server.says("/d/data/trials.csv", Answer(body=TRIALS, headers={"ETag": '"t"'}))
    server.says("/d/a.csv", Answer(body=ARMS))
    answer = package(
        {"name": "trials", "path": "data/trials.csv", "hash": sha256(TRIALS)},
        {"name": "arms", "path": "a.csv", "hash": hashlib.md5(ARMS).hexdigest()},
        {"name": "read-me", "path": "readme.csv"},
    )
    source = at(server.says("/d/datapackage.json", answer))
    assert rows(source) == rows(source) == BOTH
    assert source.pull()["arms"].file == "datapackage.json[a.csv]"
    assert ("/d/data/trials.csv", '"t"') in [
        (path, headers.get("if-none-match")) for path, headers in server.asked
    ]
    pin = hashlib.sha256(answer.body).hexdigest()
    with pytest.raises(RegistryError, match=r"its file a.csv has no sha256 hash"):
        at(source.url, sha256=pin).pull()


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ({"name": "trials", "path": "../trials.csv"}, "leads out of the package"),
        ({"name": "trials", "path": "/etc/trials.csv"}, "leads out of the package"),
        ({"name": "trials", "path": "http://127.0.0.1/trials.csv"}, "leads out of the package"),
        ({"name": "trials", "path": ["a.csv", "b.csv"]}, "a path to one CSV file"),
        ({"name": "trials", "data": [{"trial_id": "A"}]}, "a path to one CSV file"),
        ({"name": "trials", "path": "trials.csv.gz", "compression": "gz"}, "is not a CSV file"),
        ({"name": "trials", "path": "trials.csv", "hash": "crc32:1"}, "of an unknown kind"),
        ({"name": "trials", "path": "trials.csv", "hash": "sha256:00"}, "out of date"),
        ({"name": "trails", "path": "trials.csv"}, "and nearly 'trials'"),
    ],
)
def test_a_resource_that_cannot_be_used_is_named(
    resource: dict[str, Any], said: str, server: Server, at: Callable[..., HttpsData]
) -> None:
    server.says("/trials.csv", Answer(body=TRIALS))
    with pytest.raises(RegistryError, match=said):
        at(server.says("/datapackage.json", package(resource))).pull()


@pytest.mark.parametrize(
    "body", [b'{"resources"', b'{"resources": 1}', b'{"resources": []}', b'{"resources": [1]}']
)
def test_a_descriptor_that_is_none_is_refused(
    body: bytes, server: Server, at: Callable[..., HttpsData]
) -> None:
    with pytest.raises(RegistryError):
        at(server.says("/datapackage.json", Answer(body=body))).pull()


def test_a_package_that_changes_while_it_is_read_is_not_used(
    server: Server, at: Callable[..., HttpsData]
) -> None:
    server.says("/trials.csv", Answer(body=TRIALS))
    old = package({"name": "trials", "path": "trials.csv"})
    new = package({"name": "trials", "path": "trials.csv", "title": "newer"})
    with pytest.raises(SourceUnreachable, match="changed while its files were read"):
        at(server.says("/datapackage.json", old, new)).pull()


def test_a_cache_forgets_what_was_fetched_from_elsewhere(tmp_path: Path) -> None:
    assert Cache(tmp_path).read("https://example.org/a") is None


@pytest.mark.parametrize("missing", [1, 7])
def test_a_body_shorter_or_longer_than_its_length_is_not_the_file(
    missing: int, tmp_path: Path
) -> None:
    """Whatever the client lets through: the length that was announced is held against what came."""
    import httpx

    from living_review.sources.download import Download, _Again

    download = Download(Cache(tmp_path))
    for length in (len(ARCHIVE) - missing, len(ARCHIVE) + missing):
        answer = httpx.Response(200, headers={"content-length": str(length)}, content=ARCHIVE)
        with pytest.raises(_Again, match=f"{len(ARCHIVE)} of {length} bytes came"):
            download._content(answer, "https://a.org/r.zip", float("inf"))
    whole = httpx.Response(200, content=ARCHIVE)
    assert download._content(whole, "https://a.org/r.zip", float("inf")) == ARCHIVE
