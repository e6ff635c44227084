"""`update`: pull, compare, and where something is new publish a version; nobody need be watching.

The order of the steps is the order of their permanence. Everything is made in temporary folders;
the version folder is renamed into place, and from that moment the version exists; then the report,
the changelog and the site are brought to it, each at once. A run that is killed anywhere leaves the
site whole, and the next run finishes what it began.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from living_review.ground import clock
from living_review.ground.disk import work_folder
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.living import changelog, freshness, whole_site
from living_review.living.file_report import FileReport, file_report
from living_review.living.store import PDFS, VersionStore
from living_review.runs.precautions import check_clock, check_removals, check_target
from living_review.runs.updated import State, Updated

if TYPE_CHECKING:
    from living_review.findings import Findings
    from living_review.living.edition import Edition
    from living_review.living.manifest import Manifest
    from living_review.runs.beside import Others
    from living_review.runs.editions import Progress
    from living_review.runs.rendering import Engine, Half, Rendered
    from living_review.sources import RawTables


def update(
    root: Path,
    *,
    publish: Path | None = None,
    as_of: dt.date | None = None,
    dry_run: bool = False,
    accept_removals: bool = False,
    html: Engine = "embedded",
    progress: Progress = lambda _step: None,
) -> Updated:
    """Bring the published review up to date with its registry; does nothing where nothing is new.

    `publish` is the folder of the site (default `_site/`). `as_of` makes a version of an earlier
    day, from what had entered the registry by then, and only in order. Raises Locked while another
    run is at work, and the errors of every step; whatever it raises, the site is whole.
    """
    began = monotonic()
    folder = ReviewFolder(root)
    site = publish or folder.site
    if not folder.protocol.is_file():
        raise BadInput(
            f"There is no protocol at {folder.protocol}; name the folder that holds "
            "data/protocol.yml with --review."
        )
    if publish is not None:
        from living_review.runs.build import refuse_to_replace

        refuse_to_replace(publish, folder, option="--publish")
    with _alone(folder, site, dry_run=dry_run):
        run = _Run(folder, site, html, progress, dry_run=dry_run)
        done = run.found_as_left() if as_of is None else None
        if done is None:
            from living_review.runs.spoken import spoken

            with spoken(folder):
                done = run.carried_out(as_of, accept_removals=accept_removals)
    seconds = round(monotonic() - began, 2)
    warnings = (*done.warnings, *run.warnings())
    return Updated(**{**vars(done), "seconds": seconds, "warnings": warnings})


@contextmanager
def _alone(folder: ReviewFolder, site: Path, *, dry_run: bool) -> Iterator[None]:
    """Hold the lock of the review and clear what a killed run left; Locked where it is held."""
    if dry_run:
        yield
        return
    from living_review.ground.disk import clear_staged, held
    from living_review.runs.publishing import recover

    store = VersionStore(folder.versions)
    folder.versions.mkdir(exist_ok=True)
    with held(folder.versions / ".lock", "Another run is at work on this review"):
        store.prepare()
        for target in (folder.report, site):
            recover(target)
        clear_staged(folder.changelog.resolve())
        yield


@dataclass(frozen=True)
class _News:
    """What may become a version."""

    edition: Edition
    tables: RawTables
    inputs: str
    """The fingerprint of what it was made from."""
    as_of: dt.date | None


class _Run:
    """One run: what it works on, and its steps."""

    def __init__(
        self, folder: ReviewFolder, site: Path, html: Engine, progress: Progress, *, dry_run: bool
    ) -> None:
        self.folder, self.site, self.html, self.progress = folder, site, html, progress
        self.dry_run = dry_run
        self.store = VersionStore(folder.versions)
        self.latest = self.store.latest()
        self.now = clock.now()
        self.source_known: str | None = None

    def found_as_left(self) -> Updated | None:
        """Give that all is as the latest version left it; None where there may be more to do.

        Most runs end here, so neither the protocol nor the words of the review are read.
        """
        from living_review.runs.inputs import same_protocol, source_for

        latest = self.latest
        if latest is None or not latest.registry_place or not same_protocol(self.folder, latest):
            return None
        check_clock(latest, self.now, None)
        self.source_known = source_for(self.folder).fingerprint()
        if not self.source_known:
            return None
        inputs = freshness.inputs_fingerprint(self.folder, self.source_known)
        if not freshness.unchanged(self.store, latest, inputs, self.now.date()):
            return None
        whole = freshness.everywhere(latest, self.folder, self.site) and not self._broken()
        return self._nothing_new(latest) if whole else None

    def carried_out(self, as_of: dt.date | None, *, accept_removals: bool) -> Updated:
        """Do what there is to do."""
        latest = self.latest
        check_clock(latest, self.now, as_of)
        from living_review.runs.inputs import inputs_of

        inputs, tables = inputs_of(self.folder, self.source_known)
        self.pulled_to_tell = tables is not None
        self.files = freshness.inputs_fingerprint(self.folder, "")
        if (
            latest
            and as_of is None
            and freshness.unchanged(self.store, latest, inputs, self.now.date())
        ):
            return self._brought_to(latest)
        from living_review.runs.beside import started

        with nullcontext() if self.dry_run else started() as others:
            edition, tables = self._computed(as_of, tables, accept_removals=accept_removals)
            if not latest or _worth_a_version(self.store, latest, edition, self.folder):
                return self._published(_News(edition, tables, inputs, as_of), others)
        if not self.dry_run and as_of is None:
            freshness.remember(self.store, latest, inputs)
        told = self._file_report(edition.findings)
        return replace(self._brought_to(latest), file_report=told)

    def warnings(self) -> tuple[str, ...]:
        """Say what a scheduler should know though the run itself went well."""
        latest = self.store.latest()
        due = latest.next_search if latest else None
        if due is not None and due < self.now.date():
            return (
                f"Warning: the search planned for {due.isoformat()} is overdue; make it, or change "
                "review.living.next_search in the protocol.",
            )
        return ()

    def _computed(
        self, as_of: dt.date | None, tables: RawTables | None, *, accept_removals: bool
    ) -> tuple[Edition, RawTables]:
        from living_review.runs.editions import computed
        from living_review.runs.inputs import pulled
        from living_review.runs.rendering import check_engine

        check_engine(self.html)
        if tables is None:
            self.progress("Pulling the registry")
            tables = pulled(self.folder)
        edition = computed(
            self.folder,
            as_of=as_of,
            today=self.now.date(),
            progress=self.progress,
            tables=tables,
        )
        if self.latest and not accept_removals:
            check_removals(self.store, self.latest, edition.tables)
        return edition, tables

    def _nothing_new(self, latest: Manifest) -> Updated:
        return Updated(
            "nothing new",
            latest.number,
            self.site,
            date=latest.date,
            headline=latest.told.headline,
            stale=latest.told.stale,
            quarantined=latest.told.set_aside,
        )

    def _brought_to(self, latest: Manifest) -> Updated:
        """Make sure that report, changelog and site show the latest version."""
        done = self._nothing_new(latest)
        broken = self._broken()
        if freshness.everywhere(latest, self.folder, self.site) and not broken:
            return done
        check_target(self.site, self.folder, self.store)
        changelog.read(self.folder.changelog)
        state: State = "would republish" if self.dry_run else "republished"
        if not self.dry_run:
            self._republish(latest)
        from living_review.runs.editions import stored

        rows = stored(self.store, latest.number).findings.quarantine
        again = {"state": state, "set_aside": rows, "mended": broken}
        return Updated(**{**vars(done), **again})

    def _broken(self) -> tuple[str, ...]:
        """Name what of the site is not as laid out; nothing where it shows no version."""
        number = (freshness.shown(self.site) or {}).get("number")
        if not isinstance(number, int) or number not in self.store.numbers():
            return ()
        return tuple(
            f"{fault.file} {'is missing' if fault.missing else 'was changed'}"
            for fault in whole_site.faults(self.site, self.store.manifest(number))
        )

    def _republish(self, latest: Manifest) -> None:
        """Render the latest version again from the store and put it everywhere."""
        from living_review.paper.pdf_links import write_sources
        from living_review.runs.publishing import staging
        from living_review.runs.rebuild import laid_out_inputs, remade

        kept = {name: self.store.pdf(latest.number, name) for name in latest.pdfs or PDFS}
        only: Half | None = "html" if all(kept.values()) else None
        with (
            staging(self.site) as staged,
            work_folder() as work,
            laid_out_inputs(self.store, latest.number) as inputs,
        ):
            report = work / "report"
            rendered = remade(
                self.store,
                latest.number,
                inputs,
                report,
                staged,
                only=only,
                progress=self.progress,
                presses=None,
            )
            for name, content in kept.items():
                if content is not None:
                    (staged / name).write_bytes(content)
            write_sources(report, staged)
            for each in rendered.others:
                write_sources(each.report, staged / each.site.folder)
            self._finish(latest, rendered, staged)

    def _published(self, news: _News, others: Others | None) -> Updated:
        """Make the next version, and put it everywhere; without others, tell what it would be."""
        from living_review.runs.editions import numbered

        as_of, latest = news.as_of, self.latest
        date = as_of or self.now.date()
        number = latest.number + 1 if latest else 1
        edition = numbered(
            news.edition,
            self.store,
            number=number,
            before=latest.number if latest else None,
            date=date,
            made=None if as_of is None else self.now.date(),
            folder=self.folder,
        )
        findings = edition.findings
        check_target(self.site, self.folder, self.store)
        changelog.read(self.folder.changelog)
        notices = self._make(replace(news, edition=edition), others) if others else ()
        from living_review.runs.editions import told
        from living_review.runs.standing import to_look_at, without_address
        from living_review.words import change_text

        said = told(findings)
        return Updated(
            "would publish" if self.dry_run else "published",
            number,
            self.site,
            date=date,
            headline=said.headline,
            changes=findings.changes,
            stale=said.stale,
            quarantined=said.set_aside,
            set_aside=findings.quarantine,
            file_report=self._file_report(findings),
            warnings=notices,
            looks=(*to_look_at(findings), *without_address(findings)),
            text=change_text.as_text(findings.changes) if findings.changes else "",
        )

    def _file_report(self, findings: Findings) -> FileReport:
        from living_review.runs.editions import stored

        if not findings.left_out and all(each.table != "import" for each in findings.queries):
            return FileReport()
        before = stored(self.store, self.latest.number).findings if self.latest else None
        return file_report(findings, before)

    def _make(self, news: _News, others: Others) -> tuple[str, ...]:
        from living_review.runs.everywhere import Way, render_everywhere
        from living_review.runs.publication import manifest_of, told_in, version_files
        from living_review.runs.publishing import staging

        edition, verifier = news.edition, others.verifier
        with staging(self.site) as staged, work_folder() as work:
            verifier.begin(edition.findings, edition.protocol, edition.workings)
            way = Way(self.html, None, self.progress, others.presses, verifier.result)
            rendered = render_everywhere(edition, self.folder, work / "report", staged, way)
            edition = replace(edition, findings=rendered.findings)
            self.progress("Keeping the version")
            manifest = manifest_of(
                edition,
                staged,
                fingerprint=news.inputs,
                engine=rendered.engine,
                made_at=self.now,
                as_of=news.as_of,
            )
            manifest = replace(manifest, told_in=told_in(rendered))
            self._check_inputs(news.inputs)
            files = version_files(self.folder, news.tables, rendered)
            pdfs = {name: (staged / name).read_bytes() for name in manifest.pdfs}
            manifest = self.store.add(manifest, files, pdfs)
            self._finish(manifest, rendered, staged)
        return rendered.notices

    def _check_inputs(self, before: str) -> None:
        """Refuse a version of inputs that somebody saved while it was being made."""
        from living_review.runs.inputs import fingerprint_of

        if self.pulled_to_tell:
            same = freshness.inputs_fingerprint(self.folder, "") == self.files
        else:
            same = fingerprint_of(self.folder) == before
        if not same:
            raise BadInput(
                "The registry, the protocol or another file of the review was changed while the "
                "version was being made, so it might hold half of that change; nothing was "
                "published. Run it again."
            )

    def _finish(self, manifest: Manifest, rendered: Rendered, staged: Path) -> None:
        """Bring the report, the changelog and the site to a version that is in the store."""
        from living_review.runs.everywhere import bring_up_to_date, lay_out_shelves
        from living_review.runs.publication import write_changelog
        from living_review.runs.publishing import publish

        self.progress("Publishing")
        check_target(self.site, self.folder, self.store)
        # What is not whole is no source for the shelf, whose files the store can give again.
        source = None if self._broken() else self.site
        lay_out_shelves(self.store, staged, source, rendered, manifest.number)
        whole_site.write_list(staged)
        if freshness.shown(self.folder.report) != freshness.identity(manifest):
            bring_up_to_date(self.folder, rendered)
        write_changelog(self.folder, manifest)
        publish(staged, self.site)


def _worth_a_version(
    store: VersionStore, latest: Manifest, edition: Edition, folder: ReviewFolder
) -> bool:
    from living_review.runs.changed_files import changed_files
    from living_review.runs.editions import brings_nothing, in_words_spoken

    if changed_files(folder, store, latest.number):
        return True
    return not brings_nothing(in_words_spoken(store, latest.number), edition)
