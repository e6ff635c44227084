"""matplotlib's SVG renderer, with letters placed from the cache and marks named by their kind."""

from __future__ import annotations

from typing import Any, TextIO

from matplotlib.artist import allow_rasterization
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.text import Text

from living_review.rendering.figures import lettering

_NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}


class Letters(Text):
    """A line of text whose baseline is known, so that it need not be laid out to be drawn."""

    @allow_rasterization  # type: ignore[untyped-decorator]
    def draw(self, renderer: Any) -> None:
        """Hand the text to the renderer where it stands."""
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
        angle: float,
        ismath: Any = False,  # noqa: ARG002
        mtext: Any = None,  # noqa: ARG002
    ) -> None:
        """Place a text's letters one after another; joined scripts are shaped by matplotlib."""
        size = prop.get_size_in_points()
        style = f"fill: {rgb2hex(gc.get_rgb())}"
        named = {"data-mark": self._kind, "data-text": s, "style": style}
        scale = f"{size / lettering.EM:.6g}"
        place = {"transform": f"translate({x:.2f} {y:.2f}) scale({scale} -{scale})"}
        # A group that carries both its text and its place may be set as text in a PDF: only what
        # the program's own fonts can set may say so.
        if lettering.in_own_fonts(s):
            self.writer.start("g", attrib={**named, **place})
            self._place(s, prop.get_weight())
        elif lettering.needs_shaping(s):
            self.writer.start("g", attrib=named)
            super().draw_text(  # type: ignore[no-untyped-call]
                gc, x, y, s, lettering.shaping_font(size, s), angle, False, None
            )
        else:
            self.writer.start("g", attrib=named)
            self.writer.start("g", attrib=place)
            self._place(s, prop.get_weight())
            self.writer.end("g")
        self.writer.end("g")

    def _place(self, text: str, weight: int) -> None:
        letters: list[tuple[str, float]] = []
        outlines: list[str] = []
        pen = 0.0
        for character in text:
            letter = lettering.glyph(character, weight)
            key = f"{self._mark}-{letter.key}"
            if letter.codes:
                letters.append((key, pen * lettering.EM))
                if key not in self._defined:
                    self._defined.add(key)
                    outlines.append(f'<path id="{key}" d="{letter.outline}"/>')
            pen += letter.advance
        if not letters:
            return
        # matplotlib's writer takes 10 µs an element: it opens the group, we write the many.
        (key, at), *others = letters
        self.writer.element("use", attrib={"xlink:href": f"#{key}", "x": f"{at:.0f}"})
        self._out.writelines(f'<use xlink:href="#{key}" x="{at:.0f}"/>' for key, at in others)
        if outlines:
            self._out.write(f"<defs>{''.join(outlines)}</defs>")
