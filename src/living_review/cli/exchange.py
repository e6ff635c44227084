"""`living-review import` and `export`: taking other programs' files in, handing findings out."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review

if TYPE_CHECKING:
    from living_review.cli.add_trial import Person
    from living_review.exchange.registry_files import Addition
    from living_review.exchange.tabulate import Imported
    from living_review.protocol import Protocol as ReviewProtocol
    from living_review.sources import CsvFolder


class Format(enum.StrEnum):
    """The formats that can be read."""

    auto = "auto"
    revman5 = "revman5"
    revman_web = "revman-web"
    revman_csv = "revman-csv"
    covidence = "covidence"
    metapsy = "metapsy"
    wide = "wide"


class WeeksAre(enum.StrEnum):
    """What a column of weeks holds."""

    weeks = "weeks"
    months = "months"


class PrecalcSign(enum.StrEnum):
    """What the sign of an effect that somebody else computed means."""

    positive_favours_intervention = "positive-favours-intervention"
    negative_favours_intervention = "negative-favours-intervention"
    intervention_minus_control = "intervention-minus-control"


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to read.")],
    format_: Annotated[
        Format, typer.Option("--format", help="What the file is; auto looks into it.")
    ] = Format.auto,
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a new registry into this folder.")
    ] = None,
    append: Annotated[
        bool, typer.Option("--append", help="Add to the registry of the review (--review).")
    ] = False,
    as_source: Annotated[
        bool,
        typer.Option(
            "--as-source",
            help="Have the protocol read this file, by its mapping, whenever the registry is "
            "pulled.",
        ),
    ] = False,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=CELL",
            help="Read the rows with this cell alone; again for another cell or column.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done.")] = False,
    mapping: Annotated[
        Path | None, typer.Option(metavar="YAML", help="What a person decided about the file.")
    ] = None,
    draft_mapping: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="Write a mapping to fill in, and nothing else."),
    ] = None,
    draft_protocol: Annotated[
        Path | None,
        typer.Option(
            metavar="YAML",
            help="Write a protocol to finish, with the analyses of the file, and nothing else.",
        ),
    ] = None,
    timepoint: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Time point of every outcome the mapping leaves open."),
    ] = None,
    higher_is_better: Annotated[
        bool | None,
        typer.Option(
            "--higher-is-better/--lower-is-better",
            help="Which way is better for every outcome the mapping leaves open.",
            show_default=False,
        ),
    ] = None,
    weeks_are: Annotated[
        WeeksAre | None, typer.Option(help="What a column of weeks holds.", show_default=False)
    ] = None,
    precalc_sign: Annotated[
        PrecalcSign | None,
        typer.Option(
            help="Use effects that the file gives without figures; says what their sign means.",
            show_default=False,
        ),
    ] = None,
    date_added: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="The day the trials entered the registry.",
            show_default="today",
        ),
    ] = None,
    review: Review = Path(),
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Read a RevMan, Covidence or Metapsy file, or a team's own sheet, into registry tables."""
    with reporting(as_json=as_json, debug=debug):
        from living_review.cli.import_report import show, told
        from living_review.cli.import_source import OTHER_OPTIONS, source_made
        from living_review.exchange import reading
        from living_review.exchange.as_source import selecting
        from living_review.ground import clock

        content, rows = _content(file), selecting(where or ())
        name = None if format_ is Format.auto else format_.value
        protocol, asker = _protocol(review), None if quiet or as_json else _asker()
        if draft_mapping is not None:
            _refuse_to_replace(draft_mapping)
            text = reading.draft(content, file.name, name, protocol, where=rows)
            _write_draft(draft_mapping, text)
            then = "give it with --mapping; with --as-source every update reads the file by it"
            _say_draft(draft_mapping, then, quiet=quiet, as_json=as_json)
            finish(OK)
        added = date_added.date() if date_added else None
        given = None if mapping is None else (_content(mapping), mapping.name)
        if draft_protocol is not None:
            text = reading.protocol_draft(
                content,
                file.name,
                name,
                mapping=given,
                timepoint=timepoint,
                higher_is_better=higher_is_better,
                precalc_sign=precalc_sign.value if precalc_sign else None,
            )
            _write_draft(draft_protocol, text)
            _say_draft(draft_protocol, "run check", quiet=quiet, as_json=as_json)
            finish(OK)
        if as_source:
            values = (into, append, timepoint, higher_is_better, weeks_are, precalc_sign, added)
            made = source_made(
                review,
                file,
                content,
                name,
                mapping=mapping,
                where=rows,
                others=dict(zip(OTHER_OPTIONS, values, strict=True)),
                dry_run=dry_run,
            )
            made.say(quiet=quiet, as_json=as_json)
            finish(OK)
        _check_destination(into, append=append, dry_run=dry_run)
        if given is None and asker and reading.asks(content, file.name, name):
            given = _answered(content, file, name, protocol, asker)
        imported = reading.imported(
            content,
            file.name,
            name,
            mapping=given,
            timepoint=timepoint,
            higher_is_better=higher_is_better,
            weeks_are=weeks_are.value if weeks_are else None,
            precalc_sign=precalc_sign.value if precalc_sign else None,
            date_added=added,
            pulled_at=clock.now(),
            where=rows,
        )
        with _alone(review, needed=append and not dry_run):
            addition = _addition(review, imported) if append else None
            if not dry_run:
                _write(imported, addition, into, review)
        said = told(imported, addition, dry_run=dry_run)
        if as_json:
            print_json(said)
        elif not quiet:
            show(imported, addition, into, dry_run=dry_run)
        finish(said["exit_code"])


def _check_destination(into: Path | None, *, append: bool, dry_run: bool) -> None:
    """Refuse to guess where the tables go."""
    from living_review.ground.errors import BadInput

    if into and append:
        raise BadInput("Give either --into DIR or --append, not both.")
    if not (into or append or dry_run):
        raise BadInput(
            "Say where the tables go: --into DIR for a new registry, --append for the registry "
            "of the review, --as-source to read the file at every pull, or --dry-run to look only."
        )


def _say_draft(draft: Path, then: str, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        print_json({"exit_code": OK, "draft": str(draft)})
    elif not quiet:
        echo(f"Wrote {draft}; fill in its blanks and {then}.")


def _content(file: Path) -> bytes:
    from living_review.exchange.envelope import LARGEST_FILE, check_size
    from living_review.ground.errors import BadInput

    if not file.is_file():
        raise BadInput(f"There is no file {file}; give the path of a file.")
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    check_size(content, file.name)
    return content


def _refuse_to_replace(path: Path) -> None:
    from living_review.ground.errors import BadInput

    if path.exists():
        raise BadInput(f"{path} is there already; name a new file for the draft.")


def _write_draft(path: Path, text: str) -> None:
    _refuse_to_replace(path)
    path.write_text(text, encoding="utf-8")


def _protocol(review: Path) -> ReviewProtocol | None:
    """Give the protocol of the review, where the import happens beside one that can be read."""
    from living_review.ground.errors import ProtocolError
    from living_review.ground.folder import ReviewFolder
    from living_review.protocol import load_protocol

    try:
        return load_protocol(ReviewFolder(review).protocol)
    except ProtocolError:
        return None


def _asker() -> Person | None:
    """Give the person at the keyboard, where there is one."""
    from living_review.cli.add_trial import Person, on_a_terminal

    return Person() if on_a_terminal() else None


def _answered(
    content: bytes, file: Path, name: str | None, protocol: ReviewProtocol | None, person: Person
) -> tuple[bytes, str]:
    """Ask for what a file does not say, and keep the answers as a mapping beside it."""
    from living_review.exchange import reading
    from living_review.ground.errors import BadInput

    path = file.with_name(f"{file.stem}-mapping.yml")
    if path.exists():
        raise BadInput(
            f"{path} is there already: give it with --mapping {path}, or delete it to be asked."
        )
    text = reading.draft(content, file.name, name, protocol, person)
    _write_draft(path, text)
    echo(f"\nThe answers are in {path}; give it with --mapping from now on.\n")
    return text.encode(), path.name


def _addition(review: Path, imported: Imported) -> Addition:
    from living_review.exchange.registry_files import appended

    folder = _registry_folder(review)
    registry = folder.pull()
    contents = {
        name: (folder.path / Path(table.file).name).read_bytes() for name, table in registry.items()
    }
    return appended(registry, contents, imported.tables)


def _registry_folder(review: Path) -> CsvFolder:
    from living_review.ground.errors import BadInput
    from living_review.ground.folder import ReviewFolder
    from living_review.runs.editions import source_for
    from living_review.sources import CsvFolder

    source = source_for(ReviewFolder(review))
    if not isinstance(source, CsvFolder):
        raise BadInput(
            "Rows can be added to a registry of CSV files only, and that of this review is kept "
            "elsewhere; write a new registry with --into DIR and add its rows there."
        )
    return source


@contextmanager
def _alone(review: Path, *, needed: bool) -> Iterator[None]:
    """Hold the lock of the review while its registry changes; Locked where another run has it."""
    from living_review.entry.writing import alone
    from living_review.ground.folder import ReviewFolder

    if not needed:
        yield
        return
    with alone(ReviewFolder(review).versions):
        yield


def _write(imported: Imported, addition: Addition | None, into: Path | None, review: Path) -> None:
    """Put new files into their folder, all at once, so that no half of a registry is seen."""
    import shutil

    from living_review.exchange.registry_files import new_files
    from living_review.ground.errors import BadInput
    from living_review.runs.publishing import publish, staging

    if into is not None:
        if into.exists() and (not into.is_dir() or any(into.iterdir())):
            raise BadInput(
                f"{into} is there already and not an empty folder; name a new folder with --into, "
                "or add to the registry of a review with --append."
            )
        with staging(into) as staged:
            for name, content in new_files(imported.tables).items():
                (staged / name).write_bytes(content)
            publish(staged, into)
    if addition is not None and addition.files:
        target = _registry_folder(review).path
        with staging(target) as staged:
            shutil.copytree(target, staged, dirs_exist_ok=True)
            for name, content in addition.files.items():
                (staged / name).write_bytes(content)
            publish(staged, target)
