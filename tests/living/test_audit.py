"""The audit: every kept file of every version is read, and each fault is told at its file."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from manifests import manifest

from living_review.living.audit import Audit, audit
from living_review.living.store import VersionStore

PDF = b"%PDF-1.7 a summary"


def published(folder: Path, versions: int = 4) -> Path:
    """Versions in which one file never changes, one always does, and one comes late."""
    store = VersionStore(folder / "versions")
    for number in range(1, versions + 1):
        text = "".join(f"{random.Random(number * i).random()}\n" for i in range(200))
        files = {"data/protocol.yml": b"same", "findings.json": text.encode()}
        if number > 2:
            files["data/judgements.csv"] = b"domain,levels\n" * number
        pdfs = {"summary.pdf": PDF + str(number).encode()}
        site = {name: hashlib.sha256(content).hexdigest() for name, content in pdfs.items()}
        store.add(manifest(number, site), files, pdfs)
    return store.folder


def audited(folder: Path, shelf: Path | None = None) -> Audit:
    return audit(VersionStore(folder), shelf)


def told(found: Audit) -> list[tuple[str, int | None, str]]:
    return [(each.kind, each.version, each.file) for each in found.faults]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("published"))


def kept(folder: Path) -> list[str]:
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(file for file in files if file[0].isdecimal())


def test_versions_that_nobody_touched_are_whole(whole: Path) -> None:
    found = audited(whole)
    assert (found.versions, found.faults) == (4, [])
    assert found.files == len(kept(whole))


def test_no_version_is_nothing_to_fault(tmp_path: Path) -> None:
    assert audited(tmp_path / "versions") == Audit()


def test_every_file_that_is_changed_taken_or_put_there_is_told_at_that_file(
    whole: Path, tmp_path: Path
) -> None:
    for number, file in enumerate(kept(whole)):
        folder = tmp_path / str(number)
        shutil.copytree(whole, folder)
        path = folder / file
        content = bytearray(path.read_bytes())
        version = int(file.partition("/")[0])

        path.unlink()
        # Nobody can say of the oldest PDF alone whether it went to make room.
        assert ("missing", version, file) in told(audited(folder)) or file == "1/summary.pdf"

        content[len(content) // 2] ^= 0x41
        path.write_bytes(content)
        named = [each for each in told(audited(folder)) if each == ("changed", version, file)]
        # The newest manifest is proved by the site's copy alone, all others by the one after.
        assert named or file == "4/manifest.json", file

        path.write_bytes(content[:-1])
        assert audited(folder).faults or file == "4/manifest.json", file
        if file != "1/manifest.json":
            shutil.copyfile(whole / file, path)
            path.with_name("added.txt").write_text("more")
            added = f"{file.rpartition('/')[0]}/added.txt"
            assert told(audited(folder)) == [("added", version, added)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_no_single_bit_of_a_stored_file_turns_unseen(whole: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from([each for each in kept(whole) if "manifest" not in each]))
    path = whole / file
    before = path.read_bytes()
    bit = data.draw(st.integers(0, len(before) * 8 - 1))
    content = bytearray(before)
    content[bit // 8] ^= 1 << bit % 8
    name = file.partition("/files/")[2].removesuffix(".zst")
    was = VersionStore(whole).read(int(file[0]), name) if name else before
    try:
        path.write_bytes(content)
        if not audited(whole).faults:
            # A bit of a frame's header may mean nothing.
            assert name
            assert VersionStore(whole).read(int(file[0]), name) == was
    finally:
        path.write_bytes(before)


def test_a_manifest_rewritten_with_its_file_is_told_by_the_next_version(tmp_path: Path) -> None:
    folder = published(tmp_path)
    path = folder / "2" / "manifest.json"
    document = json.loads(path.read_text())
    document["told"]["headline"] = "Nothing changed"
    path.write_text(json.dumps(document))
    assert told(audited(folder)) == [("changed", 2, "2/manifest.json")]


def test_the_newest_manifest_is_compared_with_the_published_site(tmp_path: Path) -> None:
    folder, shelf = published(tmp_path), tmp_path / "_site" / "versions"
    for number in (1, 2, 3, 4):
        (shelf / str(number)).mkdir(parents=True)
        shutil.copyfile(folder / f"{number}/manifest.json", shelf / f"{number}/manifest.json")
    assert audited(folder, shelf).faults == []
    path = folder / "4" / "manifest.json"
    path.write_text(path.read_text().replace('"trials_included": 3', '"trials_included": 4'))
    assert told(audited(folder, shelf)) == [("changed", 4, "4/manifest.json")]


def test_links_and_strangers_are_told(tmp_path: Path) -> None:
    folder = published(tmp_path)
    stored = folder / "1/files/data/protocol.yml.zst"
    stored.rename(tmp_path / "elsewhere")
    stored.symlink_to(tmp_path / "elsewhere")
    (folder / "3.bak").mkdir()
    (folder / "3.bak" / "manifest.json").write_text("{}")
    (folder / "4" / "files" / "linked").symlink_to(tmp_path)
    found = audited(folder)
    assert [
        (*place, each.wrong) for place, each in zip(told(found), found.faults, strict=True)
    ] == [
        ("changed", 1, "1/files/data/protocol.yml.zst", "link"),
        ("added", None, "3.bak/manifest.json", "stranger"),
        ("added", 4, "4/files/linked", "stranger"),
    ]
    assert found.files == len(kept(folder)) - 2  # what a link leads to is no file of ours


def test_the_pdfs_of_old_versions_may_go_and_no_newer_one_s(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / "1" / "summary.pdf").unlink()
    assert audited(folder).faults == []
    (folder / "3" / "summary.pdf").unlink()
    assert told(audited(folder)) == [("missing", 3, "3/summary.pdf")]
    (folder / "2" / "summary.pdf").unlink()
    (folder / "4" / "summary.pdf").unlink()
    assert told(audited(folder)) == [("missing", 4, "4/summary.pdf")]


def test_a_version_that_is_gone_is_told_and_what_needs_it_is_out_of_reach(tmp_path: Path) -> None:
    folder = published(tmp_path)
    for gone, left in ((2, [1, 3, 4]), (1, [3, 4])):
        shutil.rmtree(folder / str(gone))
        steps: list[tuple[int, int]] = []
        found = audit(VersionStore(folder), step=lambda *at, to=steps: to.append(at))
        assert steps == [(number, 4) for number in left]
        lost = [("missing", number, str(number)) for number in (1, 2) if number not in left]
        if gone == 1:
            lost.append(("missing", 3, "1/files/data/protocol.yml.zst"))
        out = [("changed", number, f"{number}/files/findings.json.zst") for number in (3, 4)]
        assert told(found) == [*lost, *out]
        words = {each.file: each.wrong for each in found.faults}
        assert words["3/files/findings.json.zst"] == "out-of-reach"
        assert words["4/files/findings.json.zst"] == "out-of-reach"


def test_a_version_that_shares_a_file_with_another_than_the_one_before_is_told(
    tmp_path: Path,
) -> None:
    folder = published(tmp_path)
    path = folder / "4" / "manifest.json"
    document = json.loads(path.read_text())
    older = json.loads((folder / "2" / "manifest.json").read_text())["files"]["findings.json"]
    document["files"]["findings.json"] = older
    path.write_text(json.dumps(document))
    (pointer, stranger) = audited(folder).faults
    assert (pointer.kind, pointer.version, pointer.file) == ("changed", 4, "4/manifest.json")
    assert (pointer.wrong, pointer.about) == ("pointer", "2/files/findings.json.zst")
    assert (stranger.file, stranger.wrong) == ("4/files/findings.json.zst", "stranger")


def _other(path: Path, beside: int) -> None:
    shutil.copy(path.parents[1] / str(beside) / path.name, path)


@pytest.mark.parametrize(
    ("version", "done", "wrong"),
    [
        (2, lambda at: at.unlink(), "manifest-missing"),
        (4, lambda at: at.unlink(), "manifest-missing"),
        (2, lambda at: at.write_text("{"), "manifest-unreadable"),
        (3, lambda at: _other(at, 2), "manifest-unreadable"),
        (3, lambda at: at.write_bytes(at.read_bytes() + b" "), "manifest-of-another"),
        (2, lambda at: shutil.rmtree(at.parent), "version-missing"),
    ],
)
def test_what_is_wrong_with_a_version_is_said_in_its_own_word(
    tmp_path: Path, version: int, done: Callable[[Path], None], wrong: str
) -> None:
    folder = published(tmp_path)
    done(folder / str(version) / "manifest.json")
    first = next(each for each in audited(folder).faults if each.version == version)
    assert first.wrong == wrong
