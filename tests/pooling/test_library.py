"""What only an analyst asks for is named in docs/reference/library.md; everything else is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from living_review import effects, pooling


def named(project_root: Path) -> set[str]:
    page = (project_root / "docs" / "reference" / "library.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`(?:pooling|effects)\.(\w+)`", " ".join(rows)))


def used(project_root: Path) -> set[str]:
    found = set()
    for path in (project_root / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
    return found


def test_a_function_is_used_or_documented_as_a_library(project_root: Path) -> None:
    public = {*effects.__all__, *pooling.__all__}
    unused = public - used(project_root)
    assert not unused - named(project_root), (
        "wire it in, name it in docs/reference/library.md, or remove it"
    )
    assert not named(project_root) - unused, "docs/reference/library.md names what a report uses"
