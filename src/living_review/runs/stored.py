"""Published versions read back from the store, as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from living_review.ground.disk import work_folder
from living_review.ground.folder import CORRECTIONS, PROTOCOL, ReviewFolder, is_input
from living_review.language import language_spoken

if TYPE_CHECKING:
    from living_review.findings import VersionEntry
    from living_review.living.edition import Edition
    from living_review.living.store import VersionStore
    from living_review.protocol import Protocol
    from living_review.sources import RawTables

FINDINGS = "findings.json"


def stored(store: VersionStore, number: int, language: str = "") -> Edition:
    """Read a published version back, as it was: in a language that it has, else in its main one."""
    from living_review.findings import Findings
    from living_review.living.edition import Edition
    from living_review.registry import as_of as tables_as_of
    from living_review.registry import corrected
    from living_review.registry.corrections import corrections_in
    from living_review.website.shelf import main_language, said_in

    manifest = store.manifest(number)
    main = main_language(store, number)
    language = language if language in manifest.told_in else main
    name = FINDINGS if language == main else f"{said_in(language)}{FINDINGS}"
    findings = Findings.from_json(store.read(number, name).decode())
    protocol = stored_protocol(store, number, language)
    tables = stored_tables(store, number)
    if CORRECTIONS in manifest.files:
        rows = corrections_in(store.read(number, CORRECTIONS), manifest.as_of)
        tables = corrected(tables, rows).tables
    cut = tables if manifest.as_of is None else tables_as_of(tables, manifest.as_of)
    return Edition(findings, cut, protocol)


def in_words_spoken(store: VersionStore, number: int) -> Edition:
    """Give a version in the language that is spoken: its findings where it has them in that."""
    language = language_spoken()
    protocol = stored_protocol(store, number, language)
    return replace(stored(store, number, language), protocol=protocol)


def entry(store: VersionStore, number: int) -> VersionEntry:
    """Give a version as lists tell it, in the language that is spoken where it has it.

    Else it is told in its main language, and says which that is.
    """
    from living_review.findings import VersionEntry
    from living_review.website.shelf import main_language

    manifest, language = store.manifest(number), language_spoken()
    told, main = manifest.told_in.get(language), None
    if told is None:
        told, main = manifest.told, main_language(store, number)
    return VersionEntry(
        number=manifest.number,
        date=manifest.date,
        made=None if manifest.as_of is None else manifest.made_at.date(),
        pulled_at=manifest.pulled_at,
        headline=told.headline,
        items=told.items,
        conclusions_changed=told.conclusions_changed,
        trials_included=told.trials_included,
        participants=told.participants,
        participants_missing=told.participants_missing,
        language=None if main == language else main,
    )


def stored_protocol(store: VersionStore, number: int, language: str) -> Protocol:
    """Give the protocol of a published version, read in a language."""
    from living_review.protocol import labels_in, parse_protocol

    with labels_in(language):
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
            if is_input(path):
                target = root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(store.read(number, path))
        yield ReviewFolder(root)
