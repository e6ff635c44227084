"""The version store: `data/versions/N/`, one folder a published version, written once.

A folder holds `manifest.json`, the PDFs while there is room for them, and under `files/` what no
earlier version held already. A file that changed is kept as its difference from the one before
(zstd with that as dictionary), and whole again after a few such steps, so that reading any version
stays quick and a damaged folder harms its neighbours only.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from living_review.ground.errors import BadInput, StoreDamaged
from living_review.living import compression
from living_review.living.manifest import PDFS as PDFS
from living_review.living.manifest import Manifest, OtherSchema, StoredFile

MANIFEST, FILES = "manifest.json", "files"
DEEPEST = 20
"""Versions that reading one file may go through."""
PDF_ROOM = 40_000_000
"""Bytes that the PDFs of all versions may take; the newest are kept."""
STAGING = ".staging-"
_VERSION = re.compile(r"[1-9][0-9]{0,8}")
"""The name of a version's folder; others, such as `03` or `3.bak`, are no version's."""
IGNORED = f".lock\n.checked.json\n{STAGING}*\n"


class VersionStore:
    """The published versions of one review, oldest first; each is proved as it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifests: dict[int, Manifest] = {}
        self._read: dict[tuple[int, str], bytes] = {}

    def numbers(self) -> tuple[int, ...]:
        """Give the numbers of the versions, rising; StoreDamaged where a folder has no manifest."""
        try:
            with os.scandir(self.folder) as entries:
                names = [entry.name for entry in entries if entry.is_dir()]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(sorted(int(name) for name in names if _VERSION.fullmatch(name)))

    def latest(self) -> Manifest | None:
        """Give the newest version, if there is any."""
        numbers = self.numbers()
        return self.manifest(numbers[-1]) if numbers else None

    def manifests(self) -> tuple[Manifest, ...]:
        """Give every version, oldest first."""
        return tuple(self.manifest(number) for number in self.numbers())

    def manifest(self, number: int) -> Manifest:
        """Give one version; StoreDamaged where its manifest is missing or cannot be read."""
        if number not in self._manifests:
            path = self.place(number) / MANIFEST
            try:
                found = Manifest.from_json(path.read_text(encoding="utf-8"))
            except FileNotFoundError as error:
                raise self.damaged(number, MANIFEST, "is missing") from error
            except OtherSchema as error:
                raise StoreDamaged(
                    f"data/versions/{number}/{MANIFEST} has the schema '{error}', which this "
                    "version of the program does not know; run the program that made that version, "
                    "or a newer one."
                ) from error
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise self.damaged(number, MANIFEST, "cannot be read") from error
            if found.number != number:
                raise self.damaged(number, MANIFEST, f"is that of version {found.number}")
            self._manifests[number] = found
        return self._manifests[number]

    def existing(self, number: int) -> Manifest:
        """Give a version; BadInput, naming those there are, where there is no such one."""
        known = self.numbers()
        if number not in known:
            if not known:
                raise BadInput(f"There is no version {number}; none is published yet.")
            there = ", ".join(map(str, known))
            raise BadInput(f"There is no version {number}; the published ones are {there}.")
        return self.manifest(number)

    def place(self, number: int) -> Path:
        """Give the folder of a version."""
        return self.folder / str(number)

    def read(self, number: int, name: str) -> bytes:
        """Give one file of a version, proved by its SHA-256.

        KeyError where the version has no such file, StoreDamaged where its bytes are not there.
        """
        known = self.manifest(number).files[name]
        key = (known.kept_in, name)
        if key not in self._read:
            self._read[key] = self._unpacked(name, known)
            while len(self._read) > 64:
                self._read.pop(next(iter(self._read)))
        return self._read[key]

    def files(self, number: int) -> dict[str, bytes]:
        """Give every file of a version, proved."""
        return {name: self.read(number, name) for name in self.manifest(number).files}

    def pdf(self, number: int, name: str) -> bytes | None:
        """Give a PDF of a version, proved; None where it is no longer kept."""
        try:
            content = (self.place(number) / name).read_bytes()
        except FileNotFoundError:
            return None
        if _sha256(content) != self.manifest(number).site.get(name):
            raise self.damaged(number, name, "was changed")
        return content

    def add(
        self, manifest: Manifest, files: Mapping[str, bytes], pdfs: Mapping[str, bytes]
    ) -> Manifest:
        """Write a new version at once: after a fault at any moment it is there whole, or not."""
        self.prepare()
        before = self.latest()
        staged = Path(tempfile.mkdtemp(prefix=STAGING, dir=self.folder))
        try:
            stored = {
                name: self._packed(staged, manifest.number, before, name, content)
                for name, content in sorted(files.items())
            }
            for name, content in pdfs.items():
                _write(staged / name, content)
            whole = manifest.with_files(stored, self._chained(before))
            _write(staged / MANIFEST, whole.to_json().encode())
            staged.chmod(0o755)
            staged.rename(self.place(manifest.number))
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        _settle(self.folder)
        self._manifests[manifest.number] = whole
        self._make_room()
        return whole

    def prepare(self) -> None:
        """Make the folder, and clear what a killed run left in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            _write(ignore, IGNORED.encode())
        for leftover in self.folder.glob(f"{STAGING}*"):
            shutil.rmtree(leftover, ignore_errors=True)

    def damaged(self, number: int, name: str, what: str) -> StoreDamaged:
        """Give the error for a version that was changed by hand."""
        where = f"data/versions/{number}"
        return StoreDamaged(
            f"{where}/{name} {what}: a published version must never be changed. Restore the folder "
            f"from your version control ('git checkout -- {where}') or a backup."
        )

    def _packed(
        self, staged: Path, number: int, before: Manifest | None, name: str, content: bytes
    ) -> StoredFile:
        """Keep a file in the new folder, unless the version before has the same."""
        digest = _sha256(content)
        last = before.files.get(name) if before else None
        if before and last and last.sha256 == digest:
            return last
        base, depth, dictionary = None, 0, b""
        if before and last and last.depth < DEEPEST:
            base, depth, dictionary = before.number, last.depth + 1, self.read(before.number, name)
        _write(staged / FILES / f"{name}.zst", compression.compressed(content, dictionary))
        return StoredFile(digest, len(content), number, base, depth)

    def _unpacked(self, name: str, known: StoredFile) -> bytes:
        path = self.place(known.kept_in) / FILES / f"{name}.zst"
        dictionary = b"" if known.base is None else self.read(known.base, name)
        shown = f"{FILES}/{name}.zst"
        try:
            content = compression.decompressed(path.read_bytes(), dictionary, known.size)
        except FileNotFoundError as error:
            raise self.damaged(known.kept_in, shown, "is missing") from error
        except ValueError as error:
            raise self.damaged(known.kept_in, shown, "cannot be read") from error
        if _sha256(content) != known.sha256:
            raise self.damaged(known.kept_in, shown, "was changed")
        return content

    def _chained(self, before: Manifest | None) -> str:
        """Give the SHA-256 of the manifest that the new one follows, which proves it ever after."""
        return _sha256((self.place(before.number) / MANIFEST).read_bytes()) if before else ""

    def _make_room(self) -> None:
        """Remove the PDFs of the oldest versions once there are too many."""
        room = PDF_ROOM
        for number in reversed(self.numbers()):
            for name in self.manifest(number).pdfs:
                path = self.place(number) / name
                if path.exists():
                    room -= path.stat().st_size
                    if room < 0:
                        path.unlink()


def fingerprint(parts: Sequence[str | bytes]) -> str:
    """Give one SHA-256 for parts in order; no part can be taken for two."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(f"{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the names in a folder on disk before anything relies on them."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
