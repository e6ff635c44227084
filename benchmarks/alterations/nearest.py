"""Which tests are nearest to a line: those of its room that run it, then files elsewhere.

The tests of a room are run once with coverage, each under its own name; what a fixture runs counts
for all tests of its file. A line that runs only when its module is loaded (a constant, a table) has
the tests that run most of the module.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .forks import BROKEN, INTERRUPTED, MISUSED
from .making import PACKAGE, Mutant
from .running import Program

# Seconds of tests in each try, of those of the room that run the line; of the others of the room;
# of a test elsewhere, above which it is not asked, and of all of them.
TRIES = (1.0, 9.0, 30.0)
OTHERS = 20.0
SLOW, ELSEWHERE_FOR = 10.0, 60.0
ELSEWHERE = 6
# Seconds of a test above which it is not measured: it is of a whole review, and such tests are
# asked of lines alone that no quicker one runs. What is measured runs slower.
LONG = 2.0
# Seconds of the processor that tests may take at most: so many, and so many times their own.
BESIDES, TIMES = 20, 4
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
    """Tests of a room, or whole test files elsewhere; `seconds` are the most that they may take."""

    tests: tuple[str, ...]
    seconds: float
    files: tuple[str, ...] = ()
    long: float = 0


class Map:
    """Which tests of a room run which lines, and how long each takes."""

    def __init__(
        self,
        tests: dict[str, float],
        lines: dict[str, dict[int, list[str]]],
        setups: dict[str, float] | None = None,
        modules: Sequence[str] = (),
        slow: Sequence[str] = (),
    ) -> None:
        self.tests, self.lines, self.setups = tests, lines, setups or {}
        self.slow = tuple(slow)
        """Files of tests that take too long to be measured."""
        self.modules = tuple(modules)
        """What is loaded when all of them were run."""
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

    def alone(self, test: str) -> float:
        """Give the seconds of a test when what its file needs is made for it."""
        return self.tests[test] + self.setups.get(test.partition("::")[0], 0.0)

    def together(self, tests: Iterable[str]) -> float:
        """Give the seconds of tests that are run one after the other."""
        names = [*tests]
        files = {name.partition("::")[0] for name in names}
        return sum(self.tests[name] for name in names) + sum(
            self.setups.get(file, 0.0) for file in files
        )

    def of_its_lines(self, mutant: Mutant) -> Counter[str]:
        """Name the tests that run a line of it, and how many of its lines they run."""
        own = self.lines.get(mutant.path, {})
        return Counter(
            name
            for line in range(mutant.line, mutant.last_line + 1)
            for name in self._named(own.get(line, ()))
        )

    def running(self, mutant: Mutant) -> list[str]:
        """Name the tests that run a line of it, or most of its module, in the order to ask them."""
        own, found = self.lines.get(mutant.path, {}), self.of_its_lines(mutant)
        if not found:
            found = Counter(name for names in own.values() for name in self._named(names))
            # What a room agreed on stands in tables and constants: that test reads them all.
            table = [name for name in self.tests if name.partition("::")[0].endswith(f"/{AGREED}")]
            others = [name for name in found if name not in table]
            others.sort(key=lambda name: (-found[name], self.alone(name)))
            return [*table, *others]
        stem = Path(mutant.path).stem
        return sorted(
            found, key=lambda name: (self.alone(name) > 1, stem not in name, self.alone(name))
        )

    def _named(self, contexts: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for each in contexts:
            found.update(self.of_file.get(each, [each] if each in self.tests else []))
        return found


def mapped(program: Program, room: str, keep: Path) -> Map:
    """Run the tests of a room with coverage: those that are not as they were last time."""
    kept = keep / f"{room}.lines.json"
    own, source = _tests(program, room), _source(program, room)
    said = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if said.get("source") != source:
        said = {
            "source": source,
            "files": {},
            "tests": {},
            "setups": {},
            "lines": {},
            "modules": [],
            "slow": [],
        }
    fresh = {name for name, text in own.items() if said["files"].get(name) != text}
    if fresh or said["files"].keys() - own.keys():
        said["files"] = own
        for part in ("tests", "setups"):
            of = said[part].items()
            said[part] = {
                name: s for name, s in of if name.partition("::")[0] in own.keys() - fresh
            }
        said["slow"] = [name for name in said["slow"] if name in own.keys() - fresh]
        _measure(program, sorted(fresh), said)
        kept.write_text(json.dumps(said), "utf-8")
    lines = {p: {int(n): names for n, names in own.items()} for p, own in said["lines"].items()}
    return Map(said["tests"], lines, said["setups"], said["modules"], said["slow"])


def _measure(program: Program, files: Sequence[str], said: dict[str, Any]) -> None:
    """Run test files, and add to what is said which lines each of their tests runs."""
    if not files:
        return
    data = program.folder / "coverage"
    data.unlink(missing_ok=True)
    ran = program.run(files, cover=data, stop=False, seconds=3000, long=LONG)
    # Without its tests every change of a room would live.
    if ran.in_vain or ran.code in (INTERRUPTED, BROKEN, MISUSED):
        why = "a test file does not load" if ran.code == INTERRUPTED else ran.by
        raise RuntimeError(f"Which tests run what could not be measured: {why}.")
    said["tests"] |= ran.tests
    said["setups"] |= ran.setups
    said["modules"] = sorted({*said["modules"], *ran.modules})
    said["slow"] = sorted({*said["slow"], *ran.slow})
    for path, own in _lines(program, data).items():
        known = said["lines"].setdefault(path, {})
        for line, names in own.items():
            known[str(line)] = sorted({*known.get(str(line), ()), *names})


def _tests(program: Program, room: str) -> dict[str, str]:
    folders = [program.root / "tests" / each for each in FOLDERS.get(room, (room,))]
    return _sums(program, (each for folder in folders for each in folder.rglob("test_*.py")))


def _source(program: Program, room: str) -> dict[str, str]:
    """Give the sums of what, when it changes, has all tests of a room run other lines."""
    folders = [program.root / "tests" / each for each in FOLDERS.get(room, (room,))]
    around = (each for folder in folders for each in folder.rglob("conftest.py"))
    return _sums(program, [*(program.root / PACKAGE / room).rglob("*.py"), *around])


def _sums(program: Program, paths: Iterable[Path]) -> dict[str, str]:
    return {
        str(path.relative_to(program.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }


def _lines(program: Program, data: Path) -> dict[str, dict[int, list[str]]]:
    """Say which tests ran which lines of functions: others run for whoever loads them first."""
    import coverage

    read = coverage.CoverageData(str(data))
    read.read()
    found: dict[str, dict[int, list[str]]] = {}
    for file in read.measured_files():
        inside = _of_functions(Path(file).read_text("utf-8"))
        found[str(Path(file).relative_to(program.root))] = {
            line: [each for each in names if each]
            for line, names in read.contexts_by_lineno(file).items()
            if any(names) and line in inside
        }
    return found


def _of_functions(text: str) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.update(range(node.body[0].lineno, (node.end_lineno or 0) + 1))
    return found


def asked(mutant: Mutant, known: Map, program: Program) -> Iterator[Asked]:
    """Give what is asked one after the other, until something fails."""
    running = known.running(mutant)
    # What is remembered (`functools.cache`) is run in the name of the first test that needs it.
    others = sorted(known.tests.keys() - set(running), key=known.alone)
    for tests, limits in ((running, TRIES), (others, (OTHERS,))):
        for limit in limits:
            part: list[str] = []
            while tests and (known.together([*part, tests[0]]) <= limit or not part):
                part.append(tests.pop(0))
            if part:
                # Those of a file together, so that what they share is made once.
                places = {each.partition("::")[0]: n for n, each in reversed([*enumerate(part)])}
                part.sort(key=lambda each: places[each.partition("::")[0]])
                yield Asked((*part,), BESIDES + TIMES * known.together(part))
    leave = {each.partition("::")[0] for each in known.left}
    whole = () if known.of_its_lines(mutant) else nearest(mutant, program.root, known.slow)
    for files in (whole, elsewhere(mutant, program.root)):
        if wider := tuple(each for each in files if each not in leave):
            yield Asked((), ELSEWHERE_FOR, wider, SLOW)


def elsewhere(mutant: Mutant, root: Path) -> list[str]:
    """Name the test files of other rooms that import the module, or from a module of its name."""
    leave = {*FOLDERS.get(mutant.room, (mutant.room,)), *NOT_ASKED}
    paths = (path.relative_to(root) for path in sorted((root / "tests").rglob("test_*.py")))
    others = [str(path) for path in paths if path.parts[1] not in leave]
    room = re.compile(rf"living_review\.{mutant.room}\b")
    near = [each for each in others if room.search((root / each).read_text("utf-8"))]
    return nearest(mutant, root, near)


def nearest(mutant: Mutant, root: Path, files: Iterable[str]) -> list[str]:
    """Choose of test files those that import the module, then the shortest."""
    module = Path(mutant.path).stem
    imported = re.compile(rf"living_review\.{mutant.room}(\.\w+)*\.{module}\b")
    texts = {each: (root / each).read_text("utf-8") for each in files}
    order = sorted(texts, key=lambda each: (not imported.search(texts[each]), len(texts[each])))
    return order[:ELSEWHERE]
