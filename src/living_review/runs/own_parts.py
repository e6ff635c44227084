"""Whether all that the program brings is there: its own files, and the packages that it names."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from living_review.ground.own_files import PACKAGE, checkout, own_file, package

DISTRIBUTION = "living-review"
FIRST_FILES = 3
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def own_files() -> tuple[list[str], list[str]]:
    """Name the program's own files that are missing, and those that are not as installed.

    An installed program has a list of its files with their hashes. In a checkout git knows them;
    here those are looked for without which no build ends.
    """
    recorded = list(_recorded())
    if not recorded:
        return [_below(path) for path in _needed() if not path.is_file()], []
    missing = [name for name, path, _ in recorded if not path.is_file()]
    changed = [
        name
        for name, path, sha256 in recorded
        if path.is_file() and sha256 and _sha256(path) != sha256
    ]
    return missing, changed


def packages() -> tuple[str, ...]:
    """Name the packages that the program asks for, without those of its extras."""
    try:
        asked = metadata.requires(DISTRIBUTION) or ()
    except metadata.PackageNotFoundError:
        return ()
    return tuple(
        found[0] for each in asked if "extra ==" not in each and (found := _NAME.match(each))
    )


def shown(names: list[str]) -> str:
    """Name the first of some files, and how many more there are."""
    more = len(names) - FIRST_FILES
    return ", ".join(names[:FIRST_FILES]) + (f" and {more} more" if more > 0 else "")


def _recorded() -> Iterator[tuple[str, Path, str]]:
    """Give name, path and hash of every file of the package that an installer wrote down."""
    try:
        files = metadata.files(DISTRIBUTION) or ()
    except metadata.PackageNotFoundError:
        return
    here = package()
    for file in files:
        path = Path(str(file.locate()))
        if file.parts[0] != PACKAGE or file.suffix == ".pyc" or not path.is_relative_to(here):
            continue
        yield "/".join(file.parts[1:]), path, file.hash.value if file.hash else ""


def _needed() -> Iterator[Path]:
    from living_review import assets
    from living_review.assets import web_fonts
    from living_review.language.fact import subjects
    from living_review.language.folders import file_of
    from living_review.letters.faces import font_path

    english = own_file("templates", "en")
    yield from (english / file_of(subject) for subject in subjects())
    yield from (assets.FILTER, assets.ACCESS, assets.PARTS)
    yield from (assets.BIBLIOGRAPHY, assets.CITATION_STYLE)
    yield from dict.fromkeys((*assets.font_files(), *web_fonts.whole_font_files()))
    yield from (Path(font_path(weight)) for weight in (400, 600))
    yield own_file("validation", "differences.toml")
    yield own_file("schedules", "pull-request")
    yield own_file("examples", "minimal", "data", "protocol.yml")


def _below(path: Path) -> str:
    for root in (package(), checkout() or package()):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.as_posix()


def _sha256(path: Path) -> str:
    """Write the hash of a file as installers do."""
    return urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
