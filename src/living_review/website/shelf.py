"""The shelf of versions in a site: `versions/N/` with each version's page, PDFs and data.

A page is kept as it was published and laid out again without rendering; only what no page can know
when it is written is filled in: whether a newer version exists, and which files are still there.
PDFs and data stand there for the newest versions, up to a total size, so that a review of hundreds
of versions still has a site that can be copied; what is not there can be made from the store.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from markupsafe import Markup

from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import downloads, versions
from living_review.language.facts import site as site_facts
from living_review.living.manifest import LANGUAGES, Manifest
from living_review.living.store import MANIFEST, PDFS, VersionStore
from living_review.living.whole_site import LIST
from living_review.pages import pandoc
from living_review.pages.site_info import SiteInfo, SiteLogo
from living_review.website import switch
from living_review.website.embedded import page_html
from living_review.website.marked_up import marked_up

SHELF = "versions"
# Filled in when a version's page is laid out: nobody knows them when the page is written.
NEWER_MARK, FILES_MARK = "<!--living-review:newer-->", "<!--living-review:files-->"
PAGE_FOLDER = "page"
PAGE, DATA, FINDINGS = "index.html", "data.zip", "findings.json"
ROOM = 200_000_000
"""Bytes that the files of versions take in a site, besides the pages, before older ones go."""
# The notice of a page of the shelf, whatever it says, and nothing that a template can write.
_BANNER = re.compile(
    r'<div class="callout callout-important" role="note" aria-label="[^"]*">'
    r'<div class="callout-title"><p>[^<]*</p></div><p>'
)
_TO_OTHER_PAGES = re.compile(r'<a href="[\w.-]+\.html(?:#[^"]*)?">(.*?)</a>', re.DOTALL)
_IN_ARTICLE = re.compile(r'<div class="text">\n')
_LANGUAGE = re.compile(rb'<html[^>]* lang="([^"]+)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="[^"]*">')
_ALTERNATE = '<link rel="alternate" hreflang='
EPOCH = (1980, 1, 1, 0, 0, 0)
FILES: tuple[downloads.VersionFile, ...] = get_args(downloads.VersionFile)


def lay_out(
    store: VersionStore,
    staged: Path,
    published: Path | None,
    *,
    shown: int | None,
    site: SiteInfo | None = None,
) -> None:
    """Put the shelf of all versions into the site `staged`, which is to replace `published`.

    `shown` is the version the site itself shows; None for a build that is no version. What the
    published site has already is taken from there, where one is given. `site` is what the pages of
    this language show, where there are several languages: each has a shelf in its folder, with the
    pages of the versions that were published in it. Raises StoreDamaged for a damaged version.
    """
    if site is not None and site.folder:
        staged, published = staged / site.folder, published and published / site.folder
    room = ROOM
    known = sorted(store.manifests(), key=lambda each: each.number, reverse=True)
    for manifest in known:
        place = Path(SHELF) / str(manifest.number)
        latest = manifest.number == known[0].number
        banner = "" if latest and shown is not None else _banner(manifest, latest=latest)
        main = main_language(store, manifest.number)
        language = site.language if site is not None else main
        if language not in (main, *manifest.told_in):
            if site is not None and site.folder:
                _not_in_language(manifest, site, staged / place)
                continue
            language = main
        room = _lay_out(
            store,
            manifest,
            (staged / place, published / place if published else None),
            banner=banner,
            room=room,
            own=_own(manifest, language, main, site),
        )


@dataclass(frozen=True)
class _Own:
    """In which language a version is laid out, and what is in which folder of its files."""

    language: str
    kept_in: str
    """The tag of the language; '' for the main one of the version."""
    others: str
    """The switch to its other languages."""
    alternates: str
    """What tells programs of them."""
    address: str | None
    """Where its page stands, where that is known."""

    def on(self, page: str) -> str:
        """Give the page of the version as it is laid out here and now."""
        text = page.replace(f"{switch.MARK}\n", self.others)
        if self.address:
            canonical = Markup('<link rel="canonical" href="{}">').format(self.address)
            text = _CANONICAL.sub(lambda _: canonical, text, count=1)
        return text.replace("</head>", f"{self.alternates}</head>", 1)

    def is_on(self, page: str) -> bool:
        """Whether a page that was laid out before tells of the same languages."""
        parts = ((self.others, switch.CLASS), (self.alternates, _ALTERNATE))
        return all(there in page if there else mark not in page for there, mark in parts)


def _lay_out(
    store: VersionStore,
    manifest: Manifest,
    places: tuple[Path, Path | None],
    *,
    banner: str,
    room: int,
    own: _Own,
) -> int:
    """Lay out one version in one language; returns the room that is left for older ones.

    `places` are where it is to stand, and where it stood when the site was last published.
    """
    target, published = places
    target.mkdir(parents=True, exist_ok=True)
    ours = (store.place(manifest.number) / MANIFEST).read_bytes()
    before = published if published and _bytes(published / MANIFEST) == ours else None
    if before and _language_of(_bytes(before / PAGE) or b"") != own.language:
        before = None
    for name in FILES if room > 0 else ():
        if before and (before / name).is_file():
            _shared(before / name, target / name)
        elif (content := _content(store, manifest, name, own.kept_in)) is not None:
            (target / name).write_bytes(content)
    there = [name for name in FILES if (target / name).exists()]
    files = _files(manifest, there)
    if before and _says(before / PAGE, banner, files, own):
        for path in before.iterdir():
            if path.name not in FILES:
                _shared(path, target / path.name)
    else:
        folder = f"{said_in(own.kept_in)}{PAGE_FOLDER}"
        for shown, content in _page_files(store, manifest, folder):
            (target / shown).write_bytes(content)
        page = store.read(manifest.number, f"{folder}/{PAGE}").decode()
        text = page.replace(NEWER_MARK, banner).replace(FILES_MARK, files)
        (target / PAGE).write_text(own.on(text), encoding="utf-8", newline="\n")
        (target / MANIFEST).write_bytes(ours)
    return room - sum((target / name).stat().st_size for name in there)


def main_language(store: VersionStore, number: int) -> str:
    """Give the main language of a version; one that does not tell has it on its page."""
    known = store.manifest(number).language
    return known or _language_of(store.read(number, f"{PAGE_FOLDER}/{PAGE}"))


def _language_of(page: bytes) -> str:
    found = _LANGUAGE.search(page)
    return found[1].decode() if found else ""


def said_in(language: str) -> str:
    """Give the folder among the files of a version that has those of a further language."""
    return f"{LANGUAGES}/{language}/" if language else ""


def _own(manifest: Manifest, language: str, main: str, site: SiteInfo | None) -> _Own:
    """Give what the page of a version has for its language, of those that it and the site speak."""
    kept_in = "" if language == main else language
    name = f"{SHELF}/{manifest.number}/{PAGE}"
    if site is None:
        return _Own(language, kept_in, "", "", None)
    known = {main, *manifest.told_in}
    others = switch.switch(name, site, known)
    alternates = switch.alternates(name, site, known) if others else ""
    return _Own(language, kept_in, others, alternates, site.address(name))


def _not_in_language(manifest: Manifest, site: SiteInfo, target: Path) -> None:
    """Stand in for a version that was not published in a language: say so, and lead to it."""
    version = say(versions.Version(number=numbers.count(manifest.number)))
    there = f"../../{site.to_main}{SHELF}/{manifest.number}/{PAGE}"
    said = site_facts.NotInLanguage(number=manifest.number, date=manifest.date)
    name = f"{SHELF}/{manifest.number}/{PAGE}"
    # What programs are told is of the version that was published last.
    bare = replace(site, described={})
    text = page_html(pandoc.Page(name, "", {"title": version}), name, bare, lasting=True)
    words = Markup("<p>{}</p>").format(marked_up(say(said), {"there": there}))
    text = text.replace(f"{switch.MARK}\n", switch.switch(name, site))
    target.mkdir(parents=True, exist_ok=True)
    whole = _IN_ARTICLE.sub(lambda found: f"{found[0]}{words}\n", text, count=1)
    (target / PAGE).write_text(whole, encoding="utf-8", newline="\n")


def _says(page: Path, banner: str, files: str, own: _Own) -> bool:
    """Tell whether a page that was laid out before is as it would be laid out now."""
    text = (_bytes(page) or b"").decode(errors="replace")
    if not own.is_on(text):
        return False
    return files in text and (banner in text if banner else not _BANNER.search(text))


def _page_files(
    store: VersionStore, manifest: Manifest, folder: str
) -> Iterator[tuple[str, bytes]]:
    """Give what a version's page shows besides its text."""
    for name in manifest.files:
        rest = name.removeprefix(f"{folder}/")
        if rest not in (name, PAGE):
            yield rest, store.read(manifest.number, name)


def _content(store: VersionStore, manifest: Manifest, name: str, language: str) -> bytes | None:
    if name in PDFS:
        return store.pdf(manifest.number, f"{language}/{name}" if language else name)
    if name == FINDINGS:
        return store.read(manifest.number, f"{said_in(language)}{FINDINGS}")
    return data_archive(store, manifest.number)


def data_archive(store: VersionStore, number: int) -> bytes:
    """Give what a version was made from, and its findings, as a ZIP; the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(store.manifest(number).files):
            if f"/{PAGE_FOLDER}/" not in f"/{name}":
                member = zipfile.ZipInfo(f"version-{number}/{name}", EPOCH)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = 0o644 << 16
                archive.writestr(member, store.read(number, name))
    return out.getvalue()


def sha256_of_files(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file of a site by its address, without the shelf and the list."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if f"/{SHELF}/" not in f"/{name}" and name != LIST
    }


def version_page(source: Path, number: int, site: SiteInfo) -> str:
    """Render the page of a version, with the marks that `lay_out` fills in.

    Its links to pages of the site are taken out: those pages will show a later state.
    """
    page = pandoc.read_page(source)
    own = replace(site, logo=site.logo and _lasting(site.logo))
    text = page_html(page, f"{SHELF}/{number}/{PAGE}", own, lasting=True)
    return _TO_OTHER_PAGES.sub(r"\1", text)


def _lasting(logo: SiteLogo) -> SiteLogo:
    """Give the logo of a version, which it keeps beside its page, as the site may wear another.

    It is one picture that is seen whatever the rules of style are then, on pages light and dark.
    """
    image = replace(logo.on_paper, classes=logo.on_paper.classes or "on-light")
    return replace(logo, images=(image,), folder="")


def _shared(source: Path, target: Path) -> None:
    """Take a file as it is: by a second name where the file system can, else as a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _banner(manifest: Manifest, *, latest: bool) -> str:
    """Say that the site shows something else: a newer version, or a build that is none."""
    instead: Literal["build", "newer version"] = "build" if latest else "newer version"
    said = site_facts.ShowsOther(number=manifest.number, date=manifest.date, instead=instead)
    return Markup(
        '<div class="callout callout-important" role="note" aria-label="{}">'
        '<div class="callout-title"><p>{}</p></div><p>{}</p></div>'
    ).format(
        say(site_facts.ShowsOtherName()),
        say(site_facts.ShowsOtherTitle(instead=instead)),
        marked_up(say(said), {"site": "../../index.html", "versions": "../../versions.html"}),
    )


def _files(manifest: Manifest, there: Sequence[downloads.VersionFile]) -> str:
    item = Markup('<li><a href="{}">{}</a></li>').format
    items = Markup().join(item(name, say(downloads.VersionFileLabel(name=name))) for name in there)
    said = Markup('<div class="downloads"><ul>{}</ul></div>').format(items) if items else Markup()
    missing = tuple(name for name in FILES if name not in there)
    if missing:
        again = f"living-review rebuild {manifest.number} --out DIR"
        told = say(downloads.NotKept(files=missing, command=again))
        said += Markup("<p>{}</p>").format(marked_up(told, {}))
    return said
