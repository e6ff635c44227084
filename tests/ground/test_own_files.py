"""The program finds what it brings, in a checkout and installed, and says how it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_review.ground import own_files
from living_review.ground.errors import EnvironmentFailure


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Have the program believe that its package is in a folder."""

    def moved(*names: str) -> Path:
        place = tmp_path.joinpath(*names)
        place.mkdir(parents=True)
        monkeypatch.setattr(own_files, "package", lambda: place)
        own_files.checkout.cache_clear()
        return place

    yield moved
    monkeypatch.undo()
    own_files.checkout.cache_clear()


def test_in_a_checkout_templates_are_at_its_root(project_root: Path) -> None:
    assert own_files.checkout() == project_root
    assert own_files.own_file("templates", "en") == project_root / "templates" / "en"
    assert own_files.own_file("schedules", "crontab").is_file()
    assert own_files.own_file("assets") == project_root / "src" / "living_review" / "assets"
    assert own_files.mends() == "Install the locked packages: make setup"
    roots = "templates schedules template examples"
    assert own_files.mends_files() == f"Take them from git: git restore src {roots}"


def test_installed_they_are_in_the_package(elsewhere) -> None:
    place = elsewhere("lib", "site-packages", "living_review")
    # A folder of the same name beside the packages is somebody else's.
    (place.parents[1] / "templates").mkdir()
    assert own_files.checkout() is None
    assert own_files.own_file("templates", "en") == place / "templates" / "en"
    # Both are commands that somebody pastes.
    assert own_files.mends().endswith(": pip install living-review")
    assert own_files.mends_files().endswith(": pip install --force-reinstall --no-deps WHEEL")


def test_a_folder_named_src_alone_is_no_checkout(elsewhere) -> None:
    place = elsewhere("src", "living_review")
    assert own_files.own_file("templates") == place / "templates"


def test_inside_an_archive_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_files, "files", lambda name: object())
    own_files.package.cache_clear()
    try:
        with pytest.raises(EnvironmentFailure, match="pip or uv"):
            own_files.package()
    finally:
        own_files.package.cache_clear()
