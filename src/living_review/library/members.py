"""Which reviews a library holds: those below a folder, or those of a list."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from living_review.ground.disk import need_file
from living_review.ground.errors import BadInput
from living_review.ground.folder import PROTOCOL
from living_review.library.addresses import EVERY, check_address, folder_of, is_address
from living_review.library.parts import PASSED
from living_review.library.reaching import every_review

LIST_KINDS = (".yml", ".yaml")
_KEYS = ("folder", "name", "topics")


@dataclass(frozen=True)
class Member:
    """One review of a library.

    `name` is how it is told: where it lies below the library, or what its list calls it. `topics`
    are those that the list gives it, and `listed` is the file and line there. One that lies in no
    folder of this machine has an `address`, which is then what its `root` is called, too.
    """

    name: str
    root: Path
    topics: tuple[str, ...] = ()
    address: str = ""
    listed: str = field(default="", compare=False)

    @property
    def place(self) -> str:
        """Where it lies, as people are told."""
        return self.address or str(self.root)


@dataclass(frozen=True)
class Library:
    """The reviews of a library by name, each once, and the folder that holds or lists them."""

    home: Path
    members: tuple[Member, ...]


def library_at(place: Path) -> Library:
    """Find the reviews of a library: below a folder, or those that a list of YAML names.

    Raises BadInput where the place holds none, and for a list that cannot be read as one; what it
    names and is not there is a member all the same, so that its absence is told with the rest.
    """
    if place.is_dir():
        return Library(place, _named_once(below(place), place))
    need_file(place)
    if place.suffix.lower() not in LIST_KINDS:
        raise BadInput(
            f"{place} is neither a folder nor a list of reviews; give a folder that reviews lie "
            "below, or a file .yml with the key 'reviews'."
        )
    return Library(place.parent, tuple(_unlike(_listed(place), place)))


def below(folder: Path) -> tuple[Member, ...]:
    """Find every review below a folder, and the folder itself where it is one.

    A review is a folder with data/protocol.yml. Hidden folders, parts of reviews and links to
    folders are passed by.
    """
    found = []
    for parent, folders, _files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name not in PASSED and not name.startswith(".")
        )
        root = Path(parent)
        if (root / PROTOCOL).is_file():
            name = root.relative_to(folder).as_posix()
            found.append(Member(folder.resolve().name if name == "." else name, root))
    return tuple(found)


def _named_once(found: Sequence[Member], place: Path) -> tuple[Member, ...]:
    if not found:
        raise BadInput(
            f"No review lies below {place}: a review is a folder that holds {PROTOCOL}; "
            "name another folder, or begin a review with 'living-review init'."
        )
    names = [each.name for each in found[1:]]
    first = found[0]
    if first.name in names:
        # The library is a review itself, and one below it has its name.
        return (Member(".", first.root), *found[1:])
    return tuple(found)


def _listed(file: Path) -> Iterator[Member]:
    for place, line, entry in _entries(file):
        given = {"folder": entry} if isinstance(entry, str) else entry
        if not isinstance(given, Mapping) or not isinstance(given.get("folder"), str):
            raise BadInput(
                f"{file}, {place}: it is {_shown(entry)}; allowed is the path of a folder, or the "
                "keys folder, name and topics, of which folder must be there."
            )
        for key in given:
            if key not in _KEYS:
                raise BadInput(
                    f"{file}, {place}.{key}: no such key; allowed are {', '.join(_KEYS)}."
                )
        for each in _of_entry(file, place, given):
            yield replace(each, listed=f"{file}, line {line}")


def _entries(file: Path) -> Iterator[tuple[str, int, Any]]:
    from living_review.ground.yaml_faults import decoded
    from living_review.protocol.marks import read_yaml

    document, lines = read_yaml(decoded(file.read_bytes(), str(file), BadInput), str(file))
    entries = document.get("reviews") if isinstance(document, Mapping) else None
    if not isinstance(entries, list) or not entries:
        raise BadInput(
            f"{file}, reviews: it is {_shown(entries)}; allowed is a list of folders, one or more."
        )
    for number, entry in enumerate(entries, start=1):
        yield f"reviews[{number}]", lines.get(("reviews", number - 1), 1), entry


def _of_entry(file: Path, place: str, given: Mapping[str, Any]) -> Iterator[Member]:
    written, topics = given["folder"].strip(), given.get("topics", [])
    if isinstance(topics, str):
        topics = [topics]
    if not isinstance(topics, list) or not all(isinstance(each, str) for each in topics):
        raise BadInput(
            f"{file}, {place}.topics: it is {_shown(topics)}; allowed is a list of texts."
        )
    name = given.get("name")
    if name is not None and (not isinstance(name, str) or not name.strip()):
        raise BadInput(f"{file}, {place}.name: it is {_shown(name)}; allowed is a text.")
    if is_address(written) and folder_of(written) is None:
        yield from _at_address(f"{file}, {place}", written, name, tuple(topics))
        return
    root = folder_of(written) or file.parent / Path(written).expanduser()
    found = below(root) if name is None and not (root / PROTOCOL).is_file() else ()
    if not found:
        yield Member(name.strip() if name else written.rstrip("/"), root, tuple(topics))
    for each in found:
        yield Member(f"{written.rstrip('/')}/{each.name}", each.root, tuple(topics))


def _at_address(
    where: str, written: str, name: str | None, topics: tuple[str, ...]
) -> Iterator[Member]:
    """Give the review at an address, or every one below it where it ends so."""
    check_address(written, f"{where}: ")
    if written.endswith(EVERY):
        if name is not None:
            raise BadInput(
                f"{where}.name: '{written}' means every review below it; leave the name out."
            )
        found = every_review(written)
        if not found:
            raise BadInput(
                f"{where}: no review lies below '{written.removesuffix(EVERY)}': a review is a "
                f"folder that holds {PROTOCOL}; correct the address."
            )
    else:
        found = (written.rstrip("/"),)
    for each in found:
        yield Member(name.strip() if name else each, Path(), topics, each)


def _unlike(found: Iterator[Member], file: Path) -> Iterator[Member]:
    """Give each folder once, and refuse one name for two of them."""
    by_place: set[str] = set()
    names: dict[str, str] = {}
    for each in found:
        there = each.address or os.path.realpath(each.root)
        if there in by_place:
            continue
        by_place.add(there)
        if each.name in names:
            raise BadInput(
                f"{file}: '{each.name}' names two reviews, {names[each.name]} and {each.place}; "
                "give one of them another name."
            )
        names[each.name] = each.place
        yield each


def _shown(value: object) -> str:
    return "not there" if value is None else f"'{value}'"
