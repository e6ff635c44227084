"""Makes slips in three reviews, one or two at a time, and asks what the program says of each.

    python benchmarks/mutants.py                       # 10,000 mutants, on two processes
    python benchmarks/mutants.py --count 500 --seed 7 --review means --kinds "SE for SD"
    python benchmarks/mutants.py --keep build/mutants --document   # goes on where it was stopped
    python benchmarks/mutants.py --replay 1-4711       # one of them again, with what it did
    python benchmarks/mutants.py --replay 1-4711 --write /tmp/review    # ... as a folder

A mutant is unmarked where a figure changed and nothing says so: no row set aside, no query, no
note, and nothing in what the next version would say had changed. docs/explanation/reliability.md
holds the figures of the last full run and what the columns mean. Of one in fifty the report is
written too, so that what can be computed can also be shown.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import slips.around
import slips.rows
import slips.values  # noqa: F401
from slips import made_up
from slips.draft import Draft, shipped
from slips.making import SLIPS, Slip
from slips.verdict import BY_CHECK, KINDS, Ran, Verdict, ran, verdict

from living_review import __version__

ROOT = Path(__file__).parents[1]
REVIEWS = {"shipped": lambda: shipped(ROOT), "counts": made_up.counts, "means": made_up.means}
TWO_SLIPS = 0.08
TRIES = 60
PART = 50
MARKS = ("<!-- figures of benchmarks/mutants.py --document -->", "<!-- end of the figures -->")
RENDERED = 50
"""Of so many mutants, one has its report written too."""


@dataclass(frozen=True)
class Mutant:
    """One mutant and its verdict; `id` makes it again."""

    id: str
    review: str
    kind: str
    expected: bool
    slips: tuple[str, ...]
    verdict: Verdict


@cache
def base(name: str) -> tuple[Draft, Ran]:
    """Give a review without slips, and what the program makes of it."""
    draft = REVIEWS[name]()
    return draft, ran(draft)


def made(
    name: str, reviews: Sequence[str], kinds: Sequence[str]
) -> tuple[str, list[Slip], list[str], Draft]:
    """Make the mutant of an id (`SEED-NUMBER`): its review, the kinds, what was done, the draft."""
    draw = random.Random(f"slips {name}")
    review = draw.choice(list(reviews))
    pool = [each for each in SLIPS if not kinds or each.kind in kinds]
    draft, _ = base(review)
    wanted = 2 if draw.random() < TWO_SLIPS else 1
    used: list[Slip] = []
    said: list[str] = []
    mutant = draft.copy()
    for _ in range(TRIES):
        slip = draw.choices(pool, [each.weight for each in pool])[0]
        trial = mutant.copy()
        if done := slip.make(trial, draw):
            mutant = trial
            used.append(slip)
            said.append(done)
        if len(used) == wanted:
            break
    return review, used, said, mutant


def judged(name: str, reviews: Sequence[str], kinds: Sequence[str]) -> Mutant | None:
    """Make one mutant and ask the program; None where no slip of these kinds is possible."""
    review, used, said, draft = made(name, reviews, kinds)
    if not used:
        return None
    kind = used[0].kind if len(used) == 1 else "two slips"
    expected = len(used) == 1 and used[0].expected
    found = verdict(base(review)[1], draft, render=int(name.rpartition("-")[2]) % RENDERED == 0)
    return Mutant(name, review, kind, expected, tuple(said), found)


def _some(names: Sequence[str], reviews: Sequence[str], kinds: Sequence[str]) -> list[Mutant]:
    found = (judged(name, reviews, kinds) for name in names)
    return [each for each in found if each is not None]


def all_of(
    count: int,
    seed: int,
    *,
    reviews: Sequence[str] = tuple(REVIEWS),
    kinds: Sequence[str] = (),
    processes: int = 1,
    keep: Path | None = None,
    progress: bool = False,
) -> list[Mutant]:
    """Make and judge mutants; the same for the same arguments, on however many processes.

    With `keep`, what is done is kept in that folder, and a run that was stopped goes on from there.
    """
    names = [f"{seed}-{i}" for i in range(count)]
    parts = [names[i : i + PART] for i in range(0, count, PART)]
    given = zip(parts, *([each] * len(parts) for each in (reviews, kinds, keep)), strict=True)
    found: list[Mutant] = []
    began = time.monotonic()
    with ProcessPoolExecutor(processes) if processes > 1 else nullcontext() as pool:
        for part in pool.map(_kept, given) if pool else map(_kept, given):
            found += part
            if progress:
                print(f"\r{len(found):6} of {count}, {time.monotonic() - began:.0f} s", end="",
                      file=sys.stderr, flush=True)  # fmt: skip
    if progress:
        print(file=sys.stderr)
    return found


def _kept(given: tuple[Sequence[str], Sequence[str], Sequence[str], Path | None]) -> list[Mutant]:
    """Judge the mutants of one part, or read them from where an earlier run kept them."""
    names, reviews, kinds, folder = given
    path = folder / f"{names[0]}.json" if folder else None
    if path and path.is_file():
        read = json.loads(path.read_text(encoding="utf-8"))
        return [
            Mutant(**{**each, "slips": tuple(each["slips"]), "verdict": Verdict(**each["verdict"])})
            for each in read
        ]
    found = _some(names, reviews, kinds)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps([asdict(each) for each in found]), encoding="utf-8")
        beside.replace(path)
    return found


def table(mutants: Iterable[Mutant]) -> str:
    """Give the verdicts by kind as a Markdown table."""
    mutants = list(mutants)
    head = ("kind of slip", "mutants", *KINDS, "named by a check")
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    kinds = [each.kind for each in SLIPS] + ["two slips"]
    for kind in [*dict.fromkeys(kinds), "all"]:
        own = [each for each in mutants if kind in (each.kind, "all")]
        if own:
            lines.append(_row(kind, own))
    return "\n".join(lines)


def summary(mutants: Sequence[Mutant], seed: int) -> str:
    """Say what came of a run, in sentences and the table."""
    changed = [each for each in mutants if each.verdict.kind != "unchanged"]
    asked = [each for each in changed if each.expected]
    kinds = Counter(each.verdict.kind for each in mutants)
    named = sum(each.verdict.kind in BY_CHECK for each in asked)
    noted = sum(each.verdict.kind == "noted" for each in asked)
    missed = Counter(each.kind for each in asked if each.verdict.kind == "difference only")
    day = dt.date.today()
    return "\n".join(
        (
            f"{day.day} {day:%B %Y}, version {__version__} of the program, seed {seed}: "
            f"{len(mutants):,} mutants, of which {len(changed):,} were refused or changed a "
            "figure.",
            f"**{kinds['unmarked']} unmarked, {kinds['traceback']} tracebacks.**",
            "",
            f"Of {len(asked):,} of the kinds that a check can be expected to see, {named:,} "
            f"({100 * named / max(len(asked), 1):.1f} %) were refused, set aside or queried, "
            f"{noted:,} told in a note at the trial, and {sum(missed.values()):,} named by the "
            "difference alone: "
            + "; ".join(f"{kind} ({count})" for kind, count in missed.most_common())
            + ".",
            "",
            table(mutants),
        )
    )


def document(mutants: Sequence[Mutant], seed: int) -> Path:
    """Write the figures of a run into docs/explanation/reliability.md, between its marks."""
    path = ROOT / "docs" / "explanation" / "reliability.md"
    text = path.read_text(encoding="utf-8")
    start, end = text.index(MARKS[0]) + len(MARKS[0]), text.index(MARKS[1])
    text = f"{text[:start]}\n{summary(mutants, seed)}\n{text[end:]}"
    path.write_text(text, encoding="utf-8")
    return path


def _row(kind: str, own: Sequence[Mutant]) -> str:
    verdicts = Counter(each.verdict.kind for each in own)
    changed = sum(verdicts.values()) - verdicts["unchanged"]
    named = sum(verdicts[each] for each in BY_CHECK)
    share = f"{100 * named / changed:.0f} %" if changed else "–"
    mark = " *" if own[0].expected and kind != "all" else ""
    cells = (kind + mark, len(own), *(verdicts[each] for each in KINDS), share)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", default=[], help="names of kinds, or a part of one")
    parser.add_argument("--review", nargs="*", default=list(REVIEWS), choices=list(REVIEWS))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--replay", metavar="SEED-NUMBER")
    parser.add_argument("--write", type=Path, help="with --replay: write the mutant as a folder")
    parser.add_argument("--out", type=Path, help="every unmarked or crashing mutant as JSON")
    parser.add_argument("--keep", type=Path, help="folder of what is done, to go on from there")
    parser.add_argument(
        "--document", action="store_true", help="write docs/explanation/reliability.md"
    )
    parser.add_argument("--missed", action="store_true", help="list what a check could have named")
    given = parser.parse_args(arguments)
    kinds = [s.kind for s in SLIPS if any(part.lower() in s.kind.lower() for part in given.kinds)]
    if given.kinds and not kinds:
        parser.error("there is no such kind; there are: " + "; ".join(s.kind for s in SLIPS))
    if given.replay:
        return replayed(given.replay, given.review, kinds, given.write)
    mutants = all_of(
        given.count, given.seed, reviews=given.review, kinds=kinds, processes=given.processes,
        keep=given.keep, progress=True,
    )  # fmt: skip
    print(table(mutants))
    if given.document:
        print("Written to", document(mutants, given.seed))
    bad = [each for each in mutants if each.verdict.kind in ("unmarked", "traceback")]
    missed = [e for e in mutants if e.expected and e.verdict.kind in ("difference only", "noted")]
    for each in [*(missed if given.missed else ()), *bad[:40]]:
        was = each.verdict
        print(f"\n{each.id} {each.review} [{each.kind}] {was.kind}: {'; '.join(each.slips)}")
        print(f"  {was.moved} figures, {was.example}\n  {was.said[-1500:]}")
    if given.out:
        text = json.dumps([asdict(each) for each in bad], ensure_ascii=False, indent=1)
        given.out.write_text(text + "\n", encoding="utf-8")
    return 1 if bad else 0


def replayed(name: str, reviews: Sequence[str], kinds: Sequence[str], write: Path | None) -> int:
    """Make one mutant again and say everything of it."""
    mutant = judged(name, reviews, kinds)
    if mutant is None:
        print("No slip of these kinds is possible there.")
        return 2
    print(json.dumps(asdict(mutant), ensure_ascii=False, indent=1))
    if write:
        made(name, reviews, kinds)[3].write(write)
        print(f"Written to {write}; living-review check --review {write}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
