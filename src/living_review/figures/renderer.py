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

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from matplotlib.artist import allow_rasterization
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.text import Text

from living_review.ground.borrowed import borrowed, sets
from living_review.letters import lettering
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
        """Place a text's letters, and say in the group what it reads and how it was set.

        The name of a font of the machine stands there, so that a PDF takes the same font and a
        version can tell it; the length, so that the text keeps its place there.
        """
        size, weight = prop.get_size_in_points(), prop.get_weight()
        named = {
            "data-mark": self._kind,
            "data-text": s,
            "style": f"fill: {rgb2hex(gc.get_rgb())}",
            "transform": f"translate({x:.2f} {y:.2f}) "
            f"scale({(scale := f'{size / EM:.6g}')} -{scale})",
        }
        if in_own_fonts(s):
            self.writer.start("g", attrib=named)
            self._place(self._in_turn(s, weight))
        else:
            line = set_line(s, weight)
            more = {"data-width": f"{line.width * size:.2f}", "data-weight": str(weight)}
            for name, families in (("font", line.families), ("pictures", line.pictures)):
                if families:
                    more[f"data-{name}"] = ",".join(families)
            self.writer.start("g", attrib=named | more)
            self._place(line.marks)
        self.writer.end("g")

    @staticmethod
    def _in_turn(text: str, weight: int) -> Iterator[Placed]:
        pen = 0.0
        for character in text:
            letter = lettering.glyph(character, weight)
            yield Placed(letter, pen)
            pen += letter.advance

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
