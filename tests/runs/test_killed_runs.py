"""Whenever a run that makes a version is ended, or fails, what is published is one whole version.

The run is one of `update` that keeps and publishes for real; what it renders is a few lines.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import shutil
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ended_anywhere import Ends

from living_review.ground.errors import LivingReviewError
from living_review.ground.folder import ReviewFolder
from living_review.living import changelog, freshness, whole_site
from living_review.living.manifest import Manifest
from living_review.living.store import VersionStore
from living_review.runs import publishing, update

SHIPPED = Path(__file__).parents[2] / "data" / "versions" / "2" / "manifest.json"
FULL = OSError(errno.ENOSPC, "No space left on device")


def manifest(number: int) -> Manifest:
    own = Manifest.from_json(SHIPPED.read_text(encoding="utf-8"))
    return replace(own, number=number, date=dt.date(2026, 3, number), previous=number - 1 or None,
                   files={}, site={"summary.pdf": "0" * 64}, told_in={})  # fmt: skip


def rendered(number: int, report: Path, staged: Path) -> Any:
    """Write the report and the site of a version."""
    for place in (report, staged):
        place.mkdir(exist_ok=True)
        (place / "version.json").write_text(json.dumps(freshness.identity(manifest(number))))
        (place / "findings.json").write_text(f"{number}")
    for name in ("index.html", "summary.pdf"):
        (staged / name).write_text(f"{number}")
    return SimpleNamespace(report=report, others=(), findings="f", engine="embedded", notices=())


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What brings a review to a version, as a run of `update` does once it knows what is new."""
    folder = ReviewFolder(tmp_path / "review")
    (folder.root / "data").mkdir(parents=True)
    folder.protocol.touch()
    site = folder.root / "_site"
    making = [0]
    for name, answer in {
        "everywhere.render_everywhere": lambda edition, _, report, staged, way: rendered(
            making[0], report, staged
        ),
        "everywhere.lay_out_shelves": lambda *_: None,
        "publication.manifest_of": lambda *_, **__: manifest(making[0]),
        "publication.told_in": lambda _: {},
        "publication.version_files": lambda *_: {"data/a": b"%d" % making[0] * 99},
        "rebuild.laid_out_inputs": lambda *_: nullcontext("inputs"),
        "rebuild.remade": lambda _, number, __, report, staged, **___: rendered(
            number, report, staged
        ),
    }.items():
        monkeypatch.setattr(f"living_review.runs.{name}", answer)
    monkeypatch.setattr("living_review.paper.pdf_links.write_sources", lambda *_: None)
    last = SimpleNamespace(findings=SimpleNamespace(quarantine=()))
    monkeypatch.setattr("living_review.runs.editions.stored", lambda *_: last)
    monkeypatch.setattr(VersionStore, "pdf", lambda *_: None)
    monkeypatch.setattr(update._Run, "_check_inputs", lambda *_: None)
    monkeypatch.setattr(publishing, "_settle_directory", lambda _: None)
    edition: Any = SimpleNamespace(findings=None, protocol=None, workings=None)
    others: Any = SimpleNamespace(
        verifier=SimpleNamespace(begin=lambda *_: None, result=None), presses=None
    )

    def run(number: int) -> None:
        making[0] = number
        with update._alone(folder, site, dry_run=False):
            own = update._Run(folder, site, "embedded", lambda _: None, dry_run=False)
            if own.latest is None or own.latest.number < number:
                own._make(update._News(edition, "tables", "ab", None), others)  # type: ignore[arg-type]
            else:
                own._brought_to(own.latest)

    monkeypatch.setattr(
        update, "replace", lambda of, **new: of if of is edition else replace(of, **new)
    )
    return SimpleNamespace(run=run, folder=folder, site=site)


def whole(folder: Path) -> int:
    """The version that a report or a site shows; fails where a file of it is of another."""
    if not folder.exists():
        return 0
    number = int((folder / "findings.json").read_text())
    assert freshness.shown(folder) == freshness.identity(manifest(number))
    if (folder / "index.html").exists():
        assert not whole_site.faults(folder, manifest(number))
        assert {(folder / name).read_text() for name in ("index.html", "summary.pdf")} == {
            str(number)
        }
    return number


def looked_at(review: Any) -> tuple[int, int, int]:
    """Which version the store, the report and the site have; fails where one is not whole."""
    store = VersionStore(review.folder.versions)
    numbers = store.numbers()
    for number in numbers:
        assert store.read(number, "data/a") == b"%d" % number * 99
    kept = numbers[-1] if numbers else 0
    report, site = whole(review.folder.report), whole(review.site)
    assert site <= report <= kept, "what is shown was kept first"
    if site:
        assert changelog.tells(review.folder.changelog, site), "what is shown is told"
    return kept, report, site


@pytest.mark.parametrize(("fault", "exchanges"), [(None, False), (FULL, True)])
def test_a_run_ended_at_any_step_is_finished_by_the_next(
    publish: Any, monkeypatch: pytest.MonkeyPatch, fault: OSError | None, exchanges: bool
) -> None:
    if not exchanges:
        monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    root = publish.folder.root
    publish.run(1)
    assert looked_at(publish) == (1, 1, 1)
    before = root.with_name("before")
    shutil.copytree(root, before)
    at, steps, seen = -1, 0, set()
    while at < steps:
        at += 1
        shutil.rmtree(root)
        shutil.copytree(before, root)
        with monkeypatch.context() as patch:
            ends = Ends(patch, fault=fault and (lambda: fault))
            with suppress(OSError, LivingReviewError):
                ends.run(lambda: publish.run(2), at)
            steps = max(steps, len(ends.steps))
        for place in (publish.folder.report, publish.site):
            publishing.recover(place)
        seen.add(looked_at(publish))
        publish.run(2)
        assert looked_at(publish) == (2, 2, 2)
        assert {each.name for each in root.iterdir()} == {
            *("data", "report", "CHANGELOG.md", "_site"),
        }
        inside = {each.name for each in publish.folder.versions.iterdir()}
        assert inside == {".lock", ".gitignore", "1", "2"}
    assert steps > 20
    assert seen == {(1, 1, 1), (2, 1, 1), (2, 2, 1), (2, 2, 2)}
