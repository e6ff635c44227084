"""Inputs of the messages of pages, PDFs and Quarto, and of what an analyst calls."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from around_inputs import leading_out, with_parts, with_variables
from message_inputs import Given
from sample_documents import findings
from sample_findings import recovery

from living_review import effects, pooling
from living_review.document import word_file
from living_review.document.summary_files import as_docx
from living_review.figures import judgement
from living_review.pages import pandoc
from living_review.pages.own_images import LARGEST, copy_images
from living_review.pages.page_faults import PageFault, told_where
from living_review.pages.site_info import SiteInfo
from living_review.paper import press, presses
from living_review.paper.formulas import drawn_formulas
from living_review.paper.print_job import PrintJob
from living_review.website import quarto
from living_review.website.marked_up import marked_up
from living_review.website.report_files import page_sources

JOB = PrintJob("x", Path("review.md"), Path(), dt.date(2026, 1, 1))
PAGE = pandoc.Page("index.qmd", "x")
WRITES_NOTHING = """#!/bin/sh
case $1 in --version) echo 1.6.1;; inspect) echo {};; render) mkdir "$2/_rendered";; esac
"""


def no_time(*_: object, **__: object) -> None:
    raise subprocess.TimeoutExpired("pandoc", 900)


def no_library(*_: object) -> None:
    raise OSError("cannot load library 'libpango-1.0-0'")


def page(text: str) -> Given:
    return Given("", {"page.qmd": text}, call=lambda root: pandoc.read_page(root / "page.qmd"))


def images(root: Path) -> None:
    copy_images(root / "templates", root / "report")


def fault_of_a_page(root: Path) -> None:
    with told_where(None, root / "report"):
        raise PageFault("index.qmd", "the image has no alternative text; write it.", "![](a.png)")


def answered(code: int, fails: bool = False, ended: bool = False) -> Callable[[Path], object]:
    """Give a document whose process ends so, or is ended before it is asked."""

    def communicate(*_: object, **__: object) -> tuple[bytes, bytes]:
        if fails:
            no_time()
        return b"", b"Killed"

    def call(_root: Path) -> object:
        process = SimpleNamespace(communicate=communicate, returncode=code, kill=lambda: None)
        with mock.patch.object(subprocess, "Popen", return_value=process):
            made = presses.Press("A4")
        if ended:
            made.close()
        return made.set(JOB)

    return call


def run_by(script: str, *command: str) -> Given:
    """Have a program of some lines stand in for Quarto, and be asked for its version or more."""

    def call(root: Path) -> object:
        (root / "quarto").chmod(0o755)
        if command == ("inspect",):
            return quarto._inspect(str(root / "quarto"), root)
        return (
            quarto._run([str(root / "quarto"), *command], root, command[0])
            if command
            else (quarto.quarto_path())
        )

    path = with_variables(PATH=".:/usr/bin:/bin")
    return Given("", {"quarto": f"#!/bin/sh\n{script}\n"}, call=call, around=path)


def rendered(root: Path) -> None:
    program = root / "quarto"
    program.chmod(0o755)
    site = SiteInfo(title="T", language="en", authors=("A",), description="D", version="1", nav=())
    report = root / "report"
    with with_parts(website__quarto__found_program=lambda _name: str(program))(root):
        quarto.render(report, [report / "index.qmd"], root / "out", site=site)


PAGES: Mapping[str, Given] = {
    "a page whose front matter is a word": page("---\nx\n---\n"),
    "no Pandoc": Given(
        "",
        around=with_parts(pages__pandoc__Path=lambda _file: Path("/nowhere/x")),
        call=lambda _root: pandoc.pandoc_path.__wrapped__(),
    ),
    "a Pandoc that does not start": Given(
        "",
        around=with_parts(pages__pandoc__pandoc_path=lambda: "/nowhere/pandoc"),
        call=lambda _root: pandoc.convert(PAGE),
    ),
    "a page that takes Pandoc too long": Given(
        "",
        around=with_parts(pages__pandoc__subprocess__run=no_time),
        call=lambda _root: pandoc.convert(PAGE),
    ),
    "a summary of findings that Pandoc does not write": Given(
        "",
        around=with_parts(document__summary_files__pandoc_path=lambda: "/nowhere/pandoc"),
        call=lambda _root: as_docx(findings(recovery())),
    ),
    "a whole review that Pandoc does not write as Word": Given(
        "",
        around=with_parts(document__word_file__pandoc_path=lambda: "/nowhere/pandoc"),
        call=lambda root: word_file.as_docx("", findings(recovery()), root),
    ),
    "an image from elsewhere": Given(
        "", call=images, around=leading_out("templates/images/flow.png")
    ),
    "an image that is too large": Given(
        "", {"templates/images/flow.png": bytes(LARGEST + 1)}, call=images
    ),
    "an image of a generated page": Given(
        "", {"report/index.qmd": "![](a.png)"}, call=fault_of_a_page
    ),
    "a formula that is none": Given(
        "",
        call=lambda _root: drawn_formulas(
            r'<span class="math inline">\(\frac{\)</span>', "templates/review.md"
        ),
    ),
    "a report without a start page": Given("", call=lambda _root: page_sources(Path("data"))),
    "a place that no page knows": Given(
        "", call=lambda _root: marked_up("see [there](sumary)", {"summary": "index.html"})
    ),
}
PDFS: Mapping[str, Given] = {
    "a PDF with a link that leads nowhere": Given(
        "", call=lambda _root: press.press(replace(JOB, markup='<a href="#x">x</a>'))
    ),
    "no Pango": Given(
        "",
        around=with_parts(paper__press__redirect_stdout=no_library),
        call=lambda _root: press.load_weasyprint(),
    ),
    "a Pandoc that is ended": Given(
        "",
        call=lambda _root: pandoc.refuse_ended(
            subprocess.CompletedProcess([], -9, b"", b""), "index.qmd"
        ),
    ),
    "a PDF that takes too long": Given("", call=answered(0, fails=True)),
    "a PDF whose program ends": Given("", call=answered(1)),
    "a PDF that is given up": Given("", call=answered(0, ended=True)),
}
QUARTO: Mapping[str, Given] = {
    "a Quarto that writes no page": Given(
        "",
        {"quarto": WRITES_NOTHING, "report/index.qmd": "---\ntitle: T\n---\nx\n"},
        around=with_variables(PATH=".:/usr/bin:/bin"),
        call=rendered,
    ),
    "no Quarto": Given("build --only html --html quarto", around=with_variables(PATH="")),
    "a Quarto that does not run": run_by("exit 1"),
    "an old Quarto": run_by("echo 1.5.1"),
    "a Quarto that answers something else": run_by("echo x", "inspect"),
    "a Quarto that refuses the report": run_by("echo no >&2; exit 1", "render"),
    "a Quarto that does not end": Given(
        "",
        around=with_parts(website__quarto__subprocess__run=no_time),
        call=lambda root: quarto._run(["quarto", "render"], root, "render"),
    ),
}
ANALYSTS: Mapping[str, Given] = {
    "effects that are words": Given("", call=lambda _root: pooling.pool(["a"], [1.0])),
    "effects and variances of other lengths": Given(
        "",
        call=lambda _root: effects.mean_difference(
            [1.0, 2.0], [1.0] * 3, [9] * 2, [1.0], [1.0], [9]
        ),
    ),
    "an estimator that there is not": Given(
        "", call=lambda _root: pooling.pool([1.0, 2.0], [1.0, 1.0], tau2="RELM")
    ),
    "a level in per cent": Given(
        "", call=lambda _root: pooling.pool([1.0, 2.0], [1.0, 1.0], level=95)
    ),
    "a judgement that is none": Given("", call=lambda _root: judgement.look("lowish", "Cook 2012")),
}
