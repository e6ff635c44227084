"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HELP = {"help_option_names": ["-h", "--help"]}


def group(says: str) -> typer.Typer:
    """Make a command that has commands of its own, and says them where none is given."""
    return typer.Typer(
        no_args_is_help=True, help=says, rich_markup_mode=None, context_settings=HELP
    )


Review = Annotated[
    Path,
    typer.Option("--review", metavar="DIR", help="Folder of the review.", show_default="here"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for other programs.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
