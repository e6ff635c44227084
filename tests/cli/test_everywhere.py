"""What every command takes, before its name and after it; and what a shell completes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from living_review.cli import app

PROGRAM = Path(sys.executable).parent / "living-review"


def leaves(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(leaves(typer.main.get_command(app)))
OF_A_REVIEW = {
    name: command
    for name, command in COMMANDS.items()
    if "review" in {each.name for each in command.params}
}


class Seen(Exception):
    """What a command was given, told before it does anything."""


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch):
    """Run a command line; give the folder and the debug flag that the command got, or its error."""

    def run(*line: str) -> tuple[Path | None, bool] | tuple[int, str]:
        seen: list[tuple[Path | None, bool]] = []

        def stop(*, as_json: bool, debug: bool, tell: object = None) -> None:
            frame = sys._getframe(1).f_locals
            seen.append((frame.get("review"), debug))
            raise Seen

        for module in {command.callback.__module__ for command in COMMANDS.values()}:
            monkeypatch.setattr(f"{module}.reporting", stop, raising=False)
        result = CliRunner().invoke(app, line)
        if seen:
            return seen[0]
        return result.exit_code, result.stderr

    return run


def needed(command: Any) -> list[str]:
    """Words for what a command cannot do without: a number that is the name of a file, too."""
    words = []
    for each in command.params:
        if each.required:
            listed = (each.metavar or "").strip("[]").split("|")
            option = [] if each.param_type_name == "argument" else [each.opts[0]]
            words += [*option, listed[0] if len(listed) > 1 else "1"]
    return words


@pytest.fixture(autouse=True)
def _where_the_words_name_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1").write_text("")


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_debug_stands_before_a_command_or_after_it(name: tuple[str, ...], given) -> None:
    rest = needed(COMMANDS[name])
    assert given(*name, *rest)[1] is False
    assert given("--debug", *name, *rest)[1] is True
    assert given(*name, *rest, "--debug")[1] is True
    assert given("--debug", *name, *rest, "--debug")[1] is True


@pytest.mark.parametrize("name", OF_A_REVIEW, ids=" ".join)
def test_the_review_stands_before_a_command_or_after_it(
    name: tuple[str, ...], given, tmp_path: Path
) -> None:
    rest = needed(COMMANDS[name])
    assert given(*name, *rest)[0] == Path()
    for line in (
        ("--review", "there", *name, *rest),
        (*name, *rest, "--review", "there"),
        ("--review=there", *name, *rest, "--review", str(tmp_path / "there")),
    ):
        found = given(*line)[0]
        assert isinstance(found, Path), found
        assert found.resolve() == tmp_path / "there"
    code, said = given("--review", "here", *name, *rest, "--review", "there")
    assert (code, said) == (
        2,
        "Error: --review names two folders, 'here' before the command and 'there' after it; "
        "give one of them.\n",
    )


def test_a_folder_that_a_command_would_not_look_at_is_refused(given) -> None:
    others = sorted(set(COMMANDS) - set(OF_A_REVIEW))
    assert ("validate",) in others
    for name in others:
        code, said = given("--review", "there", *name, *needed(COMMANDS[name]))
        shown = " ".join(name)
        assert (code, said) == (2, f"Error: '{shown}' looks at no review; leave --review out.\n")


def test_an_error_shows_its_traceback_where_debug_stands_before_the_command(
    tmp_path: Path,
) -> None:
    result = CliRunner().invoke(app, ["--debug", "--review", str(tmp_path), "versions"])
    assert "There is no review in" in str(result.exception)
    result = CliRunner().invoke(app, ["--review", str(tmp_path), "versions"])
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert result.stderr.startswith("Error: There is no review in")


def completed(words: str, shell: str = "bash") -> list[str]:
    """What a shell is offered for the last word of a command line."""
    asked = {
        "_LIVING_REVIEW_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    done = subprocess.run(
        [PROGRAM], env=os.environ | asked, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_shell_completes_commands_and_options() -> None:
    assert {"build", "update", "import"} <= set(completed("living-review "))
    assert completed("living-review reb") == ["rebuild"]
    assert completed("living-review --review x reb") == ["rebuild"]
    assert "override" in completed("living-review grade ")
    assert {"--only", "--out"} <= set(completed("living-review build --o"))
    # Two folders that differ end a command, and no completion.
    assert "--only" in completed("living-review --review x build --review y --o")


def test_completion_is_installed_for_the_shell_that_asks(tmp_path: Path) -> None:
    done = subprocess.run(
        # The last word keeps bash there: it would give its place to the last program it starts.
        ["bash", "-ec", f"'{PROGRAM}' --install-completion; '{PROGRAM}' --show-completion; exit"],
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    told, _, script = done.stdout.partition("Completion will take effect")
    assert "bash completion installed in" in told
    assert "_LIVING_REVIEW_COMPLETE=complete_bash" in script
    written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert any("_LIVING_REVIEW_COMPLETE=complete_bash" in text for text in written)
    assert "living-review" in (tmp_path / ".bashrc").read_text()
