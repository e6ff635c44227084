"""Texts of a page that stand in for one in its language: each says which language it is in.

A protocol may lack a text in a further language, and the main one's stands there. A screen reader
that is not told pronounces it as what it is not, and so does a program that translates.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from living_review.ground.capitals import capitalised

# Whole elements whose text is none of the page's words, and single tags.
_APART = re.compile(r"(<(script|style|svg|math|code)\b.*?</\2>|<[^>]*>)", re.DOTALL)


def marked(page: str, stand_ins: Mapping[str, str]) -> str:
    """Give HTML in which texts have their language, wherever they stand whole; `text: tag`.

    The first letter may be a capital or not, as it stands in a sentence.
    """
    if not stand_ins:
        return page
    known = {_plain(text): tag for text, tag in stand_ins.items()}
    longest = sorted(stand_ins, key=len, reverse=True)
    wanted = re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, longest))})(?!\w)")

    def told(found: re.Match[str]) -> str:
        return f'<span lang="{known[_plain(html.unescape(found[0]))]}">{found[0]}</span>'

    parts = _APART.split(page)
    # Of three parts the first is text; the second is a tag or a whole element, the third its name.
    parts[::3] = [wanted.sub(told, text) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts)


def _plain(text: str) -> str:
    flat = " ".join(text.split())
    return flat[:1].casefold() + flat[1:]


def _pattern(text: str) -> str:
    flat = html.escape(" ".join(text.split()), quote=False)
    first, rest = flat[:1], flat[1:]
    either = "|".join(map(re.escape, dict.fromkeys((first.lower(), capitalised(first)))))
    return f"(?:{either}){re.escape(rest)}".replace(r"\ ", r"\s+")
