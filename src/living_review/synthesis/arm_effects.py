"""Effects of the trials that report their arms, all trials of one outcome at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from living_review.effects import (
    Effect,
    log_odds_ratio,
    log_rate_ratio,
    log_risk_ratio,
    mean_difference,
    rate_difference,
    ratio_of_means,
    risk_difference,
    standardized_mean_difference,
)
from living_review.effects.rescue import LEAST_FOR_FIVE_NUMBERS
from living_review.findings import Arm, Recovered
from living_review.findings.workings import Ingredients
from living_review.ground import numbers
from living_review.ground.measures import EVENTS, RATES
from living_review.protocol import Outcome
from living_review.synthesis.arms import ROLES, Side, notes_on, sides
from living_review.synthesis.recovered import of_arms, of_sides
from living_review.synthesis.rows import LINE, Row, grouped, remarks
from living_review.synthesis.strata import Stratum, strata_of
from living_review.synthesis.trial_effects import (
    Crossover,
    Offers,
    TrialEffect,
    Unusable,
    finite,
    instrument_rank,
)

REVERSED = "The instrument runs the other way, so the sign of the effect was turned."
# A difference is that of the counts; an empty cell corrects its variance alone (as RevMan).
EVENT_MEASURES: Mapping[str, Callable[..., Effect]] = {
    "OR": log_odds_ratio,
    "RR": log_risk_ratio,
    "RD": partial(risk_difference, zero_cells="revman"),
}
RATE_MEASURES = {"IRR": log_rate_ratio, "IRD": rate_difference}
HALF_IN_EACH_CELL = (
    "An empty cell (nobody had the event, or everybody): half an event was added to each cell."
)
HALF_AN_EVENT = {
    "OR": HALF_IN_EACH_CELL,
    "RR": HALF_IN_EACH_CELL,
    "RD": "An empty cell (nobody had the event, or everybody): half an event was added to each "
    "cell for the variance only; the difference is that of the counts as they are.",
    "IRR": "An arm without events: half an event was added to each arm.",
    "IRD": "An arm without events: half an event was added to each arm in the variance alone.",
}


@dataclass(frozen=True)
class _Pair:
    """The two sides of one trial, or of one of its strata, on one instrument."""

    of: Stratum
    intervention: Side
    control: Side

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.of.rows

    @property
    def first(self) -> Row:
        return self.rows[0]


def arm_effects(
    rows: Sequence[Row],
    outcome: Outcome,
    designs: Mapping[str, str | None],
    smd_variance: str,
) -> Offers:
    """Give the effect of every trial, stratum and instrument that reports arms.

    The rows are those of one measurement a trial and instrument.
    """
    unusable: list[Unusable] = []
    complete: list[Stratum] = []
    for whole in grouped(rows, "trial_id", "instrument").values():
        for stratum in strata_of(whole):
            problem = _fault(stratum.rows, outcome)
            if problem is None:
                complete.append(stratum)
            else:
                unusable.append(problem)
    if not complete:
        return Offers((), tuple(unusable))
    made = sides(
        [[row for row in each.rows if row["role"] == role] for each in complete for role in ROLES]
    )
    pairs = [_Pair(each, *made[2 * i : 2 * i + 2]) for i, each in enumerate(complete)]
    found = _effects(pairs, outcome, smd_variance)
    by_line = of_arms([row for each in complete for row in each.rows])
    effects = [
        _trial_effect(pair, outcome, designs, value, variance, by_line)
        for pair, value, variance in zip(pairs, found.estimate, found.variance, strict=True)
    ]
    return Offers(tuple(effects), tuple(unusable))


def disagrees(row: Row, outcome: Outcome) -> bool:
    """Tell whether a row's instrument runs against the outcome."""
    return bool(row["higher_is_better"]) != (outcome.better == "higher")


def direction_fault(table: str, row: Row, outcome: Outcome) -> Unusable | None:
    """Refuse a row that runs against an outcome whose measure has no sign to turn."""
    if outcome.measure == "SMD" or not disagrees(row, outcome):
        return None
    other = "higher" if row["higher_is_better"] else "lower"
    return Unusable(
        table,
        row[LINE],
        row["trial_id"],
        "higher_is_better",
        str(row["higher_is_better"]).lower(),
        "effect-direction",
        f"{outcome.label} is better when {outcome.better}, but {other} values of this row are "
        f"better, and a {outcome.measure} cannot be turned round; check higher_is_better, or "
        "enter the row under another outcome.",
    )


def _fault(group: Sequence[Row], outcome: Outcome) -> Unusable | None:
    first = group[0]

    def unusable(column: str, value: str | None, rule: str, reason: str) -> Unusable:
        return Unusable("arms", first[LINE], first["trial_id"], column, value, rule, reason)

    present = {row["role"] for row in group}
    missing = [role for role in ROLES if role not in present]
    if missing:
        return unusable(
            "role",
            first["role"],
            "effect-one-side",
            f"there is no {missing[0]} arm to compare with for {outcome.label} on "
            f"{first['instrument'] or 'this instrument'}; add it, or enter a contrast.",
        )
    wanted = "events" if outcome.measure in EVENTS else "mean"
    by_median = wanted == "mean"
    lacking = [
        row
        for row in group
        if row.get(wanted) is None and not (by_median and row.get("median") is not None)
    ]
    if lacking:
        return Unusable(
            "arms",
            lacking[0][LINE],
            first["trial_id"],
            wanted,
            None,
            f"effect-no-{wanted}",
            f"{outcome.label} is analysed as {outcome.measure}, which needs {wanted} in each arm; "
            "add the figure, or enter a contrast.",
        )
    if len({row["higher_is_better"] for row in group}) > 1:
        return unusable(
            "higher_is_better",
            str(first["higher_is_better"]).lower(),
            "effect-direction",
            f"the arms do not agree whether higher values of {outcome.label} are better; "
            "correct the column.",
        )
    return direction_fault("arms", first, outcome)


def _effects(pairs: Sequence[_Pair], outcome: Outcome, smd_variance: str) -> Effect:
    measure = outcome.measure

    def both(name: str) -> tuple[Any, Any]:
        values = [[getattr(p.intervention, name), getattr(p.control, name)] for p in pairs]
        table = np.array(values, dtype=float).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    (n1, n2) = both("effective_n")
    if measure in EVENT_MEASURES:
        e1, e2 = both("effective_events")
        return EVENT_MEASURES[measure](e1, n1, e2, n2)
    if measure in RATE_MEASURES:
        (e1, e2), (t1, t2) = both("effective_events"), both("effective_time")
        # A difference is in events for as much time as the outcome is shown in.
        per = outcome.person_time.per if outcome.person_time else 1.0
        return RATE_MEASURES[measure](e1, t1 / per, e2, t2 / per)
    (m1, m2), (s1, s2) = both("mean"), both("sd")
    if measure == "SMD":
        found = standardized_mean_difference(
            m1,
            s1,
            n1,
            m2,
            s2,
            n2,
            variance=smd_variance,  # type: ignore[arg-type]
        )
    elif measure == "MD":
        found = mean_difference(m1, s1, n1, m2, s2, n2)
    else:
        found = ratio_of_means(m1, s1, n1, m2, s2, n2)
    return Effect(np.atleast_1d(found.estimate), np.atleast_1d(found.variance))


def _trial_effect(
    pair: _Pair,
    outcome: Outcome,
    designs: Mapping[str, str | None],
    value: float,
    variance: float,
    by_line: Mapping[int, tuple[Recovered, ...]],
) -> TrialEffect:
    first, both = pair.first, {"intervention": pair.intervention, "control": pair.control}
    design = designs.get(first["trial_id"])
    crossover = design == "crossover"
    notes = notes_on(both, pair.rows, design)
    estimate, spread = finite(value), finite(variance)
    if spread is not None and spread <= 0:
        spread = None
    lean = None
    if estimate is None or spread is None:
        estimate, lean, note = _without_variance(pair, outcome.measure)
        spread = None
        notes.append(note)
    elif _half_added(outcome.measure, both.values()):
        notes.append(HALF_AN_EVENT[outcome.measure])
    if outcome.measure == "SMD" and disagrees(first, outcome):
        notes.insert(0, REVERSED)
        estimate = None if estimate is None else -estimate
        lean = None if lean is None else -lean
    return TrialEffect(
        trial_id=first["trial_id"],
        origin="arms",
        estimate=estimate,
        variance=spread,
        lean=lean,
        arms=tuple(_arm(role, side, outcome) for role, side in both.items()),
        counts=_counts(pair) if outcome.measure in EVENT_MEASURES else None,
        n_intervention=finite(pair.intervention.n),
        n_control=finite(pair.control.n),
        effective_n=finite(_effective_people(pair, crossover)),
        crossover=_crossover(pair) if crossover else None,
        instrument=first["instrument"],
        weeks=max((r["weeks"] for r in pair.rows if r["weeks"] is not None), default=None),
        source="; ".join(dict.fromkeys(r["source"] for r in pair.rows if r["source"])) or None,
        notes=(*notes, *remarks(pair.rows)),
        recovered=of_sides(both, pair.rows, by_line, means=outcome.measure not in EVENTS),
        line=first[LINE],
        rank=(instrument_rank(outcome, first["instrument"]),),
        stratum=pair.of.name,
        by_name=pair.of.by_name,
        made=(Ingredients("arms", pair.rows),),
    )


def _without_variance(pair: _Pair, measure: str) -> tuple[float | None, int | None, str]:
    """Give what remains to be said of two sides that yield no effect with a variance."""
    if measure in EVENT_MEASURES:
        return None, None, "Nobody, or everybody, had the event: there is no ratio."
    if measure in RATES:
        return None, None, "Neither arm had an event: there is no ratio of rates."
    first, second = pair.intervention.mean, pair.control.mean
    if not math.isfinite(first - second):
        return None, None, "No mean can be computed from what is reported, so it is not pooled."
    note = _why_no_variance(pair)
    lean = int(np.sign(first - second))
    if measure == "MD":
        return first - second, None, note
    if measure == "ROM" and first * second > 0:
        return float(np.log(first / second)), None, note
    if measure == "ROM":
        return None, lean, "The means differ in sign, so they have no ratio."
    return None, lean, note


def _why_no_variance(pair: _Pair) -> str:
    """Say what keeps two sides with means from an effect with a variance."""
    both = {"intervention": pair.intervention, "control": pair.control}
    for role, side in both.items():
        if side.n < 2:
            return (
                f"The {role} arm has one person, of whom there is no standard deviation, so the "
                "trial is not pooled."
            )
    lacking = [role for role, side in both.items() if not math.isfinite(side.sd)]
    if lacking:
        arms = "either arm" if len(lacking) == 2 else f"the {lacking[0]} arm"
        few = any(row["n"] < LEAST_FOR_FIVE_NUMBERS for row in pair.rows if row["role"] in lacking)
        if few and any(row["median"] is not None for row in pair.rows):
            return (
                f"No standard deviation of {arms} is reported, and quantiles of fewer than five "
                "people give none, so the trial is not pooled."
            )
        return (
            f"No standard deviation of {arms} is reported or can be computed, so the trial is not "
            "pooled."
        )
    if any(side.effective_n < side.n for side in both.values()):
        people, left = (
            " and ".join(numbers.measured(getattr(side, name)) for side in both.values())
            for name in ("n", "effective_n")
        )
        return (
            f"After the correction for clusters the {people} people of the arms count as {left}, "
            "too few for an effect to be computed, so the trial is not pooled."
        )
    return "The arms have too few people for an effect to be computed, so the trial is not pooled."


def _counts(pair: _Pair) -> tuple[float, float, float, float]:
    first, second = pair.intervention, pair.control
    return first.effective_events, first.effective_n, second.effective_events, second.effective_n


def _crossover(pair: _Pair) -> Crossover:
    return Crossover(sides=(pair.intervention.effective_n, pair.control.effective_n))


def _effective_people(pair: _Pair, crossover: bool) -> float:
    first, second = pair.intervention.effective_n, pair.control.effective_n
    return max(first, second) if crossover else first + second


def _half_added(measure: str, pair: Iterable[Side]) -> bool:
    """Tell whether an empty cell made room for half an event; rates have no people without one."""
    full = measure in EVENT_MEASURES
    counted = full or measure in RATES
    return counted and any(side.events == 0 or (full and side.events == side.n) for side in pair)


def _arm(role: Any, side: Side, outcome: Outcome) -> Arm:
    binary = outcome.measure in EVENTS
    return Arm(
        role=role,
        n=finite(side.n),
        mean=None if binary else finite(side.mean),
        sd=None if binary else finite(side.sd),
        events=finite(side.events) if binary else None,
        time_at_risk=finite(side.time) if outcome.measure in RATES else None,
    )
