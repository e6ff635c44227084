"""A review's own brand: its colours, its logo, its font, its rules of style.

It is ambient, as the words of a review are: whatever is drawn or set inside `with wearing(brand)`
is drawn and set in it. Without one, everything looks as the program's own table has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from living_review.ground.colours import MARK, contrast

REGULAR, SEMIBOLD = 400, 600
BODY, HEADINGS = "Review Own", "Review Own Headings"
"""What the fonts of a brand are called in stylesheets and figures."""
FOLDER = "brand"
"""Where the logo stands in a report and in its site."""


Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Shades:
    """What a brand asks of light or of dark pages, each as `#rrggbb`; '' where it asks nothing."""

    accent: str = ""
    link: str = ""
    ink: str = ""
    paper: str = ""


NOTHING = Shades()


@dataclass(frozen=True)
class Picture:
    """One file of a logo: its name in the site, what it holds, and its size in pixels of a page."""

    name: str
    content: bytes
    width: int
    height: int
    colours: tuple[str, ...] = ()
    """Colours that it is drawn in, by which is told on which ground it can be seen."""

    @property
    def square(self) -> bool:
        """Whether it can be the sign of a tab of a browser."""
        return abs(self.width - self.height) <= 1

    def seen_on(self, ground: str) -> bool:
        """Whether some of it stands out from a ground as a mark must."""
        return not self.colours or any(contrast(each, ground) >= MARK for each in self.colours)

    def whole_on(self, ground: str) -> bool:
        """Whether all of it stands out from a ground."""
        return all(contrast(each, ground) >= MARK for each in self.colours)


@dataclass(frozen=True)
class Logo:
    """The logo on light and on dark pages, which may be one, and what it shows in words."""

    light: Picture
    dark: Picture
    alt: str
    icon: Picture | None = None

    def needs_a_plate(self, scheme: Scheme, ground: str) -> bool:
        """Whether it is to stand on a ground of its own on pages of a scheme.

        One logo for all pages was drawn for light ones: on dark pages all of it has to be seen.
        """
        if scheme == "dark" and self.dark == self.light:
            return not self.dark.whole_on(ground)
        return not (self.light if scheme == "light" else self.dark).seen_on(ground)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Each file once."""
        found = (self.light, self.dark, *(filter(None, (self.icon,))))
        return tuple({each.name: each for each in found}.values())


@dataclass(frozen=True)
class OwnFace:
    """One face of a font: the file for pages, and the one for figures and paper, which is plain."""

    weight: int
    italic: bool
    web: Path
    plain: Path
    weights: str = ""
    """The weights of a file for pages that holds many, as CSS writes them."""

    def web_name(self, family: str) -> str:
        """Give the name of its file in the site."""
        stem = "own" if family == BODY else "own-headings"
        kind = "variable" if self.weights else str(self.weight)
        return f"{stem}-{kind}{'-italic' if self.italic else ''}{self.web.suffix.lower()}"


@dataclass(frozen=True, eq=False)
class Family:
    """The faces of a font; each is itself, so that what was measured in one is kept by it."""

    name: str
    faces: tuple[OwnFace, ...]
    in_figures: bool = True
    """Whether its lines are no higher than those that figures have room for."""

    def plain(self, weight: int) -> Path:
        """Give the upright face of a weight."""
        return next(face.plain for face in self.faces if face.weight == weight and not face.italic)


@dataclass(frozen=True)
class Brand:
    """What a review wears in the place of the program's look; an empty one changes nothing."""

    light: Shades = NOTHING
    dark: Shades = NOTHING
    body: Family | None = None
    headings: Family | None = None
    logo: Logo | None = None
    site_css: str = ""
    print_css: str = ""

    @property
    def coloured(self) -> bool:
        """Whether it asks for any colour."""
        return self.light != NOTHING or self.dark != NOTHING

    @property
    def families(self) -> tuple[Family, ...]:
        """The fonts that it brings."""
        return tuple(filter(None, (self.body, self.headings)))

    @property
    def styled(self) -> bool:
        """Whether pages need more rules than the program's."""
        return self.coloured or bool(self.families) or self.logo is not None


PLAIN = Brand()
_WORN: ContextVar[Brand] = ContextVar("brand", default=PLAIN)


def worn() -> Brand:
    """Give the brand that is worn; an empty one where there is none."""
    return _WORN.get()


def family_of_figures() -> Family | None:
    """Give the font that figures are drawn in; None for the program's own."""
    body = _WORN.get().body
    return body if body is not None and body.in_figures else None


@contextmanager
def wearing(brand: Brand) -> Iterator[None]:
    """Have everything inside drawn and set in a brand."""
    before = _WORN.set(brand)
    try:
        yield
    finally:
        _WORN.reset(before)
