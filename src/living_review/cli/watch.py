"""`living-review watch`: a preview that follows every save."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from living_review.cli.build import Html
from living_review.cli.console import OK, Progress, echo, finish, reporting
from living_review.cli.options import Debug, NoCache, Quiet, Review
from living_review.ground.kept import making_afresh


def watch(
    review: Review = Path(),
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="N",
            help="Port of 127.0.0.1; 0 takes any. [default: 8000, or the next free one]",
        ),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Make the PDFs too; slower.")] = False,
    html: Annotated[
        Html, typer.Option(help="HTML engine; auto takes Quarto when it is installed.")
    ] = Html.embedded,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the preview in the browser.")
    ] = False,
    no_cache: NoCache = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show the review in a browser as it would be built, again after every save.

    Nothing is published: _site/, report/ and data/versions/ stay as they are. Stop it with Ctrl-C.
    """
    with reporting(as_json=False, debug=debug), making_afresh(no_cache):
        from living_review.watch import watch as follow

        # Asked to end by whatever started it, it clears its temporary folder as for Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        progress = Progress(quiet=quiet)

        def say(sentence: str) -> None:
            progress.close()
            if not quiet:
                echo(sentence)

        def complain(sentence: str) -> None:
            progress.close()
            echo(f"Error: {sentence}", err=True)

        try:
            follow(
                review,
                port=port,
                pdf=pdf,
                html=html.value,
                open_browser=open_browser,
                progress=progress,
                say=say,
                complain=complain,
            )
        except KeyboardInterrupt:
            # Ctrl-C is how this command ends when all is well, so it is no failure.
            progress.close()
        finish(OK)
