"""A registry as a folder of CSV files in a git repository, at a tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from living_review.ground import clock
from living_review.ground.errors import RegistryError
from living_review.language import say
from living_review.language.facts import registry_places as facts
from living_review.sources.csv_folder import read_csv
from living_review.sources.git_program import LATEST, Fetched, Repository
from living_review.sources.tables import RawTables
from living_review.sources.twins import refuse_twins

MOST_BYTES = 512 * 2**20
LFS = b"version https://git-lfs"
"""How a file begins that is kept elsewhere."""


@dataclass(frozen=True)
class GitDataSet:
    """The CSV files of one folder of a repository, at a tag; `latest` is the highest version."""

    repository: str
    tag: str = LATEST
    path: str = "."
    time_limit: int = 120
    allow_hosts: tuple[str, ...] = ()

    def pull(self) -> RawTables:
        """Fetch the commit of the tag alone, and read its files without checking them out.

        Raises SourceUnreachable where the repository cannot be reached in time, RegistryError where
        there is no such tag or folder, EnvironmentFailure where git is missing.
        """
        pulled_at = clock.now()
        with self._repository.fetched() as (tag, commit):
            files = dict(self._files(commit, tag))
        tables = {
            name: read_csv(content, name, f"{tag}:{self.path}/{name}.csv".replace("./", ""))
            for name, content in files.items()
        }
        place = facts.DataSet(repository=self.repository, tag=tag)
        return RawTables(tables, pulled_at, say(place))

    def fingerprint(self) -> str:
        """Give the tag and what it points at, as the repository says; raises as `pull` does."""
        return " ".join((*self._repository.resolved(), self.path))

    @property
    def _repository(self) -> Repository:
        limit, hosts = self.time_limit, tuple(self.allow_hosts)
        return Repository(self.repository, self.tag, limit, allow_hosts=hosts)

    def _files(self, commit: Fetched, tag: str) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of each CSV file that lies directly in the folder."""
        left = MOST_BYTES
        found = False
        entries = [each for each in commit.entries(self.path) if not each.name.startswith(".")]
        refuse_twins((each.name for each in entries), f"{self.repository} at {tag}")
        for entry in entries:
            file = PurePosixPath(entry.name)
            if file.suffix.lower() != ".csv":
                continue
            if not entry.is_file:
                raise RegistryError(
                    f"{self.repository} at {tag}: {entry.name} is a link and no file; commit the "
                    "file itself."
                )
            found, left = True, left - int(entry.size)
            if left < 0:
                raise RegistryError(
                    f"{self.repository} at {tag}: its CSV files are larger than "
                    f"{MOST_BYTES // 2**20} MB; name the folder of the registry alone."
                )
            content = commit.content(entry)
            refuse_lfs(content, f"{self.repository} at {tag}: {entry.name}")
            yield file.stem.lower(), content
        if not found:
            raise RegistryError(
                f"{self.repository} at {tag} has no CSV files in the folder '{self.path}'; correct "
                "registry.git.path in protocol.yml."
            )


def refuse_lfs(content: bytes, place: str) -> None:
    """Raise RegistryError where a file is only a pointer to one that is kept elsewhere."""
    if content.startswith(LFS):
        raise RegistryError(
            f"{place} is kept in Git LFS, which is not read; commit the file itself."
        )
