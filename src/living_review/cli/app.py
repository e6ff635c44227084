"""The `living-review` program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

import typer

from living_review import __version__
from living_review.cli.asked_for import AskedFor, Entry
from living_review.cli.options import HELP


class Program(AskedFor):
    """The commands of the program, in the order in which help lists them."""

    entries: ClassVar = {
        "init": Entry("init:init", "Begin a review: its protocol, its registry, its first build."),
        "check": Entry("check:check", "List what is wrong with the registry."),
        "build": Entry("build:build", "Build the website and the PDFs."),
        "watch": Entry("watch:watch", "Show the review in a browser, again after every save."),
        "update": Entry("update:update", "Publish a new version if something is new."),
        "versions": Entry("versions:versions", "List the published versions."),
        "diff": Entry("versions:diff", "Say what changed between two versions."),
        "rebuild": Entry("versions:rebuild", "Make a version again and prove its bytes."),
        "audit": Entry("audit:audit", "Prove that no kept file of a version was changed."),
        "add-trial": Entry("add_trial:add_trial", "Add one trial to the registry."),
        "surveil": Entry("surveil:surveil", "Ask a trial register for what is new."),
        "import": Entry(
            "import_file:import_file", "Take a RevMan, Covidence, Metapsy or own sheet in."
        ),
        "export": Entry("export:export", "Write findings as FHIR, trials as RIS, BibTeX or CSV."),
        "words": Entry("words:words", "Begin a set of words in another language."),
        "doctor": Entry("doctor:doctor", "Say what this machine lacks."),
        "validate": Entry("validate:validate", "Compare the statistics with metafor."),
        "registry": Entry("registry:app", "Move the registry to or from a database."),
        "grade": Entry("grade:app", "List and take GRADE decisions."),
        "text": Entry("text:app", "List texts and confirm that they hold."),
        "query": Entry("query:app", "List queries and mark them as seen."),
        "library": Entry("library:app", "One task for many reviews."),
    }


app = typer.Typer(
    name="living-review",
    cls=Program,
    help="Living systematic reviews: from a trial registry to a website and two PDFs.",
    epilog="Exit codes: 0 done, 1 done with rows set aside, 2 bad input, 3 something is missing on "
    "this machine, 4 the registry could not be reached, 5 another run holds the lock.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=HELP,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"living-review {__version__}")
        raise typer.Exit


@app.callback()
def main(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    review: Annotated[
        Path | None,
        typer.Option("--review", metavar="DIR", help="Folder of the review, for any command."),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error of any command.")
    ] = False,
) -> None:
    """Living systematic reviews: from a trial registry to a website and two PDFs."""


ENDED = 128


def run() -> None:
    """Run the program; the entry point of the `living-review` script."""
    import io
    import signal
    import sys

    # Signs such as τ² and − stand in messages, and Windows writes to pipes in a code page without.
    for stream in (sys.stdout, sys.stderr):
        if sys.platform == "win32" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    # Asked to end, a run clears its temporary folders as after any other ending.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    app()


def _end(number: int, _frame: object) -> None:
    raise SystemExit(ENDED + number)
