"""Facts that are told where one thing is changed after the other, kept in brief.

A line for each change that tells something else: how many facts are new and how many gone, the
first of them, and a checksum of all. Nothing is worded, and a field that was not there when a line
was kept counts for nothing: no wording moves a line.
To accept other facts on purpose: UPDATE_SNAPSHOTS=1 pytest on the file, and read what changed.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from heard import Heard as Worded
from heard import macro

from living_review.language import Fact, speaking

FIELDS = "fields of "
Tellers = Iterable[tuple[str, Callable[[], object]]]


class Heard(Worded):
    """Words that are heard and not worded, which takes most of the time."""

    def said(self, fact: Fact) -> str:
        name = macro(fact)
        self.fields[name] = fact.names()
        self.facts.setdefault(name, {})[self.written(fact)] = None
        return name


def told(tellers: Tellers, heard: Heard) -> dict[str, None]:
    """Give the facts that are told, and what is decided: none, so many, or yes and no."""
    decided: dict[str, None] = {}
    with speaking(heard):
        for name, tell in tellers:
            made = tell()
            made = tuple(made) if isinstance(made, Iterator) else made
            if not isinstance(made, str):
                decided[f"{name}: {heard.written(made)}"] = None
            elif not made:
                decided[f"{name}: nothing"] = None
    every = (each for name, held in heard.facts.items() for each in held if counts(heard, name))
    return {**dict.fromkeys(every), **decided}


def counts(heard: Heard, name: str) -> bool:
    """Tell whether a macro was there when lines were kept."""
    return not heard.known or name in heard.known


def told_by(
    group: str, name: str, tellers: Tellers, heard: Heard, usual: dict[str, None]
) -> Generator[str, None, dict[str, None]]:
    """Give the line of what is told otherwise than usual, and what is usual from then on."""
    said = told(tellers, heard)
    new = sorted(each for each in said if each not in usual)
    gone = sorted(each for each in usual if each not in said)
    if new or gone:
        mark = f"{zlib.crc32('|'.join((*new, '', *gone)).encode()):08x}"
        yield f"{group}, {name}: {len(new)} and {len(gone)}: {(*new, *gone)[0][:60]} … {mark}"
    return usual or said


def compared(
    kept_in: Path, group: str, lines: Callable[[Callable[[], Heard]], Iterator[str]]
) -> None:
    """Compare the lines of a group with those that are kept; or keep them, where that is asked."""
    kept = kept_in.read_text("utf-8").splitlines() if kept_in.exists() else []
    said = (each.removeprefix(FIELDS).partition(": ") for each in kept if each.startswith(FIELDS))
    known = {name: tuple(names.split()) for name, _, names in said}
    if os.environ.get("UPDATE_SNAPSHOTS"):
        every: list[Heard] = []

        def heard() -> Heard:
            every.append(Heard())
            return every[-1]

        found = list(lines(heard))
        for each in every:
            known |= each.fields
        head = [f"{FIELDS}{name}: {' '.join(names)}" for name, names in sorted(known.items())]
        others = [each for each in kept if not each.startswith((FIELDS, f"{group}, "))]
        kept = [*head, *others, *found]
        kept_in.write_text("\n".join(kept) + "\n", "utf-8")
    found = list(lines(lambda: Heard(known)))
    own = [each for each in kept if each.startswith(f"{group}, ")]
    changed = [each for each in found if each not in set(own)]
    assert not changed, "\n".join(changed[:20])
    assert found == own
