"""Analyses libraries of made-up reviews, and looks for what is new in published ones.

    python benchmarks/library.py [COUNT ...] [--unchanged N] [--engines serial,processes,dask]

Reviews have the sizes that reviews have: a median of 8 trials and of 6 outcomes, and a long tail.
Each run is a command of its own: wall and processor time, and the memory of its largest process.
The same pools are then made by metafor (where Rscript has it), statsmodels and PyMARE (where they
are installed), one after the other. `--unchanged` copies one published review N times by hard
links, and measures an `update` that finds nothing new. Numbers come from a fixed seed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

PROGRAM = (sys.executable, "-c", "from living_review.cli import run; run()")
MINIMAL = Path(__file__).parents[1] / "examples" / "minimal" / "data"
WORKERS = "2"
ENGINES = {
    "serial": (),
    "processes": ("--workers", WORKERS),
    "dask": ("--dask", "local", "--workers", WORKERS),
}
BAR_SECONDS, BAR_UNCHANGED, BAR_EXPONENT, BAR_DASK = 30, 10, 1.05, 1.10
HEADER = ("trial_id", "outcome", "timepoint", "instrument", "higher_is_better", "arm", "role", "n")
POOLS_ALONE, SPREAD = 1000, 150
METAFOR = """
suppressMessages(library(metafor))
all <- split(read.csv("%s"), read.csv("%s")$pool)
failed <- 0
started <- proc.time()
for (one in all)
  tryCatch(rma(one$y, one$v, method = "REML", test = "knha"),
           error = function(problem) failed <<- failed + 1)
cat((proc.time() - started)[1], failed)
"""


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    wall: float
    processor: float
    megabytes: float
    told: dict[str, object]

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s wall {self.processor:8.1f} s processor {self.megabytes:6.0f} MB"


def sizes(rng: np.random.Generator) -> tuple[int, int]:
    """Draw the numbers of trials and outcomes of a review: medians of 8 and 6, and a long tail."""
    trials = int(np.clip(np.round(rng.lognormal(np.log(8), 0.9)), 1, 300))
    outcomes = int(np.clip(np.round(rng.lognormal(np.log(6), 0.5)), 1, 30))
    return trials, outcomes


def protocol(number: int, outcomes: int) -> dict[str, object]:
    return {
        "review": {
            "id": f"r{number}",
            "title": f"Made-up review {number}",
            "authors": ["Living Review contributors"],
            "question": {"population": "People", "intervention": "A", "comparator": "B"},
        },
        "timepoints": [{"id": "end", "label": "End"}],
        "comparisons": [
            {"id": "a-b", "label": "A versus B", "intervention": "A", "comparator": "B"}
        ],
        "outcomes": [
            {"id": f"o{i}", "label": f"Outcome {i}", "measure": measure, "better": "higher"}
            for i in range(outcomes)
            for measure in ("SMD" if i % 2 == 0 else "RR",)
        ],
    }


def write_review(root: Path, number: int) -> Iterator[tuple[str, float, float]]:
    """Write a review; gives pool, effect and variance of what it holds of means."""
    rng = np.random.default_rng(20261129 + number)
    trials, outcomes = sizes(rng)
    registry = root / "data" / "registry"
    registry.mkdir(parents=True)
    text = yaml.safe_dump(protocol(number, outcomes))
    (root / "data" / "protocol.yml").write_text(text, encoding="utf-8")
    rows: list[tuple[object, ...]] = []
    for trial in range(trials):
        for outcome in range(outcomes):
            if outcome and rng.random() > 0.6:
                continue
            effect, (n1, n2) = rng.normal(0.2, 0.15), rng.integers(20, 200, 2)
            start = (f"T{trial:03d}", f"o{outcome}", "end", "S", "true")
            if outcome % 2 == 0:
                m1, m2 = rng.normal(effect, n1**-0.5), rng.normal(0, n2**-0.5)
                rows.append((*start, "a", "intervention", n1, f"{50 + 10 * m1:.3f}", "10", ""))
                rows.append((*start, "b", "control", n2, f"{50 + 10 * m2:.3f}", "10", ""))
                d = m1 - m2
                yield f"{number}-{outcome}", d, 1 / n1 + 1 / n2 + d * d / (2 * (n1 + n2))
            else:
                e1, e2 = rng.binomial(n1, 0.35), rng.binomial(n2, 0.3)
                rows.append((*start, "a", "intervention", n1, "", "", e1))
                rows.append((*start, "b", "control", n2, "", "", e2))
    table(registry / "arms.csv", (*HEADER, "mean", "sd", "events"), rows)
    names = [
        (f"T{i:03d}", f"Trial {i}", 1990 + i % 35, "included", "2026-01-01", 200)
        for i in range(trials)
    ]
    columns = ("trial_id", "label", "year", "status", "date_added", "n_randomised")
    table(registry / "trials.csv", columns, names)


def table(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def command(*words: str) -> Cost:
    """Run the program; gives what it and the processes that it started took."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([*PROGRAM, *words], stdout=out, stderr=subprocess.DEVNULL)
        _, state, took = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        out.seek(0)
        told = out.read()
    if os.waitstatus_to_exitcode(state) not in (0, 1):
        sys.exit(f"{words} ended with {os.waitstatus_to_exitcode(state)}")
    return Cost(wall, took.ru_utime + took.ru_stime, took.ru_maxrss / 1024, json.loads(told))


def analysed(counts: list[int], engines: list[str], place: Path) -> list[tuple[str, float, float]]:
    """Analyse libraries of several sizes on each engine; gives the pools of the largest."""
    costs: dict[tuple[str, int], Cost] = {}
    pools: list[tuple[str, float, float]] = []
    for count in counts:
        shelf = place / f"shelf{count}"
        pools = [each for n in range(count) for each in write_review(shelf / f"r{n:05d}", n)]
        for engine in engines:
            cost = command("library", "analyse", str(shelf), "--json", *ENGINES[engine])
            costs[engine, count] = cost
            print(f"{count:6,d} reviews  {engine:10s}{cost}", flush=True)
    few, many = counts[0], counts[-1]
    spread(place / f"shelf{few}", SPREAD)
    for engine in engines:
        if many > few:
            ratio = costs[engine, many].processor / costs[engine, few].processor
            exponent = np.log(ratio) / np.log(many / few)
            print(f"{engine:10s} grows with exponent {exponent:.2f} (bar {BAR_EXPONENT})")
    if {"processes", "dask"} <= set(engines):
        for what in ("processor", "wall"):
            share = getattr(costs["dask", many], what) / getattr(costs["processes", many], what)
            print(f"Dask takes {share:.2f} of the {what} time of processes (bar {BAR_DASK})")
    return pools


def spread(shelf: Path, count: int) -> None:
    """Print how the processor time of single reviews is spread, for the simulation."""
    from living_review.library.jobs import Job
    from living_review.library.members import library_at
    from living_review.library.tasks import carried_out, load

    load()
    seconds = []
    for member in library_at(shelf).members[:count]:
        began = time.process_time()
        carried_out(Job(member, "analyse"))
        seconds.append(time.process_time() - began)
    seconds = sorted(seconds[1:])  # the first loads the rest of the program
    cuts = statistics.quantiles(seconds, n=20)
    shown = "  ".join(f"{name} {cuts[at]:.3f}" for name, at in (("5%", 0), ("50%", 9), ("95%", 18)))
    mean = statistics.mean(seconds)
    print(
        f"processor seconds a review: mean {mean:.3f}  {shown}  most {seconds[-1]:.3f}", flush=True
    )
    simulated(seconds)


def simulated(seconds: list[float]) -> None:
    """Print how long a large library takes on many workers, from the seconds of single reviews."""
    for count, workers, abroad in ((100_000, 64, 0.0), (100_000, 64, 0.05)):
        rng = np.random.default_rng(1)
        jobs = rng.choice(seconds, count) + abroad
        free = np.zeros(workers)
        for job in jobs:
            # One client hands out and takes back a job at a time.
            at = int(free.argmin())
            free[at] = max(free[at], 0.0) + job
        hours, ideal = free.max() / 3600, jobs.sum() / workers / 3600
        print(
            f"simulated: {count:,d} reviews on {workers} workers, {abroad:.2f} s to bring each "
            f"there: {hours * 60:.1f} minutes ({ideal / hours:.1%} of the workers at work)"
        )


def pools_alone(pools: list[tuple[str, float, float]], place: Path) -> None:
    """Make the first pools alone by ours and by others."""
    from living_review.pooling import pool

    by_pool: dict[str, list[tuple[float, float]]] = {}
    for name, effect, variance in pools:
        by_pool.setdefault(name, []).append((effect, variance))
    chosen = {name: each for name, each in by_pool.items() if len(each) > 1}
    chosen = dict([*chosen.items()][:POOLS_ALONE])
    longest = max(map(len, chosen.values()))
    y, v = np.full((2, len(chosen), longest), np.nan)
    for row, each in enumerate(chosen.values()):
        y[row, : len(each)], v[row, : len(each)] = np.array(each).T
    print(f"{len(chosen):,d} pools alone, seconds of processor time")
    timed("Living Review, one batch", lambda: pool(y, v))
    timed("statsmodels (Paule-Mandel), loop", lambda: statsmodels_loop(chosen))
    try:
        timed("PyMARE, loop", lambda: pymare_loop(chosen))
    except ImportError:
        print("  PyMARE is not installed")
    if shutil.which("Rscript"):
        file = place / "pools.csv"
        lines = [(name, *pair) for name, each in chosen.items() for pair in each]
        table(file, ("pool", "y", "v"), lines)
        script = place / "loop.R"
        script.write_text(METAFOR % (file, file), encoding="utf-8")
        done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=False)
        seconds, failed = (done.stdout.split() or ("-", "all"))[:2]
        print(f"  {'metafor, loop':36s}{seconds:>9} ({failed} of them failed)")


def timed(name: str, work: Callable[[], object]) -> None:
    began = time.process_time()
    work()
    print(f"  {name:36s}{time.process_time() - began:9.2f}")


def statsmodels_loop(pools: dict[str, list[tuple[float, float]]]) -> None:
    from statsmodels.stats.meta_analysis import combine_effects

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each in pools.values():
            effects, variances = np.array(each).T
            combine_effects(effects, variances, method_re="iterated", use_t=True)


def pymare_loop(pools: dict[str, list[tuple[float, float]]]) -> None:
    from pymare import Dataset
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    for each in pools.values():
        effects, variances = np.array(each).T
        VarianceBasedLikelihoodEstimator(method="reml").fit_dataset(Dataset(effects, variances))


def unchanged(count: int, place: Path) -> None:
    """Measure an update of a library in which nothing is new and all of it was looked into once."""
    from living_review.library.engines import Here
    from living_review.library.jobs import Job, Outcome
    from living_review.library.members import library_at
    from living_review.library.run import run

    class Known(Here):
        """Tells every review as one in which nothing is new, without a look."""

        def as_completed(self) -> Iterator[Outcome]:
            while self._waiting:
                yield Outcome(self._waiting.popleft().member.name, "nothing new", 0, "T", 1)

        def submit(self, job: Job) -> None:
            self._waiting.append(job)

    first, shelf = place / "first", place / "unchanged"
    shutil.copytree(MINIMAL, first / "data")
    command("update", "--review", str(first), "--json")
    files = sum(len(names) for _, _, names in os.walk(first))
    for number in range(count):
        shutil.copytree(first, shelf / f"r{number:05d}", copy_function=os.link)
    time.sleep(3)  # what was just written is not trusted
    run(library_at(shelf), "update", Known())
    cost = command("library", "update", str(shelf), "--json")
    states = {each["state"] for each in cost.told["reviews"]}  # type: ignore[attr-defined]
    print(
        f"{count:6,d} unchanged reviews of {files} files: {cost} (bar {BAR_UNCHANGED} s); {states}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("counts", nargs="*", type=int)
    arguments.add_argument("--unchanged", type=int, default=0)
    arguments.add_argument("--engines", default=",".join(ENGINES))
    given = arguments.parse_args()
    if unknown := set(given.engines.split(",")) - set(ENGINES):
        arguments.error(f"no engine {', '.join(sorted(unknown))}; there are {', '.join(ENGINES)}")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as work:
        place = Path(work)
        if given.counts:
            pools_alone(analysed(given.counts, given.engines.split(","), place), place)
        if given.unchanged:
            unchanged(given.unchanged, place)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
