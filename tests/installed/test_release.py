"""The version is one version, wherever it stands, and a release is of the tag that has it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from living_review import __version__

PLACES = (
    *("CITATION.cff", ".zenodo.json", "PROGRAM-CHANGES.md", "scripts/release"),
    "src/living_review/__init__.py",
)


@pytest.fixture
def release(project_root: Path, tmp_path: Path):
    """Run the script on a copy of the places in which the version stands."""
    for name in PLACES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project_root / name, tmp_path / name)

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", str(tmp_path / "scripts" / "release"), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr.count("\n") <= 1, done.stderr
        return done.returncode, (done.stdout + done.stderr).strip()

    return run


def test_the_version_is_the_same_everywhere(release) -> None:
    assert release("check") == (0, __version__)


def test_a_tagged_commit_has_the_version_of_its_tag(project_root: Path) -> None:
    done = subprocess.run(
        ["git", "tag", "--points-at", "HEAD", "--list", "v*"],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(done.stdout.split()) <= {f"v{__version__}"}


def test_a_version_is_written_into_every_place(release, tmp_path: Path) -> None:
    for version in ("7.1.0", "7.2.0rc1"):
        assert release("set", version, "2027-02-03") == (0, version)
        cited = yaml.safe_load((tmp_path / "CITATION.cff").read_text(encoding="utf-8"))
        assert (cited["version"], str(cited["date-released"])) == (version, "2027-02-03")
        program = (tmp_path / "src" / "living_review" / "__init__.py").read_text(encoding="utf-8")
        assert f'\n__version__ = "{version}"\n' in program


def test_what_does_not_hold_together_makes_no_release(release, tmp_path: Path) -> None:
    release("set", "7.1.0", "2027-02-03")
    assert release("check", "7.1.0") == (
        1,
        "The tag is 7.1.0, the version 7.1.0: the tag is to be v7.1.0.",
    )
    code, said = release("check", "v7.1.0")
    assert (code, said.rpartition(": ")[2]) == (1, "make changes VERSION=7.1.0")
    changes = tmp_path / "PROGRAM-CHANGES.md"
    mark = "<!-- changes begin -->\n"
    told = changes.read_text(encoding="utf-8").replace(mark, f"{mark}\n## 7.1.0 (2027-02-03)\n")
    changes.write_text(told, encoding="utf-8")
    assert release("check", "v7.1.0") == (0, "7.1.0")
    assert release("set", "7.1")[0] == 1
    citation = tmp_path / "CITATION.cff"
    cited = citation.read_text(encoding="utf-8").replace("version: 7.1.0", "version: 7.0.0")
    citation.write_text(cited, encoding="utf-8")
    assert release("check") == (1, "CITATION.cff has version 7.0.0, the program 7.1.0.")


def test_the_archive_and_the_citation_tell_of_the_same_program(project_root: Path) -> None:
    archive = json.loads((project_root / ".zenodo.json").read_text(encoding="utf-8"))
    cited = yaml.safe_load((project_root / "CITATION.cff").read_text(encoding="utf-8"))
    settings = (project_root / "pyproject.toml").read_text(encoding="utf-8")
    for name in ("title", "license", "keywords"):
        assert archive[name] == cited[name]
    assert archive["upload_type"] == cited["type"] == "software"
    assert [each["name"] for each in archive["creators"]] == [
        each["name"] for each in cited["authors"]
    ]
    assert f'license = "{cited["license"]}"' in settings
    assert re.match(r"<p>[^<]+</p>$", archive["description"])


def test_a_tag_is_built_tried_and_published_in_this_order(project_root: Path) -> None:
    path = project_root / ".github" / "workflows" / "release.yml"
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert read[True] == {"push": {"tags": ["v*"]}}
    assert read["permissions"] == {}
    (job,) = read["jobs"].values()
    assert job["permissions"] == {"contents": "write"}
    built, published = [step for step in job["steps"] if "run" in step]
    steps = built["run"].splitlines()
    order = [
        "scripts/release check",
        "make developers",
        "pytest tests/installed",
        "hatchling build",
    ]
    places = [next(at for at, line in enumerate(steps) if each in line) for each in order]
    assert places == sorted(places)
    assert "env" not in built
    assert set(published["env"]) == {"GH_TOKEN"}
    for script in (built["run"], published["run"]):
        assert "${{" not in script
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_the_page_takes_the_steps_that_the_script_knows(project_root: Path) -> None:
    page = (project_root / "docs" / "how-to" / "releasing.md").read_text(encoding="utf-8")
    assert set(re.findall(r"scripts/release (\w+)", page)) == {"set", "check"}
    assert re.search(r"scripts/release set (\S+) .*\nmake changes VERSION=\1 ", page)
