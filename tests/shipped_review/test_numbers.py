"""Every number a reader sees, on a page or in a PDF, is in findings.json."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from living_review.document.orphan_numbers import orphan_numbers
from living_review.findings import Findings
from living_review.ground import numbers
from living_review.protocol import load_protocol

from .conftest import Site

pytestmark = pytest.mark.xdist_group("shipped-review")


def pdf_text(path: Path) -> str:
    shown = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return shown.stdout


def shown_by(page: Path, findings: Findings) -> Findings:
    """What a page may show: a finding's own page only that finding's figures, and its changes."""
    own = tuple(each for each in findings.findings if page.stem == f"finding-{each.key}")
    if not own:
        return findings
    changes = findings.changes
    if changes is not None:
        asked = {(each.comparison, each.outcome, each.timepoint) for each in own}
        moved = tuple(
            each
            for each in changes.findings
            if (each.comparison, each.outcome, each.timepoint) in asked
        )
        changes = changes.model_copy(update={"findings": moved, "corrections": ()})
    return findings.model_copy(update={"findings": own, "changes": changes})


def test_no_page_holds_an_orphan_number(site: Site, project_root: Path) -> None:
    protocol = load_protocol(project_root / "data" / "protocol.yml")
    orphans = {
        page.name: found
        for page in site.pages
        if (
            found := orphan_numbers(
                page.read_text(encoding="utf-8"), shown_by(page, site.findings), protocol
            )
        )
    }
    assert not orphans


def test_every_effect_of_a_finding_stands_on_its_page(site: Site) -> None:
    shown = 0
    for finding in site.findings.findings:
        if not finding.trials:
            continue
        text = (site.folder / f"finding-{finding.key}.html").read_text(encoding="utf-8")
        for each in (*finding.trials, *([finding.pooled] if finding.pooled else [])):
            if each.estimate is not None:
                effect = (each.estimate, each.ci_low, each.ci_high)
                assert numbers.estimate_with_interval(*effect, finding.measure) in text
                shown += 1
    assert shown > 15


def test_a_wrong_digit_can_be_found(site: Site, project_root: Path) -> None:
    """The check knows which numbers may stand on a page, not where.

    Of 100 wrong values of a pooled effect it finds about 40; the others happen to stand elsewhere
    on the page. The test above holds each effect to its place.
    """
    protocol = load_protocol(project_root / "data" / "protocol.yml")
    page = site.folder / "finding-peer-support-recovery-post.html"
    findings = shown_by(page, site.findings)
    recovery = findings.findings[0].pooled
    assert recovery is not None
    right = numbers.estimate(recovery.estimate, "SMD")
    text = page.read_text(encoding="utf-8")
    assert right in text
    wrong = [numbers.estimate(each / 100, "SMD") for each in range(100)]
    found = [
        each for each in wrong if orphan_numbers(text.replace(right, each), findings, protocol)
    ]
    assert len(found) > 30


@pytest.mark.parametrize("name", ["summary.pdf", "review.pdf"])
def test_the_pdfs_print_the_results_of_the_findings(site: Site, name: str) -> None:
    text = " ".join(pdf_text(site.folder / name).split())
    left = []
    for each in site.findings.findings:
        if each.pooled is None:
            continue
        effect = (each.pooled.estimate, each.pooled.ci_low, each.pooled.ci_high)
        if numbers.estimate_with_interval(*effect, each.measure) in text:
            assert numbers.count(each.n) in text
        else:
            left.append(each.importance)
    # Two pages say what they leave out, and leave out nothing that is critical.
    assert not left or name == "summary.pdf"
    assert "critical" not in left
    assert not left or "The table shows the outcomes that matter most" in text


def test_the_word_significant_occurs_nowhere(site: Site) -> None:
    for page in site.pages:
        assert "significan" not in page.read_text(encoding="utf-8").lower(), page.name
    for name in ("summary.pdf", "review.pdf"):
        assert "significan" not in pdf_text(site.folder / name).lower(), name
