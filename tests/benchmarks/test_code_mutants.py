"""Small changes to the program: each is one change, and is counted as what came of it."""

from __future__ import annotations

import ast
import sys
from contextlib import contextmanager
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
    import alterations.forks
    import alterations.making
    import alterations.nearest
    import alterations.records
    import alterations.trying
    import alterations.watching

    yield alterations
    sys.path[:] = before
    for name in [each for each in sys.modules if each.partition(".")[0] == "alterations"]:
        del sys.modules[name]


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
    known = nearest.Map({a: 0.2, b: 0.1, c: 0.3}, lines)
    mutant = alterations.making.Mutant(path, 3, 3, "x", "y")
    assert known.running(mutant) == [c, b, a]
    assert known.running(replace(mutant, line=4, last_line=4)) == [b]
    # A line that is run when the module is loaded: those that run most of the module.
    assert known.running(replace(mutant, line=9, last_line=9)) == [b, a, c]


def test_what_lives_is_asked_of_the_others_of_the_room_and_of_tests_elsewhere(
    alterations, tmp_path
):
    nearest, path = alterations.nearest, "src/living_review/effects/arms.py"
    files = {
        "tests/effects/test_arms.py": "from living_review.effects import arms",
        "tests/certainty/test_far.py": "from living_review.effects import arms",
        "tests/certainty/test_near.py": "import living_review.effects.arms  # and more",
        "tests/certainty/test_nothing.py": "import living_review.ground",
        "tests/schedules/test_whole.py": "import living_review.effects.arms",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    own, far, near, *_ = files
    names = [
        f"tests/effects/{each}" for each in ("test_arms.py::a", "test_b.py::b", "test_c.py::c")
    ]
    a, b, c = names
    other = "tests/effects/test_arms.py::other"
    times = {a: 0.1, b: 0.2, c: 5.0, other: 0.1}
    known = nearest.Map(times, {path: {3: names}}, {own: 0.3})
    mutant = alterations.making.Mutant(path, 3, 3, "x", "y")
    program = SimpleNamespace(root=tmp_path)
    asked = [*nearest.asked(mutant, known, program)]
    assert [each.tests for each in asked] == [(a, b), (c,), (other,), ()]
    assert asked[0].seconds == pytest.approx(nearest.BESIDES + nearest.TIMES * 0.6)
    assert asked[3].files == (near, far)
    # What builds whole reviews is asked of lines that no quicker test runs.
    whole = "tests/effects/test_whole.py"
    (tmp_path / whole).write_text("import living_review.effects.arms  # a whole review", "utf-8")
    slow = nearest.Map(times, {path: {3: names}}, {own: 0.3}, slow=(own, whole))
    for line, room in ((3, []), (4, [(whole, own)])):
        asked = [*nearest.asked(replace(mutant, line=line, last_line=line), slow, program)]
        assert [each.files for each in asked if each.files] == [*room, (near, far)]
    known.leave([c, f"{far}::test_that_fails"])
    asked = [*nearest.asked(mutant, known, program)]
    assert [(each.tests, each.files) for each in asked] == [
        ((a, b), ()), ((other,), ()), ((), (near,))
    ]  # fmt: skip


def test_tests_that_were_asked_or_open_a_browser_are_left_out(alterations):
    def item(name, *fixtures, marked=False):
        return SimpleNamespace(
            nodeid=name, fixturenames=fixtures, get_closest_marker=lambda _: marked
        )

    items = [item("a"), item("b", "browser"), item("c", marked=True), item("d", "tmp_path")]
    watcher = alterations.watching.Watcher(None, None, leave=("a",))
    watcher.pytest_collection_modifyitems(items)
    assert [each.nodeid for each in items] == ["d"]
    items = [item("a"), item("d"), item("e")]
    alterations.watching.Watcher(["e", "a"], None).pytest_collection_modifyitems(items)
    assert [each.nodeid for each in items] == ["e", "a"]


def test_of_a_package_only_what_changed_is_measured_again(alterations, monkeypatch, tmp_path):
    nearest = alterations.nearest
    files = {
        "src/living_review/effects/arms.py": "def f():\n    return 1\n",
        "tests/effects/test_a.py": "1",
        "tests/effects/test_b.py": "1",
    }

    def write(name, text):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    asked = []

    def run(files, **_):
        asked.append([Path(each).stem for each in files])
        return alterations.forks.Ran(0, tests={f"{each}::t": 1.0 for each in files}, modules=["m"])

    source, *tests = files
    monkeypatch.setattr(nearest, "_lines", lambda *_: {source: {2: [f"{tests[0]}::t"]}})
    program = SimpleNamespace(root=tmp_path, folder=tmp_path, run=run)

    def measured():
        asked.clear()
        known = nearest.mapped(program, "effects", tmp_path)
        return known, asked[:]

    # Pytest that is given no file runs the whole suite.
    known, ran = measured()
    assert (known.tests, known.lines, ran) == ({}, {}, [])
    for name, text in files.items():
        write(name, text)
    for expected in ([["test_a", "test_b"]], []):
        known, ran = measured()
        assert ran == expected
        assert known.tests == {f"{each}::t": 1.0 for each in tests}
        assert known.lines == {source: {2: [f"{tests[0]}::t"]}}
        assert known.modules == ("m",)
    write(tests[1], "2")
    assert measured()[1] == [["test_b"]]
    write(source, "def f():\n    return 2\n")
    assert measured()[1] == [["test_a", "test_b"]]
    (tmp_path / tests[1]).unlink()
    known, ran = measured()
    assert ([*known.tests], ran) == ([f"{tests[0]}::t"], [])


def test_the_rest_of_a_file_of_whole_reviews_is_not_measured(alterations):
    watching = alterations.watching
    for cover in (SimpleNamespace(switch_context=lambda _: None), None):
        watcher = watching.Watcher(None, cover, limit=5)
        left = ""
        for number, long in enumerate((True, False, True, False, False)):
            item = SimpleNamespace(nodeid=f"slow.py::{number}")
            phase = watcher.pytest_runtest_setup(item)
            try:
                next(phase)
                if long:
                    phase.throw(watching.TooLong())
                with pytest.raises(StopIteration):
                    phase.send(None)
            except pytest.skip.Exception:
                left += str(number)
        other = watcher.pytest_runtest_setup(SimpleNamespace(nodeid="quick.py::1"))
        next(other)
        assert left == ("0234" if cover else "02")
        assert watcher.slow == {"slow.py": 2}
        assert watcher.failed == {f"slow.py::{number}" for number in left}


def ran(watcher, name, *, failed):
    """Tell a watcher of one test, as pytest does."""
    running = watcher.pytest_runtest_protocol(SimpleNamespace(nodeid=name))
    next(running)
    watcher.pytest_runtest_logreport(SimpleNamespace(nodeid=name, failed=failed))
    with pytest.raises(StopIteration):
        running.send(True)


def test_a_test_that_fails_is_not_among_those_that_pass(alterations):
    """On it stands that a test which fails on the program as it is notices nothing."""
    watcher = alterations.watching.Watcher(None, None)
    for name, failed in (("a", False), ("b", True), ("c", False), ("d", True)):
        ran(watcher, name, failed=failed)
    assert (list(watcher.tests), watcher.by) == (["a", "c"], "b")


@pytest.mark.parametrize(
    ("files", "mutated", "as_it_is", "noticed", "left"),
    [
        ((), "a::t", "", "a::t", set()),
        ((), "a::t", "a::t", "", {"a::t"}),
        ((), "b::t", "a::t", "", {"a::t"}),
        ((), "", "", "", set()),
        # The processor's time was up, on the program as it is too or not.
        ((), "ended by signal 24", "", "ended by signal 24", set()),
        ((), "ended by signal 24", "ended by signal 24", "", set()),
        # It was given up by the clock after 100 seconds; the program as it is took so many.
        ((), "ended by signal 9", 11.0, "", set()),
        ((), "ended by signal 9", 9.0, "ended by signal 9", set()),
        # Of files elsewhere nobody knows how long they take.
        (("x.py",), "ended by signal 24", "", "", set()),
        (("x.py",), "x.py::t", "", "x.py::t", set()),
        ((), "the program does not load", "", "the program does not load", set()),
    ],
)
def test_what_noticed_a_change_is_held_against_the_program_as_it_is(
    alterations, monkeypatch, files, mutated, as_it_is, noticed, left
):
    trying, asked = alterations.trying, alterations.nearest.Asked
    tests = () if files else ("a::t", "b::t")
    known = alterations.nearest.Map({"a::t": 1.0, "b::t": 1.0}, {})

    class Program:
        now = False

        @contextmanager
        def changed(self, _mutant):
            self.now = True
            yield
            self.now = False

        def run(self, _files, wanted, **_):
            found = mutated if self.now else as_it_is
            by, took = ("", found) if isinstance(found, float) else (found, 100.0 * self.now)
            passed = {each: 1.0 for each in wanted or () if each != by}
            code = (3 if by.startswith("ended") else 1) if by else 0
            return alterations.forks.Ran(code, by, took, passed)

    monkeypatch.setattr(trying, "asked", lambda *_: [asked(tests, 10, files)])
    trial = trying.Trial(Program(), "effects", known, slowly=True)
    mutant = alterations.making.Mutant("p", 3, 3, "x", "y")
    assert trial._asked(mutant) == (noticed, left)


def test_a_test_is_not_broken_off_while_its_lines_are_written_down(alterations, monkeypatch):
    """Coverage holds a lock then: whoever came next would wait for ever."""
    watching = alterations.watching
    again = []
    monkeypatch.setattr(watching.signal, "setitimer", lambda *given: again.append(given))

    def frame(file, back=None):
        return SimpleNamespace(f_code=SimpleNamespace(co_filename=file), f_back=back)

    test = frame("/tests/test_a.py")
    within = frame("/lib/threading.py", frame("/lib/coverage/collector.py", test))
    for number, clock in watching.CLOCKS.items():
        with pytest.raises(watching.TooLong):
            watching._too_long(number, test)
        assert watching._too_long(number, within) is None
        assert again.pop() == (clock, 0.01)
