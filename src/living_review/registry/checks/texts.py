"""Suspicions about the text of cells: lost or misread letters, and characters nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from living_review.protocol import Protocol
from living_review.registry.cells import LONGEST_TEXT, printable
from living_review.registry.columns import NUMERIC, TABLES
from living_review.registry.content import column_of
from living_review.registry.frames import Mark, Registry

LOST = "\ufffd"
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")
# UTF-8 of two or three bytes, read as if each byte were a letter.
_MISREAD = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
# What such bytes stand for in the texts of trials: letters of Europe, and typographic marks.
_LIKELY = re.compile("[\u00a0-\u017f\u0370-\u04ff\u2010-\u2044\u20ac\u2122\u2212\u2264\u2265]")


def text_misread(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A text was read in the encoding in which it was written, and no letter of it was lost."""
    for table, declared in TABLES.items():
        raw = registry.raw.get(table)
        if raw is None:
            continue
        kept = set(registry.tables[table].index.tolist())
        for j, name in enumerate(raw.columns):
            if column_of(declared, name).kind in NUMERIC:
                continue
            known = {cell: fault(cell) for cell in {row[j] for row in raw.rows}}
            if not any(known.values()):
                continue
            for line, row in zip(raw.lines, raw.rows, strict=True):
                found = known[row[j]]
                if found and line in kept:
                    yield Mark(table, line, name, *found)


def fault(cell: str) -> tuple[str, str] | None:
    """Return the rule and the reason for a text that is not as it was written, if it is not."""
    if cell.isascii() or len(cell) > LONGEST_TEXT:
        return None
    if LOST in cell:
        return "text-misread", (
            "a letter was lost when the text was saved in another encoding; write it again from "
            "the report."
        )
    meant = as_meant(cell)
    if meant != cell:
        return "text-misread", (
            f"the text was read in another encoding than it was written in; it is likely "
            f"'{printable(meant, 80)}', so write that."
        )
    if _UNSEEN.search(cell.strip()):
        return "invisible-character", (
            "the text holds a character that nobody sees and that makes it differ from the same "
            "text without it; type the text again."
        )
    return None


def as_meant(cell: str) -> str:
    """Return a text with UTF-8 that was read as Windows-1252 put right."""
    data = b"".join(_byte(character) for character in cell)
    if len(data) != len(cell):
        return cell
    parts, end = [], 0
    for match in _MISREAD.finditer(data):
        letter = match[0].decode("utf-8", "replace")
        if _LIKELY.fullmatch(letter):
            parts += [cell[end : match.start()], letter]
            end = match.end()
    return "".join((*parts, cell[end:]))


def _byte(character: str) -> bytes:
    """Return the byte that is shown as a character, or a question mark."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return character.encode(encoding)
        except UnicodeEncodeError:
            continue
    return b"?"
