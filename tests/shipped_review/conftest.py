"""The shipped review, built once as a user would build it, for every test of the built files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from made_once import made_once

from living_review.findings import Findings
from living_review.ground import clock
from living_review.runs.build import build
from living_review.runs.rendering import Half

BEFORE_PEER = dt.date(2019, 7, 12)


@dataclass(frozen=True)
class Site:
    """A built site, the findings it was built from, and the moment that it was built for."""

    folder: Path
    findings: Findings
    moment: int

    @property
    def pages(self) -> list[Path]:
        return sorted(self.folder.glob("*.html"))


def built(root: Path, folder: Path, as_of: dt.date | None = None, only: Half | None = None) -> Site:
    moment = int(clock.now().timestamp())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(moment))
        made = build(root, out=folder / "site", as_of=as_of, only=only)
    return Site(folder / "site", made.findings, moment)


@pytest.fixture(scope="session")
def site(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The review of today's registry."""
    _, made = made_once(tmp_path_factory, "site of today", partial(built, project_root))
    return made


@pytest.fixture(scope="session")
def site_before(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The pages of the review as the registry stood at the search of the 2021 review."""
    make = partial(built, project_root, as_of=BEFORE_PEER, only="html")
    _, made = made_once(tmp_path_factory, "site of 2019", make)
    return made
