"""Errors, rows set aside and queries told apart: by a word or a sign, and by colour besides.

The colours are those of a label: letters on a ground of its own, so that both are seen on a light
and on a dark terminal alike. Nothing is told by colour alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final, Literal

Kind = Literal["error", "warning", "set aside", "query", "seen"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of message looks: its sign, and the letters and ground of its word.

    Colours are numbers of the table of 256 that terminals and logs of builds share.
    """

    sign: str
    letters: int
    ground: int


LOOKS: Final[Mapping[Kind, Look]] = {
    "error": Look("!!", 231, 124),
    "warning": Look("!", 16, 214),
    "set aside": Look("!", 16, 214),
    "query": Look("?", 231, 25),
    "seen": Look("-", 231, 238),
}
WORDS: Final[Mapping[str, Kind]] = {
    "Error:": "error",
    "Warning:": "warning",
    "Notice:": "query",
    "Set aside:": "set aside",
    "Left out:": "set aside",
    "Conflicts:": "set aside",
    "Not mapped:": "set aside",
    "Queries:": "query",
    "Please check:": "query",
    "Please look:": "query",
    "Stale:": "query",
    "Overdue:": "warning",
    "Seen:": "seen",
}
"""The word that a line begins with, and of what kind the line then is."""


def coloured(stream: IO[str]) -> bool:
    """Tell whether a stream is written to in colour; NO_COLOR forbids it, FORCE_COLOR asks."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced is not None:
        return forced not in ("", "0", "false")
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def painted(line: str) -> str:
    """Paint the word that a line begins with, where it is one that tells a kind of message."""
    for word, kind in WORDS.items():
        if line.startswith(word):
            return f"{paint(word, kind)}{line[len(word) :]}"
    return line


def paint(text: str, kind: Kind) -> str:
    """Put the colours of a kind around a text."""
    look = LOOKS[kind]
    return f"\x1b[1;38;5;{look.letters};48;5;{look.ground}m{text}\x1b[0m"


def sign(kind: Kind) -> str:
    """Give the sign of a kind, which stands before each row."""
    return LOOKS[kind].sign
