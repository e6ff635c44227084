"""Every page of a report, those of the website and the print documents."""

from __future__ import annotations

from pathlib import Path

from living_review.document.illustrations import Illustrations
from living_review.document.report import print_texts, website_texts
from living_review.findings import Findings
from living_review.protocol import Protocol


def page_texts(
    findings: Findings, protocol: Protocol, drawn: Illustrations, templates: Path | None = None
) -> dict[str, str]:
    """Render every page and print document; file name below `report/` to text."""
    given = (findings, protocol, drawn, templates)
    return website_texts(*given) | print_texts(*given)
