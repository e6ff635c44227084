"""The container: what it is made of is there, small, and not run as root. No engine is needed."""

from __future__ import annotations

import fnmatch
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.xdist_group("installed")


@dataclass
class Stage:
    """What is made from one FROM on: its instructions in their order."""

    image: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, kind: str) -> list[str]:
        return [rest for each, rest in self.steps if each == kind]


@pytest.fixture(scope="module")
def stages(project_root: Path) -> list[Stage]:
    text = (project_root / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(each for each in text.splitlines() if not each.startswith("#"))
    found: list[Stage] = []
    for line in filter(None, lines.replace("\\\n", " ").splitlines()):
        kind, _, rest = line.partition(" ")
        if kind == "FROM":
            image, _, name = rest.partition(" AS ")
            found.append(Stage(image, name))
        else:
            found[-1].steps.append((kind, " ".join(rest.split())))
    return found


def packages(stage: Stage) -> set[str]:
    """Names of Debian packages that a stage installs."""
    default = {
        name: value.strip('"')
        for name, _, value in (each.partition("=") for each in stage.all("ARG"))
    }
    installs = [part for run in stage.all("RUN") for part in run.split("&&") if "apt-get i" in part]
    words = " ".join(installs)
    for name, value in default.items():
        words = words.replace(f"${name}", value)
    return {each for each in words.split() if not each.startswith("-")} - {"apt-get", "install"}


def test_it_is_a_slim_debian_of_one_release(stages: list[Stage]) -> None:
    assert [each.name for each in stages] == ["program", ""]
    assert {each.image for each in stages} == {"debian:trixie-slim"}
    for stage in stages:
        for run in stage.all("RUN"):
            subprocess.run(["sh", "-n", "-c", run], check=True)
            assert "apt-get install" not in run or "--no-install-recommends" in run
    final = stages[-1]
    assert all("rm -rf /var/lib/apt/lists" in run for run in final.all("RUN") if "apt-get" in run)


def test_it_has_the_libraries_and_fonts_that_a_build_needs(
    stages: list[Stage], project_root: Path
) -> None:
    script = (project_root / "scripts" / "system-libraries").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\b(?:libpango|libharfbuzz|fonts-noto)[\w.-]*[\w]", script))
    wanted = {each for each in wanted if not each.endswith(".so")}
    assert len(wanted) >= 6
    assert wanted <= packages(stages[-1])


def test_it_does_not_run_as_root_and_has_one_volume(stages: list[Stage]) -> None:
    final = stages[-1]
    kinds = [kind for kind, _ in final.steps]
    (user,) = final.all("USER")
    assert user not in ("root", "0")
    assert any(f"useradd --create-home --uid 1000 {user}" in run for run in final.all("RUN"))
    assert kinds.index("USER") < kinds.index("ENTRYPOINT")
    assert "RUN" not in kinds[kinds.index("USER") :]
    assert final.all("VOLUME") == final.all("WORKDIR") == ["/review"]
    assert final.all("ENTRYPOINT") == ['["living-review"]']


def kept(root: Path, name: str) -> bool:
    """Whether a file of the checkout reaches the engine: the last line that names it decides."""
    sent = True
    for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.lstrip("!").removeprefix("**/")
        if line and not line.startswith("#"):
            places = [Path(name), *Path(name).parents]
            if any(fnmatch.fnmatch(p.as_posix(), pattern) or p.name == pattern for p in places):
                sent = line.startswith("!")
    return sent


def test_what_is_copied_is_all_that_the_program_is_made_of(
    stages: list[Stage], distributions, project_root: Path, tmp_path: Path
) -> None:
    for line in stages[0].all("COPY"):
        *sources, _ = line.split()
        for source in sources:
            assert kept(project_root, source), source
            path = project_root / source
            if path.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(path, tmp_path / source, ignore=ignored)
            else:
                shutil.copy(path, tmp_path / source)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "made"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (made,) = (tmp_path / "made").glob("*.whl")
    with zipfile.ZipFile(made) as here, zipfile.ZipFile(distributions.wheel) as released:
        assert sorted(here.namelist()) == sorted(released.namelist())
    for name in (
        "data/versions/1/manifest.json",
        ".git/config",
        ".venv/bin/python",
        "src/a/__pycache__/b.pyc",
    ):
        assert not kept(project_root, name), name


def test_packages_are_the_locked_ones_with_their_hashes(stages: list[Stage]) -> None:
    (locked,) = [run for run in stages[0].all("RUN") if "requirements.lock" in run]
    assert "--require-hashes -r requirements.lock" in locked
    (own,) = [run for run in stages[0].all("RUN") if " --no-deps ." in run]
    assert own


@pytest.fixture(scope="module")
def services(project_root: Path) -> dict[str, Any]:
    read = yaml.safe_load((project_root / "compose.yaml").read_text(encoding="utf-8"))
    assert set(read) == {"services", "networks", "volumes"}
    return {**read["services"], "networks": read["networks"], "volumes": read["volumes"]}


def test_the_registry_is_on_a_network_of_two_and_open_to_nobody_else(
    services: dict[str, Any],
) -> None:
    registry, review = services["registry"], services["review"]
    assert re.fullmatch(r"postgres:\d+-[a-z]+", registry["image"])
    assert services["networks"]["inside"] == {"internal": True}
    assert registry["networks"] == ["inside"]
    assert "inside" in review["networks"]
    assert "ports" not in registry
    assert review["depends_on"] == {"registry": {"condition": "service_healthy"}}
    address = review["environment"]["REGISTRY_URL"]
    named = registry["environment"]
    assert address == (
        f"postgresql://{named['POSTGRES_USER']}:${{POSTGRES_PASSWORD}}@registry:5432/"
        f"{named['POSTGRES_DB']}"
    )
    assert named["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?"), "none stands in the file"


def test_the_review_may_write_its_folder_and_nothing_else(services: dict[str, Any]) -> None:
    review = services["review"]
    assert review["build"] == "."
    assert review["read_only"] is True
    assert review["volumes"] == ["${REVIEW:-.}:/review"]
    assert review["tmpfs"] == ["/tmp"]
    assert review["cap_drop"] == ["ALL"]
    assert review["user"].startswith("${REVIEW_USER:-1000")
    assert review["command"] == ["update"]


def test_the_page_shows_the_variables_that_compose_takes(project_root: Path) -> None:
    page = (project_root / "docs" / "how-to" / "installing.md").read_text(encoding="utf-8")
    taken = set(re.findall(r"\$\{(\w+)", (project_root / "compose.yaml").read_text("utf-8")))
    assert taken == {"REVIEW", "REVIEW_USER", "POSTGRES_PASSWORD"}
    (line,) = [each for each in page.splitlines() if each.startswith("export REVIEW=")]
    assert taken == {word.partition("=")[0] for word in shlex.split(line)[1:]}
