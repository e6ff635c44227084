"""What a review asks to wear, from either place where it can say so, before a file is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_review.assets.brand import NOTHING, Shades
from living_review.ground.folder import PROTOCOL

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class FileAsked:
    """A file of the review, and the place that names it: file, line and key."""

    path: str
    place: str
    weight: int | None = None
    """Of a font, where it is written beside the file; else the file itself tells it."""
    italic: bool | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked for; `alt` says what the logo shows, '' where nobody said it."""

    light: Shades = NOTHING
    dark: Shades = NOTHING
    logo: FileAsked | None = None
    logo_dark: FileAsked | None = None
    icon: FileAsked | None = None
    alt: str = ""
    body: tuple[FileAsked, ...] = ()
    headings: tuple[FileAsked, ...] = ()
    not_read: tuple[str, ...] = ()
    """Keys of `_brand.yml` that this program does not honour."""
    file: str = field(default=PROTOCOL, compare=False)
    """The file that asks."""
