"""A figure that was drawn before is not drawn again: what decides how a scene is drawn, as one key.

That is the scene, whole; the colours and fonts that are worn, and of letters that other fonts have
the outlines and places themselves; the code that draws; and matplotlib.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from living_review import __version__
from living_review.assets.brand import Family, family_of_figures
from living_review.figures import palette
from living_review.figures.scene import Scene, Stamps, Words
from living_review.ground.kept import kept
from living_review.ground.own_files import package, rooms_digest
from living_review.letters import lettering
from living_review.letters.typesetting import in_own_fonts, set_line

ROOMS = ("assets", "figures", "ground", "letters")
"""The rooms whose code and files take part in drawing a scene."""
PACKAGES = ("matplotlib", "numpy", "pillow")


def drawn_once(scene: Scene, draw: Callable[[Scene], str]) -> str:
    """Give the drawing of a scene, from earlier runs where what they drew is kept."""
    earlier = kept()
    if earlier is None:
        return draw(scene)
    key = key_of(scene)
    found = earlier.get(key)
    if found is not None:
        return found.decode()
    made = draw(scene)
    earlier.put(key, made.encode())
    return made


def key_of(scene: Scene) -> str:
    """Give one SHA-256 of all that decides how a scene is drawn."""
    decides = (_program(), _look(), repr(scene), repr(scene.places), _other_letters(scene))
    digest = sha256()
    for part in decides:
        held = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(held))
        digest.update(held)
    return digest.hexdigest()


@cache
def _program() -> str:
    """Tell the code that draws, its fonts and colours, and the packages that it draws with."""
    packages = [f"{name} {version(name)}" for name in PACKAGES]
    return "; ".join((__version__, sys.version, *packages, rooms_digest(package(), ROOMS)))


def _look() -> str:
    """Tell the colours and the font that are worn."""
    family = family_of_figures()
    colours = repr((sorted(palette.light().items()), sorted(palette.dark().items())))
    return f"{colours} {_of_font(family) if family else ''}"


@cache
def _of_font(family: Family) -> str:
    files = {Path(face.plain) for face in family.faces}
    digests = sorted(sha256(path.read_bytes()).hexdigest() for path in files)
    return f"{family.name} {' '.join(digests)}"


def _other_letters(scene: Scene) -> str:
    """Tell each text as it is set, where not all of its letters are in the program's own fonts."""
    lines: list[str] = []
    marks: dict[str, str] = {}
    for mark in scene.marks:
        if isinstance(mark, Stamps) and mark.symbol:
            symbol = lettering.glyph(mark.symbol, lettering.SEMIBOLD)
            marks[symbol.key] = symbol.element(symbol.key)
        if not isinstance(mark, Words) or in_own_fonts(mark.text):
            continue
        line = set_line(mark.text, mark.weight)
        placed = [(each.mark.key, each.x, each.y) for each in line.marks]
        lines.append(repr((placed, line.width, line.families, line.pictures)))
        for each in line.marks:
            if each.mark.key not in marks:
                marks[each.mark.key] = each.mark.element(each.mark.key)
    return "\n".join((*lines, *(marks[key] for key in sorted(marks))))
