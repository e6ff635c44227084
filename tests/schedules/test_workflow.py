"""The workflow: when it runs, what it may do, and that its shell is shell."""

from __future__ import annotations

import re
import subprocess
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


def test_every_script_is_shell_and_no_expression_is_pasted_into_it(
    document: dict[Any, Any], project_root: Path
) -> None:
    scripts = [step["run"] for step in steps(document) if "run" in step]
    assert scripts
    for script in scripts:
        assert "${{" not in script
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
        for name in re.findall(r"\b(?:scripts|schedules)/[a-z-]+", script):
            assert (project_root / name).is_file(), name
