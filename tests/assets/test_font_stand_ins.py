"""A font of the machine that stands in for ours is as wide and as high: nothing moves."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from living_review import assets
from living_review.assets import font_stand_ins
from living_review.assets.font_stand_ins import table

# A letter of English text, with its blanks: how often each of a thousand signs is met.
OFTEN = dict(
    zip(
        " etaoinshrdlucmfwypvbgkjqxz",
        (182, 104, 74, 65, 61, 57, 55, 52, 50, 49, 35, 33, 23, 23, 20, 18, 17, 16, 16, 8, 12, 17, 6,
         1, 1, 1, 1),
        strict=True,
    )
)  # fmt: skip
RULES = {
    (m["family"], int(m["weight"]), m["style"]): m
    for rule in font_stand_ins.faces()
    if (
        m := re.search(
            r'family: "(?P<family>[^"]+)"; font-weight: (?P<weight>\d+); font-style: (?P<style>\w+)'
            r".*size-adjust: (?P<size>[\d.]+)%; ascent-override: (?P<above>[\d.]+)%; "
            r"descent-override: (?P<below>[\d.]+)%",
            rule,
        )
    )
}


def letter(font: TTFont) -> float:
    """Give the width of a letter in parts of the size."""
    named, widths = font.getBestCmap(), font["hmtx"]
    sum_ = sum(often * widths[named[ord(sign)]][0] for sign, often in OFTEN.items())
    return sum_ / sum(OFTEN.values()) / font["head"].unitsPerEm


def ours(family: str, weight: int, style: str) -> TTFont:
    stems = {face[:3]: face[3] for face in assets.FACES}
    return TTFont(assets.FONTS / f"{stems[family, weight, style]}.woff2")


FACES = [(own, *style.split()) for own, (known, _) in table().items() for style in known.widths]


@pytest.mark.parametrize(("family", "weight", "style"), FACES)
def test_the_widths_and_heights_of_our_fonts_are_those_of_the_files(family, weight, style) -> None:
    font, known = ours(family, int(weight), style), table()[family][0]
    assert known.widths[f"{weight} {style}"] == pytest.approx(letter(font), rel=0.01)
    line, size = font["hhea"], font["head"].unitsPerEm
    heights = (line.ascent / size, -line.descent / size)
    assert (known.above, known.below) == pytest.approx(heights, abs=0.001)


def test_each_stand_in_is_as_wide_and_as_high_as_what_it_stands_for() -> None:
    assert RULES
    for (family, weight, style), rule in RULES.items():
        own, _, name = family.rpartition(" ")
        known, all_there = table()[own]
        (there,) = [each for each in all_there if each.name == name]
        size, kind = float(rule["size"]) / 100, f"{weight} {style}"
        assert there.widths[kind] * size == pytest.approx(known.widths[kind], rel=0.001)
        assert float(rule["above"]) / 100 * size == pytest.approx(known.above, abs=0.002)
        assert float(rule["below"]) / 100 * size == pytest.approx(known.below, abs=0.002)


def test_pages_name_them_behind_our_own_and_paper_does_not() -> None:
    site = assets.site_stylesheet()
    for family in {family for family, *_ in RULES}:
        assert re.search(rf'--s(?:erif|ans): [^;]*"{re.escape(family)}"', site)
        assert family not in assets.print_stylesheet("A4")
    for own in table():
        stack = re.search(rf'"{own}", [^;]*', site)[0]
        assert stack.index("Review Marks") < stack.index(font_stand_ins.families(own))
