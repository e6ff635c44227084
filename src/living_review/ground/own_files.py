"""The program's own files: templates, look, fonts, reference values, schedules, examples.

Found by importlib.resources wherever the program is installed. In a checkout some folders stand at
its root that a wheel has inside the package.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from living_review.ground.errors import EnvironmentFailure

PACKAGE = "living_review"
# As pyproject.toml has them put into a wheel.
AT_THE_ROOT = ("templates", "schedules", "template", "examples")
SHIPPED_EXAMPLE = ("examples", "peer-support")
"""The review that lies in a checkout itself: an example, whose data a wheel has with the others."""


def own_file(*names: str) -> Path:
    """Give the path of one of the program's own files or folders, be it there or not."""
    root = checkout() if names[0] in AT_THE_ROOT else None
    if root is not None and names[:2] == SHIPPED_EXAMPLE:
        return root.joinpath(*names[2:])
    return (root or package()).joinpath(*names)


@cache
def package() -> Path:
    """Give the folder of the package; EnvironmentFailure where it is inside an archive."""
    found = files(PACKAGE)
    if not isinstance(found, Path):
        raise EnvironmentFailure(
            "The program is inside an archive, where its fonts cannot be opened; install it with "
            "pip or uv."
        )
    return found


def rooms_digest(folder: Path, rooms: Iterable[str]) -> str:
    """Give one SHA-256 of all files of some rooms, by which it is known that they are the same."""
    digest = sha256()
    for room in rooms:
        for path in sorted((folder / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                content = path.read_bytes()
                digest.update(f"{path.relative_to(folder).as_posix()}:{len(content)}:".encode())
                digest.update(content)
    return digest.hexdigest()


@cache
def checkout() -> Path | None:
    """Give the root of the checkout that the program runs from; None where it is installed."""
    root = package().parent.parent
    there = package().parent.name == "src" and (root / "pyproject.toml").is_file()
    return root if there else None


def mends() -> str:
    """Say how a package that the program needs comes back.

    Where the program is installed, pip adds what it lacks and fetches no other program of its name.
    """
    if checkout() is not None:
        return "Install the locked packages: make setup"
    return "Install what the program lacks: pip install living-review"


def mends_files() -> str:
    """Say how files of the program that are missing or were changed come back."""
    if checkout() is not None:
        return f"Take them from git: git restore src {' '.join(AT_THE_ROOT)}"
    return "Install it again where it came from: pip install --force-reinstall --no-deps WHEEL"
