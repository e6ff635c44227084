"""Commands that are imported when they are asked for: a run loads one, and not thirty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand

from living_review.cli.options import Group

if TYPE_CHECKING:
    from typer._click.core import Command, Context  # names of types; nothing runs by them
    from typer._click.formatting import HelpFormatter


class Entry(NamedTuple):
    """A command, or a group of commands: where it is, and what it is for in a few words."""

    place: str
    """`module:name` below `living_review.cli`: a function, or an app with functions of its own."""
    says: str


class Commands(MutableMapping[str, "Command"]):
    """The commands by their names, each made once."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._made: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        if name not in self._made:
            self._made[name] = _made(name, self._entries[name])
        return self._made[name]

    def __setitem__(self, name: str, command: Command) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries or name in self._made

    def __iter__(self) -> Iterator[str]:
        return iter({**self._entries, **self._made})

    def __len__(self) -> int:
        return len({**self._entries, **self._made})


def _made(name: str, entry: Entry) -> Command:
    module, _, attribute = entry.place.partition(":")
    found = getattr(import_module(f"living_review.cli.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name, short_help=entry.says)(found)
        found = alone
    command = typer.main.get_command(found)
    command.name, command.short_help = name, entry.says
    return command


class AskedFor(Group):
    """A group whose commands are imported when they are asked for."""

    entries: ClassVar[Mapping[str, Entry]] = {}

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Commands(self.entries)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the list of commands, for which none of them is needed."""
        whole = self.commands
        self.commands = {
            name: TyperCommand(name, short_help=entry.says) for name, entry in self.entries.items()
        }
        try:
            super().format_commands(ctx, formatter)
        finally:
            self.commands = whole
