"""`python -m living_review.ROOM` ends in one sentence where it is called in another way."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

import living_review
from living_review.ground.doors import OF_THE_PROGRAM, entered
from living_review.ground.errors import BadInput

ROOT = Path(living_review.__file__).parent
DOORS = sorted(
    path.relative_to(ROOT.parent).with_suffix("").as_posix().replace("/", ".")
    for path in ROOT.rglob("*.py")
    if path.stem == "__main__" or "__name__ ==" in path.read_text(encoding="utf-8")
)
# Those that the program enters itself; the font builder stands with the fonts for who remakes them.
INNER = {
    "living_review.ground.other_python",
    "living_review.paper.press",
    "living_review.verification.helper",
}
OTHERS = {"living_review.assets.fonts.build_fonts"}


@pytest.mark.parametrize("door", sorted({*DOORS} - INNER - OTHERS))
def test_a_wrong_call_is_told_how_it_is_called(
    door: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [door, *"abcd"])
    monkeypatch.delitem(sys.modules, door, raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(door, run_name="__main__")
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith(f"Run it as: python -m {door.removesuffix('.__main__')}")
    assert told.count("\n") == 1


def test_every_door_uses_the_one_frame() -> None:
    for door in DOORS:
        text = (ROOT.parent / f"{door.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert ("OF_THE_PROGRAM" if door in INNER else "entered(") in text or door in OTHERS, door
    assert len(DOORS) >= 6
    assert OF_THE_PROGRAM.endswith(".")


def test_faults_and_refused_files_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_path: Path) -> None:
        raise BadInput("No.")

    assert entered(refused, "x", ["a"]) == 2
    assert entered(lambda path: print(path.read_text()), "x", [str(tmp_path)]) == 3
    assert entered(lambda path: None, "x", ["a"]) == 0
    assert capsys.readouterr().err.startswith(f"No.\n{tmp_path}: ")
