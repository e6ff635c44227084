"""A line of a text in pieces, and how what fills a slot is joined with the words around it.

A slot says what the review says now, and its author cannot know how that begins and ends. So it
begins a sentence with a capital, has square brackets within round ones, and one full stop, which
stands after a citation. What cannot be mended so is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from living_review.ground.visible_text import visible
from living_review.language.english import capitalised
from living_review.language.markdown import Markdown, escape

Kind = Literal["text", "slot", "sentence", "citation", "mark"]
"""'slot': words inside a sentence; 'sentence': a slot of whole ones; 'mark': it says nothing."""

_ENDS = re.compile(r"^(\s?)(.*?)(\s?)$", re.DOTALL)
_END_OF_SENTENCE = re.compile(r"[.!?…][\"'”’»«“)\]]*\s+$")
# Whose full stop ends no sentence: single letters, those with a stop within, and these.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:\w|\w+\.\s?\w+|vs|cf|ca|approx|incl|e\.g|i\.e|bzw|inkl|vgl|ggf|etwa|aprox|ej)\.\s+$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*[,;:]|\s+[^\W\dA-Z_]")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_MOST_WORDS = 4
_SEEN = 300
"""How many letters around a slot are looked at."""
_FULL_STOP = "."


@dataclass
class Piece:
    """A piece of a line: what is read of it, and its Markdown where that is not its text."""

    said: str
    kind: Kind = "text"
    line: int = 1
    name: str = ""
    """The slot, where it is one."""
    markdown: Markdown | None = None
    opens: bool = False
    """Whether it is the mark that opens an emphasis."""

    @property
    def filled(self) -> bool:
        """Whether it came out of a slot."""
        return self.kind in ("slot", "sentence")

    def written(self) -> Markdown:
        """Write it for a page; the space at the ends of a text stays."""
        if self.markdown is not None:
            return self.markdown
        found = _ENDS.match(self.said)
        assert found is not None
        before, said, after = found.groups()
        return Markdown(f"{before}{escape(said)}{after}" if said else before or after)


@dataclass(frozen=True)
class Note:
    """Something to tell the author of a line."""

    line: int
    sentence: str


def joined(pieces: Sequence[Piece], *, starts: bool) -> Iterator[Note]:
    """Join what fills slots with the text around them, in place; yield what nothing can mend.

    `starts` says whether a sentence begins with the line.
    """
    before, open_brackets = "", 0
    for at, piece in enumerate(pieces):
        if piece.filled and piece.said:
            if open_brackets > 0:
                piece.said = piece.said.replace("(", "[").replace(")", "]")
            begins = _begins(before, starts=starts)
            if begins:
                piece.said = capitalised(piece.said)
            after = _beginning(pieces[at + 1 :])
            yield from _within(piece, before, after, begins=begins or not before.strip())
            yield from _repeated(piece, before, after)
        open_brackets += piece.said.count("(") - piece.said.count(")")
        before = f"{before}{piece.said}"[-_SEEN:]
    for at, piece in enumerate(pieces):
        if piece.filled and piece.said.endswith(_FULL_STOP):
            _one_stop(piece, pieces[at + 1 :])


def _beginning(pieces: Iterable[Piece]) -> str:
    said = ""
    for each in pieces:
        said += each.said[:_SEEN]
        if len(said) >= _SEEN:
            break
    return said


def _begins(before: str, *, starts: bool) -> bool:
    if not before.strip():
        return starts
    return bool(_END_OF_SENTENCE.search(before)) and not _ABBREVIATED.search(before)


def _one_stop(piece: Piece, following: Sequence[Piece]) -> None:
    """Leave one full stop where two would meet, and put it after the citation of a sentence."""
    last, at = piece, 0
    for place, each in enumerate(following, 1):
        if each.kind == "citation" and piece.kind == "sentence":
            last, at = each, place
        elif each.kind != "mark" and each.said.strip():
            break
    rest = _beginning(following[at:])
    if rest.startswith(_FULL_STOP) and not rest.startswith(".."):
        piece.said = piece.said[:-1]
    elif last is not piece:
        piece.said = piece.said[:-1]
        last.markdown = Markdown(f"{last.written()}{_FULL_STOP}")


def _within(piece: Piece, before: str, after: str, *, begins: bool) -> Iterator[Note]:
    """Tell of a slot of whole sentences that stands within another."""
    if piece.kind != "sentence":
        return
    opened = before.rstrip().endswith((":", "(", "“", "„", "«", '"', "–", "—"))
    after = re.sub(r"^(?:\s*\[[^\]]*\])+", "", after)
    if not (begins or opened) or _GOES_ON.match(after):
        read = f"{_last(before)}{_first(piece.said)} … {_last(piece.said)}{_first(after)}"
        told = (
            f"'{{{{ {piece.name} }}}}' is a whole sentence and stands within another, so that "
            f"'{visible(read.strip(), 200)}' is read; let it be a sentence of its own."
        )
        yield Note(piece.line, told)


def _repeated(piece: Piece, before: str, after: str) -> Iterator[Note]:
    """Tell where what fills a slot ends as the text goes on, or begins as the text before ends."""
    slot = f"{{{{ {piece.name} }}}}"
    for left, right, side in ((piece.said, after, "after"), (before, piece.said, "before")):
        read = visible(f"{_last(left)}{_first(right)}".strip(), 120)
        if left[-1:].isalnum() and right[:1].isalnum():
            told = f"no space stands {side} '{slot}', so that '{read}' is read; write one."
            yield Note(piece.line, told)
        elif same := _both(left, right):
            told = (
                f"with '{slot}' filled in, '{read}' is read; take '{same}' out of the text "
                f"{side} the slot, which says it itself."
            )
            yield Note(piece.line, told)


def _both(left: str, right: str) -> str:
    """Give the words or the mark that end one text and begin the next."""
    sign = left.rstrip()[-1:]
    if sign and not sign.isalnum() and sign not in "()[].…" and right.lstrip().startswith(sign):
        return sign
    if not _WORD.match(right.lstrip(" )]([")):
        return ""
    ending, beginning = _WORD.findall(left.casefold()), _WORD.findall(right.casefold())
    for number in range(_MOST_WORDS, 0, -1):
        same = ending[-number:]
        if len(same) == number and same == beginning[:number] and not "".join(same).isdigit():
            return " ".join(_WORD.findall(right)[:number])
    return ""


def _last(text: str) -> str:
    space = " " if text[-1:].isspace() else ""
    return " ".join(text[-_SEEN:].split()[-4:]) + space


def _first(text: str) -> str:
    space = " " if text[:1].isspace() else ""
    return space + " ".join(text[:_SEEN].split()[:3])
