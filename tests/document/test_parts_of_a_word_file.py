"""What is done to each part of the Word document that Pandoc writes, and how Pandoc is asked.

`word_parts.txt` holds each part as it comes out: what a page is, how a table looks, where pictures
lie. To accept others on purpose: UPDATE_SNAPSHOTS=1 pytest on this file, and read every line.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

from sample_documents import findings
from sample_findings import recovery

from living_review.document import word_file

KEPT = Path(__file__).with_name("word_parts.txt")
STYLE = (
    '<w:style w:type="paragraph" w:styleId="{}" w:customStyle="1"><w:name w:val="x" />{}</w:style>'
)
TABLE = (
    '<w:tblPr>\n<w:tblInd w:w="0" w:type="dxa" /><w:tblCellMar><w:left w:w="108" w:type="dxa" />'
    '<w:right w:w="108" /></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr />'
    "</w:tblStylePr>"
)
STYLES = (
    "<w:styles><w:docDefaults><w:rPrDefault>\n<w:rPr>"
    '<w:sz w:val="24" />\n<w:szCs w:val="24" /></w:rPr></w:rPrDefault></w:docDefaults>'
    f'<w:sz w:val="30" /><w:szCs w:val="30" />'
    f"{STYLE.format('Table', TABLE)}{STYLE.format('TableNotes', '')}{STYLE.format('Other', TABLE)}"
    "</w:styles>"
)
BLIP = '<a:blip>\n<a:ext uri="x"><asvg:svgBlip xmlns="s" r:embed="{}" /></a:ext></a:blip>'
ROWS = (
    "<w:tr><w:trPr><w:tblHeader /></w:trPr><w:tc>a</w:tc></w:tr><w:tr><w:tc>b</w:tc></w:tr>"
    '<w:tr w:x="1"><w:tc>c</w:tc></w:tr>'
)
NOTES = '<w:footnotePr><w:numRestart w:val="eachSect" /></w:footnotePr>'
SECTIONS = (
    f'<w:sectPr w:x="1">\n{NOTES}<w:pgSz w:w="1" /></w:sectPr>\n</w:body>',
    "<w:sectPr /></w:body>",
    "<w:sectPr>\n</w:sectPr></w:body>",
    "</w:body>",
)
LINK = '<Relationship Target="{}" Type="image" Id="{}" />'
LINKS = (
    f"<Relationships>{LINK.format('media/one.svg', 'rId5')}{LINK.format('media/two.svg', 'rId6')}"
    f"{LINK.format('styles.xml', 'rId1')}</Relationships>"
)
CORE = (
    "<cp:coreProperties><dc:title>T</dc:title>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">1999-05-05T05:05:05Z</dcterms:created>'
    "<x>1970-01-01T00:00:00Z</x></cp:coreProperties>"
)
CUSTOM = (
    "<Properties><property name='report'>\n/tmp/x</property>"
    "<property a='1'>y</property></Properties>"
)
TYPES = '<Types>{}<Override PartName="/word/document.xml" /></Types>'
DRAWINGS = {"word/media/one.svg": b"<svg>1</svg>", "word/media/two.svg": b"<svg>2</svg>"}


def pandocs(section: str, types: str = "") -> bytes:
    """Write a document as Pandoc would, of the parts that are changed and one that is not."""
    parts = {
        "[Content_Types].xml": TYPES.format(types),
        "word/document.xml": f"<w:body>{ROWS}{BLIP.format('rId5')}{BLIP.format('rId6')}{section}",
        "word/styles.xml": STYLES,
        "word/theme/theme1.xml": '<a:latin typeface="Aptos Display"/><a:x typeface="Aptos"/>'
        '<a:ea typeface="MS Gothic"/>',
        "word/_rels/document.xml.rels": LINKS,
        "docProps/core.xml": CORE,
        "docProps/custom.xml": CUSTOM,
        "word/settings.xml": "<w:settings>Aptos</w:settings>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as into:
        for name, text in parts.items():
            into.writestr(name, text)
        for name, drawing in DRAWINGS.items():
            into.writestr(name, drawing)
    return out.getvalue()


def finished(made: bytes) -> zipfile.ZipFile:
    one, two = DRAWINGS.values()
    found = findings(recovery())
    known = {one: b"PNG", two: None}
    return zipfile.ZipFile(io.BytesIO(word_file._finished(made, "THEN", found, known)))


def told(parts: zipfile.ZipFile) -> dict[str, str]:
    return {name: parts.read(name).decode() for name in parts.namelist()}


def test_each_part_comes_out_as_it_was_agreed() -> None:
    lines = []
    before: dict[str, str] = {}
    for section, types in zip(SECTIONS, ("", '<Default Extension="png" />', "", ""), strict=True):
        parts = finished(pandocs(section, types))
        now = told(parts)
        lines += [f"## {name}\n{text}" for name, text in now.items() if before.get(name) != text]
        before = now
    for each in parts.infolist():
        assert (each.date_time, each.compress_type) == ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED)
        assert each.external_attr == 0o644 << 16
    lines += ["## how Pandoc is asked", *asked()]
    text = re.sub(r"(?<=>)(?=<w:|<Rel|<a:)", "\n", "\n".join(lines)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8")


def asked() -> list[str]:
    """Give how Pandoc is asked for a review with and without an address, works and authors."""
    whole, lines = findings(recovery()), []
    alone = whole.review.model_copy(update={"url": None, "authors": ("A <b>",)})
    addressed = whole.review.model_copy(update={"url": "https://r.org/x"})
    for review, body in ((alone, "Text."), (addressed, "Text [@one2001].")):
        found = whole.model_copy(update={"review": review})
        command = word_file._command(body, found, Path("/nowhere"))
        written = [re.sub(r"^/.*/|(?<==)/.*/", "…/", each) for each in command[1:]]
        lines.append(" ".join(each.replace("\n", " ") for each in written))
    return lines


def test_a_part_that_pandoc_was_told_of_this_machine_is_gone_and_nothing_else() -> None:
    now = told(finished(pandocs(SECTIONS[0])))
    assert now["docProps/custom.xml"] == "<Properties></Properties>"
    assert now["word/settings.xml"] == "<w:settings>Aptos</w:settings>"
    assert now["word/media/rId5.png"] == "PNG"
    assert "word/media/rId6.png" not in now
