"""Effects of the trials that report a comparison instead of their arms, one outcome at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from living_review.effects import (
    ReportedError,
    from_contrast,
    from_log_rank,
    paired_error,
    sd_from_difference_se,
    standardize,
)
from living_review.findings.workings import Ingredients
from living_review.ground import numbers
from living_review.ground.distributions import FloatArray
from living_review.language.facts import comparisons as facts
from living_review.language.facts.crossovers import NotStandardised as NotStandardisedWithinPeople
from living_review.protocol import RATIO_MEASURES, Outcome
from living_review.registry.columns import DIRECTION
from living_review.synthesis.arm_effects import direction_fault, turned
from living_review.synthesis.recovered import of_contrast
from living_review.synthesis.rows import LINE, Row, column, remarks
from living_review.synthesis.scale import natural
from living_review.synthesis.trial_effects import (
    Crossover,
    Note,
    Offers,
    TrialEffect,
    Unusable,
    finite,
    instrument_rank,
)

LOG_RANK = "from_log_rank"
PRECISION = ("se", "ci_low", "ci_high", "ci_level", "p")
FAVOURED = {"intervention": 1, "control": -1}


@dataclass(frozen=True)
class _Converted:
    """One contrast on the outcome's measure; NaN where it cannot be had.

    `paired_error`: the standard error of a mean difference within people.
    """

    estimate: float
    variance: float
    implied_sd: float
    paired_error: float
    reported_variance: float


def contrast_effects(
    rows: Sequence[Row],
    outcome: Outcome,
    designs: Mapping[str, str | None],
    smd_variance: str,
) -> Offers:
    """Give the effect of every contrast of one outcome and time point.

    A contrast in the outcome's own measure is taken as it is; a mean difference becomes a
    standardised one through the SD that its standard error implies (Cochrane Handbook 6.5.2.3); any
    other keeps its direction alone. Where a row has no estimate with a precision, observed less
    expected events of a log-rank test make it.
    """
    rows = [_with_log_rank(row) for row in rows]
    faults = {row[LINE]: direction_fault("contrasts", row, outcome) for row in rows}
    fit = [row for row in rows if faults[row[LINE]] is None]
    effects = [
        _trial_effect(row, found, outcome, designs.get(row["trial_id"]))
        for row, found in zip(fit, _converted(fit, outcome, designs, smd_variance), strict=True)
    ]
    unusable: tuple[Unusable, ...] = tuple(fault for fault in faults.values() if fault is not None)
    return Offers(tuple(effects), unusable)


def _with_log_rank(row: Row) -> Row:
    """Fill in the ratio of a row that has only O − E and V, with the standard error of its log."""
    difference, spread = row.get("o_minus_e"), row.get("variance")
    precise = row["se"] is not None or (row["ci_low"] is not None and row["ci_high"] is not None)
    # A p value of 1, or of an estimate of no effect, gives no precision.
    telling = row["p"] is not None and row["p"] < 1.0 and row["estimate"] != 1.0
    weighed = row["estimate"] is not None and (precise or telling)
    if weighed or difference is None or spread is None:
        return row
    found = from_log_rank(difference, spread)
    error = {"se": math.sqrt(found.variance), "ci_low": None, "ci_high": None}
    return {**row, "estimate": natural(float(found.estimate), "HR"), **error, LOG_RANK: True}


def _converted(
    rows: Sequence[Row], outcome: Outcome, designs: Mapping[str, str | None], smd_variance: str
) -> list[_Converted]:
    if not rows:
        return []
    n1, n2 = column(rows, "n_intervention"), column(rows, "n_control")
    reported = from_contrast(
        [row["measure"] for row in rows],
        column(rows, "estimate"),
        _reported(rows),
        n_intervention=n1,
        n_control=n2,
    )
    variance = np.atleast_1d(_of_differences(rows, designs, reported.variance))
    error = np.sqrt(variance)
    plain = _analysis_scale(rows)
    standard = standardize(plain, error, n1, n2, variance=smd_variance)
    sd = sd_from_difference_se(error, n1, n2)
    crossed = np.array([designs.get(row["trial_id"]) == "crossover" for row in rows])
    same = np.array([row["measure"] == outcome.measure for row in rows])
    through_sd = np.array([row["measure"] == "MD" for row in rows]) & (outcome.measure == "SMD")
    # An estimate without a variance still has a size on its own measure.
    # The spread behind a paired error is that of the differences: without a correlation it says
    # nothing of the scores.
    grouped = through_sd & ~crossed
    y = np.select([same, grouped], [plain, standard.estimate], np.nan)
    v = np.select([same, grouped], [variance, standard.variance], np.nan)
    return [
        _Converted(
            float(y[i]),
            float(v[i]),
            float(sd[i]) if grouped[i] else math.nan,
            float(error[i]) if crossed[i] and rows[i]["measure"] == "MD" else math.nan,
            float(variance[i]),
        )
        for i in range(len(rows))
    ]


def _of_differences(
    rows: Sequence[Row], designs: Mapping[str, str | None], variances: FloatArray
) -> FloatArray:
    """Give the variances, those of mean differences also from t or the SD of the differences."""
    value, t = column(rows, "estimate"), column(rows, "t")
    difference = np.array([row["measure"] == "MD" for row in rows])
    crossed = np.array([designs.get(row["trial_id"]) == "crossover" for row in rows])
    with np.errstate(all="ignore"):
        by_t = (value / np.where((t == 0) | (value == 0), np.nan, t)) ** 2
    # A p value is rounded, and a t statistic less so.
    rough = np.isnan(column(rows, "se")) & np.isnan(
        column(rows, "ci_low") + column(rows, "ci_high")
    )
    found = np.where(difference & rough & np.isfinite(by_t), by_t, variances)
    paired = paired_error(
        value,
        [people_of_pairs(row) for row in rows],
        _reported(rows),
        sd_difference=column(rows, "sd_difference"),
        t=t,
    )
    return np.where(crossed & difference, paired**2, found)


def _reported(rows: Sequence[Row]) -> ReportedError:
    return ReportedError(**{name: column(rows, name) for name in PRECISION})


def people_of_pairs(row: Row) -> float:
    """Give the people of a crossover contrast, of unequal numbers the smaller; NaN if unknown."""
    known = [row[name] for name in ("n_intervention", "n_control") if row[name] is not None]
    return min(known, default=math.nan)


def _trial_effect(row: Row, found: _Converted, outcome: Outcome, design: str | None) -> TrialEffect:
    estimate, variance = finite(found.estimate), finite(found.variance)
    notes = _notes(row, found, outcome, design)
    lean = None
    if estimate is None:
        variance = None
        lean = _sign(row)
    estimate, lean = turned(row, outcome, notes, estimate, lean)
    return TrialEffect(
        trial_id=row["trial_id"],
        origin="contrast",
        estimate=estimate,
        variance=variance,
        lean=lean,
        o_minus_e=_o_minus_e(row, outcome),
        n_intervention=row["n_intervention"],
        n_control=row["n_control"],
        crossover=_crossover(row, found, design),
        instrument=row["instrument"],
        weeks=row["weeks"],
        source=row["source"],
        notes=(*notes, *remarks((row,))),
        recovered=()
        if variance is None
        else of_contrast(row, found.reported_variance, found.implied_sd, design),
        line=row[LINE],
        rank=(
            instrument_rank(outcome, row["instrument"]),
            row["measure"] != outcome.measure,
            not row["adjusted"],
        ),
        stratum=row["stratum"],
        made=(Ingredients("contrasts", (row,)),),
    )


def _o_minus_e(row: Row, outcome: Outcome) -> tuple[float, float] | None:
    """Keep what Peto's method pools of a comparison."""
    difference, spread = row.get("o_minus_e"), row.get("variance")
    if not row["measure"] == outcome.measure == "OR" or difference is None or not spread:
        return None
    return difference, spread


def _crossover(row: Row, found: _Converted, design: str | None) -> Crossover | None:
    """Keep a mean difference with its paired error; a reported variance is taken as paired."""
    if design != "crossover":
        return None
    difference = (row["estimate"], found.paired_error, people_of_pairs(row))
    known = row["estimate"] is not None and math.isfinite(sum(difference))
    paired = math.isfinite(found.variance)
    return Crossover(
        difference=difference if known else None, pairing="reported" if paired else None
    )


def _notes(row: Row, found: _Converted, outcome: Outcome, design: str | None) -> list[Note]:
    notes: list[Note] = [facts.Adjusted()] if row["adjusted"] else []
    if row.get(LOG_RANK):
        notes.append(facts.FromLogRank(measure=row["measure"]))
    if math.isfinite(found.implied_sd) and math.isfinite(found.variance):
        notes.append(
            facts.Standardised(
                difference=numbers.measured(row["estimate"]),
                sd=numbers.measured(found.implied_sd),
                spread=_spread(row),
            )
        )
    elif not math.isfinite(found.estimate):
        notes.append(_why_not(row, outcome, design))
    elif not math.isfinite(found.variance):
        p = row["p"]
        notes.append(facts.NoPrecision(p="" if p is None else numbers.measured(p)))
    if design == "cluster" and not row["adjusted"]:
        notes.append(facts.ClustersUnknown())
    if _uncounted(row, design):
        notes.append(facts.PeopleUnknown())
    return notes


def _why_not(row: Row, outcome: Outcome, design: str | None) -> Note:
    if row["estimate"] is None:
        return facts.NoSize(direction=row[DIRECTION] in FAVOURED)
    reported = numbers.estimate(row["estimate"], row["measure"])
    if row["measure"] != "MD" or outcome.measure != "SMD":
        return facts.NotTurned(measure=row["measure"], estimate=reported, into=outcome.measure)
    if design == "crossover":
        return NotStandardisedWithinPeople(difference=reported)
    unknown = row["n_intervention"] is None or row["n_control"] is None
    return facts.NotStandardised(difference=reported, lacks="people" if unknown else "spread")


def _uncounted(row: Row, design: str | None) -> bool:
    if design == "crossover":
        return math.isnan(people_of_pairs(row))
    return row["n_intervention"] is None or row["n_control"] is None


def _spread(row: Row) -> facts.Spread:
    if row["se"] is not None:
        return "error"
    if row["ci_low"] is not None and row["ci_high"] is not None:
        return "interval"
    return "t" if row["t"] else "p"


def _sign(row: Row) -> int | None:
    """Give the sign of an effect whose size is not known (+1: more); None where it is not told."""
    if row["estimate"] is None:
        side = FAVOURED.get(row[DIRECTION] or "")
        if side is None:
            return None
        return side if row["higher_is_better"] else -side
    null = 1.0 if row["measure"] in RATIO_MEASURES else 0.0
    return int(np.sign(row["estimate"] - null))


def _analysis_scale(rows: Sequence[Row]) -> FloatArray:
    values = column(rows, "estimate")
    ratio = np.array([row["measure"] in RATIO_MEASURES for row in rows])
    with np.errstate(all="ignore"):
        logged = np.log(np.where(values > 0, values, np.nan))
    return np.where(ratio, logged, values)
