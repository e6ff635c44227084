"""What makes an edition a version: its manifest, the files it keeps, its changelog entry."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.assets.brand import FOLDER
from living_review.document.report import VERSION_PAGE
from living_review.ground.disk import write_whole
from living_review.ground.folder import ReviewFolder
from living_review.living import changelog, freshness, snapshot_files
from living_review.living.manifest import Manifest
from living_review.paper.fonts_used import fonts_used
from living_review.runs.editions import FINDINGS, told
from living_review.runs.rebuild import software_for
from living_review.website.shelf import (
    PAGE,
    PAGE_FOLDER,
    said_in,
    sha256_of_files,
    version_page,
)

if TYPE_CHECKING:
    from living_review.living.edition import Edition
    from living_review.living.manifest import Told
    from living_review.pages.site_info import SiteInfo
    from living_review.runs.rendering import Made, Rendered
    from living_review.sources import RawTables

CITATIONS = ("citation.bib", "citation.ris", "CITATION.cff")


def manifest_of(
    edition: Edition,
    staged: Path,
    *,
    fingerprint: str,
    engine: Made,
    made_at: dt.datetime,
    as_of: dt.date | None,
) -> Manifest:
    """Say of a version what it was made from and what its site consists of."""
    findings = edition.findings
    assert findings.version.number is not None
    waiting = [t for t in findings.trials if t.status in ("awaiting", "ongoing")]
    completions = [t.extra["completed"] for t in waiting if "completed" in t.extra]
    return Manifest(
        number=findings.version.number,
        date=findings.version.date,
        previous=findings.version.previous,
        as_of=as_of,
        made_at=made_at,
        pulled_at=findings.registry.pulled_at,
        source=findings.registry.source or "",
        registry_place=edition.protocol.registry.settings(),
        review_id=findings.review.id,
        title=findings.review.title,
        language=findings.review.language,
        registry_hash=findings.registry.hash,
        fingerprint=fingerprint,
        next_change=freshness.next_change(completions, findings.version.date),
        next_search=findings.currency.next_run,
        engine=engine,
        software=software_for(engine),
        told=told(findings),
        site=sha256_of_files(staged),
        fonts=fonts_used(staged),
    )


def told_in(rendered: Rendered) -> dict[str, Told]:
    """Give what lists tell of a version, in each further language."""
    found = {}
    for each in rendered.others:
        with each.spoken():
            found[each.language] = told(each.edition.findings)
    return found


def version_files(folder: ReviewFolder, tables: RawTables, rendered: Rendered) -> dict[str, bytes]:
    """Give what the store keeps: what went in, the findings, and the version's own page.

    Findings and page are kept in each language.
    """
    files = {name: path.read_bytes() for name, path in folder.inputs().items()}
    files |= snapshot_files.as_files(tables)
    number = rendered.findings.version.number
    assert number is not None
    files |= _said(rendered.report, rendered.site, number)
    for each in rendered.others:
        with each.spoken():
            own = _said(each.report, each.site, number)
        files |= {f"{said_in(each.language)}{name}": content for name, content in own.items()}
    return files


def _said(report: Path, site: SiteInfo, number: int) -> dict[str, bytes]:
    """Give what is kept of a version in one language."""
    files = {FINDINGS: (report / FINDINGS).read_bytes()}
    page = version_page(report / VERSION_PAGE, number, site)
    files[f"{PAGE_FOLDER}/{PAGE}"] = page.encode()
    for name in CITATIONS:
        files[f"{PAGE_FOLDER}/{name}"] = (report / "data" / name).read_bytes()
    for figure in sorted((report / "fig").glob("changes*.svg")):
        files[f"{PAGE_FOLDER}/{figure.name}"] = figure.read_bytes()
    for logo in sorted((report / FOLDER).glob("*")):
        files[f"{PAGE_FOLDER}/{logo.name}"] = logo.read_bytes()
    return files


def write_changelog(folder: ReviewFolder, manifest: Manifest) -> None:
    """Write the entry of a version into CHANGELOG.md, at once, and leave the rest as it is."""
    path = Path(os.path.realpath(folder.changelog))
    before = changelog.read(path)
    after = changelog.with_version(
        before,
        manifest.number,
        manifest.date,
        manifest.told.items,
        manifest.told.methods,
        made=None if manifest.as_of is None else manifest.made_at.date(),
    )
    if after != before:
        write_whole(path, after.encode())
