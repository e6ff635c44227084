"""What the second computation finds, and what it costs.

    python benchmarks/verification.py [REVIEWS] [FAULTS]
    python benchmarks/verification.py --time [RUNS] [REVIEW]

The first draws REVIEWS made-up reviews over all measures and settings (default 200), computes their
figures a second time, and then puts FAULTS faults into them one at a time (default 1000): the
second computation should find nothing in the reviews, and each of the faults. The second times a
build of a review (by default the shipped one) with the second computation and without, in turns, so
that whatever else the machine does falls on both alike.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "verification"))
BAR_SECONDS = 0.5
BUILD = """
import sys
from pathlib import Path
from living_review.runs.build import build
build(Path(sys.argv[1]), out=Path(sys.argv[2]), twice=sys.argv[3] == "twice")
"""


def searched(reviews: int, faults_wanted: int) -> None:
    """Print what is found in reviews as they are, and with a fault in each."""
    from faults import faults
    from made_up_reviews import made_up

    from living_review.ground.errors import Disagreement
    from living_review.verification.run import verify

    figures, worst, false_alarms, made = 0, 0.0, 0, []
    for seed in range(reviews):
        review = made_up(seed)
        made.append(review)
        try:
            found = verify(review.findings.findings, review.protocol, review.workings)
        except Disagreement as disagreement:
            false_alarms += 1
            print(f"review {seed}: {disagreement}")
            continue
        figures += found.figures
        worst = max(worst, found.worst)
    print(f"{reviews} reviews, {figures:,} figures, {false_alarms} that differ; worst {worst:.0e}")
    chance, kinds, fields, missed = random.Random(10), Counter[str](), set[str](), 0
    for at, review in enumerate(made):
        share = faults_wanted * (at + 1) // reviews - faults_wanted * at // reviews
        for fault in faults(review.findings.findings, chance, share):
            kinds[fault.kind] += 1
            fields.add(fault.field)
            try:
                verify([fault.finding], review.protocol, review.workings)
            except Disagreement:
                continue
            missed += 1
            print(f"missed: {fault.kind} of {fault.path}")
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    print(f"{sum(kinds.values())} faults in {len(fields)} fields, {missed} missed ({told})")


def timed(runs: int, review: Path) -> None:
    """Print how long builds take with the second computation and without."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    seconds: dict[str, list[tuple[float, float]]] = {"once": [], "twice": []}
    with tempfile.TemporaryDirectory() as work:
        for run in range(runs + 1):
            for how, times in seconds.items():
                began, spent = time.perf_counter(), processor_time()
                subprocess.run(
                    [sys.executable, "-c", BUILD, str(review), f"{work}/{how}", how],
                    check=True,
                    capture_output=True,
                )
                if run:
                    took = time.perf_counter() - began
                    times.append((took, processor_time() - spent))
    for how, times in seconds.items():
        wall, processor = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"computed {how:<6}{wall:>8.2f} s{processor:>8.2f} s of processor time")
    more = [b[0] - a[0] for a, b in zip(seconds["once"], seconds["twice"], strict=True)]
    ratio = statistics.median(b[0] / a[0] for a, b in zip(*seconds.values(), strict=True))
    print(f"longer by {statistics.median(more):.2f} s ({ratio:.2f} times); bar {BAR_SECONDS} s")


def processor_time() -> float:
    """Seconds of processor time of all processes that were run so far."""
    spent = os.times()
    return spent.children_user + spent.children_system


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--time"]:
        place = Path(arguments[2]) if len(arguments) > 2 else ROOT
        timed(int(arguments[1]) if len(arguments) > 1 else 7, place)
    else:
        searched(*(int(each) for each in (*arguments, "200", "1000")[:2]))
