"""The versions in a site: the newest with all their files, each with its page as it was."""

from __future__ import annotations

import pytest

from living_review.living.store import VersionStore
from living_review.website import shelf

FILES = set(shelf.FILES)


@pytest.fixture
def three_versions(review, three_published):
    """The review after three versions."""
    return review


def shown(folder, number):
    return {path.name for path in (folder / "versions" / str(number)).iterdir()}


def test_every_version_has_its_page_and_its_files(three_versions):
    for number in (1, 2, 3):
        assert shown(three_versions.site, number) >= FILES | {"index.html", "CITATION.cff"}


def test_beyond_the_room_a_page_says_how_its_files_are_made_again(
    three_versions, tmp_path, monkeypatch
):
    store = VersionStore(three_versions.root / "data" / "versions")
    monkeypatch.setattr(shelf, "ROOM", 1)
    shelf.lay_out(store, tmp_path / "site", tmp_path / "nothing", shown=3)
    assert shown(tmp_path / "site", 3) >= FILES
    for number in (1, 2):
        assert not shown(tmp_path / "site", number) & FILES
        page = (tmp_path / "site" / "versions" / str(number) / "index.html").read_text("utf-8")
        assert "No longer kept here: summary.pdf, review.pdf, findings.json, data.zip" in page
        assert f"living-review rebuild {number} --out DIR" in page


def test_what_the_site_has_already_is_not_made_again(three_versions, tmp_path, monkeypatch):
    store = VersionStore(three_versions.root / "data" / "versions")
    store.manifests()

    def read(*_args):
        raise AssertionError("it was read from the store")

    monkeypatch.setattr(store, "read", read)
    shelf.lay_out(store, tmp_path / "site", three_versions.site, shown=3)
    for path in (three_versions.site / "versions").rglob("*"):
        if path.is_file():
            copy = tmp_path / "site" / path.relative_to(three_versions.site)
            assert copy.read_bytes() == path.read_bytes()


def test_only_the_banner_of_an_old_page_changes(three_versions, tmp_path):
    store = VersionStore(three_versions.root / "data" / "versions")
    before = (three_versions.site / "versions" / "3" / "index.html").read_text("utf-8")
    shelf.lay_out(store, tmp_path / "site", three_versions.site, shown=None)
    after = (tmp_path / "site" / "versions" / "3" / "index.html").read_text("utf-8")
    assert "The site shows a build that is not published" in after
    assert len(after) > len(before)
    banner = shelf._banner(store.manifest(3), latest=True)
    assert after.replace(banner, "") == before
