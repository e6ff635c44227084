"""What a review is made from: where its registry is, and one fingerprint of all its inputs.

A run with nothing new asks this and little else, so that no heavy package is loaded here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from living_review.ground.folder import PROTOCOL, ReviewFolder

if TYPE_CHECKING:
    from living_review.living.manifest import Manifest
    from living_review.sources import RawTables, Source


def pulled(folder: ReviewFolder) -> RawTables:
    """Pull the registry of a review from where its protocol says it is."""
    return source_for(folder).pull()


def source_for(folder: ReviewFolder) -> Source:
    """Give the source of a registry, as the protocol names it."""
    from living_review.living.store import VersionStore

    latest = VersionStore(folder.versions).latest()
    if latest and latest.registry_place and same_protocol(folder, latest):
        # Reading a protocol costs more than all else that a run with nothing new does.
        return source_at(folder, latest.registry_place)
    from living_review.protocol import load_protocol
    from living_review.runs.all_faults import telling_all

    with telling_all(folder):
        return source_at(folder, load_protocol(folder.protocol).registry.settings())


def source_at(folder: ReviewFolder, place: Mapping[str, Mapping[str, Any]]) -> Source:
    """Give the source of a registry by the settings that a protocol has for its place."""
    from living_review.sources import configured

    settings = place.get("import")
    if settings is None:
        return configured(folder.root, place)
    from living_review.exchange.imported_file import imported_file
    from living_review.living.first_seen import FirstSeen
    from living_review.living.store import VersionStore
    from living_review.sources.configured import CACHE

    store = VersionStore(folder.versions)
    known = FirstSeen(store) if store.latest() else None
    return imported_file(folder.root, folder.root / CACHE, settings, known)


def same_protocol(folder: ReviewFolder, manifest: Manifest) -> bool:
    """Tell whether a version was made by the protocol as it is, byte by byte."""
    kept = manifest.files.get(PROTOCOL)
    try:
        content = folder.protocol.read_bytes()
    except OSError:
        return False
    return kept is not None and hashlib.sha256(content).hexdigest() == kept.sha256


def inputs_of(folder: ReviewFolder, known: str | None = None) -> tuple[str, RawTables | None]:
    """Give one SHA-256 for all that a report is made from.

    Where only pulling the registry could tell, its tables come with it. `known` is what its source
    was found to be, where it was asked already.
    """
    from living_review.living.freshness import inputs_fingerprint, tables_fingerprint

    if not known:
        source = source_for(folder)
        known = source.fingerprint() if known is None else known
        if not known:
            tables = source.pull()
            return inputs_fingerprint(folder, tables_fingerprint(tables)), tables
    return inputs_fingerprint(folder, known), None


def fingerprint_of(folder: ReviewFolder) -> str:
    """Give one SHA-256 for all that a report of this review is made from."""
    return inputs_of(folder)[0]
