"""The shipped review, built once as a user would build it, for every test of the built files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from living_review.findings import Findings
from living_review.runs.build import build

BEFORE_PEER = dt.date(2019, 7, 12)


@dataclass(frozen=True)
class Site:
    """A built site and the findings it was built from."""

    folder: Path
    findings: Findings

    @property
    def pages(self) -> list[Path]:
        return sorted(self.folder.glob("*.html"))


def built(root: Path, folder: Path, as_of: dt.date | None = None) -> Site:
    return Site(folder, build(root, out=folder, as_of=as_of).findings)


@pytest.fixture(scope="session")
def site(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The review of today's registry."""
    return built(project_root, tmp_path_factory.mktemp("today") / "site")


@pytest.fixture(scope="session")
def site_before(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The review as the registry stood at the search of the 2021 review."""
    return built(project_root, tmp_path_factory.mktemp("before") / "site", BEFORE_PEER)
