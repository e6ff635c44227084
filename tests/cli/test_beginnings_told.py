"""What the beginning of a review tells: the line that gives its answers again, its first build."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from living_review.beginning.asking import Given
from living_review.cli import grade
from living_review.cli.first_build import first_build
from living_review.cli.init import _again
from living_review.ground.errors import BadInput, EnvironmentFailure

PLANNED = (SimpleNamespace(said="Mood,SMD,lower"), SimpleNamespace(said="Falls at home,RR,lower"))
SAID = (
    "living-review init r --title 'A review' --author 'A B' --author C --population people"
    " --intervention peers --comparator ''"
)


@pytest.mark.parametrize(
    ("file", "outcomes", "when"),
    [*product((None, Path("a b.csv")), ((), PLANNED), ((), ("x", "y")))],
)
def test_the_line_that_begins_again_gives_every_answer(file: Any, outcomes: Any, when: Any) -> None:
    given = Given("A review", ("A B", "C"), "people", "peers", "", outcomes, "workbook", file)
    told = [SAID]
    told += ["--outcome Mood,SMD,lower --outcome 'Falls at home,RR,lower'"] if outcomes else []
    told += [f"--timepoint {each}" for each in when]
    told += ["--from 'a b.csv'" if file else "--trials workbook"]
    assert _again(Path("r"), given, when) == " ".join(told)


FAILS = EnvironmentFailure("Pango is not there.")


@pytest.mark.parametrize("aside", [(), ("a row",)])
@pytest.mark.parametrize("first", [None, FAILS])
@pytest.mark.parametrize("quiet", [True, False])
def test_a_first_build_is_told_with_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, aside: Any, first: Any, quiet: bool
) -> None:
    built = SimpleNamespace(
        findings=SimpleNamespace(quarantine=aside),
        describe=lambda following: f"Built, {following}.",
        summary=lambda: {"pages": 7},
    )
    asked: list[Any] = []

    def build(root: Path, *, only: Any = None, progress: Any) -> Any:
        asked.append((root.name, only, progress.quiet if hasattr(progress, "quiet") else quiet))
        if first and not only:
            raise first
        return built

    monkeypatch.setattr("living_review.runs.build.build", build)
    done = first_build(Path("r"), quiet=quiet)
    only = [None, "html"] if first else [None]
    assert [each[:2] for each in asked] == [("r", each) for each in only]
    lacking = "\nThe site is made, without the PDFs. Pango is not there." if first else ""
    code = EnvironmentFailure.exit_code if first else int(bool(aside))
    assert done == {"exit_code": code, "pages": 7, "said": f"Built, False.{lacking}"}


def test_what_could_not_be_built_is_told_with_where_the_review_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(*_: Any, **__: Any) -> Any:
        raise BadInput("No.")

    monkeypatch.setattr("living_review.runs.build.build", build)
    with pytest.raises(BadInput, match=r"No\."):
        first_build(Path("r"), quiet=True)
    assert capsys.readouterr().err == "The review is in r; it could not be built yet.\n"


@pytest.mark.parametrize("name", ["reason", "by"])
def test_who_decides_on_a_terminal_is_asked_for_what_was_not_given(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    prompts: list[str] = []
    monkeypatch.setattr(grade, "_terminal", lambda: True)
    monkeypatch.setattr(grade.typer, "prompt", lambda words: prompts.append(words) or "said")
    assert grade._asked(None, name, "Words") == "said"
    assert grade._asked("given", name, "Words") == "given"
    assert prompts == ["Words"]
