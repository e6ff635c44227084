"""One edition in one language: its report, its website and its PDFs."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self

from living_review.ground.kept import keeping
from living_review.runs.editions import FINDINGS, Progress, own_entry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from living_review.findings import Findings, Verification
    from living_review.ground.folder import ReviewFolder
    from living_review.pages.site_info import SiteInfo, SiteLanguage
    from living_review.paper.presses import Presses
    from living_review.protocol import Protocol
    from living_review.runs.languages import Said

Engine = Literal["auto", "quarto", "embedded"]
Half = Literal["html", "pdf"]
Made = Literal["quarto", "embedded"]


@dataclass(frozen=True)
class Rendered:
    """The findings as they were written, and what a person should know of their rendering.

    Notices are such as letters that no font has.
    """

    findings: Findings
    notices: tuple[str, ...]
    report: Path
    site: SiteInfo
    others: tuple[Said, ...] = ()
    """The same in each further language of the review."""
    engine: Made = "embedded"
    """What made the pages."""


class _Beside:
    """Work that is done beside the street, one job after the other, until it is left."""

    def __enter__(self) -> Self:
        self._pool, self._jobs = ThreadPoolExecutor(1), list[Future[Any]]()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def do(self, job: Callable[[], object]) -> None:
        """Begin a job, or let it wait until those before it are done."""
        self._jobs.append(self._pool.submit(copy_context().run, job))

    def done(self) -> list[Any]:
        """Wait for what each job gives; raises what one of them raised."""
        return [job.result() for job in self._jobs]


def render(
    findings: Findings,
    protocol: Protocol,
    folder: ReviewFolder,
    report: Path,
    staged: Path,
    *,
    html: Engine,
    only: Half | None,
    progress: Progress,
    presses: Presses | None,
    verified: Callable[[], Verification | None],
    languages: tuple[SiteLanguage, ...] = (),
) -> Rendered:
    """Write the sources into `report`, and from them the website and the PDFs into `staged`.

    The PDFs are set while the pages of the website are written and made. `verified` gives the
    answer of the second computation, which joins the findings. `languages` are those that the site
    speaks, where there are several; in which these pages are is what is spoken now.
    """
    from living_review.document.report import write_report
    from living_review.letters.scripts import notice
    from living_review.pages.page_faults import told_where
    from living_review.paper.fonts_used import letters_without_font
    from living_review.paper.pdf_links import write_sources
    from living_review.runs.texts import not_shown_in
    from living_review.website.quarto_project import prepare_by_hand

    site = _site(findings, protocol, report, languages)
    own = folder.templates if folder.templates.is_dir() else None
    with told_where(own, report), keeping(), _Beside() as printing, _Beside() as files:

        def start_printing() -> None:
            printing.do(partial(_printed, report, staged, site, findings.version.date, presses))

        progress("Writing the report and drawing the figures")
        start = start_printing if only != "html" else lambda: None
        more: dict[str, Any] = {"verified": verified, "when_printable": start, "beside": files.do}
        findings = write_report(findings, protocol, report, own, **more)
        prepare_by_hand(report, site)
        (engine, notices), lacking = _EMBEDDED, frozenset[str]()
        if only != "pdf":
            progress("Making the website")
            engine, notices = _made(report, staged, site, html, files.done)
            _write_feed(findings, protocol, site, staged)
            _draw_card(findings, protocol, site, staged)
        files.done()
        if only != "html":
            progress("Setting the PDFs")
            lacking = lacking.union(*printing.done())
            shutil.copyfile(report / FINDINGS, staged / FINDINGS)
            write_sources(report, staged)
    lacking |= letters_without_font(report)
    unseen = not_shown_in(report, folder, findings)
    told = (*notices, *unseen, *filter(None, (notice(lacking),)))
    return Rendered(findings, told, report, site, engine=engine)


def _site(
    findings: Findings, protocol: Protocol, report: Path, languages: tuple[SiteLanguage, ...]
) -> SiteInfo:
    """Give what every page of the site knows of it."""
    from living_review.document.report import REFERENCES
    from living_review.document.site_facts import described, site_info

    site = replace(site_info(findings, languages), stand_ins=protocol.stand_ins)
    site = described(site, findings, protocol)
    if findings.references:
        site = replace(site, bibliography=report / REFERENCES)
    return site


_EMBEDDED: tuple[Made, tuple[str, ...]] = ("embedded", ())


def _made(
    report: Path,
    staged: Path,
    site: SiteInfo,
    html: Engine,
    files_ready: Callable[[], object] = lambda: None,
) -> tuple[Made, tuple[str, ...]]:
    """Make the website; where nobody asked for Quarto by name, its failure is told and not fatal.

    Gives the engine that made it, and what a person should know of that.
    """
    from living_review.ground.errors import EnvironmentFailure, TemplateFailure
    from living_review.website.site import build_site

    engine = chosen_engine(html)
    try:
        build_site(report, staged, engine=engine, site=site, files_ready=files_ready)
    except (EnvironmentFailure, TemplateFailure) as fault:
        if html != "auto" or engine == "embedded":
            raise
        build_site(report, staged, engine="embedded", site=site, files_ready=files_ready)
        return "embedded", (
            f"Quarto could not make the website, so the program's own engine made it: {fault}",
        )
    return engine, ()


def make_again(report: Path, staged: Path, site: SiteInfo) -> None:
    """Make a website by the program's own engine, in the place of what Quarto made."""
    from living_review.website.quarto import OF_QUARTO
    from living_review.website.site import build_site

    for name in OF_QUARTO:
        shutil.rmtree(staged / name, ignore_errors=True)
    build_site(report, staged, engine="embedded", site=site)


def _printed(
    report: Path, staged: Path, site: SiteInfo, date: dt.date, presses: Presses | None
) -> frozenset[str]:
    """Set the PDFs with the findings and the tables of the report; gives the letters they lack."""
    from living_review.paper.pdf import build_pdfs

    tables = sorted((report / "data").glob("*.csv"))
    return build_pdfs(
        report,
        staged,
        site=site,
        date=date,
        attachments=[report / FINDINGS, *tables],
        presses=presses,
    )


def _write_feed(findings: Findings, protocol: Protocol, site: SiteInfo, staged: Path) -> None:
    from living_review.document.site_facts import abstract_as_text

    if site.feed:
        text = feed_of(findings, site.folder, abstract_as_text(findings, protocol))
        (staged / site.feed).write_text(text, encoding="utf-8", newline="\n")


def _draw_card(findings: Findings, protocol: Protocol, site: SiteInfo, staged: Path) -> None:
    """Draw the picture that goes with a link to the site, where it has an address."""
    from living_review.document.site_facts import card_of
    from living_review.figures.card import card

    if site.card:
        (staged / site.card).write_bytes(card(card_of(site, findings, protocol)))


def feed_of(findings: Findings, folder: str = "", abstract: str = "") -> str:
    """Write the feed of all versions, this one included, with its abstract, where it is one."""
    from living_review.living.feed import atom

    own = () if findings.version.number is None else (own_entry(findings),)
    told = abstract if own else ""
    return atom(findings.review, findings.review.title, (*findings.history, *own), folder, told)


def check_engine(html: Engine, only: Half | None = None) -> None:
    """Say what a Quarto that is asked for by name lacks, before anything is computed.

    Raises EnvironmentFailure or TemplateFailure.
    """
    if html == "quarto" and only != "pdf":
        from living_review.website.quarto import check

        check()


def chosen_engine(html: Engine) -> Made:
    """Choose the HTML engine: auto takes Quarto where a usable one is installed."""
    if html != "auto":
        return html
    from living_review.website.quarto import usable

    return "quarto" if usable() else "embedded"
