"""The parts of the shelf of versions, each by itself: what a page is told when it is laid out."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.living.store import PDFS
from living_review.living.whole_site import LIST
from living_review.pages.site_info import LogoImage, SiteInfo, SiteLanguage, SiteLogo
from living_review.website import shelf, switch
from living_review.website.shelf import FILES, SHELF, _Own

ENGLISH = SiteLanguage("en", "English", "", "https://example.org/r")
SPANISH = SiteLanguage("es", "español", "es/", "https://example.org/r/es/")
FRENCH = SiteLanguage("fr", "français", "fr/", None)


def site(language: str, *languages: SiteLanguage) -> SiteInfo:
    url = "https://example.org/r"
    return SiteInfo("T", language, (), "", "V", (), site_url=url, languages=languages)


def manifest(number: int = 3, *told_in: str) -> Any:
    return SimpleNamespace(number=number, date=dt.date(2026, 1, 2), told_in=dict.fromkeys(told_in))


def test_a_version_stands_in_the_languages_that_it_and_the_site_speak() -> None:
    assert shelf._own(manifest(), "en", "en", None) == _Own("en", "", "", "", None)
    own = shelf._own(manifest(3, "es"), "es", "en", site("es", ENGLISH, SPANISH, FRENCH))
    assert (own.language, own.kept_in) == ("es", "es")
    assert own.address == "https://example.org/r/versions/3/index.html"
    assert re.findall(r'hreflang="(\w+)"', own.others) == ["en"]
    assert re.findall(r'hreflang="([\w-]+)"', own.alternates) == ["en", "es", "x-default"]
    alone = shelf._own(manifest(), "en", "en", site("en", ENGLISH, SPANISH))
    assert (alone.kept_in, alone.others, alone.alternates) == ("", "", "")
    assert shelf.said_in("es") == "languages/es/"
    assert shelf.said_in("") == ""


def test_a_page_is_told_its_address_its_languages_and_where_they_are() -> None:
    page = (
        f'<head><link rel="canonical" href="a"></head><link rel="canonical" href="b">'
        f"{switch.MARK}\n</head>"
    )
    own = _Own("en", "", "OTHERS", '<link rel="alternate" hreflang="x">', "https://a/?b&c")
    found = own.on(page)
    assert found == (
        '<head><link rel="canonical" href="https://a/?b&amp;c">'
        '<link rel="alternate" hreflang="x"></head><link rel="canonical" href="b">OTHERS</head>'
    )
    bare = _Own("en", "", "", "", None)
    assert bare.on(page) == page.replace(f"{switch.MARK}\n", "")
    assert own.is_on(found)
    assert not own.is_on(bare.on(page))
    assert bare.is_on(bare.on(page))
    for told in (switch.CLASS, '<link rel="alternate" hreflang="y">'):
        assert not bare.is_on(f"{page}{told}")
    assert not _Own("en", "", "OTHERS", "", None).is_on(found.replace("OTHERS", ""))


def test_a_page_is_laid_out_anew_where_its_banner_files_or_languages_are_others(
    tmp_path: Path,
) -> None:
    own, page = _Own("en", "", "", "", None), tmp_path / "index.html"
    banner, files = shelf._banner(manifest(), latest=False), "<ul>FILES</ul>"
    assert not shelf._says(page, banner, files, own)
    for held, told, same in (
        *((banner, banner, True), (banner, "", False), ("", banner, False), ("", "", True)),
        (shelf._banner(manifest(), latest=True), banner, False),
    ):
        page.write_text(f"{held}{files}")
        assert shelf._says(page, told, files, own) == same
        assert not shelf._says(page, told, "<ul>OTHER</ul>", own)
    page.write_text(f"{files}{switch.CLASS}")
    assert not shelf._says(page, "", files, own)


def test_a_banner_leads_to_the_site_and_says_what_is_there_instead() -> None:
    newer, build = (shelf._banner(manifest(), latest=latest) for latest in (False, True))
    assert newer != build
    for each in (newer, build):
        assert shelf._BANNER.match(each)
        assert 'href="../../index.html"' in each
    assert "newer" in newer
    assert "newer" not in build


def test_what_is_not_kept_says_how_it_is_made_again() -> None:
    whole, some, none = (shelf._files(manifest(), FILES[:number]) for number in (len(FILES), 2, 0))
    assert re.findall(r'href="([^"]*)"', whole) == list(FILES)
    assert "rebuild" not in whole
    items = re.findall(r"<li>.*?</li>", whole)
    assert len(items) == len(FILES)
    assert whole == f'<div class="downloads"><ul>{"".join(items)}</ul></div>'
    assert re.findall(r'href="([^"]*)"', some) == list(FILES[:2])
    assert "<code>living-review rebuild 3 --out DIR</code>" in some
    assert none.startswith("<p>")


def test_the_language_of_a_version_is_that_of_its_manifest_or_of_its_page() -> None:
    page = b'<!DOCTYPE html>\n<html class="a" lang="de" dir="ltr">'
    for known, found in (("", "de"), ("es", "es")):
        store = SimpleNamespace(
            manifest=lambda _, known=known: SimpleNamespace(language=known),
            read=lambda number, name: page if (number, name) == (3, "page/index.html") else b"",
        )
        assert shelf.main_language(store, 3) == found  # type: ignore[arg-type]
    assert shelf._language_of(b"<html>") == ""


def test_files_of_a_version_come_from_its_store_in_their_language() -> None:
    asked: list[tuple[Any, ...]] = []
    store: Any = SimpleNamespace(
        pdf=lambda *given: asked.append(("pdf", *given)),
        read=lambda *given: asked.append(("read", *given)),
        manifest=lambda _: SimpleNamespace(files=()),
    )
    pdf = PDFS[0]
    for name, language in ((pdf, ""), (pdf, "es"), ("findings.json", ""), ("findings.json", "es")):
        shelf._content(store, manifest(), name, language)
    assert asked == [
        *(("pdf", 3, pdf), ("pdf", 3, f"es/{pdf}"), ("read", 3, "findings.json")),
        ("read", 3, "languages/es/findings.json"),
    ]
    files = ("page/index.html", "page/a.svg", "page/b/c.png", "findings.json", "data/page/x.csv")
    kept = SimpleNamespace(number=3, files=files)
    shown = [name for name, _ in shelf._page_files(store, kept, "page")]
    assert shown == ["a.svg", "b/c.png"]


def test_what_a_page_links_to_and_wears_is_taken_out_or_kept_beside_it() -> None:
    text = 'a <a href="results.html#x">one</a> <a href="https://e.org/a.html">two</a> <a href="#y">'
    cut = shelf._TO_OTHER_PAGES.sub(r"\1", text)
    assert cut == 'a one <a href="https://e.org/a.html">two</a> <a href="#y">'
    image = LogoImage("l.svg", 4, 2, "")
    logo = SiteLogo((image, LogoImage("d.svg", 4, 2, "on-dark")), image, "Us", "i.svg")
    found = shelf._lasting(logo)
    assert [each.classes for each in found.images] == ["on-light"]
    assert (found.folder, found.icon, found.on_paper) == ("", "i.svg", image)
    plate = SiteLogo((image,), LogoImage("l.svg", 4, 2, "plate"), "Us")
    assert shelf._lasting(plate).images[0].classes == "plate"


def test_a_file_is_shared_or_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"a")
    shelf._shared(source, tmp_path / "b")
    assert (tmp_path / "b").stat().st_ino == source.stat().st_ino

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(shelf.os, "link", refuse)
    shelf._shared(source, tmp_path / "c")
    assert (tmp_path / "c").stat().st_ino != source.stat().st_ino
    assert shelf._bytes(tmp_path / "c") == b"a"
    assert shelf._bytes(tmp_path / "d") is None


def test_the_files_of_a_site_are_named_by_their_digests_without_the_shelf(tmp_path: Path) -> None:
    names = ("index.html", "es/index.html", f"{SHELF}/3/index.html", f"es/{SHELF}/3/x.csv", LIST)
    for name in (*names, f"my{SHELF}/a"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    found = shelf.sha256_of_files(tmp_path)
    wanted = ("es/index.html", "index.html", f"my{SHELF}/a")
    assert found == {name: hashlib.sha256(name.encode()).hexdigest() for name in wanted}


def test_the_data_of_a_version_are_one_archive_without_its_page() -> None:
    names = ("registry/trials.csv", "findings.json", "page/index.html", "languages/es/page/a.svg")
    store: Any = SimpleNamespace(
        manifest=lambda _: SimpleNamespace(files=names),
        read=lambda number, name: f"{number} {name}".encode(),
    )
    data = shelf.data_archive(store, 3)
    assert data == shelf.data_archive(store, 3)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = archive.infolist()
        assert [each.filename for each in held] == [
            *("version-3/findings.json", "version-3/registry/trials.csv"),
        ]
        for each in held:
            assert each.date_time == (1980, 1, 1, 0, 0, 0)
            assert (each.external_attr >> 16, each.compress_type) == (0o644, zipfile.ZIP_DEFLATED)
        assert archive.read(held[0]) == b"3 findings.json"
