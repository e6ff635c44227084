"""How fast pooling is, side by side with other ways to do it in one run.

    python benchmarks/pooling.py [--metafor]

Every line is REML with a Knapp-Hartung interval. `plain NumPy` is the script a statistician would
write: a vectorised fixed-point iteration without checks, intervals for τ², prediction intervals or
a global search. metafor runs when asked for and when Rscript finds it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.special import stdtrit

from living_review.pooling import pool

# Seconds after which metafor's loop is given up; ten thousand trials are matrices of 10,000².
PATIENCE = 300

METAFOR = """
suppressMessages(library(metafor))
y <- as.matrix(read.csv("%(folder)s/y.csv", header = FALSE))
v <- as.matrix(read.csv("%(folder)s/v.csv", header = FALSE))
failed <- 0
started <- proc.time()[3]
for (i in seq_len(nrow(y)))
  tryCatch(rma(y[i, ], v[i, ], method = "REML", test = "knha"),
           error = function(problem) failed <<- failed + 1)
cat(proc.time()[3] - started, failed)
"""


def reviews(count: int, trials: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Effects and variances of `count` meta-analyses with moderate heterogeneity."""
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.01, 0.3, size=(count, trials))
    return rng.normal(0.2, np.sqrt(v + 0.05)), v


def plain_numpy(y: np.ndarray, v: np.ndarray, steps: int = 1000) -> np.ndarray:
    """REML by fixed point (Veroniki et al. 2016, section 2.2.3) and Knapp-Hartung, nothing else."""
    k = y.shape[-1]
    tau2 = np.maximum(y.var(axis=-1, ddof=1) - v.mean(axis=-1), 0.0)
    for _ in range(steps):
        w = 1.0 / (v + tau2[:, None])
        total = w.sum(axis=-1)
        mean = (w * y).sum(axis=-1) / total
        square = w * w
        residual = (y - mean[:, None]) ** 2
        updated = (square * (residual - v)).sum(axis=-1) / square.sum(axis=-1) + 1.0 / total
        updated = np.maximum(updated, 0.0)
        settled = np.max(np.abs(updated - tau2)) < 1e-8
        tau2 = updated
        if settled:
            break
    w = 1.0 / (v + tau2[:, None])
    total = w.sum(axis=-1)
    mean = (w * y).sum(axis=-1) / total
    se = np.sqrt((w * (y - mean[:, None]) ** 2).sum(axis=-1) / ((k - 1) * total))
    half = stdtrit(k - 1, 0.975) * se
    return np.stack([mean, mean - half, mean + half, tau2])


def statsmodels_loop(y: np.ndarray, v: np.ndarray) -> None:
    """`combine_effects` of statsmodels in a loop (Paule-Mandel: it has no REML)."""
    from statsmodels.stats.meta_analysis import combine_effects

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for effects, variances in zip(y, v, strict=True):
            combine_effects(effects, variances, method_re="iterated", use_t=True)


def pymare_loop(y: np.ndarray, v: np.ndarray) -> None:
    """PyMARE's likelihood estimator, one meta-analysis at a time."""
    from pymare import Dataset
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    for effects, variances in zip(y, v, strict=True):
        VarianceBasedLikelihoodEstimator(method="reml").fit_dataset(Dataset(effects, variances))


def metafor_loop(y: np.ndarray, v: np.ndarray) -> tuple[float, int]:
    """Seconds inside R for metafor's loop, and on how many it gave no result."""
    with tempfile.TemporaryDirectory() as folder:
        for name, values in (("y", y), ("v", v)):
            np.savetxt(Path(folder) / f"{name}.csv", values, delimiter=",", fmt="%.17g")
        script = Path(folder) / "loop.R"
        script.write_text(METAFOR % {"folder": folder}, encoding="utf-8")
        done = subprocess.run(
            [shutil.which("Rscript") or "Rscript", str(script)],
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
    seconds, failed = done.stdout.split()
    return float(seconds), int(failed)


def best(work: Callable[[], object], repeats: int = 5) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def line(name: str, seconds: float, ours: float) -> None:
    print(f"  {name:<34}{1000 * seconds:>12.2f} ms{seconds / ours:>10.1f} ×")


def compare(title: str, y: np.ndarray, v: np.ndarray, *, loops: int, metafor: bool) -> None:
    """One block of the report; the loops run on `loops` meta-analyses and are scaled up."""
    print(title)
    ours = best(lambda: pool(y, v))
    line("living_review.pooling.pool", ours, ours)
    line("plain NumPy", best(lambda: plain_numpy(y, v)), ours)
    some, share = (y[:loops], v[:loops]), len(y) / len(y[:loops])
    line("statsmodels, loop", share * best(lambda: statsmodels_loop(*some), 1), ours)
    try:
        line("PyMARE, loop", share * best(lambda: pymare_loop(*some), 1), ours)
    except ImportError:
        print("  PyMARE is not installed")
    if metafor:
        try:
            seconds, failed = metafor_loop(*some)
        except subprocess.TimeoutExpired:
            print(f"  metafor took more than {PATIENCE} s, {PATIENCE / ours:.0f} × ours")
        else:
            name = f"metafor, loop ({failed} of {len(some[0])} failed)"
            line(name, share * seconds, ours)
    print(f"  ours without result: {int((~pool(y, v).converged).sum())} of {len(y)}\n")


def leave_one_out_rows(y: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A batch in which each meta-analysis lacks one trial (NaN), for ours; k × k."""
    out = np.broadcast_to(y, (y.size, y.size)).copy()
    np.fill_diagonal(out, np.nan)
    return out, np.broadcast_to(v, out.shape)


def without_nan(y: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    kept = ~np.isnan(y)
    shape = (len(y), y.shape[1] - 1)
    return y[kept].reshape(shape), v[kept].reshape(shape)


def memory() -> None:
    """Peak memory per trial as the batch grows: constant if memory is linear."""
    print("Peak memory of pool(), bytes a trial")
    for count in (1_000, 10_000, 100_000):
        y, v = reviews(count, 10)
        tracemalloc.start()
        pool(y, v)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"  {count:>7} meta-analyses of 10 trials{peak / y.size:>10.0f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("--metafor", action="store_true", help="time metafor too (minutes)")
    metafor = arguments.parse_args().metafor
    for count in (1_000, 10_000):
        y, v = reviews(count, 10)
        compare(f"{count:,} meta-analyses of 10 trials", y, v, loops=1_000, metafor=metafor)
    y, v = reviews(1, 10_000)
    compare("One meta-analysis of 10,000 trials", y, v, loops=1, metafor=metafor)
    y, v = (each[0] for each in reviews(1, 200))
    left = leave_one_out_rows(y, v)
    print("Leave-one-out of 200 trials")
    ours = best(lambda: pool(*left))
    line("living_review.pooling.pool", ours, ours)
    line("plain NumPy", best(lambda: plain_numpy(*without_nan(*left))), ours)
    if metafor:
        line("metafor, loop", metafor_loop(*without_nan(*left))[0], ours)
    print()
    memory()


if __name__ == "__main__":
    main()
