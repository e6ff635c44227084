"""What was compiled is kept for the same sources alone, and nothing depends on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAID = """
import sys
from living_review.language import say
from living_review.language.fact import facts_of, subjects
from living_review.language.sandbox import ReportEnvironment
compiled = []
generate = ReportEnvironment._generate
ReportEnvironment._generate = lambda *a, **k: compiled.append(a) or generate(*a, **k)
print([say(kind.example()) for each in subjects() for kind in facts_of(each).values()])
print(len(compiled), file=sys.stderr)
"""


def run(**environment: str) -> tuple[str, int]:
    """Say every example in a process of its own: the text, and how many files were compiled."""
    kept = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, "-c", SAID], env=kept, capture_output=True, text=True, check=True
    )
    return done.stdout, int(done.stderr.splitlines()[-1])


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the folder is named otherwise")
def test_a_template_is_compiled_once_and_what_is_damaged_again(tmp_path: Path) -> None:
    first, compiled = run(XDG_CACHE_HOME=str(tmp_path))
    assert compiled == len(files(tmp_path)) > 70
    assert run(XDG_CACHE_HOME=str(tmp_path)) == (first, 0)
    for path, text in zip(files(tmp_path), (b"", b"x", b"\x00" * 500, b"j2"), strict=False):
        path.write_bytes(text)
    again, compiled = run(XDG_CACHE_HOME=str(tmp_path))
    assert (again, compiled) == (first, 4)
    whole = files(tmp_path)[9]
    whole.write_bytes(whole.read_bytes()[:-40])
    assert run(XDG_CACHE_HOME=str(tmp_path))[0] == first


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the folder is named otherwise")
def test_where_nothing_can_be_kept_everything_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    said, compiled = run(XDG_CACHE_HOME=str(tmp_path / "file"))
    assert compiled > 70
    assert "may improve recovery slightly" in said


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions")
def test_what_others_may_write_to_is_not_read(tmp_path: Path) -> None:
    first, compiled = run(XDG_CACHE_HOME=str(tmp_path))
    assert run(XDG_CACHE_HOME=str(tmp_path)) == (first, 0)
    for folder in (tmp_path / "living-review" / "templates").rglob("*"):
        if folder.is_dir():
            folder.chmod(0o777)
    assert run(XDG_CACHE_HOME=str(tmp_path)) == (first, compiled)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the folder is named otherwise")
def test_beside_a_template_of_a_review_those_of_the_program_are_compiled_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from living_review.document.filters import filters
    from living_review.document.templates import environment
    from living_review.language.compiled import compiled as cache_of
    from living_review.language.markdown import escape

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cache_of.cache_clear()
    own = tmp_path / "templates"
    own.mkdir()
    (own / "own.md.j2").write_text("{{ name }} is worded by a review")

    try:
        made = environment(own, filters("en"))
        text = made.get_template("own.md.j2").render({"name": escape("This")})
        assert text == "This is worded by a review"
        assert files(tmp_path / "cache") == []
        made.get_template("sections/recovered.md.j2")
        assert len(files(tmp_path / "cache")) == 1
    finally:
        cache_of.cache_clear()
