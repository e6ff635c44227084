"""How many small changes to the program does the suite notice? A sample of mutants.

    python benchmarks/code_mutants.py --count 25 --seed 1 --rooms certainty,effects
    python benchmarks/code_mutants.py --again       # those that lived, after tests were written
    python benchmarks/code_mutants.py --lives       # print them
    python benchmarks/code_mutants.py --document    # write docs/explanation/reliability.md

A mutant is the program with one operator, comparison, constant or condition changed. The tests of
its room that run the changed line are asked first, the quickest first, then test files of other
rooms that import the module or its room; the first test that fails has noticed it. With --near
what takes long waits until all mutants were drawn, and is asked only of those that lived. Whole
builds of the reviews and the browser are not asked: the suite may notice more.

Nothing is changed in place: mutants live in a copy below a temporary folder. What is done is kept
in build/code-mutants (--keep), and a run that is stopped goes on from there. A mutant that uses up
four times the time its tests take is noticed, as a suite that does not end would be. A test that
fails on the program as it is counts for nothing: those that noticed something are run at the end
on the unchanged program, and where one fails there too, the others are asked. Changes that
mean the same are named, each with its reason, in alterations/means_the_same.yml.

mutmut and cosmic-ray run every mutant against one command; with a suite of twenty minutes a sample
needs the nearest tests first, which is why this is a script of our own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from alterations import records
from alterations.making import PACKAGE, ROOT, Mutant, again, sampled
from alterations.nearest import Asked, Map, asked, mapped, slower
from alterations.records import GONE, LIVES, NOTICED, Record
from alterations.running import Program


def noticed(
    mutant: Mutant, known: Map, program: Program, *, of: Sequence[Asked] | None = None
) -> tuple[str, float]:
    """Name the test that fails on the mutant, or nothing; and say how long it took."""
    took = 0.0
    with program.changed(mutant):
        for each in asked(mutant, known, program) if of is None else of:
            limits = {"seconds": each.seconds, "long": each.long, "leave": each.leave}
            ran = program.run(each.files, each.tests, **limits)
            took += ran.took
            # How long files elsewhere take is not known: that they take long says nothing.
            if ran.failed and (each.tests or not ran.in_vain):
                return ran.by, took
    return "", took


def unsound(by: Sequence[str], program: Program) -> set[str]:
    """Name those of the tests that fail on the program as it is."""
    wanted = list(dict.fromkeys(each for each in by if "::" in each))
    files = list(dict.fromkeys(each.partition("::")[0] for each in wanted))
    ran = program.run(files, wanted, stop=False, seconds=1800) if wanted else None
    if ran and not ran.tests and len(wanted) > 1:  # one of them ended the run of all
        return {each for each in wanted if unsound([each], program)}
    return set(wanted) - set(ran.tests) if ran else set()


def sample(room: str, count: int, seed: int, keep: Path, program: Program) -> None:
    """Sample a room, and keep what became of each mutant."""
    known = mapped(program, room, keep)
    done = {each.key for each in records.read(keep, room, seed)}
    today = dt.date.today().isoformat()
    mutants = sampled(count, room, seed)
    for number, mutant in enumerate(mutants, 1):
        if f"{mutant.path}::{mutant.name}" in done:
            continue
        by, took = noticed(mutant, known, program)
        said = NOTICED if by else LIVES
        records.add(keep, records.record(mutant, seed, said, by, took, today))
        print(f"{number}/{len(mutants)} {took:.0f} s {said} {mutant.path}:{mutant.line} "
              f"{mutant.what} {by}", flush=True)  # fmt: skip
    checked(records.read(keep, room, seed), known, keep, program)


def on_slow_tests(
    room: str, seed: int, keep: Path, program: Program, *, anew: bool = False
) -> None:
    """Try what lived on the quick tests of its package on the others, and on tests elsewhere.

    `anew`: the tests are no longer those that the sample was drawn for.
    """
    own, same = records.read(keep, room, seed), records.means_the_same()
    known = mapped(program, room, keep)
    names = [each.key for each in own if each.now == LIVES and each.key not in same]
    made = again(room, names)
    for each in own:
        if each.key in made:
            mutant = made[each.key]
            each.by, each.took = noticed(mutant, known, program, of=slower(mutant, known, program))
            each.now = NOTICED if each.by else LIVES
            each.first = each.first if anew else each.now
            print(f"{each.now} {each.path}:{each.line} {each.name} {each.by}", flush=True)
            records.write(keep, own)
    checked(own, known, keep, program)


def checked(own: Sequence[Record], known: Map, keep: Path, program: Program) -> None:
    """Where a test noticed something that fails on the program as it is, ask the others."""
    made: dict[str, Mutant] = {}
    while bad := unsound([each.by for each in own if each.now == NOTICED], program):
        known.leave(bad)
        again_of = [each for each in own if each.by in bad]
        made |= again(again_of[0].room, [each.key for each in again_of])
        for each in again_of:
            print(f"{each.by} fails as it is: {each.path}:{each.line} again", flush=True)
            each.by = noticed(made[each.key], known, program)[0] if each.key in made else ""
            each.now = NOTICED if each.by else LIVES
            each.first = each.now if each.first == NOTICED else each.first
    if own:
        records.write(keep, own)


def once_more(room: str, seed: int, keep: Path, program: Program) -> None:
    """Try those that lived again, on the tests as they are now."""
    own = records.read(keep, room, seed)
    same = records.means_the_same()
    known = mapped(program, room, keep)
    checked(own, known, keep, program)
    names = [each.key for each in own if each.now == LIVES and each.key not in same]
    made = again(room, names)
    for each in own:
        if each.key not in names:
            continue
        if each.key not in made:
            print(f"gone from the program: {each.path}:{each.line} {each.name}")
            each.now = GONE
            continue
        each.by, each.took = noticed(made[each.key], known, program)
        each.now = NOTICED if each.by else LIVES
        print(f"{each.now} {each.path}:{each.line} {each.name} {each.by}", flush=True)
    records.write(keep, own)


def main() -> None:
    """Sample, run, and say what lived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=20, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    rooms = sorted(each.parent.name for each in (ROOT / PACKAGE).glob("*/__init__.py"))
    parser.add_argument("--rooms", default="certainty,effects,exchange", help="or: all")
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "code-mutants")
    parser.add_argument("--fresh", action="store_true", help="measure again which tests run what")
    parser.add_argument("--near", action="store_true", help="ask quick tests of the room first")
    parser.add_argument("--again", action="store_true", help="try those that lived again")
    parser.add_argument("--lives", action="store_true", help="print those that lived")
    parser.add_argument(
        "--document", action="store_true", help="write docs/explanation/reliability.md"
    )
    given = parser.parse_args()
    chosen = rooms if given.rooms == "all" else given.rooms.split(",")
    given.keep.mkdir(parents=True, exist_ok=True)
    os.nice(10)
    if given.document:
        print("Written to", records.document(records.read(given.keep)))
        return
    if not given.lives:
        with tempfile.TemporaryDirectory() as folder:
            program = Program(Path(folder), near=given.near)
            for room in chosen:
                if given.fresh:
                    (given.keep / f"{room}.map.json").unlink(missing_ok=True)
                if given.again:
                    once_more(room, given.seed, given.keep, program)
                else:
                    sample(room, given.count, given.seed, given.keep, program)
            for room in chosen if given.near else ():
                on_slow_tests(room, given.seed, given.keep, program, anew=given.again)
    kept = [each for room in chosen for each in records.read(given.keep, room)]
    same = records.means_the_same()
    for each in kept:
        if each.now == LIVES:
            why = same.get(each.key, "")
            print(f"LIVES {each.path}:{each.line} {each.name}" + (f"  ({why})" if why else ""))
    print(records.table(records.rows(kept)))


if __name__ == "__main__":
    main()
