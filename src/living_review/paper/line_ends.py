"""Where a line of the PDFs ends: behind the last word that fits.

WeasyPrint takes a text whose last word fits, and the space behind it does not, for one that is too
long, and then breaks it behind its first word.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from living_review.paper.weasyprint_parts import split_lines_by

COLLAPSING = ("normal", "pre-line")


@cache
def end_lines_behind_the_last_word() -> None:
    """Let WeasyPrint break a text at the space it ends with."""
    split_lines_by(_behind_the_last_word)


def _behind_the_last_word(split_first_line: Callable[..., Any]) -> Callable[..., Any]:
    def split(
        text: str, style: Any, context: Any, max_width: Any, *others: Any, **more: Any
    ) -> Any:
        found = split_first_line(text, style, context, max_width, *others, **more)
        words = text.rstrip(" ")
        _, _, resumed, *_ = found
        if resumed is None or words == text or style["white_space"] not in COLLAPSING:
            return found
        if resumed >= len(words.encode()):
            return found
        layout, length, cut, width, *rest = split_first_line(
            words, style, context, max_width, *others, **more
        )
        if cut is not None or width > max_width:
            return found
        return layout, length, len(text.encode()), width, *rest

    return split
