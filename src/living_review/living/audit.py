"""Whether every file that the versions keep is the one that was published: nothing is made again.

Each version is read from the oldest on, and each stored file once: what a file is a difference
from was read just before it. A fault in one file is told at that file; those that can only be read
through it are told to be out of reach, and the audit goes on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from living_review.ground.errors import StoreDamaged
from living_review.living import compression
from living_review.living.manifest import Manifest, StoredFile
from living_review.living.store import FILES, IGNORED, MANIFEST, PDFS, STAGING, VersionStore

Kind = Literal["changed", "missing", "added"]
Wrong = Literal[
    "missing",
    "version-missing",
    "manifest-missing",
    "manifest-unreadable",
    "manifest-of-another",
    "manifest-not-published",
    "pointer",
    "out-of-reach",
    "content",
    "link",
    "stranger",
]
"""What is wrong with a file; `cli/audit.py` says it."""
OURS = (".gitignore", *IGNORED.split())


@dataclass(frozen=True)
class Fault:
    """One file that is not as it was published; `version` is None where it belongs to none."""

    kind: Kind
    version: int | None
    file: str
    """Its path from the folder of versions."""
    wrong: Wrong
    about: str = ""
    """The version that followed another manifest, or the file that is wrongly pointed at."""


@dataclass
class Audit:
    """What was looked at, and every fault that was found."""

    versions: int = 0
    files: int = 0
    """Files on the disk that were read and agree with their manifest."""
    size: int = 0
    """What those files hold, in bytes."""
    faults: list[Fault] = field(default_factory=list)


def audit(
    store: VersionStore,
    shelf: Path | None = None,
    step: Callable[[int, int], None] = lambda *_: None,
) -> Audit:
    """Read every file of every version and compare it with its manifest.

    `shelf` is the folder of versions in a published site: where it has a manifest of the same
    number, the two must be the same bytes. `step` is told of each version, and which is the last.
    """
    return _Auditor(store, shelf).done(step)


class _Auditor:
    def __init__(self, store: VersionStore, shelf: Path | None) -> None:
        self.store, self.shelf, self.found = store, shelf, Audit()
        self.expected: set[str] = set()
        self.lost: set[int] = set()
        """Versions whose manifest cannot be read, so that nobody can say what they hold."""
        self.proved: dict[str, tuple[StoredFile, bytes | None]] = {}
        """By name the last stored file and what it holds; None where it cannot be read."""

    def done(self, step: Callable[[int, int], None]) -> Audit:
        numbers = self.store.numbers()
        chain = ""
        for number in range(1, numbers[-1] if numbers else 0):
            if number not in numbers:
                self.lost.add(number)
                self._tell("missing", number, str(number), "version-missing")
        for number in numbers:
            step(number, numbers[-1])
            self.found.versions += 1
            self.expected.add(f"{number}/{MANIFEST}")
            manifest = self._manifest(number)
            if manifest is None:
                chain = ""
                self.lost.add(number)
                self.expected |= set(_files_below(self.store.folder, str(number)))
                continue
            self._compare_manifests(manifest, "" if number - 1 in self.lost else chain)
            chain = _sha256((self.store.place(number) / MANIFEST).read_bytes())
            for name, known in manifest.files.items():
                self._stored(number, name, known)
            self._printed(manifest, numbers)
        self._strangers()
        return self.found

    def _tell(
        self, kind: Kind, version: int | None, file: str, wrong: Wrong, about: str = ""
    ) -> None:
        self.found.faults.append(Fault(kind, version, file, wrong, about))

    def _manifest(self, number: int) -> Manifest | None:
        path, shown = self.store.place(number) / MANIFEST, f"{number}/{MANIFEST}"
        if not path.is_file():
            self._tell("missing", number, shown, "manifest-missing")
            return None
        try:
            found = self.store.manifest(number)
        except StoreDamaged:
            self._tell("changed", number, shown, "manifest-unreadable")
            return None
        self.found.files += 1
        return found

    def _compare_manifests(self, manifest: Manifest, chain: str) -> None:
        """Prove the manifest before by what this one says of it, and this one by the site's."""
        number = manifest.number
        if chain and manifest.manifest_before not in ("", chain):
            self._tell(
                "changed",
                manifest.previous,
                f"{manifest.previous}/{MANIFEST}",
                "manifest-of-another",
                str(number),
            )
        ours, copies = (self.store.place(number) / MANIFEST).read_bytes(), self.shelf
        copy = copies / str(number) / MANIFEST if copies else None
        if copy and copy.is_file() and copy.read_bytes() != ours:
            self._tell("changed", number, f"{number}/{MANIFEST}", "manifest-not-published")

    def _stored(self, number: int, name: str, known: StoredFile) -> None:
        """Prove one file of a version, unless the version before has the very same."""
        shown = f"{known.kept_in}/{FILES}/{name}.zst"
        before = self.proved.get(name)
        if before and before[0] == known:
            return
        if known.kept_in != number and known.kept_in not in self.lost:
            # A version shares a file with the one before it and with no other.
            self._tell("changed", number, f"{number}/{MANIFEST}", "pointer", shown)
            return
        self.expected.add(shown)
        content = self._content(number, name, known, before)
        if content is not None:
            self.found.files += 1
            self.found.size += len(content)
        self.proved[name] = (known, content)

    def _content(
        self,
        number: int,
        name: str,
        known: StoredFile,
        before: tuple[StoredFile, bytes | None] | None,
    ) -> bytes | None:
        shown = f"{known.kept_in}/{FILES}/{name}.zst"
        path = self.store.folder / shown
        if not self._is_plain(number, path, shown):
            return None
        base = b""
        if known.base is not None:
            known_base = before[1] if before and known.base not in self.lost else None
            if known_base is None:
                self._tell("changed", number, shown, "out-of-reach")
                return None
            base = known_base
        try:
            content = compression.decompressed(path.read_bytes(), base, known.size)
        except ValueError:
            content = b""
        if len(content) != known.size or _sha256(content) != known.sha256:
            self._tell("changed", number, shown, "content")
            return None
        return content

    def _is_plain(self, number: int, path: Path, shown: str) -> bool:
        if path.is_symlink():
            self._tell("changed", number, shown, "link")
            return False
        if not path.is_file():
            self._tell("missing", number, shown, "missing")
            return False
        return True

    def _printed(self, manifest: Manifest, numbers: tuple[int, ...]) -> None:
        """Prove the PDFs; those of old versions may be gone, but never a newer one's alone."""
        number = manifest.number
        older = any(
            (self.store.place(each) / name).exists()
            for each in numbers
            if each < number
            for name in self._pdfs(each)
        )
        for name in manifest.pdfs:
            shown, path = f"{number}/{name}", self.store.place(number) / name
            self.expected.add(shown)
            if not path.exists() and not path.is_symlink() and number != numbers[-1] and not older:
                continue
            if not self._is_plain(number, path, shown):
                continue
            content = path.read_bytes()
            if _sha256(content) != manifest.site[name]:
                self._tell("changed", number, shown, "content")
                continue
            self.found.files += 1
            self.found.size += len(content)

    def _pdfs(self, number: int) -> tuple[str, ...]:
        """Give the PDFs of a version, as far as its manifest can be read."""
        return PDFS if number in self.lost else self.store.manifest(number).pdfs

    def _strangers(self) -> None:
        """Tell of files that no manifest knows."""
        for file in _files_below(self.store.folder, ""):
            first = file.partition("/")[0]
            if file in self.expected or file in OURS or first.startswith(STAGING):
                continue
            version = int(first) if first.isdecimal() and first.isascii() else None
            self._tell("added", version, file, "stranger")


def _files_below(folder: Path, name: str) -> Iterator[str]:
    """Yield every file and link below a folder by its path from `folder`, sorted."""
    for parent, folders, files in os.walk(folder / name):
        folders.sort()
        links = [each for each in folders if (Path(parent) / each).is_symlink()]
        for each in sorted((*files, *links)):
            yield (Path(parent) / each).relative_to(folder).as_posix()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
