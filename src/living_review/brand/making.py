"""What a review asks to wear, looked at and made ready."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from living_review.assets.brand import BODY, HEADINGS, PLAIN, Brand, Family, Logo, Picture
from living_review.brand import fonts
from living_review.brand.asked import Asked, FileAsked
from living_review.brand.logos import picture
from living_review.brand.reading import asked_of
from living_review.ground.brand_files import PRINT_STYLE, SITE_STYLE
from living_review.ground.disk import work_folder
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.language import say
from living_review.language.facts.site import SomeLogo

if TYPE_CHECKING:
    from living_review.protocol import Protocol

LARGEST_STYLE = 200_000
# A stylesheet that loads would ask a third party, or a file of the machine; what is escaped may.
_LOADS = re.compile(r"@import|url\s*\(|image-set|src\s*:|expression\s*\(|</|\\", re.IGNORECASE)


@contextmanager
def brand_of(folder: ReviewFolder, protocol: Protocol) -> Iterator[Brand]:
    """Give the brand of a review, ready to be worn; its files are there as long as this lasts.

    Raises BadInput or TemplateFailure, with file, line and key, for what cannot be worn.
    """
    asked = asked_of(folder, protocol)
    styles = [_style(folder, name) for name in (SITE_STYLE, PRINT_STYLE)]
    if asked == Asked() and not any(styles):
        yield PLAIN
        return
    with work_folder() as work:
        brand = made(asked, folder, work)
        yield replace(brand, site_css=styles[0], print_css=styles[1])


def made(asked: Asked, folder: ReviewFolder, work: Path) -> Brand:
    """Make ready what is asked for; fonts are laid into `work`."""
    return Brand(
        light=asked.light,
        dark=asked.dark,
        body=_family(BODY, asked.body, folder, work),
        headings=_family(HEADINGS, asked.headings, folder, work),
        logo=_logo(asked, folder),
    )


def content_of(folder: ReviewFolder, asked: FileAsked) -> bytes:
    """Read a file that is asked for; BadInput where it is not there or a link leads out."""
    try:
        path = folder.own(asked.path)
    except BadInput as error:
        raise BadInput(f"{asked.place}: {error}") from error
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{asked.place}: there is no file {asked.path} in the folder of the review that can "
            "be read; put it there, or take the key out."
        ) from error


def opened(folder: ReviewFolder, asked: Sequence[FileAsked]) -> tuple[fonts.FontFile, ...]:
    """Open the files of a font."""
    return tuple(fonts.opened(content_of(folder, each), each) for each in asked)


def _family(
    name: str, asked: Sequence[FileAsked], folder: ReviewFolder, work: Path
) -> Family | None:
    return fonts.family(name, opened(folder, asked), work) if asked else None


def _logo(asked: Asked, folder: ReviewFolder) -> Logo | None:
    if asked.logo is None:
        return None

    known: dict[str, Picture] = {}

    def shown(file: FileAsked, name: str) -> Picture:
        if file.path not in known:
            content = content_of(folder, file)
            known[file.path] = picture(content, file.path, file.place, shown_as=name)
        return known[file.path]

    light = shown(asked.logo, "logo")
    dark = shown(asked.logo_dark or asked.logo, "logo-dark")
    small = shown(asked.icon, "icon") if asked.icon else light
    icon = next((each for each in (small, light) if each.square), None)
    return Logo(light, dark, asked.alt or say(SomeLogo()), icon)


def _style(folder: ReviewFolder, name: str) -> str:
    """Read a stylesheet of the review; BadInput for one that could load something."""
    path = folder.own(name)
    if not path.is_file():
        return ""
    content = path.read_bytes()
    if len(content) > LARGEST_STYLE:
        raise BadInput(
            f"{name} has {len(content)} bytes, and a stylesheet may have {LARGEST_STYLE}; make it "
            "shorter."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text; save it with UTF-8 encoding.") from error
    found = _LOADS.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise BadInput(
            f"{name}, line {line}: '{found[0]}' is refused, because pages and PDFs load nothing "
            "beside the program's own files; take it out (a font or a logo is named by "
            "review.brand)."
        )
    if text.count("{") != text.count("}"):
        raise BadInput(f"{name} has not as many '}}' as '{{'; close every rule.")
    return text.replace("\r\n", "\n").rstrip("\n")
