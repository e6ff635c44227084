"""Our fonts: whole for paper, in parts for pages, of which a browser fetches what a page shows.

`fonts/build_fonts.py` cuts the parts; a test holds that together they have every letter.
"""

from __future__ import annotations

from pathlib import Path

from living_review.ground.own_files import own_file

FONTS = own_file("assets") / "fonts"

FACES = (
    ("Review Serif", 400, "normal", "review-serif-400"),
    ("Review Serif", 400, "italic", "review-serif-400-italic"),
    ("Review Serif", 600, "normal", "review-serif-600"),
    ("Review Sans", 400, "normal", "review-sans-400"),
    ("Review Sans", 400, "italic", "review-sans-400-italic"),
    ("Review Sans", 600, "normal", "review-sans-600"),
    ("Review Symbols", 400, "normal", "review-symbols"),
    ("Review Marks", 400, "normal", "review-marks"),
)
# Letters that are not there when a page is first drawn are shown from the next page on, so that no
# line breaks anew under its reader. Signs, which few fonts of a machine have, come when they come.
LATE, SIGNS_LATE = "optional", "swap"
SIGNS_ALONE = ("Review Symbols", "Review Marks")
# What every page shows: its text, its menu and, last, its headings.
EARLY = tuple(
    f"{stem}-latin.woff2" for stem in ("review-serif-400", "review-sans-400", "review-sans-600")
)

# Languages of western Europe with what joins letters and accents, so that nothing of a word in
# English, Spanish or German is drawn, or kerned, from two files; then Greek; then the rest of each.
LATIN = (
    "U+20-7E, U+A0-FF, U+131, U+152-153, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+300-36F, U+2000-206F, "
    "U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215"
)
GREEK = "U+370-3FF"
OTHER_LETTERS = (
    "U+100-130, U+132-151, U+154-2BA, U+2BD-2C5, U+2C7-2D9, U+2DB, U+2DD-2FF, U+1D00-1DBF, "
    "U+1E00-1EFF, U+20A0-20AB, U+20AD-20BF, U+2113, U+2C60-2C7F, U+A720-A7FF, U+FEFF"
)
# What reviews show on nearly every page: certainty, relations, arrows, roots, marks of plots.
SIGNS = (
    "U+2021, U+2190-2195, U+2211, U+221A, U+221E, U+2248, U+2260, U+2264-2265, "
    "U+2295-2296, U+25A0-25A1, U+25B2-25B3, U+25BC-25BD, U+25C6-25C7, "
    "U+25CA-25CB, U+25CF, U+25EF, U+2713"
)
OTHER_SIGNS = (
    "U+2000-2020, U+2022-206F, U+2100-218F, U+2196-2210, U+2212-2219, U+221B-221D, U+221F-2247, "
    "U+2249-225F, U+2261-2263, U+2266-2294, U+2297-230B, U+25A2-25B1, U+25B4-25BB, "
    "U+25BE-25C5, U+25C8-25C9, "
    "U+25CC-25CE, U+25D0-25EE, U+25F0-25FF, U+27DC, U+299B-29F5, U+2ADE-2AEE, U+2B24, U+2BFE, "
    "U+1D6FC-1D71B"
)
_LETTERS = (("latin", LATIN), ("greek", GREEK), ("more", OTHER_LETTERS))
_PARTS = {
    "Review Symbols": (("signs", SIGNS), ("more", OTHER_SIGNS)),
    "Review Marks": (("", "U+2714-2718"),),
}


def parts(family: str) -> tuple[tuple[str, str], ...]:
    """The parts of a family: what ends the name of the file, and the letters it is asked for."""
    return _PARTS.get(family, _LETTERS)


def part_of(stem: str, part: str) -> str:
    """The name of the file of a part; a font in one part is its whole."""
    return f"{stem}-{part}.woff2" if part else f"{stem}.woff2"


def font_files() -> tuple[Path, ...]:
    """The fonts of pages, each part as a woff2 file."""
    return tuple(
        FONTS / part_of(stem, part) for family, *_, stem in FACES for part, _ in parts(family)
    )


def whole_font_files() -> tuple[Path, ...]:
    """The fonts of paper, each as one woff2 file."""
    return tuple(FONTS / part_of(stem, "") for *_, stem in FACES)


def font_faces(base: str, late: str = LATE) -> str:
    """The `@font-face` rules of pages, with the files below that address.

    `late` says what becomes of letters that were not there at once, as `font-display` does.
    """
    return "\n".join(
        f"{_face(family, weight, style, base + part_of(stem, part))}; unicode-range: {letters}; "
        f"font-display: {SIGNS_LATE if family in SIGNS_ALONE else late} }}"
        for family, weight, style, stem in FACES
        for part, letters in parts(family)
    )


def whole_font_faces(base: str) -> str:
    """The `@font-face` rules of paper, with the files below that address."""
    return "\n".join(
        f"{_face(family, weight, style, base + part_of(stem, ''))} }}"
        for family, weight, style, stem in FACES
    )


def _face(family: str, weight: int, style: str, address: str) -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{address}") format("woff2")'
    )
