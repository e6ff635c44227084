"""The program as a team has it: from a wheel, with no checkout and no developers' packages."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NAME = "living-review"


@dataclass(frozen=True)
class Distributions:
    """What is released: the sources in an archive, and the wheel that is made of the checkout."""

    sources: Path
    wheel: Path
    from_sources: Path  # the wheel that is made of the archive


@pytest.fixture(scope="session")
def distributions(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    place = tmp_path_factory.mktemp("distributions")
    _hatchling(project_root, place, "sdist", "wheel")
    (archive,) = place.glob("*.tar.gz")
    with tarfile.open(archive) as sources:
        sources.extractall(place / "unpacked", filter="data")
    (unpacked,) = (place / "unpacked").iterdir()
    _hatchling(unpacked, place / "again", "wheel")
    (wheel,), (again,) = place.glob("*.whl"), (place / "again").glob("*.whl")
    return Distributions(archive, wheel, again)


def _hatchling(root: Path, into: Path, *targets: str) -> None:
    into.mkdir(exist_ok=True)
    asked = [word for each in targets for word in ("-t", each)]
    command = [sys.executable, "-m", "hatchling", "build", *asked, "-d", str(into)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


@dataclass(frozen=True)
class Installed:
    """An environment that has the program and the packages that it asks for, and nothing else."""

    environment: Path
    home: Path

    @property
    def packages(self) -> Path:
        (found,) = self.environment.glob("lib/python*/site-packages")
        return found

    def run(
        self, *arguments: str, where: Path | None = None, program: str = NAME
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in a folder, with nothing of this process around it."""
        kept = {name: os.environ[name] for name in ("LANG", "TZ") if name in os.environ}
        return subprocess.run(
            [str(self.environment / "bin" / program), *arguments],
            cwd=where or self.home,
            env={**kept, "HOME": str(self.home), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def installed(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel without asking a registry: the packages are those of this environment."""
    home = tmp_path_factory.mktemp("elsewhere")
    environment = home / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    made = Installed(environment, home)
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-index"]
    options = ["--no-deps", "--python", str(environment / "bin" / "python")]
    subprocess.run([*uv, *options, str(distributions.from_sources)], check=True)
    (own,) = made.packages.glob("living_review-*.dist-info")
    for distribution in asked_for(metadata.PathDistribution(own).requires or []):
        for entry in top_of(distribution):
            if not (link := made.packages / entry.name).is_symlink():
                link.symlink_to(entry)
    return made


def asked_for(requirements: list[str]) -> Iterator[metadata.Distribution]:
    """Give the packages that somebody gets who installs what is asked for, here and now."""
    waiting = [(Requirement(each), "") for each in requirements]
    seen = set[tuple[str, str]]()
    while waiting:
        wanted, extra = waiting.pop()
        for part in ("", *wanted.extras):
            known = (canonicalize_name(wanted.name), part)
            needed = wanted.marker is None or wanted.marker.evaluate({"extra": extra})
            if known in seen or not needed:
                continue
            seen.add(known)
            found = metadata.distribution(wanted.name)
            yield found
            waiting += [(Requirement(each), part) for each in found.requires or []]


def top_of(distribution: metadata.Distribution) -> set[Path]:
    """Give the files and folders of a package that stand right in site-packages."""
    place = Path(str(distribution.locate_file("")))
    names = {file.parts[0] for file in distribution.files or []}
    return {place / name for name in names if name not in ("..", "__pycache__")}
