"""What stands at the head and the foot of each page, no longer than there is room for.

It is shortened before it is set. What the setter would cut is still read: by whoever copies,
searches or listens to an ellipsis anywhere in the file, whose letter then stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from living_review.letters.lettering import ELLIPSIS, one_line, wrap

# The text of the narrowest page, A4 in the whole review, in points, and of it what `print.css`
# gives to each. Lines end with a word: the last part of each stays empty.
TEXT, FILLED = 493.0, 0.97
TITLE, VERSION, NOTICE = 0.66 * TEXT, 0.34 * TEXT, 0.86 * TEXT
# The version has as much more as it needs for one line, up to a half, where the title does not
# lose letters by that; in hundredths of the text.
OF_VERSION, MOST_OF_VERSION = 34, 50
SIZE, NOTICE_SIZE = 8.0, 7.0
MOST_LINES = {"title": 2, "version": 2, "notice": 3}


@dataclass(frozen=True)
class RunningHeads:
    """The title and the version at the head of a page, the notice at its foot."""

    title: str
    version: str
    notice: str
    notice_is_cut: bool
    """Then the whole of it stands once, below the title of the document."""
    of_version: int = OF_VERSION
    """How many hundredths of the text's width the version has."""


def running_heads(title: str, version: str, notice: str) -> RunningHeads:
    """Shorten each to the lines that there is room for."""
    foot = _shortened(notice, NOTICE_SIZE, NOTICE, MOST_LINES["notice"])
    told = _shortened(title, SIZE, TITLE, MOST_LINES["title"])
    share = _share(version)
    beside = _shortened(title, SIZE, (100 - share) * TEXT / 100, MOST_LINES["title"])
    return RunningHeads(
        told,
        _shortened(version, SIZE, VERSION, MOST_LINES["version"]),
        foot,
        _letters(foot) != _letters(notice),
        share if beside == told else OF_VERSION,
    )


def _share(version: str) -> int:
    """Give the hundredths in which the version stands on one line; the usual, where none do."""
    whole = one_line(version, max(1, len(version)))
    shares = range(OF_VERSION, MOST_OF_VERSION + 1)
    fitting = (n for n in shares if len(wrap(whole, SIZE, FILLED * n * TEXT / 100)) <= 1)
    return next(fitting, OF_VERSION)


def _shortened(text: str, size: float, room: float, lines: int) -> str:
    """Give as much of a text as stands on so many lines, cut after a word where it can be."""
    whole = one_line(text, max(1, len(text)))

    def fits(part: str) -> bool:
        wrapped = wrap(part, size, FILLED * room)
        return len(wrapped) <= lines and _letters("".join(wrapped)) == _letters(part)

    if fits(whole):
        return whole
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(whole[:middle] + ELLIPSIS) else (low, middle - 1)
    kept = whole[:low]
    opened, word = kept.rfind("("), kept.rfind(" ")
    ends = (opened if opened > kept.rfind(")") else -1, word)
    end = next((each for each in ends if each > low // 2), low)
    return f"{kept[:end].rstrip(' ,;:–')}{ELLIPSIS}"


def _letters(text: str) -> str:
    return "".join(text.split())
