"""The action and the repository to begin with: they hold together, and the template builds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.xdist_group("installed")
_PINNED = re.compile(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
_PROGRAM = "OWNER/living-review@REVISION"


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def action(project_root: Path) -> dict[Any, Any]:
    return read(project_root / "action.yml")


@pytest.fixture
def workflow(project_root: Path) -> dict[Any, Any]:
    return read(project_root / "template" / ".github" / "workflows" / "living-review.yml")


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_every_action_is_pinned_as_in_the_workflow_of_this_repository(project_root: Path) -> None:
    own = (project_root / ".github" / "workflows" / "living-review.yml").read_text("utf-8")
    program = (project_root / ".github" / "workflows" / "program.yml").read_text("utf-8")
    for place in ("action.yml", "template/.github/workflows/living-review.yml"):
        text = (project_root / place).read_text(encoding="utf-8")
        uses = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses: " in line]
        assert uses
        for line in uses:
            if line == f"uses: {_PROGRAM}":
                continue
            assert _PINNED.fullmatch(line), line
            assert line in own + program, f"{line}: the others take another commit"


def test_the_workflow_hands_the_action_what_it_takes(
    action: dict[Any, Any], workflow: dict[Any, Any]
) -> None:
    used = [step for step in steps(workflow) if step.get("uses") == _PROGRAM]
    assert len(used) == 2
    for step in used:
        assert set(step["with"]) <= set(action["inputs"])
    assert set(re.findall(r"steps\.update\.outputs\.(\w+)", str(workflow))) <= set(
        action["outputs"]
    )


def test_nothing_is_permitted_but_what_each_job_needs(workflow: dict[Any, Any]) -> None:
    assert workflow["permissions"] == {}
    permissions = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert permissions == {
        "propose": {"contents": "read"},
        "update": {"contents": "write", "pull-requests": "write"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    for step in steps(workflow):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
    assert "token" not in str(workflow["jobs"]["propose"])
    assert "is_template" in workflow["jobs"]["update"]["if"]


def test_the_page_tells_every_input_with_its_default(
    action: dict[Any, Any], project_root: Path
) -> None:
    page = (project_root / "docs" / "how-to" / "installing.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", page.partition("## GitHub")[2], re.M))
    told = {name: default.strip(" `") for name, default in rows.items()}
    given = {name: each["default"] for name, each in action["inputs"].items()}
    assert told == given | {"token": "that of the run"}


@pytest.fixture
def machine(action: dict[Any, Any], tmp_path: Path, project_root: Path):
    """Run the step of the action that runs the program, with stand-ins for all that it calls."""

    def run(command: str, arguments: str = "", code: int = 0) -> tuple[int, list[str]]:
        (step,) = [each for each in action["runs"]["steps"] if each.get("id") == "run"]
        assert set(step["env"]) >= {"ACTION", "LIVING_REVIEW", "COMMAND", "ARGUMENTS", "GH_TOKEN"}
        log = tmp_path / "log"
        log.write_text("")
        (tmp_path / "schedules").mkdir(exist_ok=True)
        for name in ("gh", "program", "schedules/pull-request"):
            path = tmp_path / name
            path.write_text(
                f'#!/bin/sh\nprintf "%s" {path.name} >>{log}\n'
                f'for each; do printf " <%s>" "$each" >>{log}; done\necho >>{log}\nexit {code}\n'
            )
            path.chmod(0o755)
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            env={
                **{"PATH": f"{tmp_path}:{os.environ['PATH']}", "ACTION": str(tmp_path)},
                **{"LIVING_REVIEW": str(tmp_path / "program"), "REVIEW": "a review"},
                **{"COMMAND": command, "ARGUMENTS": arguments},
            },
            capture_output=True,
            check=False,
        )
        return done.returncode, log.read_text().splitlines()

    return run


def test_the_action_runs_what_it_is_told_and_nothing_else(machine) -> None:
    assert machine("update") == (0, ["gh <auth> <setup-git>", "pull-request"])
    assert machine("update", "--accept-removals --quiet")[1][1] == (
        "pull-request <--accept-removals> <--quiet>"
    )
    assert machine("build", "--only html") == (
        0,
        ["program <build> <--review> <a review> <--only> <html>"],
    )
    assert machine("check", "$(touch owned) *")[1] == [
        "program <check> <--review> <a review> <$(touch> <owned)> <*>"
    ]
    assert machine("check", code=1)[0] == 0
    assert machine("check", code=2)[0] == 1
    assert machine("rebuild; echo") == (2, [])


def test_what_the_action_installs_is_there(action: dict[Any, Any], project_root: Path) -> None:
    scripts = "\n".join(step["run"] for step in action["runs"]["steps"] if "run" in step)
    assert "${{" not in scripts
    for name in re.findall(r"\$ACTION/([\w./-]+)", scripts):
        assert (project_root / name).is_file(), name
    assert "--require-hashes" in scripts


def test_the_template_holds_nothing_of_the_program(project_root: Path) -> None:
    root = project_root / "template"
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    tables = {path for path in found if path.startswith("data/registry/")}
    assert found - tables == {
        *(".github/workflows/living-review.yml", ".gitignore", ".gitattributes", "_quarto.yml"),
        *("README.md", "data/protocol.yml", "data/text/README.md"),
    }
    own = (project_root / ".gitattributes").read_bytes()
    assert (root / ".gitattributes").read_bytes() == own


def test_the_template_is_built_and_told_to_be_planned(
    installed, project_root: Path, tmp_path: Path
) -> None:
    place = tmp_path / "review"
    shutil.copytree(project_root / "template", place)
    done = installed.run("registry", "template", "--to", "fresh", where=place)
    assert done.returncode == 0, done.stderr
    fresh = {path.name: path.read_bytes() for path in (place / "fresh").iterdir()}
    kept = {path.name: path.read_bytes() for path in (place / "data" / "registry").iterdir()}
    assert kept == fresh, (
        "delete template/data/registry, then: "
        "living-review registry template --review template --to data/registry"
    )
    shutil.rmtree(place / "fresh")
    assert installed.run("check", where=place).returncode == 0
    done = installed.run("build", "--only", "html", where=place)
    assert done.returncode == 0, done.stderr
    page = (place / "_site" / "index.html").read_text(encoding="utf-8")
    assert "Nothing in it is of any trial yet." in page
    for path in (place / "_site").glob("*.html"):
        assert "This review is planned." in path.read_text(encoding="utf-8"), path.name
