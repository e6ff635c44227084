"""Published versions read back from the store, as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from living_review.ground.disk import work_folder
from living_review.ground.folder import CORRECTIONS, PROTOCOL, ReviewFolder

if TYPE_CHECKING:
    from living_review.living.edition import Edition
    from living_review.living.store import VersionStore
    from living_review.protocol import Protocol
    from living_review.sources import RawTables

FINDINGS = "findings.json"


def stored(store: VersionStore, number: int) -> Edition:
    """Read a published version back, as it was."""
    from living_review.findings import Findings
    from living_review.living.edition import Edition
    from living_review.protocol.in_languages import asked
    from living_review.registry import as_of as tables_as_of
    from living_review.registry import corrected
    from living_review.registry.corrections import corrections_in
    from living_review.website.shelf import said_in

    manifest = store.manifest(number)
    own = f"{said_in(asked() or '')}{FINDINGS}"
    name = own if own in manifest.files else FINDINGS
    findings = Findings.from_json(store.read(number, name).decode())
    protocol = stored_protocol(store, number)
    tables = stored_tables(store, number)
    if CORRECTIONS in manifest.files:
        rows = corrections_in(store.read(number, CORRECTIONS), manifest.as_of)
        tables = corrected(tables, rows).tables
    cut = tables if manifest.as_of is None else tables_as_of(tables, manifest.as_of)
    return Edition(findings, cut, protocol)


def stored_protocol(store: VersionStore, number: int) -> Protocol:
    """Give the protocol of a published version."""
    from living_review.protocol import parse_protocol

    return parse_protocol(store.read(number, PROTOCOL).decode("utf-8-sig"), PROTOCOL)


def stored_tables(store: VersionStore, number: int) -> RawTables:
    """Give the tables of a published version as they were pulled."""
    from living_review.living import snapshot_files

    manifest = store.manifest(number)
    names = [name for name in manifest.files if name.startswith(f"{snapshot_files.FOLDER}/")]
    files = {name: store.read(number, name) for name in names}
    return snapshot_files.from_files(files, manifest.pulled_at)


@contextmanager
def laid_out_inputs(store: VersionStore, number: int) -> Iterator[ReviewFolder]:
    """Give a temporary review folder that holds what a version was made from."""
    with work_folder() as root:
        for path in store.manifest(number).files:
            if path.startswith(("data/", "templates/")):
                target = root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(store.read(number, path))
        yield ReviewFolder(root)
