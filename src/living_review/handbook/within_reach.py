"""What a reader without a mouse needs of a page, and Markdown has no way to say."""

from __future__ import annotations

import re
from itertools import count

_BLOCK = re.compile(r'<pre(?: class="([^"]*)")?>')
_EMPTY_HEAD = re.compile(r"<th(?: [^>]*)?></th>")


def within_reach(body: str) -> str:
    """Let a block of code be scrolled by keys, as wide tables are; an empty cell heads nothing."""
    numbers = count(1)

    def block(found: re.Match[str]) -> str:
        classes = " ".join(filter(None, (found[1], "wide")))
        label = f"Code {next(numbers)}"
        return f'<pre class="{classes}" role="group" tabindex="0" aria-label="{label}">'

    return _EMPTY_HEAD.sub("<td></td>", _BLOCK.sub(block, body))
