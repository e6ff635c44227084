"""The text of figures on paper, a line at a time.

WeasyPrint sets the text of an SVG letter by letter, because SVG may place each letter by itself.
No text of ours does, and a line set whole is kerned, read back as words, and drawn in a fraction
of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import inf
from typing import Any

from living_review.ground.from_the_right import apart
from living_review.paper.weasyprint_parts import draw_first_line, draw_svg_text_by, drawing

# What may place or stretch single letters, or place the line otherwise than by its baseline.
BY_LETTER = frozenset(
    {"dx", "dy", "rotate", "letter-spacing", "textLength", "display-anchor"}
    | {"dominant-baseline", "alignment-baseline"}
)


@cache
def set_lines_whole() -> None:
    """Let WeasyPrint set each plain line of a figure's text whole; others stay as they were."""

    def made(by_letter: Callable[..., None]) -> Callable[..., None]:
        def text(image: Any, node: Any, font_size: float) -> None:
            (_line if _is_plain(node) else by_letter)(image, node, font_size)

        return text

    draw_svg_text_by(made)


def _is_plain(node: Any) -> bool:
    """Tell whether one point places the whole line."""
    places = [(node.get(name) or "").replace(",", " ").split() for name in ("x", "y")]
    return bool(node.text) and not BY_LETTER & node.attrib.keys() and all(map(_is_one, places))


def _is_one(place: list[str]) -> bool:
    return len(place) == 1


def _line(image: Any, node: Any, font_size: float) -> None:
    """Draw one line of text from its baseline, as long as `data-width` says where it says so."""
    parts = drawing()
    x = parts.size(node.get("x"), font_size, image.inner_width)
    y = parts.size(node.get("y"), font_size, image.inner_height)
    style = _style(image.font_config, node, font_size)
    layout, _, _, width, height, baseline = parts.split_first_line(
        apart(node.text), style, image.context, inf, 0
    )
    drawn = float(node.get("data-width") or width)
    top = y - baseline
    node.text_bounding_box = parts.extend_bounding_box(
        node.text_bounding_box, ((x, top), (x + drawn, top + height))
    )
    image.cursor_position = x + drawn, y
    box = parts.TextBox(layout, style)
    box.baseline = baseline
    image.stream.push_state()
    fill, stroke = image.set_graphical_state(node, font_size)
    image.stream.begin_text()
    layout.reactivate(style)
    image.fill_stroke(fill, stroke, text=True)
    place = parts.Matrix(a=drawn / width if width else 1.0, d=-1, e=x, f=y)
    emojis = draw_first_line(image.stream, box, "none", "none", place)
    image.stream.end_text()
    parts.draw_emojis(image.stream, style, x, y, emojis)
    image.stream.pop_state()


def _style(fonts: Any, node: Any, font_size: float) -> Any:
    """The style of a line, from the attributes that WeasyPrint gathers on its node."""
    families = node.get("font-family", "sans-serif").split(",")
    weight = str(node.get("font-weight", 400))
    parts = drawing()
    style = parts.Style(parts.initial_values)
    style.font_config = fonts
    style["font_family"] = [each.strip("\"' ") for each in families]
    style["font_style"] = node.get("font-style", "normal")
    style["font_weight"] = 700 if weight == "bold" else int(weight) if weight.isdigit() else 400
    style["font_size"] = font_size
    return style
