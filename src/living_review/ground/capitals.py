"""A capital where a sentence, a cell or a heading begins, in every alphabet that has one there."""

from __future__ import annotations


def capitalised(text: str) -> str:
    """Give the text a capital at its beginning and leave the rest as it is.

    It is the letter's form in titles (Unicode, section 5.18): Georgian has capitals for whole words
    alone, and a sentence begins with none; of two letters in one, and of ß, the first is large.
    """
    return text[:1].title() + text[1:]
