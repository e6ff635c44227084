"""The two PDFs: the same Markdown through Pandoc, a print template and WeasyPrint."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from pathlib import Path

from markupsafe import Markup

from living_review.assets.brand import worn
from living_review.ground.kept import kept
from living_review.language import say
from living_review.language.facts import paper as facts
from living_review.pages import pandoc
from living_review.pages.own_images import FOLDER, refuse_missing
from living_review.pages.page_template import page_template, right_to_left
from living_review.pages.site_info import PRINT_SOURCES, Progress, SiteInfo
from living_review.paper.contents import layout
from living_review.paper.formulas import drawn_formulas
from living_review.paper.presses import DOCUMENTS, Presses, started_presses
from living_review.paper.print_job import Paper, PrintJob
from living_review.paper.running_heads import running_heads

# A clinician is promised two pages.
MOST_PAGES = {"summary": 2}


def build_pdfs(
    report: Path,
    out: Path,
    *,
    site: SiteInfo,
    date: dt.date,
    attachments: Sequence[Path] = (),
    paper: Paper = "A4",
    progress: Progress | None = None,
    presses: Presses | None = None,
) -> frozenset[str]:
    """Write `summary.pdf` and `review.pdf` from `report/print/` into `out`.

    The bytes depend on the arguments and the sources alone. Each file is tagged, claims PDF/A-3a
    and PDF/UA-1, and carries the attachments (the first as Source, the others as Data). `presses`
    are those of `started_presses`, where they were started early; each sets one document only.
    Returns the letters that no font of this machine has, which are set as boxes.
    Raises EnvironmentFailure where a system library is missing, TemplateFailure for a page that
    cannot be rendered, that has an image without alternative text, or that names a missing file.
    """
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        held = kept()
        ready = presses or stack.enter_context(started_presses(paper))

        def set_document(name: str) -> frozenset[str]:
            source = report / PRINT_SOURCES / f"{name}.md"
            markup = print_html(pandoc.read_page(source), name, site, date, report=report)
            job = PrintJob(
                markup,
                source,
                report,
                date,
                tuple(attachments),
                paper,
                MOST_PAGES.get(name),
                worn(),
                held.folder if held else None,
            )
            made = ready[name].set(job)
            (out / f"{name}.pdf").write_bytes(made.data)
            return made.lacking

        pool = stack.enter_context(ThreadPoolExecutor(len(DOCUMENTS)))
        waiting = {name: pool.submit(copy_context().run, set_document, name) for name in DOCUMENTS}
        lacking: frozenset[str] = frozenset()
        for name, each in waiting.items():
            lacking |= each.result()
            if progress is not None:
                progress(f"{name}.pdf")
    return lacking


def print_html(
    page: pandoc.Page, name: str, site: SiteInfo, date: dt.date, *, report: Path | None = None
) -> str:
    """The HTML that is set as a PDF: contents where the front matter asks, formulas as drawings.

    Raises PageFault for an image that is not in `report`, where one is given.
    """
    converted = pandoc.convert(
        page,
        medium="print",
        bibliography=site.bibliography,
        site_url=site.site_url,
        stand_ins=site.stand_ins,
    )
    if report is not None:
        refuse_missing(converted.images, page.name, report, report / PRINT_SOURCES)
    # Images of the review are named alike on pages and on paper, whose source lies in a folder.
    body = converted.body.replace(f'src="{FOLDER}/', f'src="../{FOLDER}/')
    title = page.text("title", site.title)
    subtitle = page.text("subtitle")
    contents = converted.contents if page.front.get("toc", name == "review") else ""
    return page_template("print.html").render(
        site=site,
        name=name,
        right_to_left=right_to_left(site.language),
        title=title,
        running=running_heads(title, site.version, site.notice or ""),
        subtitle=subtitle,
        pagetitle=page.text("pagetitle")
        or say(facts.DocumentTitle(title=title, subtitle=subtitle)),
        description=page.text("description", site.description),
        keywords=page.text("keywords", say(facts.Keywords())),
        date=date.isoformat(),
        page_of=_page_of(),
        logo=site.logo,
        place=f"../{site.logo.folder}" if site.logo else "",
        contents_heading=say(facts.Contents()),
        contents=Markup(contents),
        contents_layout=layout(contents),
        body=Markup(drawn_formulas(body, page.name)),
    )


def _page_of() -> Markup:
    """Write the number of a page as a style sheet does, which alone knows the numbers."""
    said = say(facts.PageOf(page="{page}", pages="{pages}"))
    parts = re.split(r"\{(pages?)\}", re.sub(r"[\\\"<>]", "", said))
    written = (
        f"counter({part})" if place % 2 else f'"{part}"' for place, part in enumerate(parts) if part
    )
    return Markup(" ".join(written))
