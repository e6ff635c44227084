"""`living-review audit`: what it says and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from living_review.cli.app import app


@pytest.fixture
def review(tmp_path: Path, project_root: Path) -> Path:
    shutil.copytree(project_root / "data" / "versions", tmp_path / "data" / "versions")
    shutil.copy(project_root / "data" / "protocol.yml", tmp_path / "data")
    return tmp_path


def run(review: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["audit", "--review", str(review), *words])


def test_the_shipped_versions_are_whole(review: Path) -> None:
    done = run(review)
    assert done.exit_code == 0, done.output
    assert "what was published" in done.stdout
    assert run(review, "--quiet").stdout == ""


def test_a_changed_file_is_named_and_ends_with_code_2(review: Path) -> None:
    file = next((review / "data" / "versions" / "1" / "files").rglob("*.zst"))
    file.write_bytes(file.read_bytes()[::-1])
    done = run(review)
    assert done.exit_code == 2
    assert f"{file.relative_to(review)} is not what was published" in done.stderr
    document = json.loads(run(review, "--json").stdout)
    assert document["exit_code"] == 2
    assert document["changed"][0]["file"] == str(file.relative_to(review))
    assert document["missing"] == document["added"] == []


def test_a_folder_without_a_review_is_told(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2


def test_a_review_without_a_version_has_nothing_to_audit(review: Path) -> None:
    shutil.rmtree(review / "data" / "versions")
    done = run(review)
    assert (done.exit_code, "nothing to audit" in done.stdout) == (0, True)
