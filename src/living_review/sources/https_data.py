"""A registry at an https address: a zip of CSV files, an Excel workbook, or a data package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from living_review.ground import clock
from living_review.ground.errors import RegistryError
from living_review.language import say
from living_review.language.facts import registry_places as facts
from living_review.sources.archive import UNPACKED_TIMES, is_workbook, is_zip, read_archive
from living_review.sources.cache import Cache, Cached
from living_review.sources.data_package import is_descriptor, read_data_package
from living_review.sources.download import Download, shown
from living_review.sources.tables import RawTable, RawTables
from living_review.sources.workbook import read_workbook


@dataclass(frozen=True)
class HttpsData:
    """The tables of a registry at one https address; `cache` is a folder for what was fetched.

    `sha256` is what the file must have, where it is given. `local_http` and `pause` (the seconds
    before the first new attempt) are not for protocols.
    """

    url: str
    cache: Path
    sha256: str | None = None
    token_env: str | None = None
    megabytes: int = 100
    allow_hosts: tuple[str, ...] = ()
    pause: float = 0.5
    seconds: float = 300.0
    local_http: bool = False

    def pull(self) -> RawTables:
        """Fetch the file if it changed since it was last fetched, and read its tables.

        Raises SourceUnreachable where it cannot be fetched, RegistryError where what came cannot be
        used.
        """
        pulled_at = clock.now()
        found = self._pinned() or self._download.fetch(self.url)
        self._refuse_other_content(found)
        tables = self._read(found)
        return RawTables(tables, pulled_at, say(facts.AtAddress(address=shown(self.url))))

    def fingerprint(self) -> str:
        """Give the SHA-256 that the protocol asks for; '' where only the server can tell."""
        return (self.sha256 or "").lower()

    @property
    def _download(self) -> Download:
        return Download(
            Cache(self.cache),
            megabytes=self.megabytes,
            allow_hosts=tuple(self.allow_hosts),
            token_env=self.token_env,
            token_for=self.url,
            seconds=self.seconds,
            pause=self.pause,
            local_http=self.local_http,
        )

    def _pinned(self) -> Cached | None:
        """Give what was fetched before where it is the very file that the protocol asks for."""
        known = Cache(self.cache).read(self.url) if self.sha256 else None
        return known if known is not None and known.sha256 == self.fingerprint() else None

    def _refuse_other_content(self, found: Cached) -> None:
        if self.sha256 and found.sha256 != self.sha256.lower():
            raise RegistryError(
                f"{shown(self.url)} has the SHA-256 {found.sha256}, and the protocol asks for "
                f"{self.sha256.lower()}; if the new file is the right one, write its SHA-256 into "
                "registry.https.sha256."
            )

    def _read(self, found: Cached) -> dict[str, RawTable]:
        name = urlsplit(found.url).path.rpartition("/")[2] or str(urlsplit(found.url).hostname)
        content = found.content
        if is_zip(content) and is_workbook(content):
            return read_workbook(content, name)
        if is_zip(content):
            return read_archive(content, name, UNPACKED_TIMES * self.megabytes * 2**20)
        if is_descriptor(content):
            return read_data_package(found, self._download, pinned=bool(self.sha256))
        begins = content[:40].decode("utf-8", "replace").split("\n")[0].strip()
        raise RegistryError(
            f"{shown(self.url)} is neither a zip archive, an Excel workbook nor a data package "
            f"(it begins with {begins!a}); give the address of the file itself, not of the "
            "page that shows it."
        )
