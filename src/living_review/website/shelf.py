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
from collections.abc import Iterator, Mapping
from pathlib import Path

from living_review.ground import numbers
from living_review.living.manifest import Manifest
from living_review.living.store import MANIFEST, PDFS, VersionStore
from living_review.living.whole_site import LIST
from living_review.pages import pandoc
from living_review.pages.site_info import SiteInfo
from living_review.website.embedded import page_html

SHELF = "versions"
# Filled in when a version's page is laid out: nobody knows them when the page is written.
NEWER_MARK, FILES_MARK = "<!--living-review:newer-->", "<!--living-review:files-->"
PAGE_FOLDER = "page"
PAGE, DATA, FINDINGS = "index.html", "data.zip", "findings.json"
ROOM = 200_000_000
"""Bytes that the files of versions take in a site, besides the pages, before older ones go."""
BANNER_NAME = 'aria-label="Not what the site shows"'
_TO_OTHER_PAGES = re.compile(r'<a href="[\w.-]+\.html(?:#[^"]*)?">(.*?)</a>', re.DOTALL)
EPOCH = (1980, 1, 1, 0, 0, 0)
DESCRIPTIONS: Mapping[str, str] = {
    "summary.pdf": "Two-page summary for clinicians (PDF)",
    "review.pdf": "The whole review (PDF)",
    FINDINGS: "All findings for programs (JSON)",
    DATA: "The registry, the protocol, the judgements and the findings (ZIP)",
}


def lay_out(
    store: VersionStore, staged: Path, published: Path | None, *, shown: int | None
) -> None:
    """Put the shelf of all versions into the site `staged`, which is to replace `published`.

    `shown` is the version the site itself shows; None for a build that is no version. What the
    published site has already is taken from there, where one is given. Raises StoreDamaged for a
    damaged version.
    """
    room = ROOM
    versions = sorted(store.manifests(), key=lambda each: each.number, reverse=True)
    for manifest in versions:
        place = Path(SHELF) / str(manifest.number)
        latest = manifest.number == versions[0].number
        banner = "" if latest and shown is not None else _banner(manifest, latest=latest)
        room = _lay_out(
            store,
            manifest,
            staged / place,
            published / place if published else None,
            banner=banner,
            room=room,
        )


def _lay_out(
    store: VersionStore,
    manifest: Manifest,
    target: Path,
    published: Path | None,
    *,
    banner: str,
    room: int,
) -> int:
    """Lay out one version; returns the room that is left for older ones."""
    target.mkdir(parents=True, exist_ok=True)
    ours = (store.place(manifest.number) / MANIFEST).read_bytes()
    before = published if published and _bytes(published / MANIFEST) == ours else None
    for name in DESCRIPTIONS if room > 0 else ():
        if before and (before / name).is_file():
            _shared(before / name, target / name)
        elif (content := _content(store, manifest, name)) is not None:
            (target / name).write_bytes(content)
    there = [name for name in DESCRIPTIONS if (target / name).exists()]
    files = _files(manifest, there)
    if before and _says(before / PAGE, banner, files):
        for path in before.iterdir():
            if path.name not in DESCRIPTIONS:
                _shared(path, target / path.name)
    else:
        for name, content in _page_files(store, manifest):
            (target / name).write_bytes(content)
        page = store.read(manifest.number, f"{PAGE_FOLDER}/{PAGE}").decode()
        text = page.replace(NEWER_MARK, banner).replace(FILES_MARK, files)
        (target / PAGE).write_text(text, encoding="utf-8", newline="\n")
        (target / MANIFEST).write_bytes(ours)
    return room - sum((target / name).stat().st_size for name in there)


def _says(page: Path, banner: str, files: str) -> bool:
    """Tell whether a page that was laid out before is as it would be laid out now."""
    text = (_bytes(page) or b"").decode(errors="replace")
    return files in text and (banner in text if banner else BANNER_NAME not in text)


def _page_files(store: VersionStore, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Give what a version's page shows besides its text."""
    for name in manifest.files:
        folder, _, rest = name.partition("/")
        if folder == PAGE_FOLDER and rest != PAGE:
            yield rest, store.read(manifest.number, name)


def _content(store: VersionStore, manifest: Manifest, name: str) -> bytes | None:
    if name in PDFS:
        return store.pdf(manifest.number, name)
    if name == FINDINGS:
        return store.read(manifest.number, FINDINGS)
    return data_archive(store, manifest.number)


def data_archive(store: VersionStore, number: int) -> bytes:
    """Give what a version was made from, and its findings, as a ZIP; the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(store.manifest(number).files):
            if not name.startswith(f"{PAGE_FOLDER}/"):
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
        if not name.startswith(f"{SHELF}/") and name != LIST
    }


def version_page(source: Path, number: int, site: SiteInfo) -> str:
    """Render the page of a version, with the marks that `lay_out` fills in.

    Its links to pages of the site are taken out: those pages will show a later state.
    """
    page = pandoc.read_page(source)
    text = page_html(page, f"{SHELF}/{number}/{PAGE}", site)
    return _TO_OTHER_PAGES.sub(r"\1", text)


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
    title, current = "A newer version exists", "Read the current review"
    if latest:
        title, current = "The site shows a build that is not published", "See that build"
    said = f"This is version {numbers.count(manifest.number)}, {numbers.date(manifest.date)}."
    return (
        '<div class="callout callout-important" role="note" '
        f"{BANNER_NAME}>"
        f'<div class="callout-title"><p>{title}</p></div>'
        f'<p>{said} <a href="../../index.html">{current}</a>, or see '
        '<a href="../../versions.html">all versions</a>.</p></div>'
    )


def _files(manifest: Manifest, there: list[str]) -> str:
    items = "".join(f'<li><a href="{name}">{DESCRIPTIONS[name]}</a></li>' for name in there)
    said = f'<div class="downloads"><ul>{items}</ul></div>' if items else ""
    missing = [name for name in DESCRIPTIONS if name not in there]
    if missing:
        again = f"living-review rebuild {manifest.number} --out DIR"
        said += (
            f"<p>No longer kept here: {', '.join(missing)}. The review team can make them again "
            f"with <code>{again}</code>; the same program and packages give the same bytes.</p>"
        )
    return said
