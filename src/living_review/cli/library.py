"""`living-review library`: one task for many reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.build import Html
from living_review.cli.console import echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, group

if TYPE_CHECKING:
    from living_review.library.engines import Engine
    from living_review.library.jobs import Outcome, Task
    from living_review.library.run import Ran
    from living_review.portal.publication import Made

app = group("One task for many reviews: below a folder, or of a list.")

Place = Annotated[
    Path,
    typer.Argument(
        metavar="[PLACE]",
        help="A folder that reviews lie below, or a list of reviews (.yml).",
        show_default="here",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        metavar="N",
        min=1,
        help="How many reviews are worked on at a time, each in a process of its own.",
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS|local",
        help="Hand the reviews to the workers of a Dask cluster: the address of its scheduler "
        "(tcp://HOST:PORT), or 'local' for one of --workers on this machine.",
    ),
]
All = Annotated[bool, typer.Option("--all", help="List every review, also where nothing is new.")]


@app.command(short_help="Publish a new version of each review in which something is new.")
def update(
    place: Place = Path(),
    workers: Workers = 1,
    dask: Dask = None,
    thorough: Annotated[
        bool,
        typer.Option(
            "--thorough", help="Read every file again, also of reviews whose files have not moved."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; publish nothing.")
    ] = False,
    accept_removals: Annotated[
        bool,
        typer.Option(
            "--accept-removals", help="Publish though many trials or results left a registry."
        ),
    ] = False,
    html: Annotated[
        Html, typer.Option(help="What makes the websites.", show_default="embedded")
    ] = Html.embedded,
    portal: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Make the portal in DIR again, as it was asked for."),
    ] = None,
    everything: All = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Bring every review up to date; one that fails stops no other."""
    options = {"dry_run": dry_run, "accept_removals": accept_removals, "html": html.value}
    with reporting(as_json=as_json, debug=debug):
        if portal is not None:
            # What cannot be a portal is told before hours of work.
            _look_at_portal(place, portal)
        ran = _run(
            place, "update", (workers, dask), options, quiet=quiet, thorough=thorough or dry_run
        )
        made = None if portal is None or dry_run else _portal_again(place, portal)
        _say(ran, made=made, everything=everything, quiet=quiet, as_json=as_json)


@app.command(short_help="Build the website and the PDFs of each review.")
def build(
    place: Place = Path(),
    workers: Workers = 1,
    dask: Dask = None,
    html: Annotated[
        Html, typer.Option(help="What makes the websites.", show_default="embedded")
    ] = Html.embedded,
    everything: All = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Build every review as it stands; no version is published."""
    with reporting(as_json=as_json, debug=debug):
        ran = _run(place, "build", (workers, dask), {"html": html.value}, quiet=quiet)
        _say(ran, everything=everything, quiet=quiet, as_json=as_json)


@app.command(short_help="Count what is wrong with each registry.")
def check(
    place: Place = Path(),
    workers: Workers = 1,
    dask: Dask = None,
    everything: All = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check every registry and say which reviews need a person."""
    with reporting(as_json=as_json, debug=debug):
        ran = _run(place, "check", (workers, dask), {}, quiet=quiet)
        _say(ran, everything=everything, quiet=quiet, as_json=as_json)


@app.command(short_help="Compute every review, as it is or by other choices; publish nothing.")
def analyse(
    place: Place = Path(),
    workers: Workers = 1,
    dask: Dask = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="KEY=VALUE",
            help="A choice under 'analysis' in the place of each protocol's own (tau2=PM), or a "
            "trial taken as retracted (retracted=DOI): which conclusions would change. Repeatable.",
        ),
    ] = None,
    shared: Annotated[
        bool,
        typer.Option(
            "--shared", help="List the trials that several reviews hold, and where they differ."
        ),
    ] = False,
    everything: All = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Compute every meta-analysis of every review; nothing is written."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.library import told
        from living_review.library.shared_trials import shared_trials
        from living_review.library.what_if import what_if as asked

        options = {"what_if": asked(what_if or ()), "trials": shared}
        ran = _run(place, "analyse", (workers, dask), options, quiet=quiet or as_json)
        found = shared_trials(ran.outcomes) if shared else ()
        further = {"shared_trials": [each.as_json() for each in found]} if shared else {}
        lines = tuple(told.shared(found)) if shared else ()
        _say(ran, lines, further, everything=everything, quiet=quiet, as_json=as_json)


@app.command(short_help="Make one site over all reviews: search, what changed, shared trials.")
def portal(
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Where the portal is made: a new directory, or the portal of before.",
        ),
    ],
    place: Place = Path(),
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is called.")] = None,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Where it will stand: its feed and its canonical links need it."
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(metavar="TAG", help="The language of its own words.", show_default="en"),
    ] = None,
    link: Annotated[
        bool | None,
        typer.Option(
            "--link/--copy",
            help="Link to the address that a protocol gives in review.url, or have every site in "
            "the portal.",
            show_default="copy",
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Make the portal of a library of what is published; what is not given stays as it was."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.library.members import library_at
        from living_review.portal.publication import make
        from living_review.portal.settings import asked
        from living_review.portal.told import lines

        settings = asked(title=title, url=url, language=language, link=link)
        made = make(
            library_at(place),
            out,
            settings,
            told=lambda line: None if quiet or as_json else echo(line, err=True),
        )
        if as_json:
            print_json(made.as_json())
        else:
            for line in lines(made, quiet=quiet):
                echo(line, err=quiet)
        finish(made.exit_code)


def _look_at_portal(place: Path, portal: Path) -> None:
    from living_review.library.members import library_at
    from living_review.portal.publication import before

    before(portal, library_at(place))


def _portal_again(place: Path, portal: Path) -> Made:
    """Make a portal with the settings it has, and tell `library.json` of the trials in several."""
    from living_review.library.members import library_at
    from living_review.portal.publication import make
    from living_review.portal.record import tell_library

    library = library_at(place)
    made = make(library, portal)
    tell_library(library, made.shared)
    return made


def _run(
    place: Path,
    task: Task,
    on: tuple[int, str | None],
    options: Mapping[str, Any],
    *,
    quiet: bool,
    thorough: bool = False,
) -> Ran:
    from living_review.library import told
    from living_review.library.members import library_at
    from living_review.library.run import run

    def tell(outcome: Outcome, done: int, of: int) -> None:
        if not quiet:
            echo(told.progress(outcome, done, of), err=True)

    library = library_at(place)
    workers, dask = on
    with _engine(min(workers, len(library.members)), dask) as engine:
        ran = run(library, task, engine, options=options, thorough=thorough, told=tell)
        for line in told.refused(engine):
            echo(line, err=True)
        return ran


def _engine(workers: int, dask: str | None) -> Engine:
    if dask is not None:
        from living_review.library.dask_parts import Connection

        connection = Connection(dask, workers)
        from living_review.library.dask_engine import Cluster

        return Cluster(connection)
    from living_review.library.engines import Here, Processes

    return Processes(workers) if workers > 1 else Here()


def _say(
    ran: Ran,
    lines: tuple[str, ...] = (),
    further: Mapping[str, Any] | None = None,
    *,
    made: Made | None = None,
    everything: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Say how the run went, and end with the highest exit code of its reviews and its portal."""
    from living_review.library import told

    of_portal: Iterable[str] = ()
    if made is not None:
        from living_review.portal.told import lines as lines_of

        of_portal, further = lines_of(made, quiet=quiet), {"portal": made.as_json()}
    if as_json:
        print_json({**ran.as_json(), **(further or {})})
    elif not quiet:
        for line in (*told.table(ran, everything=everything), *lines, told.total(ran), *of_portal):
            echo(line)
    else:
        for each in ran.outcomes:
            if each.error:
                echo(f"Error: {each.review}: {each.error}", err=True)
        for line in of_portal:
            echo(line, err=True)
    finish(max(ran.exit_code, made.exit_code if made else 0))
