"""The list of what was worked out for a trial: the value in use, its cells, its formula."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from living_review.effects import cluster_adjust
from living_review.effects.rescue import SMALL_GROUP
from living_review.findings import Recovered
from living_review.ground.measures import RATIOS
from living_review.language import say
from living_review.language.facts import recovered as facts
from living_review.registry.in_use import FROM_INTERVAL, FROM_QUANTILES, FROM_SE, arms_in_use
from living_review.synthesis.arms import Role, Side
from living_review.synthesis.rows import LINE, Row

What = Literal["mean", "sd", "se", "n"]
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
        if None not in (row["n"], row["cluster_size"], row["icc"]):
            found[row[LINE]] = (*found.get(row[LINE], ()), _effective(row))
    return found


def _of_arm(row: Row, mean: float, sd: float, source: str) -> list[Recovered]:
    made = []
    reported: facts.Quantiles = _quantiles(row)
    if row["mean"] is None and math.isfinite(mean):
        cells = _given(row, "min", "q1", "median", "q3", "max", "n")
        made.append(_made(row, "mean", mean, cells, facts.MeanOfQuantiles(reported=reported)))
    if not math.isfinite(sd):
        return made
    if source == FROM_SE:
        made.append(_made(row, "sd", sd, _given(row, "se", "n"), facts.SdOfError()))
    elif source == FROM_INTERVAL:
        cells = _given(row, "ci_low", "ci_high", "ci_level", "n")
        made.append(_made(row, "sd", sd, cells, facts.SdOfInterval(t=row["n"] < SMALL_GROUP)))
    elif source == FROM_QUANTILES:
        cells = _given(row, "min", "q1", "median", "q3", "max", "n")
        made.append(_made(row, "sd", sd, cells, facts.SdOfQuantiles(reported=reported)))
    return made


def _quantiles(row: Row) -> facts.Quantiles:
    ends, quartiles = (
        all(row[name] is not None for name in names) for names in (_ENDS, _QUARTILES)
    )
    if ends and quartiles:
        return "both"
    return "extremes" if ends else "quartiles"


def _effective(row: Row) -> Recovered:
    effective = float(cluster_adjust(row["n"], row["cluster_size"], row["icc"]))
    cells = _given(row, "n", "cluster_size", "icc")
    return _made(row, "n", effective, cells, facts.EffectivePeople())


def of_sides(
    sides: Mapping[Role, Side],
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
            own = tuple(row["arm"] for row in rows if row["role"] == role)
            how = facts.ArmsCombined(arms=own)
            both: tuple[tuple[What, float], ...] = (("mean", side.mean), ("sd", side.sd))
            made += [
                _worked_out(what, value, {}, how, role=role)
                for what, value in both
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
        cells, how = by_difference
        made.append(_worked_out("se", error, cells, how))
    elif interval and (ratio or row["se"] is None):
        cells = _given(row, "ci_low", "ci_high", "ci_level", *people)
        by_limits = facts.ErrorOfInterval(ratio=ratio, quantile=_quantile(row, design))
        made.append(_worked_out("se", error, cells, by_limits))
    elif row["se"] is None and row["p"] is not None:
        cells = _given(row, "estimate", "p", *people)
        by_p = facts.ErrorOfP(ratio=ratio, quantile=_quantile(row, design))
        made.append(_worked_out("se", error, cells, by_p))
    if math.isfinite(implied_sd):
        given = (
            _given(row, "se", "n_intervention", "n_control")
            if not made
            else {"se": error} | _given(row, "n_intervention", "n_control")
        )
        made.append(_worked_out("sd", implied_sd, given, facts.SdOfComparison()))
    return tuple(made)


def _by_difference(
    row: Row, design: str | None
) -> tuple[dict[str, float], facts.ErrorOfDifference] | None:
    """Give the cells of a difference of which there is a t, or the SD within people."""
    if design == "crossover" and row["sd_difference"] is not None:
        cells = _given(row, "sd_difference", "n_intervention", "n_control")
        return cells, facts.ErrorOfDifference(by="sd")
    if row["t"] is not None and row["t"] != 0:
        return _given(row, "estimate", "t"), facts.ErrorOfDifference(by="t")
    return None


def _quantile(row: Row, design: str | None) -> facts.Quantile:
    """Name the quantile by which limits and p of a row are read."""
    known = [row[name] for name in ("n_intervention", "n_control") if row[name] is not None]
    if row["measure"] != "MD" or not known or min(known) >= SMALL_GROUP:
        return "z"
    if design == "crossover":
        # Of a mean difference within people, by the people of the pairs less one.
        return "paired t" if min(known) > 1 else "z"
    return "t" if len(known) == 2 else "z"


def _given(row: Row, *names: str) -> dict[str, float]:
    return {name: float(row[name]) for name in names if row[name] is not None}


def _made(
    row: Row, what: What, value: float, cells: dict[str, float], how: facts.WorkedOut
) -> Recovered:
    return _worked_out(what, value, cells, how, role=row["role"], arm=row["arm"])


def _worked_out(
    what: What, value: float, cells: dict[str, float], how: facts.WorkedOut, **of: str
) -> Recovered:
    formula, reference = say(how), say(facts.Reference(of=how.source))
    return Recovered(
        **of, what=what, value=value, cells=cells, formula=formula, reference=reference
    )
