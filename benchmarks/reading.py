"""What a reader finds on the pages of reviews drawn by chance, and in how many slips put there.

    python benchmarks/reading.py [REVIEWS] [SLIPS]
    python benchmarks/reading.py --show SEED

The first draws REVIEWS reviews (default 2000) over all measures, labels and gaps, writes all their
texts but for the figures, and reads every sentence against facts worked out anew: nothing should be
found. Then it puts SLIPS slips (default 10000) into those texts one at a time, each of which the
reader should find. Every figure of the reviews is computed a second time, too. The second shows
what is found in one review.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
for folder in ("verification", "reading"):
    sys.path.insert(0, str(ROOT / "tests" / folder))


@dataclass
class Found:
    """What one review gave: its findings and sentences, what is wrong, and the slips."""

    seed: int
    findings: int = 0
    sentences: int = 0
    wrong: list[str] = field(default_factory=list)
    slips: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def read_one(seed: int, wanted: int) -> Found:
    """Draw a review, read it, and read it again with each of some slips."""
    from documents import page_of
    from drawn_reviews import drawn
    from reader import read
    from slips_of_words import slips

    from living_review.ground.errors import Disagreement
    from living_review.verification.run import verify

    review = drawn(seed)
    found = Found(seed, len(review.findings.findings))
    pages = [page_of(*each) for each in review.texts.items() if each[0].endswith((".qmd", ".md"))]
    found.sentences = sum(len(p.sentences) for page in pages for p in page.passages)
    found.wrong = [str(each) for each in read(review)]
    try:
        verify(review.findings.findings, review.protocol, review.workings)
    except Disagreement as disagreement:
        found.wrong.append(f"[computed twice] {disagreement}")
    known: dict[str, Counter[str]] = {}
    for slip in slips(review, random.Random(seed), wanted):
        found.slips[slip.kind] += 1
        if slip.file not in known:
            known[slip.file] = _read_file(review, slip.file, review.texts[slip.file])
        if not _read_file(review, slip.file, slip.text) - known[slip.file]:
            found.missed.append(f"{slip.kind} in {slip.file}: {slip.after}")
    return found


def _read_file(review: object, name: str, text: str) -> Counter[str]:
    from reader import read

    return Counter(map(str, read(review, {name: text})))


def searched(reviews: int, wanted: int) -> None:
    """Print what is found in many reviews, on two processors."""
    began = time.perf_counter()
    every: list[Found] = []
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        shares = (wanted * (at + 1) // reviews - wanted * at // reviews for at in range(reviews))
        for found in pool.map(read_one, range(reviews), shares, chunksize=10):
            every.append(found)
            for line in found.wrong:
                print(f"review {found.seed}: {line}", flush=True)
            for line in found.missed:
                print(f"review {found.seed}: missed {line}", flush=True)
    took = time.perf_counter() - began
    kinds = sum((each.slips for each in every), Counter[str]())
    print(
        f"{reviews:,} reviews, {sum(each.findings for each in every):,} results, "
        f"{sum(each.sentences for each in every):,} sentences: "
        f"{sum(len(each.wrong) for each in every)} contradictions in "
        f"{sum(bool(each.wrong) for each in every)} reviews"
    )
    print(
        f"{kinds.total():,} slips of {len(kinds)} kinds, "
        f"{sum(len(each.missed) for each in every)} missed; {took:.0f} s"
    )
    print(", ".join(_told(kinds)))


def _told(kinds: Counter[str]) -> Iterator[str]:
    return (f"{number} {kind}" for kind, number in kinds.most_common())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--show"]:
        for line in read_one(int(sys.argv[2]), 0).wrong:
            print(line)
    else:
        searched(*(int(each) for each in (*sys.argv[1:], *("2000", "10000")[len(sys.argv) - 1 :])))
