"""`living-review validate`, and the page that documents it."""

from __future__ import annotations

import dataclasses
import json

import pytest
from typer.testing import CliRunner

from living_review import validation
from living_review.cli import app

# The two columns whose last places depend on the machine.
MEASURED = slice(4, 6)


@pytest.fixture(scope="module")
def agreement():
    return validation.validate()


def without_measurements(page):
    lines = []
    for line in page.splitlines():
        cells = line.split(" | ")
        if line.startswith("| ") and len(cells) == 7:
            cells[MEASURED.start - 1 : MEASURED.stop - 1] = []
        lines.append(" | ".join(cells))
    return lines


def test_the_page_is_what_the_program_writes(agreement, project_root):
    page = (project_root / "docs" / "explanation" / "validation.md").read_text("utf-8")
    assert without_measurements(page) == without_measurements(validation.as_markdown(agreement)), (
        "run: living-review validate --write docs/explanation/validation.md"
    )


def test_the_page_gives_every_family_and_every_difference_with_its_reason(agreement):
    page = validation.as_markdown(agreement)
    for family in agreement.families:
        assert f"| {family.name} |" in page
    for difference in agreement.differences:
        assert difference.reason in page


def invoke(*arguments):
    result = CliRunner().invoke(app, ["validate", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_command_prints_the_table_and_ends_well(tmp_path, agreement):
    page = tmp_path / "validation.md"
    result = invoke("--write", str(page))
    assert result.exit_code == 0
    assert "Pooled estimate" in result.stdout
    assert f"{agreement.compared:,} numbers agree with metafor 3.8.1" in result.stdout
    assert page.read_text("utf-8").startswith("# What agrees with metafor")
    assert invoke("--quiet").stdout == ""


def test_other_programs_read_one_object(agreement):
    found = json.loads(invoke("--json").stdout)
    assert found["exit_code"] == 0
    assert found["agrees"] is True
    assert found["compared"] == agreement.compared
    assert {each["name"] for each in found["families"]} == {e.name for e in agreement.families}


def test_a_number_that_differs_is_named_and_ends_with_three(agreement, monkeypatch):
    first, *rest = agreement.families
    broken = dataclasses.replace(first, unexplained=("bcg RR REML tau2",))
    monkeypatch.setattr(
        validation, "validate", lambda: dataclasses.replace(agreement, families=(broken, *rest))
    )
    result = invoke()
    assert result.exit_code == 3
    assert "bcg RR REML tau2" in result.stdout
    assert "differs" in result.stdout
    quiet = invoke("--quiet")
    assert (quiet.exit_code, quiet.stdout) == (3, "")
    assert "bcg RR REML tau2" in quiet.stderr


def test_a_listed_difference_that_has_gone_is_no_agreement(agreement):
    stale = dataclasses.replace(agreement, gone=("prediction-needs-three-trials: S076",))
    assert not stale.holds
    assert "S076" in validation.verdict(stale)
