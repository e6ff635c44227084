"""Logos made for tests."""

from __future__ import annotations

import io

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">{inside}</svg>'
SHAPE = '<rect width="20" height="20" fill="{fill}"/>'


def svg(fill: str = "#c8102e", size: str = "40 20", inside: str = "") -> bytes:
    """Draw a logo."""
    return SVG.format(size=size, inside=SHAPE.format(fill=fill) + inside).encode()


def png(colour: tuple[int, ...] = (200, 16, 46, 255), size: tuple[int, int] = (40, 20)) -> bytes:
    """Paint one, all of one colour."""
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGBA", size, colour).save(held, "PNG")
    return held.getvalue()
