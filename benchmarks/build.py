"""Times the commands of the shipped review as cold processes, against the bars of the design.

    python benchmarks/build.py [RUNS]

Each command runs RUNS times (default 5) after one warm-up, as a user's shell would start it; the
median is compared with the bar. The processor time beside it hardly depends on what else the
machine is doing, the wall time does: the load before the first run is printed. Nothing in the
working tree changes: the site goes to a temporary folder.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = Path(sys.executable).parent / "living-review"


def seconds(command: list[str]) -> tuple[float, float]:
    """Run the command once; its wall and processor time. Exit code 1 (rows set aside) is done."""
    began, spent = time.perf_counter(), processor_time()
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if finished.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} failed:\n{finished.stderr}")
    return took, processor_time() - spent


def processor_time() -> float:
    """Seconds of processor time of all processes that were run so far."""
    spent = os.times()
    return spent.children_user + spent.children_system


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as work:
        build = [str(PROGRAM), "build", "--quiet", "--out", f"{work}/site"]
        cases = (
            ("--help", [str(PROGRAM), "--help"], 0.2),
            ("check", [str(PROGRAM), "check", "--quiet"], None),
            ("build --only html", [*build, "--only", "html"], 3.0),
            ("build (website and both PDFs)", build, 8.0),
        )
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        head = f"{'median s':>10}{'min':>8}{'max':>8}{'cpu s':>8}{'bar':>8}{'of bar':>9}"
        print(f"{'command':<32}{head}")
        for name, command, bar in cases:
            seconds(command)
            measured = [seconds(command) for _ in range(runs)]
            times = [wall for wall, _ in measured]
            cpu = statistics.median(spent for _, spent in measured)
            median = statistics.median(times)
            against = f"{bar:>8.1f}{median / bar:>8.0%}" if bar else ""
            print(
                f"{name:<32}{median:>10.2f}{min(times):>8.2f}{max(times):>8.2f}{cpu:>8.2f}{against}"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
