"""What setting PDFs relies on inside WeasyPrint and pydyf, and neither promises to keep.

- `weasyprint.svg`: its table of what draws which element (`TAGS`) and its `text`, which it compares
  with; the SVG and its nodes as they are while they are drawn (`Drawing`); `size`,
  `extend_bounding_box`, and the text box and style that a text of an SVG is drawn with.
- `weasyprint.draw.text`: `draw_first_line`, which sets one line of text that is laid out, and
  `draw_emojis`; the fonts of a stream with the letters that their glyphs stand for.
- `weasyprint.layout.inline` and `weasyprint.text.line_break`: `split_first_line`, which decides
  where a line ends.
- `weasyprint.css.targets`: `TargetCollector.cache_target_page_counters`, which has a page set again
  where a number on it has changed, and `collect_missing_counters`, which notes what numbers it has.
- `weasyprint.layout.percent`: `resolve_percentages`, and who calls it by that name; styles that let
  themselves be given an attribute.
- `weasyprint.text.ffi`: the version of Pango, and whether HarfBuzz cuts fonts to size.
- `pydyf.Stream`: marked content with properties.
- `pydyf`: `_to_bytes`, which writes each part of a file; `PDF.page_references`, which names all
  pages; how one object refers to another (`b"12 0 R"`), and what structures are made of.

The public way sets text of figures letter by letter: it takes a seventh more time for the long
document and is a fifth larger, and what is read back are letters and not words. There is no public
way to say where a line ends or what it reads, which number of pages an entry is about, or that
lengths without a percentage are worked out once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from living_review.ground.borrowed import borrowed, sets

PACKAGE, PYDYF = "weasyprint", "pydyf"
COUNTERS, PERCENT = "weasyprint.css.targets", "weasyprint.layout.percent"
SPLIT = ("text", "style", "context", "max_width", "justification_spacing")
MISSING = ("self", "parent_box", "css_token", "parse_again_function", "missing_counters")
COUNTED = ("self", "anchor_name", "page_counter_values", "page_maker_index", "page_maker")
DRAWN = ("stream", "textbox", "text_overflow", "block_ellipsis", "matrix")


@dataclass(frozen=True)
class Drawing:
    """What draws a line of text in an SVG."""

    Matrix: Any
    TextBox: Any
    Style: Any
    initial_values: Any
    size: Callable[..., Any]
    extend_bounding_box: Callable[..., Any]
    split_first_line: Callable[..., Any]
    draw_emojis: Callable[..., Any]


@cache
def look_at_all() -> None:
    """See to it that everything relied on is there; EnvironmentFailure where it is not."""
    drawing()
    borrowed(PACKAGE, "weasyprint.svg", "TAGS")
    borrowed(PACKAGE, "weasyprint.svg", "text", "svg", "node", "font_size")
    borrowed(PACKAGE, "weasyprint.draw.text", "draw_first_line", *DRAWN)
    borrowed(PACKAGE, "weasyprint.layout.inline", "split_first_line", *SPLIT)
    borrowed(PACKAGE, COUNTERS, "TargetCollector.cache_target_page_counters", *COUNTED)
    borrowed(PACKAGE, COUNTERS, "TargetCollector.collect_missing_counters", *MISSING)
    borrowed(PACKAGE, PERCENT, "resolve_percentages", "box", "containing_block")
    borrowed(PACKAGE, PERCENT, "resolve_one_percentage", "box", "property_name", "refer_to")
    borrowed(PACKAGE, PERCENT, "adjust_box_sizing", "box", "axis")
    sets(
        *(PACKAGE, "weasyprint.svg", "SVG"),
        *("font_config", "context", "stream", "inner_width", "inner_height", "cursor_position"),
        *("set_graphical_state", "fill_stroke", "text_bounding_box"),
    )
    sets(PACKAGE, "weasyprint.svg", "Node", "get", "text", "attrib")
    sets(PACKAGE, "weasyprint.pdf.stream", "Stream", "_fonts")
    sets(PACKAGE, "weasyprint.pdf.fonts", "Font", "to_unicode", "file_content", "index")
    borrowed(PYDYF, "pydyf", "Stream.begin_marked_content", "self", "tag", "property_list")
    borrowed(PYDYF, "pydyf", "Stream.end_marked_content", "self")
    borrowed(PYDYF, "pydyf", "Dictionary", "values")
    borrowed(PYDYF, "pydyf", "String", "string")
    borrowed(PYDYF, "pydyf", "_to_bytes", "item")
    borrowed(PYDYF, "pydyf", "PDF.page_references.fget", "self")
    sets(PYDYF, "pydyf", "PDF", "objects", "pages")


@cache
def drawing() -> Drawing:
    """Give what draws a line of text in an SVG."""
    svg = "weasyprint.svg"
    return Drawing(
        Matrix=borrowed(PACKAGE, "weasyprint.matrix", "Matrix"),
        TextBox=borrowed(PACKAGE, f"{svg}.text", "TextBox", "pango_layout", "style"),
        Style=borrowed(PACKAGE, f"{svg}.text", "Style"),
        initial_values=borrowed(PACKAGE, "weasyprint.css.properties", "INITIAL_VALUES"),
        size=borrowed(PACKAGE, f"{svg}.utils", "size", "string", "font_size"),
        extend_bounding_box=borrowed(
            PACKAGE, f"{svg}.bounding_box", "extend_bounding_box", "bounding_box", "points"
        ),
        split_first_line=borrowed(
            PACKAGE, "weasyprint.text.line_break", "split_first_line", *SPLIT
        ),
        draw_emojis=borrowed(
            PACKAGE, "weasyprint.draw.text", "draw_emojis", "stream", "style", "x", "y", "emojis"
        ),
    )


def draw_svg_text_by(made: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
    """Have each text of an SVG drawn by what is made of that which draws it now."""
    from weasyprint import svg

    look_at_all()
    before = svg.TAGS["text"]
    # WeasyPrint compares with its own name for the function, so the name changes with the table.
    svg.text = wraps(before)(made(before))
    for tag, drawn in list(svg.TAGS.items()):
        if drawn is before:
            svg.TAGS[tag] = svg.text


def draw_lines_by(made: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Have each line of text drawn by what is made of that which draws it now."""
    from weasyprint.draw import text

    look_at_all()
    before = text.draw_first_line
    text.draw_first_line = wraps(before)(made(before))


def draw_first_line(*line: Any) -> Any:
    """Draw one line of text, by what draws lines now."""
    from weasyprint.draw import text

    return text.draw_first_line(*line)


def split_lines_by(made: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Have each line of a paragraph end where what is made of that which decides it now says."""
    from weasyprint.layout import inline

    look_at_all()
    before = inline.split_first_line
    inline.split_first_line = wraps(before)(made(before))


def count_targets_by(
    stored: Callable[[Callable[..., None]], Callable[..., None]],
    noted: Callable[[Callable[..., None]], Callable[..., None]],
) -> None:
    """Have what is made of them store what a page is to others, and note what it asks of others."""
    from weasyprint.css.targets import TargetCollector

    look_at_all()
    before = TargetCollector.cache_target_page_counters
    TargetCollector.cache_target_page_counters = wraps(before)(stored(before))
    before = TargetCollector.collect_missing_counters
    TargetCollector.collect_missing_counters = wraps(before)(noted(before))


def resolve_percentages_by(made: Callable[[Any], Callable[[Any, Any], None]]) -> None:
    """Have the lengths of each box worked out by what is made of the module that does it now."""
    import sys

    look_at_all()
    percent: Any = sys.modules[PERCENT]
    before = percent.resolve_percentages
    after, known_as = wraps(before)(made(percent)), "resolve_percentages"
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{PACKAGE}.layout") and vars(module).get(known_as) is before:
            setattr(module, known_as, after)


def write_bytes_by(made: Callable[[Callable[[Any], bytes]], Callable[[Any], bytes]]) -> None:
    """Have each part of a file written by what is made of that which writes it now."""
    import pydyf

    look_at_all()
    pydyf._to_bytes = wraps(pydyf._to_bytes)(made(pydyf._to_bytes))


def name_pages_by(made: Callable[[Callable[[Any], Any]], Callable[[Any], Any]]) -> None:
    """Have the pages of a file named by what is made of that which names them now."""
    import pydyf

    look_at_all()
    before = pydyf.PDF.page_references.fget
    pydyf.PDF.page_references = property(wraps(before)(made(before)))


def referred_to(objects: list[Any], reference: bytes) -> Any:
    """Give the object of a file that another one refers to."""
    number, _, _ = reference.partition(b" ")
    return objects[int(number)]


def libraries() -> str:
    """Tell the libraries of the system that lines are set and fonts are cut to size by."""
    ffi = "weasyprint.text.ffi"
    version = borrowed(PACKAGE, ffi, "pango").pango_version()
    return f"Pango {version}, {bool(borrowed(PACKAGE, ffi, 'harfbuzz_subset'))}"


def fonts_of(stream: Any) -> tuple[Any, ...]:
    """Give the fonts that a stream has used so far: what each glyph reads, and the font's file."""
    return tuple(stream._fonts.values())


def marked(stream: Any, read: str, draw: Callable[[], Any]) -> Any:
    """Draw something that reads as this text, whatever its glyphs say."""
    import pydyf

    stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(read)}))
    try:
        return draw()
    finally:
        stream.end_marked_content()
