"""`living-review import`: taking other programs' files in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from living_review.cli import import_options as options
from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.file_contents import content_of, mapping_of
from living_review.cli.options import Debug, Json, Quiet, Review

if TYPE_CHECKING:
    from living_review.cli.add_trial import Person
    from living_review.exchange.registry_files import Addition
    from living_review.exchange.tabulate import Imported
    from living_review.protocol import Protocol as ReviewProtocol
    from living_review.sources import CsvFolder


def import_file(
    file: options.File,
    format_: options.OfFormat = options.Format.auto,
    into: options.Into = None,
    append: options.Append = False,
    as_source: options.AsSource = False,
    where: options.Where = None,
    dry_run: options.DryRun = False,
    mapping: options.MappingFile = None,
    draft_mapping: options.DraftMapping = None,
    draft_protocol: options.DraftProtocol = None,
    timepoint: options.Timepoint = None,
    higher_is_better: options.HigherIsBetter = None,
    weeks_are: options.OfWeeks = None,
    precalc_sign: options.OfSign = None,
    date_added: options.DateAdded = None,
    review: Review = Path(),
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Read a RevMan, Covidence or Metapsy file, or a team's own sheet, into registry tables."""
    asked = options.Asked(
        file=file,
        format=format_,
        review=review,
        into=into,
        append=append,
        dry_run=dry_run,
        mapping=mapping,
        where=tuple(where or ()),
        timepoint=timepoint,
        higher_is_better=higher_is_better,
        weeks_are=weeks_are,
        precalc_sign=precalc_sign,
        date_added=date_added.date() if date_added else None,
        quiet=quiet,
        as_json=as_json,
    )
    with reporting(as_json=as_json, debug=debug):
        from living_review.exchange.as_source import selecting

        alone = {"--into": into, "--append": append, "--as-source": as_source}
        alone |= {"--dry-run": dry_run, "--draft-protocol": draft_protocol, "--mapping": mapping}
        _refuse_beside(alone, draft_mapping, draft_protocol)
        content, rows = content_of(file), selecting(asked.where)
        if draft_mapping is not None:
            _draft_mapping(asked, draft_mapping, content, rows)
        given = None if mapping is None else mapping_of(mapping)
        if draft_protocol is not None:
            _draft_protocol(asked, draft_protocol, content, given)
        if as_source:
            _keep_as_source(asked, content, rows)
        _import(asked, content, rows, given)


def _refuse_beside(
    others: Mapping[str, object], draft_mapping: Path | None, draft_protocol: Path | None
) -> None:
    """Refuse what a draft would not heed: it is written, and nothing else is done."""
    from living_review.ground.errors import BadInput

    if draft_mapping is None and draft_protocol is None:
        return
    draft = "--draft-protocol" if draft_mapping is None else "--draft-mapping"
    heeded = () if draft_protocol is None or draft_mapping is not None else ("--mapping", draft)
    found = [name for name, given in others.items() if given and name not in heeded]
    if found:
        raise BadInput(
            f"{draft} writes a draft and does nothing else; leave out {', '.join(found)}."
        )


def _draft_mapping(
    asked: options.Asked, draft: Path, content: bytes, rows: Mapping[str, list[str]]
) -> NoReturn:
    from living_review.exchange import reading

    protocol = _protocol(asked.review)
    _refuse_to_replace(draft)
    text = reading.draft(content, asked.file.name, asked.format_name, protocol, where=rows)
    kind = reading.known_format(content, asked.file.name, asked.format_name)
    _write_draft(draft, reading.answered(text, kind, asked.said_of_all))
    then = "give it with --mapping; with --as-source every update reads the file by it"
    _say_draft(draft, then, asked)
    finish(OK)


def _draft_protocol(
    asked: options.Asked, draft: Path, content: bytes, mapping: tuple[bytes, str] | None
) -> NoReturn:
    from living_review.exchange import reading

    text = reading.protocol_draft(
        content, asked.file.name, asked.format_name, mapping=mapping, **asked.left_open
    )
    _write_draft(draft, text)
    _say_draft(draft, "run check", asked)
    finish(OK)


def _keep_as_source(
    asked: options.Asked, content: bytes, rows: Mapping[str, list[str]]
) -> NoReturn:
    from living_review.cli.import_source import source_made

    made = source_made(
        asked.review,
        asked.file,
        content,
        asked.format_name,
        mapping=asked.mapping,
        where=rows,
        others=asked.not_for_a_source,
        dry_run=asked.dry_run,
    )
    made.say(quiet=asked.quiet, as_json=asked.as_json)
    finish(OK)


def _import(
    asked: options.Asked,
    content: bytes,
    rows: Mapping[str, list[str]],
    mapping: tuple[bytes, str] | None,
) -> NoReturn:
    from living_review.cli.import_report import show, told
    from living_review.exchange import reading
    from living_review.ground import clock

    file, name = asked.file, asked.format_name
    _check_destination(asked)
    asker = None if asked.quiet or asked.as_json else _asker()
    if mapping is None and asker and reading.asks(content, file.name, name):
        mapping = _answered(asked, content, _protocol(asked.review), asker)
    imported = reading.imported(
        content,
        file.name,
        name,
        mapping=mapping,
        **asked.left_open,
        weeks_are=asked.weeks_are.value if asked.weeks_are else None,
        date_added=asked.date_added,
        pulled_at=clock.now(),
        where=rows,
    )
    with _alone(asked.review, needed=asked.append and not asked.dry_run):
        addition = _addition(asked.review, imported) if asked.append else None
        if not asked.dry_run:
            _write(imported, addition, asked.into, asked.review)
    said = told(imported, addition, dry_run=asked.dry_run)
    if asked.as_json:
        print_json(said)
    elif not asked.quiet:
        show(imported, addition, asked.into, dry_run=asked.dry_run)
    finish(said["exit_code"])


def _check_destination(asked: options.Asked) -> None:
    """Refuse to guess where tables go, and a place that takes none, before anything is asked."""
    from living_review.ground.errors import BadInput

    into, append, dry_run = asked.into, asked.append, asked.dry_run
    if into and append:
        raise BadInput("Give either --into DIR or --append, not both.")
    if not (into or append or dry_run):
        raise BadInput(
            "Say where the tables go: --into DIR for a new registry, --append for the registry "
            "of the review, --as-source to read the file at every pull, or --dry-run to look only."
        )
    if append:
        _registry_folder(asked.review)
    if into is not None and not dry_run:
        _refuse_full(into)


def _refuse_full(into: Path) -> None:
    from living_review.ground.errors import BadInput

    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise BadInput(
            f"{into} is there already and not an empty folder; name a new folder with --into, "
            "or add to the registry of a review with --append."
        )


def _say_draft(draft: Path, then: str, asked: options.Asked) -> None:
    if asked.as_json:
        print_json({"exit_code": OK, "draft": str(draft)})
    elif not asked.quiet:
        echo(f"Wrote {draft}; fill in its blanks and {then}.")


def _refuse_to_replace(path: Path) -> None:
    from living_review.ground.errors import BadInput

    if path.exists():
        raise BadInput(f"{path} is there already; name a new file for the draft.")


def _write_draft(path: Path, text: str) -> None:
    _refuse_to_replace(path)
    path.write_text(text, encoding="utf-8", newline="\n")


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
    asked: options.Asked, content: bytes, protocol: ReviewProtocol | None, person: Person
) -> tuple[bytes, str]:
    """Ask for what a file does not say, and keep the answers as a mapping beside it."""
    from living_review.exchange import reading
    from living_review.ground.errors import BadInput

    file, name = asked.file, asked.format_name
    path = file.with_name(f"{file.stem}-mapping.yml")
    if path.exists():
        raise BadInput(
            f"{path} is there already: give it with --mapping {path}, or delete it to be asked."
        )
    text = reading.draft(content, file.name, name, protocol, person, said=asked.said_of_all)
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
    from living_review.runs.inputs import source_for
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
    from living_review.runs.publishing import publish, staging

    if into is not None:
        _refuse_full(into)
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
