"""The two PDFs: the same Markdown through Pandoc, a print template and WeasyPrint."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from markupsafe import Markup

from living_review.errors import EnvironmentFailure, LivingReviewError
from living_review.rendering import pandoc
from living_review.rendering.formulas import drawn_formulas
from living_review.rendering.page_template import page_template, right_to_left
from living_review.rendering.press import Paper, PrintJob, load_weasyprint, press
from living_review.rendering.site import PRINT_SOURCES, Progress, SiteInfo

# The one that takes longest first.
DOCUMENTS = ("review", "summary")


def build_pdfs(
    report: Path,
    out: Path,
    *,
    site: SiteInfo,
    date: dt.date,
    attachments: Sequence[Path] = (),
    paper: Paper = "A4",
    progress: Progress | None = None,
) -> None:
    """Write `summary.pdf` and `review.pdf` from `report/print/` into `out`.

    The bytes depend on the arguments and the sources alone. Each file is tagged, claims PDF/A-3a
    and PDF/UA-1, and carries the attachments (the first as Source, the others as Data).
    Raises EnvironmentFailure where a system library is missing, TemplateFailure for a page that
    cannot be rendered, that has an image without alternative text, or that names a missing file.
    """
    out.mkdir(parents=True, exist_ok=True)

    def job(name: str) -> PrintJob:
        source = report / PRINT_SOURCES / f"{name}.md"
        markup = print_html(pandoc.read_page(source), name, site, date)
        return PrintJob(markup, source, report, date, tuple(attachments), paper)

    def set_apart(name: str) -> bytes:
        return _in_a_process(job(name))

    longest, *others = DOCUMENTS
    with ThreadPoolExecutor(len(DOCUMENTS)) as pool:
        # WeasyPrint fills one core with one document, so every other has a process of its own.
        waiting = {name: pool.submit(set_apart, name) for name in others}
        first = pool.submit(job, longest)
        load_weasyprint()
        results = {longest: press(first.result())}
        results.update((name, each.result()) for name, each in waiting.items())
    for name, data in results.items():
        (out / f"{name}.pdf").write_bytes(data)
        if progress is not None:
            progress(f"{name}.pdf")


def _in_a_process(job: PrintJob) -> bytes:
    """Set one document in a fresh Python, and raise here what failed there."""
    done = subprocess.run(
        [sys.executable, "-m", press.__module__],
        input=pickle.dumps(job),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise EnvironmentFailure(
            f"A second Python could not set {job.source.stem}.pdf ({said[-1]}); "
            "run 'living-review doctor' to see what is missing."
        )
    answer: bytes | LivingReviewError = pickle.loads(done.stdout)
    if isinstance(answer, LivingReviewError):
        raise answer
    return answer


def print_html(page: pandoc.Page, name: str, site: SiteInfo, date: dt.date) -> str:
    """The HTML that is set as a PDF: contents where the front matter asks, formulas as drawings."""
    converted = pandoc.convert(
        page, medium="print", bibliography=site.bibliography, site_url=site.site_url
    )
    title = page.text("title", site.title)
    subtitle = page.text("subtitle")
    return page_template("print.html").render(
        site=site,
        name=name,
        right_to_left=right_to_left(site.language),
        title=title,
        subtitle=subtitle,
        pagetitle=page.text("pagetitle") or (f"{title}: {subtitle}" if subtitle else title),
        description=page.text("description", site.description),
        keywords=page.text("keywords", "systematic review, meta-analysis, GRADE"),
        date=date.isoformat(),
        contents=Markup(converted.contents if page.front.get("toc", name == "review") else ""),
        body=Markup(drawn_formulas(converted.body, page.name)),
    )
