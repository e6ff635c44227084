"""The state of a review as an edition: computed from its folder, or read back from its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from living_review.ground import clock
from living_review.ground.errors import BadInput, TemplateFailure
from living_review.ground.folder import ReviewFolder
from living_review.language import language_spoken, say
from living_review.language.facts import method_changes as facts
from living_review.language.facts.registry_places import CsvFiles
from living_review.runs.all_faults import telling_all
from living_review.runs.changed_files import changed_files
from living_review.runs.spoken import spoken
from living_review.runs.states_of_texts import in_their_state
from living_review.runs.stored import (
    FINDINGS,
    entry,
    in_words_spoken,
    laid_out_inputs,
    stored,
    stored_tables,
)

if TYPE_CHECKING:
    from living_review.findings import Changes, Findings, VersionEntry
    from living_review.living.edition import Edition
    from living_review.living.manifest import Told
    from living_review.living.store import VersionStore
    from living_review.protocol import Protocol
    from living_review.sources import RawTables

__all__ = ["FINDINGS", "in_words_spoken", "stored"]

Progress = Callable[[str], None]


def source_of(protocol: Protocol, tables: RawTables) -> str:
    """Say in words where the registry of a review is kept."""
    folder = protocol.registry.csv
    return tables.place if folder is None else say(CsvFiles(folder=folder.folder))


def computed(
    folder: ReviewFolder,
    *,
    as_of: dt.date | None,
    today: dt.date,
    progress: Progress,
    tables: RawTables | None = None,
    analysis: Mapping[str, object] | None = None,
) -> Edition:
    """Check the registry of a review and compute all its findings; writes nothing.

    `tables` are those already pulled, where they were. `today` is the day the review speaks of, and
    gives way to `as_of`. `analysis` takes the place of choices that the protocol makes there.
    """
    with spoken(folder):
        return _computed(folder, as_of, today, progress, tables, analysis or {})


def _computed(
    folder: ReviewFolder,
    as_of: dt.date | None,
    today: dt.date,
    progress: Progress,
    tables: RawTables | None,
    analysis: Mapping[str, object],
) -> Edition:
    from living_review.certainty import rate, read_judgements
    from living_review.findings import VersionInfo
    from living_review.living.edition import Edition
    from living_review.protocol import load_protocol
    from living_review.registry import as_of as tables_as_of
    from living_review.registry import corrected, read, read_corrections, read_other_reviews
    from living_review.registry.seen import read_seen
    from living_review.runs.inputs import source_at
    from living_review.synthesis import synthesise_with_workings
    from living_review.texts.writing import with_texts

    if not folder.root.is_dir():
        raise BadInput(
            f"{folder.root} is not a folder; give --review the folder that holds data/protocol.yml."
        )
    folder.refuse_near_names()
    progress("Reading the protocol and the registry")
    with telling_all(folder):
        protocol = load_protocol(folder.protocol, analysis)
        if tables is None:
            tables = source_at(folder, protocol.registry.settings()).pull()
        pulled = tables
        corrections = corrected(tables, read_corrections(folder.corrections, as_of))
        tables = corrections.tables
        seen = read_seen(folder.queries, as_of)
        snapshot = read(tables, protocol, as_of=as_of, corrections=corrections, seen=seen)
        judgements = read_judgements(folder.judgements)
    progress("Computing every meta-analysis")
    findings, workings = synthesise_with_workings(
        snapshot,
        protocol,
        today=as_of or today,
        version=VersionInfo(number=None, date=as_of or today),
        other_reviews=read_other_reviews(folder.other_reviews),
        as_of=as_of,
        source=source_of(protocol, tables),
    )
    progress("Rating the certainty of the evidence")
    rated = rate(findings, protocol, judgements.until(as_of))
    rated = with_texts(folder, rated, protocol.review.spoken)
    cut = tables if as_of is None else tables_as_of(tables, as_of)
    again = partial(computed, folder, as_of=as_of, today=today, tables=pulled)
    return Edition(rated, cut, protocol, workings, lambda told: again(progress=told))


def numbered(
    edition: Edition,
    store: VersionStore,
    *,
    number: int | None,
    before: int | None,
    date: dt.date,
    made: dt.date | None = None,
    folder: ReviewFolder,
) -> Edition:
    """Give an edition of a review with its version, its history, and what changed.

    `number` is None for a build that is not published; `before` is the version to compare with,
    None where there is none.
    """
    from living_review.certainty import with_history
    from living_review.findings import VersionInfo

    if edition.again:
        first = edition.again
        told = partial(
            numbered, store=store, number=number, before=before, date=date, made=made, folder=folder
        )
        edition = replace(edition, again=lambda progress: told(first(progress)))
    version = VersionInfo(number=number, date=date, previous=before, made=made)
    findings = edition.findings.model_copy(update={"version": version})
    findings = in_their_state(findings, edition.protocol, folder, store, before)
    if before is None:
        return replace(edition, findings=with_history(findings, None))
    last = said_again(in_words_spoken(store, before), store, before)
    changes = _changes(last, replace(edition, findings=findings), folder, store, before)
    entries = tuple(entry(store, each) for each in store.numbers() if each <= before)
    findings = findings.model_copy(update={"changes": changes, "history": entries})
    return replace(edition, findings=with_history(findings, last.findings))


def _changes(
    last: Edition, now: Edition, folder: ReviewFolder, store: VersionStore, before: int
) -> Changes:
    """Compare an edition with the version before it, in the language that is spoken."""
    from living_review.living.difference import difference

    return difference(last, now, changed_files(folder, store, before))


def said_again(last: Edition, store: VersionStore, number: int) -> Edition:
    """Give a version in the language that is spoken, where it was not published in that.

    It is computed again from what it was made from. Where this program gives other numbers, its
    texts stay those of the language that it was published in.
    """
    from living_review.certainty.history import remembering
    from living_review.findings.same_but_for_words import differences
    from living_review.language.folders import in_other_than_main
    from living_review.protocol import labels_in

    language, published = language_spoken(), last.findings
    if language == published.review.language:
        return last
    manifest = store.manifest(number)
    # Words of the review itself may be younger than the version.
    with (
        laid_out_inputs(store, number) as inputs,
        labels_in(language),
        in_other_than_main(),
        suppress(TemplateFailure),
    ):
        again = computed(
            inputs,
            as_of=manifest.as_of,
            today=manifest.date,
            progress=lambda _step: None,
            tables=stored_tables(store, number),
        ).findings
        registry = {"source": again.registry.source or published.registry.source}
        again = again.model_copy(
            update={
                "version": published.version,
                "registry": again.registry.model_copy(update=registry),
            }
        )
        known = remembering(again, published)
        if not any(differences(published, known)):
            return replace(last, findings=known)
    return last


def own_entry(findings: Findings) -> VersionEntry:
    """Give a numbered version as lists tell it, from its findings."""
    from living_review.findings import VersionEntry
    from living_review.words import change_text

    version, registry, changes = findings.version, findings.registry, findings.changes
    assert version.number is not None
    return VersionEntry(
        number=version.number,
        date=version.date,
        made=version.made,
        pulled_at=registry.pulled_at,
        headline=change_text.headline(changes) if changes else change_text.first(),
        items=change_text.evidence_items(changes)
        if changes
        else (change_text.first_in_brief(findings),),
        conclusions_changed=tuple(
            each.label or each.outcome for each in (changes.conclusions if changes else ())
        ),
        trials_included=registry.trials.included,
        participants=registry.participants,
        participants_missing=registry.participants_missing,
    )


def told(findings: Findings) -> Told:
    """Give what lists, the changelog and other programs tell of a numbered version."""
    from living_review.living.manifest import Told
    from living_review.synthesis.finding_names import FindingNames
    from living_review.words import change_text

    own, names = own_entry(findings), FindingNames(findings.findings)
    stale = [
        f"{names.full(finding)}, {domain.name.replace('_', ' ')}: {domain.moved or 'moved'}"
        for finding in findings.findings
        for domain in (finding.certainty.domains if finding.certainty else ())
        if domain.state == "stale"
    ]
    changes = findings.changes
    return Told(
        headline=own.headline,
        items=own.items,
        methods=change_text.methods_items(changes) if changes else (say(facts.FirstMethods()),),
        conclusions_changed=own.conclusions_changed,
        stale=tuple(stale),
        trials_included=own.trials_included,
        participants=own.participants,
        set_aside=len(findings.quarantine),
        participants_missing=own.participants_missing,
    )


def brings_nothing(before: Edition, now: Edition) -> bool:
    """Tell whether a reader of one edition would find nothing else in the other.

    That the same came from other versions of the program or its packages is not news.
    """
    from living_review.living.difference import difference

    software = {"software": before.findings.software}
    by_the_same = replace(now, findings=now.findings.model_copy(update=software))
    return difference(before, by_the_same).empty


def again(folder: ReviewFolder, store: VersionStore, number: int, *, progress: Progress) -> Edition:
    """Compute a published version again, from its inputs in `folder`, as of its moment."""
    manifest = store.manifest(number)
    edition = computed(
        folder,
        as_of=manifest.as_of,
        today=manifest.date,
        progress=progress,
        tables=stored_tables(store, number),
    )
    previous = manifest.previous
    return numbered(
        edition,
        store,
        number=number,
        before=previous,
        date=manifest.date,
        made=None if manifest.as_of is None else manifest.made_at.date(),
        folder=folder,
    )


def current(folder: ReviewFolder, *, as_of: dt.date | None, progress: Progress) -> Edition:
    """Compute a review as it stands: as its latest version where that still says it all.

    Else, or on a look back (`as_of`), as an unpublished build, compared with the latest version.
    """
    with spoken(folder):
        return _current(folder, as_of, progress)


def _current(folder: ReviewFolder, as_of: dt.date | None, progress: Progress) -> Edition:
    from living_review.living.store import VersionStore
    from living_review.runs.inputs import inputs_of

    store = VersionStore(folder.versions)
    latest = store.latest() if as_of is None else None
    inputs, tables = inputs_of(folder) if latest else ("", None)
    if latest and latest.as_of is None and latest.fingerprint == inputs:
        edition = again(folder, store, latest.number, progress=progress)
        if brings_nothing(in_words_spoken(store, latest.number), edition):
            return edition
    today = clock.today()
    edition = computed(folder, as_of=as_of, today=today, progress=progress, tables=tables)
    return numbered(
        edition,
        store,
        number=None,
        before=latest.number if latest else None,
        date=as_of or today,
        folder=folder,
    )
