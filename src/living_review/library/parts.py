"""Which files of a folder are those of one review, and in which order they are put back.

The order is that of `runs.update`: a version exists from the moment that its manifest is there; the
report, the changelog and at last the site are brought to it. Whatever ends the work in between, the
next run finds the version and finishes the rest.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from living_review.ground.folder import PROTOCOL

# What no review lies in: parts of a review, and what programs keep beside their work.
PASSED = frozenset(
    ("data", "report", "templates", "_site", "_quarto-site", "node_modules", "__pycache__")
)
NEVER = frozenset(("node_modules", "__pycache__", "_quarto-site"))
SHOWN = ("_site", "report")
"""What a review shows; who only computes it reads none of these."""
MANIFEST = "manifest.json"
CACHE, LOCK = "data/.cache", "data/versions/.lock"
RUN = "data/versions/.staging-run"
"""Says which run put something back last; named like what git is told to pass by."""
_KEPT_PDF = re.compile(r"data/versions/[^/]+/[^/]+\.pdf")
_VERSION = re.compile(r"data/versions/([1-9][0-9]*)/")


def is_part(name: str, *, whole: bool) -> bool:
    """Whether a file, by its path in the review, is needed: all that is (`whole`), or the inputs.

    Hidden folders hold no part of a review, but for what it keeps of a registry elsewhere.
    """
    *folders, _last = name.split("/")
    hidden = any(each.startswith(".") for each in folders) and not name.startswith(f"{CACHE}/")
    if hidden or name in (LOCK, RUN) or not NEVER.isdisjoint(folders):
        return False
    return whole or not ((folders[:1] and folders[0] in SHOWN) or _KEPT_PDF.fullmatch(name))


def of_one_review(names: Iterable[str], *, whole: bool) -> list[str]:
    """Keep the files of the review itself, and not those of reviews that lie below it."""
    names = [each for each in names if is_part(each, whole=whole)]
    others = tuple(
        each.removesuffix(PROTOCOL)
        for each in names
        if each.endswith(f"/{PROTOCOL}") and each.partition("/")[0] not in SHOWN
    )
    return sorted(each for each in names if not (others and each.startswith(others)))


def reviews_in(names: Iterable[str]) -> list[str]:
    """Give the folder of every review among files, as below a folder of this machine."""
    roots = (each.removesuffix(f"/{PROTOCOL}") for each in names if each.endswith(f"/{PROTOCOL}"))
    return sorted(root for root in roots if not any(map(_is_passed, root.split("/"))))


def _is_passed(folder: str) -> bool:
    return folder.startswith(".") or folder in PASSED


def without_half_version(names: Iterable[str]) -> list[str]:
    """Leave out the files of a version after all those that have a manifest.

    Whoever was to write it was killed before the manifest, with which a version begins to exist.
    """
    names = list(names)
    whole = {each for each in versions(names) if f"data/versions/{each}/{MANIFEST}" in names}
    last = max(map(int, whole), default=0)
    half = tuple(f"data/versions/{each}/" for each in versions(names) if int(each) > last)
    return [each for each in names if not (half and each.startswith(half))]


def versions(names: Iterable[str]) -> list[str]:
    """Give the numbers of the versions that files belong to, rising."""
    found = {match[1] for name in names if (match := _VERSION.match(name))}
    return sorted(found, key=int)


def in_order(names: Iterable[str]) -> list[str]:
    """Sort files as they are put where nothing can be swapped: what names others comes last."""
    return sorted(names, key=_turn)


def _turn(name: str) -> tuple[int, bool, bool, bool, str]:
    steps = ("data/versions/", "report/", "", "_site/")
    step = next((place for place, each in enumerate(steps) if each and name.startswith(each)), 2)
    ends = MANIFEST if step == 0 else ".html"
    # By its findings a folder is known to be a site of this program, whose rest may be written.
    known = name.endswith("/findings.json") and step != 0
    return step, not known, name.endswith(ends), name == "_site/index.html", name


def files_below(root: Path) -> Iterator[str]:
    """Give the path of every file below a folder that may be a part, and of every link."""
    for parent, folders, files in os.walk(root):
        inside = Path(parent).relative_to(root).as_posix()
        below = "" if inside == "." else f"{inside}/"
        links = [each for each in folders if (Path(parent) / each).is_symlink()]
        folders[:] = sorted(
            each
            for each in folders
            if each not in links
            and each not in NEVER
            and (not each.startswith(".") or f"{below}{each}" == CACHE)
        )
        for name in (*files, *links):
            if name in SHOWN and not below and name in links:
                # A site may be kept elsewhere; it is what is shown all the same.
                yield from (f"{name}/{each}" for each in files_below(root / name))
            else:
                yield f"{below}{name}"
