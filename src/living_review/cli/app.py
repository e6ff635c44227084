"""The `living-review` program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from living_review import __version__
from living_review.cli.add_trial import add_trial
from living_review.cli.audit import audit
from living_review.cli.build import build
from living_review.cli.check import check
from living_review.cli.doctor import doctor
from living_review.cli.export import export
from living_review.cli.grade import app as grade
from living_review.cli.import_file import import_file
from living_review.cli.init import init
from living_review.cli.library import app as library
from living_review.cli.options import HELP, Group
from living_review.cli.query import app as query
from living_review.cli.registry import app as registry
from living_review.cli.surveil import surveil
from living_review.cli.text import app as text
from living_review.cli.update import update
from living_review.cli.validate import validate
from living_review.cli.versions import diff, rebuild, versions
from living_review.cli.watch import watch
from living_review.cli.words import words

app = typer.Typer(
    name="living-review",
    cls=Group,
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


app.command(short_help="Begin a review: its protocol, its registry, its first build.")(init)
app.command(short_help="List what is wrong with the registry.")(check)
app.command(short_help="Build the website and the PDFs.")(build)
app.command(short_help="Show the review in a browser, again after every save.")(watch)
app.command(short_help="Publish a new version if something is new.")(update)
app.command(short_help="List the published versions.")(versions)
app.command(short_help="Say what changed between two versions.")(diff)
app.command(short_help="Make a version again and prove its bytes.")(rebuild)
app.command(short_help="Prove that no kept file of a version was changed.")(audit)
app.command(short_help="Add one trial to the registry.")(add_trial)
app.command(short_help="Ask a trial register for what is new.")(surveil)
app.command("import", short_help="Take a RevMan, Covidence, Metapsy or own sheet in.")(import_file)
app.command(short_help="Write findings as FHIR, trials as RIS, BibTeX or CSV.")(export)
app.add_typer(registry, name="registry", short_help="Move the registry to or from a database.")
app.add_typer(grade, name="grade", short_help="List and take GRADE decisions.")
app.add_typer(text, name="text", short_help="List texts and confirm that they hold.")
app.add_typer(query, name="query", short_help="List queries and mark them as seen.")
app.add_typer(library, name="library", short_help="One task for many reviews.")
app.command(short_help="Begin a set of words in another language.")(words)
app.command(short_help="Say what this machine lacks.")(doctor)
app.command(short_help="Compare the statistics with metafor.")(validate)


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
