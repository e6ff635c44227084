"""Characters that nobody sees, shown: a text means to a reader what it is to a program.

Marks of direction can make a line read in another order than it is stored (CVE-2021-42574), and
characters without any ink can make two names look the same. Each is written as its code point in
brackets. Where a script needs one, it stays: joiners within Arabic and Indic words, the selectors
and joiners of emoji, the tags of flags.
"""

from __future__ import annotations

import re
import unicodedata

# A blank that does not break is part of what is written where it stands within a number, before its
# percent sign, or in a statistic ('p = 0.032', 't −2.95') on either side of its sign.
_SPACE = re.compile(
    r"(?!(?<=\d)[\u00a0\u202f][\d%]|\u00a0[=<]|(?<=[=<])\u00a0[\d\u2212]"
    r"|(?<=\b[tzQ²])\u00a0[\d\u2212])"
    r"[\s\x1c-\x1f\x85\u2028\u2029]+"
)
# Most texts hold nothing else: letters, signs and punctuation that are seen wherever they stand.
_SEEN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u03ff\u2010-\u2027\u2030-\u205e\u2070\u2071"
    "\u2074-\u208e\u2190-\u23ff]*"
)
_NOT_PRINTED = ("Cc", "Cf", "Cs", "Co", "Cn")
# Letters, marks and symbols by their category, and without ink all the same.
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0"
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))
_NON_JOINER, _JOINER = "\u200c\u200d"
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_SOFT_HYPHEN, _FLAG = "\u00ad", "\U0001f3f4"
_TAGS = range(0xE0020, 0xE0080)
# In Arabic script and those of India a joiner, or its absence, is spelling; elsewhere a trick.
_SPELLS = re.compile("[\u0620-\u08ff\u0900-\u0dff]")
# Latin, Greek and Cyrillic come before the scripts and the emoji that are joined.
_JOINING_FROM = "\u0600"
_KEYS = "#*0123456789"


def visible(text: str, longest: int | None = None) -> str:
    """Put a text on one line and show what would be invisible: control, bidi and lone surrogates.

    Characters beyond `longest` are left out and counted.
    """
    if longest is None and "  " not in text and _SEEN.fullmatch(text):
        return text.strip(" ")
    line = _SPACE.sub(" ", text).strip()
    if longest is not None and len(line) > longest:
        line = f"{line[:longest]}… ({len(line):,} characters)"
    return _shown(line, "")


def cut_after(text: str, longest: int) -> tuple[str, int | None]:
    """Put a text on one line, and give its length too where characters beyond `longest` are cut."""
    line = _SPACE.sub(" ", text).strip()
    return _shown(line[:longest], ""), len(line) if len(line) > longest else None


def cut_short(text: str, longest: int) -> str:
    """Put a text on one line and cut it where it is longer than so many characters.

    It is cut after a word and before a bracket that would stay open, where not much is lost by it.
    """
    line = visible(text)
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    opened, word = kept.rfind("("), kept.rfind(" ")
    ends = (opened if opened > kept.rfind(")") else -1, word)
    end = next((each for each in ends if each > longest // 2), len(kept))
    return f"{kept[:end].rstrip(' ,;:–')}…"


def visible_lines(text: str) -> str:
    """Show what would be invisible in a text for a terminal, whose lines and blanks stay."""
    return _shown(text, "\n\t")


def escaped_json(document: str) -> str:
    r"""Write what would be invisible in a JSON document as \u escapes, which mean the same."""
    if document.isascii() and "\x7f" not in document:
        return document
    return "".join(
        _json_escape(character) if character not in "\n\t" and _is_unseen(character) else character
        for character in document
    )


def _json_escape(character: str) -> str:
    r"""Write a character as JSON's \u escape, one beyond the first plane as two of them."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _shown(text: str, kept: str) -> str:
    if text.isascii() and (text.isprintable() or not kept):
        return text if text.isprintable() else "".join(map(_code_point, text))
    before, out = "", []
    for character, after in zip(text, [*text[1:], ""], strict=True):
        needed = before and _is_needed(character, before, after)
        if character in kept or not _is_unseen(character) or needed:
            out.append(character)
            before = character
        elif character != _SOFT_HYPHEN:
            out.append(f"[U+{ord(character):04X}]")
            before = ""
    return "".join(out)


def _code_point(character: str) -> str:
    return character if character.isprintable() else f"[U+{ord(character):04X}]"


def _is_unseen(character: str) -> bool:
    return (
        unicodedata.category(character) in _NOT_PRINTED
        or character in _BLANK
        or character in _SELECTORS
    )


def _is_needed(character: str, before: str, after: str) -> bool:
    """Tell whether what stands beside it gives an unseen character its meaning."""
    if character == _NON_JOINER:
        return bool(_SPELLS.match(before) and _SPELLS.match(after))
    if character == _JOINER:
        return before >= _JOINING_FROM
    if character in _SELECTORS:
        return before in _KEYS or unicodedata.category(before)[0] == "S" or before >= "\u2000"
    if ord(character) in _TAGS:
        return before == _FLAG or ord(before) in _TAGS
    return False
