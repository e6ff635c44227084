"""Every command line of the schedules and docs/how-to/operations.md is one of the program's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer.main

from living_review.cli import app

# A name of the program, not of the user, the lock group or a unit; then its command and the rest.
_USES = re.compile(
    r'(?<!-u )(?:\bliving-review|"\$program") +(?P<command>[a-z]+)(?P<rest>[^`\n&|;)]*)'
)
_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
# What a Markdown text shows as typed: fenced blocks and code spans.
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def below(command: Any) -> Mapping[str, Any]:
    """The commands of a group; a plain command has none."""
    found: Mapping[str, Any] = getattr(command, "commands", {})
    return found


def commands() -> Mapping[str, Any]:
    return below(typer.main.get_command(app))


def options(command: Any) -> set[str]:
    """Every option of a command, and of those below it."""
    own = {name for each in command.params for name in each.opts}
    return own.union({"-h", "--help"}, *(options(each) for each in below(command).values()))


def uses(text: str) -> Iterator[tuple[str, set[str]]]:
    for found in _USES.finditer(text):
        yield found["command"], set(_OPTION.findall(found["rest"]))


@pytest.fixture
def texts(project_root: Path, schedules: Path, workflow: Path) -> dict[str, str]:
    documents = [*schedules.iterdir(), workflow, project_root / "docs" / "how-to" / "operations.md"]
    read = {path.name: path.read_text(encoding="utf-8") for path in documents if path.is_file()}
    read["operations.md"] = "\n".join(_CODE.findall(read["operations.md"]))
    return read


def test_every_command_and_option_exists(texts: dict[str, str]) -> None:
    known = commands()
    found = [(name, *use) for name, text in texts.items() for use in uses(text)]
    assert {name for name, *_ in found} >= {
        "pull-request",
        "living-review.service",
        "crontab",
        "operations.md",
    }
    for name, command, given in found:
        assert command in known, f"{name}: living-review {command}"
        unknown = given - options(known[command])
        assert not unknown, f"{name}: living-review {command} {sorted(unknown)}"


def test_every_option_named_alone_is_one_of_some_command(texts: dict[str, str]) -> None:
    known = set().union(*(options(each) for each in commands().values()))
    alone = set(re.findall(r"`(--[a-z-]+)[^`]*`", texts["operations.md"]))
    assert alone
    assert alone <= known, sorted(alone - known)
    workflow = texts["living-review.yml"]
    assert set(re.findall(r"'(--[a-z-]+)'", workflow)) <= options(commands()["update"])
