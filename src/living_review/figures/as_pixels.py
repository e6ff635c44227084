"""A figure of ours as PNG, for programs that show no SVG, drawn by matplotlib from the SVG itself.

Our figures consist of filled and stroked paths, letters among them, which groups move and stretch;
whatever else a drawing holds is not ours, and is not drawn.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
POINTS_OF_AN_INCH = 72
# Colours of a figure are few; the others are the edges of letters.
COLOURS = 64
_WHITE, _PAPER = 0xFFFFFF, (1.0, 1.0, 1.0)
_PLACED = re.compile(r"translate\((\S+) (\S+)\)(?: scale\((\S+) (\S+)\))?")
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_WORDLESS = frozenset({"title", "style", "defs", "metadata", "desc"})
# Codes of matplotlib: to move, a line, a curve of three points and of four, the end.
_CODES: Mapping[str, tuple[int, ...]] = {"M": (1,), "L": (2,), "Q": (3, 3), "C": (4, 4, 4)}
_END = 79


class NotOurs(Exception):
    """A drawing holds what none of our figures does."""


@dataclass(frozen=True)
class _Traced:
    """Where a path goes, and how."""

    points: NDArray[np.float64]
    codes: NDArray[np.uint8]


@dataclass(frozen=True)
class _Line:
    """Outlines that are painted as one, letters for the most part, and where each begins."""

    traced: list[_Traced]
    at: list[tuple[float, float]]

    def placed(self, placed: tuple[float, float, float, float]) -> _Traced:
        """Give them as one path in the figure's own measure."""
        left, top, across, up = placed
        points = np.concatenate([each.points for each in self.traced])
        points += np.repeat(self.at, [len(each.codes) for each in self.traced], axis=0)
        codes = np.concatenate([each.codes for each in self.traced])
        return _Traced(points * (across, up) + (left, top), codes)


@dataclass(frozen=True)
class _Mark:
    """One path in the figure's own measure, and what it is painted with."""

    traced: _Traced
    style: Mapping[str, str]
    across: float = 1.0
    """How much wider its group draws it."""


def png(svg: bytes, *, widest: float, dots: int = 200) -> bytes | None:
    """Draw a figure with so many dots an inch, no wider than so many inches; the same bytes always.

    None for a drawing that is not one of our figures.
    """
    try:
        root = ElementTree.fromstring(svg)
        left, top, width, height = map(float, root.get("viewBox", "").split())
        if left or top or root.tag != f"{SVG}svg":
            return None
        outlines = {each.get("id", ""): each for each in root.iter(f"{SVG}path")}
        marks = list(_marks(root, outlines, (0.0, 0.0, 1.0, 1.0), {}))
    except (ElementTree.ParseError, ValueError, NotOurs):
        return None
    inches = min(width / POINTS_OF_AN_INCH, widest)
    return _painted(marks, height, inches * dots / width, round(inches * dots), dots)


def _marks(
    parent: ElementTree.Element,
    outlines: Mapping[str, ElementTree.Element],
    placed: tuple[float, float, float, float],
    style: Mapping[str, str],
) -> Iterator[_Mark]:
    letters = _Line([], [])
    for each in parent:
        kind, own = each.tag.removeprefix(SVG), _styled(each, style)
        if kind == "g":
            yield from _marks(each, outlines, _within(placed, each), own)
        elif kind == "path":
            one = _Line([_traced(each.get("d", ""))], [(0.0, 0.0)])
            yield _Mark(one.placed(placed), own, placed[2])
        elif kind == "use":
            outline = outlines.get(each.get(HREF, "").removeprefix("#"))
            if outline is None:
                raise NotOurs
            at, traced = (float(each.get("x", 0)), float(each.get("y", 0))), outline.get("d", "")
            one = letters if own == style else _Line([], [])
            one.traced.append(_traced(traced))
            one.at.append(at)
            if one is not letters:
                yield _Mark(one.placed(placed), {**_styled(outline, {}), **own}, placed[2])
        elif kind not in _WORDLESS:
            raise NotOurs
    if letters.traced:
        yield _Mark(letters.placed(placed), style)


def _styled(element: ElementTree.Element, style: Mapping[str, str]) -> Mapping[str, str]:
    own = element.get("style")
    return {**style, **_style(own)} if own else style


@cache
def _style(told: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in told.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}


def _within(
    placed: tuple[float, float, float, float], group: ElementTree.Element
) -> tuple[float, float, float, float]:
    said = group.get("transform")
    if said is None:
        return placed
    found = _PLACED.fullmatch(said)
    if found is None:
        raise NotOurs
    x, y, across, up = (float(each) for each in (found[1], found[2], found[3] or 1, found[4] or 1))
    left, top, wide, high = placed
    return left + wide * x, top + high * y, wide * across, high * up


@cache
def _traced(path: str) -> _Traced:
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for step, told in _STEP.findall(path):
        if step in "zZ" and points:
            points.append(points[-1])
            codes.append(_END)
            continue
        numbers = [float(each) for each in told.replace(",", " ").split()]
        if step not in _CODES or not numbers or len(numbers) % (2 * len(_CODES[step])):
            raise NotOurs
        points += zip(numbers[::2], numbers[1::2], strict=True)
        codes += _CODES[step] * (len(numbers) // (2 * len(_CODES[step])))
    return _Traced(np.array(points).reshape(-1, 2), np.array(codes, dtype=np.uint8))


def _painted(marks: list[_Mark], height: float, scale: float, width: int, dots: int) -> bytes:
    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.colors import to_rgb
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D

    high = round(scale * height)
    renderer: Any = RendererAgg(width, high, dots)  # type: ignore[no-untyped-call]
    upright = Affine2D().scale(scale, -scale).translate(0, high)
    points_a_unit = scale * POINTS_OF_AN_INCH / dots
    paper: Any = GraphicsContextBase()
    paper.set_linewidth(0.0)
    renderer.draw_path(paper, Path.unit_rectangle(), Affine2D().scale(width, high), _PAPER)
    for mark in marks:
        if not len(mark.traced.codes):
            continue
        fill, stroke = (mark.style.get(name, "none") for name in ("fill", "stroke"))
        pen: Any = GraphicsContextBase()
        line = float(mark.style.get("stroke-width", 1)) * mark.across
        pen.set_linewidth(line * points_a_unit if stroke != "none" else 0.0)
        pen.set_joinstyle(mark.style.get("stroke-linejoin", "miter"))
        if stroke != "none":
            pen.set_foreground(to_rgb(stroke), isRGBA=False)
        if dash := mark.style.get("stroke-dasharray", "").replace(",", " ").split():
            pen.set_dashes(0, [float(each) * points_a_unit for each in dash])
        path = Path(mark.traced.points, mark.traced.codes)
        renderer.draw_path(pen, path, upright, None if fill == "none" else to_rgb(fill))
    few = _in_few_colours(np.asarray(renderer.buffer_rgba()))
    out = io.BytesIO()
    few.save(out, "PNG", compress_level=4, dpi=(dots, dots))
    return out.getvalue()


def _in_few_colours(seen: NDArray[np.uint8]) -> Image.Image:
    """Paint an opaque picture, (height, width, 4), in no more colours than a palette has.

    A figure is white for the most part, and has some hundred colours besides: each is looked at
    once, and not at every dot that has it.
    """
    from PIL import Image

    dots = seen.view("<u4")[..., 0] & _WHITE
    colours = np.append(np.unique(dots[dots != _WHITE]), np.uint32(_WHITE)).astype("<u4")
    each = np.ascontiguousarray(colours.view(np.uint8).reshape(1, -1, 4)[..., :3])
    few = Image.fromarray(each).quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    places = np.empty(_WHITE + 1, dtype=np.uint8)
    places[colours] = np.asarray(few)[0]
    picture = Image.fromarray(places[dots])
    picture.putpalette(few.getpalette() or ())
    return picture
