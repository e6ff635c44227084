"""The reviews that come with the program, to look at and to begin with."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from living_review.ground.errors import BadInput
from living_review.ground.own_files import own_file

EXAMPLES: Final = "examples"


def names() -> tuple[str, ...]:
    """Name the examples, in the order of the alphabet."""
    folder = own_file(EXAMPLES)
    found = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(each.name for each in found if (each / "data" / "protocol.yml").is_file()))


def copy(name: str, target: Path) -> None:
    """Copy the data of an example into a folder that has none yet.

    Raises BadInput for an example that there is none of, and where there is a review already.
    """
    if name not in names():
        raise BadInput(f"There is no example '{name}'; there are {', '.join(names())}.")
    if (target / "data").exists():
        raise BadInput(
            f"{target / 'data'} is there already and nothing was written; name another folder."
        )
    shutil.copytree(own_file(EXAMPLES, name, "data"), target / "data")
