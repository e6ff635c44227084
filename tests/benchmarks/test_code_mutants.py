"""Small changes to the program: each is one change, and is counted as what came of it."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted(each.parent.name for each in (ROOT / "src/living_review").glob("*/__init__.py"))


@pytest.fixture(scope="module")
def alterations():
    before = list(sys.path)
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import alterations.making
    import alterations.nearest
    import alterations.records
    import alterations.running

    yield alterations
    sys.path[:] = before
    for name in [each for each in sys.modules if each.partition(".")[0] == "alterations"]:
        del sys.modules[name]


@pytest.fixture
def code_mutants(alterations):
    import code_mutants

    yield code_mutants
    del sys.modules["code_mutants"]


@pytest.mark.parametrize("room", ["effects", "exchange", "language"])
def test_a_mutant_differs_by_one_expression_on_its_lines(alterations, room):
    mutants = alterations.making.sampled(15, room, 1)
    assert len(mutants) == 15
    for each in mutants:
        was = (ROOT / each.path).read_text("utf-8")
        assert ast.dump(ast.parse(each.text)) != ast.dump(ast.parse(was)), each
        first, rest = was.splitlines(), each.text.splitlines()
        assert first[: each.line - 1] == rest[: each.line - 1]
        after = len(first) - each.last_line
        assert first[len(first) - after :] == rest[len(rest) - after :], each


def test_a_mutant_is_made_again_by_its_name(alterations):
    [mutant] = alterations.making.sampled(1, "effects", 4)
    key = f"{mutant.path}::{mutant.name}"
    assert alterations.making.again("effects", [key])[key].name == mutant.name


def test_a_sentence_of_a_message_and_what_mypy_reads_are_not_changed(alterations):
    text = (
        'def f(x: "int") -> "str":\n'
        '    """Say it."""\n'
        "    if x > 2:\n"
        '        raise ValueError("this is no number")\n'
        "    assert x != 3\n"
        "    pairs = zip(x, x, strict=True)\n"
        '    return f"{x} is fine" + "key"\n'
    )
    places = alterations.making.places(ast.parse(text))
    kept = [each.value for each in places if isinstance(each, ast.Constant)]
    assert kept == [2, "key"]


def test_every_change_that_means_the_same_has_its_reason_and_its_package(alterations):
    for change, why in alterations.records.means_the_same().items():
        path, _, name = change.partition("::")
        assert "  |  " in name, change
        assert (ROOT / path).is_file(), change
        assert len(why.split()) > 3, change


def test_the_table_counts_each_mutant_once(alterations, monkeypatch):
    records = alterations.records
    path = "src/living_review/effects/arms.py"
    alike = records.Record("effects", 1, path, 3, "x  |  y", "lives", "lives", "", 1, "2026-11-28")
    seen = replace(alike, name="a  |  b", first="noticed", now="noticed", by="t")
    later = replace(alike, name="c  |  d", now="noticed", by="t")
    lives, out = replace(alike, name="e"), replace(alike, name="f", first="left out")
    anew = replace(alike, name="g", now="gone")
    monkeypatch.setattr(records, "means_the_same", lambda: {alike.key: "it is the same"})
    [told] = map(str, records.rows([seen, anew]))
    assert told.endswith("| 2 | 0 | 1 | 1 | 50 % → 100 % |")
    told = records.table(records.rows([alike, seen, later, lives, out])).splitlines()
    assert told[2] == "| effects | 1 | 2026-11-28 | 4 | 1 | 1 | 2 | 33 % → 67 % |"
    assert told[3].startswith("| all |  |  | 4 | 1 | 1 | 2 |")


TABLE = """\
| package | seed | day | mutants | mean the same | noticed at once | noticed now | share |
|---|--:|---|--:|--:|--:|--:|--:|
| brand | 2 | 2026-11-01 | 6 | 0 | 3 | 3 | 50 % |
| effects | 1 | 2026-11-02 | 26 | 2 | 17 | 22 | 71 % → 100 % |
| effects | 9 | 2026-11-03 | 4 | 4 | 0 | 0 | – |
| exchange | 10 | 2026-11-03 | 8 | 1 | 4 | 6 | 57 % → 86 % |"""


def test_a_table_that_is_read_back_is_written_as_it_was(alterations):
    """Also the share of all rows, which leaves out what is gone as those of the rows do."""
    records = alterations.records
    written = f"{TABLE}\n| all |  |  | 44 | 7 | 24 | 31 | 65 % → 89 % |"
    assert records.table(reversed(records.stood(written))) == written
    # The table of the document, too, is one that the script would write.
    text = records.RELIABILITY.read_text("utf-8")
    [own] = [each for each in text.split("\n\n") if each.startswith(records.MARKS[0])]
    stands = own.removeprefix(records.MARKS[0]).partition(records.MARKS[1])[0].strip()
    assert records.table(records.stood(stands)) == stands


def test_rows_of_the_document_that_have_no_record_stay(alterations, tmp_path):
    records = alterations.records
    path = tmp_path / "reliability.md"
    around = ("# Before\n\n| a | 1 | c | 4 | 5 | 6 | 7 | h |\n\n", "\n\nAfter.\n")
    table = "\n".join([records.MARKS[0], TABLE, records.MARKS[1]])
    path.write_text(table.join(around), "utf-8")
    own = "src/living_review/effects/arms.py"
    new = records.Record("effects", 9, own, 3, "x", "noticed", "noticed", "t", 1, "2026-11-28")
    other = replace(new, seed=3, first="lives", now="lives")
    for _ in range(2):
        assert records.document([new, other], path) == path
        text = path.read_text("utf-8")
        assert text.startswith(around[0] + records.MARKS[0])
        assert text.endswith(records.MARKS[1] + around[1])
        rows = text.removeprefix(around[0]).splitlines()[3:-3]
        assert rows == [
            *TABLE.splitlines()[2:4],
            "| effects | 3 | 2026-11-28 | 1 | 0 | 0 | 0 | 0 % |",
            "| effects | 9 | 2026-11-28 | 1 | 0 | 1 | 1 | 100 % |",
            TABLE.splitlines()[5],
            "| all |  |  | 42 | 3 | 25 | 32 | 64 % → 86 % |",
        ]


def test_the_tests_that_run_the_line_are_asked_quickest_first(alterations):
    nearest = alterations.nearest
    a, b, c = (f"tests/effects/test_{each}.py::test_it" for each in ("one", "two", "arms"))
    path = "src/living_review/effects/arms.py"
    lines = {path: {3: [a, b, c], 4: ["tests/effects/test_two.py"], 5: [a]}}
    known = nearest.Map({a: 2.0, b: 1.0, c: 3.0}, lines)
    mutant = alterations.making.Mutant(path, 3, 3, "x", "y")
    assert known.running(mutant) == [c, b, a]
    assert known.running(replace(mutant, line=4, last_line=4)) == [b]
    # A line that is run when the module is loaded: those that run most of the module.
    assert known.running(replace(mutant, line=9, last_line=9)) == [b, a, c]


def test_what_lives_on_quick_tests_is_asked_of_the_slow_ones_and_of_tests_elsewhere(
    alterations, tmp_path
):
    nearest, path = alterations.nearest, "src/living_review/effects/arms.py"
    files = {
        "tests/effects/test_arms.py": "",
        "tests/effects/test_agreed.py": "",
        "tests/effects/test_other.py": "arms",
        "tests/certainty/test_far.py": "from living_review.effects import arms",
        "tests/certainty/test_near.py": "import living_review.effects.arms  # and more",
        "tests/certainty/test_nothing.py": "import living_review.ground",
        "tests/schedules/test_whole.py": "import living_review.effects.arms",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    names = list(files)
    quick, slow = f"{names[0]}::test_quick", f"{names[0]}::test_slow"
    known = nearest.Map({quick: 0.1}, {path: {3: [quick, slow]}})
    mutant = alterations.making.Mutant(path, 3, 3, "x", "y")
    program = SimpleNamespace(root=tmp_path, near=True)
    [first] = nearest.asked(mutant, known, program)
    assert first.tests == (quick,)
    own, wider = nearest.slower(mutant, known, program)
    assert own.files == (names[1], names[0], names[2])
    assert (own.tests, own.leave) == (None, (quick,))
    assert wider.files == (names[4], names[3])
    assert own.long == wider.long == nearest.SLOW
    known.leave([slow])
    assert names[0] not in nearest.slower(mutant, known, program)[0].files
    assert nearest.asked(mutant, known, SimpleNamespace(root=tmp_path, near=False))[1].files == (
        wider.files
    )


def test_tests_that_were_asked_or_open_a_browser_are_left_out(alterations):
    def item(name, *fixtures, marked=False):
        return SimpleNamespace(
            nodeid=name, fixturenames=fixtures, get_closest_marker=lambda _: marked
        )

    items = [item("a"), item("b", "browser"), item("c", marked=True), item("d", "tmp_path")]
    watcher = alterations.running.Watcher(None, None, leave=("a",))
    watcher.pytest_collection_modifyitems(items)
    assert [each.nodeid for each in items] == ["d"]
    items = [item("a"), item("d"), item("e")]
    alterations.running.Watcher(["e", "a"], None).pytest_collection_modifyitems(items)
    assert [each.nodeid for each in items] == ["e", "a"]


def test_of_a_package_without_tests_nothing_is_run_to_measure_it(alterations, tmp_path):
    """Pytest that is given no file runs the whole suite."""
    program = SimpleNamespace(
        root=tmp_path, near=False, run=lambda *_, **__: pytest.fail("it was run")
    )
    for _ in range(2):
        known = alterations.nearest.mapped(program, "effects", tmp_path)
        assert (known.tests, known.lines, known.newer) == ({}, {}, ())


def ran(watcher, name, *, failed):
    """Tell a watcher of one test, as pytest does."""
    running = watcher.pytest_runtest_protocol(SimpleNamespace(nodeid=name))
    next(running)
    watcher.pytest_runtest_logreport(SimpleNamespace(nodeid=name, failed=failed))
    with pytest.raises(StopIteration):
        running.send(True)


def test_a_test_that_fails_is_not_among_those_that_pass(alterations):
    """On it stands that a test which fails on the program as it is notices nothing."""
    watcher = alterations.running.Watcher(None, None)
    for name, failed in (("a", False), ("b", True), ("c", False), ("d", True)):
        ran(watcher, name, failed=failed)
    assert (list(watcher.tests), watcher.by) == (["a", "c"], "b")


def test_a_test_that_ends_the_run_of_all_says_nothing_of_the_others(code_mutants):
    def run(files, wanted, **_):
        tests = {} if "b::t" in wanted else {each: 1.0 for each in wanted if each != "c::t"}
        return SimpleNamespace(tests=tests)

    program = SimpleNamespace(run=run)
    assert code_mutants.unsound(["a::t", "b::t", "c::t", "the program"], program) == {
        "b::t",
        "c::t",
    }
    assert code_mutants.unsound(["a::t", "c::t"], program) == {"c::t"}
    assert code_mutants.unsound(["the program"], program) == set()


def test_where_the_noticing_test_fails_as_it_is_the_others_are_asked(
    alterations, code_mutants, monkeypatch, tmp_path
):
    sound, broken = "tests/effects/test_a.py::test_it", "tests/effects/test_b.py::test_it"
    [mutant] = alterations.making.sampled(1, "effects", 4)
    known = alterations.nearest.Map({broken: 1.0, sound: 2.0}, {mutant.path: {1: [broken, sound]}})
    noticing = {broken, sound}
    said = alterations.records.record(mutant, 1, "noticed", broken, 1.0, "2026-11-28")
    alterations.records.add(tmp_path, said)

    class Program:
        """Its tests are two, of which one fails whatever is changed."""

        near = False

        def run(self, files, wanted, **_):
            return SimpleNamespace(tests={each: 1.0 for each in wanted if each != broken})

    monkeypatch.setattr(
        code_mutants,
        "noticed",
        lambda mutant, known, program: (next(iter(noticing & set(known.tests)), ""), 1.0),
    )
    for left, verdict in ((sound, "noticed"), ("", "lives")):
        noticing &= {broken, left}
        own = alterations.records.read(tmp_path, "effects", 1)
        own[0].by = broken
        code_mutants.checked(own, known, tmp_path, Program())
        [kept] = alterations.records.read(tmp_path, "effects", 1)
        assert (kept.by, kept.now, kept.first) == (left, verdict, verdict)
