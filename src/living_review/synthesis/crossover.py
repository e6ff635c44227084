"""The pairs of crossover trials: what their arms and contrasts become once it is known of them.

A trial of people who had both interventions is more precise than one of two groups as large. What
it says of its pairs is used first, then a correlation that the protocol assumes; without either it
enters as if its periods were two groups, which is said of it wherever its result is shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from living_review.effects import (
    Effect,
    ReportedArms,
    arm_variances,
    correlation_from_error,
    largest_correlation,
    paired_smd,
    paired_variance,
    sd_of_scores,
    standardize_paired,
)
from living_review.findings import Arm
from living_review.ground import numbers
from living_review.language.facts import comparisons
from living_review.language.facts import crossovers as facts
from living_review.protocol import BINARY_MEASURES, Outcome
from living_review.synthesis.rows import Row
from living_review.synthesis.trial_effects import Crossover, Note, Pairing, TrialEffect, finite

Place = tuple[str, str | None, str | None]
_NOT_STANDARDISED = (facts.NotStandardised, comparisons.NotStandardised)


def paired(
    offers: Sequence[TrialEffect],
    outcome: Outcome,
    assumed: float | None,
    smd_variance: str,
    *,
    counting: bool = False,
) -> tuple[TrialEffect, ...]:
    """Give the offers with those of crossover trials as their pairing makes them.

    `assumed` is the correlation of a person's two results where a trial says nothing. Methods that
    count events (`counting`) know of no pairs, and say so themselves.
    """
    if counting:
        return tuple(
            _told(each, (), "counted", None) if each.crossover and each.tables else each
            for each in offers
        )
    differences = {
        _place(effect): effect.crossover.difference
        for effect in reversed(offers)
        if effect.crossover and effect.crossover.difference
    }
    rows = {
        _place(effect): effect.made[0].rows[0]
        for effect in reversed(offers)
        if effect.crossover and effect.crossover.difference
    }
    return tuple(
        _with_row(_paired(effect, outcome, differences, assumed, smd_variance), rows)
        if effect.crossover
        else effect
        for effect in offers
    )


def _with_row(effect: TrialEffect, rows: Mapping[Place, Row]) -> TrialEffect:
    """Keep with the arms of a trial the row that says how a person's two results differ."""
    row = rows.get(_place(effect))
    if row is None or effect.origin != "arms":
        return effect
    return replace(effect, made=tuple(replace(each, pair=row) for each in effect.made))


def _place(effect: TrialEffect) -> Place:
    return effect.trial_id, effect.instrument, effect.stratum


def _paired(
    effect: TrialEffect,
    outcome: Outcome,
    differences: Mapping[Place, tuple[float, float, float] | None],
    assumed: float | None,
    smd_variance: str,
) -> TrialEffect:
    if effect.origin == "contrast":
        return _contrast(effect, outcome, assumed, smd_variance)
    if not effect.usable:
        return effect
    notes: list[Note] = []
    known = differences.get(_place(effect))
    correlation = _implied(effect, known) if outcome.measure in ("SMD", "ROM") and known else None
    pairing: Pairing = "reported"
    if correlation is not None and not -1.0 < correlation < 1.0:
        notes.append(facts.Impossible())
        correlation = None
    if correlation is None:
        pairing, correlation = ("ignored" if assumed is None else "assumed"), assumed
    if correlation is None:
        return _told(effect, [*notes, facts.Ignored()], pairing, None)
    if outcome.measure in BINARY_MEASURES and effect.counts is not None:
        correlation = min(correlation, float(largest_correlation(*effect.counts)))
    variance = finite(_variance(effect, outcome.measure, correlation, smd_variance))
    if variance is None or variance <= 0:
        return _told(effect, [*notes, facts.Ignored()], "ignored", None)
    notes.append(_correlation_note(correlation, pairing, assumed))
    # Methods that count events take people for independent, so these counts are not theirs to use.
    return replace(_told(effect, notes, pairing, correlation), variance=variance, counts=None)


def _contrast(
    effect: TrialEffect, outcome: Outcome, assumed: float | None, smd_variance: str
) -> TrialEffect:
    """Take a reported comparison as it is; standardise a mean difference if that can be done."""
    if effect.estimate is not None:
        return _told(effect, [facts.Reported()], "reported", None) if effect.usable else effect
    assert effect.crossover is not None
    difference = effect.crossover.difference
    if difference is None or assumed is None or outcome.measure != "SMD":
        return effect
    value, error, n = difference
    found = standardize_paired(value, error, n, assumed, variance=smd_variance)  # type: ignore[arg-type]
    estimate, variance = finite(float(found.estimate)), finite(float(found.variance))
    if estimate is None or variance is None:
        return effect
    turned = effect.lean is not None and effect.lean * value < 0
    spread = float(sd_of_scores(error, n, assumed))
    notes = [note for note in effect.notes if not isinstance(note, _NOT_STANDARDISED)]
    said = facts.Standardised(difference=numbers.measured(value), sd=numbers.measured(spread))
    own = replace(effect, estimate=-estimate if turned else estimate, notes=(*notes, said))
    told = _told(own, [_correlation_note(assumed, "assumed", assumed)], "assumed", assumed)
    return replace(told, variance=variance, lean=None)


def _told(
    effect: TrialEffect, notes: Sequence[Note], pairing: Pairing, correlation: float | None
) -> TrialEffect:
    crossover = replace(effect.crossover or Crossover(), pairing=pairing, correlation=correlation)
    return replace(effect, notes=(*effect.notes, *notes), crossover=crossover)


def _correlation_note(correlation: float, pairing: Pairing, assumed: float | None) -> Note:
    value = numbers.estimate(correlation, "SMD")
    if pairing == "reported":
        return facts.Follows(correlation=value)
    held = assumed is not None and correlation < assumed
    return facts.Assumed(correlation=value, held=held)


def _implied(effect: TrialEffect, difference: tuple[float, float, float]) -> float | None:
    """Give the correlation behind a paired standard error, by the people as they are reported."""
    first, second = _arms(effect)
    if first is None or second is None or not (first.sd and second.sd and first.n and second.n):
        return None
    error = difference[1]
    variances = (first.sd**2 / first.n, second.sd**2 / second.n)
    return finite(float(correlation_from_error(error, *variances, first.n, second.n)))


def _variance(effect: TrialEffect, measure: str, r: float, smd_variance: str) -> float:
    if measure in BINARY_MEASURES:
        if effect.counts is None:
            return math.nan
        e1, n1, e2, n2 = effect.counts
        return float(paired_variance(*arm_variances(measure, e1, n1, e2, n2), r, n1, n2))
    first, second = _arms(effect)
    sides = effect.crossover.sides if effect.crossover else None
    if first is None or second is None or sides is None:
        return math.nan
    (m1, s1), (m2, s2) = ((arm.mean or 0.0, arm.sd or math.nan) for arm in (first, second))
    n1, n2 = sides
    if measure == "SMD":
        found: Effect = paired_smd(
            ReportedArms(n1, m1, s1),
            ReportedArms(n2, m2, s2),
            r,
            variance=smd_variance,  # type: ignore[arg-type]
        )
        return float(found.variance)
    if measure == "ROM":
        s1, s2 = s1 / m1, s2 / m2
    return float(paired_variance(s1**2 / n1, s2**2 / n2, r, n1, n2))


def _arms(effect: TrialEffect) -> tuple[Arm | None, Arm | None]:
    by_role = {arm.role: arm for arm in effect.arms}
    return by_role.get("intervention"), by_role.get("control")
