"""The reviews of examples/: each is checked, built as it is, and copied to begin with."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from living_review.beginning import files
from living_review.document.orphan_numbers import orphan_numbers
from living_review.ground.errors import BadInput
from living_review.protocol import load_protocol, parse_protocol
from living_review.runs.build import build

ROOT = Path(__file__).parents[2]


def test_there_are_two_and_the_page_names_both() -> None:
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert files.example_names() == ("bcg", "minimal")
    assert all(f"[{name}]" in page for name in files.example_names())


def test_the_minimal_review_is_minimal_and_says_that_it_is_made_up(tmp_path: Path) -> None:
    files.write_example(tmp_path, "minimal", parse_protocol(files.example_text("minimal")))
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


def test_an_example_that_there_is_none_of_is_told() -> None:
    with pytest.raises(BadInput, match="no example 'bgc'; choose one of bcg, minimal"):
        files.example_text("bgc")
