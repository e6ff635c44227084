"""`living-review validate`: the installed statistics against metafor's numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from living_review.cli.console import OK, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet

DIFFERS = 3
Write = Annotated[
    Path | None,
    typer.Option("--write", metavar="FILE", help="Write the page that documents it to FILE too."),
]


def validate(
    write: Write = None, quiet: Quiet = False, as_json: Json = False, debug: Debug = False
) -> None:
    """Compare what is computed here with the numbers of metafor; exit code 3 if they differ."""
    with reporting(as_json=as_json, debug=debug):
        from living_review import validation

        with Progress(quiet=quiet or as_json) as progress:
            progress("Computing the reference cases")
            found = validation.validate()
        code = OK if found.holds else DIFFERS
        if write is not None:
            write.write_text(validation.as_markdown(found), encoding="utf-8", newline="\n")
        if as_json:
            print_json({"exit_code": code, **validation.as_json(found)})
        elif not quiet:
            echo(validation.as_text(found))
        elif code:
            echo(validation.verdict(found), err=True)
        finish(code)
