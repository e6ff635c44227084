"""One file of another program: in the review, at an address, in a repository at a tag."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from living_review.ground.errors import RegistryError, SourceUnreachable
from living_review.language import say
from living_review.language.facts.registry_places import FileOfDataSet
from living_review.sources.one_file import Kept, kept_at

from .conftest import Answer, Server
from .test_git import Repository


def kept(root: Path, settings: Mapping[str, Any], most: int = 1000) -> Kept:
    return kept_at(root, root / ".cache", settings, most, local=True)


def test_a_file_of_the_review(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_bytes(b"one")
    file = kept(tmp_path, {"file": "data/a.csv"})
    found = file.fetch()
    assert (found.content, found.name, found.place) == (b"one", "a.csv", "data/a.csv")
    assert file.fingerprint() == hashlib.sha256(b"one").hexdigest()
    assert len(kept(tmp_path, {"file": "data/a.csv"}, 1).fetch().content) == 2, "one too many"


@pytest.mark.parametrize("name", ["missing.csv", "folder", "out.csv", "pipe"])
def test_no_file_of_the_review(tmp_path: Path, name: str) -> None:
    (tmp_path / "review" / "folder").mkdir(parents=True)
    (tmp_path / "secret").write_text("x")
    os.mkfifo(tmp_path / "review" / "pipe")
    (tmp_path / "review" / "out.csv").symlink_to(tmp_path / "secret")
    file = kept(tmp_path / "review", {"file": name})
    with pytest.raises(RegistryError) as caught:
        file.fetch()
    assert len(caught.value.problems) == 1
    assert file.fingerprint() == ""


def test_a_file_at_an_address_is_sent_once(tmp_path: Path, server: Server) -> None:
    url = server.says("/a/My%20data.csv", Answer(body=b"one", headers={"ETag": '"1"'}))
    file = kept(tmp_path, {"url": f"{url}?key=secret"})
    found = file.fetch()
    assert (found.content, found.name) == (b"one", "My data.csv")
    assert "secret" not in found.place
    assert file.fingerprint() == hashlib.sha256(b"one").hexdigest()
    assert [asked.get("if-none-match") for _, asked in server.asked] == [None, '"1"']
    server.says("/a/My%20data.csv", Answer(body=b"two", headers={"ETag": '"2"'}))
    assert file.fingerprint() == hashlib.sha256(b"two").hexdigest()


def test_a_pinned_file_is_not_asked_for_again(tmp_path: Path, server: Server) -> None:
    url = server.says("/a.csv", Answer(body=b"one"))
    digest = hashlib.sha256(b"one").hexdigest()
    file = kept(tmp_path, {"url": url, "sha256": digest.upper()})
    assert [file.fetch().content, file.fetch().content] == [b"one", b"one"]
    assert (len(server.asked), file.fingerprint()) == (1, digest)
    with pytest.raises(RegistryError, match=r"registry\.import\.sha256"):
        kept(tmp_path, {"url": url, "sha256": "0" * 64}).fetch()


def test_what_is_wrong_with_an_address_names_the_key_of_the_protocol(
    tmp_path: Path, server: Server
) -> None:
    large = server.says("/large", Answer(body=b"x" * (2 * 2**20)))
    with pytest.raises(RegistryError, match=r"raise registry\.import\.megabytes"):
        kept(tmp_path, {"url": large, "megabytes": 1}).fetch()
    refused = server.says("/refused", Answer(status=401))
    with pytest.raises(SourceUnreachable, match=r"registry\.import\.token_env"):
        kept(tmp_path, {"url": refused}).fetch()


def test_a_file_of_a_repository_at_its_latest_version(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.tag("v1.9", {"data/a.csv": "one", "b.csv": "b"})
    address = str(repository.bare)
    file = kept(tmp_path, {"git": {"repository": address, "path": "data/a.csv"}})
    before = file.fingerprint()
    found = file.fetch()
    assert (found.content, found.name) == (b"one", "a.csv")
    assert isinstance(found.place, FileOfDataSet)
    assert say(found.place) == f"data/a.csv of {address} at its tag v1.9"
    repository.tag("v1.10", {"data/a.csv": "two"})
    assert (file.fetch().content, file.fingerprint() != before) == (b"two", True)
    pinned = {"repository": address, "path": "b.csv", "tag": "v1.9"}
    assert kept(tmp_path, {"git": pinned}).fetch().content == b"b"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("data/missing.csv", r"has no file data/missing\.csv; correct registry\.import\.git\.path"),
        ("nowhere/a.csv", r"has no file nowhere/a\.csv"),
        ("data", r"data is no file"),
        ("link.csv", r"link\.csv is no file"),
        ("large.csv", r"has 2,000 bytes and 1,000 are allowed"),
        ("lfs.csv", r"Git LFS"),
    ],
)
def test_no_file_of_a_repository(tmp_path: Path, path: str, said: str) -> None:
    repository = Repository(tmp_path)
    (repository.work / "link.csv").symlink_to("data/a.csv")
    files = {"data/a.csv": "one", "large.csv": "x" * 2000, "lfs.csv": "version https://git-lfs"}
    repository.tag("v1", files)
    with pytest.raises(RegistryError, match=said):
        kept(tmp_path, {"git": {"repository": str(repository.bare), "path": path}}).fetch()
