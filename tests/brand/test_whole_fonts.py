"""A font is looked through as a whole, and given on as it is."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from living_review.brand.asked import FileAsked
from living_review.brand.fonts import _readable, family, opened
from living_review.ground.errors import BadInput

ASKED = FileAsked("brand/a.ttf", "here")


def test_figures_and_paper_have_a_font_of_one_weight_as_it_is_but_for_its_packing(
    font: Any, tmp_path: Path
) -> None:
    # Its boxes and its day are what its maker says, also where that is another than letters tell.
    plain, held = font(xMax=777, modified=3_000_000_000), io.BytesIO()
    packed = TTFont(io.BytesIO(plain), recalcTimestamp=False, recalcBBoxes=False)
    packed.flavor = "woff"
    packed.save(held)
    for content, name in ((plain, "a.ttf"), (held.getvalue(), "a.woff")):
        made = family("Own", [opened(content, FileAsked(name, "here"))], tmp_path)
        face = made.faces[0]
        assert (face.web.read_bytes(), face.web.suffix) == (content, Path(name).suffix)
        assert TTFont(face.plain).flavor is None
        assert (face.plain.read_bytes() == content) == (content is plain)
        same = TTFont(face.plain)
        assert same.getBestCmap() == TTFont(io.BytesIO(plain)).getBestCmap()
        assert (same["head"].xMax, same["head"].modified) == (777, 3_000_000_000)


def test_a_font_is_looked_through_to_its_end_and_letter_by_letter(font: Any) -> None:
    held, read = io.BytesIO(), TTFont(io.BytesIO(font()))
    read["zzzz"] = DefaultTable("zzzz")
    read["zzzz"].data = b"z" * 400
    read.save(held, reorderTables=None)
    whole = held.getvalue()
    tables = TTFont(io.BytesIO(whole)).reader.tables
    assert max(each.offset for each in tables.values()) == tables["zzzz"].offset
    assert opened(whole, ASKED).name
    # What ends behind the file, though nobody reads it.
    with pytest.raises(BadInput, match="damaged or cut short"):
        opened(whole[:-300], ASKED)
    # One letter that cannot be drawn: it claims more lines than there are.
    read = TTFont(io.BytesIO(whole))
    place = read["loca"][read.getGlyphID(read.getBestCmap()[ord("x")])]
    at = tables["glyf"].offset + place
    with pytest.raises(BadInput, match="damaged or cut short"):
        opened(whole[:at] + b"\x7f\xff" + whole[at + 2 :], ASKED)


def test_a_font_is_called_by_its_full_name_or_else_by_its_file(font: Any) -> None:
    read = TTFont(io.BytesIO(font()))
    for number, text in ((1, "Own"), (4, "Own Sans Bold"), (5, "Version 1"), (6, "OwnSans-Bold")):
        read["name"].setName(text, number, 3, 1, 0x409)
    for name in ("Own Sans Bold", "a"):
        held = io.BytesIO()
        read.save(held)
        assert opened(held.getvalue(), ASKED).name == name
        read["name"].names = [each for each in read["name"].names if each.nameID != 4]


@pytest.mark.parametrize(
    "name", ["fontTools", "fontTools.ttLib", "fontTools.ttLib.tables._n_a_m_e"]
)
def test_what_is_odd_in_a_font_is_told_nobody(name: str) -> None:
    ours, theirs = logging.getLogger("living_review"), logging.getLogger(name)
    logging.getLogger("fontTools").setLevel(logging.NOTSET)
    before = ours.getEffectiveLevel()
    with _readable("here: a.ttf"):
        assert not theirs.isEnabledFor(logging.ERROR)
        assert theirs.isEnabledFor(logging.CRITICAL)
        assert ours.getEffectiveLevel() == before
    refused = BadInput("It may not.")
    with pytest.raises(BadInput) as caught, _readable("here: a.ttf"):
        raise refused
    assert caught.value is refused
    with pytest.raises(BadInput, match=r"^here: a\.ttf is no font"), _readable("here: a.ttf"):
        raise KeyError("glyf")
