"""The two PDFs: the same Markdown through Pandoc, a print template and WeasyPrint."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from living_review.errors import EnvironmentFailure, TemplateFailure
from living_review.rendering import assets, pandoc
from living_review.rendering.formulas import drawn_formulas
from living_review.rendering.page_template import page_template, right_to_left
from living_review.rendering.site import PRINT_SOURCES, Progress, SiteInfo

if TYPE_CHECKING:
    import pikepdf

Paper = Literal["A4", "letter"]

DOCUMENTS = ("summary", "review")
VARIANT = "pdf/a-3a"
LIBRARIES_REMEDY = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# Without libharfbuzz-subset the fonts are cut to size by fontTools, more slowly and just as well.
HARMLESS = ("HarfBuzz-Subset",)
MEDIA_TYPES = {
    ".json": "application/json",
    ".csv": "text/csv",
    ".yml": "application/yaml",
    ".bib": "application/x-bibtex",
}
# A PDF/A file that also claims PDF/UA-1 must describe that claim in its own metadata
# (ISO 19005-3:2012, 6.6.2.3; the schema is that of ISO 14289-1:2014, clause 5).
UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
UA_CLAIM = f"""
<rdf:Description rdf:about="" xmlns:pdfuaid="{UA_NAMESPACE}">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA_NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


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

    def converted(name: str) -> str:
        page = pandoc.read_page(report / PRINT_SOURCES / f"{name}.md")
        return print_html(page, name, site, date)

    with _dated(date), ThreadPoolExecutor(len(DOCUMENTS)) as pool:
        # Pandoc works on both documents while WeasyPrint is being loaded.
        waiting = {name: pool.submit(converted, name) for name in DOCUMENTS}
        press = _Press.open(report, paper)
        for name, markup in waiting.items():
            data = press.print(markup.result(), f"{name}.md", _attached(attachments, date))
            (out / f"{name}.pdf").write_bytes(_finish(data, attachments))
            if progress is not None:
                progress(f"{name}.pdf")


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


@dataclass(frozen=True)
class _Press:
    """Fonts, style and files, loaded once for both documents."""

    base_url: str
    fetcher: Any
    fonts: Any
    style: Any

    @classmethod
    def open(cls, report: Path, paper: Paper) -> _Press:
        weasyprint = load_weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        fonts, fetcher = FontConfiguration(), _fetcher(report)
        sheet = assets.print_stylesheet(paper)
        with _no_complaints("print.css"):
            style = weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=fetcher)
        return cls((report / PRINT_SOURCES).resolve().as_uri() + "/", fetcher, fonts, style)

    def print(self, markup: str, source: str, attachments: list[Any]) -> bytes:
        """Set the HTML as a PDF."""
        document = load_weasyprint().HTML(
            string=markup, base_url=self.base_url, url_fetcher=self.fetcher
        )
        with _no_complaints(source):
            data: bytes = document.write_pdf(
                stylesheets=[self.style],
                font_config=self.fonts,
                pdf_variant=VARIANT,
                attachments=attachments,
                pdf_identifier=hashlib.md5(markup.encode(), usedforsecurity=False).digest(),
            )
        return data


def _attached(paths: Sequence[Path], date: dt.date) -> list[Any]:
    """The attachments of one document, which the writing of a document uses up."""
    moment = dt.datetime.combine(date, dt.time())
    return [
        load_weasyprint().Attachment(
            file_obj=BytesIO(path.read_bytes()),
            name=path.name,
            description=path.name,
            created=moment,
            modified=moment,
            relationship="Data" if number else "Source",
        )
        for number, path in enumerate(paths)
    ]


def load_weasyprint() -> Any:
    """WeasyPrint, which needs libraries of the system.

    Raises EnvironmentFailure, naming the command that installs them, where one is missing.
    """
    try:
        import weasyprint
    except OSError as fault:
        missing = re.search(r"'([^']+)'", str(fault))
        library = missing.group(1) if missing else "Pango"
        raise EnvironmentFailure(
            f"The PDFs need the system library {library}, which is missing; "
            f"install it with: {LIBRARIES_REMEDY}"
        ) from fault
    return weasyprint


def _fetcher(report: Path) -> Any:
    """A fetcher that reads files of the report and our fonts, and nothing from anywhere else."""
    from weasyprint.urls import URLFetcher

    allowed = (report.resolve(), assets.HERE.resolve())

    class LocalFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == "data":
                return super().fetch(url, headers)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not any(path.is_relative_to(root) for root in allowed):
                raise ValueError(f"{url} lies outside the report")
            return super().fetch(url, headers)

    return LocalFetcher()


@contextmanager
def _no_complaints(source: str) -> Iterator[None]:
    """Make a fault of whatever WeasyPrint only logs: a reader would meet it on paper."""
    said: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if not any(each in message for each in HARMLESS):
                said.append(" ".join(message.rstrip(".").split()))

    logger = logging.getLogger("weasyprint")
    before = logger.handlers[:], logger.level, logger.propagate
    logger.handlers[:] = [Collector(logging.WARNING)]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield
    finally:
        logger.handlers[:], level, logger.propagate = before
        logger.setLevel(level)
    if said:
        raise TemplateFailure(f"{source}: {said[0]}; correct the template.")


@contextmanager
def _dated(date: dt.date) -> Iterator[None]:
    """Let the font subsetter write the review's date instead of the clock's."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    moment = dt.datetime.combine(date, dt.time(), dt.UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _finish(data: bytes, attachments: Sequence[Path]) -> bytes:
    """Add the PDF/UA-1 claim to the metadata and the media types to the attachments."""
    import pikepdf

    with pikepdf.open(BytesIO(data)) as document:
        claim = document.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", UA_CLAIM.encode(), 1)
        document.Root.Metadata.write(claim)
        _describe_attachments(document, attachments)
        finished = BytesIO()
        document.save(
            finished,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return finished.getvalue()


def _describe_attachments(document: pikepdf.Pdf, attachments: Sequence[Path]) -> None:
    """List each attachment once and say what it is, where WeasyPrint repeats and leaves out.

    Media types: ISO 32000-1:2008, table 45.
    """
    import pikepdf

    types = {path.name: MEDIA_TYPES.get(path.suffix, "text/plain") for path in attachments}
    listed = {str(each.UF): each for each in document.Root.get("/AF", [])}
    for name, specification in listed.items():
        specification.EF.F.Subtype = pikepdf.Name("/" + types[name])
    if listed:
        document.Root.AF = pikepdf.Array(listed.values())
