"""The gallery: the examples built as whole sites, and one figure of each kind that they have."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from markupsafe import Markup

from living_review.ground.own_files import own_file
from living_review.pages.page_template import page_template

FOLDER = "gallery"
EXAMPLES = ("bcg", "minimal")
# What the name of a figure begins with, and what its readers call it; the longest beginning counts.
KINDS = {
    "forest-": "Forest plot",
    "forest-by-": "Forest plot by subgroup",
    "funnel-": "Funnel plot",
    "bubble-": "Bubble plot",
    "sequential-": "Sequential view",
    "leave-one-out-": "Leave one out",
    "cumulative-": "Cumulative meta-analysis",
    "directions-": "Directions of effect",
    "risk-of-bias-summary-": "Risk of bias, summed up",
    "risk-of-bias-": "Risk of bias, trial by trial",
    "prisma-flow": "Flow of trials",
}
# A picture of paper is made by no part of the program: pdftoppm drew `summary.pdf` of the example.
PAPER = (
    "Two pages for clinicians",
    "images/two-pages.png",
    "The two pages of the PDF: bottom line, summary of findings and forest plot of BCG vaccine.",
    f"{FOLDER}/bcg/summary.pdf",
)
_IMAGE = re.compile(r'<img src="(fig/[^"]+)" alt="([^"]*)"')


@dataclass(frozen=True)
class Example:
    """A built example: its title, the pages to begin with, and its figures."""

    name: str
    title: str
    pages: Sequence[tuple[str, str, str]]
    """Label, address and what is there."""
    figures: Sequence[tuple[str, str, str, str]]
    """Kind, address, alternative text, and the page that the figure stands on."""


def build_examples(out: Path) -> None:
    """Build every example that comes with the program, site and PDFs, below `out`."""
    from living_review.runs.build import build

    for name in EXAMPLES:
        build(own_file("examples", name), out=out / FOLDER / name)


def gallery(sites: Mapping[str, Path]) -> Markup:
    """Lay out the gallery of sites that are built, each by its name."""
    examples = [_example(name, site) for name, site in sites.items()]
    return Markup(page_template("handbook-gallery.html").render(examples=examples))


def _example(name: str, site: Path) -> Example:
    findings = json.loads((site / "findings.json").read_text(encoding="utf-8"))
    tables = "The summary-of-findings table, and how each rating came about"
    said = {
        "index.html": ("The front page", "What is known, and how sure that is"),
        "evidence-profile.html": ("Summary of findings", tables),
        "trials.html": ("The trials", "Who took part, what was done, the risk of bias"),
        "methods.html": ("Methods", "Written from the protocol, with every choice"),
        "summary.pdf": ("Two pages for clinicians", "PDF, for a clinic and a guideline group"),
        "review.pdf": ("The whole review", "PDF, with all figures and tables"),
        "findings.json": ("findings.json", "Every number of the pages, for other programs"),
    }
    pages = [(a, f"{FOLDER}/{name}/{file}", b) for file, (a, b) in said.items()]
    there = [each for each in pages if (site / Path(each[1]).name).is_file()]
    return Example(name, findings["review"]["title"], there, list(_figures(name, site)))


def _figures(name: str, site: Path) -> list[tuple[str, str, str, str]]:
    """Give the first figure of each kind, in the order of the kinds."""
    first: dict[str, tuple[str, str, str, str]] = {}
    for page in sorted(site.glob("*.html")):
        for image, alt in _IMAGE.findall(page.read_text(encoding="utf-8")):
            stem = Path(image).name
            kind = max((each for each in KINDS if stem.startswith(each)), key=len, default="")
            if kind and kind not in first:
                base = f"{FOLDER}/{name}"
                first[kind] = (
                    KINDS[kind],
                    f"{base}/{image}",
                    unescape(alt),
                    f"{base}/{page.name}",
                )
    found = [first[each] for each in KINDS if each in first]
    return found + ([PAPER] if name == "bcg" and (site / "summary.pdf").is_file() else [])
