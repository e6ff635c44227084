"""What was last fetched from an address, so that an unchanged file is not fetched again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from living_review.ground.disk import write_whole


@dataclass(frozen=True)
class Cached:
    """A file as it was fetched, and by what its server would tell it from a newer one."""

    url: str
    final_url: str
    etag: str
    last_modified: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content, as 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Cache:
    """A folder of fetched files, which git leaves alone; losing it costs one download."""

    folder: Path

    def read(self, url: str) -> Cached | None:
        """Give what was fetched from an address; None where that is unknown or damaged."""
        said, kept = self._places(url)
        try:
            known = json.loads(said.read_text(encoding="utf-8"))
            found = Cached(
                url, known["final_url"], known["etag"], known["last_modified"], kept.read_bytes()
            )
            return found if known["url"] == url and known["sha256"] == found.sha256 else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, found: Cached) -> None:
        """Keep what was fetched; does nothing where nothing can be written."""
        said, kept = self._places(found.url)
        known = {
            "url": found.url,
            "final_url": found.final_url,
            "etag": found.etag,
            "last_modified": found.last_modified,
            "sha256": found.sha256,
        }
        with contextlib.suppress(OSError):
            self.prepare()
            write_whole(kept, found.content)
            write_whole(said, json.dumps(known, indent=1).encode())

    def prepare(self) -> None:
        """Make the folder, and tell git to leave it alone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ignored = self.folder / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8", newline="\n")

    def forget_all_but(self, urls: Iterable[str]) -> None:
        """Remove what was fetched from any other address."""
        kept = {place.name for url in urls for place in self._places(url)}
        with contextlib.suppress(OSError):
            for file in (*self.folder.glob("*.json"), *self.folder.glob("*.bin")):
                if file.name not in kept:
                    file.unlink()

    def _places(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode()).hexdigest()[:32]
        return self.folder / f"{name}.json", self.folder / f"{name}.bin"
