"""What became of each mutant, line by line, and the table of docs/explanation/reliability.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from .making import ROOT, Mutant

MARKS = (
    "<!-- figures of benchmarks/code_mutants.py --document -->",
    "<!-- end of the figures of code_mutants.py -->",
)
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


def table(records: Iterable[Record]) -> str:
    """Write the figures by package and seed."""
    same = means_the_same()
    runs: dict[tuple[str, int], list[Record]] = {}
    for each in records:
        if each.first != LEFT_OUT:
            runs.setdefault((each.room, each.seed), []).append(each)
    head = (
        "| package | seed | day | mutants | mean the same | noticed at once | noticed now | share |"
        "\n|---|--:|---|--:|--:|--:|--:|--:|"
    )
    rows = [head]
    for (room, seed), own in sorted(runs.items()):
        rows.append(_row((room, str(seed), max(each.date for each in own)), own, same))
    everything = [each for own in runs.values() for each in own]
    rows.append(_row(("all", "", ""), everything, same))
    return "\n".join(rows)


def _row(names: tuple[str, str, str], own: Sequence[Record], same: dict[str, str]) -> str:
    alike = [each for each in own if each.now in (LIVES, GONE) and each.key in same]
    matter = len(own) - len(alike)
    # What a line that is written anew now does is another mutant.
    still = matter - sum(each.now == GONE and each.key not in same for each in own)
    at_once, now = (sum(each == NOTICED for each in of) for of in zip(*_both(own), strict=True))
    first, last = _percent(at_once, matter), _percent(now, still)
    share = first if first == last else f"{first} → {last}"
    cells = (*names, len(own), len(alike), at_once, now, share)
    return "| " + " | ".join(str(each) for each in cells) + " |"


def _both(own: Sequence[Record]) -> list[tuple[str, str]]:
    return [(each.first, each.now) for each in own]


def _percent(part: int, of: int) -> str:
    return f"{100 * part / of:.0f} %" if of else "–"


def document(records: Sequence[Record]) -> Path:
    """Write the figures into docs/explanation/reliability.md, between their marks."""
    path = ROOT / "docs" / "explanation" / "reliability.md"
    text = path.read_text("utf-8")
    start, end = text.index(MARKS[0]) + len(MARKS[0]), text.index(MARKS[1])
    path.write_text(f"{text[:start]}\n{table(records)}\n{text[end:]}", "utf-8")
    return path
