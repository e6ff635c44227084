"""The logo: an SVG or PNG file of the review, looked at before it is shown anywhere."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree.ElementTree import Element

from living_review.assets.brand import Picture
from living_review.ground.colours import NoColour, read_colour
from living_review.ground.drawings import refuse_acting
from living_review.ground.errors import BadInput

LARGEST = 2**20
"""Bytes that a logo may have: every reader loads it."""
MOST_PIXELS = 4000
HEIGHT, WIDEST = 40, 192
"""Pixels of a page that a logo takes at most."""
SVG = "{http://www.w3.org/2000/svg}svg"
_SHAPES = ("path", "rect", "circle", "ellipse", "polygon", "polyline", "line")
_SAMPLE = 64
_LEAST_SHARE = 0.02
_PAINT = re.compile(r"(?:^|;)\s*(?:fill|stroke|stop-color)\s*:\s*([^;]+)")
_NUMBER = re.compile(r"\s*([0-9.]+)\s*[a-z%]*\s*")


def picture(content: bytes, name: str, place: str, *, shown_as: str) -> Picture:
    """Look at a logo; `name` is its path in the review, `shown_as` its name in the site.

    Raises BadInput, with the place that names it, for one that cannot be shown.
    """
    if len(content) > LARGEST:
        raise BadInput(
            f"{place}: {name} has {len(content) / 2**20:.1f} MB, and a logo may have "
            f"{LARGEST // 2**20} MB, because every reader loads it; make it smaller."
        )
    kind = name.lower().rpartition(".")[2]
    look = _svg if kind == "svg" else _png
    width, height, colours = look(content, f"{place}: {name}")
    scale = min(HEIGHT / height, WIDEST / width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return Picture(f"{shown_as}.{kind}", content, *size, colours=colours)


def _svg(content: bytes, name: str) -> tuple[float, float, tuple[str, ...]]:
    root, *others = refuse_acting(content, name)
    if root.tag != SVG:
        raise BadInput(f"{name} is no SVG that a page can show; save it again as plain SVG.")
    box = [float(each) for each in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", root.get("viewBox", ""))]
    if len(box) != 4 or box[2] <= 0 or box[3] <= 0:
        raise BadInput(
            f"{name} has no viewBox, so it cannot be made as small as a logo; save it again as "
            "plain SVG with one."
        )
    if any(_kind(each) == "text" for each in others):
        raise BadInput(
            f"{name} holds text, which each machine would set in another font; turn its letters "
            "into paths (in most programs: convert text to outlines)."
        )
    return box[2], box[3], _painted(root)


def _kind(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _painted(root: Element) -> tuple[str, ...]:
    """Give the colours that a drawing is painted in, as far as they are written plainly."""
    found: dict[str, None] = {}

    def walk(element: Element, inherited: str) -> None:
        paints = [element.get(key, "") for key in ("fill", "stroke", "stop-color")]
        paints += _PAINT.findall(element.get("style", ""))
        own = [each.strip() for each in paints if each.strip()]
        for each in own:
            try:
                found[read_colour(each)] = None
            except NoColour:
                continue
        fill = element.get("fill") or ("own" if own else inherited)
        if _kind(element) in _SHAPES and not fill:
            # What says nothing of its paint is black.
            found["#000000"] = None
        for child in element:
            walk(child, fill)

    walk(root, "")
    return tuple(found)


def _png(content: bytes, name: str) -> tuple[float, float, tuple[str, ...]]:
    from PIL import Image, ImageFile

    # WeasyPrint lets Pillow fill up what a file lacks, wherever it has been imported before.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(BytesIO(content), formats=("PNG",)) as image:
            width, height = image.size
            if max(width, height) > MOST_PIXELS:
                raise BadInput(
                    f"{name} has {width} × {height} pixels, and a logo may have {MOST_PIXELS} on "
                    "a side; make it smaller."
                )
            image.load()
            small = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{name} is no PNG that can be read; save it again as PNG.") from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    small.thumbnail((_SAMPLE, _SAMPLE))
    counted: dict[str, int] = {}
    pixels = small.tobytes()
    for place in range(0, len(pixels), 4):
        red, green, blue, alpha = pixels[place : place + 4]
        if alpha > 127:
            colour = f"#{red & 0xF0:02x}{green & 0xF0:02x}{blue & 0xF0:02x}"
            counted[colour] = counted.get(colour, 0) + 1
    drawn = sum(counted.values())
    if not drawn:
        raise BadInput(f"{name} shows nothing: all of it lets through what is behind; draw it.")
    often = (colour for colour, count in counted.items() if count >= _LEAST_SHARE * drawn)
    return width, height, tuple(sorted(often))
