"""Names that are read from right to left, held apart from what stands beside them.

A number behind such a name is otherwise drawn before it, and one of another sentence along with it
(Unicode Standard Annex 9, sections 2.4 and 3.3.4): '0.35' behind a Hebrew name would belong to
whatever stands before that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

ISOLATE, POP = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
# Hebrew to Arabic Extended-A, their presentation forms, and the scripts beyond U+10800.
_LETTER = (
    "[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# What may stand within a name, emoji and the lines that stand for them in figures included; digits
# and semicolons do not.
_BETWEEN = "[ \u00a0,.'\"’()\\[\\]/&–\u200d\u2500-\u259f\u2600-\u27bf\ufe0f\U0001f000-\U0001faff-]"
_NAME = re.compile(f"{_LETTER}(?:{_BETWEEN}*{_LETTER})*")
_CLOSES = {")": "(", "]": "["}


def apart(text: str) -> str:
    """Put each run of letters that are read from the right between marks of direction."""
    if text.isascii() or not _NAME.search(text):
        return text
    return "".join(_parts(text))


def _parts(text: str) -> Iterator[str]:
    at = 0
    for found in _NAME.finditer(text):
        end = found.end()
        while end < len(text) and _closes(text[found.start() : end], text[end]):
            end += 1
        yield f"{text[at : found.start()]}{ISOLATE}{text[found.start() : end]}{POP}"
        at = end
    yield text[at:]


def _closes(name: str, bracket: str) -> bool:
    """Whether a bracket closes one that a name has opened."""
    opens = _CLOSES.get(bracket)
    return opens is not None and name.count(opens) > name.count(bracket)
