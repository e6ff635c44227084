"""The shipped review as a user builds it: identical bytes, and nothing of the review replaced."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from pdf_conformance import faults_of

from living_review.ground.errors import BadInput
from living_review.paper.fonts_used import fonts_used
from living_review.runs.build import build
from living_review.verification import verifier

from .conftest import Site

pytestmark = pytest.mark.xdist_group("shipped-review")


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    """A copy of the shipped review with no site."""
    shutil.copytree(project_root / "data", tmp_path / "review" / "data")
    return tmp_path / "review"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_registry_gives_the_same_bytes(
    site: Site,
    site_before: Site,
    review: Path,
    project_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In another folder, in place of an older site of fewer trials, with no figure kept.

    The figures were computed a second time for the first site; a version that is made again tells
    that as it did (`tests/runs/test_faults.py`).
    """
    monkeypatch.setenv("LIVING_REVIEW_CACHE", "off")
    answered = SimpleNamespace(begin=lambda *_: None, result=lambda: site.findings.verification)
    monkeypatch.setattr(verifier, "started_verifier", lambda: nullcontext(answered))
    shutil.copytree(project_root / "templates", review / "templates")
    shutil.copytree(site_before.folder, review / "_site")
    (review / "_site" / "finding-of-long-ago.html").write_text("<p>Of long ago.</p>", "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(site.moment))
    build(review)
    first, second = tree(site.folder), tree(review / "_site")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert {"summary.pdf", "review.pdf", "index.html", "findings.json"} <= first.keys()
    assert fonts_used(site.folder) == (), "its letters are those of the program's own fonts"


@pytest.mark.parametrize("name", ["summary.pdf", "review.pdf"])
def test_a_checker_of_other_people_finds_no_fault_in_the_pdfs(site: Site, name: str) -> None:
    assert faults_of((site.folder / name).read_bytes()) == set()


@pytest.mark.parametrize("out", [".", "..", "data", "report/fig"])
def test_a_build_never_replaces_the_review_itself(review: Path, out: str) -> None:
    before = tree(review)
    with pytest.raises(BadInput, match="folder of its own"):
        build(review, out=review / out)
    assert tree(review) == before


def test_a_build_never_replaces_a_folder_it_did_not_make(review: Path, tmp_path: Path) -> None:
    precious = tmp_path / "thesis"
    precious.mkdir()
    (precious / "chapter.txt").write_text("ten years")
    with pytest.raises(BadInput, match="not a site of this program"):
        build(review, out=precious)
    assert (precious / "chapter.txt").read_text() == "ten years"
