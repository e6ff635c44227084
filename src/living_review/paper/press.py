"""One print document from HTML to the bytes of a tagged, archivable PDF, by WeasyPrint."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import logging
import os
import pickle
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import cache, partial
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from living_review import assets
from living_review.assets.brand import PLAIN, wearing, worn
from living_review.ground.answering import answer_and_end
from living_review.ground.disk import temporary_files_in_work_folder
from living_review.ground.doors import OF_THE_PROGRAM
from living_review.ground.errors import EnvironmentFailure, LivingReviewError, TemplateFailure
from living_review.paper import boxes
from living_review.paper.figure_lines import set_lines_whole
from living_review.paper.fitting import fitted
from living_review.paper.line_ends import end_lines_behind_the_last_word
from living_review.paper.lines_once import lines_once
from living_review.paper.measured import Laid
from living_review.paper.pressed_once import pressed_once
from living_review.paper.print_figures import with_letters
from living_review.paper.print_job import Paper, Pressed, PrintJob
from living_review.paper.read_back import tell_what_lines_read
from living_review.paper.set_once import set_once
from living_review.paper.table_headings import scope_headings
from living_review.paper.written_once import write_once

if TYPE_CHECKING:
    import pikepdf

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
_NO_GLYPH = re.compile(r"\.notdef glyph rendered .* \(((?:U\+[0-9A-F]+[ ,]*)+)\)$", re.DOTALL)
_CODE_POINT = re.compile(r"U\+([0-9A-F]+)")
WARM_UP = '<html lang="en"><title>Warm-up</title><table><tr><th>Text</th></tr></table></html>'
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


def press(job: PrintJob, style: Style | None = None) -> Pressed:
    """Set one document; its bytes depend on the job, the files it names and the fonts there alone.

    `style` is that of the job's paper, where it was read early. A letter that no font has is drawn
    as a box, for a whole document with a box in it is worth more to a reader than none, and stays
    in the text of the document.

    Raises EnvironmentFailure where a system library is missing, TemplateFailure for whatever
    WeasyPrint complains of: a missing file, an image without alternative text.
    """
    with wearing(job.brand):
        return _press(job, style if style and job.brand == PLAIN else Style(job.paper))


def _press(job: PrintJob, style: Style) -> Pressed:
    lacking: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    while True:
        try:
            return Pressed(_pressed(job, style, replaced), boxes.lacking(lacking))
        except LettersLacking as found:
            if found.letters <= replaced:
                raise TemplateFailure(
                    f"{job.source.name}: {found}; correct the template."
                ) from found
            if found.letters <= lacking:
                # A font has a letter, and not the parts that it is drawn by.
                replaced |= found.letters
            lacking |= found.letters
            style = Style(job.paper, lacking)


def _pressed(job: PrintJob, style: Style, replaced: frozenset[str]) -> bytes:
    weasyprint = load_weasyprint()
    squares = dict.fromkeys(boxes.with_kin(replaced), boxes.WHITE_SQUARE) if replaced else {}
    fetcher = _fetcher(job.report, squares)
    whole = job.markup.translate(squares)
    base_url = job.source.resolve().as_uri()
    with _dated(job.date), _no_complaints(job.source.name), warnings.catch_warnings():
        # WeasyPrint leaves its colour profile to be closed by the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        options = {"pdf_variant": VARIANT, "attachments": _attached(job.attachments, job.date)}
        html = weasyprint.HTML(string=whole, base_url=base_url, url_fetcher=fetcher)

        def rendered(rules: str) -> Any:
            fitting = [weasyprint.CSS(string=rules)] if rules else []
            sheets = [*style.sheets, *fitting]
            return html.render(font_config=style.fonts, stylesheets=sheets, **options)

        document = _fitted(html.etree_element, rendered, job.most_pages)
        data = document.write_pdf(
            # Compressed once, when the file is finished.
            uncompressed_pdf=True,
            # Its name is given then, too: here everything would be written twice to find one.
            pdf_identifier=False,
            finisher=lambda _, written: scope_headings(written.objects),
            **options,
        )
    return _finish(data, job)


def _fitted(tree: Any, rendered: Callable[[str], Any], most: int | None) -> Any:
    """Lay a document out on so many pages; each way it is laid out is tried once."""
    if most is None:
        return rendered("")
    made = cache(lambda rules: Laid(rendered(rules)))
    return made(fitted(tree, made, most)).document


class LettersLacking(Exception):
    """No font has these letters, which WeasyPrint tells only when it writes the file."""

    def __init__(self, said: str, letters: frozenset[str]) -> None:
        super().__init__(said)
        self.letters = letters


class Style:
    """The print stylesheet, and the fonts it brings, those for letters without a font included."""

    def __init__(self, paper: Paper, letters: frozenset[str] = frozenset()) -> None:
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        rules = [assets.print_stylesheet(paper), *([boxes.stylesheet(letters)] if letters else ())]
        fetcher = _fetcher(assets.HERE, {})
        self.sheets = [
            load_weasyprint().CSS(string=each, font_config=self.fonts, url_fetcher=fetcher)
            for each in rules
        ]


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
        # It prints a banner where a library is missing; the sentence below says the same in one.
        with redirect_stdout(StringIO()):
            import weasyprint
    except OSError as fault:
        missing = re.search(r"'([^']+)'", str(fault))
        library = missing.group(1) if missing else "Pango"
        raise EnvironmentFailure(
            f"The PDFs need the system library {library}, which is missing; "
            f"install it with: {LIBRARIES_REMEDY}"
        ) from fault
    lines_once()
    set_lines_whole()
    end_lines_behind_the_last_word()
    tell_what_lines_read()
    set_once()
    write_once()
    return weasyprint


def _fetcher(report: Path, squares: Mapping[int, str]) -> Any:
    """A fetcher that reads files of the report and our fonts, and nothing from anywhere else.

    In figures it puts squares in the place of letters that no font can draw.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    families = worn().families
    own = {face.plain.parent.resolve() for family in families for face in family.faces}
    allowed = (report.resolve(), assets.HERE.resolve(), *own)

    class LocalFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == "data":
                return super().fetch(url, headers)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not any(path.is_relative_to(root) for root in allowed):
                raise ValueError(f"{url} lies outside the report")
            if path.suffix == ".svg":
                figure = with_letters(path.read_bytes())
                if squares:
                    figure = figure.decode().translate(squares).encode()
                return URLFetcherResponse(url, figure, {"Content-Type": "image/svg+xml"})
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
    letters = [_NO_GLYPH.match(each) for each in said]
    if said and all(letters):
        codes = (code for each in letters if each for code in _CODE_POINT.findall(each[1]))
        raise LettersLacking(said[0], frozenset(chr(int(code, 16)) for code in codes))
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


def _finish(data: bytes, job: PrintJob) -> bytes:
    """Add the PDF/UA-1 claim to the metadata, a name, and the media types to the attachments."""
    import pikepdf

    with pikepdf.open(BytesIO(data)) as document:
        claim = document.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", UA_CLAIM.encode(), 1)
        document.Root.Metadata.write(claim)
        _describe_attachments(document, job.attachments)
        name = hashlib.md5(job.markup.encode(), usedforsecurity=False).digest()
        document.trailer.ID = pikepdf.Array([pikepdf.String(name)] * 2)
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


def main(paper: Paper) -> None:
    """Set the pickled job on standard input; answer with what was made, or the failure.

    Whatever one document needs is loaded before the job arrives, by setting an empty one.
    """
    # A short life makes little garbage (3% more of memory), and looking for it takes its time.
    gc.disable()
    # WeasyPrint lays the fonts of each document there.
    with temporary_files_in_work_folder():
        answer = _answered(paper)
    answer_and_end(answer)


def _answered(paper: Paper) -> tuple[bytes, frozenset[str]] | LivingReviewError:
    try:
        load_weasyprint()
        style = Style(paper)
        press(PrintJob(WARM_UP, Path("warm-up.md"), assets.HERE, dt.date(2000, 1, 1)), style)
        job: PrintJob = pickle.load(sys.stdin.buffer)
        made = pressed_once(job, partial(press, job, style))
        return made.data, made.lacking
    except EOFError:
        sys.exit(OF_THE_PROGRAM)
    except LivingReviewError as failure:
        return failure


if __name__ == "__main__":
    main("letter" if sys.argv[1:] == ["letter"] else "A4")
