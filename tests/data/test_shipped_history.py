"""The versions of the shipped review: made by the program, whole, and those of its data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from living_review.findings import Findings
from living_review.ground.folder import ReviewFolder
from living_review.living.store import VersionStore
from living_review.runs.editions import brings_nothing, current, stored

SEARCH_OF_2021 = dt.date(2019, 7, 12)


@pytest.fixture(scope="module")
def store(project_root: Path) -> VersionStore:
    return VersionStore(ReviewFolder(project_root).versions)


def recovery(findings: Findings):
    return next(
        each
        for each in findings.findings
        if (each.comparison, each.outcome, each.timepoint) == ("peer-support", "recovery", "post")
    )


def test_the_first_version_is_the_review_as_of_the_search_of_2021(store):
    first = store.manifest(1)
    assert (first.date, first.as_of) == (SEARCH_OF_2021, SEARCH_OF_2021)
    found = stored(store, 1).findings
    assert recovery(found).k == 3
    assert "POULSEN2025_PEER" not in {trial.trial_id for trial in found.trials}
    assert found.version.made == first.made_at.date()


def test_the_second_version_is_what_later_years_added(store):
    found = stored(store, 2).findings
    assert recovery(found).k == 4
    assert found.changes is not None
    assert "POULSEN2025_PEER" in found.changes.trials_added
    assert found.changes.since == 1


def test_every_version_is_whole(store):
    for number in store.numbers():
        assert set(store.files(number)) >= {"findings.json", "data/protocol.yml", "page/index.html"}
        for name in ("summary.pdf", "review.pdf"):
            assert store.pdf(number, name), f"version {number} has no {name}"


def test_the_data_are_those_of_the_newest_version(project_root, store):
    folder = ReviewFolder(project_root)
    latest = store.latest()
    assert latest is not None
    now = current(folder, as_of=None, progress=lambda _step: None)
    assert brings_nothing(stored(store, latest.number), now), "run 'living-review update'"
    changelog = folder.changelog.read_text(encoding="utf-8")
    for number in store.numbers():
        assert f"## Version {number}: " in changelog
