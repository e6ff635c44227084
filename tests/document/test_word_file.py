"""The whole review as Word: real headings, tables, figures, properties, and nothing that acts."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from sample_documents import findings
from sample_findings import recovery

from living_review.document import summary_files, word_file
from living_review.findings import CitedWork
from living_review.ground.errors import EnvironmentFailure
from living_review.ground.other_python import OtherPython
from living_review.pages import pandoc

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="40pt" viewBox="0 0 300 40">'
    '<path d="M0 0L10 0L10 10Z" style="fill: #000000"/></svg>'
)
TEXT = """---
title: "A review"
---

# Abstract {#abstract}

Peer support [@lyons2021]. Shown: \\<script\\>, \\{\\{ slot \\}\\}, DDEAUTO c:\\\\x, =1+1.

## Deeper {#deeper}

See @fig-one, [the data](data.qmd) and [out](https://who.int/a?b=c&d).

![The plot of a *trial*](../fig/one.svg){#fig-one fig-alt="Forest plot of 4 trials & one \\"x\\""}

![Not ours](../fig/gone.svg){#fig-two fig-alt="A plot that is not there"}

```{=html}
<table id="tbl-one"><caption>Results</caption>
<colgroup><col style="width: 10%"><col style="width: 30%"></colgroup>
<thead><tr><th scope="col">Outcome</th><th scope="col">Effect</th></tr></thead>
<tbody><tr><th scope="row">Hope &lt;b&gt;</th><td>0.28<br>low</td></tr></tbody></table>
<div class="table-notes"><p>A note.</p><p>Another note.</p></div>
```

| a | b |
|---|--:|
| 1 | 2 |

# Data set aside {#data}

Row seventeen.

# References {#references}

::: {#refs}
:::
"""


def written(folder: Path) -> bytes:
    found = findings(recovery())
    work = CitedWork(key="lyons2021", csl="{}")
    return word_file.as_docx(TEXT, found.model_copy(update={"references": (work,)}), folder)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "fig").mkdir()
    (folder / "fig" / "one.svg").write_text(SVG, encoding="utf-8")
    csl = (
        '[{"id": "lyons2021", "type": "book", "title": "Peer support",'
        ' "author": [{"family": "Lyons"}]}]'
    )
    (folder / "references.json").write_text(csl, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(report: Path) -> bytes:
    return written(report)


@pytest.fixture(scope="module")
def part(made: bytes) -> Callable[[str], ElementTree.Element]:
    parts = zipfile.ZipFile(io.BytesIO(made))
    return lambda name: ElementTree.fromstring(parts.read(name))


def said(element: ElementTree.Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def paragraphs(body: ElementTree.Element) -> list[tuple[str, str]]:
    found = []
    for each in body.iter(f"{W}p"):
        style = each.find(f"{W}pPr/{W}pStyle")
        found.append(("" if style is None else style.attrib[f"{W}val"], said(each)))
    return found


def test_headings_are_headings_and_lists_to_look_things_up_in_are_left_out(part):
    found = paragraphs(part("word/document.xml"))
    titles = [text for style, text in found if style == "Heading1"]
    assert titles == ["Abstract", "References"]
    assert ("Heading2", "Deeper") in found
    assert "Row seventeen" not in str(found)
    assert found[0][0] == "Title"
    captions = [text for style, text in found if style == "ImageCaption"]
    assert captions == ["Figure\u00a01: The plot of a trial", "Figure\u00a02: Not ours"]


def test_tables_have_heads_that_repeat_whole_rows_and_the_widths_of_paper(part):
    html, pipes = part("word/document.xml").iter(f"{W}tbl")
    for table in (html, pipes):
        head = table.find(f"{W}tr/{W}trPr")
        assert head is not None
        assert head.find(f"{W}tblHeader") is not None
        rows = table.findall(f"{W}tr")
        assert all(each.find(f"{W}trPr/{W}cantSplit") is not None for each in rows)
    caption = html.find(f"{W}tblPr/{W}tblCaption")
    assert caption is not None
    assert caption.attrib[f"{W}val"] == "Table\u00a01: Results"
    first, second = (int(each.attrib[f"{W}w"]) for each in html.iter(f"{W}gridCol"))
    assert second == pytest.approx(3 * first, rel=0.01)
    assert [said(each) for each in html.iter(f"{W}tc")][2:] == ["Hope <b>", "0.28low"]


def test_notes_below_a_table_are_as_small_as_its_text(part):
    found = paragraphs(part("word/document.xml"))
    assert [text for style, text in found if style == "TableNotes"] == ["A note.", "Another note."]
    styles = {
        each.attrib[f"{W}styleId"]: each for each in part("word/styles.xml").iter(f"{W}style")
    }
    for name in ("TableNotes", "Table"):
        (size,) = styles[name].findall(f"{W}rPr/{W}sz")
        assert size.attrib[f"{W}val"] == "16"


def test_a_figure_is_its_drawing_with_its_words_for_programs_old_and_new(part, made):
    document = part("word/document.xml")
    (drawing,) = document.iter(f"{W}drawing")
    told = [each.attrib.get("descr") for each in drawing.iter() if each.tag.endswith("docPr")]
    assert told == ['Forest plot of 4 trials & one "x"']
    outer, inner = (each for each in drawing.iter() if each.tag.lower().endswith("blip"))
    assert inner.tag.endswith("}svgBlip")
    places = {
        each.attrib["Id"]: each.attrib["Target"] for each in part("word/_rels/document.xml.rels")
    }
    parts = zipfile.ZipFile(io.BytesIO(made))
    shown, drawn = (
        parts.read(f"word/{places[each.attrib[f'{R}embed']]}") for each in (outer, inner)
    )
    assert drawn.decode() == SVG
    assert Image.open(io.BytesIO(shown)).format == "PNG"
    types = part("[Content_Types].xml")
    assert [e.attrib["ContentType"] for e in types if e.attrib.get("Extension") == "png"] == [
        "image/png"
    ]
    assert "A plot that is not there" in said(document)


def test_nothing_in_it_can_act_and_links_lead_to_the_web_alone(part, made):
    document = part("word/document.xml")
    assert "<script>, {{ slot }}, DDEAUTO c:\\x, =1+1." in said(document)
    assert not list(document.iter(f"{W}instrText"))
    assert not list(document.iter(f"{W}fldSimple"))
    outside = [each for each in part("word/_rels/document.xml.rels") if "TargetMode" in each.attrib]
    assert {each.attrib["Target"] for each in outside} == {"https://who.int/a?b=c&d"}
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not [each for each in names if re.search(r"vba|ole|activeX|embed|\.bin", each)]
    # Every part that is linked is there, and the page has its foot.
    assert "word/footer1.xml" in names
    ids = {each.attrib["Id"] for each in part("word/_rels/document.xml.rels")}
    used = {v for each in document.iter() for key, v in each.items() if key.startswith(R)}
    assert used <= ids


def test_works_that_texts_cite_are_numbered_and_listed(part):
    found = said(part("word/document.xml"))
    assert "Peer support [1]" in found or "Peer support 1" in found
    assert "Lyons" in found


def test_title_authors_language_and_the_day_of_the_version_are_properties(part):
    properties = {each.tag.rpartition("}")[2]: each.text for each in part("docProps/core.xml")}
    found = findings(recovery())
    assert found.review.title in (properties["title"] or "")
    assert found.review.authors[0] in (properties["creator"] or "")
    assert properties["language"] == "en"
    day = found.version.date.isoformat()
    assert properties["created"] == properties["modified"] == f"{day}T00:00:00Z"
    size = part("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
    assert size is not None
    assert size.attrib[f"{W}val"] == "21"


def test_the_same_report_gives_the_same_bytes(report, made):
    assert written(report) == made
    dates = {each.date_time for each in zipfile.ZipFile(io.BytesIO(made)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_the_folder_that_it_was_made_in_is_no_part_of_it(report, made, tmp_path):
    shutil.copytree(report, tmp_path / "another")
    assert written(tmp_path / "another") == made
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        held = b"".join(map(parts.read, parts.namelist()))
    for folder in (report, Path(word_file.__file__).parents[1]):
        assert str(folder).encode() not in held


def test_a_document_that_pandoc_does_not_write_is_told_in_one_sentence(report, monkeypatch):
    monkeypatch.setattr(word_file, "pandoc_path", lambda: "/nowhere/pandoc")
    with pytest.raises(EnvironmentFailure, match=r"the whole review as review\.docx"):
        written(report)


def test_a_pandoc_that_is_ended_from_outside_is_told_in_one_sentence(report, monkeypatch, tmp_path):
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\nkill -9 $$\n")
    program.chmod(0o755)
    for room in (word_file, pandoc, summary_files):
        monkeypatch.setattr(room, "pandoc_path", lambda: str(program))
    makers = {
        "review.docx": lambda: written(report),
        "summary-of-findings.docx": lambda: summary_files.as_docx(findings()),
        "index.qmd": lambda: pandoc.convert(pandoc.Page("index.qmd", "Text")),
    }
    for name, make in makers.items():
        with pytest.raises(EnvironmentFailure, match=rf"while it made {name} \(signal 9\)"):
            make()


@pytest.mark.parametrize("started", [True, False])
def test_many_figures_become_the_same_pictures_in_another_process(
    report: Path, monkeypatch: pytest.MonkeyPatch, started: bool
) -> None:
    here = word_file._pictures_of(TEXT, report)
    asked: list[word_file._Pictures] = []
    begin = OtherPython.begin
    monkeypatch.setattr(word_file, "MANY", len(here))
    monkeypatch.setattr(word_file, "cores", lambda: 2)
    monkeypatch.setattr(
        OtherPython,
        "begin",
        lambda self, task: (asked.append(task) or started) and begin(self, task),
    )
    there = word_file._pictures_of(TEXT, report)
    assert list(there.items()) == list(here.items())
    assert here
    assert len(asked) == 1
    for more, cores in ((len(here) + 1, 2), (len(here), 1)):
        monkeypatch.setattr(word_file, "MANY", more)
        monkeypatch.setattr(word_file, "cores", lambda cores=cores: cores)
        assert word_file._pictures_of(TEXT, report) == here
    assert len(asked) == 1, "few figures, and one core, are not handed over"
