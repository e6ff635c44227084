"""`living-review registry`: writes the registry to a place, reads one, prints its tables."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review, group
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.registry.transfer import Place
    from living_review.sources import RawTables

app = group("Move the registry between CSV files, a workbook and a database.")

_PLACES = "csv:DIR, xlsx:FILE, sqlite:FILE or postgres-env:VARIABLE."
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite a registry that is there.")]
Schema = Annotated[
    str | None, typer.Option(metavar="NAME", help="Schema of the PostgreSQL database.")
]


class SqlDialect(StrEnum):
    """The databases whose words `ddl` speaks."""

    sqlite = "sqlite"
    postgresql = "postgresql"


@app.command(short_help="Write the registry to another place.")
def export(
    to: Annotated[str, typer.Option("--to", metavar="PLACE", help=_PLACES)],
    review: Review = Path(),
    schema: Schema = None,
    replace: Replace = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Write the registry of the review to another place; the review itself stays as it is."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.ground.folder import ReviewFolder
        from living_review.registry.transfer import Place, write
        from living_review.runs.inputs import pulled

        place = Place.parsed(to, schema)
        tables = pulled(ReviewFolder(review))
        write(tables, place, replace=replace)
        following = "The review still reads the place that its protocol names."
        _say(tables, place, following, quiet=quiet, as_json=as_json)


@app.command(short_help="Read a registry into the review.")
def load(
    source: Annotated[str, typer.Option("--from", metavar="PLACE", help=_PLACES)],
    review: Review = Path(),
    schema: Schema = None,
    replace: Replace = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Read a registry from another place into where the protocol says the registry is."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.entry.writing import alone
        from living_review.ground.folder import ReviewFolder
        from living_review.registry.transfer import Place, write

        place = _own_place(review)
        tables = Place.parsed(source, schema).pull()
        with alone(ReviewFolder(review).versions):
            write(tables, place, replace=replace)
        following = "Next: 'living-review check' looks at every row."
        _say(tables, place, following, quiet=quiet, as_json=as_json)


@app.command(short_help="Write an empty registry to fill in.")
def template(
    to: Annotated[
        str, typer.Option("--to", metavar="PLACE", help="FILE.xlsx, or a folder for CSV files.")
    ],
    review: Review = Path(),
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite a workbook.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Write every table with its header, notes, lists of what the protocol names, and limits."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.ground.folder import ReviewFolder
        from living_review.protocol import load_protocol
        from living_review.registry.template_files import write_template

        path = ReviewFolder(review).protocol
        protocol = load_protocol(path) if path.exists() else None
        where = write_template(to, protocol, replace=replace)
        if as_json:
            print_json({"exit_code": OK, "to": where, "protocol": protocol is not None})
        elif not quiet:
            own = "" if protocol else " There is no protocol.yml here, so it lists no outcomes."
            echo(f"Wrote an empty registry to {where}.{own}")
        finish(OK)


@app.command(short_help="Print the tables as SQL.")
def ddl(
    dialect: Annotated[SqlDialect, typer.Option(help="Which database.")] = SqlDialect.postgresql,
    debug: Debug = False,
) -> None:
    """Print the statements that make an empty registry, with its keys and checks."""
    with reporting(as_json=False, debug=debug):
        from living_review.registry.ddl import statements

        for statement in statements(dialect.value):
            echo(f"{statement};\n")


def _own_place(review: Path) -> Place:
    from living_review.ground.folder import ReviewFolder
    from living_review.protocol import load_protocol
    from living_review.registry.transfer import Place
    from living_review.sources.files import refuse_outside

    kept = load_protocol(ReviewFolder(review).protocol).registry
    if kept.postgresql is not None:
        return Place("postgresql", kept.postgresql.url_env, kept.postgresql.db_schema)
    if kept.csv is not None:
        return Place("csv", str(refuse_outside(review, kept.csv.folder)))
    if kept.xlsx is not None:
        return Place("xlsx", str(refuse_outside(review, kept.xlsx.file)))
    if kept.sqlite is not None:
        return Place("sqlite", str(refuse_outside(review, kept.sqlite.file)))
    if kept.import_ is not None:
        raise BadInput(
            "The registry is made from a file of another program at every pull (data/protocol.yml, "
            "registry.import), so nothing can be written into it; put the new release of that file "
            "in its place."
        )
    raise BadInput(
        "data/protocol.yml keeps the registry at an address that can only be read; write to a "
        "place of your own with `living-review registry export --to`, and publish it there."
    )


def _say(tables: RawTables, place: Place, following: str, *, quiet: bool, as_json: bool) -> None:
    from living_review.registry import content_hash

    rows = {name: len(table.rows) for name, table in tables.items()}
    if as_json:
        said = {"exit_code": OK, "to": str(place), "rows": rows, "hash": content_hash(tables)}
        print_json(said)
    elif not quiet:
        counts = ", ".join(f"{name} {count}" for name, count in rows.items())
        echo(f"Written to {place}: rows of {counts}.\n{following}")
    finish(OK)
