"""Inputs of the messages on libraries: where reviews lie, lists of them, and choices to try."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from message_inputs import Content, Given

from living_review.library.members import Member


def listed(text: str) -> Given:
    return Given("library check list.yml", {"list.yml": text})


def without(module: str, words: str, files: Mapping[str, Content] | None = None) -> Given:
    """Give a command line where a package is missing."""
    gone = mock.patch.dict(sys.modules, {module: None})
    return Given(words, files or {}, around=lambda _root: gone)


def called(call: Callable[[Path], object]) -> Given:
    return Given("", call=call)


def _listed_folder(root: Path) -> None:
    from living_review.library.jobs import Job
    from living_review.library.tasks import here

    here(Job(Member("a", root / "none", listed="list.yml, line 2"), "check"))


def _no_scheduler(_root: Path) -> None:
    from living_review.library.dask_parts import Connection

    with mock.patch.object(Connection, "_connected", side_effect=OSError):
        Connection("tcp://127.0.0.1:8786")


def _cluster(_root: Path, there: Mapping[str, object]) -> None:
    from living_review.library.dask_engine import Cluster

    connection = mock.Mock(name="cluster")
    connection.name = "tcp://127.0.0.1:8786"
    connection.workers.return_value = set(there)
    connection.asked.return_value = there
    with (
        mock.patch("living_review.library.dask_engine.kit", return_value={"numpy": "2.4"}),
        Cluster(connection, patience=0.0),
    ):
        pass


def _changed_elsewhere(root: Path) -> None:
    from living_review.library.afar import _put_back

    place = mock.Mock()
    place.stamps.return_value = {"data/protocol.yml": "2"}
    _put_back("", place, root / "data", {"data/protocol.yml": "1"}, {})


def _written_otherwise(root: Path) -> None:
    from living_review.library.afar import Done, confirm
    from living_review.library.jobs import Job, Outcome

    member = Member("a", root, address=root.as_uri())
    confirm(Job(member, "update"), Done(Outcome("a", "published", 0), {"data/protocol.yml": "0"}))


def _git() -> Any:
    from living_review.library.repositories import GitFolder

    return GitFolder("git+https://example.org/reviews.git#asthma")


def _git_link(root: Path) -> None:
    from living_review.sources.git_program import Entry

    repository = _git()
    repository._commit = object()
    repository._entries = {"data/registry": Entry("120000", "blob", "0", "3", "data/registry")}
    repository.fetch({"data/registry": ""}, root)


def _store() -> Any:
    from living_review.library.store import StoreFolder

    return StoreFolder("memory://held")


def _held(holder: str, then: str = "") -> None:
    """Have another hold the review, from the start or from the moment after it was free."""
    place = _store()
    said = iter([(holder, 9e9)] if not then else [(then, 9e9)])
    place._lease = lambda: next(said)
    place._fs = mock.Mock()
    place._fs.pipe_file.side_effect = None if then else [FileExistsError]
    with place.alone("mine"):
        pass


def _no_store(_root: Path) -> None:
    place = _store()
    place._fs = mock.Mock()
    place._fs.find.side_effect = TimeoutError("no answer")
    place.stamps(whole=True)


def tried(pair: str) -> Given:
    return Given(f"library analyse --what-if '{pair}'")


LIBRARIES: Mapping[str, Given] = {
    "a library without a review": Given("library check shelf", {"shelf/README.md": "x"}),
    "a library in another format": Given("library check list.txt", {"list.txt": "a"}),
    "a list without reviews": listed("review: [a]\n"),
    "a list with a number for a review": listed("reviews: [3]\n"),
    "a list with a key that is none": listed("reviews: [{folder: a, topic: b}]\n"),
    "a list with an address of no kind": listed("reviews: ['s4://bucket/review']\n"),
    "a list with a repository that is none": listed("reviews: ['git+ftp://host/review']\n"),
    "a list with a name for many": listed("reviews: [{folder: 'memory://x/**', name: x}]\n"),
    "a list with an address above nothing": listed("reviews: ['memory://x/**']\n"),
    "a list with a store whose package is missing": without(
        "s3fs", "library check list.yml", {"list.yml": "reviews: ['s3://bucket/review']\n"}
    ),
    "a list with an address, and nothing that reads any": without(
        "fsspec.registry", "library check list.yml", {"list.yml": "reviews: ['s3://b/review']\n"}
    ),
    "a list with a folder that is no review": called(_listed_folder),
    "a cluster without its package": without("distributed", "library check . --dask local"),
    "a cluster at no address": Given("library check . --dask here"),
    "a cluster that does not answer": called(_no_scheduler),
    "a cluster without a worker": called(lambda root: _cluster(root, {})),
    "a cluster of other programs": called(
        lambda root: _cluster(root, {"tcp://one:1": {"numpy": "2.3"}})
    ),
    "a review that changed elsewhere": called(_changed_elsewhere),
    "a review that is not as it was written": called(_written_otherwise),
    "a repository to publish in": called(lambda _root: _git().alone("")),
    "a repository with a link": called(_git_link),
    "a store that is held": called(lambda _root: _held("other")),
    "a store that is taken at the same time": called(lambda _root: _held("mine", then="other")),
    "a store that does not answer": called(_no_store),
    "a list with topics that are none": listed("reviews: [{folder: a, topics: 3}]\n"),
    "a list with a review without a name": listed("reviews: [{folder: a, name: ' '}]\n"),
    "a list with one name for two": listed(
        "reviews: [{folder: a, name: x}, {folder: b, name: x}]\n"
    ),
    "a choice without a value": tried("tau2"),
    "a trial that has no number": tried("retracted=Smith 2020"),
    "a choice that is no YAML": tried("model=["),
    "a choice of no key": tried("tau=PM"),
    "a choice of no value of a key": tried("tau2=XX"),
    "a portal in the place of a review": Given("library portal --out _site"),
    "a portal among other files": Given("library portal --out data"),
    "a portal in the place of a file": Given("library portal --out data/protocol.yml"),
    "a portal at no address": Given("library portal --out portal --url example.org"),
}
