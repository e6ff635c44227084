"""A page links to a PDF only where the PDF stands beside it and says the same.

Pages and PDFs can be built apart. Which sources a PDF was set from is written beside it, so that a
build of the pages alone can tell whether the PDF that is there is still theirs.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from living_review.language import say
from living_review.language.facts.site import NoPdf

SOURCES = "pdf-sources.txt"
"""Beside the PDFs: the SHA-256 of all that they were set from."""
_MADE_FROM = ("print/*.md", "fig/*.svg", "images/**/*", "brand/*")
_LINK = r'<a href="{}"[^>]*>(.*?)</a>'
_UNLINKED = r'<span data-not-made="{}">(.*?) \[[^\[\]]*\]</span>'


def sources_digest(report: Path) -> str:
    """Give one SHA-256 for the texts and figures of a report that its PDFs are set from."""
    digest = hashlib.sha256()
    paths = {path for pattern in _MADE_FROM for path in report.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(report).as_posix()}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def write_sources(report: Path, site: Path) -> None:
    """Note beside the PDFs of a site what they were set from."""
    (site / SOURCES).write_text(sources_digest(report) + "\n", encoding="utf-8", newline="\n")


def set_from(site: Path, report: Path) -> bool:
    """Tell whether the PDFs of a site were set from that report; False where nobody can tell."""
    try:
        return (site / SOURCES).read_text(encoding="utf-8").strip() == sources_digest(report)
    except (OSError, UnicodeDecodeError):
        return False


def link_what_is_there(site: Path, pdfs: Sequence[str]) -> None:
    """Take the links to missing PDFs out of the pages at the root of a site; give back others."""
    for page in sorted(site.glob("*.html")):
        before = text = page.read_text(encoding="utf-8")
        for name in pdfs:
            known = re.escape(name)
            if (site / name).is_file():
                unlinked = re.compile(_UNLINKED.format(known), re.DOTALL)
                text = unlinked.sub(rf'<a href="{name}">\1</a>', text)
            else:
                link = re.compile(_LINK.format(known), re.DOTALL)
                text = link.sub(partial(_unlinked, name), text)
        if text != before:
            page.write_text(text, encoding="utf-8", newline="\n")


def _unlinked(name: str, link: re.Match[str]) -> str:
    """Give the words of a link to a PDF that is not there, and say why they are none."""
    why = html.escape(say(NoPdf())).translate({ord("["): "(", ord("]"): ")"})
    return f'<span data-not-made="{name}">{link[1]} [{why}]</span>'
