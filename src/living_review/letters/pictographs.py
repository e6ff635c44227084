"""Emoji as the machine's font of coloured pictures draws them, for figures.

Such fonts hold pictures instead of outlines, and one picture may stand for several characters: a
hand and the colour of its skin, the two letters of a flag, a woman and her trade.
"""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from living_review.letters import machine_fonts
from living_review.letters.faces import EM, REGULAR, bundled

# Unicode Technical Standard 51, section 1.4.9, told more shortly: a sign, its variation or skin,
# and further signs joined to it; two letters of a flag; a key with its cap.
_SIGN = (
    "[\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
    "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff]"
)
_ONE = f"{_SIGN}\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_CLUSTER = re.compile(
    f"({_ONE}(?:\u200d{_ONE})*|[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3)"
)
# The size at which a font of outlines in colours is drawn, and that of the most used bitmaps.
SIZE = 109


@dataclass(frozen=True)
class Picture:
    """One picture, in em: its box from the start of the baseline, y upwards, and its advance."""

    key: str
    png: bytes
    left: float
    top: float
    width: float
    height: float
    advance: float
    family: str

    def element(self, key: str) -> str:
        """The picture as an element of SVG, in thousandths of an em, whose y goes upwards."""
        box = (self.left, -self.top, self.width, self.height)
        x, y, width, height = (f"{each * EM:.0f}" for each in box)
        data = base64.b64encode(self.png).decode()
        return (
            f'<image id="{key}" x="{x}" y="{y}" width="{width}" height="{height}" '
            f'transform="scale(1 -1)" xlink:href="data:image/png;base64,{data}"/>'
        )


def parts(text: str) -> Iterator[tuple[str, Picture | None]]:
    """Cut a text into its emoji that have a picture, and the text between them."""
    between = ""
    for number, part in enumerate(_CLUSTER.split(text)):
        found = picture(part) if number % 2 and not _is_text(part) else None
        if found is None:
            between += part
            continue
        if between:
            yield between, None
        yield part, found
        between = ""
    if between:
        yield between, None


def _is_text(cluster: str) -> bool:
    """Whether it is one character, which a font of the program draws as a letter."""
    return len(cluster) == 1 and any(cluster in face for face in bundled(REGULAR))


@lru_cache(maxsize=256)
def picture(cluster: str) -> Picture | None:
    """Draw what stands for one emoji; None where the machine has no picture of it."""
    font = machine_fonts.pictures_of(cluster[0])
    if font is None:
        return None
    try:
        return _drawn(cluster, font)
    except (OSError, ValueError, KeyError):
        # A font that fontconfig lists and FreeType cannot read or draw in colours.
        return None


def _drawn(cluster: str, font: machine_fonts.MachineFont) -> Picture | None:
    from PIL import Image, ImageDraw

    size = _size(font)
    face = _face(font.file, font.index, size)
    left, top, right, bottom = (int(each) for each in face.getbbox(cluster, anchor="ls"))
    if right <= left or bottom <= top:
        return None
    image = Image.new("RGBA", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), cluster, font=face, embedded_color=True, anchor="ls")
    if image.getbbox() is None:
        return None
    held = io.BytesIO()
    image.save(held, "PNG", optimize=True)
    png = held.getvalue()
    return Picture(
        key=f"p{zlib.crc32(png):x}",
        png=png,
        left=left / size,
        top=-top / size,
        width=image.width / size,
        height=image.height / size,
        advance=face.getlength(cluster) / size,
        family=font.family,
    )


def _face(file: str, index: int, size: int) -> Any:
    from PIL import ImageFont, features

    layout = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(file, size, index, layout_engine=layout)


@lru_cache(maxsize=8)
def _size(font: machine_fonts.MachineFont) -> int:
    """Give the size, in pixels an em, of the largest bitmaps of a font; OSError for no font."""
    from fontTools.ttLib import TTFont, TTLibError

    with Path(font.file).open("rb") as file:
        try:
            tables = TTFont(file, fontNumber=font.index, lazy=True)
        except TTLibError as fault:
            raise OSError(str(fault)) from fault
        if "CBLC" in tables:
            return int(max(strike.bitmapSizeTable.ppemY for strike in tables["CBLC"].strikes))
        if "sbix" in tables:
            return int(max(tables["sbix"].strikes))
    return SIZE
