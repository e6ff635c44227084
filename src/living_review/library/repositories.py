"""A review in a git repository: it is read, and nothing is put back there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from living_review.ground.disk import work_folder
from living_review.ground.errors import BadInput
from living_review.library import parts
from living_review.library.addresses import git_address
from living_review.sources.git_data import refuse_lfs
from living_review.sources.git_program import Entry, Fetched, Git, Repository

TIME_LIMIT = 120
_READ_ONLY = "what cannot be held is not written to"


class GitFolder:
    """A review in one commit of a repository: that of a tag, or the head."""

    def __init__(self, address: str) -> None:
        self._address, self._of = address, git_address(address)
        self._stack = ExitStack()
        self._entries: dict[str, Entry] = {}
        self._commit: Fetched | None = None

    def __enter__(self) -> Self:
        # Who wrote the list may name a host of the own network; others name none here.
        own = urlsplit(self._of.repository).hostname
        hosts = (own,) if own else ()
        repository = Repository(
            self._of.repository, self._of.tag, TIME_LIMIT, key="", allow_hosts=hosts
        )
        run = Git(repository, monotonic() + TIME_LIMIT)
        try:
            place = str(self._stack.enter_context(work_folder()))
            wanted = f"refs/tags/{self._of.tag}" if self._of.tag else "HEAD"
            run("init", "--quiet", "--bare", "--template=", place)
            run(
                *("--git-dir", place, "fetch", "--quiet", "--depth=1", "--no-tags", "--"),
                *(self._of.repository, f"{wanted}:refs/tags/pulled"),
            )
        except BaseException:
            self._stack.close()
            raise
        self._commit = Fetched(run, place)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def reviews_below(self) -> tuple[str, ...]:
        """Give the address of every review below this one."""
        self.stamps(whole=False)
        base, _, folder = self._address.partition("#")
        below = f"{folder.strip('/')}/" if folder.strip("/") else ""
        return tuple(f"{base}#{below}{each}" for each in parts.reviews_in(self._entries))

    def stamps(self, *, whole: bool) -> Mapping[str, str]:
        assert self._commit is not None
        below = f"{self._of.folder}/" if self._of.folder else ""
        listed = self._commit.all_below(self._of.folder or ".")
        self._entries = {each.name.removeprefix(below): each for each in listed}
        names = parts.of_one_review(self._entries, whole=whole)
        return {name: self._entries[name].blob for name in names}

    def fetch(self, names: Mapping[str, str], into: Path) -> None:
        assert self._commit is not None
        for name in names:
            entry = self._entries[name]
            if not entry.is_file:
                raise BadInput(
                    f"{self._address}: {name} is a link or another repository, which is not "
                    "followed; commit the file itself."
                )
            content = self._commit.content(entry)
            refuse_lfs(content, f"{self._address}: {name}")
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def alone(self, token: str) -> AbstractContextManager[None]:  # noqa: ARG002
        raise BadInput(
            f"{self._address} is a repository, which is only read: check and analyse take it. To "
            "publish, clone it and list its folder."
        )

    def put(self, root: Path, changed: list[str], gone: list[str]) -> None:
        raise NotImplementedError(_READ_ONLY)

    def sha256(self, name: str) -> str:
        raise NotImplementedError(_READ_ONLY)

    def last_run(self) -> str:
        raise NotImplementedError(_READ_ONLY)

    def begun_by(self, token: str) -> None:
        raise NotImplementedError(_READ_ONLY)

    def ended(self) -> None:
        raise NotImplementedError(_READ_ONLY)
