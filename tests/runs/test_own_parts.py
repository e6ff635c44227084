"""What `doctor` says of the program's own files and packages in a checkout."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from living_review.runs import doctor, own_parts


def test_all_is_there() -> None:
    assert own_parts.own_files() == ([], [])
    assert doctor._own_files().state == "ok"


def test_what_is_missing_is_named_with_what_brings_it_back(
    monkeypatch: pytest.MonkeyPatch, project_root: Path
) -> None:
    lost = [project_root / "templates" / "en" / "words" / f"lost{n}.j2" for n in range(5)]
    monkeypatch.setattr(own_parts, "_needed", lambda: iter(lost))
    part = doctor._own_files()
    assert part.state == "missing"
    first = ", ".join(f"templates/en/words/lost{n}.j2" for n in range(3))
    assert part.detail == f"{first} and 2 more: not there"
    assert (
        part.remedy == "Take them from git: git restore src templates schedules template examples"
    )


def test_every_package_that_a_user_needs_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, project_root: Path
) -> None:
    settings = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    names = [each.partition(">")[0].lower() for each in settings["project"]["dependencies"]]
    known = {each.replace("-", "_") for each in own_parts.packages()}
    assert known == {each.replace("-", "_") for each in names}
    assert set(doctor.PACKAGES) <= set(own_parts.packages())
    assert list(doctor._further_packages()) == []
    monkeypatch.setattr(own_parts, "packages", lambda: ("numpy", "no-such-package"))
    (part,) = doctor._further_packages()
    assert (part.name, part.state) == ("no-such-package", "missing")
