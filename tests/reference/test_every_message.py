"""Every message of the page is reached from an input, and its words are kept as its example.

`messages.txt` holds what each input makes the program say, and `not_yet_reached.txt` the names of
the messages that no input here leads to; that list only grows shorter. A message that is new, or
worded anew, needs an input in `message_inputs.py` or `broken_protocols.py` of `tests/shared/`.
UPDATE_SNAPSHOTS=1 keeps the words of now and takes off the list what is reached.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from broken_protocols import CASES
from broken_protocols import PROTOCOL as BROKEN
from message_inputs import Content, Given, changed, every_input
from typer.main import get_command

from living_review.cli import app
from living_review.ground.errors import LivingReviewError, ProtocolError
from living_review.language import Words, speaking
from living_review.protocol import parse_protocol
from living_review.reference.message_sites import Matcher, sites
from living_review.reference.messages_page import ROOMS
from living_review.registry.catalogue import RULES

pytestmark = pytest.mark.xdist_group("messages")
HERE = Path(__file__).parent
KEPT, LEFT = HERE / "messages.txt", HERE / "not_yet_reached.txt"
# Made once: the runner of typer makes it again for each line.
COMMAND = get_command(app)
MINIMAL = HERE.parents[1] / "examples" / "minimal"
# Rules of files as a whole, whose tests stand elsewhere than in test_checks.py, where examples are
# kept: a table of semicolons, other protocols, corrections, what was seen, workbooks, imports.
RULES_ELSEWHERE = {
    *("decimal-mark", "weeks-out-of-order", "later-than-its-time-point", "in-no-analysis"),
    *("let-in-by-a-slip", "comparison-not-counted", "number-unclear"),
    *("correction-unsigned", "correction-twice", "correction-unknown", "correction-outdated"),
    *("correction-not-valid", "correction-needless"),
    *("seen-incomplete", "seen-matches-nothing", "seen-value-changed"),
    *("title-rows", "hidden-sheet", "hidden-row", "percent-format", "import-look", "labels-alike"),
}


def of_protocols() -> Iterator[tuple[str, list[str]]]:
    for name, (old, new) in CASES.items():
        with pytest.raises(ProtocolError) as caught:
            parse_protocol(BROKEN.replace(old, new, 1), "data/protocol.yml")
        yield name, list(caught.value.problems)


def said(given: Given, root: Path) -> list[str]:
    """Give the errors of a command line in the smallest review; its files stay as they are."""
    before: dict[Path, Content] = {}
    there = {*root.rglob("*")}
    for path, content in changed(given, root).items():
        before[path] = path.read_bytes() if path.exists() else None
        write(path, content)
    try:
        with given.around(root):
            code, told = called(given.call, root) if given.call else run(shlex.split(given.words))
    finally:
        for path, content in before.items():
            write(path, content)
        # What a run keeps for the next one makes that quicker.
        for path in sorted({*root.rglob("*")} - there, reverse=True):
            if ".cache" not in path.parts:
                path.rmdir() if path.is_dir() else path.unlink()
    assert given.listed or code in range(1, 7), (given.words, told)
    told = told.replace(str(root), "/review").replace(str(root.parent), "")
    # The list of decisions tells each row that is none as a line of its own.
    told_so = ("Error: ", "judgements.csv, ", *filter(None, [given.listed]))
    lines = (line.strip() for line in told.splitlines())
    return [line.removeprefix("Error: ") for line in lines if line.startswith(told_so)]


def called(call: Callable[[Path], object], root: Path) -> tuple[int, str]:
    """Give the exit code of what an analyst calls, and how it ends."""
    # What is said here is kept for nobody else.
    with speaking(Words("en")), pytest.raises(LivingReviewError) as caught:
        call(root)
    return caught.value.exit_code, "".join(
        f"Error: {line}\n" for line in str(caught.value).split("\n")
    )


def run(words: list[str]) -> tuple[int, str]:
    """Give the exit code of a command line, and what it writes."""
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told), pytest.raises(SystemExit) as done:
        COMMAND.main(args=words, prog_name="living-review")
    return int(done.value.code or 0), told.getvalue()


def write(path: Path, content: Content) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def produced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Give what every input makes the program say."""
    root = tmp_path_factory.mktemp("messages") / "review"
    shutil.copytree(MINIMAL, root)
    found = {f"protocol: {name}": lines for name, lines in of_protocols()}
    here = Path.cwd()
    os.chdir(root)
    try:
        found |= {name: said(given, root) for name, given in every_input().items()}
    finally:
        os.chdir(here)
    return found


def test_every_input_is_told_as_it_was(produced: dict[str, list[str]]) -> None:
    assert [name for name, lines in produced.items() if not lines] == []
    now = "\n".join(f"# {name}\n" + "\n".join(lines) for name, lines in produced.items()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(now, encoding="utf-8")
    assert now == KEPT.read_text(encoding="utf-8"), "see UPDATE_SNAPSHOTS, and run make schemas"


def test_every_message_of_the_page_is_reached_or_said_not_to_be(
    produced: dict[str, list[str]],
) -> None:
    shown = [each for each in sites() if each.room in ROOMS]
    matcher = Matcher(sites())
    lines = {line for own in produced.values() for line in own}
    reached = {each for line in lines for each in matcher.of(line)}
    left = {each.name for each in shown if each not in reached}
    listed = set(LEFT.read_text(encoding="utf-8").splitlines())
    if os.environ.get("UPDATE_SNAPSHOTS"):
        LEFT.write_text("".join(f"{name}\n" for name in sorted(listed & left)), encoding="utf-8")
    assert sorted(left - listed) == [], "no input leads to these messages"
    assert sorted(listed - left) == [], "these are reached, or are no messages: take them off"


def test_every_sentence_is_a_message_of_the_source(produced: dict[str, list[str]]) -> None:
    matcher = Matcher(sites())
    strange = [line for lines in produced.values() for line in lines if not matcher.of(line)]
    assert strange == []


def test_every_rule_has_an_example() -> None:
    remarks = (HERE.parent / "registry" / "remarks.txt").read_text(encoding="utf-8")
    kinds = {"error": "error", "suspicion": "query"}
    lacking = {
        rule.id
        for rule in RULES
        if f"- {kinds.get(rule.severity, rule.severity)} {rule.id}: " not in remarks
    }
    assert lacking == RULES_ELSEWHERE
