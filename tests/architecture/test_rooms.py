"""Every module lies in a room, every test with what it tests, and no room is too full to read."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Container, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
# Tests of what no one room does: whole reviews, schedules, the layout itself, and their samples.
NO_ROOM = {
    *("architecture", "benchmarks", "data", "installed", "other_reviews", "reading", "schedules"),
    *("shared", "shipped_review"),
}


@pytest.fixture
def package(project_root: Path) -> Path:
    return project_root / "src" / "living_review"


def rooms(package: Path) -> set[str]:
    return {path.parent.name for path in package.glob("*/__init__.py")}


def sources(package: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")


def test_no_module_lies_loose(package: Path) -> None:
    assert [path.name for path in package.glob("*.py")] == ["__init__.py"]
    # What is left of a room that moved, compiled, is in no repository.
    folders = {
        folder.name
        for folder in package.iterdir()
        if any(each.is_file() and each.suffix != ".pyc" for each in folder.rglob("*"))
    }
    assert folders == rooms(package)


def test_every_room_says_what_it_is(package: Path) -> None:
    for room in sorted(rooms(package)):
        text = (package / room / "__init__.py").read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), f"{room}/__init__.py says nothing of the room"


def test_every_room_has_its_floor(package: Path, project_root: Path) -> None:
    settings = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    house = next(each for each in contracts if each["containers"] == ["living_review"])
    floors = [room.strip() for floor in house["layers"] for room in floor.split("|")]
    assert sorted(floors) == sorted(rooms(package))


def test_every_room_is_described_once(package: Path, project_root: Path) -> None:
    page = (project_root / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## The rooms")[2].partition("\n## ")[0]
    named = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(named) == sorted(rooms(package))


def test_tests_lie_with_their_rooms(package: Path, project_root: Path) -> None:
    tests = project_root / "tests"
    assert [path.name for path in tests.glob("*.py")] == ["conftest.py"]
    there = {path.parent.relative_to(tests).parts[0] for path in tests.rglob("test_*.py")}
    assert there - NO_ROOM <= rooms(package)


def test_no_file_is_too_long_to_be_read_at_once(package: Path) -> None:
    long = {name: text.count("\n") for name, text in sources(package)}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen(package: Path) -> None:
    long = {}
    for name, text in sources(package):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{name}:{node.name}"] = lines
    assert long == {}


def test_no_module_needs_one_that_needs_it(package: Path) -> None:
    """Also not through others, or later, inside a function; names of types alone may."""
    trees = {module_of(name): ast.parse(text) for name, text in sources(package)}
    # It raises where there is a circle, and names it.
    TopologicalSorter(
        {module: set(needed(tree, trees)) - {module} for module, tree in trees.items()}
    ).prepare()


def module_of(name: str) -> str:
    """Give the name that a file of the package is imported by."""
    return f"living_review.{name.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


def needed(tree: ast.Module, modules: Container[str]) -> Iterator[str]:
    """Name the modules that one imports, at any time."""
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module in modules:
            inside = (f"{node.module}.{each.name}" for each in node.names)
            yield from (each if each in modules else node.module for each in inside)
