"""Builds the website of a made-up review of 500 trials and 40 outcome × time point pairs.

    python benchmarks/large_review.py [TRIALS] [SHARE]

SHARE is the share of the pairs that a trial reports (default 0.3). The bars of the design: under
20 seconds and under 500 MB, as one cold process. The numbers are drawn from a fixed seed.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import yaml

PROGRAM = Path(sys.executable).parent / "living-review"
OUTCOMES, TIMEPOINTS = 20, ("post", "follow-up")
BAR_SECONDS, BAR_MEGABYTES = 20, 500


def protocol() -> dict[str, object]:
    return {
        "review": {
            "id": "large",
            "title": "A made-up review of many trials",
            "authors": ["Living Review contributors"],
            "question": {"population": "People", "intervention": "A", "comparator": "B"},
        },
        "timepoints": [{"id": each, "label": each.capitalize()} for each in TIMEPOINTS],
        "comparisons": [
            {"id": "a-b", "label": "A versus B", "intervention": "A", "comparator": "B"}
        ],
        "outcomes": [
            {"id": f"o{i}", "label": f"Outcome {i}", "measure": "SMD", "better": "higher"}
            for i in range(OUTCOMES)
        ],
    }


def write(root: Path, trials: int, share: float) -> int:
    """Write protocol and registry; returns the number of arm rows."""
    rng = np.random.default_rng(20261122)
    registry = root / "data" / "registry"
    registry.mkdir(parents=True)
    (root / "data" / "protocol.yml").write_text(yaml.safe_dump(protocol()), encoding="utf-8")
    names = [f"T{i:04d}" for i in range(trials)]
    table(
        registry / "trials.csv",
        ("trial_id", "label", "year", "status", "date_added", "n_randomised"),
        [(name, f"Trial {name}", 1990 + i % 35, "included", "2026-01-01", 400)
         for i, name in enumerate(names)],
    )  # fmt: skip
    rows = []
    for name in names:
        for o in range(OUTCOMES):
            for timepoint in TIMEPOINTS:
                if rng.random() > share:
                    continue
                effect = rng.normal(0.2, 0.15)
                for arm, role, mean in (("a", "intervention", effect), ("b", "control", 0.0)):
                    n = int(rng.integers(30, 200))
                    found = 50 + 10 * (mean + rng.normal(0, n**-0.5))
                    rows.append(
                        (name, f"o{o}", timepoint, "S", "true", arm, role, n, f"{found:.3f}", "10")
                    )
    header = ("trial_id", "outcome", "timepoint", "instrument", "higher_is_better")
    table(registry / "arms.csv", (*header, "arm", "role", "n", "mean", "sd"), rows)
    return len(rows)


def table(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def main(trials: int, share: float) -> None:
    with tempfile.TemporaryDirectory() as work:
        root = Path(work)
        rows = write(root, trials, share)
        began = time.perf_counter()
        finished = subprocess.run(
            [str(PROGRAM), "build", "--review", work, "--only", "html"],
            capture_output=True,
            text=True,
            check=False,
        )
        took = time.perf_counter() - began
        if finished.returncode not in (0, 1):
            sys.exit(finished.stderr)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{trials} trials, {OUTCOMES * len(TIMEPOINTS)} pairs, {rows} arm rows")
        print(f"website  {took:6.1f} s   {took / BAR_SECONDS:5.0%} of the bar of {BAR_SECONDS} s")
        print(f"memory   {peak:6.0f} MB  {peak / BAR_MEGABYTES:5.0%} of {BAR_MEGABYTES} MB")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 500,
        float(sys.argv[2]) if len(sys.argv) > 2 else 0.3,
    )
