"""Every command and option is documented, and every command line in the documents is one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer.main

from living_review.cli import app

# What a Markdown text shows as typed: fenced blocks and code spans.
_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
# The name of the program, and not of the user or the folder that it may have on a server.
_CALL = re.compile(r"(?<!-u )(?<!srv/)(?<![\w.-])living-review (?P<rest>[a-z-][^\n]*)")
# Where a command line ends: a comment, a pipe, another command, a sentence about its exit code.
_ENDS = {"#", "|", "||", "&&", "&", ";", ">", ">>", "2>", "2>&1", "<"}
# The four that every command has, which the page of commands tells once, and the program's own.
EVERYWHERE = {"--review", "--json", "--quiet", "--debug", "--help", "-h"}
PLACEHOLDER = "…"


def below(command: Any) -> Mapping[str, Any]:
    """The commands of a group; a plain command has none."""
    found: Mapping[str, Any] = getattr(command, "commands", {})
    return found


def every_command(
    group: Any, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in below(group).items():
        if below(command):
            yield from every_command(command, (*before, name))
        else:
            yield (*before, name), command


def choices_of(param: Any) -> list[str]:
    """The words that an argument or an option takes, where its help lists them."""
    shown = param.metavar or ""
    return shown.strip("[]").split("|") if "|" in shown else []


PROGRAM = typer.main.get_command(app)
COMMANDS = dict(every_command(PROGRAM))


def documents(root: Path) -> dict[str, str]:
    folders = (root / name for name in ("docs", "template"))
    below = (path for folder in folders for path in folder.rglob("*.md"))
    paths = [*root.glob("*.md"), *below, root / "data" / "README.md"]
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(paths)
        if path.name not in ("CHANGELOG.md",)
    }


def command_lines(text: str) -> Iterator[str]:
    """Every command line that a document shows, without the name of the program."""
    blocks = [block.replace("\\\n", " ") for block in _FENCED.findall(text)]
    spans = [" ".join(span.split("\n")) for span in _SPAN.findall(_FENCED.sub("", text))]
    for code in (*blocks, *spans):
        for line in code.splitlines():
            for found in _CALL.finditer(line):
                yield found["rest"].strip()


def words(line: str) -> list[str]:
    """The words of a command line up to where another begins; `[B]` may be left out, so it is."""
    split = shlex.split(re.sub(r"\[[^\]]*\]", "", line), comments=True)
    ends = next((at for at, word in enumerate(split) if word in _ENDS), len(split))
    return [word for word in split[:ends] if word != PLACEHOLDER]


def fault(line: str) -> str | None:
    """Say why a command line is none of the program's; nothing is run and no value is looked at."""
    rest, command = words(line), PROGRAM
    name = "living-review"
    while below(command) and rest:
        if rest[0].startswith("-"):
            # Options of the program stand before the name of a command.
            context = command.context_class(command, info_name=name)
            try:
                _, rest, _ = command.make_parser(context).parse_args(list(rest))
            except Exception as error:
                return f"{name}: {getattr(error, 'message', error)}"
            continue
        name = f"{name} {rest[0]}"
        if rest[0] not in below(command):
            return f"there is no command '{name}'"
        command = below(command)[rest.pop(0)]
    if below(command) and not rest:
        return None  # a group is named as such
    context = command.context_class(command, info_name=name)
    try:
        _, left, _ = command.make_parser(context).parse_args(list(rest))
    except Exception as error:
        return f"{name}: {getattr(error, 'message', error)}"
    return f"{name}: too many arguments ({' '.join(left)})" if left else None


def test_every_command_line_in_the_documents_is_one(project_root: Path) -> None:
    found = [
        (name, line)
        for name, text in documents(project_root).items()
        for line in command_lines(text)
    ]
    assert len(found) > 100
    wrong = [f"{name}: living-review {line}: {fault(line)}" for name, line in found if fault(line)]
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("biuld", "there is no command 'living-review biuld'"),
        ("grade confrim", "there is no command 'living-review grade confrim'"),
        ("build --onyl html", "--onyl"),
        ("build --out", "--out"),
        ("rebuild 1 2", "too many arguments"),
        ("--reviwe there build", "--reviwe"),
        ("--review there biuld", "there is no command 'living-review biuld'"),
        ("--review there build --onyl html", "--onyl"),
    ],
)
def test_what_is_no_command_line_is_seen(line: str, said: str) -> None:
    assert said in (fault(line) or "")


def test_what_stands_before_every_command_is_documented(project_root: Path) -> None:
    everything = "\n".join(documents(project_root).values())
    for option in {each for param in PROGRAM.params for each in param.opts}:
        assert f"living-review {option}" in everything, option


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_and_its_options_are_documented(
    command: tuple[str, ...], project_root: Path
) -> None:
    shown = " ".join(("living-review", *command[:-1]))
    short = rf"`{shown} [^`|]*`[^|\n]*`{command[-1]}\b"  # `living-review export fhir`, `ris`
    named = re.compile(rf"{re.escape(shown)} {re.escape(command[-1])}\b|{short}")
    pages = {name: text for name, text in documents(project_root).items() if named.search(text)}
    assert pages, f"no document names {shown} {command[-1]}"
    options = {each for param in COMMANDS[command].params for each in param.opts}
    long = {each for each in options if each.startswith("--")} - EVERYWHERE
    everything = "\n".join(pages.values())
    choices = {each for param in COMMANDS[command].params for each in choices_of(param)}
    untold = [each for each in sorted(choices) if not re.search(rf"`[^`\n]*\b{each}\b", everything)]
    assert untold == [], f"{', '.join(pages)} do not tell {untold}"
    untold = [each for each in sorted(long) if not re.search(rf"{each}(?![\w-])", everything)]
    assert untold == [], f"{', '.join(pages)} do not tell {untold}"


def test_what_every_command_has_is_told_once(project_root: Path) -> None:
    page = (project_root / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    everywhere = re.search(r"^Everywhere: ([^\n]*)", page, re.MULTILINE)
    assert everywhere
    assert set(re.findall(r"--[a-z]+", everywhere[1])) == {
        each for each in EVERYWHERE if each not in ("--help", "-h")
    }
