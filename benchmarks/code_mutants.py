"""How many small changes to the program does the suite notice? A sample of mutants.

    .venv/bin/python benchmarks/code_mutants.py [--count N] [--seed S] [--rooms certainty,effects]

A mutant is the program with one operator, comparison, constant or condition changed. The test files
that name the changed module are run on it, four of its room and four of others; with `--whole-room`
all of its room. One that fails has noticed it: the share is a lower bound for the whole suite.

Nothing is changed in place: mutants live in a copy below a temporary folder. Those that live are
printed with their line, so that a test can be written, or the change be seen to mean the same.
mutmut and cosmic-ray run every mutant against one command; with a suite of twenty minutes a sample
needs the nearest tests first, which is why this is a script of our own.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = Path("src/living_review")
SWAPS: dict[type, type] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
}
# Longer than any test file takes; a mutant that loops for ever is noticed by it.
PATIENCE = 240
# So many files that name a module are run, of its room and of others.
NEAREST = 4


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, what was done, and the text of the changed module."""

    path: Path
    line: int
    what: str
    text: str

    @property
    def room(self) -> str:
        """The room the module lies in."""
        return self.path.relative_to(PACKAGE).parts[0]


def places(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Yield every node that can be changed."""
    said = {id(each) for node in ast.walk(tree) for each in _words(node)}
    for node in ast.walk(tree):
        swapped = (
            (isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS)
            or (isinstance(node, ast.BinOp) and type(node.op) in SWAPS)
            or isinstance(node, ast.BoolOp | ast.If | ast.IfExp)
        )
        value = node.value if isinstance(node, ast.Constant) and id(node) not in said else None
        number = isinstance(value, bool | int | float)
        if swapped or number or (isinstance(value, str) and len(value) > 1):
            assert isinstance(node, ast.expr | ast.stmt)
            yield node


def _words(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what no test is to notice: docstrings, annotations, names exported."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    for name in ("annotation", "returns"):
        own = getattr(node, name, None)
        if own is not None:
            yield from ast.walk(own)
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        yield from ast.walk(node)


def changed(node: ast.AST) -> None:
    """Change the node in place."""
    if isinstance(node, ast.Compare):
        node.ops[0] = SWAPS[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        node.op = SWAPS[type(node.op)]()
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            node.value = not value
        elif isinstance(value, int | float):
            node.value = value + 1
        else:
            node.value = f"{value!s}X"


def sampled(count: int, rooms: Sequence[str], chance: random.Random) -> list[Mutant]:
    """Draw mutants: a file in proportion to its lines, then a place in it."""
    files = sorted(
        path
        for room in rooms
        for path in (ROOT / PACKAGE / room).rglob("*.py")
        if path.name != "__init__.py"
    )
    lengths = [len(path.read_text("utf-8").splitlines()) for path in files]
    made: dict[str, Mutant] = {}
    while len(made) < count:
        [path] = chance.choices(files, lengths)
        tree = ast.parse(path.read_text("utf-8"))
        found = list(places(tree))
        if not found:
            continue
        number = chance.randrange(len(found))
        mutated = copy.deepcopy(tree)
        node = list(places(mutated))[number]
        before = ast.unparse(node)[:60]
        changed(node)
        after = ast.unparse(node)[:60]
        mutant = Mutant(
            path.relative_to(ROOT), node.lineno, f"{before!r} -> {after!r}", ast.unparse(mutated)
        )
        made[f"{path}:{number}"] = mutant
    return list(made.values())


def tests_of(mutant: Mutant, root: Path, *, whole_room: bool) -> list[str]:
    """Name the test files to run: those that name the module, of its room first, or its room's."""
    folder, module = root / "tests", mutant.path.stem
    own = sorted((folder / mutant.room).glob("test_*.py"))
    elsewhere = sorted(each for each in folder.rglob("test_*.py") if each not in own)
    named = re.compile(rf"\b{module}\b")
    imported = re.compile(rf"living_review\.{mutant.room}\.{module}\b")
    near = [each for each in own if module in each.stem or named.search(each.read_text("utf-8"))]
    near.sort(key=lambda each: module not in each.stem)
    near = (
        near[:NEAREST]
        + [each for each in elsewhere if imported.search(each.read_text("utf-8"))][:NEAREST]
    )
    chosen = own if whole_room or not near else near
    return [str(each.relative_to(root)) for each in chosen]


def passes(tests: tuple[str, ...], copy_of: Path) -> bool:
    """Run test files on the copy; one that takes too long is as if it failed."""
    paths = {"PYTHONPATH": str(copy_of / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        run = subprocess.run(
            command,
            cwd=copy_of,
            env={**os.environ, **paths},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return run.returncode in (0, 5)


def noticed(mutant: Mutant, tests: tuple[str, ...], copy_of: Path) -> bool:
    """Tell whether one of the tests fails on the mutant."""
    target = copy_of / mutant.path
    original = target.read_text("utf-8")
    target.write_text(mutant.text, encoding="utf-8")
    try:
        return not passes(tests, copy_of)
    finally:
        target.write_text(original, encoding="utf-8")


def _known(sound: dict[tuple[str, ...], bool], tests: tuple[str, ...], copy_of: Path) -> bool:
    """Tell whether the tests pass on the program as it is; each set of them is run once."""
    if tests not in sound:
        sound[tests] = passes(tests, copy_of)
    return sound[tests]


def main() -> None:
    """Sample, run, and say what lived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", default="certainty,effects,exchange")
    parser.add_argument("--whole-room", action="store_true")
    asked = parser.parse_args()
    mutants = sampled(asked.count, asked.rooms.split(","), random.Random(asked.seed))
    seen: Counter[str] = Counter()
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        copy_of = Path(folder) / "program"
        leave = shutil.ignore_patterns(".git", ".venv", "_site", "build", ".*_cache", ".hypothesis")
        shutil.copytree(ROOT, copy_of, ignore=leave)
        sound: dict[tuple[str, ...], bool] = {}
        for number, mutant in enumerate(mutants, 1):
            tests = tuple(tests_of(mutant, copy_of, whole_room=asked.whole_room))
            place = f"{mutant.path}:{mutant.line}"
            if not _known(sound, tests, copy_of):
                print(f"{number}/{len(mutants)} left out {place}: its tests fail as it is")
                continue
            found = noticed(mutant, tests, copy_of)
            total[mutant.room] += 1
            seen[mutant.room] += found
            said = "noticed" if found else "LIVES"
            print(f"{number}/{len(mutants)} {said} {place} {mutant.what}", flush=True)
    for room, of in sorted(total.items()):
        print(f"{room}: {seen[room]} of {of} noticed")
    share = 100 * seen.total() / max(total.total(), 1)
    print(f"all: {seen.total()} of {total.total()} noticed ({share:.0f}%)")


if __name__ == "__main__":
    main()
