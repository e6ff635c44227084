"""What changed in the program: every fragment is of a kind, and all of them make a page."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


@pytest.fixture
def kinds(project_root: Path) -> list[str]:
    settings = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    return [each["directory"] for each in settings["tool"]["towncrier"]["type"]]


def fragments(project_root: Path) -> list[Path]:
    return [path for path in (project_root / "changes").iterdir() if path.name != "README.md"]


def test_every_fragment_is_of_a_kind_and_says_it_in_a_line(
    project_root: Path, kinds: list[str]
) -> None:
    for path in fragments(project_root):
        assert path.name.count(".") == 2, path.name
        assert path.name.split(".")[1:] in [[kind, "md"] for kind in kinds], path.name
        text = path.read_text(encoding="utf-8")
        assert text.endswith(".\n"), path.name
        assert text.count("\n") == 1, path.name


def test_every_kind_is_told_where_fragments_are(project_root: Path, kinds: list[str]) -> None:
    page = (project_root / "changes" / "README.md").read_text(encoding="utf-8")
    assert [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")] == kinds


def test_the_page_is_made_of_all_fragments_and_keeps_what_it_had(
    project_root: Path, tmp_path: Path
) -> None:
    for name in ("pyproject.toml", "PROGRAM-CHANGES.md"):
        shutil.copy(project_root / name, tmp_path)
    shutil.copytree(project_root / "changes", tmp_path / "changes")
    (tmp_path / "changes" / "of-this-test.mended.md").write_text("A fault is gone.\n")
    before = (tmp_path / "PROGRAM-CHANGES.md").read_text(encoding="utf-8")
    subprocess.run(
        [
            *(sys.executable, "-m", "towncrier", "build", "--dir", str(tmp_path)),
            *("--yes", "--version", "9.9.9", "--date", "2026-01-02"),
        ],
        check=True,
        capture_output=True,
    )
    page = (tmp_path / "PROGRAM-CHANGES.md").read_text(encoding="utf-8")
    head, _, earlier = before.partition("<!-- changes begin -->\n")
    assert page.startswith(head + "<!-- changes begin -->\n")
    assert page.rstrip().endswith(earlier.rstrip())
    assert "## 9.9.9 (2026-01-02)" in page
    for said in (
        "A fault is gone.",
        *(p.read_text("utf-8").strip() for p in fragments(project_root)),
    ):
        assert f"- {said}\n" in page
    assert [path.name for path in (tmp_path / "changes").iterdir()] == ["README.md"]
