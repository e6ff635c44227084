"""What setting PDFs relies on inside WeasyPrint and pydyf, and neither promises to keep.

- `weasyprint.svg`: its table of what draws which element (`TAGS`) and its `text`, which it compares
  with; the SVG and its nodes as they are while they are drawn (`Drawing`); `size`,
  `extend_bounding_box`, and the text box and style that a text of an SVG is drawn with.
- `weasyprint.svg`: `parse_declarations`, and that nobody changes what it gives.
- `weasyprint.UA_STYLESHEET`: its rules for parts of all elements (`matcher.other_selectors`).
- `weasyprint.draw.text`: `draw_first_line`, which sets one line of text that is laid out, and
  `draw_emojis`; the fonts of a stream with the letters that their glyphs stand for.
- `weasyprint.layout.inline` and `weasyprint.text.line_break`: `split_first_line`, which decides
  where a line ends, who calls it by that name, and what of a style it asks for;
  `_font_style_cache_key`; a `Layout` that is put away and taken up again by its text and style.
- `weasyprint.pdf.stream`: the font that is set (`_current_font`), and the order in which a line is
  drawn: its place, its font, its letters.
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

import sys
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
BREAKS = "weasyprint.text.line_break"


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
    borrowed(PACKAGE, "weasyprint.svg", "parse_declarations", "input")
    borrowed(PACKAGE, PACKAGE, "UA_STYLESHEET.matcher.other_selectors")
    borrowed(PACKAGE, "weasyprint.draw.text", "draw_first_line", *DRAWN)
    borrowed(PACKAGE, "weasyprint.layout.inline", "split_first_line", *SPLIT)
    borrowed(PACKAGE, BREAKS, "split_first_line", *SPLIT, "is_line_start", "minimum")
    borrowed(PACKAGE, BREAKS, "_font_style_cache_key", "style", "include_size")
    borrowed(PACKAGE, BREAKS, "Layout.setup", "self", "style")
    borrowed(PACKAGE, BREAKS, "Layout.set_text", "self", "text", "justify")
    borrowed(PACKAGE, BREAKS, "Layout.reactivate", "self", "style")
    borrowed(PACKAGE, BREAKS, "Layout.deactivate", "self")
    sets(PACKAGE, BREAKS, "Layout", "layout", "language", "text", "justification_spacing")
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
    sets(PACKAGE, "weasyprint.pdf.stream", "Stream", "_fonts", "_current_font")
    sets(PACKAGE, "weasyprint.pdf.fonts", "Font", "to_unicode", "file_content", "index")
    borrowed(PYDYF, "pydyf", "Stream.begin_marked_content", "self", "tag", "property_list")
    borrowed(PYDYF, "pydyf", "Stream.end_marked_content", "self")
    borrowed(PYDYF, "pydyf", "Dictionary", "values")
    borrowed(PYDYF, "pydyf", "String", "string")
    borrowed(PYDYF, "pydyf", "_to_bytes", "item")
    borrowed(PYDYF, "pydyf", "PDF.page_references")
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


def _instead(before: Any, after: Any, name: str) -> None:
    """Have all of WeasyPrint that calls something by its name call another."""
    for called, module in list(sys.modules.items()):
        if called.startswith(f"{PACKAGE}.") and vars(module).get(name) is before:
            setattr(module, name, after)


def break_lines_by(made: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Have each line, of cells that are measured, too, end where what is made says."""
    from weasyprint.text import line_break

    look_at_all()
    before = line_break.split_first_line
    _instead(before, wraps(before)(made(before)), "split_first_line")
    drawing.cache_clear()


def name_styles_by(made: Callable[[Callable[..., str]], Callable[..., str]]) -> None:
    """Have what a style asks of a font named by what is made of that which names it now."""
    from weasyprint.text import line_break

    look_at_all()
    before = line_break._font_style_cache_key
    line_break._font_style_cache_key = wraps(before)(made(before))


def lay_out_when_asked() -> None:
    """Have a line that is taken up again laid out when something is asked of it, or never."""
    from weasyprint.text.line_break import Layout

    look_at_all()

    @wraps(Layout.reactivate)
    def reactivate(line: Any, style: Any) -> None:
        line.style = style

    def missing(line: Any, name: str) -> Any:
        if name not in ("layout", "language") or "style" not in vars(line):
            raise AttributeError(name)
        line.setup(line.style)
        line.set_text(line.text, justify=True)
        return vars(line)[name]

    @wraps(Layout.deactivate)
    def deactivate(line: Any) -> None:
        for name in ("layout", "language", "style"):
            vars(line).pop(name, None)

    Layout.reactivate, Layout.deactivate = reactivate, deactivate
    Layout.__getattr__ = missing


def laid_out_again(line: Any) -> Any:
    """Give a line that was put away another time."""
    other = object.__new__(type(line))
    vars(other).update(vars(line))
    return other


def file_of(stream: Any) -> Any:
    """Give what all streams of a file share, and no streams of another: its fonts."""
    return stream._fonts


def state_of(stream: Any) -> tuple[int, Any]:
    """Give how much was drawn in a stream, and the font that is set."""
    return len(stream.stream), stream._current_font


def drawn_since(stream: Any, before: tuple[int, Any]) -> tuple[Any, list[Any]] | None:
    """Give the font of a line that was drawn, and its letters; None where it has several fonts."""
    start, font = before
    place, *letters = stream.stream[start:] or [b""]
    if letters and letters[0].endswith(b" Tf"):
        font = stream._current_font
        letters = letters[1:]
    one = all(isinstance(each, bytes) and not each.endswith(b" Tf") for each in letters)
    if not (place.endswith(b" Tm") and letters and one and font):
        return None
    return font, letters


def draw_again(stream: Any, matrix: Any, font: Any, letters: list[Any]) -> None:
    """Draw a line of one font another time, at its own place."""
    stream.set_text_matrix(*matrix.values)
    stream.set_font_size(*font)
    stream.stream.extend(letters)


def read_declarations_by(made: Callable[[Callable[[str], Any]], Callable[[str], Any]]) -> None:
    """Have the style of each part of an SVG read by what is made of that which reads it now."""
    from weasyprint import svg

    look_at_all()
    svg.parse_declarations = made(svg.parse_declarations)


def leave_out_rules_for(parts: tuple[str, ...]) -> None:
    """Have no rules of WeasyPrint's own style sheet for parts of an element that no page has."""
    import weasyprint

    look_at_all()
    listed = weasyprint.UA_STYLESHEET.matcher.other_selectors
    listed[:] = [each for each in listed if each[3] not in parts]


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
    look_at_all()
    percent: Any = sys.modules[PERCENT]
    before = percent.resolve_percentages
    _instead(before, wraps(before)(made(percent)), "resolve_percentages")


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
