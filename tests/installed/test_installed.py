"""Installed from a wheel, far from any checkout, the program does what it does in one."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from living_review import __version__
from living_review.ground.own_files import AT_THE_ROOT, SHIPPED_EXAMPLE

pytestmark = pytest.mark.xdist_group("installed")

# What running the program in a checkout leaves there, which git ignores.
MADE = {"__pycache__", "_site", "report", "versions"}


@pytest.fixture(scope="session")
def review(installed, project_root: Path) -> Path:
    """The folder of a review team: its data, and nothing else."""
    folder = installed.home / "review"
    shutil.copytree(project_root / "examples" / "bcg" / "data", folder / "data")
    return folder


def test_a_wheel_of_the_checkout_and_of_the_sources_has_all_that_the_program_brings(
    distributions, project_root: Path
) -> None:
    roots = {"living_review": project_root / "src" / "living_review"} | {
        f"living_review/{name}": project_root / name for name in AT_THE_ROOT
    }
    roots[f"living_review/{'/'.join(SHIPPED_EXAMPLE)}/data"] = project_root / "data"
    brought = {
        f"{place}/{path.relative_to(root).as_posix()}"
        for place, root in roots.items()
        for path in root.rglob("*")
        if path.is_file() and not MADE & set(path.parts)
    }
    assert len(brought) > 500
    for wheel in (distributions.wheel, distributions.from_sources):
        with zipfile.ZipFile(wheel) as archive:
            names = set(archive.namelist())
        assert {name for name in names if ".dist-info/" not in name} == brought


def test_what_is_released_has_the_version_of_the_program(distributions, installed) -> None:
    for path in (distributions.sources, distributions.wheel, distributions.from_sources):
        assert path.name.startswith(f"living_review-{__version__}"), path.name
    with tarfile.open(distributions.sources) as archive:
        (said,) = (name for name in archive.getnames() if re.fullmatch(r"[^/]*/PKG-INFO", name))
        read = archive.extractfile(said)
        assert read is not None
        assert f"\nVersion: {__version__}\n" in read.read().decode()
    done = installed.run("--version")
    assert (done.returncode, done.stdout) == (0, f"living-review {__version__}\n")


def test_no_checkout_and_no_package_of_developers_is_at_hand(installed, project_root: Path) -> None:
    tells = (
        "import json, sys, importlib.util as u, living_review as l\n"
        "found = [n for n in ('pytest', 'mypy', 'uv', 'playwright', 'psycopg') if u.find_spec(n)]\n"
        "print(json.dumps([l.__file__, sys.path, found]))"
    )
    done = installed.run("-c", tells, program="python")
    assert done.returncode == 0, done.stderr
    place, searched, developers = json.loads(done.stdout)
    assert Path(place).is_relative_to(installed.environment)
    root = project_root.resolve()
    assert not any(Path(each).resolve().is_relative_to(root / "src") for each in searched)
    assert not list(installed.packages.glob("*editable*"))
    assert not list(installed.packages.glob("_living_review.pth"))
    assert developers == []


def test_a_review_is_checked_and_published(installed, review: Path) -> None:
    done = installed.run("check", "--json", where=review)
    assert done.returncode == 0, done.stderr
    done = installed.run("update", where=review)
    assert done.returncode == 0, done.stderr
    for name in ("index.html", "summary.pdf", "review.pdf", "feed.xml", "versions/1/index.html"):
        assert (review / "_site" / name).stat().st_size > 100, name
    fonts = {path.name for path in (review / "_site" / "assets" / "fonts").iterdir()}
    assert len(fonts) == 21
    done = installed.run("audit", where=review)
    assert done.returncode == 0, done.stdout
    software = json.loads((review / "report" / "findings.json").read_text())["software"]
    assert software["version"] == __version__


def test_it_speaks_every_language_that_it_has(
    installed, review: Path, project_root: Path, tmp_path: Path
) -> None:
    shutil.copytree(review / "data", tmp_path / "data")
    protocol = tmp_path / "data" / "protocol.yml"
    written = protocol.read_text(encoding="utf-8")
    for folder in sorted((project_root / "templates").iterdir()):
        done = installed.run("words", "--language", folder.name, where=tmp_path)
        assert done.returncode == 0, done.stdout
        assert f"'{folder.name}' are whole" in done.stdout
    assert not (tmp_path / "templates").exists()
    named = written.replace("\nreview:\n", "\nreview:\n  language: es\n")
    protocol.write_text(named, encoding="utf-8")
    done = installed.run("build", "--only", "html", "--out", "site", where=tmp_path)
    assert done.returncode == 0, done.stderr
    assert 'lang="es"' in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_its_reference_values_came_with_it(installed) -> None:
    done = installed.run("validate", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["compared"] > 50_000


def test_doctor_tells_of_files_that_the_installation_lacks(installed) -> None:
    names = ["assets/site.css", "templates/en/words/effects.j2", "validation/reference/bcg.json"]
    paths = {name: installed.packages / "living_review" / name for name in names}
    contents = {path: path.read_bytes() for path in paths.values()}
    try:
        for path in contents:
            path.unlink()
        done = installed.run("doctor")
        assert done.returncode == 3
        assert re.search(rf"missing +Own files +{', '.join(names)}: not there", done.stdout)
        assert "pip install --force-reinstall --no-deps WHEEL" in done.stdout
        for path, content in contents.items():
            path.write_bytes(content + b"\n")
        done = installed.run("doctor")
        assert done.returncode == 0
        assert re.search(rf"optional +Own files +{', '.join(names)}: not as", done.stdout)
    finally:
        for path, content in contents.items():
            path.write_bytes(content)


@pytest.mark.parametrize("name", ["matplotlib", "pypandoc", "jinja2", "pandas"])
def test_doctor_tells_of_a_package_that_the_installation_lacks(
    installed, review: Path, name: str
) -> None:
    links = [
        path
        for path in installed.packages.iterdir()
        if re.match(rf"{name}(_binary)?(-[\d.]+\.dist-info)?$", path.name, re.IGNORECASE)
    ]
    targets = {link: link.readlink() for link in links}
    assert len(targets) == 2
    try:
        for link in links:
            link.unlink()
        done = installed.run("doctor", where=review)
    finally:
        for link, target in targets.items():
            link.symlink_to(target)
    assert done.returncode == 3, done.stderr
    assert re.search(rf"missing +{name}(-binary)? +not installed", done.stdout, re.IGNORECASE)
    assert "pip install living-review" in done.stdout


def test_without_its_templates_it_says_so_in_one_sentence(installed, review: Path) -> None:
    templates = installed.packages / "living_review" / "templates"
    aside = templates.with_name("aside")
    templates.rename(aside)
    try:
        done = installed.run("build", "--only", "html", "--out", "site", where=review)
    finally:
        aside.rename(templates)
    assert done.returncode == 3
    (told,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert "own templates are not whole" in told
    assert "pip install --force-reinstall" in told
