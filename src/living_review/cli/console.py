"""What a person, a log and a program see: progress, results, and errors with their exit codes."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from living_review.cli.colours import coloured, painted
from living_review.ground.disk import file_above
from living_review.ground.errors import BadInput, LivingReviewError, Problem
from living_review.ground.visible_text import escaped_json, visible_lines

if TYPE_CHECKING:
    from rich.status import Status

MOST_TOLD = 100
OK, SET_ASIDE, FAULT, INTERRUPTED = 0, 1, 70, 130


def finish(code: int) -> NoReturn:
    """End the command with that exit code."""
    raise typer.Exit(code)


Tell = Callable[[dict[str, Any]], None]


@contextmanager
def reporting(*, as_json: bool, debug: bool, tell: Tell | None = None) -> Iterator[None]:
    """Turn every error into one sentence on standard error and the right exit code.

    `tell` is called with the outcome of a run that failed.
    """
    try:
        yield
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        _report(
            "Interrupted. What was published is unchanged.", INTERRUPTED, as_json=as_json, tell=tell
        )
    except LivingReviewError as error:
        if debug:
            raise
        parts = error.parts if isinstance(error, BadInput) else ()
        _report(str(error), error.exit_code, parts, as_json=as_json, tell=tell)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing is wrong.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        raise typer.Exit(OK) from None
    except OSError as error:
        if debug:
            raise
        _report(
            f"{_refused(error)}. What was published is unchanged.", 3, as_json=as_json, tell=tell
        )
    except Exception as error:
        if debug:
            raise
        _report(
            f"A fault of the program, not of your data: {type(error).__name__}: {error}. "
            "What was published is unchanged. Run the command again with --debug and report "
            "what it prints.",
            FAULT,
            as_json=as_json,
            tell=tell,
        )


def _refused(error: OSError) -> str:
    """Say what the system refused; of a folder that was copied, for its first file."""
    reason = error.strerror or str(error)
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        reason = str(error.args[0][0][-1])
    if error.errno == errno.ENOSPC or f"[Errno {errno.ENOSPC}]" in reason:
        reason += ": make room and run it again"
    if not isinstance(error.filename, str | Path):
        return reason
    return f"{error.filename}: {_in_the_way(Path(error.filename), error.errno) or reason}"


def _in_the_way(path: Path, code: int | None) -> str:
    """Say what stands where something else is needed, and what to do; '' for other reasons."""
    if code == errno.ENOTDIR and (file := file_above(path)):
        return f"{file} is a file, and a folder is needed there; name another path"
    if code == errno.EISDIR:
        return "it is a folder, and a file is needed; give the path of a file"
    if code == errno.ENOENT and path.parent != path and not path.parent.exists():
        return f"there is no folder {path.parent}; make it, or name another path"
    return ""


def _report(
    message: str, code: int, parts: Sequence[Problem] = (), *, as_json: bool, tell: Tell | None
) -> NoReturn:
    problems = parts or (Problem.told(message),)
    outcome = {
        "exit_code": code,
        "error": message,
        "faults": [each.as_json() for each in problems],
    }
    if as_json:
        print_json(outcome)
    for each in problems[:MOST_TOLD]:
        echo(f"Error: {each.sentence}", err=True)
    if len(problems) > 1:
        left = len(problems) - MOST_TOLD
        echo(
            f"{len(problems)} problems{f'; --json lists the other {left}' * (left > 0)}.", err=True
        )
    if tell is not None:
        tell(outcome)
    raise typer.Exit(code)


def print_json(document: dict[str, Any]) -> None:
    """Write the one object of a `--json` run to standard output."""
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    typer.echo(escaped_json(text))


def echo(text: str = "", *, err: bool = False) -> None:
    """Write a line, and show what would be invisible in it or would steer the terminal."""
    written = visible_lines(str(text))
    colour = coloured(sys.stderr if err else sys.stdout)
    if colour:
        written = "\n".join(map(painted, written.split("\n")))
    typer.echo(written, err=err, color=colour)


class Progress:
    """Says what is being done: a spinner on a terminal, a plain line each in a log.

    Everything goes to standard error, so that standard output holds results only.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._live = terminal and not quiet and "NO_COLOR" not in os.environ
        self._status: Status | None = None

    def __call__(self, step: str) -> None:
        """Begin a step."""
        if self._quiet:
            return
        if not self._live:
            echo(step, err=True)
            return
        if self._status is None:
            from rich.console import Console

            self._status = Console(stderr=True).status(step)
            self._status.start()
        self._status.update(visible_lines(step))

    def close(self) -> None:
        """Clear the spinner, if there is one."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
