"""How many small changes to the program does the suite notice? A sample of mutants.

    python benchmarks/code_mutants.py --count 25 --seed 1 --rooms certainty,effects
    python benchmarks/code_mutants.py --again       # those that lived, after tests were written
    python benchmarks/code_mutants.py --lives       # print them
    python benchmarks/code_mutants.py --document    # write docs/explanation/reliability.md

A mutant is the program with one operator, comparison, constant or condition changed. The tests of
its room that run the changed line are asked first, the quickest first, then the other tests of the
room, then test files elsewhere that import the module or its room; the first test that fails has
noticed it. Tests of the room that take more than some seconds (of whole reviews) are asked of lines
alone that no quicker one runs. Whole builds of the reviews and the browser are not asked: the suite
may notice more.

The tests of a room are loaded and collected once, in a process that is forked for each mutant; in
the fork the changed functions take the place of those that are loaded (alterations/swapping.py). A
change of what runs on loading (a constant, a default, a table), or of a function that has run by
then, is tried in a fork that has the libraries, and what the room stands upon, and loads the room
and its tests anew. Both give the same verdicts; `--slowly` has all tried in the second way.

What noticed a change is then run on the program as it is, the same tests in the same order in the
same way: where one fails there too, or the time is up there too, it is asked no more, but the
others are. A mutant that uses up four times the time its tests take is noticed, as a suite that
does not end would be. Nothing is changed in place: mutants live in a copy below a temporary folder.
What is done is kept in build/code-mutants (--keep), and a run that is stopped goes on from there.
Which test runs which line is kept there, too; after a change of the room it is measured anew, after
a change of tests theirs alone. Changes that mean the same are named, each with its reason, in
alterations/means_the_same.yml.

mutmut and cosmic-ray run every mutant against one command; with a suite of twenty minutes a sample
needs the nearest tests first, which is why this is a script of our own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from alterations import records
from alterations.making import PACKAGE, ROOT, again, sampled
from alterations.nearest import mapped
from alterations.records import GONE, LIVES, NOTICED
from alterations.running import Program
from alterations.trying import Trial


def sample(trial: Trial, room: str, count: int, seed: int, keep: Path) -> None:
    """Sample a room, and keep what became of each mutant."""
    done = {each.key for each in records.read(keep, room, seed)}
    today = dt.date.today().isoformat()
    mutants = sampled(count, room, seed)
    for number, mutant in enumerate(mutants, 1):
        if f"{mutant.path}::{mutant.name}" in done:
            continue
        by, took = trial.noticed(mutant)
        said = NOTICED if by else LIVES
        records.add(keep, records.record(mutant, seed, said, by, took, today))
        print(f"{number}/{len(mutants)} {took:.1f} s {said} {mutant.path}:{mutant.line} "
              f"{mutant.what} {by}", flush=True)  # fmt: skip


def once_more(trial: Trial, room: str, seed: int, keep: Path) -> None:
    """Try those that lived again, on the tests as they are now."""
    own, same = records.read(keep, room, seed), records.means_the_same()
    names = [each.key for each in own if each.now == LIVES and each.key not in same]
    made = again(room, names)
    for each in own:
        if each.key not in names:
            continue
        if each.key not in made:
            print(f"gone from the program: {each.path}:{each.line} {each.name}")
            each.now = GONE
            continue
        each.by, each.took = trial.noticed(made[each.key])
        each.now = NOTICED if each.by else LIVES
        print(f"{each.now} {each.path}:{each.line} {each.name} {each.by}", flush=True)
    if own:
        records.write(keep, own)


def apart(work: Callable[[], None]) -> bool:
    """Do the work in a process of its own, which may load what it likes; say if it was done."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    failed = False
    try:
        work()
    except BaseException:
        traceback.print_exc()
        failed = True
    sys.stdout.flush()
    os._exit(failed)


def tried(room: str, given: argparse.Namespace, program: Program) -> None:
    """Sample a room, or try what lived of it again."""
    known = mapped(program, room, given.keep)
    program.load(known.modules, room)
    trial = Trial(program, room, known, slowly=given.slowly)
    try:
        if given.again:
            once_more(trial, room, given.seed, given.keep)
        else:
            sample(trial, room, given.count, given.seed, given.keep)
    finally:
        trial.close()


def main() -> None:
    """Sample, run, and say what lived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=20, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    rooms = sorted(each.parent.name for each in (ROOT / PACKAGE).glob("*/__init__.py"))
    parser.add_argument("--rooms", default="certainty,effects,exchange", help="or: all")
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "code-mutants")
    parser.add_argument("--fresh", action="store_true", help="measure again which tests run what")
    parser.add_argument("--slowly", action="store_true", help="load the room anew each time")
    parser.add_argument("--again", action="store_true", help="try those that lived again")
    parser.add_argument("--lives", action="store_true", help="print those that lived")
    parser.add_argument(
        "--document", action="store_true", help="write docs/explanation/reliability.md"
    )
    given = parser.parse_args()
    chosen = rooms if given.rooms == "all" else given.rooms.split(",")
    given.keep.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    os.nice(10)
    if given.document:
        print("Written to", records.document(records.read(given.keep)))
        return
    if not given.lives:
        with tempfile.TemporaryDirectory() as folder:
            program = Program(Path(folder))
            for room in chosen:
                if given.fresh:
                    (given.keep / f"{room}.lines.json").unlink(missing_ok=True)
                if not apart(partial(tried, room, given, program)):
                    failed.append(room)
    kept = [each for room in chosen for each in records.read(given.keep, room)]
    same = records.means_the_same()
    for each in kept:
        if each.now == LIVES:
            why = same.get(each.key, "")
            print(f"LIVES {each.path}:{each.line} {each.name}" + (f"  ({why})" if why else ""))
    print(records.table(records.rows(kept)))
    if failed:
        sys.exit(f"Not tried to the end: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
