"""The `review.brand` key: the colour, the logo and the font that a review wears."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from living_review.ground.brand_files import FONTS, PICTURES, may_hold
from living_review.ground.colours import NoColour, read_colour
from living_review.protocol.fields import Section, Text, one_or_more
from living_review.protocol.in_languages import Words

_COLOUR = (
    "such as '#0a5a66', teal or 'rgb(10 90 102)', in quotation marks where it begins with #, "
    "which else begins a comment."
)


def _colour(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError(
            "of_the_review",
            "{text}",
            {
                "text": f"found {'nothing' if value is None else 'no text'}, allowed is a colour, "
                f"{_COLOUR}"
            },
        )
    try:
        return read_colour(value)
    except NoColour as error:
        text = f"found '{value.strip()[:60]}': {error}; allowed is a colour that covers, {_COLOUR}"
        raise PydanticCustomError("of_the_review", "{text}", {"text": text}) from None


def _in_review(value: Any, kinds: tuple[str, ...]) -> Any:
    if not isinstance(value, str):
        return value
    name = value.strip()
    if ":" in name or not name.isprintable() or not may_hold(name):
        raise PydanticCustomError("brand_path", "not a path of the review")
    if not name.lower().endswith(kinds):
        raise PydanticCustomError(
            "of_the_review",
            "{text}",
            {"text": f"found '{name[:60]}', allowed is a file of the kind {', '.join(kinds)}."},
        )
    return name


# Nothing is no colour: it is what is left of one that begins with # and has no quotation marks.
Colour = Annotated[str | None, BeforeValidator(_colour)]
PicturePath = Annotated[Text, BeforeValidator(lambda value: _in_review(value, PICTURES))]
FontPath = Annotated[Text, BeforeValidator(lambda value: _in_review(value, FONTS))]
FontPaths = Annotated[tuple[FontPath, ...], BeforeValidator(one_or_more)]


class Brand(Section):
    """What the review wears in the place of the program's look."""

    colour: Colour = None
    """The colour of links, headings, heads of tables and pools, such as `'#0a5a66'`. Where it
    cannot be read, the nearest of the same hue that can takes its place."""
    colour_dark: Colour = None
    """The same on dark pages; without it, made of `colour`."""
    logo: PicturePath | None = None
    """The logo, an SVG or PNG file of the review, such as `brand/logo.svg`."""
    logo_dark: PicturePath | None = None
    """The logo on dark pages; without it, `logo`."""
    alt: Words = ""
    """What the logo shows, for those who do not see it."""
    font: FontPaths = ()
    """The font of text, tables and figures: one file of the review, or one each for regular,
    italic and bold (WOFF2, WOFF, TTF or OTF)."""
