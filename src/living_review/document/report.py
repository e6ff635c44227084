"""The report's sources: pages, print documents, figures, findings and data, into one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import get_args

from living_review.assets.brand import FOLDER, worn
from living_review.document import illustrations, summary_files, word_file
from living_review.document.context import PRINT, VERSION, WEBSITE, names
from living_review.document.downloads import abstract_file, data_files
from living_review.document.drawing import draw
from living_review.document.filters import filters
from living_review.document.illustration import Illustration, written_into
from living_review.document.other_hand import other_hand
from living_review.document.rendered_once import Once, once
from living_review.document.templates import environment, render
from living_review.findings import Findings, Verification
from living_review.findings.document import json_schema
from living_review.ground.proper_names import keeping_names
from living_review.language import language_spoken, speaking, words_in
from living_review.language.facts.site import PageName
from living_review.language.sandbox import ReportEnvironment
from living_review.pages.own_images import copy_images
from living_review.pages.pandoc import by_pandoc
from living_review.protocol import Protocol
from living_review.texts.citations import with_programs
from living_review.words.abstract import abstract_of
from living_review.words.plain import in_plain_labels

PAGES: tuple[PageName, ...] = get_args(PageName)
PRINT_DOCUMENTS = ("summary", "review")
VERSION_PAGE = "versions/page.md"
REFERENCES = "references.json"
"""The works of pages that cite other than the program's own; only where a review has some."""


@dataclass(frozen=True)
class _Meanwhile:
    """What others do while a report is written; `write_report` says when each is called."""

    verified: Callable[[], Verification | None]
    when_printable: Callable[[], object]
    beside: Callable[[Callable[[], object]], object]


@keeping_names
def write_report(
    findings: Findings,
    protocol: Protocol,
    report: Path,
    templates: Path | None = None,
    *,
    verified: Callable[[], Verification | None] = lambda: None,
    when_printable: Callable[[], object] = lambda: None,
    beside: Callable[[Callable[[], object]], object] = lambda job: job(),
) -> Findings:
    """Write `report/`: the pages, two print documents, figures, `findings.json` and `data/`.

    `report` is made if it is not there and should be empty: nothing in it is removed. `templates`
    is a review's own folder, whose files override the program's one by one. `verified` is called
    once the figures are drawn, and its answer joins the findings, which are given back as written;
    `when_printable` once all that the PDFs need is there, before the pages are. `beside` is given
    each job that nothing here waits for, the Word documents, and may do it at any time. The same
    arguments give the same bytes. Raises TemplateFailure for a template that does not render.
    """
    meanwhile = _Meanwhile(verified, when_printable, beside)
    with speaking(words_in(templates, language_spoken())):
        return _write_report(findings, protocol, report, templates, meanwhile)


def _write_report(
    findings: Findings,
    protocol: Protocol,
    report: Path,
    templates: Path | None,
    meanwhile: _Meanwhile,
) -> Findings:
    protocols = once(protocol, templates)
    shown = _of_the_day(findings)
    drawn = protocols.of(shown.model_dump_json()).figures(
        partial(_drawn, shown, protocol, report), written_into(report)
    )
    if verification := meanwhile.verified():
        findings, shown = (
            each.model_copy(update={"verification": verification}) for each in (findings, shown)
        )
    earlier = protocols.of(shown.model_dump_json(), repr(sorted(drawn.items())))
    given = (shown, protocol, drawn, templates)
    texts = earlier.texts("print", partial(_before_the_pages, *given))
    printed = texts["print/review.md"]
    texts["version.json"] = json.dumps(version_shown(findings)) + "\n"
    _write(report, texts)
    findings.write(report / "findings.json")
    copy_images(templates, report)
    _write_logo(report)
    meanwhile.when_printable()
    # Pandoc makes them on another core while the pages are written, what takes longest first.
    for name, make in {
        word_file.NAME: partial(word_file.as_docx, printed, shown, report),
        f"{summary_files.NAME}.docx": partial(summary_files.as_docx, shown),
    }.items():
        meanwhile.beside(partial(_write_document, report / "data" / name, earlier, make))
    _write(report, earlier.texts("pages", partial(_pages, *given)))
    return findings


def _write_document(path: Path, earlier: Once, make: Callable[[], bytes]) -> None:
    path.write_bytes(earlier.content(f"{by_pandoc()} {path.name}", make))


def _of_the_day(findings: Findings) -> Findings:
    """Give findings as pages tell them: of the moment of the pull, no more than its day."""
    day = findings.registry.pulled_at.replace(hour=0, minute=0, second=0, microsecond=0)
    registry = findings.registry.model_copy(update={"pulled_at": day})
    return findings.model_copy(update={"registry": registry})


def _drawn(
    findings: Findings, protocol: Protocol, report: Path, write: Callable[[str, str], object]
) -> dict[str, Illustration]:
    """Draw every figure, by name; `write` is given each drawing as soon as it is there.

    Where there are very many, another process writes its share of them by itself.
    """
    with other_hand(report) as hand:
        drawn = draw(findings, protocol.show, write, hand)
    for people in illustrations.of_people(in_plain_labels(findings, protocol)).values():
        drawn[people.name] = people.handed_over(write)
    return drawn


def _before_the_pages(
    findings: Findings,
    protocol: Protocol,
    drawn: illustrations.Illustrations,
    templates: Path | None,
) -> dict[str, str]:
    """Render what the PDFs are set from, and the files that readers can take away."""
    texts = print_texts(findings, protocol, drawn, templates)
    texts |= {f"data/{name}": text for name, text in data_files(findings).items()}
    texts["data/abstract.json"] = abstract_file(findings, abstract_of(findings, protocol))
    if findings.references:
        texts[REFERENCES] = with_programs(findings.references)
    return texts


def _pages(
    findings: Findings,
    protocol: Protocol,
    drawn: illustrations.Illustrations,
    templates: Path | None,
) -> dict[str, str]:
    """Render the pages of the website, and what describes their findings to programs."""
    texts = website_texts(findings, protocol, drawn, templates)
    return texts | {"findings.schema.json": _schema()}


@cache
def _schema() -> str:
    """Write the schema, which is the same for every review."""
    return json.dumps(json_schema(), indent=1) + "\n"


def _write_logo(report: Path) -> None:
    """Write the logo of the brand that is worn, where pages and PDFs look for it."""
    logo = worn().logo
    for picture in logo.pictures if logo else ():
        (report / FOLDER).mkdir(parents=True, exist_ok=True)
        (report / FOLDER / picture.name).write_bytes(picture.content)


def version_shown(findings: Findings) -> dict[str, object]:
    """Say which version a report shows, so that a program can tell at a glance."""
    return {
        "review": findings.review.id,
        "number": findings.version.number,
        "date": findings.version.date.isoformat(),
        "registry": findings.registry.hash,
        "pulled_at": findings.registry.pulled_at.isoformat(),
    }


@keeping_names
def website_texts(
    findings: Findings,
    protocol: Protocol,
    drawn: illustrations.Illustrations,
    templates: Path | None = None,
) -> dict[str, str]:
    """Render every page of the website; file name below `report/` to text."""
    with speaking(words_in(templates, language_spoken())):
        return _website_texts(findings, protocol, drawn, templates)


def _website_texts(
    findings: Findings,
    protocol: Protocol,
    drawn: illustrations.Illustrations,
    templates: Path | None,
) -> dict[str, str]:
    made = _environment(templates)
    web = names(findings, protocol, drawn, WEBSITE)
    texts = {f"{name}.qmd": render(made, f"{name}.qmd.j2", web) for name in PAGES}
    for finding in findings.findings:
        if finding.trials:
            text = render(made, "finding.qmd.j2", {**web, "finding": finding})
            texts[f"finding-{finding.key}.qmd"] = text
    if findings.version.number is not None:
        texts[VERSION_PAGE] = version_text(findings, protocol, drawn, templates)
    return texts


@keeping_names
def version_text(
    findings: Findings,
    protocol: Protocol,
    drawn: illustrations.Illustrations,
    templates: Path | None = None,
) -> str:
    """Render the page of a numbered version, which outlives the pages around it."""
    with speaking(words_in(templates, language_spoken())):
        page = names(findings, protocol, drawn, VERSION)
        return render(_environment(templates), "version.qmd.j2", page)


def _environment(templates: Path | None) -> ReportEnvironment:
    """Give the templates of a review, or the program's own, which are compiled once."""
    language = language_spoken()
    if templates is None:
        return _programs(language)
    return environment(templates, filters(language), language)


@cache
def _programs(language: str) -> ReportEnvironment:
    return environment(None, filters(language), language)


@keeping_names
def print_texts(
    findings: Findings,
    protocol: Protocol,
    drawn: illustrations.Illustrations,
    templates: Path | None = None,
) -> dict[str, str]:
    """Render the documents of the PDFs; file name below `report/` to text."""
    with speaking(words_in(templates, language_spoken())):
        made = _environment(templates)
        paper = names(findings, protocol, drawn, PRINT)
        return {
            f"print/{name}.md": render(made, f"print/{name}.md.j2", paper)
            for name in PRINT_DOCUMENTS
        }


def _write(report: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = report / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
