"""A link between the documents leads to a file that is there, and to a heading in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"(?<!\\)\]\((?P<to>[^()\s]+)\)")


def documents(root: Path) -> list[Path]:
    folders = ("docs", "changes", "validation", "data", "benchmarks", "template")
    found = [path for folder in folders for path in (root / folder).rglob("*.md")]
    written = [path for path in root.glob("*.md") if path.name != "CHANGELOG.md"]
    return sorted([*written, *(path for path in found if "versions" not in path.parts)])


def links(text: str) -> Iterator[str]:
    """Every link to a place of this repository."""
    for found in _LINK.finditer(_SPAN.sub("", _FENCED.sub("", text))):
        if not re.match(r"[a-z]+:", found["to"]):
            yield found["to"]


@cache
def anchors_of(document: Path) -> set[str]:
    """The anchors of a document, which is read once."""
    return anchors(document.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors that the page of a repository gives the headings of a text."""
    headings = re.findall(r"^#+ (.*)$", _FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).strip().lower().replace(" ", "-") for each in headings}


def dead(document: Path, to: str) -> bool:
    """Whether a link of a document leads to no file, or to no heading of it."""
    place, _, anchor = to.partition("#")
    target = (document.parent / place).resolve() if place else document
    if not target.exists():
        return True
    return bool(anchor) and anchor not in anchors_of(target)


def test_every_link_leads_somewhere(project_root: Path) -> None:
    found = [
        (path, to) for path in documents(project_root) for to in links(path.read_text("utf-8"))
    ]
    assert len(found) > 100
    assert [f"{path.name}: {to}" for path, to in found if dead(path, to)] == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One, and two\n[a](page.md#one-and-two) [b](page.md#three) [c](gone.md)\n")
    assert [to for to in links(page.read_text()) if dead(page, to)] == ["page.md#three", "gone.md"]


@pytest.fixture
def decisions(project_root: Path) -> list[Path]:
    return sorted((project_root / "docs" / "explanation" / "decisions").glob("*.md"))


def test_a_decision_has_a_number_of_its_own_and_says_what_was_weighed(
    decisions: list[Path],
) -> None:
    numbers = [int(path.name[:4]) for path in decisions]
    assert len(numbers) == len(set(numbers)) > 10
    for number, path in zip(numbers, decisions, strict=True):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), path.name
        for part in ("**Decided:**", "**Why.**", "**What was weighed.**", "**What follows.**"):
            assert part in text, f"{path.name} has no {part}"
