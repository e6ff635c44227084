"""What a line of the PDFs reads, where its glyphs alone would not tell.

A PDF says of each glyph which letters it stands for, once. In scripts whose letters stack or change
their order the same glyph stands for other letters in another word; there the line itself says what
it reads, as replacement text (ISO 32000-1:2008, 14.9.4). Lines from right to left do without:
programs that read PDFs turn them round by themselves, and turn round the replacement, too.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any
from unicodedata import bidirectional, category, normalize

from living_review.letters.typesetting import is_invisible, needs_shaping
from living_review.paper.weasyprint_parts import draw_lines_by, fonts_of, marked

FROM_THE_RIGHT = ("R", "AL", "AN")


@cache
def tell_what_lines_read() -> None:
    """Let WeasyPrint give lines of such scripts, and of joined emoji, their text."""
    draw_lines_by(_telling)


def _telling(draw_first_line: Callable[..., Any]) -> Callable[..., Any]:
    def draw(stream: Any, textbox: Any, *others: Any) -> Any:
        if _reads_as_drawn(str(textbox.pango_layout.text)):
            return draw_first_line(stream, textbox, *others)
        read = _line_of(textbox)
        if _reads_as_drawn(read):
            return draw_first_line(stream, textbox, *others)
        if any(bidirectional(character) in FROM_THE_RIGHT for character in read):
            drawn = draw_first_line(stream, textbox, *others)
            _name_letters(stream)
            return drawn
        return marked(stream, read, lambda: draw_first_line(stream, textbox, *others))

    return draw


@lru_cache(maxsize=8192)
def _reads_as_drawn(text: str) -> bool:
    letters = set(text)
    return not (any(map(_has_no_glyph_alone, letters)) or needs_shaping("".join(letters)))


@lru_cache(maxsize=8192)
def _has_no_glyph_alone(character: str) -> bool:
    """Whether it joins others, or is for private use, of which PDF/A asks that it be told."""
    return is_invisible(character) or category(character) == "Co"


def _line_of(textbox: Any) -> str:
    """Give the text of the first line of a text that is laid out."""
    laid_out = textbox.pango_layout
    whole = str(laid_out.text)
    _, after = laid_out.get_first_line()
    return whole.encode()[:after].decode() if after else whole


def _name_letters(stream: Any) -> None:
    """Name the letter of each glyph that WeasyPrint names by a letter with its marks, or not."""
    for font in fonts_of(stream):
        for glyph, said in font.to_unicode.items():
            if len(said) == 1:
                continue
            letter = normalize("NFKC", _letters(font.file_content, font.index).get(glyph, ""))
            if letter and (not said or letter in said):
                font.to_unicode[glyph] = letter


@cache
def _letters(data: bytes, index: int) -> dict[int, str]:
    """Give the letter that a font has each glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data), fontNumber=index, lazy=True) as opened:
        return {opened.getGlyphID(name): chr(code) for code, name in opened.getBestCmap().items()}
