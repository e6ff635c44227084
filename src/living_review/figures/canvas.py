"""Draw a scene with matplotlib's SVG renderer: identical bytes for identical scenes.

Text is drawn as outlines of the bundled fonts. matplotlib would lay out each text twice through
FreeType (1.3 ms a text); here each letter is looked up once and then only placed. Colours become
CSS classes, so that a reader's dark mode changes them and print does not.
"""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from living_review.figures import palette
from living_review.figures.drawn_once import drawn_once
from living_review.figures.palette import Role
from living_review.figures.scene import Place, Scene, Shape, Stamps, Words
from living_review.ground.lit import MOST_LIT
from living_review.letters import faces
from living_review.letters.by_font import by_font

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLOUR = re.compile(r"(fill|stroke): (#[0-9a-f]{6})")
_STYLE = re.compile(r' style="([^"]*)"')
# What an id of a registry is: it stands among others, with blanks between.
_PLAIN = re.compile(r"[\w.-]+")


def svg(scene: Scene) -> str:
    """Give the scene as SVG text with a transparent ground and a dark mode."""
    return drawn_once(scene, _svg)


def _svg(scene: Scene) -> str:
    from matplotlib import rc_context

    from living_review.figures.renderer import FigureRenderer

    mark = "f" + hashlib.sha256(repr(scene).encode()).hexdigest()[:5]
    with rc_context(settings(mark)):
        out = io.StringIO()
        renderer = FigureRenderer(scene.width, scene.height, out, mark)
        renderer.draw_all(scene.marks, palette.light())
        renderer.finalize()  # type: ignore[no-untyped-call]
    return _finish(out.getvalue(), scene.title, _where(scene))


def settings(mark: str) -> Any:
    """Give what decides how marks are drawn, whatever a user’s own matplotlibrc says."""
    return {
        "svg.hashsalt": mark,
        "svg.fonttype": "path",
        "svg.id": None,
        "lines.scale_dashes": True,
        "path.simplify": False,
        "path.snap": False,
        "path.sketch": None,
        "path.effects": [],
        "text.usetex": False,
        "text.parse_math": False,
    }


def figure(scene: Scene) -> Figure:
    """Give the scene as a matplotlib figure, one point a pixel."""
    from matplotlib.figure import Figure

    size = (scene.width / 72, scene.height / 72)
    drawn = Figure(figsize=size, dpi=72, frameon=False)
    for order, mark in enumerate(scene.marks):
        for artist in artists(mark, scene.height):
            artist.set_zorder(order)
            artist.set_gid(mark.kind)
            artist.set_figure(drawn)
            drawn.add_artist(artist, clip=False)
    return drawn


def figure_of_any_size(scene: Scene) -> Figure:
    """Give the scene as a matplotlib figure for any renderer and any number of dots an inch."""
    from matplotlib.collections import PathCollection

    drawn = figure(scene)
    drawn.set_frameon(True)
    to_dots = _scaling(1 / 72) + drawn.dpi_scale_trans
    for artist in drawn.get_children()[1:]:
        if isinstance(artist, PathCollection):
            artist.set_offset_transform(to_dots)
            artist.set_transform(to_dots)
        else:
            artist.set_transform(artist.get_transform() + to_dots)
    return drawn


def artists(mark: Words | Shape | Stamps, height: float) -> list[Any]:
    """Give a mark as what matplotlib draws."""
    if isinstance(mark, Words):
        return [_text(mark, height)]
    if isinstance(mark, Shape):
        return [_patch(mark, height)]
    return _stamps(mark, height)


def _text(words: Words, height: float) -> Any:
    from matplotlib.transforms import IdentityTransform

    from living_review.figures.renderer import Letters

    return Letters(
        words.left,
        height - words.y,
        words.text,
        color=palette.light()[words.role],
        fontproperties=_font(words.size, words.weight),
        verticalalignment="baseline",
        parse_math=False,
        usetex=False,
        transform=IdentityTransform(),
    )


@by_font()
def _font(size: float, weight: int) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=faces.font_path(weight), size=size, weight=weight)


def _patch(shape: Shape, height: float) -> Any:
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import IdentityTransform

    from living_review.figures.renderer import outline

    colours = palette.light()
    return PathPatch(
        outline(shape, height),
        facecolor="none" if shape.fill is None else colours[shape.fill],
        edgecolor="none" if shape.stroke is None else colours[shape.stroke],
        linewidth=shape.thickness if shape.stroke else 0,
        linestyle=(0, shape.dash) if shape.dash else "solid",
        capstyle="butt",
        joinstyle="miter",
        transform=IdentityTransform(),
    )


def _stamps(stamps: Stamps, height: float) -> list[Any]:
    from living_review.figures.renderer import stamped

    centres = [(x, height - y) for x, y in stamps.centres]
    return [_collection(path, centres, role) for path, role in stamped(stamps)]


def _scaling(factor: float) -> Any:
    from matplotlib.transforms import Affine2D

    return Affine2D().scale(factor)


def _collection(path: Any, centres: list[tuple[float, float]], role: Role) -> Any:
    from matplotlib.collections import PathCollection

    colour = palette.light()[role]
    drawn = PathCollection(
        [path], offsets=centres, facecolors=colour, edgecolors="none", linewidths=0
    )
    drawn.set_offset_transform(_scaling(1))
    drawn.set_transform(_scaling(1))
    return drawn


def _where(scene: Scene) -> str:
    """Tell where each trial lies: all their ids, then each place in thousandths of the figure.

    A place is the number of its trial, top and bottom, and where it is no row left and right.
    """
    shown = [each for each in scene.places if _PLAIN.fullmatch(each.trial)]
    trials = sorted({each.trial for each in shown})
    if not trials or len(trials) > MOST_LIT:
        return ""
    numbered = {trial: number for number, trial in enumerate(trials)}
    told = (f"{numbered[each.trial]},{_thousandths(each, scene)}" for each in shown)
    return f' data-trials={quoteattr(" ".join(trials))} data-places="{" ".join(told)}"'


def _thousandths(place: Place, scene: Scene) -> str:
    ends = [(end, scene.height) for end in (place.top, place.bottom)]
    if place.left > 0 or place.right < scene.width:
        ends += [(end, scene.width) for end in (place.left, place.right)]
    return ",".join(f"{min(1000, max(0, round(1000 * end / of)))}" for end, of in ends)


def _finish(drawn: str, title: str, where: str) -> str:
    """Name the colours, give the figure its accessible name and its dark mode."""
    used: set[tuple[str, Role]] = set()
    roles = palette.roles()
    known: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        style = match.group(0)
        if style not in known:
            known[style] = classed(match)
        return known[style]

    def classed(match: re.Match[str]) -> str:
        style = match.group(1)
        colours = [(part, roles[colour]) for part, colour in _COLOUR.findall(style)]
        used.update(colours)
        classes = " ".join(f"lr-{part}-{role}" for part, role in colours)
        return f' class="{classes}"{match.group(0)}' if classes else match.group(0)

    start = drawn.index("<svg")
    opened, body = drawn[start:].split(">", 1)
    body = _STYLE.sub(named, body)
    style = f"<style>{_dark_rules(used)}</style>"
    opened = f'{opened} role="img" aria-label={quoteattr(title)}{where}>'
    opened = f"{opened}<title>{escape(title)}</title>"
    return f"{opened}{style}{body.rstrip()}\n"


def _dark_rules(used: set[tuple[str, Role]]) -> str:
    light, dark = palette.light(), palette.dark()
    rules = "".join(
        f".lr-{part}-{role}{{{part}:{dark[role]}!important}}"
        for part, role in sorted(used)
        if dark[role] != light[role]
    )
    return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"
