"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Review = Annotated[
    Path,
    typer.Option("--review", metavar="DIR", help="Folder of the review.", show_default="here"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for other programs.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
