"""A table of a text, written for Pandoc: with the widths that its cells ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

Side = Literal["", "left", "center", "right"]
SIDES: tuple[Side, ...] = get_args(Side)
_RULES = {"": "{}", "left": ":{}", "right": "{}:", "center": ":{}:"}
_LINE = 72
"""Letters of a line from which on Pandoc gives columns the widths that the dashes have."""
_FITS = 40
"""Letters of a row that stand beside each other on a narrow page without any widths."""
_LEAST, _MOST = 6, 40
_ADDRESS = re.compile(r"\]\([^()\s]*\)")


def table(sides: Sequence[Side], head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Write a table whose cells are Markdown of one line each, `sides` being where they align."""
    widths = [_width([head[at], *(row[at] for row in body)]) for at in range(len(head))]
    first, *rows = (_row(each) for each in (head, *body))
    if sum(widths) > _FITS or any(len(each) > _LINE for each in (first, *rows)):
        dashes = ["-" * each * (_LINE // sum(widths) + 1) for each in widths]
    else:
        dashes = ["---"] * len(head)
    rule = (_RULES[side].format(each) for side, each in zip(sides, dashes, strict=True))
    return "\n".join([first, f"|{'|'.join(rule)}|", *rows])


def _width(cells: Sequence[str]) -> int:
    """Give how much room a column asks for: its longest word at least, its longest cell at most."""
    cells = [_ADDRESS.sub("]", each) for each in cells]
    word = max((len(each) for cell in cells for each in cell.split()), default=0)
    whole = max(map(len, cells), default=0)
    return max(_LEAST, min(word, _MOST), min(whole, _MOST))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(each) for each in cells)} |"


def _cell(markdown: str) -> str:
    """Give a cell on one line, whose bars close nothing."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", markdown.replace("\\\n", " ")) or " "
