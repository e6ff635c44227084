"""The page on security names tests that exist, for every line of its table."""

from __future__ import annotations

import re
from pathlib import Path

TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows(project_root: Path) -> list[str]:
    text = (project_root / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
    table = text.partition("## The table")[2].partition("\n## ")[0]
    return [line for line in table.splitlines() if line.startswith("|")][2:]


def test_every_line_says_what_stops_it_and_names_its_test(project_root: Path) -> None:
    lines = rows(project_root)
    assert len(lines) > 20
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 5, line
        assert cells[3], line
        assert TEST.search(cells[4]), line


def test_every_test_that_is_named_is_there(project_root: Path) -> None:
    text = (project_root / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
    for file, name in TEST.findall(text):
        path = project_root / file
        assert path.is_file(), file
        if name:
            source = path.read_text(encoding="utf-8")
            assert re.search(rf"^ *def {name}\(", source, re.MULTILINE), f"{file}::{name}"
