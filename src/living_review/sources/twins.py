"""Two files of a registry that have one name, and tables in files that are not read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from living_review.ground.errors import RegistryError
from living_review.ground.spelling import both, plain_name, twins
from living_review.sources.tables import NAMES

# What programs write tables of text into, besides the ending that is read.
_OTHER_TEXT = (".tsv", ".tab", ".txt")


def refuse_twins(names: Iterable[str], where: str) -> None:
    """Raise RegistryError where two of the tables of a folder or archive have one name.

    Which of them is meant is a guess, and on another computer the last one read may be the other.
    Raises it too for a table saved as text of another kind: its rows would be missing.
    """
    listed = sorted(names)
    tables = [name for name in listed if PurePosixPath(name).suffix.lower() == ".csv"]
    if two := twins(tables):
        raise RegistryError(
            f"{where}: {both(two)} are the same name but for capitals, blanks or the encoding of a "
            "letter, so which of the two is meant is not known; keep one of them."
        )
    stems = {plain_name(PurePosixPath(name).stem): name for name in tables}
    for name in listed:
        file = PurePosixPath(name)
        stem = plain_name(file.stem.removesuffix(".csv"))
        if file.suffix.lower() not in _OTHER_TEXT or stem not in NAMES:
            continue
        beside = stems.get(stem)
        there = f"{both((beside, name))} are both there" if beside else f"'{name}' is there"
        remedy = f"keep one of them, as {stem}.csv." if beside else f"save it as {stem}.csv."
        raise RegistryError(f"{where}: {there}, and only files that end in .csv are read; {remedy}")
