"""What a review asks to wear is read from either place where it can say so, and from one alone."""

from __future__ import annotations

from living_review.assets.brand import Shades
from living_review.brand.asked import Asked, FileAsked
from living_review.brand.quarto_file import asked_by_file
from living_review.ground.brand_files import BRAND
from living_review.ground.errors import BadInput
from living_review.ground.folder import PROTOCOL, ReviewFolder
from living_review.protocol import Protocol


def asked_of(folder: ReviewFolder, protocol: Protocol) -> Asked:
    """Give what a review asks for; nothing where it asks for nothing.

    Raises BadInput, with file, line and key, where it asks for what cannot be, or in two places.
    """
    there = folder.own(BRAND).is_file()
    if protocol.review.brand is None:
        if not there:
            return Asked()
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
