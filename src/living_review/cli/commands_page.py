"""The second half of `docs/reference/commands.md`: every option, as `--help` has it.

`python -m living_review.cli.commands_page docs/reference/commands.md` writes it (`make schemas`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import typer.main

from living_review.cli.app import app
from living_review.ground.doors import entered
from living_review.reference.markdown import code, table

MARK = "<!-- what follows is written by make schemas -->\n"


COMPLETION = {"--install-completion", "--show-completion"}


class Param(Protocol):
    """An argument or an option of a command."""

    opts: list[str]
    secondary_opts: list[str]
    metavar: str | None
    required: bool
    help: str | None


class Command(Protocol):
    """A command, or a group of commands."""

    help: str | None
    params: list[Param]


def every_option() -> str:
    """Give a section for each command: what it does, its arguments and its options."""
    program: Command = typer.main.get_command(app)  # type: ignore[assignment]
    return "\n".join(_sections("living-review", program))


def _sections(name: str, command: Command) -> Iterator[str]:
    below: dict[str, Command] = getattr(command, "commands", {})
    if not below or name == "living-review":
        told = " ".join((command.help or "").split())
        yield f"### {name}\n\n{told}\n\n{_table(command.params)}"
    for each, inner in below.items():
        yield from _sections(f"{name} {each}", inner)


def _table(params: list[Param]) -> str:
    rows = []
    for each in params:
        if COMPLETION & {*each.opts}:
            continue  # its words are those of another package; how-to/installing.md has them
        names = [*each.opts, *each.secondary_opts]
        optional = any(name.startswith("-") for name in names)
        value = f" {each.metavar}" if each.metavar else ""
        shown = ", ".join(code(name + value) for name in names) if optional else code(value.strip())
        required = "yes" if each.required else ""
        rows.append((shown or code(names[0]), required, " ".join((each.help or "").split())))
    return table(("Argument or option", "Required", "Does"), rows)


def renewed(text: str) -> str:
    """Give the page with its second half as the program is today."""
    written, mark, _ = text.partition(MARK)
    return f"{written}{mark}\n{every_option()}"


def main(page: Path) -> None:
    """Write the second half of the page again."""
    page.write_text(renewed(page.read_text("utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(entered(main, "cli.commands_page docs/reference/commands.md", sys.argv[1:]))
