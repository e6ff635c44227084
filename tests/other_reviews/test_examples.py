"""The reviews of examples/: each is checked, built as it is, and copied to begin with."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from living_review.document.orphan_numbers import orphan_numbers
from living_review.ground.errors import BadInput
from living_review.protocol import load_protocol
from living_review.runs import examples
from living_review.runs.build import build

ROOT = Path(__file__).parents[2]


def test_there_are_two_and_the_page_names_both() -> None:
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert examples.names() == ("bcg", "minimal")
    assert all(f"[{name}]" in page for name in examples.names())


def test_the_minimal_review_is_minimal_and_says_that_it_is_made_up(tmp_path: Path) -> None:
    examples.copy("minimal", tmp_path)
    protocol = (tmp_path / "data" / "protocol.yml").read_text(encoding="utf-8")
    lines = [line for line in protocol.splitlines() if line and not line.startswith("#")]
    assert len(lines) <= 30
    built = build(tmp_path, only="html")
    assert not built.findings.quarantine
    assert not built.findings.queries
    (finding,) = built.findings.findings
    assert (finding.k, finding.synthesis) == (4, "pooled")
    assert finding.certainty is not None
    asked = load_protocol(tmp_path / "data" / "protocol.yml")
    for path in built.out.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        told = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
        assert "made up" in told, path.name
        body = "<main" + page.partition("<main")[2]
        assert orphan_numbers(body, built.findings, asked) == (), path.name


def test_nothing_is_copied_over_a_review(tmp_path: Path) -> None:
    examples.copy("minimal", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(BadInput, match="is there already and nothing was written"):
        examples.copy("bcg", tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_example_that_there_is_none_of_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no example 'bgc'; there are bcg, minimal"):
        examples.copy("bgc", tmp_path)
