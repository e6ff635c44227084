"""Where a review lies: each kind of place, its names and its order, and what goes wrong there."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fsspec
import pytest

from living_review.ground.disk import held
from living_review.ground.errors import BadInput, Locked, SourceUnreachable
from living_review.library import afar, parts, places, repositories, store
from living_review.library.addresses import (
    GitAddress,
    address_of,
    check_address,
    folder_of,
    git_address,
    is_address,
)
from living_review.library.jobs import Job, Outcome
from living_review.library.members import Member, library_at
from living_review.library.places import LocalFolder
from living_review.library.reaching import place_at
from living_review.library.repositories import GitFolder
from living_review.library.store import StoreFolder
from living_review.sources.git_program import Entry

MISSING = "is no address of a repository that is read"


@pytest.mark.parametrize(
    ("name", "whole", "inputs"),
    [
        ("data/protocol.yml", True, True),
        ("logo.svg", True, True),
        (".hidden", True, True),
        (".git/config", False, False),
        ("data/.git/config", False, False),
        ("data/.cache/x/y", True, True),
        ("data/.cache", True, True),
        ("other/data/.cache/x", False, False),
        ("data/versions/.lock", False, False),
        ("data/versions/.staging-run", False, False),
        ("node_modules/x", False, False),
        ("data/__pycache__/x", False, False),
        ("_quarto-site/x", False, False),
        ("data/node_modules", True, True),
        ("_site/index.html", True, False),
        ("report/index.qmd", True, False),
        ("_site", True, True),
        ("data/report/x", True, True),
        ("data/versions/1/a.pdf", True, False),
        ("data/versions/1/files/a.pdf", True, True),
        ("data/versions/1/a.pdfs", True, True),
        ("data/a.pdf", True, True),
    ],
)
def test_what_is_a_part_of_a_review_is_known_by_its_path(
    name: str, *, whole: bool, inputs: bool
) -> None:
    assert parts.is_part(name, whole=True) is whole
    assert parts.is_part(name, whole=False) is inputs


def test_a_review_below_another_keeps_its_files() -> None:
    own = ["a", "b/data/x", "data/protocol.yml", "belowX/y"]
    other = ["below/data/protocol.yml", "below/y", "below/deep/z"]
    # What is shown may show a review, and is a part all the same.
    shown = ["_site/c/data/protocol.yml", "_site/c/d"]
    assert parts.of_one_review([*other, *own, *shown], whole=True) == sorted([*own, *shown])
    assert parts.of_one_review(reversed(own), whole=True) == sorted(own)
    found = parts.reviews_in(
        [*own, *other, *shown, "x/.y/data/protocol.yml", "x/y/data/protocol.yml"]
    )
    assert found == ["below", "x/y"]
    for each in (*parts.PASSED, ".git"):
        assert parts.reviews_in([f"a/{each}/b/data/protocol.yml"]) == []


def test_versions_are_counted_and_a_half_one_after_the_whole_ones_is_left_out() -> None:
    at = "data/versions"
    whole = [f"{at}/{each}/manifest.json" for each in (2, 10)]
    names = [*whole, f"{at}/1/x", f"{at}/11/x", f"{at}/12/y", f"{at}/0/x", f"{at}/notes", "a/1/"]
    assert parts.versions(names) == ["1", "2", "10", "11", "12"]
    left = [each for each in names if each not in (f"{at}/11/x", f"{at}/12/y")]
    assert parts.without_half_version(iter(names)) == left
    assert parts.without_half_version([f"{at}/1/x", "a"]) == ["a"]
    assert parts.without_half_version(["b", "a"]) == ["b", "a"]


def test_what_names_others_is_put_after_them() -> None:
    names = ["_site/z/findings.json", "_site/a.css", "_site/b.html", "_site/index.html"]
    names += ["report/findings.json", "report/b.html", "report/c.qmd", "x.html", "a/findings.json"]
    names += ["data/versions/1/findings.json", "data/versions/1/a.html", "data/versions/1/z"]
    assert parts.in_order(reversed(names)) == [
        *("data/versions/1/a.html", "data/versions/1/findings.json", "data/versions/1/z"),
        *("report/findings.json", "report/c.qmd", "report/b.html"),
        *("a/findings.json", "x.html"),
        *("_site/z/findings.json", "_site/a.css", "_site/b.html", "_site/index.html"),
    ]


def laid(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return root


def test_every_file_below_a_folder_is_named_and_a_link_is_a_file(tmp_path: Path) -> None:
    root = laid(tmp_path / "r", "data/b", "data/a", "data/.cache/k/x", ".git/x", "x/.cache/y")
    laid(root, "node_modules/x", "z", "data/_site/q")
    laid(tmp_path / "elsewhere", "index.html", "sub/page.html")
    laid(tmp_path / "other", "inside")
    (root / "_site").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (root / "data" / "linked").symlink_to(tmp_path / "other", target_is_directory=True)
    (root / "data" / "report").symlink_to(tmp_path / "other", target_is_directory=True)
    assert sorted(parts.files_below(root)) == [
        *("_site/index.html", "_site/sub/page.html", "data/.cache/k/x", "data/_site/q", "data/a"),
        *("data/b", "data/linked", "data/report", "z"),
    ]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("git+https://h/p/q.git", GitAddress("https://h/p/q.git", "", "")),
        ("git+https://h/p@v1#a/b/", GitAddress("https://h/p", "v1", "a/b")),
        ("git+ssh://git@h/p", GitAddress("ssh://git@h/p", "", "")),
        ("git+file:///a/b#c", GitAddress("/a/b", "", "c")),
        ("git+file://h/a", None),
        ("git+https:///a", None),
        ("git+https://h/", None),
        ("git+https://h", None),
        ("git+http://h/p", None),
    ],
)
def test_an_address_of_a_repository_is_taken_apart(address: str, found: GitAddress | None) -> None:
    if found is None:
        for call in (git_address, check_address):
            with pytest.raises(BadInput, match=rf"^here: '.*' {MISSING}"):
                call(address, "here: ")
        with pytest.raises(BadInput, match=rf"^'.*' {MISSING}"):
            git_address(address)
        return
    assert git_address(address) == found
    check_address(address)


def test_an_address_is_a_folder_here_or_its_kind_is_known(tmp_path: Path) -> None:
    root = tmp_path / "a b"
    root.mkdir()
    assert (is_address(address_of(root)), is_address(str(root))) == (True, False)
    assert folder_of(address_of(root)) == root
    assert folder_of("memory://a") is None
    check_address(address_of(root))
    check_address("memory://a")
    with pytest.raises(BadInput, match=r"^at: 's4://a' has no kind of address"):
        check_address("s4://a", "at: ")
    kinds = {address_of(root): LocalFolder, "memory://a": StoreFolder, "git+file:///a": GitFolder}
    assert {each: type(place_at(each)) for each in kinds} == kinds


def test_a_list_names_its_lines_and_takes_each_place_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "home/two"):
        laid(tmp_path / name, "data/protocol.yml")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    fsspec.filesystem("memory").store.clear()
    (tmp_path / "L.YAML").write_text(
        "reviews:\n"
        "- one/\n"
        "- {folder: ~/two/, name: ' Two ', topics: [a, b]}\n"
        f"- {address_of(tmp_path / 'one')}\n"
        "- {folder: memory://x/y/, topics: z}\n"
        "- {folder: memory://x/z, name: Z}\n"
        "- memory://x/y\n",
        encoding="utf-8",
    )
    found = library_at(tmp_path / "L.YAML").members
    assert [(each.name, each.topics, each.address, each.listed[-6:]) for each in found] == [
        ("one", (), "", "line 2"),
        ("Two", ("a", "b"), "", "line 3"),
        ("memory://x/y", ("z",), "memory://x/y", "line 5"),
        ("Z", (), "memory://x/z", "line 6"),
    ]
    assert [each.place for each in found[1:3]] == [f"{tmp_path}/home/two", "memory://x/y"]


# A folder of this machine.


def test_a_folder_is_stamped_brought_and_put_back(tmp_path: Path) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml", "logo.svg", "_site/index.html", "_site/old")
    laid(root, "data/versions/1/manifest.json", "notes.txt", "report/x.qmd")
    work, place = tmp_path / "work", LocalFolder(root)
    inputs = place.stamps(whole=False)
    assert sorted(inputs) == [
        *("data/protocol.yml", "data/versions/1/manifest.json", "logo.svg", "notes.txt")
    ]
    before = place.stamps(whole=True)
    assert len(before) == len(inputs) + 3
    place.fetch(before, work)
    assert sorted(parts.files_below(work)) == sorted(before)
    laid(work, "data/versions/2/manifest.json", "data/versions/2/files/x", "CHANGELOG.md")
    (work / "_site" / "index.html").write_text("new", encoding="utf-8")
    (work / "_site" / "old").unlink()
    changed = ["data/versions/2/manifest.json", "data/versions/2/files/x", "CHANGELOG.md"]
    inode = (root / "report" / "x.qmd").stat().st_ino
    site = (root / "_site").stat().st_ino
    place.put(work, [*changed, "_site/index.html"], ["_site/old", "notes.txt", "gone.txt"])
    assert (root / "_site" / "index.html").read_text(encoding="utf-8") == "new"
    assert (root / "_site").stat().st_ino != site
    assert not (root / "_site" / "old").exists()
    assert not (root / "notes.txt").exists()
    assert (root / "report" / "x.qmd").stat().st_ino == inode, "what did not change stays"
    assert (root / "data" / "versions" / "2" / "files" / "x").is_file()
    assert (root / "data" / "versions" / "2").stat().st_mode & 0o777 == 0o755
    assert (root / "CHANGELOG.md").read_text(encoding="utf-8") == "CHANGELOG.md"
    assert not list(root.rglob(".staging*"))
    # A version that is there is not put again, and the files of it that are other are.
    laid(work, "data/versions/2/later")
    place.put(work, ["data/versions/2/later"], [])
    assert (root / "data" / "versions" / "2" / "later").is_file()
    assert place.stamps(whole=True)["logo.svg"] == before["logo.svg"]
    os.utime(root / "logo.svg", ns=(1, 2))
    assert place.stamps(whole=True)["logo.svg"] != before["logo.svg"]


def test_a_version_that_cannot_be_put_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml")
    work = laid(tmp_path / "work", "data/versions/1/manifest.json")

    def full(*_: object) -> None:
        raise OSError(28, "No space")

    monkeypatch.setattr("living_review.runs.publishing.publish", full)
    with pytest.raises(OSError, match="No space"):
        LocalFolder(root).put(work, ["data/versions/1/manifest.json"], [])
    assert [each.name for each in (root / "data" / "versions").iterdir() if each.is_dir()] == []


def test_a_site_that_is_gone_from_the_work_is_gone(tmp_path: Path) -> None:
    root = laid(tmp_path / "a", "report/x.qmd", "data/protocol.yml")
    work = laid(tmp_path / "work", "data/protocol.yml")
    LocalFolder(root).put(work, [], ["report/x.qmd"])
    assert not (root / "report" / "x.qmd").exists()


def test_a_folder_that_is_held_is_waited_for_by_a_second_try_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml")
    place, now = LocalFolder(root), [100.0]
    slept: list[float] = []
    monkeypatch.setattr(places, "monotonic", lambda: now[0])

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += 10.0

    monkeypatch.setattr(places, "sleep", sleep)

    def a_second_later() -> float:
        now[0] += 1.0
        return now[0]

    with place.alone(""):
        monkeypatch.setattr(places, "monotonic", a_second_later)
        with pytest.raises(Locked), place.alone(""):
            pass
        assert not slept
        monkeypatch.setattr(places, "monotonic", lambda: now[0])
        with pytest.raises(Locked, match="Another run is at work"), place.alone("t"):
            pass
        assert slept == [0.1] * 4, "so long as it has patience, and once more at its end"
    with place.alone("t"), pytest.raises(Locked), held(root / parts.LOCK, "x"):
        pass
    with held(root / parts.LOCK, "x"):
        pass


def test_whose_run_put_something_back_is_said_and_hashes_are_read(tmp_path: Path) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml", "data/versions/x")
    place = LocalFolder(root)
    assert (place.last_run(), place.sha256("nothing"), place.sha256("data")) == ("", "", "")
    place.begun_by("né")
    assert place.last_run() == "né"
    (root / parts.RUN).write_bytes(b"\xff")
    assert place.last_run() == ""
    assert place.sha256("data/protocol.yml") == places.sha256_of(root / "data" / "protocol.yml")
    assert len(place.sha256("data/protocol.yml")) == 64


def test_links_inside_are_followed_and_links_to_nowhere_or_to_folders_stay(tmp_path: Path) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml", "data/registry/arms.csv")
    (root / "data" / "nowhere").symlink_to("not-there")
    (root / "data" / "folder").symlink_to("registry", target_is_directory=True)
    (root / "data" / "own").symlink_to("registry/arms.csv")
    (tmp_path / "b").write_text("x", encoding="utf-8")
    (root / "data" / "out").symlink_to(tmp_path / "b")
    LocalFolder(root).fetch(LocalFolder(root).stamps(whole=True), tmp_path / "into")
    into = tmp_path / "into" / "data"
    links = {each: (into / each).is_symlink() for each in ("nowhere", "folder", "own", "out")}
    assert links == {"nowhere": True, "folder": True, "own": False, "out": True}
    assert (into / "own").read_text(encoding="utf-8") == "data/registry/arms.csv"


# A store.


class Files:
    """A store of which each call can be made to fail."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, _name: str) -> Any:
        def call(*_: object, **__: object) -> None:
            raise self.error

        return call


def in_memory(*names: str) -> StoreFolder:
    files = fsspec.filesystem("memory")
    files.store.clear()
    for name in names:
        files.pipe_file(f"/s/a/{name}", name.encode())
    return StoreFolder("memory://s/a/")


def test_a_store_is_stamped_brought_and_put_back(tmp_path: Path) -> None:
    place = in_memory("data/protocol.yml", "b/data/protocol.yml", "_site/i.html", store.LEASE)
    before = place.stamps(whole=True)
    assert sorted(before) == ["_site/i.html", "data/protocol.yml"]
    assert list(place.stamps(whole=False)) == ["data/protocol.yml"]
    assert place.reviews_below() == ("memory://s/a/b",)
    place.fetch(before, tmp_path)
    assert (tmp_path / "_site" / "i.html").read_text(encoding="utf-8") == "_site/i.html"
    (tmp_path / "new").write_text("new", encoding="utf-8")
    assert (place.sha256("new"), place.last_run()) == ("", "")
    place.begun_by("t")
    place.put(tmp_path, ["new"], ["_site/i.html", "never"])
    assert place.last_run() == "t"
    assert place.sha256("new") == places.sha256_of(tmp_path / "new")
    assert sorted(place.stamps(whole=True)) == ["data/protocol.yml", "new"]
    fsspec.filesystem("memory").pipe_file("/s/a/new", b"newer than that")
    assert place.stamps(whole=True)["data/protocol.yml"] == before["data/protocol.yml"]
    fsspec.filesystem("memory").pipe_file(f"/s/a/{parts.RUN}", b"\xff")
    assert place.last_run() == ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("first\nsecond"), "memory://s/a cannot be reached (first); check"),
        (RuntimeError(), "memory://s/a cannot be reached (RuntimeError); check"),
    ],
)
def test_what_a_store_does_not_do_is_one_sentence(
    tmp_path: Path, error: Exception, said: str
) -> None:
    place = in_memory()
    place._fs = Files(error)
    calls = (
        lambda: place.stamps(whole=True),
        lambda: place.fetch({"a": ""}, tmp_path),
        place.reviews_below,
        lambda: place.put(tmp_path, [], ["a"]),
        lambda: place.sha256("a"),
        lambda: place.begun_by("t"),
        place.last_run,
    )
    for call in calls:
        with pytest.raises(SourceUnreachable) as caught:
            call()
        assert str(caught.value).startswith(said)
    with pytest.raises(SourceUnreachable), place.alone("t"):
        pass
    place._fs = Files(FileNotFoundError("x"))
    assert (place.sha256("a"), place.last_run()) == ("", "")
    with pytest.raises(FileNotFoundError):
        place.fetch({"a": ""}, tmp_path)


def lease(holder: str, until: float) -> None:
    text = json.dumps({"holder": holder, "until": until})
    fsspec.filesystem("memory").pipe_file(f"/s/a/{store.LEASE}", text.encode())


@pytest.mark.parametrize(
    ("until", "taken"),
    [(900.0, True), (939.0, True), (940.0, True), (941.0, False), (1100.0, False)],
)
def test_a_lease_is_taken_over_when_clocks_may_differ_no_more(
    monkeypatch: pytest.MonkeyPatch, until: float, *, taken: bool
) -> None:
    place, slept = in_memory(), []
    monkeypatch.setattr(store, "time", lambda: 1000.0)
    monkeypatch.setattr(store, "sleep", slept.append)
    lease("other", until)
    if not taken:
        with pytest.raises(Locked, match="wait for it to end"), place.alone("mine"):
            pass
        assert place._lease() == ("other", until)
        lease("mine", until)
    with place.alone("mine"):
        assert place._lease() == ("mine", 1000.0 + store.LASTS)
    assert slept == [1] * taken, "of two that take it over the last has it; one's own is taken"
    assert place._lease() == ("", 0.0)


def test_of_two_that_take_a_lease_over_the_last_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    place = in_memory()
    lease("gone", 0.0)
    monkeypatch.setattr(store, "sleep", lambda _: lease("faster", 5.0))
    with pytest.raises(Locked, match="has just begun to work"), place.alone("mine"):
        pass
    assert place._holder() == "faster"


def test_a_lease_is_renewed_while_it_is_held_and_given_back_by_its_holder_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place, renewed = in_memory(), threading.Event()
    monkeypatch.setattr(store, "LASTS", 0.03)
    made = store._lease

    def told(holder: str) -> bytes:
        if threading.current_thread() is not threading.main_thread():
            renewed.set()
        return made(holder)

    monkeypatch.setattr(store, "_lease", told)
    with place.alone(""):
        assert len(place._holder()) == 16
        assert renewed.wait(10)
    assert place._holder() == ""
    monkeypatch.setattr(store, "LASTS", 300.0)
    with place.alone("mine"):
        lease("other", 5.0)
    assert place._holder() == "other"


# A repository.


def repository(address: str, *entries: Entry) -> GitFolder:
    found = GitFolder(address)
    asked: list[str] = []

    def all_below(folder: str) -> list[Entry]:
        asked.append(folder)
        return list(entries)

    found._commit = SimpleNamespace(  # type: ignore[assignment]
        all_below=all_below, content=lambda each: each.name.encode(), asked=asked
    )
    return found


def entry(name: str, mode: str = "100644") -> Entry:
    return Entry(mode, "blob", f"of {name}", "1", name)


def test_a_repository_names_the_files_and_the_reviews_below_its_folder(tmp_path: Path) -> None:
    below = repository(
        "git+file:///r#x", entry("x/data/protocol.yml"), entry("x/b/data/protocol.yml")
    )
    assert below.stamps(whole=True) == {"data/protocol.yml": "of x/data/protocol.yml"}
    assert below._commit.asked == ["x"]  # type: ignore[union-attr]
    assert below.reviews_below() == ("git+file:///r#x/b",)
    below.fetch({"data/protocol.yml": ""}, tmp_path)
    assert (tmp_path / "data" / "protocol.yml").read_bytes() == b"x/data/protocol.yml"
    top = repository("git+file:///r@v", entry("b/data/protocol.yml"))
    assert top.reviews_below() == ("git+file:///r@v#b",)
    assert top._commit.asked == ["."]  # type: ignore[union-attr]
    link = repository("git+file:///r", entry("l", "120000"))
    link.stamps(whole=True)
    with pytest.raises(BadInput, match="l is a link or another repository"):
        link.fetch({"l": ""}, tmp_path)


def test_nothing_is_put_back_into_a_repository(tmp_path: Path) -> None:
    place = GitFolder("git+file:///r")
    with pytest.raises(BadInput, match="is a repository, which is only read"):
        place.alone("t")
    for call in (
        lambda: place.put(tmp_path, [], []),
        lambda: place.sha256("a"),
        place.last_run,
        lambda: place.begun_by("t"),
    ):
        with pytest.raises(NotImplementedError, match=f"^{repositories._READ_ONLY}$"):
            call()


# There and back.


def done(review: str = "a", **more: Any) -> Outcome:
    return Outcome(review, more.pop("state", "published"), 0, **more)


@pytest.mark.parametrize(
    ("root", "address", "said"),
    [
        (Path("/lib/a"), "file:///lib/a", "/lib/a/x and /lib/a"),
        (Path(), "file:///lib/a", "x and ."),
        (Path(), "memory://s/a", "memory://s/a/x and memory://s/a"),
    ],
)
def test_the_place_of_the_review_is_named_and_not_that_of_the_work(
    root: Path, address: str, said: str
) -> None:
    work = Path("/tmp/w/review")
    outcome = done(error=f"{work}/x and {work}", warnings=(f"{work}/x and {work}",))
    told = afar._told(outcome, work, Member("a", root, (), address))
    assert (told.error, told.warnings) == (said, (said,))


@pytest.mark.parametrize("before", [None, "5"])
@pytest.mark.parametrize("epoch", [None, 7])
def test_it_is_that_moment_while_it_is_worked_on(
    monkeypatch: pytest.MonkeyPatch, before: str | None, epoch: int | None
) -> None:
    monkeypatch.delenv(afar.EPOCH, raising=False)
    if before:
        monkeypatch.setenv(afar.EPOCH, before)
    with afar._at(epoch):
        assert os.environ.get(afar.EPOCH) == ("7" if epoch else before)
    assert os.environ.get(afar.EPOCH) == before


def worked(root: Path, change: Any, **more: Any) -> afar.Done:
    """Carry out, for a review at the address of a folder, what changes the folder it is given."""
    member = Member("a", root, ("t",), "" if more.pop("here", False) else address_of(root))
    given = {"task": "update", "token": "t", **more}
    job = afar.travelling(Job(member, given.pop("task"), given.pop("options", {}), **given))
    assert job.member.address == address_of(root)

    def carry(own: Job) -> Outcome:
        # What is only read is read where it lies.
        assert own.member.address == ""
        assert own.member.root == root or (job.writes and own.member.root.name == "review")
        return change(own.member.root) or done()

    return afar.done_afar(job, carry)


def test_what_changed_is_put_back_with_its_hash_and_nothing_else(tmp_path: Path) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml", "data/old.csv", "kept")

    def change(work: Path) -> None:
        (work / "data" / "old.csv").unlink()
        laid(work, "CHANGELOG.md", ".git/x", "data/versions/.lock")

    for here in (True, False):
        written = worked(root, change, here=here).written
        known = places.sha256_of(root / "CHANGELOG.md")
        assert written == {"CHANGELOG.md": known, "data/old.csv": ""}
        assert not (root / ".git").exists()
        assert LocalFolder(root).last_run() == "t"
        (root / "CHANGELOG.md").unlink()
        laid(root, "data/old.csv")
    (root / parts.RUN).unlink()
    assert worked(root, change, token="").written
    assert not (root / parts.RUN).exists()
    assert worked(root, lambda _: None).written == {}


@pytest.mark.parametrize(
    "more",
    [
        {"task": "update", "options": {"dry_run": True}},
        {"task": "check"},
        {"task": "analyse"},
    ],
)
def test_what_is_only_read_is_read_where_it_lies(tmp_path: Path, more: dict[str, Any]) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml", "_site/index.html")
    seen: list[Path] = []
    assert worked(root, seen.append, **more) == afar.Done(done())
    assert seen == [root]
    assert sorted(each.name for each in root.rglob("*") if each.is_file()) == [
        "index.html",
        "protocol.yml",
    ]


@pytest.mark.parametrize("task", ["update", "build"])
def test_only_what_writes_is_put_back(tmp_path: Path, task: str) -> None:
    more: dict[str, Any] = {"task": task}
    root = laid(tmp_path / "a", "data/protocol.yml", "_site/index.html")
    seen: list[bool] = []

    def change(work: Path) -> None:
        seen.append((work / "_site").exists())
        laid(work, "new")

    assert worked(root, change, **more).written
    assert (root / "new").exists()
    assert seen == [True]
    # A failure puts nothing back, and where no protocol is nothing is held.
    assert worked(root, lambda w: laid(w, "z") and done(state="failed"), **more).written == {}
    (root / "data" / "protocol.yml").unlink()
    assert worked(root, lambda w: laid(w, "z") and None, **more).written == {}
    assert not (root / "z").exists()


def test_a_review_that_is_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    root = laid(tmp_path / "a", "data/protocol.yml")

    def change(work: Path) -> None:
        laid(work, "new")
        laid(root, "meanwhile")

    with pytest.raises(BadInput, match="was changed while it was worked on elsewhere"):
        worked(root, change)
    assert not (root / "new").exists()


def test_what_is_read_back_must_be_what_was_written(tmp_path: Path) -> None:
    root = laid(tmp_path / "a", "b", "c", "d")
    job = afar.travelling(Job(Member("a", root), "update"))
    right = {each: places.sha256_of(root / each) for each in "bcd"}
    afar.confirm(job, afar.Done(done(), {**right, "gone": ""}))
    afar.confirm(job, afar.Done(done()))
    for wrong, more in ({"c": "x"}, ""), ({"c": "x", "d": "y"}, ", nor are 1 more"):
        with pytest.raises(SourceUnreachable) as caught:
            afar.confirm(job, afar.Done(done(), {**right, **wrong}))
        said = f"{address_of(root)}: c is not as it was written there{more}; see to it"
        assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("state", "at", "version", "published"),
    [
        ("nothing new", 100, 100, True),
        ("republished", 100, 100, True),
        ("published", 100, 100, False),
        ("nothing new", None, 100, False),
        ("nothing new", 100, 101, False),
        ("nothing new", 100, None, False),
    ],
)
@pytest.mark.parametrize("changes", [None, ("A", "B")])
@pytest.mark.parametrize("set_aside", [0, 2])
def test_a_version_of_an_earlier_try_is_told_as_published(
    monkeypatch: pytest.MonkeyPatch,
    state: Any,
    at: int | None,
    version: int | None,
    *,
    published: bool,
    changes: tuple[str, ...] | None,
    set_aside: int,
) -> None:
    made = None if version is None else dt.datetime.fromtimestamp(version, dt.UTC)
    latest = SimpleNamespace(made_at=made, number=3) if made else None
    moved = changes and SimpleNamespace(conclusions=[SimpleNamespace(name=n) for n in changes])
    findings = SimpleNamespace(changes=moved)
    kept: Mapping[str, Any] = {
        "living_review.living.store.VersionStore": lambda _: SimpleNamespace(latest=lambda: latest),
        "living_review.runs.stored.stored": lambda _, number: SimpleNamespace(
            findings=findings, number=number
        ),
    }
    for name, value in kept.items():
        monkeypatch.setattr(name, value)
    before = done(state=state, set_aside=set_aside)
    told = afar._of_this_run(Job(Member("a", Path()), "update", at=at), Path(), before)
    if not published:
        assert told is before
        return
    assert (told.state, told.exit_code) == ("published", 1 if set_aside else 0)
    assert told.conclusions_changed == (changes or ())
