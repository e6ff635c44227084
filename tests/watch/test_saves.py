"""Which saves a preview follows."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from watchfiles import Change

from living_review.ground.brand_files import BRAND, SITE_STYLE
from living_review.ground.folder import ReviewFolder
from living_review.watch.saves import _folders, listening, matters

SECONDS = 10


@pytest.fixture
def folder(tmp_path: Path) -> ReviewFolder:
    (tmp_path / "data" / "registry").mkdir(parents=True)
    (tmp_path / "data" / "protocol.yml").write_text("review: {}", encoding="utf-8")
    return ReviewFolder(tmp_path)


@pytest.mark.parametrize(
    ("name", "follows"),
    [
        ("data/protocol.yml", True),
        ("data/judgements.csv", True),
        ("data/registry/arms.csv", True),
        ("templates/sections/finding.md.j2", True),
        ("data/versions/3/findings.json", False),
        ("data/.cache/register/found.json", False),
        ("data/registry/.cache.csv", True),
        ("data/registry/.goutputstream-AB12", False),
        ("data/registry/.~lock.arms.csv#", False),
        ("data/registry/~$arms.csv", False),
        ("data/.protocol.yml.swp", False),
        ("data/protocol.yml~", False),
        ("data/4913", False),
    ],
)
def test_what_a_build_reads_is_followed_and_nothing_else(
    folder: ReviewFolder, name: str, follows: bool
) -> None:
    assert matters(folder)(Change.modified, str(folder.root / name)) is follows


def test_a_brand_is_followed_where_the_review_has_one(folder: ReviewFolder) -> None:
    for name in (None, BRAND, SITE_STYLE):
        if name:
            (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
            (folder.root / name).write_text("", encoding="utf-8")
        found = [path for path, *_ in _folders(folder)]
        assert found[0] == folder.protocol.parent
        own = {folder.root / each for each in folder.brand_files()}
        assert own | {folder.templates} == {*found[1:], folder.templates}
        assert not name or folder.root / name in found


def test_whoever_listens_holds_nobody_up(folder: ReviewFolder) -> None:
    before = {*threading.enumerate()}
    with listening(folder) as saved:
        [listener] = {*threading.enumerate()} - before
        assert listener.daemon
        assert not saved.wait(0.3), "nothing was saved"
    assert not listener.is_alive()


def test_a_save_is_heard_also_in_a_folder_made_later(folder: ReviewFolder) -> None:
    with listening(folder) as saved:
        folder.templates.mkdir()
        assert saved.wait(SECONDS), "a new templates/ is a change"
        saved.clear()
        (folder.templates / "index.qmd.j2").write_text("words", encoding="utf-8")
        assert saved.wait(SECONDS)


def test_a_folder_that_was_replaced_is_still_followed(folder: ReviewFolder, tmp_path: Path) -> None:
    with listening(folder) as saved:
        (tmp_path / "data").rename(tmp_path / "before")
        assert saved.wait(SECONDS)
        saved.clear()
        (tmp_path / "before").rename(tmp_path / "data")
        assert saved.wait(SECONDS)
        saved.clear()
        folder.judgements.write_text("comparison", encoding="utf-8")
        assert saved.wait(SECONDS)
