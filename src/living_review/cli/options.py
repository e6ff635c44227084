"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from living_review.cli.console import echo

if TYPE_CHECKING:
    from typer._click.core import Command, Context  # names of types; nothing runs by them

HELP = {"help_option_names": ["-h", "--help"]}
UNUSABLE = 2


def _one_review(context: typer.Context, value: Path) -> Path:
    """Take the folder that stands before the command, where none stands after it."""
    before = context.find_root().params.get("review")
    if before is None or context.parent is None:
        return value
    source = context.get_parameter_source("review")
    if source is None or source.name != "COMMANDLINE":
        return Path(before)
    if Path(before).resolve() != Path(value).resolve() and not context.resilient_parsing:
        refuse(
            f"--review names two folders, '{before}' before the command and '{value}' after it; "
            "give one of them."
        )
    return value


def _any_debug(context: typer.Context, value: bool) -> bool:
    return value or bool(context.find_root().params.get("debug"))


def refuse(sentence: str) -> None:
    """End with a sentence on a command line that cannot be meant."""
    echo(f"Error: {sentence}", err=True)
    raise typer.Exit(UNUSABLE)


class Group(TyperGroup):
    """Commands before whose name `--review` may stand, where they have a review."""

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Find the command; refuse a folder that it would not look at."""
        name, command, rest = super().resolve_command(ctx, args)
        named = ctx.find_root().params.get("review") is not None
        if named and command is not None and not ctx.resilient_parsing:
            takes = {each.name for each in command.params}
            if not hasattr(command, "commands") and "review" not in takes:
                path = " ".join((*ctx.command_path.split()[1:], name or ""))
                refuse(f"'{path}' looks at no review; leave --review out.")
        return name, command, rest


def group(says: str) -> typer.Typer:
    """Make a command that has commands of its own, and says them where none is given."""
    return typer.Typer(
        cls=Group,
        no_args_is_help=True,
        help=says,
        rich_markup_mode=None,
        add_completion=False,
        context_settings=HELP,
    )


Review = Annotated[
    Path,
    typer.Option(
        "--review",
        metavar="DIR",
        help="Folder of the review.",
        show_default="here",
        callback=_one_review,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for other programs.")]
Debug = Annotated[
    bool, typer.Option("--debug", help="Show the traceback of an error.", callback=_any_debug)
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        help="Make every figure, page, text and PDF anew; keep none of it for later runs.",
    ),
]
