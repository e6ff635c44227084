"""What a review asks to wear, from either place where it can say so, before a file is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_review.assets.brand import NOTHING, Shades
from living_review.ground.brand_files import BRAND
from living_review.ground.errors import BadInput
from living_review.ground.folder import PROTOCOL, ReviewFolder

if TYPE_CHECKING:
    from living_review.protocol import Protocol


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


def asked_of(folder: ReviewFolder, protocol: Protocol) -> Asked:
    """Give what a review asks for; nothing where it asks for nothing.

    Raises BadInput, with file, line and key, where it asks for what cannot be, or in two places.
    """
    there = folder.own(BRAND).is_file()
    if protocol.review.brand is None:
        if not there:
            return Asked()
        from living_review.brand.quarto_file import asked_by_file

        return asked_by_file(folder.own(BRAND))
    if there:
        line = protocol.line(("review", "brand"))
        raise BadInput(
            f"{PROTOCOL}, line {line}, review.brand: the review has a {BRAND}, too, and can wear "
            "one brand only; keep one of the two."
        )
    return _by_protocol(protocol)


def _by_protocol(protocol: Protocol) -> Asked:
    brand = protocol.review.brand
    assert brand is not None

    def file(key: str, path: str | None, *more: int) -> FileAsked | None:
        line = protocol.line(("review", "brand", key, *more))
        place = f"{PROTOCOL}, line {line}, review.brand.{key}"
        return FileAsked(path, place) if path else None

    fonts = (file("font", path, number) for number, path in enumerate(brand.font))
    return Asked(
        light=Shades(accent=brand.colour or ""),
        dark=Shades(accent=brand.colour_dark or brand.colour or ""),
        logo=file("logo", brand.logo or brand.logo_dark),
        logo_dark=file("logo_dark", brand.logo_dark),
        alt=brand.alt,
        body=tuple(filter(None, fonts)),
    )
