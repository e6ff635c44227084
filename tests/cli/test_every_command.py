"""Each option of each command reaches what lies behind it, and each outcome is told.

`commands.txt` and `questions.txt` hold, for every line of `behind_commands.py` and
`behind_questions.py`, what was called with what, what was written, the exit code, and what people
and programs read; `options.txt` holds every option as the command line takes it.
UPDATE_SNAPSHOTS=1 keeps the texts of now.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer.main
from agreed import written
from behind_commands import Case, Doing, Steps, every_case
from behind_questions import every_question
from typer.testing import CliRunner

from living_review.cli import app, commands_page
from living_review.cli.console import FAULT
from living_review.ground.folder import ReviewFolder

HERE = Path(__file__).parent
COMMAND = typer.main.get_command(app)
LONG = 1200
TEMPORARY = re.compile(r"a path named (\.t\.staging-|tmp)\w+")


def compare(text: str, name: str) -> None:
    kept = HERE / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS"


def short(value: Any) -> str:
    """Write what was given: what is long by its kind alone."""
    if isinstance(value, bytes):
        return repr(value.decode())
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        values = value.items() if isinstance(value, Mapping) else value
        return f"[{', '.join(map(short, values))}]"
    if isinstance(value, ReviewFolder):
        return f"the folder {value.root.as_posix()}"
    text = written(value).removeprefix("check.<locals>.")
    return text if len(text) < 90 and "<" not in text else f"a {type(value).__name__}"


class Called:
    """Stands in for what a command calls: tells what it was given, and answers."""

    def __init__(self, name: str, answer: Any, log: list[str]) -> None:
        self.name, self.answer, self.log = name, answer, log

    def __call__(self, *given: Any, **named: Any) -> Any:
        words = [*map(short, given), *(f"{n}={short(v)}" for n, v in named.items())]
        self.log.append(f"  {self.name}({', '.join(words)})")
        if isinstance(self.answer, Doing):
            return self.answer.does(*given)
        if not isinstance(self.answer, Steps):
            return self.answer
        for step in self.answer.steps:
            tell = named.get("progress") or next(x for x in given if callable(x))
            tell(step)
        for name in ("say", "complain"):
            if name in named:
                named[name](f"It would {name}.")
        if isinstance(self.answer.answer, BaseException):
            raise self.answer.answer
        return self.answer.answer


def told(root: Path, cases: Iterable[Case]) -> Iterator[str]:
    for line, behind in cases:
        with pytest.MonkeyPatch.context() as patch:
            log: list[str] = []
            for name, answer in behind.items():
                own = () if name.endswith("RULES") else Called(name.rpartition(".")[2], answer, log)
                patch.setattr(name, own)
            patch.setenv("NO_COLOR", "1")
            patch.setattr("living_review.cli.watch.signal.signal", lambda *_: None)
            if "living_review.ground.clock.today" not in behind:
                patch.setattr("living_review.ground.clock.today", lambda: "today")
            (root / "out").mkdir(exist_ok=True)
            before = {path for path in root.rglob("*") if path.is_file()}
            result = CliRunner().invoke(app, line.split())
            assert result.exception is None or isinstance(result.exception, SystemExit), line
            yield f"$ living-review {line}"
            yield from (TEMPORARY.sub("a folder", each) for each in log)
            for path in sorted({path for path in root.rglob("*") if path.is_file()} - before):
                yield f"  wrote {path.relative_to(root).as_posix()}: {path.read_text('utf-8')!r}"
                path.unlink()
            shutil.rmtree(root / "out", ignore_errors=True)
            # A fault of the program would be one of the stand-ins.
            assert result.exit_code != FAULT, (line, result.stderr)
            yield f"  ends with {result.exit_code}"
            out = [*read(result.stdout)] if "--json" in line else result.stdout.splitlines()
            yield from (f"  out| {each}" for each in out)
            yield from (f"  err| {each}" for each in result.stderr.splitlines())
            yield ""


def read(text: str) -> Iterator[str]:
    """Give what a program reads, a key a line; of what is long, how many there are."""
    for key, value in json.loads(text).items():
        own = json.dumps(value, ensure_ascii=False)
        yield f"{key}: {own if len(own) < LONG else f'{type(value).__name__} of {len(value)}'}"


@pytest.mark.parametrize(
    ("cases", "name"), [(every_case, "commands.txt"), (every_question, "questions.txt")]
)
def test_every_option_reaches_what_it_is_for_and_every_outcome_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cases: Any, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r" / "data").mkdir(parents=True)
    (tmp_path / "f.csv").write_text("")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "protocol.yml").write_text("")
    # The commands are put together once.
    monkeypatch.setattr("typer.testing._get_command", lambda _app: COMMAND)
    compare("\n".join(told(tmp_path, cases())) + "\n", name)


def options(command: Any, before: str) -> Iterator[str]:
    """Give each command with its options, a line each, as the command line takes them."""
    yield f"{before}: {command.short_help or command.help}"
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from options(inner, f"{before} {name}")
        return
    hints = typing.get_type_hints(command.callback, include_extras=True)
    plain = vars(typer.Option())
    for each in command.params:
        [said] = hints[each.name].__metadata__
        own = {name: value for name, value in vars(said).items() if value != plain.get(name)}
        yield f"  {' '.join([*each.opts, *each.secondary_opts])} {written(own)}"


def test_the_options_of_every_command_are_those_that_were_agreed() -> None:
    told = [*options(COMMAND, "living-review")]
    kept = HERE / "options.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text("\n".join(told) + "\n", encoding="utf-8")
    # Commands and options are added, and none is taken away or means something else.
    lost = set(kept.read_text(encoding="utf-8").splitlines()) - set(told)
    assert not lost, f"no more as agreed; see UPDATE_SNAPSHOTS: {sorted(lost)}"


def test_a_page_about_commands_has_a_row_for_each_option() -> None:
    made = typer.Typer()

    @made.command()
    def first(
        place: Annotated[str, typer.Argument(metavar="PLACE", help="Where | to.")],
        size: Annotated[int, typer.Option("--size", "-s", metavar="N", help="How\nlarge.")],
        deep: Annotated[bool, typer.Option("--deep/--flat", help="How deep.")] = False,
        more: Annotated[str, typer.Argument()] = "",
    ) -> None:
        """Do it,

        at once.
        """

    @made.command()
    def second() -> None:
        """Do it later."""

    told = "\n".join(commands_page._sections("living-review", typer.main.get_command(made)))
    rows = [each for each in told.splitlines() if each]
    assert [each for each in rows if each.startswith("#")] == [
        *("### living-review", "### living-review first", "### living-review second"),
    ]
    assert "Do it, at once." in rows
    assert "completion" not in told
    own = [each for each in rows if each.startswith("| `")]
    assert own == [
        "| `PLACE` | yes | Where \\| to. |",
        "| `--size N`, `-s N` | yes | How large. |",
        "| `--deep`, `--flat` |  | How deep. |",
        "| `more` |  |  |",
    ]
