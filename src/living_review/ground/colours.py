"""Colours: read as CSS writes them, measured against one another, and moved until they can be read.

Contrast is that of WCAG 2.2 (relative luminance). A colour is moved in OKLCH (Ottosson 2020): its
hue stays, its lightness changes, and its chroma is as near its own as a screen can show.
"""

from __future__ import annotations

import colorsys
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

TEXT, MARK = 4.5, 3.0
"""What WCAG AA asks of text (1.4.3), and of marks and controls (1.4.11)."""
Triple = tuple[float, float, float]
Vision = Literal["full", "protanopia", "deuteranopia", "tritanopia"]
VISIONS: tuple[Vision, ...] = ("full", "protanopia", "deuteranopia", "tritanopia")

_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgba?|hsla?)\(([^()]*)\)")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(%|deg)?")
_STEPS = 250
# Linear light as people without one kind of cone see it (Machado, Oliveira & Fernandes 2009).
_SEEN: dict[Vision, tuple[Triple, Triple, Triple]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


class NoColour(ValueError):
    """What is written is no colour that a page can be set in; its text is the reason."""


def read_colour(text: str) -> str:
    """Read a colour as CSS writes it: `#0a5a66`, `#fff`, `rgb(10 90 102)`, `hsl(…)`, `teal`.

    Gives it as `#rrggbb`. Raises NoColour for what is none, and for one that lets through what is
    behind it, whose contrast nobody can tell.
    """
    plain = text.strip().lower()
    if plain == "transparent":
        raise NoColour("it lets through what is behind it, so its contrast is unknown")
    found = _hexadecimal(plain) or _function(plain) or _named(plain)
    if found is None:
        raise NoColour("it is no colour")
    return found


def _hexadecimal(plain: str) -> str | None:
    found = _HEX.fullmatch(plain)
    if found is None:
        return None
    digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
    if digits[6:] not in ("", "ff"):
        raise NoColour("it lets through what is behind it, so its contrast is unknown")
    return f"#{digits[:6]}"


def _function(plain: str) -> str | None:
    found = _FUNCTION.fullmatch(plain)
    if found is None:
        return None
    given = re.split(r"\s*[,/]\s*|\s+", found[2].strip())
    numbers = [_NUMBER.fullmatch(each) for each in given]
    if len(given) not in (3, 4) or not all(numbers):
        return None
    values = [(float(each[1]), each[2] or "") for each in numbers if each]
    if len(values) == 4 and values[3][0] < (100 if values[3][1] else 1):
        raise NoColour("it lets through what is behind it, so its contrast is unknown")
    if found[1].startswith("rgb"):
        return _written((value / 100 if unit == "%" else value / 255) for value, unit in values[:3])
    (hue, _), (saturation, _), (lightness, _) = values[:3]
    return _written(
        colorsys.hls_to_rgb(hue % 360 / 360, _within(lightness / 100), _within(saturation / 100))
    )


def _named(plain: str) -> str | None:
    from PIL.ImageColor import colormap, getrgb

    # Pillow writes what it has read into its table, as numbers in the place of a text.
    return f"#{bytes(getrgb(plain)).hex()}" if plain in colormap else None


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _written(shares: object) -> str:
    return "#" + "".join(f"{round(_within(each) * 255):02x}" for each in shares)  # type: ignore[attr-defined]


def shares(colour: str) -> Triple:
    """Give red, green and blue of `#rrggbb`, each from 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


@lru_cache(maxsize=8192)
def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = map(_linear, shares(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _oklab(linear: Triple) -> Triple:
    red, green, blue = linear
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(light: float, a: float, b: float) -> Triple:
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


@lru_cache(maxsize=4096)
def lightness_chroma_hue(colour: str) -> Triple:
    """Give a colour in OKLCH: lightness from 0 to 1, chroma, and hue in degrees."""
    red, green, blue = map(_linear, shares(colour))
    light, a, b = _oklab((red, green, blue))
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


@lru_cache(maxsize=16384)
def of_lightness(colour: str, light: float) -> str:
    """Give the colour of the same hue with another lightness, as vivid as a screen can show it."""
    _, chroma, hue = lightness_chroma_hue(colour)
    angle = math.radians(hue)
    low, high = 0.0, chroma
    fitting = _from_oklab(light, chroma * math.cos(angle), chroma * math.sin(angle))
    if not _shown(fitting):
        for _ in range(20):
            middle = (low + high) / 2
            tried = _from_oklab(light, middle * math.cos(angle), middle * math.sin(angle))
            low, high = (middle, high) if _shown(tried) else (low, middle)
        fitting = _from_oklab(light, low * math.cos(angle), low * math.sin(angle))
    return _written(_encoded(_within(each)) for each in fitting)


def _shown(linear: Triple) -> bool:
    return all(-1e-6 <= each <= 1 + 1e-6 for each in linear)


def nearest(colour: str, passes: Callable[[str], bool]) -> str | None:
    """Give the colour itself where it passes, else that of its hue that is nearest in lightness.

    None where no lightness passes.
    """
    if passes(colour):
        return colour
    start = lightness_chroma_hue(colour)[0]
    steps = sorted((step / _STEPS for step in range(_STEPS + 1)), key=lambda at: abs(at - start))
    return next((tried for at in steps if passes(tried := of_lightness(colour, at))), None)


def reaches(colour: str, grounds: tuple[str, ...], ratio: float = TEXT) -> bool:
    """Whether a colour has that contrast on each of several grounds."""
    return all(contrast(colour, ground) >= ratio for ground in grounds)


def least_contrast(colour: str, grounds: tuple[str, ...]) -> float:
    """Give the contrast of a colour on that of several grounds where it is least."""
    return min(contrast(colour, ground) for ground in grounds)


def blended(colour: str, into: str, share: float) -> str:
    """Give a colour with that share of another in it."""
    return _written(
        own + share * (other - own) for own, other in zip(shares(colour), shares(into), strict=True)
    )


@lru_cache(maxsize=8192)
def _seen(colour: str, vision: Vision) -> Triple:
    red, green, blue = map(_linear, shares(colour))
    if vision != "full":
        rows = _SEEN[vision]
        red, green, blue = (_within(row[0] * red + row[1] * green + row[2] * blue) for row in rows)
    return _oklab((red, green, blue))


def distance(one: str, other: str, vision: Vision = "full") -> float:
    """Give how far two colours look apart in OKLab to people of that vision; 0 is the same."""
    return math.dist(_seen(one, vision), _seen(other, vision))


def apart(one: str, other: str) -> float:
    """Give how far two colours look apart to those to whom they look most alike."""
    return min(distance(one, other, vision) for vision in VISIONS)
