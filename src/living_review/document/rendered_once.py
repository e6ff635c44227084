"""What of a report was made before is not made again: what decides all of it, as one key.

That is the findings and the protocol, whole; the templates of the review; its language and what it
wears; the program, every file of it, and its packages. Where a letter is not in the fonts of the
program, or the review brings its own, nothing is kept: there the fonts of the machine take part.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from living_review.assets.brand import worn
from living_review.document.illustration import Illustration
from living_review.ground.folder import TEMPLATES
from living_review.ground.kept import Kept, kept
from living_review.ground.own_files import own_file, package
from living_review.language import language_spoken
from living_review.language.folders import main_is_spoken
from living_review.letters.typesetting import in_own_fonts
from living_review.protocol import Protocol

PACKAGES = (
    "babel",
    "jinja2",
    "markupsafe",
    "matplotlib",
    "numpy",
    "pillow",
    "pydantic",
    "pypandoc_binary",
)
MOST_BYTES = 16 * 2**20
"""What is longer is made anew: to pack it would take memory that such a report needs itself."""
_DEEPEST = 12
Texts = dict[str, str]
Drawn = dict[str, Illustration]
Write = Callable[[str, str], object]


class _TooDeep(Exception):
    """Folders lie in one another without end, as links can have them."""


@dataclass(frozen=True)
class Once:
    """What earlier runs kept of one report, where anything may be kept of it."""

    kept: Kept | None = None
    key: str = ""

    def of(self, *parts: str) -> Once:
        """Give what is kept where these decide as well."""
        if self.kept is None or not _in_own_letters(self.kept, "".join(parts)):
            return Once()
        return Once(self.kept, _digest(self.key.encode(), *(_bytes(part) for part in parts)))

    def texts(self, part: str, make: Callable[[], Texts]) -> Texts:
        """Give the texts of a part of the report by their names, made where none are kept."""
        found = self._found(part)
        if found is not None:
            return dict(json.loads(found))
        made = make()
        if self.kept and sum(map(len, made.values())) <= MOST_BYTES:
            self._keep(part, json.dumps(made, ensure_ascii=False).encode())
        return made

    def content(self, part: str, make: Callable[[], bytes]) -> bytes:
        """Give what a file of the report holds, made where nothing is kept."""
        found = self._found(part)
        if found is None:
            found = make()
            if len(found) <= MOST_BYTES:
                self._keep(part, found)
        return found

    def figures(self, draw: Callable[[Write], Drawn], write: Write) -> Drawn:
        """Give what pages are told of each figure, by its name; `write` is handed each drawing.

        Where others wrote some of them, nothing is kept: then they are very many.
        """
        found = self._found("figures")
        if found is not None:
            drawings, told = json.loads(found)
            for name, svg in drawings.items():
                write(name, svg)
            return {name: _illustration(each) for name, each in told.items()}
        held: Texts = {}
        room = MOST_BYTES if self.kept else -1

        def written(name: str, svg: str) -> None:
            nonlocal room
            write(name, svg)
            room -= len(svg)
            held.update({name: svg}) if room >= 0 else held.clear()

        drawn = draw(written)
        if room >= 0 and held.keys() >= drawn.keys():
            told = {name: asdict(each) for name, each in drawn.items()}
            self._keep("figures", json.dumps([held, told], ensure_ascii=False).encode())
        return drawn

    def _found(self, part: str) -> bytes | None:
        return self.kept.get(self._key(part)) if self.kept else None

    def _keep(self, part: str, content: bytes) -> None:
        if self.kept:
            self.kept.put(self._key(part), content)

    def _key(self, part: str) -> str:
        return _digest(self.key.encode(), part.encode())


def once(protocol: Protocol, templates: Path | None) -> Once:
    """Give what earlier runs kept of a report by that protocol and the review's own templates."""
    earlier = kept()
    if earlier is None:
        return Once()
    try:
        own = _files(templates)
    except (OSError, _TooDeep):
        return Once()
    decides = (_program(), repr(worn()).encode(), *own)
    spoken = f"{language_spoken()} {main_is_spoken()}"
    asked = (protocol.model_dump_json(), repr((protocol.texts, protocol.file)), spoken)
    words = "".join(part.decode(errors="replace") for part in own)
    if not _in_own_letters(earlier, words):
        return Once()
    return Once(earlier, _digest(*decides)).of(*asked)


def _illustration(told: dict[str, Any]) -> Illustration:
    return Illustration(**{**told, "parts": tuple(map(_illustration, told["parts"]))})


def _in_own_letters(earlier: Kept, text: str) -> bool:
    """Whether the fonts of the machine are asked for no letter of a text.

    That it is so is kept as well: to open the fonts takes longer than all else here.
    """
    letters = "".join(sorted(set(text) - {"\n", "\r", "\t"}))
    if not letters:
        return True
    key = _digest(_program(), repr(worn()).encode(), _bytes(letters))
    if earlier.get(key) is not None:
        return True
    if own := in_own_fonts(letters):
        earlier.put(key, b"in own fonts")
    return own


@cache
def _program() -> bytes:
    """Tell the program, by every file of it, and the packages that it writes with."""
    files = _digest(*_files(package()), *_files(own_file(TEMPLATES)))
    packages = [f"{name} {version(name)}" for name in PACKAGES]
    return "; ".join((sys.version, *packages, files)).encode()


def _files(folder: Path | None) -> tuple[bytes, ...]:
    """Give name and content of all files in a folder, in their order."""
    if folder is None:
        return ()
    found: list[bytes] = []
    for parent, folders, files in os.walk(folder, followlinks=True):
        folders.sort()
        if len(Path(parent).relative_to(folder).parts) > _DEEPEST:
            raise _TooDeep
        for name in sorted(files):
            path = os.path.join(parent, name)  # noqa: PTH118 - a tenth of the time of Path
            if not name.endswith(".pyc") and os.path.isfile(path):  # noqa: PTH113
                with open(path, "rb") as file:  # noqa: PTH123
                    found += [os.fsencode(os.path.relpath(path, folder)), file.read()]
    return tuple(found)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _digest(*parts: bytes) -> str:
    digest = sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
