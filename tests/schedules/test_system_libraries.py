"""The script that installs system libraries asks for what is missing, and for nothing else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def asked(tmp_path: Path, project_root: Path):
    """Run the script on a machine with stubs of Debian's programs; give what it would install."""

    def run(*arguments: str, there: tuple[str, ...] = ()) -> str:
        log = tmp_path / "asked"
        log.write_text("")
        known = " ".join(there)
        stubs = {
            "id": "echo 0",
            "uname": "echo Linux",
            "dpkg": f'case " {known} " in *" $2 "*) exit 0;; esac; exit 1',
            "apt-get": f'echo "$@" >> {log}',
        }
        for name, body in stubs.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
            (tmp_path / name).chmod(0o755)
        subprocess.run(
            ["sh", str(project_root / "scripts" / "system-libraries"), *arguments],
            env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
            capture_output=True,
            check=True,
        )
        return log.read_text()

    return run


def test_fonts_for_further_scripts_are_those_that_doctor_names(asked) -> None:
    from living_review.letters.scripts import SCRIPTS, package_for

    said = asked("fonts")
    for package in {"fontconfig", *map(package_for, SCRIPTS.values())}:
        assert f" {package}" in said
    assert "libpango" not in said


def test_what_is_there_is_not_asked_for(asked) -> None:
    fonts = ("fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji")
    assert asked("fonts", there=("fontconfig", *fonts)) == ""
    assert "fonts-noto-cjk" not in asked("fonts", there=fonts[1:2])
