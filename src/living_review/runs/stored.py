"""Published versions read back from the store, as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from living_review.ground.disk import work_folder
from living_review.ground.errors import TemplateFailure
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


def said_again(last: Edition, store: VersionStore, number: int) -> Edition:
    """Give a version in the further language that is spoken, where it was not published in that.

    It is computed again from what it was made from. Where this program gives other numbers, its
    texts stay those of the language that it was published in.
    """
    from living_review.certainty.history import remembering
    from living_review.findings.same_but_for_words import differences
    from living_review.protocol.in_languages import asked
    from living_review.runs.editions import computed

    language = asked()
    if language in (None, last.findings.review.language):
        return last
    manifest, published = store.manifest(number), last.findings
    # Words of the review itself may be younger than the version.
    with laid_out_inputs(store, number) as inputs, suppress(TemplateFailure):
        again = computed(
            inputs,
            as_of=manifest.as_of,
            today=manifest.date,
            progress=lambda _step: None,
            tables=stored_tables(store, number),
        ).findings
        again = again.model_copy(update={"version": published.version})
        known = remembering(again, published)
        if not any(differences(published, known)):
            return replace(last, findings=known)
    return last


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
