"""Lines of text that a document repeats, broken and drawn once.

A cell of a table is measured three times, a page that names others is laid out twice, and the same
words stand in many rows. Where a line ends depends on its text, its style and its room; what is
drawn of it on its text and its style.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from living_review.paper.weasyprint_parts import (
    break_lines_by,
    draw_again,
    draw_lines_by,
    drawn_since,
    file_of,
    laid_out_again,
    lay_out_when_asked,
    name_styles_by,
    state_of,
)

# What of a style a line is shaped by, and what else decides where it ends.
SHAPED_BY = (
    *("direction", "lang", "tab_size", "text_decoration_line"),
    *("letter_spacing", "word_spacing", "overflow_wrap", "hyphenate_character"),
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override"),
)
BROKEN_BY = (
    *("white_space", "word_break", "hyphens"),
    *("hyphenate_limit_chars", "hyphenate_limit_zone"),
)
LINE, BROKEN, DRAWN = "_line", "_broken", "_drawn"


@cache
def lines_once() -> None:
    """Let WeasyPrint break and draw a line once."""
    name_styles_by(_by_style)
    break_lines_by(_broken_once)
    lay_out_when_asked()
    draw_lines_by(_drawn_once)


def _by_style(name: Callable[..., str]) -> Callable[..., str]:
    """Name what a style asks of a font once for each style."""

    def named(style: Any, include_size: bool = False) -> str:
        known, attribute = vars(style), "_sized" if include_size else "_named"
        if attribute not in known:
            known[attribute] = name(style, include_size)
        return known[attribute]  # type: ignore[no-any-return]

    return named


def _line(style: Any) -> tuple[str, str]:
    """Give what a style asks of a line: of its shape, and besides of its end."""
    known = vars(style)
    if LINE not in known:
        known[LINE] = (
            str([style[name] for name in SHAPED_BY]),
            str([style[name] for name in BROKEN_BY]),
        )
    return known[LINE]  # type: ignore[no-any-return]


def _broken_once(split: Callable[..., Any]) -> Callable[..., Any]:
    def once(
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        key = (text, _line(style), max_width, justification_spacing, is_line_start, minimum)
        # What the fonts are is decided where they are kept.
        known = vars(style.font_config).setdefault(BROKEN, {})
        if key not in known:
            known[key] = split(
                *(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            )
        layout, *others = known[key]
        return laid_out_again(layout), *others

    return once


def _drawn_once(draw_first_line: Callable[..., Any]) -> Callable[..., Any]:
    """Draw a line as it was drawn elsewhere in the document, where one font drew all of it."""

    def draw(stream: Any, textbox: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        if overflow == "ellipsis" or ellipsis != "none":
            return draw_first_line(stream, textbox, overflow, ellipsis, matrix)
        layout = textbox.pango_layout
        shape, _ = _line(textbox.style)
        key = layout.text, textbox.text, shape, layout.justification_spacing
        known = _known_to(stream, textbox.style.font_config)
        if key in known:
            draw_again(stream, matrix, *known[key])
            return []
        before = state_of(stream)
        emojis = draw_first_line(stream, textbox, overflow, ellipsis, matrix)
        if not emojis and (drawn := drawn_since(stream, before)):
            known[key] = drawn
        return emojis

    return draw


def _known_to(stream: Any, fonts: Any) -> dict[Any, tuple[Any, list[Any]]]:
    """Give what was drawn in this file, which knows what letters its glyphs stand for."""
    file = file_of(stream)
    of: Any
    known: dict[Any, tuple[Any, list[Any]]]
    of, known = vars(fonts).get(DRAWN, (None, {}))
    if of is not file:
        known = {}
        setattr(fonts, DRAWN, (file, known))
    return known
