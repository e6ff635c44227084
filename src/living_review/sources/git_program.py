"""git, run so that it asks nothing, runs nothing of a repository, and ends in time."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

from living_review.ground.disk import work_folder
from living_review.ground.errors import EnvironmentFailure, RegistryError, SourceUnreachable
from living_review.sources.addresses import checked

LATEST = "latest"
_VERSION = re.compile(r"[vV]?(\d+(?:\.\d+)*)")
# Programs that git would run, and questions it would ask, each switched off.
_SAFE = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.askPass=true"),
    # A redirect would be followed to a host that nobody looked at.
    *("-c", "http.followRedirects=false"),
    *("-c", "protocol.ext.allow=never", "-c", "fetch.recurseSubmodules=false", "-c", "gc.auto=0"),
)


class Entry(NamedTuple):
    """One entry of a folder in a commit."""

    mode: str
    kind: str
    blob: str
    size: str
    name: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file, and no folder, link or submodule."""
        return self.kind == "blob" and self.mode != "120000"


@dataclass(frozen=True)
class Repository:
    """A repository at a tag; `latest` is the highest version. `key` is where a protocol names it.

    Over https, git connects to an address of the host that was checked (`allow_hosts` may have any)
    and follows no redirect.

    Everything raises SourceUnreachable where the repository cannot be reached in time,
    RegistryError where there is no such tag, EnvironmentFailure where git is missing.
    """

    address: str
    tag: str = LATEST
    time_limit: int = 120
    key: str = "registry.git"
    allow_hosts: tuple[str, ...] = ()

    def resolved(self, run: Git | None = None) -> tuple[str, str]:
        """Ask the repository for the tag: its name and what it points at."""
        run = run or self._git()
        listed = run("ls-remote", "--tags", "--", self.address).decode("utf-8", "replace")
        tags = {}
        for line in listed.splitlines():
            commit, _, name = line.partition("\trefs/tags/")
            # An annotated tag is there twice, the second time with what it points at.
            tags[name.removesuffix("^{}")] = commit
        wanted = _latest(tags) if self.tag == LATEST else self.tag
        if wanted is None or wanted not in tags:
            there = ", ".join(sorted(tags)[-5:])
            raise RegistryError(
                f"{self.address} has no "
                f"{'tag that is a version such as v1.2' if wanted is None else f'tag {self.tag}'} "
                f"({f'it has {there}' if there else 'it has no tags at all'}); tag a release, or "
                f"correct {self.key}.tag in protocol.yml."
            )
        return wanted, tags[wanted]

    @contextmanager
    def fetched(self) -> Iterator[tuple[str, Fetched]]:
        """Fetch the commit of the tag alone; its name, and its files while this lasts."""
        run = self._git()
        tag, _ = self.resolved(run)
        with work_folder() as folder:
            place = str(folder)
            run("init", "--quiet", "--bare", "--template=", place)
            run(
                *("--git-dir", place, "fetch", "--quiet", "--depth=1", "--no-tags", "--"),
                *(self.address, f"refs/tags/{tag}:refs/tags/pulled"),
            )
            yield tag, Fetched(run, place)

    def _git(self) -> Git:
        return Git(self, monotonic() + self.time_limit)


@dataclass(frozen=True)
class Fetched:
    """The files of one commit, read without checking them out."""

    run: Git
    place: str

    def entries(self, folder: str) -> list[Entry]:
        """List what lies directly in a folder ('.' is the root); nothing where there is none."""
        of = "refs/tags/pulled^{commit}:" + ("" if folder == "." else folder)
        try:
            listed = self.run("--git-dir", self.place, "ls-tree", "-l", "-z", of)
        except SourceUnreachable:
            return []
        return [*_entries(listed)]

    def all_below(self, folder: str) -> list[Entry]:
        """List every file below a folder by its path from the root; nothing where there is none."""
        wanted = () if folder == "." else ("--", folder)
        listed = self.run(
            *("--git-dir", self.place, "ls-tree", "-r", "-l", "-z", "--full-tree"),
            *("refs/tags/pulled^{commit}", *wanted),
        )
        return [*_entries(listed)]

    def content(self, entry: Entry) -> bytes:
        """Give the bytes of a file."""
        return self.run("--git-dir", self.place, "cat-file", "blob", entry.blob)


@dataclass(frozen=True)
class Git:
    """Runs git so that it asks nothing and ends in time."""

    repository: Repository
    ends: float

    def __call__(self, *arguments: str) -> bytes:
        of, left = self.repository, self.ends - monotonic()
        try:
            done = subprocess.run(
                ["git", *_SAFE, *self._pinned(arguments), *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=max(left, 0.1),
                env=_environment(of.address),
                check=False,
            )
        except FileNotFoundError as error:
            raise EnvironmentFailure(
                "The program git is missing; install it with your system's package manager."
            ) from error
        except subprocess.TimeoutExpired as error:
            raise SourceUnreachable(
                f"{of.address} did not answer within {of.time_limit} seconds; check the network"
                f"{f', or raise {of.key}.time_limit in protocol.yml' if of.key else ''}."
            ) from error
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            said = next((x for x in lines if x.startswith(("fatal:", "error:"))), "no reason given")
            raise SourceUnreachable(
                f"{of.address} cannot be read ({said.partition(': ')[2] or said}); {_remedy(said)}."
            )
        return done.stdout

    def _pinned(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Have git connect to an address that was checked, whatever a name server says later."""
        of = self.repository
        parts = urlsplit(of.address)
        asks = any(each in arguments for each in ("ls-remote", "fetch"))
        if not asks or parts.scheme != "https" or not parts.hostname:
            return ()
        host, port = parts.hostname, parts.port or 443
        try:
            addresses = checked(host, port, of.allow_hosts, of.key)
        except OSError:
            # Whoever cannot be resolved cannot be asked; git says so, or asks its proxy.
            return ()
        numbers = ",".join(f"[{each}]" if ":" in each else each for each in addresses)
        return ("-c", f"http.curloptResolve={host}:{port}:{numbers}")


def _remedy(said: str) -> str:
    """Say what helps against what git said."""
    if re.search(r"returned error: 30[1278]|redirect", said):
        return "it leads elsewhere, and redirects are not followed: give the address it ends at"
    return "check the address, your access and the network"


def _environment(repository: str) -> Mapping[str, str]:
    """Give the environment without what would point git at another repository."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO")
    }
    ssh = {} if "GIT_SSH_COMMAND" in kept or "GIT_SSH" in kept else _BATCH_SSH
    local = repository.startswith("/")
    return {
        **kept,
        **ssh,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "file" if local else "https:ssh",
        "LC_ALL": "C",
    }


_BATCH_SSH = {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=10"}


def _latest(tags: Mapping[str, str]) -> str | None:
    """Give the tag with the highest version; a pre-release is none."""
    versions = {
        name: tuple(map(int, found[1].split(".")))
        for name in tags
        if (found := _VERSION.fullmatch(name))
    }
    return max(versions, key=lambda name: (versions[name], name), default=None)


def _entries(listed: bytes) -> Iterator[Entry]:
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        about, tab, name = line.partition("\t")
        if tab:
            mode, kind, blob, size = about.split()
            yield Entry(mode, kind, blob, size, name)
