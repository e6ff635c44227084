"""The shelf as it is laid out from a store that is made up: what lies where, and what stays."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.living.store import MANIFEST
from living_review.pages.site_info import SiteInfo, SiteLanguage
from living_review.website import shelf, switch
from living_review.website.shelf import FILES_MARK, NEWER_MARK

DAY = dt.date(2026, 1, 2)
ENGLISH = SiteLanguage("en", "English", "", "https://example.org/r")
SPANISH = SiteLanguage("es", "español", "es/", "https://example.org/r/es/")
BOTH = (ENGLISH, SPANISH)
PAGE = (
    '<html lang="{language}"><head></head><body>' + switch.MARK + "\n" + NEWER_MARK
    + "A page." + FILES_MARK + "</body></html>"
)  # fmt: skip


class Store:
    """Versions 1 to 3, of which some are told in Spanish too; each file has so many bytes."""

    def __init__(self, root: Path, *, spanish: tuple[int, ...] = (), size: int = 10) -> None:
        self.root, self.spanish, self.size = root, spanish, size
        self.asked: list[tuple[Any, ...]] = []
        for number in (1, 2, 3):
            self.place(number).mkdir(parents=True, exist_ok=True)
            (self.place(number) / MANIFEST).write_text(f"manifest {number}")

    def place(self, number: int) -> Path:
        return self.root / str(number)

    def manifests(self) -> list[Any]:
        return [self.manifest(number) for number in (1, 3, 2)]

    def manifest(self, number: int) -> Any:
        told = {"es": None} if number in self.spanish else {}
        files = ("page/index.html", "page/a.svg", "findings.json")
        files += ("languages/es/page/index.html", "languages/es/page/e.svg") * bool(told)
        return SimpleNamespace(number=number, date=DAY, language="en", told_in=told, files=files)

    def read(self, number: int, name: str) -> bytes:
        self.asked.append((number, name))
        if name.endswith("index.html"):
            return PAGE.format(language="es" if "/es/" in name else "en").encode()
        return f"{number} {name}".encode()

    def pdf(self, number: int, name: str) -> bytes | None:
        # The oldest has lost one.
        return None if (number, name) == (1, "review.pdf") else b"x" * self.size


def site(language: SiteLanguage, *languages: SiteLanguage) -> SiteInfo:
    return SiteInfo(
        *("T", language.tag, (), "", "V", ()), site_url="https://example.org/r",
        languages=languages,
    )  # fmt: skip


def laid(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("shown", [3, None])
def test_each_version_has_its_page_its_files_and_what_is_newer(
    tmp_path: Path, shown: int | None
) -> None:
    store: Any = Store(tmp_path / "store")
    shelf.lay_out(store, tmp_path / "site", None, shown=shown)
    found = laid(tmp_path / "site")
    names = {"a.svg", "data.zip", "findings.json", "index.html", MANIFEST, "summary.pdf"}
    for number in (1, 2, 3):
        own = {name for name in found if name.startswith(f"versions/{number}/")}
        wanted = names | ({"review.pdf"} if number > 1 else set())
        assert own == {f"versions/{number}/{name}" for name in wanted}
        page = found[f"versions/{number}/index.html"]
        assert ("callout-important" in page) == (number < 3 or shown is None)
        assert ("newer" in page) == (number < 3)
        assert ("rebuild 1" in page) == (number == 1)
        assert not any(mark in page for mark in (switch.MARK, NEWER_MARK, FILES_MARK))
        assert found[f"versions/{number}/a.svg"] == f"{number} page/a.svg"
        assert found[f"versions/{number}/{MANIFEST}"] == f"manifest {number}"


def test_the_newest_have_their_files_while_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: Any = Store(tmp_path / "store")
    shelf.lay_out(store, tmp_path / "all", None, shown=3)
    taken = sum(
        path.stat().st_size
        for path in (tmp_path / "all" / "versions" / "3").iterdir()
        if path.name in shelf.FILES
    )
    for room, having in ((0, []), (1, ["3"]), (taken, ["3"]), (taken + 1, ["2", "3"])):
        monkeypatch.setattr(shelf, "ROOM", room)
        shelf.lay_out(store, tmp_path / f"site{room}", None, shown=3)
        folders = (tmp_path / f"site{room}" / "versions").iterdir()
        assert sorted(each.name for each in folders if (each / "data.zip").exists()) == having


def test_what_was_published_is_taken_from_there_where_it_is_the_same(tmp_path: Path) -> None:
    store: Any = Store(tmp_path / "store")
    before, after = tmp_path / "before", tmp_path / "after"
    shelf.lay_out(store, before, None, shown=3)
    versions = before / "versions"
    (versions / "1" / "mine.txt").write_text("kept")
    (versions / "2" / MANIFEST).write_text("of another history")
    (versions / "3" / "index.html").write_text('<html lang="es">')
    store.asked.clear()
    shelf.lay_out(store, after, before, shown=3)
    read = {number for number, _ in store.asked}
    assert read == {2, 3}, "nothing of a version that stands as it was is read again"
    assert (after / "versions" / "1" / "mine.txt").read_text() == "kept"
    same = (versions / "1" / "data.zip").stat().st_ino
    assert (after / "versions" / "1" / "data.zip").stat().st_ino == same
    other = (versions / "3" / "data.zip").stat().st_ino
    assert (after / "versions" / "3" / "data.zip").stat().st_ino != other
    for number in (2, 3):
        page = (after / "versions" / str(number) / "index.html").read_text()
        assert page.startswith('<html lang="en">')
    # Where another notice is to stand, the page is laid out anew and the files are as they were.
    shelf.lay_out(store, tmp_path / "build", after, shown=None)
    newest = tmp_path / "build" / "versions" / "3"
    assert "callout-important" in (newest / "index.html").read_text()
    assert (newest / "data.zip").stat().st_ino == (after / "versions/3/data.zip").stat().st_ino


def test_a_language_has_the_versions_that_were_told_in_it_and_leads_to_the_others(
    tmp_path: Path,
) -> None:
    store: Any = Store(tmp_path / "store", spanish=(3,))
    shelf.lay_out(store, tmp_path, None, shown=3, site=site(ENGLISH, *BOTH))
    shelf.lay_out(store, tmp_path, None, shown=3, site=site(SPANISH, *BOTH))
    spoken = tmp_path / "es" / "versions"
    assert (spoken / "3" / "index.html").read_text().startswith('<html lang="es">')
    assert (spoken / "3" / "e.svg").read_text() == "3 languages/es/page/e.svg"
    assert not (spoken / "3" / "a.svg").exists()
    for number in (1, 2):
        assert [path.name for path in (spoken / str(number)).iterdir()] == ["index.html"]
        page = (spoken / str(number) / "index.html").read_text()
        assert f'href="../../../versions/{number}/index.html"' in page
        article = page[page.index('<div class="text">') :]
        assert f"versions/{number}/index.html" in article
        assert re.match(r'<div class="text">\n<p>[^\n]*</p>\n', article)
        assert switch.CLASS in page
        assert "2026" in page
    english = tmp_path / "versions"
    assert switch.CLASS in (english / "3" / "index.html").read_text()
    assert switch.CLASS not in (english / "2" / "index.html").read_text()
    # The main site has every version, in whatever language it was published.
    shelf.lay_out(
        store, tmp_path / "other", None, shown=3, site=site(SiteLanguage("de", "", "", None))
    )
    assert 'lang="en"' in (tmp_path / "other" / "versions" / "3" / "index.html").read_text()
