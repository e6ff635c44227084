"""The list of what was worked out for a trial: the value in use, its cells, its formula."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from living_review.effects import cluster_adjust
from living_review.effects.rescue import SMALL_GROUP
from living_review.findings import Recovered
from living_review.ground.measures import RATIOS
from living_review.registry.in_use import FROM_INTERVAL, FROM_QUANTILES, FROM_SE, arms_in_use
from living_review.synthesis.arms import Side
from living_review.synthesis.rows import LINE, Row

HANDBOOK = "Cochrane Handbook"
_ENDS, _QUARTILES = ("min", "max"), ("q1", "q3")


def of_arms(rows: Sequence[Row]) -> dict[int, tuple[Recovered, ...]]:
    """Give what is recovered of each arm that does not report it, by the row's line."""
    lacking = [row for row in rows if row["mean"] is None or row["sd"] is None]
    lacking = [row for row in lacking if row["mean"] is not None or row["median"] is not None]
    found: dict[int, tuple[Recovered, ...]] = {}
    if lacking:
        used = arms_in_use(
            lambda name: np.array(
                [np.nan if row[name] is None else row[name] for row in lacking], dtype=float
            )
        )
        for i, row in enumerate(lacking):
            found[row[LINE]] = tuple(
                _of_arm(row, float(used.mean[i]), float(used.sd[i]), str(used.sd_from[i]))
            )
    for row in rows:
        if row["cluster_size"] is not None and row["icc"] is not None:
            found[row[LINE]] = (*found.get(row[LINE], ()), _effective(row))
    return found


def _of_arm(row: Row, mean: float, sd: float, source: str) -> list[Recovered]:
    made = []
    if row["mean"] is None and math.isfinite(mean):
        cells = _given(row, "min", "q1", "median", "q3", "max", "n")
        made.append(_made(row, "mean", mean, cells, *_MEANS[_kind(row)]))
    if not math.isfinite(sd):
        return made
    if source == FROM_SE:
        how = ("se × √n", f"{HANDBOOK} 6.5.2.2")
        made.append(_made(row, "sd", sd, _given(row, "se", "n"), *how))
    elif source == FROM_INTERVAL:
        quantile = "t of n − 1" if row["n"] < SMALL_GROUP else "z"
        how = (
            f"√n × (upper − lower limit) / (2 × {quantile} at the level)",
            f"{HANDBOOK} 6.5.2.2",
        )
        cells = _given(row, "ci_low", "ci_high", "ci_level", "n")
        made.append(_made(row, "sd", sd, cells, *how))
    elif source == FROM_QUANTILES:
        cells = _given(row, "min", "q1", "median", "q3", "max", "n")
        made.append(_made(row, "sd", sd, cells, *_SDS[_kind(row)]))
    return made


_MEANS = {
    "both": ("weighted middle of extremes, quartiles and median", "Luo 2018, eq. 15"),
    "extremes": ("weighted middle of extremes and median", "Luo 2018, eq. 7"),
    "quartiles": ("weighted middle of quartiles and median", "Luo 2018, eq. 11"),
}
_SDS = {
    "both": ("weighted mean of the two below", "Shi 2020, eq. 10"),
    "extremes": ("(max − min) / (2 × z of (n − 0.375) / (n + 0.25))", "Wan 2014, eq. 9"),
    "quartiles": ("(q3 − q1) / (2 × z of (0.75 n − 0.125) / (n + 0.25))", "Wan 2014, eq. 16"),
}
_SDS["both"] = (
    f"weighted mean of {_SDS['extremes'][0]} and {_SDS['quartiles'][0]}",
    "Shi 2020, eq. 10",
)


def _kind(row: Row) -> str:
    ends, quartiles = (
        all(row[name] is not None for name in names) for names in (_ENDS, _QUARTILES)
    )
    if ends and quartiles:
        return "both"
    return "extremes" if ends else "quartiles"


def _effective(row: Row) -> Recovered:
    effective = float(cluster_adjust(row["n"], row["cluster_size"], row["icc"]))
    cells = _given(row, "n", "cluster_size", "icc")
    return _made(
        row, "n", effective, cells, "n / (1 + (cluster_size − 1) × icc)", f"{HANDBOOK} 23.1.4"
    )


def of_sides(
    sides: Mapping[Any, Side],
    rows: Sequence[Row],
    by_line: Mapping[int, tuple[Recovered, ...]],
    *,
    means: bool,
) -> tuple[Recovered, ...]:
    """Give what was worked out for the arms of one comparison, and for arms that were combined."""
    made = [each for row in rows for each in by_line.get(row[LINE], ())]
    if not means:
        return tuple(each for each in made if each.what == "n")
    for role, side in sides.items():
        if side.arms > 1:
            own = [row["arm"] for row in rows if row["role"] == role]
            formula = f"arms combined: {'; '.join(own)}"
            made += [
                Recovered(
                    role=role,
                    what=what,
                    value=value,
                    cells={},
                    formula=formula,
                    reference=f"{HANDBOOK} table 6.5.a",
                )
                for what, value in (("mean", side.mean), ("sd", side.sd))
                if math.isfinite(value)
            ]
    return tuple(made)


def of_contrast(
    row: Row, variance: float, implied_sd: float, design: str | None
) -> tuple[Recovered, ...]:
    """Give the standard error that was worked out for a contrast, and the SD that it implies.

    `variance` is that of the contrast as reported, on its analysis scale.
    """
    made: list[Recovered] = []
    ratio = row["measure"] in RATIOS
    interval = row["ci_low"] is not None and row["ci_high"] is not None
    if not math.isfinite(variance):
        return ()
    error = math.sqrt(variance)
    people = ("n_intervention", "n_control") if row["measure"] == "MD" else ()
    by_difference = _by_difference(row, design) if row["measure"] == "MD" else None
    if by_difference and row["se"] is None and (design == "crossover" or not interval):
        made.append(_of_row("se", error, *by_difference, f"{HANDBOOK} 6.5.2.3 and 23.2.7"))
    elif interval and (ratio or row["se"] is None):
        limits = "log upper − log lower limit" if ratio else "upper − lower limit"
        cells = _given(row, "ci_low", "ci_high", "ci_level", *people)
        formula = f"({limits}) / (2 × {_quantile(row)} at the level)"
        made.append(_of_row("se", error, cells, formula, f"{HANDBOOK} 6.3.1 and 6.5.2.3"))
    elif row["se"] is None and row["p"] is not None:
        size = "|log estimate|" if ratio else "|estimate|"
        cells = _given(row, "estimate", "p", *people)
        formula = f"{size} / {_quantile(row)} of p"
        made.append(_of_row("se", error, cells, formula, f"{HANDBOOK} 6.3.2 and 6.5.2.3"))
    if math.isfinite(implied_sd):
        given = (
            _given(row, "se", "n_intervention", "n_control")
            if not made
            else {"se": error} | _given(row, "n_intervention", "n_control")
        )
        made.append(
            _of_row(
                "sd",
                implied_sd,
                given,
                "se / √(1/n_intervention + 1/n_control)",
                f"{HANDBOOK} 6.5.2.3",
            )
        )
    return tuple(made)


def _by_difference(row: Row, design: str | None) -> tuple[dict[str, float], str] | None:
    """Give the cells of a difference of which there is a t, or the SD within people."""
    if design == "crossover" and row["sd_difference"] is not None:
        cells = _given(row, "sd_difference", "n_intervention", "n_control")
        return cells, "sd_difference / √n, of the people of the pairs"
    if row["t"] is not None and row["t"] != 0:
        return _given(row, "estimate", "t"), "|estimate / t|"
    return None


def _quantile(row: Row) -> str:
    n, n_control = row["n_intervention"], row["n_control"]
    small = n is not None and n_control is not None and min(n, n_control) < SMALL_GROUP
    return "t of the people less 2" if row["measure"] == "MD" and small else "z"


def _given(row: Row, *names: str) -> dict[str, float]:
    return {name: float(row[name]) for name in names if row[name] is not None}


def _made(
    row: Row, what: Any, value: float, cells: dict[str, float], formula: str, reference: str
) -> Recovered:
    return Recovered(
        role=row["role"],
        arm=row["arm"],
        what=what,
        value=value,
        cells=cells,
        formula=formula,
        reference=reference,
    )


def _of_row(
    what: Any, value: float, cells: dict[str, float], formula: str, reference: str
) -> Recovered:
    return Recovered(what=what, value=value, cells=cells, formula=formula, reference=reference)
