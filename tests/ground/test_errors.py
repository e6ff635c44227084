"""The tree of errors that is drawn at the top of its module is the tree of the classes."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from living_review.ground import errors
from living_review.ground.errors import BadInput

LINE = re.compile(r"^ {4}(?P<branch>[│├└─ ]*)(?P<name>\w+) +(?P<code>\d+)  \S", re.MULTILINE)


def drawn() -> list[tuple[int, str, int]]:
    """Depth, name and exit code of each line of the drawing, in its order."""
    lines = LINE.finditer(errors.__doc__ or "")
    return [(len(line["branch"]) // 4, line["name"], int(line["code"])) for line in lines]


def children(project_root: Path) -> Mapping[str, list[tuple[str, str]]]:
    """The classes of the whole program by the name of what they derive from, with their module."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    source = project_root / "src"
    for path in sorted((source / "living_review").rglob("*.py")):
        module = ".".join(path.relative_to(source).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                for base in node.bases:
                    found[ast.unparse(base).rpartition(".")[2]].append((node.name, module))
    return found


def walked(
    kin: Mapping[str, list[tuple[str, str]]], name: str, module: str, depth: int = 0
) -> Iterator[tuple[int, str, int]]:
    yield depth, name, getattr(importlib.import_module(module), name).exit_code
    for child, where in kin.get(name, []):
        yield from walked(kin, child, where, depth + 1)


def test_the_tree_that_is_drawn_is_the_tree_there_is(project_root: Path) -> None:
    there = list(walked(children(project_root), "LivingReviewError", errors.__name__))
    assert len(there) > 10
    assert sorted(drawn()) == sorted(there)


def test_each_error_is_drawn_beneath_what_it_derives_from() -> None:
    above: list[type[BaseException]] = []
    modules = (errors, *map(importlib.import_module, NAMED_ELSEWHERE))
    for depth, name, _ in drawn():
        cls = next(vars(module)[name] for module in modules if name in vars(module))
        del above[depth:]
        assert not above or issubclass(cls, above[-1]), name
        above.append(cls)


NAMED_ELSEWHERE = (
    "living_review.sources.addresses",
    "living_review.pages.page_faults",
    "living_review.pages.safe_html",
)


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        ((), ""),
        (("One.",), "One."),
        (("One.", "Two."), "One. (1 more problem)"),
        (("One.", "Two.", "Three."), "One. (2 more problems)"),
    ],
)
def test_an_error_says_its_first_problem_and_counts_the_others(
    problems: tuple[str, ...], said: str
) -> None:
    assert str(BadInput(*problems)) == said
