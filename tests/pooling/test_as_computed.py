"""What every function of this room gives for trials of every make: `as_computed.txt` holds it.

Whether the numbers are right is held elsewhere, against metafor, the sources and laws; here stand
all of them, so that none moves unseen: at each level, for one trial and for none, with trials that
are absent, agree too well or lie far apart. A line is a field of what came back, or the sentence
with which it was refused. UPDATE_SNAPSHOTS=1 keeps the numbers of now.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, cycle, pairwise, starmap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from living_review import pooling
from living_review.ground.errors import StatisticsError
from living_review.ground.methods import SAFEGUARDS
from living_review.pooling.regression import RESIDUAL_TAU2_METHODS

KEPT = Path(__file__).with_name("as_computed.txt")
NAN = np.nan
# Numbers that come out of a search differ in the last digits from one processor to another.
NEAR = 2e-5

# Effects and variances that are unlike each other in what decides the way of computing.
TRIALS: dict[str, tuple[list[float], list[float]]] = {
    "apart": ([0.9, -0.2, 0.4, 1.6, 0.1, 0.7, -0.6], [0.04, 0.09, 0.02, 0.16, 0.05, 0.30, 0.07]),
    "alike": ([0.31, 0.30, 0.32, 0.29, 0.305], [0.04, 0.05, 0.03, 0.045, 0.06]),
    "small": ([0.2, 0.5, 0.9, 1.1, 1.6, 0.15], [0.01, 0.06, 0.12, 0.2, 0.4, 0.008]),
    "below": ([-0.2, -0.5, -0.9, -1.1, -1.6, -0.15], [0.01, 0.06, 0.12, 0.2, 0.4, 0.008]),
    "three": ([0.5, 0.1, 0.9], [0.05, 0.02, 0.08]),
    "two": ([0.1, 0.9], [0.01, 0.02]),
    "one": ([0.3], [0.04]),
    "none": ([], []),
    "absent": ([NAN, 0.4, 0.8, -0.1, 0.2], [0.1, 0.05, NAN, 0.03, 0.2]),
    "ties": ([0.5, 0.5, 0.1, 0.1, 0.3, 0.3], [0.04, 0.04, 0.09, 0.09, 0.04, 0.2]),
    "large": ([120.0, -40.0, 80.0, 300.0], [900.0, 400.0, 2500.0, 3600.0]),
    "zero": ([0.0, 0.0, 0.0, 0.0], [0.1, 0.2, 0.3, 0.4]),
}
WIDEST = max(len(y) for y, _ in TRIALS.values())
BATCH = tuple(
    np.array([values[which] + [NAN] * (WIDEST - len(values[which])) for values in TRIALS.values()])
    for which in (0, 1)
)
TABLES: dict[str, tuple[list[float], ...]] = {
    "usual": ([12, 5, 30, 8], [60, 50, 120, 40], [20, 9, 41, 6], [62, 48, 118, 44]),
    "sparse": ([0, 3, 0, 5], [50, 50, 40, 60], [4, 6, 0, 9], [50, 50, 40, 60]),
    "all of them": ([10, 3, 7], [10, 9, 7], [4, 8, 7], [12, 8, 7]),
    "one": ([3], [20], [7], [22]),
    "nobody": ([0, 2], [0, 20], [0, 4], [10, 21]),
    "absent": ([3, NAN, 6], [20, 30, 31], [7, 4, 2], [22, 30, 28]),
    "no event": ([0, 0], [40, 50], [0, 0], [41, 52]),
    "more events than people": ([3, 9], [20, 8], [1, 1], [20, 8]),
    "none": ([], [], [], []),
    "endless": ([3, 5], [20, np.inf], [1, 1], [20, np.inf]),
    "more than a number holds": ([3, 5], [20, 1.7e308], [1, 1], [20, 1.7e308]),
}
YEARS = [1.0, 4.0, 2.0, 7.0, 7.0, 3.0, 9.0]
GROUPS = ["a", "b", "a", "c", "b", "a", "b"]
TREATED = [40.0, 22.0, 90.0, 15.0, 60.0, 9.0, 33.0]


def called(what: Callable[..., Any], *given: Any, **options: Any) -> Iterator[str]:
    """Call a function, and write each field of what comes back, or why there is nothing."""
    try:
        found = what(*given, **options)
    except StatisticsError as refused:
        yield f"refused: {refused}"
        return
    yield from fields(found)


def fields(found: Any, of: str = "") -> Iterator[str]:
    if isinstance(found, tuple) and hasattr(found, "_asdict"):
        named = found._asdict()
    elif dataclasses.is_dataclass(found):
        names = [each.name for each in dataclasses.fields(found) if not each.name.startswith("_")]
        named = {name: getattr(found, name) for name in names}
    else:
        yield f"{of}: {values(found)}"
        return
    for name, each in named.items():
        yield from fields(each, f"{of}.{name}" if of else name)


def values(found: Any) -> str:
    if isinstance(found, str | bool):
        return str(found)
    array = np.asarray(found)
    if array.dtype.kind in "bUS":
        return " ".join(map(str, array.ravel().tolist()))
    written = (f"{each:.6g}" for each in array.astype(float).ravel().tolist())
    return " ".join("0" if each == "-0" else each for each in written)


def pools() -> Iterator[tuple[str, Iterator[str]]]:
    methods = (*pooling.TAU2_METHODS, 0.0, 0.07)
    ways = [("wald", "none"), ("t", "none"), *(("knapp-hartung", each) for each in SAFEGUARDS)]
    turns = cycle(
        [
            {
                "interval": interval,
                "safeguard": safeguard,
                "prediction": prediction,
                "level": level,
            }
            for prediction, level in (("k-1", 0.95), ("k-2", 0.9), ("normal", 0.99))
            for interval, safeguard in ways
        ]
    )
    for method in methods:
        for _ in range(2):
            told = next(turns)
            options = " ".join(map(str, told.values()))
            yield f"pool {method} {options}", called(pooling.pool, *BATCH, tau2=method, **told)
    for name, (y, v) in TRIALS.items():
        yield f"pool {name}", called(pooling.pool, y, v, **next(turns))
    for method, level in (("q-profile", None), ("generalised-q", 0.9)):
        yield f"bounds batch {method}", called(partial(_bounds, method=method, level=level), *BATCH)
    pooled = pooling.pool(*BATCH)
    yield "beyond", called(pooled.beyond, 0.25)


def _bounds(y: Any, v: Any, method: str, level: float | None) -> Any:
    return pooling.pool(y, v).tau2_interval(method, level=level)


def around_the_pool() -> Iterator[tuple[str, Iterator[str]]]:
    both = ("influence", pooling.influence), ("baujat", pooling.baujat)
    for name, what in (*both, ("diversity", pooling.diversity)):
        for tau2 in ("REML", "DL", "common"):
            yield f"{name} {tau2}", called(what, *BATCH, tau2=tau2)
    yield "about", called(pooling.spread_about, *BATCH, [0.25, NAN, 0.3] * 4)
    yield "about something", called(pooling.spread_about, *BATCH, [0.25, 0.3] * 6)
    for name in ("apart", "three", "one", "none", "absent"):
        y, v = TRIALS[name]
        yield f"leave one out {name}", called(pooling.leave_one_out, y, v, tau2="DL")
        yield f"cumulative {name}", called(pooling.cumulative, y, v, YEARS[: len(y)])
        yield f"cumulative as they stand {name}", called(pooling.cumulative, y, v, interval="t")
    for name, (y, v) in TRIALS.items():
        yield f"gosh {name}", called(pooling.gosh, y, v, subsets=9)
        if len(y) < 4:
            yield f"gosh {name} all", called(pooling.gosh, y, v)
            if y:
                yield f"gosh {name} no more", called(pooling.gosh, y, v, subsets=2 ** len(y) - 1)
        yield (
            f"bootstrap {name}",
            called(pooling.bootstrap_prediction, y, v, draws=1000, level=0.9, seed=3),
        )
        groups = GROUPS[: len(y)]
        for common in (False, True):
            told = {"common_tau2": common, "tau2": "PM"}
            yield f"groups {name} {common}", called(pooling.subgroups, y, v, groups, **told)


def of_small_studies() -> Iterator[tuple[str, Iterator[str]]]:
    size = 4.0 / BATCH[1]
    for model in ("lm", "rma"):
        yield f"egger {model}", called(pooling.egger, *BATCH, model=model, level=0.9)
        told = {"model": model, "predictor": np.sqrt(size), "tau2": "PM"}
        yield f"egger {model} by size", called(pooling.egger, *BATCH, **told)
    yield "by size", called(pooling.by_size, BATCH[0], size)
    yield "by size weighted", called(pooling.by_size, BATCH[0], size, BATCH[1], level=0.8)
    yield "begg", called(pooling.begg, *BATCH)
    for alpha in (0.05, 0.5):
        yield f"pet {alpha}", called(pooling.pet_peese, *BATCH, alpha=alpha, level=0.9)
    for estimator in ("L0", "R0"):
        for side in ("auto", "left", "right"):
            told = {"estimator": estimator, "side": side, "tau2": "DL"}
            yield f"fill {estimator} {side}", called(pooling.trim_and_fill, *BATCH, **told)
    for name, (y, v) in TRIALS.items():
        for alternative, step in (("auto", 0.025), ("greater", 0.5), ("less", 0.1)):
            told = {"alternative": alternative, "step": step}
            yield f"selected {name} {alternative}", called(pooling.selection_model, y, v, **told)
    yield "predictor", called(pooling.smd_predictor, TREATED, YEARS)


def regressions() -> Iterator[tuple[str, Iterator[str]]]:
    x = np.column_stack([np.ones(7), YEARS])
    for tau2 in RESIDUAL_TAU2_METHODS:
        for interval, guard in (("wald", "none"), ("t", "none"), ("knapp-hartung", "se")):
            told = {"tau2": tau2, "interval": interval, "safeguard": guard}
            yield (
                f"regression {tau2} {interval}",
                called(pooling.meta_regression, *BATCH, x, **told),
            )
    for name, (y, v) in TRIALS.items():
        x = np.column_stack([np.ones(len(y)), YEARS[: len(y)]]) if y else np.ones((0, 2))
        yield (
            f"regression {name} without a mean",
            called(pooling.meta_regression, y, v, x[:, 1:], level=0.9),
        )
        for design, rho, method, interval in (
            (None, 0.0, "REML", "wald"),
            (None, 0.6, "ML", "t"),
            (x, 0.3, "REML", "t"),
        ):
            # On one degree of freedom the likelihood is flat: it cannot tell between from within,
            # and where on it a search ends differs with the processor.
            if design is not None and np.isfinite([y, v]).all(axis=0).sum() == 3:
                continue
            told = {"rho": rho, "method": method, "interval": interval}
            given = (y, v, GROUPS[: len(y)], design)
            yield (
                f"levels {name} {rho} {method} {interval} {design is not None}",
                called(pooling.multilevel, *given, **told),
            )
        if len(y) < 7:
            told = {"permutations": 60, "tau2": "DL"}
            yield f"permuted {name}", called(pooling.permutation_test, y, v, x, **told)
            yield (
                f"permuted {name} mean",
                called(pooling.permutation_test, y, v, tau2="DL", interval="t"),
            )
    y, v = TRIALS["apart"]
    x = np.column_stack([np.ones(7), YEARS, np.array(GROUPS) == "a"])
    found = pooling.meta_regression(y, v, x)
    yield "predicted", called(found.predict, [[1, 0, 0], [1, 5, 1]])
    three = pooling.multilevel(y, v, GROUPS)
    for robust in (False, True):
        yield f"levels predicted {robust}", called(three.prediction, robust=robust)
        yield f"levels predicted at 80 {robust}", called(three.prediction, level=0.8, robust=robust)
        yield f"levels beyond {robust}", called(three.beyond, 0.2, robust=robust)


def of_counts() -> Iterator[tuple[str, Iterator[str]]]:
    for name, table in TABLES.items():
        for measure in ("OR", "RR", "RD"):
            for cells in ("none", "half"):
                told = {"measure": measure, "zero_cells": cells, "level": 0.9}
                yield (
                    f"mantel-haenszel {name} {measure} {cells}",
                    called(pooling.mantel_haenszel, *table, **told),
                )
        yield f"peto {name}", called(pooling.peto, *table)
        yield f"observed {name}", called(pooling.observed_less_expected, *table)
        yield f"harbord {name}", called(pooling.harbord, *table)
        effects = [0.1 * at for at in range(len(table[0]))]
        yield f"peters {name}", called(pooling.peters, effects, *table)


def over_time() -> Iterator[tuple[str, Iterator[str]]]:
    for alpha, sides in ((0.05, 2), (0.05, 1), (0.2, 2)):
        told = {"alpha": alpha, "sides": sides}
        for looks in ([0.2, 0.5, 0.8, 1.0], [0.001, 0.4, 1.2, 1.5], [1.0], [0.3, 0.31], []):
            yield (
                f"boundaries {alpha} {sides} {looks}",
                called(pooling.sequential_boundaries, looks, **told),
            )
    for diversity in (0.0, 40.0, 100.0):
        told = {"diversity": diversity, "alpha": 0.01, "power": 0.9}
        yield (
            f"size {diversity}",
            called(pooling.required_information_size, [0.2, 0.0, -0.5], 1.0, **told),
        )
    for name, (y, v) in TRIALS.items():
        given = (y, v, TREATED[: len(y)], YEARS[: len(y)])
        for difference in (0.3, 1.5):
            for adjust in (True, False):
                aim = pooling.Aim(difference, 1.0)
                yield (
                    f"view {name} {difference} {adjust}",
                    called(pooling.sequential_view, *given, aim, adjust=adjust),
                )


# Each part by itself, so that one that moved is found without the others.
PARTS = (pools, around_the_pool, of_small_studies, regressions, of_counts, over_time)


def written(part: Callable[[], Iterator[tuple[str, Iterator[str]]]]) -> list[str]:
    """Write every case of a part."""
    lines: list[str] = []
    for name, told in part():
        with np.errstate(all="ignore"):
            lines += [f"# {name}", *told]
    return lines


def same(ours: str, kept: str) -> bool:
    """Whether two lines say the same but for the last digits of numbers."""
    left, right = ours.split(" "), kept.split(" ")
    return ours == kept or (
        len(left) == len(right) and all(starmap(_near, zip(left, right, strict=True)))
    )


def _near(ours: str, kept: str) -> bool:
    if ours == kept:
        return True
    try:
        return float(ours) == pytest.approx(float(kept), rel=NEAR, abs=1e-7)
    except ValueError:
        return False


def blocks(lines: list[str]) -> dict[str, list[str]]:
    heads = [at for at, line in enumerate(lines) if line.startswith("# ")]
    return {lines[start]: lines[start:end] for start, end in pairwise([*heads, len(lines)])}


def test_every_case_is_kept_once_and_nothing_else_is() -> None:
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text("\n".join(chain(*map(written, PARTS))) + "\n", encoding="utf-8")
    names = [f"# {name}" for part in PARTS for name, _ in part()]
    assert names == [line for line in KEPT.read_text("utf-8").splitlines() if line[:2] == "# "]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_function_gives_what_it_gave(
    part: Callable[[], Iterator[tuple[str, Iterator[str]]]],
) -> None:
    ours, kept = blocks(written(part)), blocks(KEPT.read_text("utf-8").splitlines())
    for head, told in ours.items():
        differ = [f"{a} | {b}" for a, b in zip(told, kept[head], strict=True) if not same(a, b)]
        assert not differ, f"{head}: ours | as it was\n" + "\n".join(differ[:8])
