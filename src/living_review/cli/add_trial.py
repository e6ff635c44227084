"""`living-review add-trial`: one trial into the CSV files of the registry, checked before it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.console import OK, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review
from living_review.errors import BadInput

if TYPE_CHECKING:
    from living_review.entry.plan import Files, Plan, Said
    from living_review.entry.trial import TrialEntry
    from living_review.folder import ReviewFolder
    from living_review.protocol import Protocol

KEPT = "data/.cache/add-trial.json"


def add_trial(
    review: Review = Path(),
    from_file: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Read the trial from a YAML or JSON file."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write also where a check has a suspicion.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Add one trial with its results and risk of bias, asked for on the terminal or from a file.

    Every check of the registry runs first. All files are written, or none.
    """
    with reporting(as_json=as_json, debug=debug):
        from living_review.entry import writing
        from living_review.entry.plan import planned, read_files
        from living_review.folder import ReviewFolder
        from living_review.protocol import load_protocol

        folder = ReviewFolder(review)
        protocol = load_protocol(folder.protocol)
        registry = _csv_folder(folder, protocol)
        if not dry_run:
            with writing.alone(folder.versions):
                if writing.finish(registry):
                    typer.echo("Finished an addition of a trial that was cut short.", err=True)
        files = read_files(registry, protocol)
        talking = from_file is None
        entry = _read(from_file) if from_file else _asked(folder, protocol, files, as_json=as_json)
        plan = planned(entry, files, protocol)
        if plan.errors:
            _refuse(plan.errors, "Nothing was written; correct this first:", as_json=as_json)
        if not (quiet or as_json):
            typer.echo("\n".join(_shown(plan)))
        if not dry_run:
            if plan.queries and not (yes or talking):
                words = "Nothing was written. Look at this, and give --yes if it is right:"
                _refuse(plan.queries, words, as_json=as_json)
            if talking and not _agreed():
                raise BadInput(f"Nothing was written. {_keep(folder, entry)}")
            with writing.alone(folder.versions):
                writing.write(registry, plan)
        if as_json:
            print_json(_document(entry, plan, written=not dry_run))
        elif not quiet:
            done = "Nothing was written (--dry-run)." if dry_run else f"{entry.trial_id} was added."
            typer.echo(done)
        finish(OK)


def _csv_folder(folder: ReviewFolder, protocol: Protocol) -> Path:
    from living_review.editions import source_for
    from living_review.sources import CsvFolder

    source = source_for(folder)
    if isinstance(source, CsvFolder):
        return Path(source.path)
    (kind,) = protocol.registry.settings()
    raise BadInput(
        f"The registry of this review is of the kind '{kind}' (protocol.yml, registry), and "
        "add-trial writes into a folder of CSV files only; add the trial where the registry is "
        "kept, then run living-review check."
    )


def _read(path: Path) -> TrialEntry:
    from dataclasses import replace

    from living_review import clock
    from living_review.entry.trial import parsed

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text; save it with UTF-8 encoding.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    entry = parsed(text, path.name)
    if entry.trial.get("date_added"):
        return entry
    return replace(entry, trial={**entry.trial, "date_added": clock.today().isoformat()})


class Person:
    """The person at the keyboard."""

    def ask(self, question: str, default: str) -> str:
        shown = f" [{default}]" if default else ""
        return input(f"  {question}{shown}: ").strip() or default

    def say(self, text: str) -> None:
        typer.echo(text)


def on_a_terminal() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked(folder: ReviewFolder, protocol: Protocol, files: Files, *, as_json: bool) -> TrialEntry:
    from living_review.entry.asking import Guide
    from living_review.entry.plan import planned

    if as_json:
        raise BadInput("--json answers a program, and a program gives the trial with --from.")
    if not on_a_terminal():
        raise BadInput(
            "There is no terminal to ask on; give the trial as a file with --from "
            "(docs/registry.md describes its cells)."
        )
    guide = Guide(Person(), protocol, files, lambda entry: planned(entry, files, protocol))
    try:
        return guide.trial()
    except (EOFError, KeyboardInterrupt):
        typer.echo("")
        raise BadInput(f"Nothing was written. {_keep(folder, guide.entry)}") from None


def _agreed() -> bool:
    try:
        return input("Write this into the registry? yes or no [no]: ").strip().lower() in (
            "yes",
            "y",
        )
    except (EOFError, KeyboardInterrupt):
        return False


def _keep(folder: ReviewFolder, entry: TrialEntry) -> str:
    """Keep what was answered, so that nobody types it twice; say where."""
    from living_review.disk import write_whole
    from living_review.sources.cache import Cache

    if not entry.trial:
        return "The trial was not complete."
    path = folder.root / KEPT
    Cache(path.parent).prepare()
    write_whole(path, entry.as_json().encode())
    return f"What was entered is in {path}; correct it there and give it with --from."


def _refuse(said: tuple[Said, ...], words: str, *, as_json: bool) -> None:
    sentences = [each.sentence for each in said]
    if as_json:
        print_json({"exit_code": BadInput.exit_code, "error": words, "problems": sentences})
    typer.echo("\n".join((words, *(f"  {each}" for each in sentences))), err=True)
    finish(BadInput.exit_code)


def _shown(plan: Plan) -> list[str]:
    lines = []
    for file, rows in plan.added.items():
        lines.append(f"{file}, {len(rows)} {'row' if len(rows) == 1 else 'rows'}:")
        for row in rows:
            cells = ", ".join(f"{name} {cell}" for name, cell in row.items() if cell)
            lines.append(f"  {cells}")
    if plan.queries:
        lines.append("Look at this:")
        lines += [f"  {each.sentence}" for each in plan.queries]
    return lines


def _document(entry: TrialEntry, plan: Plan, *, written: bool) -> dict[str, Any]:
    return {
        "exit_code": OK,
        "trial_id": entry.trial_id,
        "written": written,
        "rows": {file: [dict(row) for row in rows] for file, rows in plan.added.items()},
        "queries": [each.sentence for each in plan.queries],
    }
