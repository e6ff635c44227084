"""A program of two modules and its tests, and what comes of changes to it, in both ways.

Run as a script: it writes, as JSON, by name of a change whether tests that stand ready can tell,
and what noticed it in this way, and where all is loaded anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

SOURCE = {
    "above/__init__.py": "",
    "above/caller.py": """\
from living_review.tiny.own import doubled as twice, LIMIT, Held


def called(x):
    return twice(x) + LIMIT + Held(x).half
""",
    "tiny/__init__.py": "",
    "tiny/later.py": """\
STEP = 5


def stepped(x):
    return x + STEP
""",
    "tiny/own.py": """\
from functools import cache, wraps

LIMIT = 3
BY_NAME = {"less": lambda x: x - 1}


def kept(function):
    @wraps(function)
    def inner(x):
        return function(x) + 0
    return inner


def doubled(x, add=0):
    return x * 2 + add


@kept
def tripled(x):
    return x * 3


@cache
def remembered():
    return 7


@cache
def remembered_later():
    return 8


TABLE = [remembered(), 1]


class Held:
    size = 4

    def __init__(self, x):
        self.x = x

    @property
    def half(self):
        return self.x / 2

    def maker(self):
        def made(y):
            return y + self.x
        return made


def ended(x):
    while x < 5:
        x += 1
    return x


def unasked(x):
    return x + 1000
""",
}
TESTS = {
    "test_above.py": """\
from living_review.above.caller import called

def test_called(): assert called(4) == 13
""",
    "test_own.py": """\
import pytest
from living_review.tiny import own
from living_review.tiny.own import BY_NAME, ended, tripled as three

CASES = [own.doubled]

@pytest.mark.parametrize("doubled", CASES)
def test_doubled(doubled): assert doubled(2) == 4
def test_tripled(): assert three(2) == 6
def test_remembered(): assert (own.remembered(), own.TABLE) == (7, [7, 1])
def test_remembered_later(): assert own.remembered_later() == 8
def test_remembered_still(): assert own.remembered_later() > 1
def test_held(): assert own.Held(6).half == 3 and own.Held(1).maker()(2) == 3
def test_size(): assert own.Held.size == 4
def test_less(): assert BY_NAME["less"](2) == 1
def test_ended(): assert ended(1) == 5
def test_at_odds():
    own.unasked(1)
    assert own.LIMIT > 5, "it fails whatever is changed"
def test_later():
    from living_review.tiny.later import stepped
    assert stepped(1) == 6
""",
}
# Which of these are tried with all loaded anew, too, where the tests that stand ready can tell.
TWICE = 5
# What is changed, and in what, by a name for it.
CHANGES = {
    "a function that others hold under another name": ("own", "x * 2 + add", "x * 3 + add"),
    "a function that means the same": ("own", "x * 2 + add", "2 * x + add"),
    "a property": ("own", "self.x / 2", "self.x / 3"),
    "a function whose value is remembered later": ("own", "return 8", "return 9"),
    "a module that is loaded by a test": ("later", "x + STEP", "x - STEP"),
    "a default": ("own", "add=0", "add=1"),
    "a constant that others hold": ("own", "LIMIT = 3", "LIMIT = 4"),
    "a function below a decorator": ("own", "x * 3", "x * 4"),
    "a decorator that has run": ("own", "function(x) + 0", "function(x) + 1"),
    "a function whose value is remembered": ("own", "return 7", "return 6"),
    "a function within a method": ("own", "y + self.x", "y - self.x"),
    "what a class holds": ("own", "size = 4", "size = 5"),
    "a function without a name": ("own", "x - 1", "x - 2"),
    "what does not end": ("own", "x += 1", "x += 0"),
    "what only a test that fails anyway runs": ("own", "x + 1000", "x + 1001"),
    "a function that runs on loading and means the same": ("own", "return 7", "return int(7)"),
    "what does not load": ("own", "LIMIT = 3", "LIMIT = nothing"),
}


def made(folder: Path) -> None:
    """Write the program and its tests."""
    package = folder / "src" / "living_review"
    for name, text in {"__init__.py": "", **SOURCE}.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text, "utf-8")
    tests = folder / "tests" / "tiny"
    tests.mkdir(parents=True)
    for name, text in TESTS.items():
        (tests / name).write_text(text, "utf-8")


def main(folder: Path) -> None:
    """Try all changes in both ways."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    from alterations import nearest
    from alterations.making import PACKAGE, Mutant
    from alterations.running import Program
    from alterations.trying import Trial

    made(folder / "made")
    nearest.BESIDES = 2
    program = Program(folder / "copy", folder / "made", ("coverage",))
    known = nearest.mapped(program, "tiny", folder)
    trials = [Trial(program, "tiny", known, slowly=slowly) for slowly in (False, True)]
    found = {}
    for number, (name, (module, old, new)) in enumerate(CHANGES.items()):
        path = PACKAGE / "tiny" / f"{module}.py"
        text = SOURCE[f"tiny/{module}.py"]
        assert text.count(old) == 1, name
        line = text[: text.index(old)].count("\n") + 1
        mutant = Mutant(str(path), line, line, "", text.replace(old, new))
        stood = trials[0].standing.ask(mutant, [*known.tests][:1], 5) is not None
        found[name] = [
            stood,
            *(each.noticed(mutant)[0] for each in trials[: 1 + (stood and number < TWICE)]),
        ]
    trials[0].close()
    # Without its tests every change would live.
    (program.root / "tests" / "tiny" / "test_missing.py").write_text("import nothing", "utf-8")
    try:
        nearest.mapped(program, "tiny", folder)
    except RuntimeError as fault:
        found["a test that does not load"] = [False, str(fault)]
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
