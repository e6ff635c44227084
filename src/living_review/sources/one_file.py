"""One file of another program, wherever it is kept: in the review, at an address, in git."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from living_review.ground.errors import RegistryError
from living_review.language.facts import registry_places as facts
from living_review.sources.cache import Cache
from living_review.sources.download import Download, shown
from living_review.sources.files import read_start, refuse_outside
from living_review.sources.git_data import refuse_lfs
from living_review.sources.git_program import LATEST, Repository

KEY = "registry.import"


@dataclass(frozen=True, slots=True)
class OneFile:
    """A file as it came; `name` is how messages call it, `place` where it is kept, for readers."""

    content: bytes
    name: str
    place: str | facts.FileOfDataSet


class Kept(Protocol):
    """Where one file is kept."""

    def fetch(self) -> OneFile:
        """Give the file; SourceUnreachable or RegistryError where that cannot be done."""
        ...

    def fingerprint(self) -> str:
        """Give a text that changes with the file; '' where only fetching it can tell."""
        ...


def kept_at(
    root: Path, cache: Path, settings: Mapping[str, Any], most_bytes: int, *, local: bool = False
) -> Kept:
    """Give where a file is kept, as `file`, `url` or `git` of the settings say.

    Of a file in the review no more than `most_bytes` and one are read. `local` lets plain http
    through to this machine, and no protocol can set it.
    """
    if "file" in settings:
        return InReview(root, settings["file"], most_bytes)
    if "git" in settings:
        return InRepository(**settings["git"], most_bytes=most_bytes)
    named = ("url", "sha256", "token_env", "megabytes", "allow_hosts")
    given = {name: settings[name] for name in named if name in settings}
    return AtAddress(cache=cache, local_http=local, **given)


@dataclass(frozen=True)
class InReview:
    """A file in the folder of the review."""

    root: Path
    file: str
    most_bytes: int

    def fetch(self) -> OneFile:
        """Read the file; RegistryError where a link leads out of the review."""
        path = refuse_outside(self.root, self.file)
        if path.exists() and not path.is_file():
            # A pipe, for one, would be waited for.
            raise RegistryError(f"{self.file} is no file; name the file in {KEY}.file.")
        content = read_start(path, self.file, self.most_bytes + 1)
        return OneFile(content, PurePosixPath(self.file).name, self.file)

    def fingerprint(self) -> str:
        """Give the SHA-256 of the file; '' where it cannot be read."""
        try:
            return _sha256(self.fetch().content)
        except (RegistryError, ConnectionError):
            # Whatever is wrong with the file, fetching it says so.
            return ""


@dataclass(frozen=True)
class AtAddress:
    """A file at an https address, fetched where it is not what was fetched before."""

    url: str
    cache: Path
    sha256: str | None = None
    token_env: str | None = None
    megabytes: int = 64
    allow_hosts: tuple[str, ...] = ()
    local_http: bool = False

    def fetch(self) -> OneFile:
        """Fetch the file if it changed; RegistryError where it is not the one that is pinned."""
        wanted = (self.sha256 or "").lower()
        known = Cache(self.cache).read(self.url) if wanted else None
        found = known if known is not None and known.sha256 == wanted else None
        found = found or Download(
            Cache(self.cache),
            megabytes=self.megabytes,
            token_env=self.token_env,
            token_for=self.url,
            local_http=self.local_http,
            key=KEY,
            allow_hosts=tuple(self.allow_hosts),
        ).fetch(self.url)
        if wanted and found.sha256 != wanted:
            raise RegistryError(
                f"{shown(self.url)} has the SHA-256 {found.sha256}, and the protocol asks for "
                f"{wanted}; if the new file is the right one, write its SHA-256 into {KEY}.sha256."
            )
        parts = urlsplit(self.url)
        name = unquote(parts.path).rpartition("/")[2] or str(parts.hostname)
        return OneFile(found.content, name, shown(self.url))

    def fingerprint(self) -> str:
        """Give the SHA-256 of the file, which costs one request where it did not change."""
        return (self.sha256 or "").lower() or _sha256(self.fetch().content)


@dataclass(frozen=True)
class InRepository:
    """A file of a git repository, at a tag; `latest` is the highest version."""

    repository: str
    path: str
    most_bytes: int
    tag: str = LATEST
    time_limit: int = 120
    allow_hosts: tuple[str, ...] = ()

    def fetch(self) -> OneFile:
        """Fetch the commit of the tag alone, and read the file without checking it out."""
        path = PurePosixPath(self.path)
        with self._repository.fetched() as (tag, commit):
            where = f"{self.repository} at {tag}"
            there = {each.name: each for each in commit.entries(str(path.parent))}
            entry = there.get(path.name)
            if entry is None:
                raise RegistryError(
                    f"{where} has no file {self.path}; correct {KEY}.git.path in protocol.yml."
                )
            if not entry.is_file:
                raise RegistryError(f"{where}: {self.path} is no file; commit the file itself.")
            if int(entry.size) > self.most_bytes:
                raise RegistryError(
                    f"{where}: {self.path} has {int(entry.size):,} bytes and {self.most_bytes:,} "
                    "are allowed; commit the analysis data without attachments."
                )
            content = commit.content(entry)
        refuse_lfs(content, f"{where}: {self.path}")
        data_set = facts.DataSet(repository=self.repository, tag=tag)
        place = facts.FileOfDataSet(file=self.path, data_set=data_set)
        return OneFile(content, path.name, place)

    def fingerprint(self) -> str:
        """Give the tag and what it points at, as the repository says; raises as `fetch` does."""
        return " ".join((*self._repository.resolved(), self.path))

    @property
    def _repository(self) -> Repository:
        limit, hosts = self.time_limit, tuple(self.allow_hosts)
        return Repository(self.repository, self.tag, limit, f"{KEY}.git", hosts)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
