"""The text of figures on paper, a line at a time.

WeasyPrint sets the text of an SVG letter by letter, because SVG may place each letter by itself.
No text of ours does, and a line set whole is kerned, read back as words, and drawn in a fraction
of the time.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import Any

from living_review.letters.from_the_right import apart

# What may place or stretch single letters, or place the line otherwise than by its baseline.
BY_LETTER = frozenset(
    {"dx", "dy", "rotate", "letter-spacing", "textLength", "display-anchor"}
    | {"dominant-baseline", "alignment-baseline"}
)


@cache
def set_lines_whole() -> None:
    """Let WeasyPrint set each plain line of a figure's text whole; others stay as they were."""
    from weasyprint import svg

    by_letter = svg.TAGS["text"]

    def text(image: Any, node: Any, font_size: float) -> None:
        (_line if _is_plain(node) else by_letter)(image, node, font_size)

    # WeasyPrint compares with its own name for the function, so the name changes with the table.
    svg.text = text
    for tag, drawn in list(svg.TAGS.items()):
        if drawn is by_letter:
            svg.TAGS[tag] = text


def _is_plain(node: Any) -> bool:
    """Tell whether one point places the whole line."""
    places = [(node.get(name) or "").replace(",", " ").split() for name in ("x", "y")]
    return bool(node.text) and not BY_LETTER & node.attrib.keys() and all(map(_is_one, places))


def _is_one(place: list[str]) -> bool:
    return len(place) == 1


def _line(image: Any, node: Any, font_size: float) -> None:
    """Draw one line of text from its baseline, as long as `data-width` says where it says so."""
    from weasyprint.draw import text
    from weasyprint.matrix import Matrix
    from weasyprint.svg.bounding_box import extend_bounding_box
    from weasyprint.svg.text import TextBox
    from weasyprint.svg.utils import size
    from weasyprint.text.line_break import split_first_line

    x = size(node.get("x"), font_size, image.inner_width)
    y = size(node.get("y"), font_size, image.inner_height)
    style = _style(image.font_config, node, font_size)
    layout, _, _, width, height, baseline = split_first_line(
        apart(node.text), style, image.context, inf, 0
    )
    drawn = float(node.get("data-width") or width)
    top = y - baseline
    node.text_bounding_box = extend_bounding_box(
        node.text_bounding_box, ((x, top), (x + drawn, top + height))
    )
    image.cursor_position = x + drawn, y
    box = TextBox(layout, style)
    box.baseline = baseline
    image.stream.push_state()
    fill, stroke = image.set_graphical_state(node, font_size)
    image.stream.begin_text()
    layout.reactivate(style)
    image.fill_stroke(fill, stroke, text=True)
    place = Matrix(a=drawn / width if width else 1.0, d=-1, e=x, f=y)
    emojis = text.draw_first_line(image.stream, box, "none", "none", place)
    image.stream.end_text()
    text.draw_emojis(image.stream, style, x, y, emojis)
    image.stream.pop_state()


def _style(fonts: Any, node: Any, font_size: float) -> Any:
    """The style of a line, from the attributes that WeasyPrint gathers on its node."""
    from weasyprint.css.properties import INITIAL_VALUES
    from weasyprint.svg.text import Style

    families = node.get("font-family", "sans-serif").split(",")
    weight = str(node.get("font-weight", 400))
    style = Style(INITIAL_VALUES)
    style.font_config = fonts
    style["font_family"] = [each.strip("\"' ") for each in families]
    style["font_style"] = node.get("font-style", "normal")
    style["font_weight"] = 700 if weight == "bold" else int(weight) if weight.isdigit() else 400
    style["font_size"] = font_size
    return style
