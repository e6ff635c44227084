"""Which tests are nearest to a line: those of its room that run it, then files elsewhere.

The tests of a room are run once with coverage, each under its own name; what a fixture runs counts
for all tests of its file. A line that runs only when its module is loaded (a constant, a table) has
the tests that run most of the module.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from .making import Mutant
from .running import Program

# Seconds of tests in the first try and in the second, of the room; files that are asked elsewhere.
FIRST, SECOND = 10.0, 40.0
ELSEWHERE = 6
# Seconds of a test above which it is asked only of what lived on the quicker ones, and at all;
# and seconds of all that are then asked of the room, and elsewhere.
LONG, SLOW = 0.5, 10.0
SLOWER = 60.0
# Rooms whose tests lie in more folders than the one of their name.
FOLDERS = {
    **{"language": ("language", "words"), "ground": ("ground", "data")},
    # The reference pages and the schema are made of their columns and keys.
    **{"protocol": ("protocol", "reference"), "registry": ("registry", "reference")},
}
AGREED = "test_agreed.py"
# What builds whole reviews is not asked: minutes for one mutant.
NOT_ASKED = ("architecture", "benchmarks", "shipped_review", "other_reviews", "schedules")


@dataclass(frozen=True)
class Asked:
    """Test files, and the tests of them that are wanted, the likeliest and quickest first."""

    files: tuple[str, ...]
    tests: tuple[str, ...] | None
    seconds: float
    long: float = 0
    leave: tuple[str, ...] = ()


class Map:
    """Which tests of a room run which lines, and how long each takes."""

    def __init__(
        self,
        tests: dict[str, float],
        lines: dict[str, dict[int, list[str]]],
        newer: Sequence[str] = (),
    ) -> None:
        self.tests, self.lines = tests, lines
        # Test files that are not as they were when this was measured.
        self.newer = tuple(newer)
        self.left: set[str] = set()
        self.of_file: dict[str, list[str]] = {}
        for test in tests:
            self.of_file.setdefault(test.partition("::")[0], []).append(test)

    def leave(self, bad: Collection[str]) -> None:
        """Ask these tests no more, and no files as a whole that hold one."""
        for name in bad:
            self.tests.pop(name, None)
            file = name.partition("::")[0]
            self.of_file[file] = [each for each in self.of_file.get(file, ()) if each != name]
        self.left |= set(bad)

    def running(self, mutant: Mutant) -> list[str]:
        """Name the tests that run a line of it, or most of its module, in the order to ask them."""
        own = self.lines.get(mutant.path, {})
        found = Counter(
            name
            for line in range(mutant.line, mutant.last_line + 1)
            for name in self._named(own.get(line, ()))
        )
        if not found:
            found = Counter(name for names in own.values() for name in self._named(names))
            # What a room agreed on stands in tables and constants: that test reads them all.
            table = [name for name in self.tests if name.partition("::")[0].endswith(f"/{AGREED}")]
            others = [name for name in found if name not in table]
            others.sort(key=lambda name: (-found[name], self.tests[name]))
            return [*table, *others]
        stem = Path(mutant.path).stem
        return sorted(found, key=lambda name: (stem not in name, self.tests[name]))

    def _named(self, contexts: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for each in contexts:
            found.update(self.of_file.get(each, [each] if each in self.tests else []))
        return found


def mapped(program: Program, room: str, keep: Path) -> Map:
    """Run the tests of a room with coverage, or read what was kept of that; some have none.

    Where the nearest come first, those that take long are not measured.
    """
    kept = keep / f"{room}.{'near' if program.near else 'map'}.json"
    if not kept.exists():
        own = _files(program, room)
        tests, lines = _measured(program, list(own)) if own else ({}, {})
        kept.write_text(json.dumps({"tests": tests, "lines": lines, "files": own}), "utf-8")
    said = json.loads(kept.read_text("utf-8"))
    lines = {p: {int(n): names for n, names in own.items()} for p, own in said["lines"].items()}
    newer = [name for name, own in _files(program, room).items() if said["files"].get(name) != own]
    tests = {name: s for name, s in said["tests"].items() if name.partition("::")[0] not in newer}
    return Map(tests, lines, newer)


def _measured(
    program: Program, files: Sequence[str]
) -> tuple[dict[str, float], dict[str, dict[int, list[str]]]]:
    data = program.folder / "coverage"
    data.unlink(missing_ok=True)
    long = 2 * LONG if program.near else 0  # what is measured runs at half the speed
    ran = program.run(files, cover=data, stop=False, seconds=3000, long=long)
    return ran.tests, _lines(program, data)


def _files(program: Program, room: str) -> dict[str, str]:
    return {
        str(path.relative_to(program.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in FOLDERS.get(room, (room,))
        for path in sorted((program.root / "tests" / folder).rglob("test_*.py"))
    }


def _lines(program: Program, data: Path) -> dict[str, dict[int, list[str]]]:
    import coverage

    read = coverage.CoverageData(str(data))
    read.read()
    return {
        str(Path(file).relative_to(program.root)): {
            line: [each for each in names if each]
            for line, names in read.contexts_by_lineno(file).items()
            if any(names)
        }
        for file in read.measured_files()
    }


def asked(mutant: Mutant, known: Map, program: Program) -> list[Asked]:
    """Give what is asked one after the other, until something fails."""
    running = known.running(mutant)
    leave = {each.partition("::")[0] for each in known.left}
    newer = [each for each in known.newer if each not in leave]
    newer.sort(key=lambda each: _distance(mutant, program.root / each))
    parts = [Asked((each,), None, 300) for each in newer]
    for limit in (FIRST,) if program.near else (FIRST, SECOND):
        part, spent = [], 0.0
        while running and (spent + known.tests[running[0]] <= limit or not part):
            spent += known.tests[running[0]]
            part.append(running.pop(0))
        if part:
            files = tuple(dict.fromkeys(each.partition("::")[0] for each in part))
            parts.append(Asked(files, tuple(part), 40 + 4 * spent))
    return parts if program.near else [*parts, *_wider(mutant, leave, program)]


def slower(mutant: Mutant, known: Map, program: Program) -> list[Asked]:
    """Give what is asked of a mutant that lived on the quick tests that run its line."""
    leave = {each.partition("::")[0] for each in known.left}
    own = [each for each in _files(program, mutant.room) if each not in leave]
    own.sort(key=lambda each: _distance(mutant, program.root / each))
    # What is remembered (`functools.cache`) is run in the name of the first test that needs it: the
    # quick tests that were not asked may need it as well.
    were = (*known.running(mutant),)
    slow = [Asked(tuple(own), None, SLOWER, long=SLOW, leave=were)] if own else []
    return [*slow, *_wider(mutant, leave, program)]


def _wider(mutant: Mutant, leave: Collection[str], program: Program) -> list[Asked]:
    wider = tuple(each for each in elsewhere(mutant, program.root) if each not in leave)
    if not wider:
        return []
    return [Asked(wider, None, SLOWER, long=SLOW) if program.near else Asked(wider, None, 300)]


def _distance(mutant: Mutant, path: Path) -> tuple[bool, bool, bool, int]:
    """Put what was agreed first, then files called as the module, and those that name it."""
    module, text = Path(mutant.path).stem, path.read_text("utf-8")
    named = re.search(rf"\b{module}\b", text)
    return not path.match(AGREED), module not in path.stem, not named, len(text)


def elsewhere(mutant: Mutant, root: Path) -> list[str]:
    """Name the test files of other rooms that import the module, or from a module of its name."""
    folder, module = root / "tests", Path(mutant.path).stem
    leave = {*FOLDERS.get(mutant.room, (mutant.room,)), *NOT_ASKED}
    imported = re.compile(rf"living_review\.{mutant.room}(\.\w+)*\.{module}\b")
    room = re.compile(rf"living_review\.{mutant.room}\b")
    near: list[tuple[int, int, str]] = []
    for path in sorted(folder.rglob("test_*.py")):
        if path.relative_to(folder).parts[0] in leave:
            continue
        text = path.read_text("utf-8")
        if not room.search(text):
            continue
        own = str(path.relative_to(root))
        near.append((0 if imported.search(text) else 1, len(text), own))
    return [own for _, _, own in sorted(near)[:ELSEWHERE]]
