"""Effects of the trials that report their arms, all trials of one outcome at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

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
from living_review.ground.distributions import FloatArray
from living_review.ground.measures import EVENTS, RATES
from living_review.language import Fact, say
from living_review.language.facts import arms as facts
from living_review.language.facts import unusable_rows
from living_review.language.facts.trial_notes import Reversed
from living_review.protocol import Outcome
from living_review.synthesis.arms import ROLES, Role, Side, named, notes_on, sides
from living_review.synthesis.recovered import of_arms, of_sides
from living_review.synthesis.rows import LINE, Row, grouped, remarks
from living_review.synthesis.strata import Stratum, strata_of
from living_review.synthesis.trial_effects import (
    Crossover,
    Note,
    Offers,
    TrialEffect,
    Unusable,
    finite,
    instrument_rank,
)

# A difference is that of the counts; an empty cell corrects its variance alone (as RevMan).
EVENT_MEASURES: Mapping[str, Callable[..., Effect]] = {
    "OR": log_odds_ratio,
    "RR": log_risk_ratio,
    "RD": partial(risk_difference, zero_cells="revman"),
}
MEAN_MEASURES: Mapping[str, Callable[..., Effect]] = {
    "SMD": standardized_mean_difference,
    "MD": mean_difference,
    "ROM": ratio_of_means,
}
RATE_MEASURES = {"IRR": log_rate_ratio, "IRD": rate_difference}
HALF_AN_EVENT: Mapping[str, facts.EmptyCellDone | None] = {
    "OR": "cells",
    "RR": "cells",
    "RD": "variance",
    "IRR": "arms",
    "IRD": "arms-variance",
}
"""What half an event is added to where a cell is empty; None where a measure needs none."""


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

    @property
    def both(self) -> dict[Role, Side]:
        return {"intervention": self.intervention, "control": self.control}


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
    return Unusable(
        table,
        row[LINE],
        row["trial_id"],
        "higher_is_better",
        str(row["higher_is_better"]).lower(),
        "effect-direction",
        say(
            unusable_rows.RunsAgainst(
                outcome=outcome.label,
                better=outcome.better,
                row="higher" if row["higher_is_better"] else "lower",
                measure=outcome.measure,
            )
        ),
    )


def turned(
    row: Row, outcome: Outcome, notes: list[Note], estimate: float | None, lean: int | None
) -> tuple[float | None, int | None]:
    """Turn the sign of an SMD whose instrument runs against the outcome, and note it first."""
    if outcome.measure != "SMD" or not disagrees(row, outcome):
        return estimate, lean
    notes.insert(0, Reversed())
    return None if estimate is None else -estimate, None if lean is None else -lean


def _fault(group: Sequence[Row], outcome: Outcome) -> Unusable | None:
    first = group[0]

    def unusable(column: str, value: str | None, rule: str, reason: Fact) -> Unusable:
        return Unusable("arms", first[LINE], first["trial_id"], column, value, rule, say(reason))

    present = {row["role"] for row in group}
    missing = [role for role in ROLES if role not in present]
    if missing:
        lone = unusable_rows.OneSide(
            missing=missing[0], outcome=outcome.label, instrument=first["instrument"] or ""
        )
        return unusable("role", first["role"], "effect-one-side", lone)
    wanted: Literal["events", "mean"] = "events" if outcome.measure in EVENTS else "mean"
    by_median = wanted == "mean"
    lacking = [
        row
        for row in group
        if row.get(wanted) is None and not (by_median and row.get("median") is not None)
    ]
    if lacking:
        without = unusable_rows.FigureMissing(
            outcome=outcome.label, measure=outcome.measure, figure=wanted
        )
        rule = f"effect-no-{wanted}"
        return replace(unusable(wanted, None, rule, without), line=lacking[0][LINE])
    if len({row["higher_is_better"] for row in group}) > 1:
        better = str(first["higher_is_better"]).lower()
        disagree = unusable_rows.ArmsDisagree(outcome=outcome.label)
        return unusable("higher_is_better", better, "effect-direction", disagree)
    return direction_fault("arms", first, outcome)


def _effects(pairs: Sequence[_Pair], outcome: Outcome, smd_variance: str) -> Effect:
    measure = outcome.measure

    def both(name: str) -> tuple[FloatArray, FloatArray]:
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
    own = {"variance": smd_variance} if measure == "SMD" else {}
    found = MEAN_MEASURES[measure](m1, s1, n1, m2, s2, n2, **own)
    return Effect(np.atleast_1d(found.estimate), np.atleast_1d(found.variance))


def _trial_effect(
    pair: _Pair,
    outcome: Outcome,
    designs: Mapping[str, str | None],
    value: float,
    variance: float,
    by_line: Mapping[int, tuple[Recovered, ...]],
) -> TrialEffect:
    first, both = pair.first, pair.both
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
    elif (half := HALF_AN_EVENT.get(outcome.measure)) and _empty_cell(outcome.measure, both):
        notes.append(facts.EmptyCell(done=half))
    estimate, lean = turned(first, outcome, notes, estimate, lean)
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


def _without_variance(pair: _Pair, measure: str) -> tuple[float | None, int | None, Note]:
    """Give what remains to be said of two sides that yield no effect with a variance."""
    if measure in EVENT_MEASURES:
        return None, None, facts.NoEffect(why="events")
    if measure in RATES:
        return None, None, facts.NoEffect(why="rates")
    first, second = pair.intervention.mean, pair.control.mean
    if not math.isfinite(first - second):
        return None, None, facts.NoEffect(why="means")
    note = _why_no_variance(pair)
    lean = int(np.sign(first - second))
    if measure == "MD":
        return first - second, None, note
    if measure == "ROM" and first * second > 0:
        return float(np.log(first / second)), None, note
    if measure == "ROM":
        return None, lean, facts.NoEffect(why="signs")
    return None, lean, note


def _why_no_variance(pair: _Pair) -> Note:
    """Say what keeps two sides with means from an effect with a variance."""
    both = pair.both
    for role, side in both.items():
        if side.n < 2:
            return facts.OnePerson(side=role)
    lacking = [role for role, side in both.items() if not math.isfinite(side.sd)]
    if lacking:
        few = any(row["n"] < LEAST_FOR_FIVE_NUMBERS for row in pair.rows if row["role"] in lacking)
        quantiles = any(row["median"] is not None for row in pair.rows)
        return facts.NoStandardDeviation(side=named(lacking), few=few and quantiles)
    if any(side.effective_n < side.n for side in both.values()):
        people, left = (
            tuple(numbers.measured(getattr(side, name)) for side in both.values())
            for name in ("n", "effective_n")
        )
        return facts.TooFewInClusters(people=people, effective=left)
    return facts.TooFew()


def _counts(pair: _Pair) -> tuple[float, float, float, float]:
    first, second = pair.intervention, pair.control
    return first.effective_events, first.effective_n, second.effective_events, second.effective_n


def _crossover(pair: _Pair) -> Crossover:
    return Crossover(sides=(pair.intervention.effective_n, pair.control.effective_n))


def _effective_people(pair: _Pair, crossover: bool) -> float:
    first, second = pair.intervention.effective_n, pair.control.effective_n
    return float(np.fmax(first, second)) if crossover else first + second


def _empty_cell(measure: str, pair: Mapping[Role, Side]) -> bool:
    """Tell whether a cell is empty; rates have no people without an event."""
    full = measure in EVENT_MEASURES
    return any(side.events == 0 or (full and side.events == side.n) for side in pair.values())


def _arm(role: Role, side: Side, outcome: Outcome) -> Arm:
    binary = outcome.measure in EVENTS
    return Arm(
        role=role,
        n=finite(side.n),
        mean=None if binary else finite(side.mean),
        sd=None if binary else finite(side.sd),
        events=finite(side.events) if binary else None,
        time_at_risk=finite(side.time) if outcome.measure in RATES else None,
    )
