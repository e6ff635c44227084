"""Pulls and checks a made-up registry of 500 trials and 40 outcome × time point pairs.

    python benchmarks/registry.py [TRIALS]

Every trial reports every pair, so that there are 80 arm rows a trial. The bar: from CSV files under
5 seconds, and linear up to 50,000 rows: a row may cost no more in a large registry than in a small
one. The other places are timed beside it, for they have their own readers. The time of a pull is
that within a process whose packages are loaded.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from large_review import write

from living_review.protocol import Protocol, load_protocol
from living_review.registry import content_hash, read
from living_review.registry.transfer import Place
from living_review.registry.transfer import write as write_to
from living_review.sources import RawTables

BAR_SECONDS, MOST_FOR_A_ROW = 5, 1.5
KINDS = ("csv", "sqlite", "xlsx")


def places(root: Path) -> dict[str, Place]:
    return {
        "csv": Place.parsed(f"csv:{root / 'data' / 'registry'}"),
        "sqlite": Place.parsed(f"sqlite:{root / 'registry.db'}"),
        "xlsx": Place.parsed(f"xlsx:{root / 'registry.xlsx'}"),
    }


def timed(place: Place, protocol: Protocol) -> tuple[float, float, RawTables]:
    """Give the seconds of the pull and of the checks, and what was pulled."""
    began = time.perf_counter()
    raw = place.pull()
    pulled = time.perf_counter()
    read(raw, protocol)
    return pulled - began, time.perf_counter() - pulled, raw


def measure(trials: int) -> tuple[int, dict[str, float]]:
    """Print and return the seconds for a registry of that many trials, by place."""
    with tempfile.TemporaryDirectory() as work:
        root = Path(work)
        rows = write(root, trials, 1.0)
        protocol = load_protocol(root / "data" / "protocol.yml")
        where, totals, hashes = places(root), {}, set()
        raw = where["csv"].pull()
        for kind in KINDS:
            if kind != "csv":
                write_to(raw, where[kind], replace=False)
            pull, check, found = min(
                (timed(where[kind], protocol) for _ in range(2)), key=lambda t: t[0] + t[1]
            )
            hashes.add(content_hash(found))
            totals[kind] = pull + check
            print(f"{rows:7,d} arm rows  {kind:7s} pull {pull:5.2f} s  checks {check:5.2f} s")
        if len(hashes) != 1:
            sys.exit("The places do not hold the same registry.")
    return rows, totals


def main(trials: int) -> None:
    measure(10)  # loads the packages
    few, small = measure(trials // 8)
    many, large = measure(trials * 5 // 4)
    rows, bar = measure(trials)
    share = bar["csv"] / BAR_SECONDS
    print(
        f"\n{rows:,d} rows from CSV: {bar['csv']:.2f} s, {share:.0%} of the bar of {BAR_SECONDS} s"
    )
    for kind in KINDS:
        ratio = (large[kind] / many) / (small[kind] / few)
        print(f"{kind:7s} a row among {many:,d} costs {ratio:.2f} times one among {few:,d}")
        if ratio > MOST_FOR_A_ROW:
            print(f"        more than {MOST_FOR_A_ROW}: not linear")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
