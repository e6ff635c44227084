"""Every number a reader sees, on a page or in a PDF, is in findings.json."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from living_review import numbers
from living_review.protocol import load_protocol
from living_review.rendering.orphan_numbers import orphan_numbers

from .conftest import Site

pytestmark = pytest.mark.xdist_group("shipped-review")


def pdf_text(path: Path) -> str:
    shown = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return shown.stdout


def test_no_page_holds_an_orphan_number(site: Site, project_root: Path) -> None:
    protocol = load_protocol(project_root / "data" / "protocol.yml")
    orphans = {
        page.name: found
        for page in site.pages
        if (found := orphan_numbers(page.read_text(encoding="utf-8"), site.findings, protocol))
    }
    assert not orphans


def test_a_changed_number_is_found(site: Site, project_root: Path) -> None:
    protocol = load_protocol(project_root / "data" / "protocol.yml")
    text = (site.folder / "index.html").read_text(encoding="utf-8")
    spoilt = text.replace("0.28", "0.82")
    assert spoilt != text
    assert orphan_numbers(spoilt, site.findings, protocol)


@pytest.mark.parametrize("name", ["summary.pdf", "review.pdf"])
def test_the_pdfs_print_the_results_of_the_findings(site: Site, name: str) -> None:
    text = " ".join(pdf_text(site.folder / name).split())
    pooled = [each for each in site.findings.findings if each.pooled]
    assert pooled
    for each in pooled:
        assert each.pooled is not None
        effect = (each.pooled.estimate, each.pooled.ci_low, each.pooled.ci_high)
        assert numbers.estimate_with_interval(*effect, each.measure) in text
        assert numbers.count(each.n) in text


def test_the_word_significant_occurs_nowhere(site: Site) -> None:
    for page in site.pages:
        assert "significan" not in page.read_text(encoding="utf-8").lower(), page.name
    for name in ("summary.pdf", "review.pdf"):
        assert "significan" not in pdf_text(site.folder / name).lower(), name
