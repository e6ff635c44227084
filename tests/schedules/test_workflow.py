"""The workflow: when it runs, what it may do, and that its shell is shell."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture
def document(workflow: Path) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    return read


def steps(document: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in document["jobs"].values() for step in job["steps"]]


def test_it_runs_weekly_on_changed_data_and_by_hand(document: dict[Any, Any]) -> None:
    # YAML 1.1 reads the key `on` as true.
    events = document[True]
    assert set(events) == {"schedule", "push", "workflow_dispatch"}
    (weekly,) = events["schedule"]
    minute, hour, day, month, weekday = weekly["cron"].split()
    assert (day, month, weekday) == ("*", "*", "1")
    assert 0 < int(minute) < 60
    assert 0 <= int(hour) < 24
    assert events["push"] == {"branches": ["main"], "paths": ["data/**", "templates/**"]}


def test_nothing_is_permitted_but_what_each_job_needs(document: dict[Any, Any]) -> None:
    assert document["permissions"] == {}
    jobs = document["jobs"]
    assert jobs["update"]["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}


def test_two_runs_never_overlap_and_none_is_cut_short(document: dict[Any, Any]) -> None:
    assert document["concurrency"] == {"group": "living-review", "cancel-in-progress": False}
    assert all(job["timeout-minutes"] <= 30 for job in document["jobs"].values())


def test_a_fork_and_another_branch_do_nothing(document: dict[Any, Any]) -> None:
    condition = " ".join(document["jobs"]["update"]["if"].split())
    assert condition == (
        "${{ !github.event.repository.fork && (github.event_name != 'workflow_dispatch' "
        "|| github.ref_name == github.event.repository.default_branch) }}"
    )
    assert document["jobs"]["publish"]["needs"] == "update"


def test_only_what_is_merged_is_published(document: dict[Any, Any]) -> None:
    jobs = document["jobs"]
    assert "needs.update.outputs.new == 'false'" in jobs["publish"]["if"]
    assert jobs["update"]["outputs"] == {"new": "${{ steps.update.outputs.new }}"}
    handed = next(step for step in steps(document) if "pages-artifact" in step.get("uses", ""))
    assert "steps.update.outputs.new == 'false'" in handed["if"]
    assert handed["with"] == {"path": "_site"}


def test_every_action_is_an_official_one_at_one_commit_whose_version_is_told(
    project_root: Path,
) -> None:
    places = [
        line.strip().removeprefix("- ")
        for path in sorted((project_root / ".github").rglob("*.y*ml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(- )?uses:", line)
    ]
    assert places
    pinned = re.compile(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert all(pinned.fullmatch(each) for each in places), places


def test_the_token_is_with_the_one_step_that_pushes(document: dict[Any, Any]) -> None:
    holders = [step for step in steps(document) if "token" in str(step.get("env", ""))]
    assert [step["id"] for step in holders] == ["update"]
    checkout = next(step for step in steps(document) if "checkout" in step.get("uses", ""))
    assert checkout["with"] == {"ref": "${{ github.ref_name }}", "persist-credentials": False}


@pytest.fixture
def program(project_root: Path) -> dict[Any, Any]:
    path = project_root / ".github" / "workflows" / "program.yml"
    read: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def test_the_program_is_tried_with_every_python_that_it_is_for(
    program: dict[Any, Any], project_root: Path
) -> None:
    settings = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    tried = program["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert tried == ["3.11", "3.12", "3.13", "3.14"]
    assert settings["project"]["requires-python"] == f">={tried[0]}"
    named = [each.rpartition(" ")[2] for each in settings["project"]["classifiers"]]
    assert [each for each in named if each.startswith("3.")] == tried
    assert [step["run"] for step in program["jobs"]["test"]["steps"] if "run" in step] == [
        "make test"
    ]


def test_the_program_is_tried_on_the_systems_that_the_documents_name(
    program: dict[Any, Any], project_root: Path
) -> None:
    systems = program["jobs"]["smoke"]["strategy"]["matrix"]["system"]
    page = (project_root / "docs" / "how-to" / "operations.md").read_text(encoding="utf-8")
    table = page.partition("## Which systems")[2].partition("\n## ")[0]
    named = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")][2:]
    assert named[0].startswith("Linux")
    assert [each.split("-")[0] for each in systems] == [each.lower() for each in named[1:]]


def test_trying_the_program_holds_no_token_and_may_write_nothing(program: dict[Any, Any]) -> None:
    assert program["permissions"] == {}
    for job in program["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        for step in job["steps"]:
            assert "token" not in str(step.get("env", ""))
            if "checkout" in step.get("uses", ""):
                assert step["with"] == {"persist-credentials": False}


def test_every_script_is_shell_and_no_expression_is_pasted_into_it(
    document: dict[Any, Any], program: dict[Any, Any], project_root: Path
) -> None:
    scripts = [s["run"] for read in (document, program) for s in steps(read) if "run" in s]
    assert scripts
    for script in scripts:
        assert "${{" not in script
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
        for name in re.findall(r"\b(?:scripts|schedules)/[a-z-]+", script):
            assert (project_root / name).is_file(), name
