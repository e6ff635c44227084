"""`living-review init`: a review is begun, with its protocol, its registry and a first build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_review.cli import init_options as options
from living_review.cli.console import OK, echo, finish, print_json, reporting
from living_review.cli.file_contents import content_of, mapping_of
from living_review.cli.first_build import first_build
from living_review.cli.import_options import Format, HigherIsBetter, MappingFile, OfFormat
from living_review.cli.options import Debug, Json, Quiet
from living_review.ground.disk import need_file
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.beginning.asking import Given
    from living_review.cli.add_trial import Person
    from living_review.exchange.tabulate import Imported
    from living_review.protocol import Protocol

MAPPING = "data/mapping.yml"


def init(
    directory: options.Directory = Path(),
    title: options.Title = "",
    author: options.Authors = None,
    population: options.Population = "",
    intervention: options.Intervention = "",
    comparator: options.Comparator = "",
    outcome: options.Outcomes = None,
    timepoint: options.Timepoints = None,
    trials: options.OfTrials = None,
    from_file: options.FromFile = None,
    format_: OfFormat = Format.auto,
    mapping: MappingFile = None,
    higher_is_better: HigherIsBetter = None,
    example: options.Example = "",
    build: options.Build = True,
    dry_run: options.DryRun = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Begin a review: seven questions, then its protocol, its registry, and a first build.

    What is given by options is not asked. Nothing that is there is overwritten.
    """
    with reporting(as_json=as_json, debug=debug):
        from living_review.beginning.asking import Given, names
        from living_review.beginning.files import lone_sheet, refuse_what_is_there
        from living_review.beginning.planned import parsed_outcome

        _check_file(from_file, trials)
        person = None if as_json or quiet else _person()
        proposed = lone_sheet(directory) if person and not (from_file or trials) else None
        refuse_what_is_there(directory, from_file or proposed)
        wanted = _File(format_, mapping, higher_is_better)
        given = Given(
            title=title,
            authors=names(";".join(author or ())),
            population=population,
            intervention=intervention,
            comparator=comparator,
            outcomes=tuple(map(parsed_outcome, outcome or ())),
            trials=trials.value if trials else "",
            file=from_file,
            proposed=proposed,
            outcomes_of_the_file=wanted.says_outcomes,
        )
        when = tuple(timepoint or ())
        if example:
            begun = _example(directory, given, example)
        else:
            begun = _answered(directory, given, when, wanted, person)
        files = begun.would_write() if dry_run else begun.write()
        built = first_build(directory, quiet=quiet or as_json) if build and not dry_run else None
        if as_json:
            print_json(begun.told(files, built, dry_run=dry_run))
        elif not quiet:
            begun.say(files, built, dry_run=dry_run)
        finish(built["exit_code"] if built else OK)


def _example(root: Path, given: Given, name: str) -> _Begun:
    """Begin with an example as it is; an answer that it would not heed is refused."""
    from living_review.beginning.files import example_text
    from living_review.beginning.planned import checked

    said = (given.title, given.authors, given.population, given.intervention, given.comparator)
    if any(said) or given.outcomes or given.trials or given.file:
        raise BadInput("An example has its own question and trials; give --example alone.")
    text = example_text(name)
    return _Begun(root, text, checked(text), example=name)


def _answered(
    root: Path, given: Given, when: tuple[str, ...], wanted: _File, person: Person | None
) -> _Begun:
    """Ask for what is lacking, and make a review of all that was answered."""
    from living_review.beginning.files import refuse_what_is_there

    asked = _complete(given, person)
    refuse_what_is_there(root, given.file)
    with _answers_kept(_again(root, given, when) if asked else ""):
        return _begun(root, given, when, wanted, person)


def _check_file(file: Path | None, trials: options.Trials | None) -> None:
    if file is not None and trials is not None:
        raise BadInput("Give either --from FILE, whose trials are taken in, or --trials, not both.")
    if file is not None:
        need_file(file)


@contextmanager
def _answers_kept(line: str) -> Iterator[None]:
    """Give what was answered back as a command line, where it cannot be used as it is."""
    try:
        yield
    except BadInput:
        if line:
            echo(f"With your answers: {line}", err=True)
        raise


@dataclass(frozen=True)
class _File:
    """How the file that holds the trials is read."""

    format: Format
    mapping: Path | None
    higher_is_better: bool | None

    @property
    def named(self) -> str | None:
        return None if self.format is Format.auto else self.format.value

    @property
    def said_of_all(self) -> dict[str, str]:
        """What options say of every result, as a mapping has it."""
        said = self.higher_is_better
        return {} if said is None else {"higher_is_better": str(said).lower()}

    def format_of(self, file: Path) -> str:
        from living_review.exchange.reading import known_format

        given = mapping_of(self.mapping) if self.mapping else None
        return known_format(content_of(file), file.name, self.named, given)

    def says_outcomes(self, file: Path) -> bool:
        """Tell whether the file itself says how its outcomes are analysed: no sheet does."""
        return self.format_of(file) not in ("wide", "covidence")


@dataclass(frozen=True)
class _Begun:
    """A review that is ready to be written: all of its files are in a folder beside its own."""

    root: Path
    text: str
    protocol: Protocol
    tables: Mapping[str, bytes] | None = None
    imported: Imported | None = None
    mapping: bytes | None = None
    file: Path | None = None
    example: str = ""

    def _fill(self, staged: Path) -> list[str]:
        """Write the files into an empty folder, and name them."""
        from living_review.beginning.files import write_example, write_files

        if self.example:
            write_example(staged, self.example, self.protocol)
        else:
            write_files(staged, self.text, self.protocol, self.tables)
        if self.mapping is not None:
            (staged / MAPPING).write_bytes(self.mapping)
        return sorted(p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file())

    def write(self) -> list[str]:
        """Write all files, or none: they are made beside the folder and moved into it whole."""
        from living_review.runs.publishing import staging

        self.root.mkdir(parents=True, exist_ok=True)
        with staging(self.root) as staged:
            names = self._fill(staged)
            for path in sorted(staged.iterdir()):
                path.rename(self.root / path.name)
        return names

    def would_write(self) -> list[str]:
        """Name the files, which are made in a folder that is thrown away."""
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as place:
            return self._fill(Path(place))

    def told(
        self, files: list[str], built: dict[str, Any] | None, *, dry_run: bool
    ) -> dict[str, Any]:
        from living_review.cli.import_report import told

        taken = told(self.imported, None, dry_run=dry_run) if self.imported else None
        return {
            "exit_code": built["exit_code"] if built else OK,
            "review": str(self.root),
            "dry_run": dry_run,
            "files": files,
            "protocol": self.text,
            "rows": taken["rows"] if taken else {},
            "report": taken["report"] if taken else [],
            "built": built,
        }

    def say(self, files: list[str], built: dict[str, Any] | None, *, dry_run: bool) -> None:
        from living_review.cli.import_report import show, show_reading

        if self.imported is not None:
            show(self.imported, None, None, dry_run=dry_run)
        if self.mapping is not None and self.file is not None:
            registry = self.root / "data" / "registry"
            show_reading(self.mapping, self.file, self.root / MAPPING, registry)
        if dry_run:
            echo(self.text)
        echo(f"{'Would write' if dry_run else 'Wrote'} into {self.root}:")
        echo("\n".join(f"  {path}" for path in files))
        if dry_run:
            echo("Nothing was written (--dry-run).")
            return
        here = "" if self.root.resolve() == Path.cwd() else f" --review {self.root}"
        if built:
            echo(built["said"])
            echo(f"Open {self.root / '_site' / 'index.html'}.")
        echo("\n".join(self._next(here)))

    @property
    def _has_results(self) -> bool:
        tables = self.imported.tables if self.imported else {}
        return any(tables[name].rows for name in ("arms", "contrasts") if name in tables)

    def _next(self, here: str) -> list[str]:
        from living_review.beginning.planned import WORKBOOK

        if self.protocol.registry.xlsx is not None:
            enter = f"Enter your trials into {self.root / WORKBOOK}."
        elif self.mapping is not None and self.file is not None and not self._has_results:
            enter = (
                f"Say in {self.root / MAPPING} which columns hold results, and then: living-review "
                f"import {self.file} --mapping {self.root / MAPPING} --append{here}"
            )
        elif self.imported is None and not self.example:
            enter = f"Enter your trials: living-review add-trial{here}"
        else:
            enter = f"Look at its trials: living-review check{here}"
        return [
            enter,
            f"Read {self.root / 'data' / 'protocol.yml'}: every key says what it decides.",
            f"Write its background, as {self.root / 'data' / 'text' / 'README.md'} says.",
            f"Build again: living-review build{here}; in a browser after every save: "
            f"living-review watch{here}",
        ]


def _person() -> Person | None:
    from living_review.cli.add_trial import Person, on_a_terminal

    return Person() if on_a_terminal() else None


def _again(root: Path, given: Given, when: tuple[str, ...]) -> str:
    """Write the command line that gives what was answered, so that nobody types it twice."""
    from shlex import join

    options = [
        *(("--title", given.title), *(("--author", each) for each in given.authors)),
        *(("--population", given.population), ("--intervention", given.intervention)),
        ("--comparator", given.comparator),
        *(("--outcome", each.said) for each in given.outcomes),
        *(("--timepoint", each) for each in when),
        *([("--from", str(given.file))] if given.file else [("--trials", given.trials)]),
    ]
    words = (word for option in options for word in option)
    return join(["living-review", "init", str(root), *words])


def _complete(given: Given, person: Person | None) -> bool:
    """Ask for what the options leave open, and tell whether; BadInput where nobody can be asked."""
    from living_review.beginning.asking import ask
    from living_review.entry.conversation import Conversation

    lacking = given.lacking()
    if lacking and person is None:
        raise BadInput(
            f"There is nobody to ask; give also {', '.join(lacking)}. For example: living-review "
            "init my-review --title 'Exercise for depression' --author 'A. Team' --population "
            "'Adults with depression' --intervention exercise --comparator 'usual care' "
            "--outcome 'Depression, SMD, lower, critical'"
        )
    if not lacking or person is None:
        return False
    try:
        ask(given, Conversation(person))
    except (EOFError, KeyboardInterrupt):
        echo("")
        raise BadInput("Nothing was written.") from None
    return True


def _begun(
    root: Path, given: Given, when: tuple[str, ...], wanted: _File, person: Person | None
) -> _Begun:
    """Make the protocol of the answers and, where there is a file, the registry that it gives."""
    from living_review.beginning.asking import BOOK
    from living_review.beginning.commented import protocol_text
    from living_review.beginning.planned import WHEN, Planned, checked

    planned = Planned(
        title=given.title,
        authors=given.authors,
        population=given.population,
        intervention=given.intervention,
        comparator=given.comparator,
        outcomes=given.outcomes,
        when=when or (WHEN,),
        workbook=given.trials == BOOK,
        name=root.resolve().name,
        drafted=_drafted(given, when, wanted),
    )
    planned.refuse_alike()
    text = protocol_text(planned.document())
    protocol = checked(text)
    if given.file is None:
        return _Begun(root, text, protocol)
    from living_review.exchange import reading
    from living_review.exchange.registry_files import new_files
    from living_review.ground import clock

    file, content = given.file, content_of(given.file)
    mapping = mapping_of(wanted.mapping)[0] if wanted.mapping else None
    if mapping is None and reading.asks(content, file.name, wanted.named):
        said = wanted.said_of_all
        draft = reading.draft(content, file.name, wanted.named, protocol, person, said=said)
        mapping = draft.encode()
    try:
        imported = reading.imported(
            content,
            file.name,
            wanted.named,
            mapping=None if mapping is None else (mapping, MAPPING),
            timepoint=protocol.timepoints[0].id if len(protocol.timepoints) == 1 else None,
            higher_is_better=wanted.higher_is_better,
            weeks_are=None,
            date_added=None,
            pulled_at=clock.now(),
        )
    except BadInput as error:
        raise BadInput(f"{error} {_remedy(file, wanted, protocol)}") from error
    return _Begun(root, text, protocol, new_files(imported.tables), imported, mapping, file)


def _remedy(file: Path, wanted: _File, protocol: Protocol) -> str:
    """Say how somebody tells what a file does not."""
    if wanted.mapping is not None:
        return f"Nothing was written; correct {wanted.mapping}."
    ids = ", ".join(each.id for each in protocol.outcomes)
    times = ", ".join(each.id for each in protocol.timepoints)
    return (
        "Nothing was written. Run init at a terminal, which asks; or write what the file does not "
        f"say into a mapping: living-review import {file} --draft-mapping mapping.yml (outcomes: "
        f"{ids}; time points: {times}), and give it with --mapping mapping.yml. Where only "
        "higher_is_better is open, --higher-is-better or --lower-is-better says it of all."
    )


def _drafted(given: Given, when: tuple[str, ...], wanted: _File) -> dict[str, Any]:
    """Give the protocol that a file of another program holds, where its outcomes are taken."""
    if given.file is None or given.outcomes or not wanted.says_outcomes(given.file):
        return {}
    import yaml

    from living_review.beginning.planned import WHEN
    from living_review.exchange import identifiers, reading

    mapping = (content_of(wanted.mapping), wanted.mapping.name) if wanted.mapping else None
    text = reading.protocol_draft(
        content_of(given.file),
        given.file.name,
        wanted.named,
        mapping=mapping,
        timepoint=identifiers.safe((when or (WHEN,))[0], otherwise="time").lower(),
        higher_is_better=wanted.higher_is_better,
    )
    found: dict[str, Any] = yaml.safe_load(text)
    return found
