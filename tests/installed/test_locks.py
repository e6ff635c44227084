"""What is locked: the same versions for users and developers, and for users nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)([^\\\n]*)", re.MULTILINE)


def locked(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version, _ in _LOCKED.findall(path.read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.fixture
def settings(project_root: Path) -> dict[str, dict[str, list[str]]]:
    read = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = read["project"]["optional-dependencies"]
    own = {"program": read["project"]["dependencies"], "dev": read["dependency-groups"]["dev"]}
    return {"own": own, "extras": extras}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


def test_users_get_what_the_program_asks_for_and_nothing_of_developers(
    settings, project_root: Path
) -> None:
    users = locked(project_root / "requirements.lock")
    asked = names(settings["own"]["program"]) | names(settings["extras"]["postgres"])
    assert asked <= set(users)
    assert not (names(settings["own"]["dev"]) - asked) & (set(users) - {"packaging"})


def test_developers_have_the_same_versions_as_users(settings, project_root: Path) -> None:
    users = locked(project_root / "requirements.lock")
    developers = locked(project_root / "requirements-dev.lock")
    assert users.items() <= developers.items()
    assert names(settings["own"]["dev"]) <= set(developers)


def test_no_lock_names_where_packages_come_from_and_each_has_a_hash(project_root: Path) -> None:
    for path in sorted(project_root.glob("requirements*.lock")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        for entry in re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in entry, entry


def test_all_is_every_extra(settings) -> None:
    extras = settings["extras"]
    (all_of_them,) = extras["all"]
    assert Requirement(all_of_them).name == "living-review"
    assert Requirement(all_of_them).extras == set(extras) - {"all"}
