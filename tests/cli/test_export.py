"""`living-review export` as a person uses it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from living_review.cli import app
from living_review.sources import CsvFolder


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["export", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review")
    shutil.copytree(Path(__file__).parent.parent.parent / "data", path / "data")
    return path


def test_fhir_ris_and_bibtex_are_files(review: Path, tmp_path: Path) -> None:
    included = sum(
        row[CsvFolder(review / "data/registry").pull()["trials"].columns.index("status")]
        == "included"
        for row in CsvFolder(review / "data/registry").pull()["trials"].rows
    )
    for what, sign, count in (
        ("ris", "\nER  - ", included),
        ("bibtex", "\n  shorttitle = ", included),
        ("fhir", '"resourceType": "EvidenceReport"', 1),
    ):
        out = tmp_path / f"out.{what}"
        code, shown, _ = invoke(what, "--out", out, "--review", review)
        assert code == 0
        assert f"Wrote {out}." in shown
        assert out.read_text(encoding="utf-8").count(sign) == count
    assert json.loads((tmp_path / "out.fhir").read_text(encoding="utf-8"))["type"] == "collection"


def test_what_was_set_aside_and_waits_is_told_last(review: Path, tmp_path: Path) -> None:
    code, shown, _ = invoke("ris", "--out", tmp_path / "a.ris", "--review", review)
    assert code == 0
    before, last = shown.split(f"Wrote {tmp_path / 'a.ris'}.\n")
    assert not before
    assert [line.partition(":")[0] for line in last.splitlines()][:2] == ["Set aside", "Queries"]
    _, shown, _ = invoke("ris", "--out", tmp_path / "a.ris", "--review", review, "--json")
    assert json.loads(shown)["standing"] == last.splitlines()
    _, shown, _ = invoke("ris", "--out", tmp_path / "a.ris", "--review", review, "--quiet")
    assert shown == ""


def test_csv_is_a_folder_with_a_file_a_table(review: Path, tmp_path: Path) -> None:
    code, shown, _ = invoke("csv", "--out", tmp_path / "csv", "--review", review, "--json")
    names = {Path(path).name for path in json.loads(shown)["files"]}
    assert code == 0
    assert names == {path.name for path in (tmp_path / "csv").iterdir()}
    assert "registry-arms.csv" in names


def test_a_wrong_place_or_version_is_one_sentence(review: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for arguments, said in (
        (("csv", "--out", tmp_path / "file"), "name a folder"),
        (("fhir", "--out", tmp_path), "name the file"),
        (("fhir", "--out", tmp_path / "x", "--version", 99), "There is no version 99"),
    ):
        code, _, error = invoke(*arguments, "--review", review, "--quiet")
        assert (code, said in error) == (2, True)
    assert (tmp_path / "file").read_text() == "mine"
