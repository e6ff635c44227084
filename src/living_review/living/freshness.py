"""Whether there is anything to do, told from the bytes of the inputs: no heavy package here."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from living_review import __version__
from living_review.ground.folder import ReviewFolder
from living_review.living import changelog, snapshot_files
from living_review.living.manifest import Manifest
from living_review.living.store import VersionStore, fingerprint

if TYPE_CHECKING:
    from living_review.sources import RawTables

VERSION_FILE = "version.json"
CHECKED = ".checked.json"
_MONTH_OR_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def inputs_fingerprint(folder: ReviewFolder, registry: str) -> str:
    """Give one SHA-256 for all that a report is made from; `registry` is that of its source."""
    parts: list[str | bytes] = [registry]
    for name, path in folder.inputs().items():
        parts += [name, path.read_bytes()]
    return fingerprint(parts)


def tables_fingerprint(tables: RawTables) -> str:
    """Give one SHA-256 for pulled tables, cell by cell as they are."""
    files = snapshot_files.as_files(tables)
    return fingerprint([part for name in sorted(files) for part in (name, files[name])])


def identity(manifest: Manifest) -> dict[str, object]:
    """Give what a published folder says of the version it shows; two reviews never agree in it."""
    return {
        "review": manifest.review_id,
        "number": manifest.number,
        "date": manifest.date.isoformat(),
        "registry": manifest.registry_hash,
        "pulled_at": manifest.pulled_at.isoformat(),
    }


def shown(folder: Path) -> Mapping[str, object] | None:
    """Read which version a report or a site shows; None where none can be told."""
    try:
        document = json.loads((folder / VERSION_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def everywhere(manifest: Manifest, folder: ReviewFolder, site: Path) -> bool:
    """Tell whether the report, the changelog and the site all show that version."""
    wanted = identity(manifest)
    return (
        shown(site) == wanted
        and shown(folder.report) == wanted
        and changelog.tells(folder.changelog, manifest.number)
    )


def unchanged(store: VersionStore, manifest: Manifest, now: str, today: dt.date) -> bool:
    """Tell whether inputs with that fingerprint are known to bring nothing new on that day."""
    due = manifest.next_change is not None and today >= manifest.next_change
    if due:
        return False
    # A version of an earlier day says nothing of what had not entered the registry by then.
    of_all = manifest.as_of is None and manifest.software.version == __version__
    if of_all and now == manifest.fingerprint:
        return True
    try:
        checked = json.loads((store.folder / CHECKED).read_text(encoding="utf-8"))
        return bool(checked == _checked(manifest, now))
    except (OSError, ValueError):
        return False


def remember(store: VersionStore, manifest: Manifest, now: str) -> None:
    """Note that inputs with that fingerprint, other bytes as they are, brought nothing new."""
    path = store.folder / CHECKED
    path.write_text(json.dumps(_checked(manifest, now)) + "\n", encoding="utf-8", newline="\n")


def _checked(manifest: Manifest, now: str) -> dict[str, object]:
    return {"version": identity(manifest), "inputs": now, "program": __version__}


def next_change(completions: Iterable[str], today: dt.date) -> dt.date | None:
    """Give the next day on which an unreported trial counts as completed; None for none to come.

    A completion is written 'YYYY-MM', over once the month is, or 'YYYY-MM-DD'.
    """
    days = []
    for text in completions:
        found = _MONTH_OR_DAY.fullmatch(text)
        if found is None:
            continue
        year, month, day = int(found[1]), int(found[2]), found[3]
        try:
            first = dt.date(year, month, int(day or 1))
            over = dt.date(year + month // 12, month % 12 + 1, 1)
            days.append(over if day is None else first)
        except ValueError:
            continue
    return min((each for each in days if each > today), default=None)
