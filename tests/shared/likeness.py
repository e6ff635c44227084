"""How like the pages of two sites are, by their elements and by their words.

`python tests/shared/likeness.py ONE TWO` compares the pages that two folders have under one name,
such as a site of `--html embedded` with one of `--html quarto`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from lxml import html

# What frames the content of a page, and not the content itself.
FRAME = ("script", "style", "link", "meta", "template", "nav")
# What one engine puts around a thing that both show.
AROUND = ("div", "span", "section", "article", "picture", "source", "colgroup", "col")


def content(path: Path) -> Any:
    """Give the main part of a page, without what frames it."""
    (main,) = html.parse(str(path)).xpath("//main")
    for each in main.xpath("|".join(f".//{name}" for name in FRAME)):
        each.drop_tree()
    return main


def elements(main: Any) -> list[str]:
    """Name the elements of a page in their order, each with its own label where it has one."""
    return list(_elements(main))


def _elements(main: Any) -> Iterator[str]:
    for each in main.iterdescendants():
        if isinstance(each.tag, str) and each.tag not in AROUND:
            yield each.tag


def words(main: Any) -> list[str]:
    """Give the words of a page in their order."""
    return main.text_content().split()


def likeness(one: Path, two: Path) -> tuple[float, float]:
    """Give how like two pages are, by elements and by words; 1 is the same."""
    first, second = content(one), content(two)
    return _like(elements(first), elements(second)), _like(words(first), words(second))


def _like(one: list[str], two: list[str]) -> float:
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def compared(one: Path, two: Path) -> dict[str, tuple[float, float]]:
    """Compare the pages that two sites have under one name."""
    names = sorted(path.name for path in one.glob("*.html") if (two / path.name).exists())
    return {name: likeness(one / name, two / name) for name in names}


if __name__ == "__main__":
    for page, (by_elements, by_words) in compared(Path(sys.argv[1]), Path(sys.argv[2])).items():
        print(f"{by_elements:.3f} {by_words:.3f} {page}")
