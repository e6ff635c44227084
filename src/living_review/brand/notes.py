"""What a team should know of how its brand is worn: where it gives way, and to what."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from living_review import assets
from living_review.assets.brand import Brand, Logo, Scheme, Shades
from living_review.assets.schemes import GROUNDS
from living_review.brand.asked import Asked
from living_review.brand.fonts import HEAVY_FROM, FontFile
from living_review.brand.making import opened
from living_review.brand.reading import asked_of
from living_review.ground.colours import TEXT, least_contrast
from living_review.ground.folder import ReviewFolder
from living_review.protocol import Protocol

FIRST_LETTERS = 12
_WHERE: dict[Scheme, str] = {"light": "light pages and paper", "dark": "dark pages"}
_SET = {"accent": "headings and heads of tables", "link": "links", "ink": "text"}


def notes(
    folder: ReviewFolder, protocol: Protocol, brand: Brand, needed: Iterable[str]
) -> tuple[str, ...]:
    """Say in sentences where the brand of a review gives way, which is worn now.

    `needed` are the letters of its report.
    """
    asked = asked_of(folder, protocol)
    found = [*_colours(brand.light, "light", asked), *_colours(brand.dark, "dark", asked)]
    if brand.logo:
        found += _logo(brand.logo, asked)
    found += _fonts(folder, asked, brand, frozenset(needed))
    if asked.not_read:
        keys = ", ".join(asked.not_read)
        verb = "is" if len(asked.not_read) == 1 else "are"
        found.append(f"{asked.file}: {keys} {verb} not honoured by this program.")
    return tuple(found)


def _colours(shades: Shades, scheme: Scheme, asked: Asked) -> Iterator[str]:
    worn, own = assets.colours(scheme), assets.tokens()[scheme]
    if shades.paper and worn["paper"] != shades.paper:
        yield (
            f"{asked.file}: on a ground of {shades.paper} not every colour with a meaning (of "
            f"certainty, of risk of bias) can be read, so {scheme} pages have {worn['paper']} of "
            "the same hue."
        )
    grounds = (*(worn[each] for each in GROUNDS), own["paper"], own["panel"])
    wanted = {"accent": shades.accent, "link": shades.link or shades.accent, "ink": shades.ink}
    told: dict[tuple[str, str], list[str]] = {}
    for name, colour in wanted.items():
        if colour and worn[name] != colour:
            told.setdefault((colour, worn[name]), []).append(_SET[name])
    for (colour, instead), what in told.items():
        least = _shown(least_contrast(colour, grounds))
        yield (
            f"{asked.file}: the colour {colour} has a contrast of {least} on {_WHERE[scheme]}, "
            f"where text needs {TEXT}: "
            f"{', '.join(what)} are {instead} there, the nearest of its hue that has it."
        )


def _shown(contrast: float) -> str:
    """Write a contrast that is too low so that it is not read as one that reaches: 4.49 is 4.4."""
    return f"{math.floor(contrast * 10) / 10:.1f}"


def _logo(logo: Logo, asked: Asked) -> Iterator[str]:
    if logo.needs_a_plate("light", assets.colours("light")["panel"]):
        yield (
            f"{asked.file}: the logo has no colour that stands out (contrast 3) from the ground of "
            "light pages and paper, so it stands on a dark plate there."
        )
    if logo.needs_a_plate("dark", assets.colours("dark")["panel"]):
        yield (
            f"{asked.file}: parts of the logo do not stand out (contrast 3) from dark pages, so it "
            "stands on a light plate there; a logo for dark pages would stand as it is."
        )
    if not asked.alt:
        key = "logo.*.alt, or meta.name" if asked.file.endswith("_brand.yml") else "brand.alt"
        yield (
            f"{asked.file}: nobody says what the logo shows, so those who do not see it are told "
            f"'{logo.alt}'; write {key}."
        )


def _fonts(
    folder: ReviewFolder, asked: Asked, brand: Brand, needed: frozenset[str]
) -> Iterator[str]:
    for files, family, what in (
        (opened(folder, asked.body), brand.body, "text, tables and figures"),
        (opened(folder, asked.headings), brand.headings, "headings"),
    ):
        if not files or family is None:
            continue
        for file in files:
            if file.for_viewing_only:
                yield (
                    f"{file.asked.path}: the maker of {file.name} allows to view and print what "
                    f"is set in it and no more (fsType {file.embedding}); see to it that the "
                    "licence allows a website, too."
                )
        yield from _lacking(files, needed, what)
        uprights = [file for file in files if not file.italic]
        heaviest = max((file.weights or (0, file.weight))[1] for file in uprights or files)
        if heaviest < HEAVY_FROM:
            yield (
                f"{files[0].asked.path}: there is no bold face of {files[0].name}, so headings "
                "and totals are no heavier than text; add its file."
            )
        if what != "headings" and not family.in_figures:
            yield (
                f"{files[0].asked.path}: lines of {files[0].name} are higher or lower than those "
                "that figures have room for, so figures keep the program's own font."
            )


def _lacking(files: tuple[FontFile, ...], needed: frozenset[str], what: str) -> Iterator[str]:
    """Say which letters of the report the upright faces lack, of which other fonts stand in."""
    held: frozenset[int] = frozenset.intersection(*(file.letters for file in files))
    lacking = sorted(letter for letter in needed if ord(letter) not in held)
    if not lacking:
        return
    shown = " ".join(lacking[:FIRST_LETTERS]) + (" …" if len(lacking) > FIRST_LETTERS else "")
    count = f"{len(lacking)} {'letter' if len(lacking) == 1 else 'letters'}"
    of_all = f" of the {len(needed)}" if len(lacking) > FIRST_LETTERS else ""
    yield (
        f"{Path(files[0].asked.path).as_posix()}: {files[0].name} lacks {count}{of_all} that "
        f"{what} of this review need ({shown}); the program's own fonts stand in for them."
    )
