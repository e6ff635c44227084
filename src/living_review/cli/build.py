"""`living-review build`: render the current state without publishing a version."""

from __future__ import annotations

import datetime as dt
import enum
import gc
from pathlib import Path
from typing import Annotated

import typer

from living_review.cli.console import OK, SET_ASIDE, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, NoCache, Quiet, Review
from living_review.ground.kept import making_afresh


class Html(enum.StrEnum):
    """The HTML engines."""

    auto = "auto"
    quarto = "quarto"
    embedded = "embedded"


class Only(enum.StrEnum):
    """The halves of a build."""

    html = "html"
    pdf = "pdf"


def build(
    review: Review = Path(),
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Use only trials added, and searches made, on or before this date (YYYY-MM-DD).",
        ),
    ] = None,
    html: Annotated[
        Html, typer.Option(help="HTML engine; auto takes Quarto when it is installed.")
    ] = Html.embedded,
    only: Annotated[Only | None, typer.Option(help="Make the website or the PDFs only.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to put the site. [default: _site]")
    ] = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check the registry, recompute everything, and build the website and the PDFs."""
    with (
        reporting(as_json=as_json, debug=debug),
        Progress(quiet=quiet or as_json) as progress,
        making_afresh(no_cache),
    ):
        # A build makes many small objects that live to its end: looking for garbage among them
        # every few hundred allocations costs a tenth of its time and finds none.
        gc.set_threshold(100_000, 50, 100)
        from living_review.runs.build import build as build_review

        built = build_review(
            review,
            as_of=as_of.date() if as_of else None,
            html=html.value,
            only=only.value if only else None,
            out=out,
            progress=progress,
        )
        progress.close()
        code = SET_ASIDE if built.findings.quarantine else OK
        if as_json:
            print_json({"exit_code": code, **built.summary()})
        elif not quiet:
            echo(built.describe())
        finish(code)
