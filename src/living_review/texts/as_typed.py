"""What a text shows as it was typed although its author meant something else by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

# By what it is called: how it begins on a line.
_MEANT: Mapping[str, re.Pattern[str]] = {
    "HTML": re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>"),
    "a formula": re.compile(r"\$\$|(?<![\w$\\])\$(?=\S)[^$\n]*[\\^_{}=][^$\n]*\$(?!\d)"),
    "a footnote": re.compile(r"\[\^[^\]\s]+\]|\^\["),
    "code": re.compile(r"```|~~~|(?<!`)`[^`\n]+`(?!`)"),
    "a box or a short code": re.compile(r"^\s*:::|\{\{[<%]"),
    "attributes": re.compile(r"\]\{[.#][^}]*\}"),
}
_BARS = re.compile(r"^\s*\|.*\|\s*$")
_GRID = re.compile(r"^\s*\+[-=+:]{3,}\+\s*$")


def typed(text: str, first_line: int) -> Iterator[tuple[int, str]]:
    """Yield line and sentence for each thing that looks like more than text, one a kind a block."""
    lines = text.split("\n")
    for what, pattern in _MEANT.items():
        at = next((place for place, line in enumerate(lines) if pattern.search(line)), None)
        if at is not None:
            yield first_line + at, f"{what} is shown as it was typed: a text holds none."
    bars = next((place for place, line in enumerate(lines) if _BARS.match(line)), None)
    if any(map(_GRID.match, lines)):
        told = "a table drawn with + is shown as it was typed; write it with | between its cells."
        yield first_line, told
    elif bars is not None:
        yield (
            first_line + bars,
            "a table is shown as it was typed, because no line of dashes with as many cells stands "
            "below its headings; write one, such as | --- | --- |.",
        )
