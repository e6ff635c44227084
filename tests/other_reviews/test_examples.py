"""The reviews of examples/: each is checked, built as it is, and copied to begin with."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import pytest

from living_review.beginning import files
from living_review.document.orphan_numbers import orphan_numbers
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.protocol import load_protocol, parse_protocol
from living_review.runs.build import build
from living_review.runs.editions import computed

ROOT = Path(__file__).parents[2]


def test_the_page_names_all_that_there_are() -> None:
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert files.example_names() == ("bcg", "minimal", "peer-support", "zero-events")
    assert all(f"[{name}]" in page for name in files.example_names())


def test_the_shipped_review_is_an_example_with_its_licence_and_without_its_history(
    tmp_path: Path,
) -> None:
    files.write_example(
        tmp_path, "peer-support", parse_protocol(files.example_text("peer-support"))
    )
    for path in sorted((ROOT / "data").rglob("*")):
        place = path.relative_to(ROOT)
        if path.is_file() and "versions" not in place.parts and path.name != "protocol.yml":
            assert (tmp_path / place).read_bytes() == path.read_bytes(), place
    assert not (tmp_path / "data" / "versions").exists()
    assert "Open Data Commons" in (tmp_path / "data" / "README.md").read_text(encoding="utf-8")
    assert "$schema" not in (tmp_path / "data" / "protocol.yml").read_text(encoding="utf-8")
    own, kept = (load_protocol(each / "data" / "protocol.yml") for each in (tmp_path, ROOT))
    assert own == kept
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 400_000


def test_zero_cells_are_treated_as_each_method_asks(tmp_path: Path) -> None:
    """Pools by counts are those of metafor 3.8.1 (rma.mh and rma.peto, nothing added)."""
    text = files.example_text("zero-events")
    assert "made up" in parse_protocol(text).review.notice
    files.write_example(tmp_path, "zero-events", parse_protocol(text))
    found = computed(
        ReviewFolder(tmp_path), as_of=None, today=dt.date(2026, 11, 28), progress=lambda *_: None
    ).findings
    assert not found.quarantine
    assert not found.queries
    (harm,) = found.findings
    notes = {trial.trial_id: " ".join(trial.notes) for trial in harm.trials}
    assert [name for name, said in notes.items() if "half an event" in said] == [
        "BEECH_2014",
        "ELM_2018",
    ]
    (double,) = (trial for trial in harm.trials if trial.trial_id == "FIR_2020")
    assert (double.estimate, double.in_pool, harm.k) == (None, False, 5)
    told = {each.id: each for each in harm.sensitivity}
    by_counts = {
        "mantel-haenszel": [0.5277584527, 0.2870868255, 0.9701907561],
        "peto": [0.5386607949, 0.3016019740, 0.9620475890],
    }
    for name, expected in by_counts.items():
        pooled = told[name].pooled
        assert pooled is not None
        own = [pooled.estimate, pooled.ci_low, pooled.ci_high]
        assert own == pytest.approx(expected, abs=1e-10)
    assert told["events-in-both-arms"].k == 3
    assert told["events-in-both-arms"].trials_removed == ("BEECH_2014", "ELM_2018")


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
    with pytest.raises(BadInput, match="no example 'bgc'; choose one of bcg, minimal, peer"):
        files.example_text("bgc")
