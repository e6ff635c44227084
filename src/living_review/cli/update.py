"""`living-review update`: bring the published review up to date with its registry."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.build import Html
from living_review.cli.console import OK, SET_ASIDE, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, NoCache, Quiet, Review
from living_review.ground.kept import making_afresh

if TYPE_CHECKING:
    from living_review.runs.updated import Updated

NOTIFY_SECONDS = 60
Notify = Annotated[
    str | None,
    typer.Option(
        metavar="CMD",
        help="Run a command, without a shell and for a minute at most, with the outcome as JSON "
        "on its standard input; not where nothing is new.",
    ),
]


def update(
    review: Review = Path(),
    publish: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the site.", show_default="_site"),
    ] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Make a version of an earlier day, from what had entered the registry by then.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; write nothing.")
    ] = False,
    accept_removals: Annotated[
        bool,
        typer.Option(
            "--accept-removals", help="Publish though many trials or results left the registry."
        ),
    ] = False,
    html: Annotated[
        Html, typer.Option(help="What makes the website.", show_default="embedded")
    ] = Html.embedded,
    notify: Notify = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Pull the registry; where something is new, publish a version with what changed and why."""

    def tell(outcome: dict[str, Any]) -> None:
        if notify and outcome.get("state") != "nothing new" and not dry_run:
            _notify(notify, outcome)

    with (
        reporting(as_json=as_json, debug=debug, tell=tell),
        Progress(quiet=quiet or as_json) as progress,
        making_afresh(no_cache),
    ):
        from living_review.runs.update import update as run

        done = run(
            review,
            publish=publish,
            as_of=as_of.date() if as_of else None,
            dry_run=dry_run,
            accept_removals=accept_removals,
            html=html.value,
            progress=progress,
        )
        progress.close()
        outcome = _said(done, quiet=quiet, as_json=as_json)
        tell(outcome)
        finish(outcome["exit_code"])


def _said(done: Updated, *, quiet: bool, as_json: bool) -> dict[str, Any]:
    """Say what was done, and give it as it is for `--json` and `--notify`."""
    from living_review.cli.set_aside import (
        file_lines,
        file_outcome,
        set_aside_lines,
        set_aside_outcome,
    )

    outcome = {
        "exit_code": SET_ASIDE if done.quarantined and done.state != "nothing new" else OK,
        **done.summary(),
        **set_aside_outcome(done.set_aside),
        **file_outcome(done.file_report),
    }
    aside = set_aside_lines(done.set_aside)
    if as_json:
        print_json(outcome)
    elif not quiet:
        told = (done.describe(), file_lines(done.file_report), aside, done.following())
        echo("\n".join(filter(None, told)))
    else:
        for warning in filter(None, (*done.warnings, aside)):
            echo(warning, err=True)
    return outcome


def _notify(command: str, outcome: dict[str, Any]) -> None:
    """Hand the outcome to a command; its failure is told and changes nothing."""
    import json
    import shlex
    import subprocess

    try:
        done = subprocess.run(
            shlex.split(command),
            input=json.dumps(outcome, ensure_ascii=False, default=str).encode(),
            timeout=NOTIFY_SECONDS,
            check=False,
        )
        problem = f"ended with exit code {done.returncode}" if done.returncode else ""
    except subprocess.TimeoutExpired:
        problem = f"took more than {NOTIFY_SECONDS} seconds and was ended"
    except (OSError, ValueError) as error:
        problem = f"cannot be run ({error})"
    if problem:
        echo(f"Warning: the command of --notify {problem}: {command}", err=True)
