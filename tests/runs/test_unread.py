"""Whatever lies in the templates of a review and nothing reads is told, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.ground.brand_files import brand_files, is_of_a_brand, may_hold
from living_review.ground.folder import ReviewFolder, is_input
from living_review.language.sandbox import PROGRAM_TEMPLATES
from living_review.runs.unread import in_assets, unread

FILES = {
    "index.qmd.j2": "{% include 'own.md.j2' %}",
    "own.md.j2": "",
    "en/sections/bottom-line.md.j2": "",
    "words/bottom_line.j2": "",
    "images/flow.png": "",
    "assets/site.css": "",
    "assets/print.css": "",
    "fr/words/site.j2": "",
    ".DS_Store": "",
    "indx.qmd.j2": "",
    "notes.txt": "",
    "images/flow.tiff": "",
    "de/index.qmd.j2": "",
    "assets/site.js": "",
    "assets/logo.svg": "",
    "assets/extra.css": "",
    "assets/page.html": "",
}
TOLD = {
    "assets/extra.css": "the stylesheets that are read are templates/assets/site.css (pages) and",
    "assets/logo.svg": "named by review.brand",
    "assets/page.html": "only templates/assets/site.css (pages) and",
    "assets/site.js": "run no script but the program's own",
    "de/index.qmd.j2": "the review does not speak 'de'",
    "images/flow.tiff": "images are files of .png",
    "indx.qmd.j2": "did you mean index.qmd.j2?",
    "notes.txt": "a template is a file that ends in .j2",
}


def test_each_file_that_nothing_reads_is_told(tmp_path: Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    found = unread(ReviewFolder(tmp_path), ("en",))
    assert [each.name for each in found] == [f"templates/{name}" for name in TOLD]
    for each, said in zip(found, TOLD.values(), strict=True):
        assert said in each.sentence
    assert in_assets(found).count("templates/assets/") == 4
    assert in_assets(()) == ""
    german = [each.name for each in unread(ReviewFolder(tmp_path), ("en", "de"))]
    assert "templates/de/index.qmd.j2" not in german


def test_the_programs_own_templates_and_none_are_all_read(tmp_path: Path) -> None:
    assert unread(ReviewFolder(PROGRAM_TEMPLATES.parent), ("en",)) == ()
    assert unread(ReviewFolder(tmp_path), ("en",)) == ()


def test_the_files_of_a_brand_are_inputs(tmp_path: Path) -> None:
    for name in ("_brand.yml", "logo.svg", "own.woff2", "templates/assets/site.css", "other.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("logo: {medium: {path: logo.svg}}", encoding="utf-8")
    protocol = b"review:\n  brand: {font: [own.woff2, absent.ttf, ../x.ttf]}\n"
    found = brand_files(tmp_path, protocol)
    assert found == ("_brand.yml", "templates/assets/site.css", "own.woff2", "logo.svg")
    assert brand_files(tmp_path, b"review: {}")[-1] == "logo.svg"
    assert all(is_input(name) for name in found)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        *(("a.svg", True), ("brand/a.svg", True), ("data/a.svg", True), ("reports/a.svg", True)),
        *((name, False) for name in ("../a.svg", "/a.svg", "", ".git/a.svg", "a\\b.svg")),
        *((f"{made}/a.svg", False) for made in ("_site", "report", "data/versions", "page")),
    ],
)
def test_a_brand_lies_where_the_program_makes_nothing(name: str, may: bool) -> None:
    assert may_hold(name) == may
    assert is_of_a_brand(name) == may
