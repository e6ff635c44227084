"""The source that a protocol names under `registry`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from living_review.sources.csv_folder import CsvFolder
from living_review.sources.files import refuse_outside
from living_review.sources.tables import Source

Settings = Mapping[str, Any]
CACHE = Path("data") / ".cache"
CSV_DEFAULT = "data/registry"
_HTTPS_KEYS = ("url", "sha256", "token_env", "megabytes", "allow_hosts")


def configured(root: Path, place: Mapping[str, Settings]) -> Source:
    """Give the source of the review in `root`, kept at the one place that is named.

    `place` is what `Protocol.registry.settings()` gives: the kind, and its settings.
    """
    ((kind, settings),) = place.items()
    return _KINDS[kind](root, settings)


def _csv(root: Path, settings: Settings) -> Source:
    folder = settings["folder"]
    # The folder of every review may be a link; another is named by whoever wrote the protocol.
    path = root / folder if folder == CSV_DEFAULT else refuse_outside(root, folder)
    return CsvFolder(path, root)


def _xlsx(root: Path, settings: Settings) -> Source:
    from living_review.sources.workbook import Workbook

    return Workbook(root, **settings)


def _sqlite(root: Path, settings: Settings) -> Source:
    from living_review.sources.database import SqliteFile

    return SqliteFile(root, **settings)


def _postgresql(_root: Path, settings: Settings) -> Source:
    from living_review.sources.database import PostgresqlDatabase

    return PostgresqlDatabase(**settings)


def _https(root: Path, settings: Settings) -> Source:
    from living_review.sources.https_data import HttpsData

    # Its other arguments, such as plain http, are for nobody who writes files of a review.
    given = {name: settings[name] for name in _HTTPS_KEYS if name in settings}
    return HttpsData(cache=root / CACHE, **given)


def _git(_root: Path, settings: Settings) -> Source:
    from living_review.sources.git_data import GitDataSet

    return GitDataSet(**settings)


_KINDS: Mapping[str, Callable[[Path, Settings], Source]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "https": _https,
    "git": _git,
}
