"""`living-review add-trial`: one trial into the CSV files of the registry, checked before it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review
from living_review.ground.errors import BadInput
from living_review.ground.plurals import numbered

if TYPE_CHECKING:
    from living_review.entry.answers import Answers
    from living_review.entry.plan import Files, Plan, Said
    from living_review.entry.trial import TrialEntry
    from living_review.ground.folder import ReviewFolder
    from living_review.protocol import Protocol

KEPT = "data/.cache/add-trial.json"
ANSWERS = "data/.cache/add-trial-answers.json"
BEFORE = "data/.cache/add-trial-answers-before.json"


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
        bool,
        typer.Option("--yes", help="Write, without asking, also where a check has a suspicion."),
    ] = False,
    create: Annotated[
        bool,
        typer.Option(
            "--create-columns", help="Add columns of the registry that a file has not got yet."
        ),
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
        from living_review.ground.folder import ReviewFolder
        from living_review.protocol import load_protocol

        folder = ReviewFolder(review)
        protocol = load_protocol(folder.protocol)
        registry = _csv_folder(folder, protocol)
        if not dry_run:
            with writing.alone(folder.versions):
                if writing.finish(registry):
                    echo("Finished an addition of a trial that was cut short.", err=True)
        # What the command line alone tells is told before the registry is read.
        given = _given(from_file, as_json=as_json)
        files = read_files(registry, protocol)
        if given is None:
            entry, plan = _asked(folder, protocol, files, dry_run=dry_run, assured=yes)
        else:
            entry = given
            plan = planned(entry, files, protocol, _every_column() if create else ())
            _look_at(plan, assured=yes or dry_run, quiet=quiet, as_json=as_json)
        if not dry_run:
            with writing.alone(folder.versions):
                writing.write(registry, plan)
            for kept in (KEPT, ANSWERS):
                (folder.root / kept).unlink(missing_ok=True)
        if as_json:
            print_json(_document(entry, plan, written=not dry_run))
        elif not quiet:
            added = f"{entry.trial_id} was added.\nNext: 'living-review check', then 'build'."
            echo("Nothing was written (--dry-run)." if dry_run else added)
        finish(OK)


def _look_at(plan: Plan, *, assured: bool, quiet: bool, as_json: bool) -> None:
    """Show what would be written, and end where a check stands against it."""
    if plan.errors:
        _refuse(plan.errors, "Nothing was written; correct this first:", as_json=as_json)
    if not (quiet or as_json):
        echo("\n".join(_shown(plan)))
    if plan.queries and not assured:
        words = "Nothing was written. Look at this, and give --yes if it is right:"
        _refuse(plan.queries, words, as_json=as_json)


def _csv_folder(folder: ReviewFolder, protocol: Protocol) -> Path:
    from living_review.runs.inputs import source_for
    from living_review.sources import CsvFolder

    source = source_for(folder)
    if isinstance(source, CsvFolder):
        return Path(source.path)
    (kind,) = protocol.registry.settings()
    raise BadInput(
        f"The registry of this review is of the kind '{kind}' (data/protocol.yml, registry), and "
        "add-trial writes into a folder of CSV files only; add the trial where the registry is "
        "kept, then run living-review check."
    )


def _read(path: Path) -> TrialEntry:
    from dataclasses import replace

    from living_review.entry.trial import parsed
    from living_review.ground import clock
    from living_review.ground.yaml_faults import decoded

    try:
        text = decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    entry = parsed(text, str(path))
    if entry.trial.get("date_added"):
        return entry
    return replace(entry, trial={**entry.trial, "date_added": clock.today().isoformat()})


class Person:
    """The person at the keyboard."""

    def ask(self, question: str, default: str) -> str:
        shown = f" [{default}]" if default else ""
        return input(f"  {question}{shown}: ").strip() or default

    def say(self, text: str) -> None:
        echo(text)


def on_a_terminal() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _every_column() -> frozenset[str]:
    from living_review.registry.columns import TABLES

    return frozenset(f"{name}.{column}" for name in TABLES for column in TABLES[name].names)


def _given(from_file: Path | None, *, as_json: bool) -> TrialEntry | None:
    """Read the trial that is given; None where a person is there to be asked."""
    if from_file is not None:
        return _read(from_file)
    if as_json:
        raise BadInput("--json answers a program, and a program gives the trial with --from.")
    if not on_a_terminal():
        raise BadInput(
            "There is no terminal to ask on; give the trial as a file with --from "
            "(docs/reference/registry.md describes its cells)."
        )
    return None


def _asked(
    folder: ReviewFolder, protocol: Protocol, files: Files, *, dry_run: bool, assured: bool
) -> tuple[TrialEntry, Plan]:
    """Ask for a trial on the terminal; BadInput, with every answer kept, where it ends before."""
    from living_review.entry.asking import Guide
    from living_review.entry.conversation import Conversation
    from living_review.entry.plan import planned
    from living_review.sources.cache import Cache

    path = folder.root / ANSWERS
    Cache(path.parent).prepare()
    try:
        answers = _kept_answers(folder)
        guide = Guide(
            Conversation(Person(), answers, lambda given: given.save(path)),
            protocol,
            files,
            check=lambda entry: planned(entry, files, protocol, answers.columns),
            show=lambda plan: echo("\n".join(_shown(plan))),
            writes=not dry_run,
            assured=assured,
        )
    except (EOFError, KeyboardInterrupt):
        raise BadInput("Nothing was written; what was kept before is still there.") from None
    try:
        entry = guide.trial()
    except (EOFError, KeyboardInterrupt):
        echo("")
        entry = None
    if entry is None or guide.plan is None:
        raise BadInput(f"Nothing was written. {_keep(folder, guide.entry)}")
    return entry, guide.plan


def _kept_answers(folder: ReviewFolder) -> Answers:
    """Give the answers of a conversation that was broken off, if the person goes on with it."""
    from living_review.entry.answers import Answers, kept

    path = folder.root / ANSWERS
    before = kept(path)
    if before is None:
        return Answers()
    echo(f"An unfinished trial is kept: {_named(before)}.")
    while True:
        said = Person().ask("Go on with it? yes or no", "yes").lower()
        if said in ("yes", "y"):
            return before
        if said in ("no", "n"):
            path.replace(folder.root / BEFORE)
            echo(f"  It stays in {folder.root / BEFORE}.")
            return Answers()


def _named(answers: Answers) -> str:
    label = next((a for key, a in answers.given if key.endswith("trials.label") and a), "")
    ids = next((a for key, a in answers.given if key.endswith("trials.trial_id")), "no name yet")
    return f"{label or ids}, {len(answers.given)} answers"


def _keep(folder: ReviewFolder, entry: TrialEntry) -> str:
    """Keep what was answered, so that nobody types it twice; say where."""
    from living_review.ground.disk import write_whole
    from living_review.sources.cache import Cache

    if not entry.trial:
        return "The trial was not complete."
    path = folder.root / KEPT
    Cache(path.parent).prepare()
    write_whole(path, entry.as_json().encode())
    return (
        f"What was entered is in {path}; correct it there and give it with --from, or run "
        "add-trial again to go on where you stopped."
    )


def _refuse(said: tuple[Said, ...], words: str, *, as_json: bool) -> None:
    sentences = [each.sentence for each in said]
    if as_json:
        print_json({"exit_code": BadInput.exit_code, "error": words, "problems": sentences})
    echo("\n".join((words, *(f"  {each}" for each in sentences))), err=True)
    finish(BadInput.exit_code)


def _shown(plan: Plan) -> list[str]:
    lines = []
    for file, rows in plan.added.items():
        lines.append(f"{file}, {numbered(len(rows), 'row')}:")
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
