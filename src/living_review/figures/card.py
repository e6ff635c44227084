"""The picture that goes with a link to the review: what it is called, and what it found.

A PNG of the size that messengers ask for, whose smallest letters are read at half of it. Letters
are drawn as the outlines that figures have, so that every script is, and the same bytes come out
each time.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from living_review.figures import canvas, palette
from living_review.figures.palette import Role
from living_review.figures.scene import Mark, Scene, Shape, Words, line, rectangle
from living_review.findings import Finding
from living_review.language import say
from living_review.language.facts import figures as facts
from living_review.letters import lettering
from living_review.letters.faces import Glyph
from living_review.letters.typesetting import Placed, in_own_fonts, set_line

if TYPE_CHECKING:
    from matplotlib.path import Path

WIDTH, HEIGHT = 1200, 630
MARGIN = 64.0
ROOM = WIDTH - 2 * MARGIN
TITLE, STATED, TOLD, SMALL = 42.0, 38.0, 29.0, 26.0
LEADING = 1.28
COLOURS, LINES = 128, 3


@dataclass(frozen=True)
class Card:
    """What a card says; `finding` is the result whose interval is drawn, where one has any."""

    title: str
    stated: str
    told: str
    edition: str
    finding: Finding | None = None

    @property
    def alt(self) -> str:
        """The card in words."""
        parts = (self.title, self.stated, self.told, self.edition)
        return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def card(shown: Card) -> bytes:
    """Draw a card as PNG."""
    return _png(Scene(WIDTH, HEIGHT, shown.alt, tuple(_marks(shown))))


def _marks(shown: Card) -> Iterator[Mark]:
    yield rectangle("ground", 0, 0, WIDTH, HEIGHT, "paper")
    yield rectangle("band", 0, 0, WIDTH, 16, "pooled")
    y = 16 + 0.72 * MARGIN
    lines: tuple[tuple[str, str, float, int, Role, float], ...] = (
        ("title", shown.title, TITLE, lettering.SEMIBOLD, "ink", 18.0),
        ("stated", shown.stated, STATED, lettering.REGULAR, "pooled", 14.0),
        ("told", shown.told, TOLD, lettering.REGULAR, "muted", 0.0),
    )
    for kind, text, size, weight, role, gap in lines:
        for each in lettering.wrap(text, size, ROOM, lines=LINES, weight=weight) if text else ():
            y += LEADING * size
            yield Words(kind, MARGIN, y - 0.3 * size, each, size, role=role, weight=weight)
        y += gap
    foot = HEIGHT - 0.55 * MARGIN
    yield Words("edition", MARGIN, foot, lettering.legible(shown.edition), SMALL, role="muted")
    room = foot - SMALL - y
    if shown.finding is not None and room >= 3.2 * SMALL:
        yield from _interval(shown.finding, y + room / 2)


def _interval(finding: Finding, y: float) -> Iterator[Mark]:
    """Draw the interval on a line that no difference divides in the middle.

    The line reaches as far as a large effect, so that a small one does not look like one.
    """
    effect = _effect(finding)
    if effect is None:
        return
    low, value, high = effect
    furthest = max(abs(low), abs(high), _large(finding)) or 1.0
    middle, reach = WIDTH / 2, 0.46 * ROOM
    left, at, right = (middle + reach * each / furthest for each in (low, value, high))
    yield line("axis", (MARGIN, y), (WIDTH - MARGIN, y), "rule", 2.0)
    yield line("none", (middle, y - SMALL), (middle, y + SMALL), "muted", 2.0)
    yield line("whisker", (left, y), (right, y), "pooled", 7.0)
    yield Shape(
        "diamond", (((at - 15, y), (at, y - 15), (at + 15, y), (at, y + 15)),), fill="pooled"
    )
    above = finding.intervention if finding.better == "higher" else finding.comparator
    below = finding.comparator if finding.better == "higher" else finding.intervention
    for side, x, anchor in ((below, MARGIN, "start"), (above, WIDTH - MARGIN, "end")):
        said = lettering.legible(say(facts.Favours(side=side)))
        text = lettering.shorten(said, SMALL, 0.47 * ROOM)
        yield Words("side", x, y + 1.9 * SMALL, text, SMALL, "end" if anchor == "end" else "start")


def _large(finding: Finding) -> float:
    """Give how far from no difference a large effect is; 0 where nobody knows."""
    steps = (finding.thresholds or {}).values()
    if finding.is_ratio:
        given = [each for each in steps if each > 0] if finding.thresholds_kind == "ratio" else []
        return max((abs(math.log(each)) for each in (*given, 2.0)), default=0.0)
    if finding.thresholds_kind == "difference" and steps:
        return max(map(abs, steps))
    return 0.8 if finding.measure == "SMD" else 0.0


def _effect(finding: Finding) -> tuple[float, float, float] | None:
    """Give interval and estimate as distances from no difference; None where there are none."""
    only = finding.trials[0] if len(finding.trials) == 1 else None
    shown: Any = finding.pooled or only
    if shown is None or None in (shown.estimate, shown.ci_low, shown.ci_high):
        return None
    ends = [float(each) for each in (shown.ci_low, shown.estimate, shown.ci_high)]
    if finding.is_ratio:
        ends = [math.log(each) if each > 0 else -math.inf for each in ends]
    low, value, high = ends
    return (low, value, high) if all(map(math.isfinite, ends)) else None


def _artists(mark: Mark, height: float) -> list[Any]:
    if not isinstance(mark, Words):
        return canvas.artists(mark, height)
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import IdentityTransform

    outline = _outline(mark, height)
    if outline is None:
        return []
    colour = palette.light()[mark.role]
    look = {"facecolor": colour, "edgecolor": "none", "linewidth": 0}
    return [PathPatch(outline, transform=IdentityTransform(), **look)]


def _outline(words: Words, height: float) -> Path | None:
    """Give the outlines of a text where it stands; pictures, such as emoji, are left out."""
    from matplotlib.path import Path

    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    for each in _placed(words.text, words.weight):
        if isinstance(each.mark, Glyph):
            codes += each.mark.codes
            vertices += [
                (
                    words.left + (each.x + x) * words.size,
                    height - words.y + (each.y + y) * words.size,
                )
                for x, y in each.mark.vertices
            ]
    return Path(vertices, codes) if codes else None


def _placed(text: str, weight: int) -> Iterator[Placed]:
    if not in_own_fonts(text):
        yield from set_line(text, weight).marks
        return
    pen = 0.0
    for character in text:
        letter = lettering.glyph(character, weight)
        yield Placed(letter, pen)
        pen += letter.advance


def _png(scene: Scene) -> bytes:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    with rc_context(canvas.settings("card")):
        drawn = Figure(figsize=(scene.width / 72, scene.height / 72), dpi=72)
        for order, mark in enumerate(scene.marks):
            for artist in _artists(mark, scene.height):
                artist.set_zorder(order)
                artist.set_figure(drawn)
                drawn.add_artist(artist, clip=False)
        painted: Any = FigureCanvasAgg(drawn)
        painted.draw()
        size = painted.get_width_height()
        picture = Image.frombytes("RGBA", size, bytes(painted.buffer_rgba())).convert("RGB")
    out = io.BytesIO()
    picture.quantize(COLOURS).save(out, format="PNG")
    return out.getvalue()
