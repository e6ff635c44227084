"""A review at an address: brought here, worked on, put back whole, and held meanwhile."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import fsspec
import pytest
from quick_runs import set_no_paper, verify_here

from living_review.library import parts, store
from living_review.library.engines import Here
from living_review.library.jobs import Job, Outcome
from living_review.library.members import Member, library_at
from living_review.library.places import LocalFolder
from living_review.library.run import run
from living_review.library.store import StoreFolder
from living_review.library.tasks import carried_out

pytestmark = pytest.mark.xdist_group("library")
MINIMAL = Path(__file__).parents[2] / "examples" / "minimal" / "data"
EPOCH = 1796000000
AT = "memory://shelf/a"


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give an empty store in memory with a small review, and runs without PDFs."""
    verify_here(monkeypatch)
    set_no_paper(monkeypatch)
    files = fsspec.filesystem("memory")
    files.store.clear()
    for path in MINIMAL.rglob("*"):
        if path.is_file():
            name = path.relative_to(MINIMAL).as_posix()
            files.pipe_file(f"/shelf/a/data/{name}", path.read_bytes())
    yield files
    files.store.clear()


def updated(address: str = AT, **more: Any) -> Outcome:
    return carried_out(Job(Member("a", Path(), (), address), "update", token="t", **more))


def kept(files: Any) -> Mapping[str, bytes]:
    return {path: files.cat_file(path) for path in files.find("/shelf/a")}


def test_a_review_in_a_store_is_published_there_and_a_run_that_was_ended_is_finished(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    put = StoreFolder.put

    def ends(self: StoreFolder, root: Path, changed: list[str], gone: list[str]) -> None:
        # The version is there, and of the site a part.
        first = parts.in_order(changed)[:-20]
        assert any(each.startswith("_site/") for each in first)
        put(self, root, first, [])
        raise OSError(5, "The machine went away")

    monkeypatch.setattr(StoreFolder, "put", ends)
    assert updated(at=EPOCH).state == "failed"
    assert memory.exists(f"/shelf/a/{parts.RUN}")
    monkeypatch.setattr(StoreFolder, "put", put)
    again = updated(at=EPOCH)
    assert (again.state, again.version, again.error) == ("published", 1, "")
    shutil.copytree(MINIMAL, tmp_path / "a" / "data")
    alone = carried_out(Job(Member("a", tmp_path / "a"), "update"))
    there = {
        path.removeprefix("/shelf/a/"): content
        for path, content in kept(memory).items()
        if not path.endswith(store.LEASE)
    }
    here = {
        path.relative_to(tmp_path / "a").as_posix(): path.read_bytes()
        for path in (tmp_path / "a").rglob("*")
        if path.is_file() and path.name != ".lock"
    }
    assert there == here
    assert (again.headline, again.exit_code) == (alone.headline, alone.exit_code)
    before = kept(memory)
    # What a run left that nobody took up again is cleared by the next.
    StoreFolder(AT).begun_by("ended")
    second = carried_out(Job(Member("a", Path(), (), AT), "update", token="u", at=EPOCH))
    assert second.state == "nothing new"
    assert kept(memory) == before


def test_who_holds_a_review_in_a_store_is_waited_for_by_nobody(memory: Any) -> None:
    place = StoreFolder(AT)
    with place.alone("mine"):
        other = updated()
        assert (other.state, other.exit_code) == ("failed", 5)
        assert f"and holds {AT}/data/versions/.lease.json;" in other.error
        # A second try of one run takes over what the first holds.
        with place.alone("mine"):
            pass
    assert not memory.exists(f"/shelf/a/{store.LEASE}")


def test_a_lease_that_nobody_renewed_is_taken_over(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("living_review.library.store.sleep", lambda _seconds: None)
    for left in ('{"holder": "x", "until": 5}', "{", "[]"):
        memory.pipe_file(f"/shelf/a/{store.LEASE}", left.encode())
        with StoreFolder(AT).alone("mine"):
            assert b"mine" in memory.cat_file(f"/shelf/a/{store.LEASE}")


def test_what_was_changed_meanwhile_is_not_written_over(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = StoreFolder.fetch

    def saved(self: StoreFolder, names: Mapping[str, str], into: Path) -> None:
        fetch(self, names, into)
        memory.pipe_file("/shelf/a/data/registry/trials.csv", b"other")

    monkeypatch.setattr(StoreFolder, "fetch", saved)
    done = updated()
    assert done.state == "failed"
    assert "was changed while it was worked on elsewhere; nothing was published" in done.error
    assert not memory.exists("/shelf/a/_site")


def test_what_is_said_names_the_address_and_not_where_it_was_brought(memory: Any) -> None:
    memory.pipe_file("/shelf/a/data/protocol.yml", b"review: [\n")
    assert updated().error.startswith(f"{AT}/data/protocol.yml, line 1: ")
    gone = carried_out(Job(Member("a", Path(), (), "memory://none", "l.yml, line 3"), "check"))
    assert gone.error.startswith("l.yml, line 3: memory://none holds no data/protocol.yml")


def test_every_review_below_an_address_is_found(memory: Any, tmp_path: Path) -> None:
    for name in ("b/deep", "a/data/versions/1", "_site/c", ".hidden/d"):
        memory.pipe_file(f"/shelf/{name}/data/protocol.yml", b"x")
    (tmp_path / "list.yml").write_text("reviews: ['memory://shelf/**']\n", encoding="utf-8")
    found = library_at(tmp_path / "list.yml").members
    assert [each.address for each in found] == ["memory://shelf/a", "memory://shelf/b/deep"]


def test_a_repository_is_read_and_not_written_to(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(MINIMAL, root / "reviews" / "a" / "data")
    git = ("git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "A"), ("tag", "v1")):
        subprocess.run([*git, *words], check=True)
    (root / "reviews" / "a" / "data" / "protocol.yml").unlink()
    subprocess.run([*git, "commit", "-qam", "B"], check=True)
    text = f"""reviews:
  - git+file://{root}@v1#reviews/**
  - folder: git+file://{root}#reviews/a
    name: head
  - {root}/reviews
"""
    (tmp_path / "list.yml").write_text(text, encoding="utf-8")
    library = library_at(tmp_path / "list.yml")
    with Here() as engine:
        tagged, head, folder = run(library, "check", engine).outcomes
    assert tagged.review == f"git+file://{root}@v1#reviews/a"
    assert tagged.state == "checked"
    assert head.error.startswith(f"{tmp_path}/list.yml, line 3: git+file://{root}#reviews/a holds")
    assert folder.error.startswith(f"{tmp_path}/list.yml, line 5: {root}/reviews holds no data/")
    with Here() as engine:
        tagged, *_ = run(library, "update", engine).outcomes
    assert "is a repository, which is only read" in tagged.error


def test_files_are_put_back_in_the_order_that_a_killed_run_needs() -> None:
    names = ["_site/index.html", "_site/a.html", "_site/a.css", "_site/findings.json"]
    names += ["CHANGELOG.md", "report/a.qmd"]
    names += ["data/versions/2/manifest.json", "data/versions/2/files/x.zst", "data/versions/2/a"]
    assert parts.in_order(names) == [
        "data/versions/2/a",
        "data/versions/2/files/x.zst",
        "data/versions/2/manifest.json",
        "report/a.qmd",
        "CHANGELOG.md",
        "_site/findings.json",
        "_site/a.css",
        "_site/a.html",
        "_site/index.html",
    ]


def test_only_the_review_itself_travels() -> None:
    own = ["data/protocol.yml", "data/versions/1/manifest.json", "_brand.yml", "data/.cache/x"]
    shown = ["_site/index.html", "report/a.qmd", "data/versions/1/summary.pdf"]
    never = [".git/config", "below/data/protocol.yml", "below/data/arms.csv", parts.LOCK, parts.RUN]
    assert set(parts.of_one_review([*own, *shown, *never], whole=True)) == {*own, *shown}
    assert set(parts.of_one_review([*own, *shown, *never], whole=False)) == set(own)
    half = ["data/versions/2/files/x.zst"]
    assert parts.without_half_version([*own, *half]) == own


def test_a_link_travels_as_what_it_leads_to_and_one_that_leads_out_stays_one(
    tmp_path: Path,
) -> None:
    root = tmp_path / "a"
    shutil.copytree(MINIMAL, root / "data")
    (root / "data" / "inside.csv").symlink_to(root / "data" / "registry" / "arms.csv")
    (root / "data" / "outside.csv").symlink_to(tmp_path / "secret")
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    place, into = LocalFolder(root), tmp_path / "into"
    place.fetch(place.stamps(whole=True), into)
    assert not (into / "data" / "inside.csv").is_symlink()
    assert (into / "data" / "outside.csv").is_symlink()
