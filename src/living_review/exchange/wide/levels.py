"""The confidence level that a header or cell names: `99% CI`, `CI (90 %)`, `97.5% LCL`."""

from __future__ import annotations

import re

USUAL_LEVEL = 0.95
"""The level of limits whose column and cell say nothing of it."""
CALLED = r"(?:CI|KI|confidence interval|Konfidenzintervall)"
SHARE = r"\d\d(?:[.,]\d{1,2})?\s?%?[\s-]?"
_LONGEST = 300
_FIGURE = r"(?<![\d.,])(\d\d(?:[.,]\d{1,2})?)"
_LIMIT = rf"(?:{CALLED}|confidence|Konfidenz|[LU]CL|[LU]L(?![a-z])|lower|upper|limit|untere|obere)"
_NAMED = re.compile(
    rf"{_FIGURE}\s?%[\s_-]{{0,3}}(?={_LIMIT})|{_FIGURE}[\s_-]{{0,3}}(?={CALLED})"
    rf"|(?<={'CI'})[\s_,(]{{0,3}}{_FIGURE}\s?%|(?<={'KI'})[\s_,(]{{0,3}}{_FIGURE}\s?%",
    re.IGNORECASE,
)


def level_named(text: str) -> str:
    """Give the level as a share: `0.99` of `99% CI`; "" where nothing is said of it."""
    said = _NAMED.search(text[:_LONGEST])
    if said is None:
        return ""
    share = float(next(filter(None, said.groups())).replace(",", ".")) / 100
    return f"{share:.6g}" if 0.5 <= share < 1 else ""


def without_level(name: str) -> str:
    """Give a name with blanks where it says the level, so that every letter keeps its place."""
    return _NAMED.sub(lambda said: " " * len(said[0]), name)
