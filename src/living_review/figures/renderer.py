"""matplotlib's SVG renderer, with letters placed from the cache and marks named by their kind.

Relied on: `RendererSVG` of `matplotlib.backends.backend_svg`, whose methods for groups and text are
replaced by those below; and, which matplotlib does not promise, that it has a `writer` with
`start`, `element` and `end`, writes through it alone, and writes its style element in
`_write_default_style`.

The public way, `Figure.savefig`, takes a third more time for the pages and two thirds more room for
the figures; but above all its letters do not say what they read, so that a PDF could not set them
as text that is found, copied and read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from matplotlib.artist import allow_rasterization
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex, to_rgba
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform

from living_review.figures.palette import Role
from living_review.figures.scene import Mark, Shape, Stamps, Words
from living_review.ground.borrowed import borrowed, sets
from living_review.letters import lettering
from living_review.letters.by_font import by_font
from living_review.letters.faces import EM, Glyph
from living_review.letters.typesetting import Placed, in_own_fonts, set_line

PACKAGE, BACKEND = "matplotlib", "matplotlib.backends.backend_svg"
_NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}


def look_at_all() -> None:
    """See to it that everything relied on is there; EnvironmentFailure where it is not."""
    sets(PACKAGE, BACKEND, "RendererSVG", "writer", "_write_default_style", "finalize")
    for name, *taken in (
        ("__init__", "width", "height", "svgwriter", "basename", "image_dpi", "metadata"),
        ("_write_default_style",),
        ("open_group", "s", "gid"),
        ("draw_path", "gc", "path", "transform", "rgbFace"),
        (
            *("draw_path_collection", "gc", "master_transform", "paths", "all_transforms"),
            *("offsets", "offset_trans", "facecolors", "edgecolors", "linewidths", "linestyles"),
            *("antialiaseds", "urls", "offset_position"),
        ),
        ("draw_text", "gc", "x", "y", "s", "prop", "angle", "ismath", "mtext"),
        ("get_text_width_height_descent", "s", "prop", "ismath"),
    ):
        borrowed(PACKAGE, BACKEND, f"RendererSVG.{name}", "self", *taken)
    borrowed(PACKAGE, BACKEND, "_XMLWriter.start", "self", "tag", "attrib")
    borrowed(PACKAGE, BACKEND, "_XMLWriter.element", "self", "tag", "text", "attrib")
    borrowed(PACKAGE, BACKEND, "_XMLWriter.end", "self")


look_at_all()


class Letters(Text):
    """A line of text whose baseline is known, so that it need not be laid out to be drawn."""

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: Any) -> None:
        """Hand the text to the renderer where it stands; another renderer lays it out itself."""
        if not isinstance(renderer, FigureRenderer):
            super().draw(renderer)
            return
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        x, y = self.get_unitless_position()
        prop = self.get_fontproperties()
        renderer.mark_next(self.get_gid())
        renderer.draw_text(gc, x, renderer.height - y, self.get_text(), prop, 0.0)
        gc.restore()


class FigureRenderer(RendererSVG):
    """Writes one figure; `mark` makes its ids its own when several stand on one page."""

    writer: Any

    def __init__(self, width: float, height: float, out: TextIO, mark: str) -> None:
        self._mark = mark
        self._kind: str | None = None
        self._defined: set[str] = set()
        self._pens: dict[Any, tuple[Any, Any]] = {}
        self._out = out
        super().__init__(  # type: ignore[no-untyped-call]
            width, height, out, image_dpi=72, metadata=_NOTHING
        )

    def _write_default_style(self) -> None:
        # A style element inside an inlined figure would reach the whole page.
        return

    def open_group(self, s: str, gid: str | None = None) -> None:  # noqa: ARG002
        """Open a group named by what it shows; ids would clash when figures share a page."""
        self.writer.start("g", attrib={"data-mark": gid})

    def mark_next(self, kind: str | None) -> None:
        """Name what the next text stands for."""
        self._kind = kind

    def get_text_width_height_descent(
        self,
        s: str,
        prop: Any,
        ismath: Any,  # noqa: ARG002
    ) -> tuple[float, float, float]:
        """Measure a text from the cached letters, in points."""
        size = prop.get_size_in_points()
        return lettering.width(s, size, prop.get_weight()), 0.87 * size, 0.21 * size

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,  # noqa: ARG002
        ismath: Any = False,  # noqa: ARG002
        mtext: Any = None,  # noqa: ARG002
    ) -> None:
        """Place a text's letters."""
        size, weight = prop.get_size_in_points(), prop.get_weight()
        self._write(self._kind, s, (x, y), size, weight, rgb2hex(gc.get_rgb()))

    def draw_all(self, marks: Iterable[Mark], colours: Mapping[Role, str]) -> None:
        """Write marks in their order; as artists, each would take as long again to be set up."""
        draw: Any = self.draw_path
        self.open_group("figure")
        for mark in marks:
            if isinstance(mark, Words):
                # Where an artist would be, whose origin is at the bottom.
                y = self.height - (self.height - mark.y)
                place, colour = (mark.left, y), colours[mark.role]
                self._write(mark.kind, mark.text, place, mark.size, mark.weight, colour)
            elif isinstance(mark, Shape):
                self.open_group("patch", mark.kind)
                pen, face = self._pen(mark, colours)
                draw(pen, outline(mark, self.height), IdentityTransform(), face)
                self.writer.end("g")
            else:
                self._stamp(mark, colours)
        self.writer.end("g")

    def _stamp(self, stamps: Stamps, colours: Mapping[Role, str]) -> None:
        """Write a disc at many centres, and its sign, each as one outline that is used again."""
        write: Any = self.draw_path_collection
        for path, role in stamped(stamps):
            self.open_group("stamps", stamps.kind)
            centres = [(x, self.height - y) for x, y in stamps.centres]
            looks: Any = ([to_rgba(colours[role])], [], [0.0], [(0, None)], [True], [None])
            if centres:
                write(self.new_gc(), Affine2D(), [path], [], centres, Affine2D(), *looks, "screen")
            self.writer.end("g")

    def _pen(self, shape: Shape, colours: Mapping[Role, str]) -> tuple[Any, Any]:
        """Give what a shape is drawn with, once for all of its look."""
        look = (shape.fill, shape.stroke, shape.thickness, shape.dash)
        if look not in self._pens:
            pen: Any = self.new_gc()
            pen.set_capstyle("butt")
            pen.set_joinstyle("miter")
            pen.set_linewidth(shape.thickness if shape.stroke else 0)
            pen.set_foreground(to_rgba(colours[shape.stroke]) if shape.stroke else (0, 0, 0, 0))
            if shape.stroke and shape.dash:
                pen.set_dashes(0, [each * shape.thickness for each in shape.dash])
            face = to_rgba(colours[shape.fill]) if shape.fill else None
            self._pens[look] = pen, face
        return self._pens[look]

    def _write(
        self,
        kind: str | None,
        text: str,
        place: tuple[float, float],
        size: float,
        weight: int,
        colour: str,
    ) -> None:
        """Place a text's letters, and say in the group what it reads and how it was set.

        The name of a font of the machine stands there, so that a PDF takes the same font and a
        version can tell it; the length, so that the text keeps its place there.
        """
        x, y = place
        named = {
            "data-mark": kind,
            "data-text": text,
            "style": f"fill: {colour}",
            "transform": f"translate({x:.2f} {y:.2f}) "
            f"scale({(scale := f'{size / EM:.6g}')} -{scale})",
        }
        if in_own_fonts(text):
            self.writer.start("g", attrib=named)
            self._write_run(_run(text, weight))
        else:
            line = set_line(text, weight)
            more = {"data-width": f"{line.width * size:.2f}", "data-weight": str(weight)}
            for name, families in (("font", line.families), ("pictures", line.pictures)):
                if families:
                    more[f"data-{name}"] = ",".join(families)
            self.writer.start("g", attrib=named | more)
            self._place(line.marks)
        self.writer.end("g")

    def _write_run(self, run: _Run) -> None:
        """Write letters one after another, and the outlines of those that were in no text yet."""
        if run.first is None:
            return
        key, x = run.first
        self.writer.element("use", attrib={"xlink:href": f"#{self._mark}-{key}", "x": x})
        self._out.write(run.others.replace(_MARK, self._mark))
        new = [each for each in run.letters if f"{self._mark}-{each.key}" not in self._defined]
        if new:
            keys = [f"{self._mark}-{each.key}" for each in new]
            self._defined.update(keys)
            outlines = (each.element(key) for each, key in zip(new, keys, strict=True))
            self._out.write(f"<defs>{''.join(outlines)}</defs>")

    def _place(self, marks: Iterable[Placed]) -> None:
        placed: list[str] = []
        first: dict[str, str] | None = None
        defined: list[str] = []
        for each in marks:
            mark = each.mark
            if isinstance(mark, Glyph) and not mark.codes:
                continue
            key = f"{self._mark}-{mark.key}"
            place = {"xlink:href": f"#{key}", "x": f"{each.x * EM:.0f}"}
            if each.y:
                place["y"] = f"{each.y * EM:.0f}"
            if first is None:
                first = place
            else:
                attributes = "".join(f' {name}="{value}"' for name, value in place.items())
                placed.append(f"<use{attributes}/>")
            if key not in self._defined:
                self._defined.add(key)
                defined.append(mark.element(key))
        if first is None:
            return
        # matplotlib's writer takes 10 µs an element: it opens the group, we write the many.
        self.writer.element("use", attrib=first)
        self._out.writelines(placed)
        if defined:
            self._out.write(f"<defs>{''.join(defined)}</defs>")


_MARK = "\0"
"""Stands for the mark of a figure in what is written of a text, whichever figure it is in."""


@dataclass(frozen=True)
class _Run:
    """Letters one after another as they are written: the first, which opens the group, and others.

    `letters` are their outlines, each once.
    """

    first: tuple[str, str] | None
    others: str
    letters: tuple[Glyph, ...]


@by_font(32768)
def _run(text: str, weight: int) -> _Run:
    pen, places, letters = 0.0, [], dict[str, Glyph]()
    for character in text:
        letter = lettering.glyph(character, weight)
        if letter.codes:
            places.append((letter.key, f"{pen * EM:.0f}"))
            letters[letter.key] = letter
        pen += letter.advance
    others = (f'<use xlink:href="#{_MARK}-{key}" x="{x}"/>' for key, x in places[1:])
    return _Run(places[0] if places else None, "".join(others), tuple(letters.values()))


def outline(shape: Shape, height: float) -> Path:
    """Give the lines of a shape in a figure of that height, whose origin is at the bottom."""
    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    for points in shape.lines:
        vertices += [(x, height - y) for x, y in points]
        codes += [int(Path.MOVETO)] + [int(Path.LINETO)] * (len(points) - 1)
        if shape.closed:
            vertices.append(vertices[-len(points)])
            codes.append(int(Path.CLOSEPOLY))
    return Path(vertices, codes)


def stamped(stamps: Stamps) -> Iterator[tuple[Path, Role]]:
    """Give the outlines that are stamped, a disc and its sign, and the colour of each."""
    yield Path.unit_circle().transformed(Affine2D().scale(stamps.radius)), stamps.fill
    if stamps.symbol:
        letter = lettering.glyph(stamps.symbol, lettering.SEMIBOLD)
        size, (middle_x, middle_y) = 1.75 * stamps.radius, letter.centre
        points = [(size * (x - middle_x), size * (y - middle_y)) for x, y in letter.vertices]
        yield Path(points, letter.codes), stamps.symbol_role
