"""A registry as a folder of CSV files in a git repository, at a tag."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from time import monotonic

from living_review import clock
from living_review.errors import EnvironmentFailure, RegistryError, SourceUnreachable
from living_review.sources.csv_folder import read_csv
from living_review.sources.tables import RawTables
from living_review.sources.twins import refuse_twins

MOST_BYTES = 512 * 2**20
LATEST = "latest"
_VERSION = re.compile(r"[vV]?(\d+(?:\.\d+)*)")
# Programs that git would run, and questions it would ask, each switched off.
_SAFE = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.askPass=true"),
    *("-c", "protocol.ext.allow=never", "-c", "fetch.recurseSubmodules=false", "-c", "gc.auto=0"),
)


@dataclass(frozen=True)
class GitDataSet:
    """The CSV files of one folder of a repository, at a tag; `latest` is the highest version."""

    repository: str
    tag: str = LATEST
    path: str = "."
    time_limit: int = 120

    def pull(self) -> RawTables:
        """Fetch the commit of the tag alone, and read its files without checking them out.

        Raises SourceUnreachable where the repository cannot be reached in time, RegistryError where
        there is no such tag or folder, EnvironmentFailure where git is missing.
        """
        pulled_at, run = clock.now(), _Git(self, monotonic() + self.time_limit)
        tag, _ = self._resolved(run)
        with tempfile.TemporaryDirectory(prefix="living-review-git-") as place:
            run("init", "--quiet", "--bare", "--template=", place)
            run(
                *("--git-dir", place, "fetch", "--quiet", "--depth=1", "--no-tags", "--"),
                *(self.repository, f"refs/tags/{tag}:refs/tags/pulled"),
            )
            files = dict(self._files(run, place, tag))
        tables = {
            name: read_csv(content, name, f"{tag}:{self.path}/{name}.csv".replace("./", ""))
            for name, content in files.items()
        }
        return RawTables(tables, pulled_at, f"the data set {self.repository} at its tag {tag}")

    def fingerprint(self) -> str:
        """Give the tag and what it points at, as the repository says; raises as `pull` does."""
        return " ".join((*self._resolved(_Git(self, monotonic() + self.time_limit)), self.path))

    def _resolved(self, run: _Git) -> tuple[str, str]:
        """Ask the repository for the tag: its name and what it points at."""
        listed = run("ls-remote", "--tags", "--", self.repository).decode("utf-8", "replace")
        tags = {}
        for line in listed.splitlines():
            commit, _, name = line.partition("\trefs/tags/")
            # An annotated tag is there twice, the second time with what it points at.
            tags[name.removesuffix("^{}")] = commit
        wanted = _latest(tags) if self.tag == LATEST else self.tag
        if wanted is None or wanted not in tags:
            there = ", ".join(sorted(tags)[-5:])
            raise RegistryError(
                f"{self.repository} has no "
                f"{'tag that is a version such as v1.2' if wanted is None else f'tag {self.tag}'}; "
                f"{f'it has {there}' if there else 'it has no tags at all'}. Tag a release, or "
                "correct registry.git.tag in protocol.yml."
            )
        return wanted, tags[wanted]

    def _files(self, run: _Git, place: str, tag: str) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each CSV file that lies directly in the folder."""
        folder = "refs/tags/pulled^{commit}:" + ("" if self.path == "." else self.path)
        try:
            listed = run("--git-dir", place, "ls-tree", "-l", "-z", folder)
        except SourceUnreachable:
            listed = b""
        left = MOST_BYTES
        found = False
        entries = [each for each in _entries(listed) if not each[-1].startswith(".")]
        refuse_twins((each[-1] for each in entries), f"{self.repository} at {tag}")
        for mode, kind, blob, size, name in entries:
            file = PurePosixPath(name)
            if file.suffix.lower() != ".csv":
                continue
            if kind != "blob" or mode == "120000":
                raise RegistryError(
                    f"{self.repository} at {tag}: {name} is a link and no file; commit the file "
                    "itself."
                )
            found, left = True, left - int(size)
            if left < 0:
                raise RegistryError(
                    f"{self.repository} at {tag}: its CSV files are larger than "
                    f"{MOST_BYTES // 2**20} MB; name the folder of the registry alone."
                )
            content = run("--git-dir", place, "cat-file", "blob", blob)
            if content.startswith(b"version https://git-lfs"):
                raise RegistryError(
                    f"{self.repository} at {tag}: {name} is kept in Git LFS, which is not read; "
                    "commit the file itself."
                )
            yield file.stem.lower(), content
        if not found:
            raise RegistryError(
                f"{self.repository} at {tag} has no CSV files in the folder '{self.path}'; correct "
                "registry.git.path in protocol.yml."
            )


@dataclass(frozen=True)
class _Git:
    """Runs git so that it asks nothing and ends in time."""

    source: GitDataSet
    ends: float

    def __call__(self, *arguments: str) -> bytes:
        left = self.ends - monotonic()
        try:
            done = subprocess.run(
                ["git", *_SAFE, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=max(left, 0.1),
                env=_environment(self.source.repository),
                check=False,
            )
        except FileNotFoundError as error:
            raise EnvironmentFailure(
                "The program git is missing; install it with your system's package manager."
            ) from error
        except subprocess.TimeoutExpired as error:
            raise SourceUnreachable(
                f"{self.source.repository} did not answer within {self.source.time_limit} seconds; "
                "check the network, or raise registry.git.time_limit in protocol.yml."
            ) from error
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            said = next((x for x in lines if x.startswith(("fatal:", "error:"))), "no reason given")
            raise SourceUnreachable(
                f"{self.source.repository} cannot be read ({said.partition(': ')[2] or said}); "
                "check the address, your access and the network."
            )
        return done.stdout


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


def _entries(listed: bytes) -> Iterator[tuple[str, str, str, str, str]]:
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        about, tab, name = line.partition("\t")
        if tab:
            mode, kind, blob, size = about.split()
            yield mode, kind, blob, size, name
