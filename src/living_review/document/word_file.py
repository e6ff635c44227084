"""The whole review as a Word document, for people who go on writing in one.

It is made from the Markdown of `review.pdf`, with its figures as drawings and, for programs that
show none, as pictures, by Pandoc in its sandbox: text stays text, no field runs, and the same
report gives the same bytes. Lists to look things up in (what changed figure by figure, rows set
aside) are left to the PDF.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from living_review import assets
from living_review.document.downloads import edition_of, full_title
from living_review.findings import Findings
from living_review.ground.cores import cores
from living_review.ground.errors import EnvironmentFailure
from living_review.ground.other_python import other_python
from living_review.ground.visible_text import visible
from living_review.language import language_spoken, say
from living_review.pages.pandoc import (
    CITATION,
    CONTROLS,
    FRONT_MATTER,
    READER,
    TIME_LIMIT,
    pandoc_path,
    refuse_ended,
    words_of_pages,
)

NAME = "review.docx"
LEFT_OUT = ("changes-in-full", "data")
"""The parts of the whole review that are left to its PDF, by their anchors."""
MANY = 100
"""So many figures become pictures in a process of their own: to load what draws takes as long as
some ten."""
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)


def as_docx(text: str, findings: Findings, report: Path) -> bytes:
    """Write the Markdown of the whole review as Word, with the figures that lie in `report`.

    Raises EnvironmentFailure where Pandoc is missing or fails.
    """
    body = FRONT_MATTER.sub("", text.translate(CONTROLS), count=1)
    with ThreadPoolExecutor(1) as pool:
        # Drawings become pictures while Pandoc is at work.
        pictures = pool.submit(_pictures_of, body, report)
        made = _pandoc(_command(body, findings, report), body)
        known = pictures.result()
    created = dt.datetime.combine(findings.version.date, dt.time()).isoformat() + "Z"
    return _finished(made, created, findings, known)


def _command(body: str, findings: Findings, report: Path) -> list[str]:
    command = [pandoc_path(), "-f", READER, "-t", "docx", "--sandbox", "-o", "-"]
    command += ["-V", "medium=print", "-V", f"words={words_of_pages()}", "-V", f"report={report}"]
    command += ["-V", f"left-out={' '.join(LEFT_OUT)}"]
    if findings.review.url:
        command += ["-V", f"site-url={findings.review.url}"]
    for each in (assets.WORD, assets.FILTER, assets.WORD_FIGURES):
        command += ["-L", str(each)]
    if CITATION.search(body):
        own = report / "references.json"
        command += [
            "--citeproc",
            "--bibliography",
            str(own if own.is_file() else assets.BIBLIOGRAPHY),
        ]
        command += ["--csl", str(assets.CITATION_STYLE), "-M", "link-citations=true"]
    said = {
        "title": full_title(findings),
        "date": say(edition_of(findings)),
        "lang": language_spoken(),
    }
    command += [part for name, each in said.items() for part in ("-M", f"{name}={visible(each)}")]
    return command + [
        part for each in findings.review.authors for part in ("-M", f"author={visible(each)}")
    ]


def _pandoc(command: list[str], body: str) -> bytes:
    made = b""
    try:
        done = subprocess.run(command, input=body.encode(), capture_output=True, timeout=TIME_LIMIT)
        refuse_ended(done, NAME)
        made = b"" if done.returncode else done.stdout
        told = done.stderr.decode(errors="replace").strip()
    except (OSError, subprocess.TimeoutExpired) as fault:
        told = str(fault)
    if not made:
        raise EnvironmentFailure(
            f"Pandoc could not write the whole review as {NAME} ({told}); install it again with: "
            "pip install --force-reinstall pypandoc_binary"
        )
    return made


@dataclass(frozen=True)
class _Pictures:
    """Drawings that become pictures, by another process where they are many."""

    files: tuple[Path, ...]

    def __call__(self) -> list[bytes | None]:
        from living_review.figures.as_pixels import png

        return [png(path.read_bytes(), widest=_WIDEST) for path in self.files]


def _pictures_of(body: str, report: Path) -> dict[bytes, bytes | None]:
    """Draw each figure that the Markdown shows as a picture, by its drawing."""
    named = (report / name for name in dict.fromkeys(_FIGURE.findall(body)))
    pictures = _Pictures(tuple(path for path in named if path.is_file()))
    drawn: list[bytes | None] | None = None
    if len(pictures.files) >= MANY and cores() > 1:
        with other_python() as other:
            drawn = other.result() if other.begin(pictures) else None
    drawings = (path.read_bytes() for path in pictures.files)
    return dict(zip(drawings, pictures() if drawn is None else drawn, strict=True))


def _finished(
    made: bytes, created: str, findings: Findings, known: Mapping[bytes, bytes | None]
) -> bytes:
    """Give the document its page, its look and its dates; its parts in their order."""
    pictures = _pictures(made, known)
    changes: Mapping[str, Callable[[str], str]] = {
        "word/document.xml": lambda text: _page(text, pictures),
        "word/styles.xml": _look,
        "word/theme/theme1.xml": lambda text: _FACE.sub('typeface="Calibri"', text),
        "word/_rels/document.xml.rels": lambda text: text.replace(
            "</Relationships>",
            f"{_FOOTER_LINK}{''.join(map(_picture_link, pictures))}</Relationships>",
        ),
        "[Content_Types].xml": _types,
        "docProps/core.xml": lambda text: _properties(text, created, findings),
        # What Pandoc was told, paths of this machine among it, which are others in every run.
        "docProps/custom.xml": lambda text: _TOLD.sub("", text),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if change := changes.get(name):
                content = change(content.decode()).encode()
            _add(after, name, content)
        _add(after, "word/footer1.xml", _FOOTER.encode())
        for name, picture in pictures.items():
            _add(after, f"word/{_PICTURE.format(name)}", picture)
    return out.getvalue()


def _pictures(made: bytes, known: Mapping[bytes, bytes | None]) -> dict[str, bytes]:
    """Give each figure's picture by the name that the document has for its drawing."""
    from living_review.figures.as_pixels import png

    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        links = _SVG_LINK.findall(parts.read("word/_rels/document.xml.rels").decode())
        drawings = {name: parts.read(f"word/{place}") for place, name in links}
    drawn = {
        name: known[each] if each in known else png(each, widest=_WIDEST)
        for name, each in drawings.items()
    }
    return {name: picture for name, picture in drawn.items() if picture}


def _add(into: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _FIRST_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    into.writestr(entry, content)


# A4, with the number of the page below, and as wide between its margins as a figure can be.
_SECTION = (
    '<w:footerReference w:type="default" r:id="rIdFooter1"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" '
    'w:footer="567" w:gutter="0"/>'
)
_WIDEST = 6.7
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTER_LINK = f'<Relationship Id="rIdFooter1" Type="{_OFFICE}/footer" Target="footer1.xml"/>'
_FOOTER_TYPE = (
    '<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.footer+xml"/>'
)
_FOOTER = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:ftr xmlns:w="{_WORD}"><w:p><w:pPr>'
    '<w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
    '<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r>'
    '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r>'
    '<w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)
_PICTURE = "media/{}.png"
_PICTURE_TYPE = '<Default Extension="png" ContentType="image/png"/>'
_SVG_LINK = re.compile(r'<Relationship (?=[^>]*Target="([^"]+\.svg)")[^>]*\bId="(\w+)"')
_FIGURE = re.compile(r"\bfig/[^\s()\"]+\.svg")
_TOLD = re.compile(r"<property .*?</property>", re.DOTALL)
_DRAWING = re.compile(r'<a:blip>(.{0,600}?<asvg:svgBlip [^>]*r:embed="(\w+)")', re.DOTALL)
_SECTION_END = re.compile(r"<w:sectPr\b[^>]*?(?:/>|>(.*?)</w:sectPr>)\s*</w:body>", re.DOTALL)


def _types(text: str) -> str:
    pictures = "" if 'Extension="png"' in text else _PICTURE_TYPE
    return text.replace("</Types>", f"{pictures}{_FOOTER_TYPE}</Types>")


def _picture_link(name: str) -> str:
    place = _PICTURE.format(name)
    return f'<Relationship Id="{name}Picture" Type="{_OFFICE}/image" Target="{place}"/>'


def _page(text: str, pictures: Mapping[str, bytes]) -> str:
    """Name to programs that know no drawings the picture, or the drawing, where there is none."""

    def shown(found: re.Match[str]) -> str:
        name = f"{found[2]}Picture" if found[2] in pictures else found[2]
        return f'<a:blip r:embed="{name}">{found[1]}'

    text = _DRAWING.sub(shown, text)
    # No row goes over to the next page.
    text = text.replace("<w:trPr>", "<w:trPr><w:cantSplit/>")
    text = text.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
    return _SECTION_END.sub(
        lambda found: f"<w:sectPr>{_SECTION}{_kept(found[1] or '')}</w:sectPr></w:body>", text
    )


def _kept(section: str) -> str:
    """Give what Pandoc says of the section besides its page."""
    return "".join(re.findall(r"<w:footnotePr>.*?</w:footnotePr>", section, re.DOTALL))


# Which every Word has had since 2007, and other programs a face of the same widths for.
_FACE = re.compile(r'typeface="Aptos[^"]*"')
_SMALL = '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'
_NOTES_APART = '<w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>'
_TABLE_LOOK = (
    '<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="BFC5CC"/>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="BFC5CC"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFC5CC"/></w:tblBorders>'
)


def _look(text: str) -> str:
    """Set text in 10.5 points, tables and their notes in 8, with lines between rows."""
    text = re.sub(
        r"(<w:rPrDefault>.*?)<w:sz w:val=\"\d+\"\s*/>(\s*)<w:szCs w:val=\"\d+\"\s*/>",
        r'\1<w:sz w:val="21"/>\2<w:szCs w:val="21"/>',
        text,
        count=1,
        flags=re.DOTALL,
    )

    def table(found: re.Match[str]) -> str:
        style = found[0].replace("<w:tblPr>", f"{_SMALL}<w:tblPr>", 1)
        style = style.replace('w:type="firstRow">', 'w:type="firstRow"><w:rPr><w:b/></w:rPr>', 1)
        style = style.replace('w:w="108"', 'w:w="70"')
        return re.sub(r"(<w:tblInd [^>]*/>)", rf"\1{_TABLE_LOOK}", style, count=1)

    text = re.sub(
        r'<w:style [^>]*w:styleId="TableNotes"[^>]*>.*?</w:style>', _notes, text, flags=re.S
    )
    return re.sub(r'<w:style [^>]*w:styleId="Table"[^>]*>.*?</w:style>', table, text, flags=re.S)


def _notes(found: re.Match[str]) -> str:
    return found[0].replace("</w:style>", f"{_NOTES_APART}{_SMALL}</w:style>")


def _properties(text: str, created: str, findings: Findings) -> str:
    text = re.sub(r"1970-01-01T00:00:00Z|(?<=W3CDTF\">)[^<]*", created, text)
    subject = escape(visible(findings.review.question["intervention"]))
    return text.replace(
        "</cp:coreProperties>", f"<dc:subject>{subject}</dc:subject></cp:coreProperties>"
    )
