"""Pages ask for their fonts in parts: together the whole, and a page fetches what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from living_review import assets
from living_review.assets import web_fonts
from living_review.assets.brand import BODY, HEADINGS, Brand, Family, OwnFace, wearing

RULE = re.compile(
    r'@font-face \{ font-family: "(?P<family>[^"]+)"; font-weight: (?P<weight>\d+); '
    r'font-style: (?P<style>\w+); src: url\("fonts/(?P<file>[^"]+)"\) '
    r'format\("woff2"\); unicode-range: (?P<letters>[^;]+); font-display: (?P<late>\w+) \}'
)
RULES = [found.groupdict() for found in RULE.finditer(assets.font_faces("fonts/"))]
# Blanks stand in every font of letters; no page asks the fonts of signs for one.
BLANKS = {0x20, 0xA0}
# What a page in a language of the program's shows of one face at most, in bytes.
MOST = 21_000


def asked(ranges: str) -> set[int]:
    found = [re.fullmatch(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", each) for each in ranges.split(", ")]
    return {c for m in found for c in range(int(m[1], 16), int(m[2] or m[1], 16) + 1)}


@cache
def held(file: str) -> frozenset[int]:
    with TTFont(web_fonts.FONTS / file) as font:
        return frozenset(font.getBestCmap())


def of_face(stem: str) -> list[dict[str, str]]:
    return [each for each in RULES if re.fullmatch(rf"{stem}(-[a-z]+)?\.woff2", each["file"])
            and not (stem.endswith("400") and "italic" in each["file"])]  # fmt: skip


def shown() -> set[int]:
    """Every letter that a page can show of the program's fonts."""
    return {c for each in RULES for c in asked(each["letters"]) & held(each["file"])}


def test_every_part_has_a_rule_and_every_rule_its_file() -> None:
    files = [file.name for file in assets.font_files()]
    assert [each["file"] for each in RULES] == files
    assert all(file.is_file() for file in assets.font_files())
    assert assets.font_faces("fonts/").count("@font-face") == len(RULES)


@pytest.mark.parametrize(("family", "stem"), [(family, stem) for family, *_, stem in assets.FACES])
def test_the_parts_of_a_font_are_together_the_whole(family: str, stem: str) -> None:
    rules = of_face(stem)
    assert len(rules) == len(web_fonts.parts(family))
    together = [c for each in rules for c in asked(each["letters"]) & held(each["file"])]
    assert set(together) | BLANKS == held(f"{stem}.woff2") | BLANKS
    assert len(together) == len(set(together)), "a letter in two parts is fetched twice"


@pytest.mark.parametrize("stem", ["review-serif-400", "review-sans-600", "review-symbols"])
def test_a_part_draws_its_letters_as_the_whole_does(stem: str) -> None:
    whole = TTFont(web_fonts.FONTS / f"{stem}.woff2")
    names, widths = whole.getBestCmap(), whole["hmtx"]
    for rule in of_face(stem):
        part = TTFont(web_fonts.FONTS / rule["file"])
        its = part.getBestCmap()
        assert {c: part["hmtx"][its[c]][0] for c in its} == {c: widths[names[c]][0] for c in its}
        for line in ("ascent", "descent", "lineGap"):
            assert getattr(part["hhea"], line) == getattr(whole["hhea"], line)
        for name in (0, 1, 13, 14):
            assert part["name"].getDebugName(name) == whole["name"].getDebugName(name)
        kept = {each.FeatureTag for each in part["GPOS"].table.FeatureList.FeatureRecord}
        assert "kern" in kept or "more" in rule["file"] or stem == "review-symbols"


def test_words_of_our_languages_are_drawn_from_one_part_of_each_face() -> None:
    words = "ñÑáéíóúüÜäöÄÖß¿¡„“”‚‘’«»–—…%−×·²³½€&@#§†"
    for family, *_, stem in assets.FACES[:6]:
        latin = f"{stem}-latin.woff2"
        assert not {ord(c) for c in words} - held(latin), family
        assert (web_fonts.FONTS / latin).stat().st_size < MOST


def written(project_root: Path) -> Iterator[Path]:
    """What pages are made of: sets of words, the shipped review, the examples in every language."""
    for folder in ("templates", "data", "examples"):
        for path in sorted((project_root / folder).rglob("*")):
            if path.suffix in {".j2", ".csv", ".yml", ".md"} and "versions" not in path.parts:
                yield path


def test_every_letter_of_the_reviews_and_of_our_words_is_in_a_part(project_root: Path) -> None:
    ours, lacking = {*shown(), 0x9, 0xA, 0xD, 0xFEFF}, {}
    for path in written(project_root):
        text = {*path.read_text("utf-8")}
        lacking |= {letter: path.name for letter in text if ord(letter) not in ours}
    assert not lacking


def test_letters_that_come_late_break_no_line_anew_and_signs_are_shown_when_they_come() -> None:
    late = {each["family"]: each["late"] for each in RULES}
    assert late == {
        family: "swap" if family in web_fonts.SIGNS_ALONE else "optional"
        for family, *_ in assets.FACES
    }


def test_what_every_page_shows_is_asked_for_early_and_is_a_file_of_the_brand_or_of_ours() -> None:
    ours = [each["file"] for each in RULES]
    assert not {*assets.early_fonts()} - {*ours}
    face = partial(OwnFace, web=Path("own.woff2"), plain=Path("own.ttf"))
    faces = (face(400, False), face(600, False), face(400, True))
    variable = (face(400, False, weights="100 900"), face(600, False, weights="100 900"))
    serif, sans, heads = assets.early_fonts()
    for brand, early in (
        (Brand(body=Family(BODY, faces)), ("own-400.woff2", "own-600.woff2")),
        (Brand(body=Family(BODY, variable)), ("own-variable.woff2",)),
        (Brand(headings=Family(HEADINGS, faces)), (serif, sans, "own-headings-600.woff2")),
    ):
        with wearing(brand):
            assert assets.early_fonts() == early
            assert {*early} <= {*assets.own_font_files(), *ours}
            assert set(re.findall(r"font-display: (\w+)", assets.own_faces("")[0])) == {"optional"}
    assert "review-sans-600" in heads


def test_paper_takes_each_font_whole() -> None:
    sheet = assets.print_stylesheet("A4")
    assert "unicode-range" not in sheet
    for file in web_fonts.whole_font_files():
        assert file.as_uri() in sheet
        assert file.is_file()
