"""The walk through the program, from a row to the front page, leads through what is there."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from living_review.effects import standardized_mean_difference

STOP = re.compile(
    r"^\d+\. \[`(?P<shown>[\w/.]+)`\]\((?P<address>[\w/.]+)\) `(?P<name>\w+)`", re.MULTILINE
)
NAMED = re.compile(r"`((?:[a-z_]+/)+[\w.-]+\.(?:py|j2))`")


@pytest.fixture
def page(project_root: Path) -> str:
    return (project_root / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture
def walk(page: str) -> str:
    return page.partition("## A walk")[2].partition("\n## ")[0]


def test_it_has_ten_stops_each_with_its_function(walk: str, project_root: Path) -> None:
    stops = list(STOP.finditer(walk))
    assert len(stops) == 10
    for stop in stops:
        path = (project_root / "docs" / "explanation" / stop["address"]).resolve()
        assert path == project_root / "src" / "living_review" / stop["shown"]
        source = path.read_text(encoding="utf-8")
        assert re.search(rf"^ *def {stop['name']}\(", source, re.MULTILINE), stop[0]


def test_every_file_the_page_names_is_there(page: str, project_root: Path) -> None:
    roots = (project_root / "src" / "living_review", project_root)
    named = NAMED.findall(page)
    assert len(named) > 30
    for name in named:
        assert any((root / name).is_file() for root in roots), name


def test_its_row_is_in_the_registry_and_gives_the_effect_it_tells(
    walk: str, project_root: Path
) -> None:
    rows = [line for line in walk.splitlines() if line.startswith("COOK2012_WRAP,")]
    kept = (project_root / "data" / "registry" / "arms.csv").read_text(encoding="utf-8")
    assert all(f"\n{row}," in kept for row in rows)
    cells = [[float(cell) for cell in row[-3:]] for row in csv.reader(rows)]
    (n1, m1, s1), (n2, m2, s2) = cells
    found = standardized_mean_difference(m1, s1, n1, m2, s2, n2)
    assert f"Hedges' g, {float(found.estimate):.3f}, and its variance" in " ".join(walk.split())
