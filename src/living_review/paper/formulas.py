"""TeX formulas as drawings, for paper: WeasyPrint does not set MathML."""

from __future__ import annotations

import html
import re
import threading
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from living_review.ground.errors import TemplateFailure

SPAN = re.compile(r'<span class="math (inline|display)">\\[(\[](.*?)\\[)\]]</span>', re.DOTALL)
# Drawn at this size and given in em, so that a formula grows with the text around it.
SIZE = 20.0
VIEW_BOX = re.compile(r'width="[^"]*" height="[^"]*" viewBox="(\S+) (\S+) (\S+) (\S+)"')

# ziafont reads glyphs through one file position, so two threads would draw each other's glyphs.
_one_at_a_time = threading.Lock()


def drawn_formulas(markup: str, source: str) -> str:
    """Replace the TeX that Pandoc left in spans by SVG with the TeX as alternative text.

    Raises TemplateFailure for a formula that cannot be drawn.
    """

    def drawn(found: re.Match[str]) -> str:
        kind, tex = found.group(1), html.unescape(found.group(2)).strip()
        try:
            svg = _svg(tex, kind == "inline")
        except Exception as fault:  # ziamath raises whatever its parser trips over
            why = str(fault) or type(fault).__name__
            raise TemplateFailure(
                f"{source}: the formula ${tex}$ cannot be drawn ({why}); write it in plain TeX."
            ) from fault
        return f'<span class="math {kind}">{svg}</span>'

    return SPAN.sub(drawn, markup)


@cache
def _svg(tex: str, inline: bool) -> str:
    """One formula as an SVG whose baseline is that of the text."""
    with _one_at_a_time:
        svg: str = _pen()(tex, size=SIZE, inline=inline).svg()
    box = VIEW_BOX.search(svg)
    if box is None:
        raise ValueError("the drawing has no size")
    left, top, width, height = (float(value) for value in box.groups())
    depth = (top + height) / SIZE
    size = (
        f'width="{width / SIZE:.3f}em" height="{height / SIZE:.3f}em" '
        f'style="vertical-align:{-depth:.3f}em" viewBox="{left} {top} {width} {height}"'
    )
    opening = VIEW_BOX.sub(size, svg, count=1)
    return opening.replace(">", f"><title>{html.escape(tex)}</title>", 1)


@cache
def _pen() -> Callable[..., Any]:
    """What draws a formula; ziamath still opens its font in a way Python advises against."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.config import config
        from ziamath.zmath import Latex

    # Symbols and uses are not drawn in every PDF; plain paths are.
    config.svg2 = False
    pen: Callable[..., Any] = Latex
    return pen
