"""Contents have a page, or as little more as can be, from 1 to 40 outcomes."""

from __future__ import annotations

import pytest

from living_review.paper.contents import LETTERS_OF_TWO, LINES, layout


def contents(sections: int, parts: int, letters: int = 20, *, deep: int = 0) -> str:
    """Write contents as Pandoc does: sections of so many parts, those of the first with more."""

    def item(name: str, within: str = "") -> str:
        own = f'<a href="#{name}" id="toc-{name}">{name.ljust(letters, "x")}</a>'
        return f"<li>{own}{f'<ul>{within}</ul>' if within else ''}</li>\n"

    inner = "".join(
        item(f"part{n}", "".join(item("deep") for _ in range(deep))) for n in range(parts)
    )
    return f"<ul>{''.join(item(f'section{n}', inner) for n in range(sections))}</ul>"


@pytest.mark.parametrize(
    ("given", "classes"),
    [
        (contents(9, 2), ""),
        (contents(10, 4), ""),
        (contents(10, 5), "in-two"),
        (contents(10, 4, deep=9), ""),
        (contents(10, 9), "in-two"),
        (contents(10, 9, LETTERS_OF_TWO + 1), "in-two in-brief"),
        (contents(11, 40, 200), "in-two in-brief"),
        ("", ""),
    ],
)
def test_the_more_entries_the_more_columns_and_then_the_fewer_parts(given, classes) -> None:
    assert layout(given) == classes


def test_more_entries_never_take_fewer_columns() -> None:
    order = ["", "in-two", "in-two in-brief"]
    for letters in (20, 60, 120):
        found = [order.index(layout(contents(8, n, letters))) for n in range(1, 2 * LINES)]
        assert found == sorted(found)
