"""`living-review export`: findings and trials in the formats of other programs."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_review.cli.console import OK, Progress, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

if TYPE_CHECKING:
    from living_review.living.edition import Edition


class What(enum.StrEnum):
    """The formats that can be written."""

    fhir = "fhir"
    ris = "ris"
    bibtex = "bibtex"
    csv = "csv"
    revman = "revman"
    metapsy = "metapsy"


def export(
    what: Annotated[
        What, typer.Argument(metavar="fhir|ris|bibtex|csv|revman|metapsy", help="The format.")
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="PATH", help="The file to write; for csv the folder."),
    ],
    version: Annotated[
        int | None,
        typer.Option(metavar="N", help="A published version.", show_default="the review as it is"),
    ] = None,
    review: Review = Path(),
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Write the findings as FHIR or a RevMan package, the trials as RIS, BibTeX or in the Metapsy
    standard, or the registry as CSV.

    The CSV can be opened in a spreadsheet: an apostrophe stands before each cell that would run as
    a formula, and before each that begins with one; take one apostrophe away to have the cell back.
    """
    with reporting(as_json=as_json, debug=debug), Progress(quiet=quiet or as_json) as progress:
        edition = _edition(review, version, progress)
        progress.close()
        written, left_out = _written(what, edition, out)
        standing = _standing(edition) if version is None else ()
        if as_json:
            files = list(map(str, written))
            print_json(
                {
                    **{"exit_code": OK, "format": what.value, "files": files},
                    **{"left_out": left_out, "standing": standing},
                }
            )
        elif not quiet:
            for sentence in left_out:
                echo(f"Left out: {sentence}")
            echo(f"Wrote {', '.join(map(str, written))}.")
            for line in standing:
                echo(line)
        finish(OK)


def _standing(edition: Edition) -> tuple[str, ...]:
    """Say of the review as it is what a reader of the files should know."""
    from living_review.runs.standing import standing

    return standing(edition.findings)


def _edition(review: Path, version: int | None, progress: Progress) -> Edition:
    from living_review.ground.folder import ReviewFolder
    from living_review.living.store import VersionStore
    from living_review.runs.editions import current, stored

    folder = ReviewFolder(review)
    if version is None:
        return current(folder, as_of=None, progress=progress)
    store = VersionStore(folder.versions)
    return stored(store, store.existing(version).number)


def _written(what: What, edition: Edition, out: Path) -> tuple[list[Path], list[str]]:
    """Write the files whole, each in place of an earlier export; and say what they do not hold."""
    from living_review.exchange import fhir, references, spreadsheet
    from living_review.ground.disk import write_whole
    from living_review.ground.errors import BadInput

    left_out: tuple[str, ...] = ()
    files: dict[Path, str | bytes]
    if what is What.csv:
        if out.exists() and not out.is_dir():
            raise BadInput(f"{out} is a file; name a folder, since csv writes a file a table.")
        files = {
            out / name: text for name, text in spreadsheet.registry_files(edition.tables).items()
        }
    else:
        if out.is_dir():
            raise BadInput(f"{out} is a folder; name the file to write.")
        files = {}
    if what is What.revman:
        from living_review.exchange.revman_export import package

        made = package(edition.findings)
        files, left_out = {out: made.content}, made.left_out
    elif what is What.metapsy:
        from living_review.exchange.metapsy_export import database

        table = database(edition.tables, edition.protocol)
        files, left_out = {out: table.text}, table.left_out
    elif what is not What.csv:
        write = {
            What.fhir: fhir.as_json,
            What.ris: references.ris,
            What.bibtex: references.bibtex,
        }[what]
        files = {out: write(edition.findings)}
    for path, content in files.items():
        whole = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        write_whole(path, whole)
    return list(files), list(left_out)
