"""What decides the bytes that a process makes, so that another can be held against it.

Reviews are handed to other machines only where they would come out the same there: the same program
by its files, the same Python and packages that compute and draw, the same Pandoc and fonts.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from living_review import __version__

PACKAGES = (
    *("babel", "fonttools", "jinja2", "markdown-it-py", "matplotlib", "numpy", "openpyxl"),
    *("pandas", "pikepdf", "pillow", "pydantic", "pydyf", "scipy", "segno", "statsmodels"),
    *("weasyprint", "ziamath", "zstandard"),
)
"""The packages that take part in what a review comes out as."""
MOST = 3
"""Differences that people are shown."""
SHOWN = 16
"""Letters of a hash that people are shown."""


def kit() -> Mapping[str, str]:
    """Tell what this process makes reviews with; it is looked at once."""
    return _kit(__version__)


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Say in what one kit differs from another, '' where nothing does."""
    other = [
        f"{name} {there.get(name, 'not there')} (here {here.get(name, 'not there')})"
        for name in {**here, **there}
        if here.get(name) != there.get(name)
    ]
    more = f", and {len(other) - MOST} more" if len(other) > MOST else ""
    return ", ".join(other[:MOST]) + more


@cache
def _kit(version: str) -> Mapping[str, str]:
    from living_review.letters.machine_fonts import all_fonts

    return {
        "living-review": version,
        "files of the program": _digest(_own_files()),
        "Python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "Pandoc": _pandoc(),
        "fonts of the machine": _digest(iter(each.encode() for each in all_fonts())),
    }


def _own_files() -> Iterator[bytes]:
    """Give place and content of all that the program brings: code, words, look and fonts."""
    from living_review.ground.own_files import AT_THE_ROOT, own_file, package

    inside = [each for each in package().iterdir() if each.name not in AT_THE_ROOT]
    for root in (*sorted(inside), own_file("templates")):
        for path in sorted(each for each in (root, *root.rglob("*")) if _counts(each)):
            yield path.relative_to(root.parent).as_posix().encode()
            yield path.read_bytes()


def _counts(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc"


def _digest(pieces: Iterator[bytes]) -> str:
    digest = sha256()
    for piece in pieces:
        digest.update(b"%d:" % len(piece))
        digest.update(piece)
    return digest.hexdigest()[:SHOWN]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not there"


def _pandoc() -> str:
    import pypandoc

    try:
        return str(pypandoc.get_pandoc_version())
    except OSError:
        return "not there"
