"""What only tests call is not in the program: it is used, documented as a library, or gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# What stands for something that is no test and no part of a run.
BESIDE = {
    "orphan_numbers": "reads numbers of built pages back",
    "slots_page": "writes docs/reference/text-slots.md",
    "synthesise": "what benchmarks and tests call for findings alone",
}


def defined(tree: ast.Module) -> Iterator[str]:
    """Name the functions, classes and constants of a module; decorated ones are known to others."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))


def used(tree: ast.Module) -> Iterator[str]:
    """Name what a module reads, under its own name where it is imported under another."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (each.name for each in node.names if each.asname not in (None, each.name))


def test_what_is_defined_is_used_or_documented(project_root: Path) -> None:
    package = project_root / "src" / "living_review"
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(package.rglob("*.py"))]
    names = {name for tree in trees for name in defined(tree) if not name.startswith("__")}
    read = {name for tree in trees for name in used(tree)}
    pages = [*(project_root / "docs" / "reference").glob("*.md"), package / "cli" / "app.py"]
    # Code stands between back-ticks in documents, and commands are named in a table of texts.
    told = {
        name
        for page in pages
        for code in re.findall(r"`[^`]*`|\"\w+:\w+\"", page.read_text("utf-8"))
        for name in re.findall(r"\w+", code)
    }
    assert sorted(names - read - told - {*BESIDE}) == [], "wire it in, document it, or remove it"
    assert {*BESIDE} <= names - read
