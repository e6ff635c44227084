"""What became of each mutant, line by line, and the table of docs/explanation/reliability.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import yaml

from .making import ROOT, Mutant

MARKS = (
    "<!-- figures of benchmarks/code_mutants.py --document -->",
    "<!-- end of the figures of code_mutants.py -->",
)
RELIABILITY = ROOT / "docs" / "explanation" / "reliability.md"
SAME = Path(__file__).with_name("means_the_same.yml")
NOTICED, LIVES, LEFT_OUT, GONE = "noticed", "lives", "left out", "gone"


@dataclass
class Record:
    """One mutant: where it lies, what first came of it and when, and what comes of it now."""

    room: str
    seed: int
    path: str
    line: int
    name: str
    first: str
    now: str
    by: str
    took: float
    date: str

    @property
    def key(self) -> str:
        """What the mutant is known by, whatever line it lies on."""
        return f"{self.path}::{self.name}"


def record(mutant: Mutant, seed: int, verdict: str, by: str, took: float, date: str) -> Record:
    """Make the record of a mutant that was tried for the first time."""
    place = (mutant.room, seed, mutant.path, mutant.line, mutant.name)
    return Record(*place, verdict, verdict, by, round(took, 1), date)


def read(keep: Path, room: str = "*", seed: int | str = "*") -> list[Record]:
    """Read what is kept of runs."""
    texts = [file.read_text("utf-8") for file in sorted(keep.glob(f"{room}-{seed}.jsonl"))]
    return [Record(**json.loads(line)) for text in texts for line in text.split("\n") if line]


def add(keep: Path, new: Record) -> None:
    """Keep one more."""
    with (keep / f"{new.room}-{new.seed}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(new), ensure_ascii=False) + "\n")


def write(keep: Path, records: Sequence[Record]) -> None:
    """Keep these instead of what there was of their run."""
    path = keep / f"{records[0].room}-{records[0].seed}.jsonl"
    lines = (json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in records)
    path.write_text("".join(lines), "utf-8")


def means_the_same() -> dict[str, str]:
    """Read the changes that mean the same, each with the reason."""
    said = yaml.safe_load(SAME.read_text("utf-8")) if SAME.exists() else None
    return {each["change"]: " ".join(each["why"].split()) for each in said or ()}


@dataclass(frozen=True)
class Row:
    """A row of the table: how many there are, mean the same, and were and are noticed."""

    room: str
    seed: int
    day: str
    mutants: int
    same: int
    at_once: int
    now: int
    gone: int
    """Those on a line that is written anew: what that line does now is another mutant."""

    def __str__(self) -> str:
        matter = self.mutants - self.same
        first, last = _percent(self.at_once, matter), _percent(self.now, matter - self.gone)
        share = first if first == last else f"{first} → {last}"
        names = (self.room, self.seed or "", self.day)
        cells = (*names, self.mutants, self.same, self.at_once, self.now, share)
        return "| " + " | ".join(str(each) for each in cells) + " |"


def rows(records: Iterable[Record]) -> list[Row]:
    """Count the records by package and seed."""
    same = means_the_same()
    runs: dict[tuple[str, int], list[Record]] = {}
    for each in records:
        if each.first != LEFT_OUT:
            runs.setdefault((each.room, each.seed), []).append(each)
    return [_row(*run, own, same) for run, own in runs.items()]


def _row(room: str, seed: int, own: Sequence[Record], same: dict[str, str]) -> Row:
    alike = [each for each in own if each.now in (LIVES, GONE) and each.key in same]
    gone = sum(each.now == GONE and each.key not in same for each in own)
    at_once, now = (sum(each == NOTICED for each in of) for of in zip(*_both(own), strict=True))
    day = max(each.date for each in own)
    return Row(room, seed, day, len(own), len(alike), at_once, now, gone)


def _both(own: Sequence[Record]) -> list[tuple[str, str]]:
    return [(each.first, each.now) for each in own]


def _percent(part: int, of: int) -> str:
    return f"{100 * part / of:.0f} %" if of else "–"


def stood(text: str) -> list[Row]:
    """Read the rows of a table back, but for the last, which sums them up."""
    found = []
    for line in text.splitlines():
        cells = [each.strip() for each in line.strip().strip("|").split("|")]
        if len(cells) != 8 or not cells[1].isdigit():
            continue
        room, seed, day, mutants, same, at_once, now, share = cells
        row = Row(room, int(seed), day, int(mutants), int(same), int(at_once), int(now), 0)
        # How many are gone is not written: it is what the last share says.
        last = share.rpartition("→")[2].strip()
        most = row.mutants - row.same - row.now
        fits = (g for g in range(most + 1) if _percent(row.now, row.now + most - g) == last)
        found.append(replace(row, gone=next(fits, 0)))
    return found


def table(own: Iterable[Row]) -> str:
    """Write the figures by package and seed."""
    written = sorted(own, key=lambda each: (each.room, each.seed))
    parts = ("mutants", "same", "at_once", "now", "gone")
    sums = (sum(getattr(each, part) for each in written) for part in parts)
    head = (
        "| package | seed | day | mutants | mean the same | noticed at once | noticed now | share |"
        "\n|---|--:|---|--:|--:|--:|--:|--:|"
    )
    return "\n".join([head, *map(str, written), str(Row("all", 0, "", *sums))])


def document(records: Iterable[Record], path: Path = RELIABILITY) -> Path:
    """Write the figures into docs/explanation/reliability.md, between their marks.

    Rows of runs whose records are not kept here stay as they stand.
    """
    text = path.read_text("utf-8")
    start, end = text.index(MARKS[0]) + len(MARKS[0]), text.index(MARKS[1])
    joined = {(each.room, each.seed): each for each in (*stood(text[start:end]), *rows(records))}
    path.write_text(f"{text[:start]}\n{table(joined.values())}\n{text[end:]}", "utf-8")
    return path
