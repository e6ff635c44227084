"""Whatever happens to a run, the site is one whole version, and the next run finishes the work."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from living_review.ground.errors import BadInput, EnvironmentFailure, Locked
from living_review.ground.folder import ReviewFolder
from living_review.living.store import VersionStore
from living_review.runs.rebuild import rebuild

NEW_TRIAL = "COMSTOCK_1976"
SHARED = Path(__file__).parents[1] / "shared"
# A run in a process of its own, with stand-ins for the PDFs, so that many can be killed.
RUN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import pytest
from quick_runs import set_no_paper
import living_review.runs.update

set_no_paper(pytest.MonkeyPatch())
print("started", flush=True)
said = lambda step: print(step, flush=True)
done = living_review.runs.update.update(Path(sys.argv[1]), progress=said)
print(done.state, flush=True)
"""


def started(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(root), str(SHARED)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def whole(site: Path, known: dict[int, dict[str, str]]) -> int:
    """The version a site shows; fails unless every file is that version's own."""
    from living_review.website.shelf import sha256_of_files

    number = json.loads((site / "version.json").read_text(encoding="utf-8"))["number"]
    now = sha256_of_files(site)
    if number in known:
        assert now == known[number]
    return int(number)


STEPS = (
    "Writing the report and drawing the figures",
    "Keeping the version",
    "Publishing",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_at_any_step_leaves_a_whole_site_and_the_next_one_finishes(
    review, version_1, at, step
):
    at("2026-12-01T06:00:00+00:00")
    first = VersionStore(review.root / "data" / "versions").manifest(1)
    review.drop(NEW_TRIAL)
    process = started(review.root)
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == step:
            time.sleep(0.02)
            process.kill()
            break
    process.wait()
    assert process.stderr is not None
    process.stderr.close()
    process.stdout.close()
    assert whole(review.site, {1: dict(first.site)}) in (1, 2)
    assert review.update().state in ("published", "republished", "nothing new")
    store = VersionStore(review.root / "data" / "versions")
    assert store.numbers() == (1, 2)
    assert whole(review.site, {2: dict(store.manifest(2).site)}) == 2
    assert (review.root / "CHANGELOG.md").read_text(encoding="utf-8").count("## Version 2") == 1
    left = [path.name for path in review.root.glob(".*") if "staging" in path.name]
    assert left == []
    assert not list((review.root / "data" / "versions").glob(".staging-*"))


def test_two_runs_at_once_one_works_and_the_other_says_so(review, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    process = started(review.root)
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "Computing every meta-analysis":
            break
    with pytest.raises(Locked, match="Another run is at work on this review"):
        review.update()
    out, _ = process.communicate()
    assert out.strip().endswith("published")
    assert review.update().state == "nothing new"


@pytest.mark.parametrize(
    "where",
    [
        "living_review.living.store._write",
        "living_review.runs.publication.sha256_of_files",
        "living_review.runs.publication.write_changelog",
        "living_review.website.shelf.lay_out",
    ],
)
def test_a_full_disk_leaves_the_site_and_the_next_run_finishes(
    review, version_1, at, monkeypatch, where
):
    before = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    review.drop(NEW_TRIAL)
    with monkeypatch.context() as full:

        def no_space(*_args, **_options):
            raise OSError(errno.ENOSPC, "No space left on device")

        full.setattr(where, no_space)
        with pytest.raises((OSError, EnvironmentFailure), match="No space"):
            review.update()
    assert {k: v for k, v in review.everything().items() if k.startswith("_site/")} == before
    done = review.update()
    assert done.version == 2
    assert whole(review.site, {}) == 2


def test_a_version_is_made_again_byte_for_byte(review, version_1, at, tmp_path):
    at("2026-12-01T06:00:00+00:00")
    review.drop(NEW_TRIAL)
    review.update()
    at("2027-03-01T06:00:00+00:00")
    for number in (1, 2):
        done = rebuild(ReviewFolder(review.root), number, out=tmp_path / str(number))
        assert done.identical, done.describe()
        assert done.files > 20
    assert (tmp_path / "2" / "index.html").read_bytes() == (review.site / "index.html").read_bytes()


def test_other_software_is_named_where_bytes_differ(review, version_1, at, monkeypatch):
    from dataclasses import replace

    from living_review.runs import rebuild as rebuilding

    now = rebuilding.software_of_now()
    other = replace(now, packages={**now.packages, "matplotlib": "0.1"})
    monkeypatch.setattr(rebuilding, "software_of_now", lambda: other)
    monkeypatch.setattr(
        "living_review.website.framed.page_policy", lambda *_, **__: "default-src 'self'"
    )
    done = rebuild(ReviewFolder(review.root), 1)
    assert not done.identical
    assert "index.html" in done.differing
    assert done.causes == (f"matplotlib {now.packages['matplotlib']}, here 0.1",)
    assert "Install that to get the same bytes" in done.describe()


@pytest.mark.parametrize("name", ["data/protocol.yml", "data/registry/arms.csv"])
def test_an_input_saved_while_a_version_is_made_is_not_half_published(
    review, version_1, at, monkeypatch, name
):
    from living_review.runs import publication

    before = {k: v for k, v in review.everything().items() if k.startswith("_site/")}
    review.drop(NEW_TRIAL)

    def and_somebody_saves(staged):
        path = review.root / name
        path.write_bytes(path.read_bytes() + b"\n")
        return sha256_of_files(staged)

    sha256_of_files = publication.sha256_of_files
    with monkeypatch.context() as saving:
        saving.setattr(publication, "sha256_of_files", and_somebody_saves)
        with pytest.raises(BadInput, match="was changed while the version was being made"):
            review.update()
    assert {k: v for k, v in review.everything().items() if k.startswith("_site/")} == before
    assert review.update().version == 2


def test_a_disk_that_is_full_while_a_folder_is_copied_is_told_in_one_sentence(
    review, at, monkeypatch, capfd
):
    from living_review.cli.console import reporting

    def full(source, target, **_):
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    # What is copied whole is the report; copytree gathers the faults of all its files.
    monkeypatch.setattr(shutil.copytree, "__defaults__", (False, None, full, False, False))
    with pytest.raises(typer.Exit) as ended, reporting(as_json=False, debug=False):
        review.update()
    assert ended.value.exit_code == 3
    (said,) = capfd.readouterr().err.splitlines()
    assert said.count("No space left on device") == 1
    assert said.endswith("make room and run it again. What was published is unchanged.")
