"""The values that analyses use, and the cells they come from: of every arm and every contrast.

A mean or a standard deviation that a report does not give is recovered from what it gives
(`effects.rescue`), and a contrast implies one. Checks look at these, analyses are computed from
these, and the report lists these: all of them ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from living_review.effects import (
    ReportedArms,
    ReportedError,
    from_contrast,
    from_log_rank,
    paired_error,
    rescue,
    sd_from_difference_se,
    sd_of_scores,
)
from living_review.ground import numbers
from living_review.ground.distributions import BoolArray, FloatArray
from living_review.ground.measures import RATIOS
from living_review.registry.rows import Rows
from living_review.registry.values import Texts as TextColumn
from living_review.registry.values import Values

Column = Callable[[str], Any]
Texts = npt.NDArray[np.str_]

# The arguments of `rescue` and the columns of arms.csv.
RESCUED_FROM = {
    **{name: name for name in ("mean", "sd", "se", "ci_low", "ci_high", "ci_level")},
    **{"minimum": "min", "q1": "q1", "median": "median", "q3": "q3", "maximum": "max"},
}
REPORTED, FROM_SE, FROM_INTERVAL, FROM_QUANTILES = (
    "reported",
    "standard error",
    "interval",
    "quantiles",
)
_FIRST_CELL = {REPORTED: "sd", FROM_SE: "se", FROM_INTERVAL: "ci_low", "": "sd"}


@dataclass(frozen=True)
class ArmsInUse:
    """Arrays, one element an arm: mean and SD as analysed, and whence.

    `sd_from` is "reported", "standard error", "interval", "quantiles" or "" where there is no SD;
    `sd_cell` and `mean_cell` name the column to look at; `asymmetry` is that of the quantiles used,
    above 1 where they are skewed at the 5 % level, NaN where none were used.
    """

    mean: FloatArray
    sd: FloatArray
    sd_from: Texts
    sd_cell: Texts
    mean_cell: Texts
    skewed: BoolArray
    asymmetry: FloatArray


def arms_in_use(column: Column) -> ArmsInUse:
    """Recover mean and SD of arms; `column` gives a column of arms.csv, NaN where not reported."""
    reported = {name: column(name) for name in RESCUED_FROM.values()}
    found = rescue(
        ReportedArms(
            column("n"), **{name: reported[source] for name, source in RESCUED_FROM.items()}
        )
    )
    source = np.atleast_1d(found.source)
    quartered = np.isfinite(reported["q1"]) & np.isfinite(reported["q3"])
    by_quantiles = np.where(quartered, "q1", "min")
    cell = np.select(
        [source == name for name in _FIRST_CELL], list(_FIRST_CELL.values()), by_quantiles
    )
    mean_cell = np.where(
        np.isfinite(reported["mean"]) | ~np.isfinite(np.atleast_1d(found.mean)), "mean", "median"
    )
    return ArmsInUse(
        np.atleast_1d(found.mean),
        np.atleast_1d(found.sd),
        source,
        cell,
        mean_cell,
        np.atleast_1d(found.skewed),
        np.atleast_1d(found.asymmetry),
    )


def arms_with_values(arms: Rows) -> Rows:
    """Return the arms with mean and SD as analysed, and the columns of `ArmsInUse` beside them."""
    used = arms_in_use(lambda name: arms[name].to_numpy(dtype=float))
    sd = np.where(used.sd > 0, used.sd, np.nan)
    named = (used.sd_from, used.sd_cell, used.mean_cell)
    sd_from, sd_cell, mean_cell = (TextColumn.of(each.tolist(), arms.index) for each in named)
    return arms.assign(
        mean=used.mean,
        sd=sd,
        sd_from=sd_from,
        sd_cell=sd_cell,
        mean_cell=mean_cell,
        asymmetry=used.asymmetry,
    )


def contrasts_with_values(
    contrasts: Rows, crossed: Values, correlations: Mapping[str, float]
) -> Rows:
    """Return the contrasts with the standard error in use and what it implies.

    `se_used` is on the analysis scale (of the log for a ratio) and `se_cell` the column it came
    from; `unit_sd` is the standard deviation of one person's outcome that it implies, se/√(1/n₁ +
    1/n₂) (Cochrane Handbook 6.5.2.3): points for a mean difference, about 1 for a standardised one.

    `crossed` tells the rows of crossover trials, `paired` in what is returned. There a mean
    difference has `difference_sd`, the standard deviation of the differences within people, and
    `unit_sd` where one of the `correlations`, by outcome, is assumed: without it the spread of
    differences says nothing of that of scores.
    """
    n1, n2 = (contrasts[name].to_numpy(dtype=float) for name in ("n_intervention", "n_control"))
    cells = contrast_cell(contrasts, crossed)
    nothing = np.full(len(contrasts), np.nan)
    fewer = np.fmin(n1, n2)
    se, paired_se, people = nothing, nothing, np.where(fewer > 0, fewer, np.nan)
    if len(contrasts):
        se, paired_se = _errors(contrasts, cells, n1, n2)
    within = (crossed & (contrasts["measure"] == "MD")).to_numpy(dtype=bool)
    assumed = contrasts["outcome"].numbers(correlations).array
    se = np.where(within, paired_se, se)
    unit_sd, difference_sd = nothing, nothing
    if len(contrasts):
        by_people = np.atleast_1d(sd_from_difference_se(se, n1, n2))
        unit_sd = np.where(within, sd_of_scores(se, people, assumed), by_people)
        told = contrasts["sd_difference"].array
        difference_sd = np.where(cells == "sd_difference", told, se * np.sqrt(people))
    return contrasts.assign(
        se_used=se,
        se_cell=TextColumn.of(cells.tolist(), contrasts.index),
        unit_sd=unit_sd,
        paired=crossed,
        people=people,
        difference_sd=np.where(within, difference_sd, np.nan),
    )


def _errors(
    contrasts: Rows, cells: Texts, n1: FloatArray, n2: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give the standard errors of contrasts as of two groups of people, and as of pairs."""
    number = {
        name: contrasts[name].to_numpy(dtype=float)
        for name in ("estimate", "se", "ci_low", "ci_high", "ci_level", "p", "t", "sd_difference")
    }
    estimate = number["estimate"]
    reported = ReportedError(
        number["se"], number["ci_low"], number["ci_high"], number["ci_level"], number["p"]
    )
    measure = np.array(contrasts["measure"].tolist(), dtype=str)
    found = from_contrast(measure, estimate, reported, n_intervention=n1, n_control=n2)
    log_rank = from_log_rank(contrasts["o_minus_e"].array, contrasts["variance"].array)
    se, by_test = np.sqrt(np.atleast_1d(found.variance)), np.sqrt(log_rank.variance)
    se = np.where(np.isnan(se), by_test, se)
    with np.errstate(all="ignore"):
        by_t = np.abs(estimate / number["t"])
    se = np.where((cells == "t") & np.isfinite(by_t), by_t, se)
    people = np.where(np.fmin(n1, n2) > 0, np.fmin(n1, n2), np.nan)
    paired = paired_error(
        estimate, people, reported, sd_difference=number["sd_difference"], t=number["t"]
    )
    return se, paired


def contrast_cell(contrasts: Rows, crossed: Values) -> Texts:
    """Name the column that the standard error of each contrast is taken from."""
    se, p = contrasts["se"].notna(), contrasts["p"].notna()
    both = contrasts["ci_low"].notna() & contrasts["ci_high"].notna()
    difference = contrasts["measure"] == "MD"
    within = crossed & difference
    by_spread = within & ~se & contrasts["sd_difference"].notna()
    by_t = contrasts["t"].notna() & (contrasts["t"] != 0) & difference
    by_interval = both & (contrasts["measure"].isin(RATIOS) | ~se)
    by_test = contrasts["variance"].notna() & contrasts["o_minus_e"].notna()
    rules = (by_spread, within & ~se & by_t, by_interval, se, by_t, p, by_test)
    return np.select(
        [each.array for each in rules],
        ["sd_difference", "t", "ci_low", "se", "t", "p", "variance"],
        "se",
    )


def whence(row: Any) -> str:
    """Say what the cells of an arm mean as a standard deviation; nothing where it is reported."""
    write = numbers.in_full
    means = f"means a standard deviation of {numbers.measured(row.sd)}"
    if row.sd_from == FROM_SE:
        return f"{write(row.se)} as a standard error {means}"
    if row.sd_from == FROM_INTERVAL:
        return f"{write(row.ci_low)} to {write(row.ci_high)} as an interval of the mean {means}"
    if row.sd_from == FROM_QUANTILES:
        quartiles = f"quartiles of {write(row.q1)} and {write(row.q3)}"
        extremes = f"a smallest value of {write(row.min)} and a largest of {write(row.max)}"
        has_quartiles, has_extremes = row.q1 == row.q1, row.min == row.min and row.max == row.max
        given = [quartiles] * has_quartiles + [extremes] * has_extremes
        return f"{' with '.join(given)} {means.replace('means', 'mean')}"
    return ""


def remedy(row: Any) -> str:
    """Say what to look for in the cells that a recovered standard deviation came from."""
    if row.sd_from == FROM_SE:
        return "see whether it is a standard deviation, and if so move it to sd"
    if row.sd_from == FROM_INTERVAL:
        return (
            "see whether the limits are those of the mean, and not mean ± SD or limits of the "
            "people, and whether ci_level is right"
        )
    return "see that they are as in the report, and of this arm and scale"
