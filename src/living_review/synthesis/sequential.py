"""The sequential view of a main analysis: a sensitivity view, made only where a protocol asks.

The required size is that for the least difference that counts (a threshold of the protocol), or
for the difference the protocol names for this view.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from living_review.findings import Arm, Sequential, SequentialLook
from living_review.ground.measures import IN_TIME
from living_review.language import say
from living_review.language.facts import sequential as facts
from living_review.pooling import Aim, SequentialView, sequential_view
from living_review.protocol import BINARY_MEASURES, Outcome
from living_review.protocol import Sequential as Asked
from living_review.synthesis.analysis import MainAnalysis, request
from living_review.synthesis.evidence import Member
from living_review.synthesis.meta_analysis import answers
from living_review.synthesis.scale import (
    baselines_of,
    corresponding_risk,
    natural,
    scales,
    thresholds_of,
)
from living_review.synthesis.sequences import in_order


@dataclass(frozen=True)
class _Aim:
    """The difference to find: as thresholds are given, as the size counts it, and as an effect."""

    difference: float
    source: str | None
    distance: float
    effect: float
    variance: float
    variance_from: facts.VarianceFrom
    comparator_risk: float | None = None


def sequential(main: MainAnalysis, asked: Asked) -> Sequential:
    """Give the looks of a pooled analysis with their boundaries, or the reason why there are none.

    Trials come in by year, then by the date they entered the registry; those of one year and one
    date at one look. Participants are those of the variance: cluster trials at their effective
    size.
    """
    members = in_order(main)
    unknown = [member.trial["label"] for member in members if not _people(member)]
    if unknown:
        reason = say(facts.PeopleUnknown(trials=tuple(unknown)))
        return Sequential(reason=reason, alpha=asked.alpha, power=asked.power)
    aim = _aim(main, asked)
    if isinstance(aim, facts.NoView):
        return Sequential(reason=say(aim), alpha=asked.alpha, power=asked.power)
    adjust = asked.heterogeneity == "diversity" and main.settings.model != "common"
    dates = [(member.trial["year"], member.trial["date_added"]) for member in members]
    entry = [sorted(set(dates)).index(date) for date in dates]
    view = sequential_view(
        [member.effect.estimate or 0.0 for member in members],
        [member.effect.variance or math.nan for member in members],
        [_people(member) for member in members],
        entry,
        Aim(aim.distance, aim.variance, alpha=asked.alpha, power=asked.power),
        tau2=main.settings.tau2,
        adjust=adjust,
        pooled=_by_counts(main, members, entry),
    )
    sized = math.isfinite(view.adjusted)
    lacking = facts.NoView(reason="no size" if math.isfinite(view.required) else "too small")
    return Sequential(
        reason=None if sized else say(lacking),
        alpha=asked.alpha,
        power=asked.power,
        anticipated=aim.difference,
        anticipated_source=aim.source,
        effect=natural(aim.effect, main.outcome.measure),
        comparator_risk=aim.comparator_risk,
        variance=aim.variance,
        variance_from=say(aim.variance_from),
        required=_known(view.required),
        diversity=_known(view.diversity) if adjust else None,
        adjusted=_known(view.adjusted),
        looks=_looks(view, entry, members, main.outcome.measure) if sized else (),
    )


def _by_counts(
    main: MainAnalysis, members: Sequence[Member], entry: Sequence[int]
) -> tuple[list[float], list[float]] | None:
    """Give the pool and its standard error at each look where events are counted, else None."""
    if main.settings.counted is None:
        return None
    found = answers(
        [
            request([m for m, at in zip(members, entry, strict=True) if at <= look], main.settings)
            for look in sorted(set(entry))
        ]
    )
    return [each["estimate"] for each in found], [each["se"] for each in found]


def _people(member: Member) -> float:
    effective, counted = member.effect.effective_n, member.effect.people
    return (counted if effective is None else effective) or 0.0


def _aim(main: MainAnalysis, asked: Asked) -> _Aim | facts.NoView:
    """Give the difference to find and the variance of one participant's outcome, or why not."""
    outcome = main.outcome
    if outcome.measure in IN_TIME:
        return facts.NoView(reason="not in people")
    limits, own = thresholds_of(outcome), asked.differences.get(outcome.id)
    difference = own.difference if own else limits.values.get("small")
    if not own and difference is not None and limits.kind == "ratio":
        difference = _of_ratio(main, difference)
    if difference is None:
        return facts.NoView(reason="no difference")
    source = own.source if own else limits.source
    arms = [arm for member in main.usable for arm in member.effect.arms]
    if outcome.measure in BINARY_MEASURES:
        return _in_risk(outcome, difference, source, arms)
    scale = scales(outcome.measure, outcome.better, {"small": difference}, ())[0]
    effect = scale.at(difference)
    if effect is None:
        return facts.NoView(reason="mean cannot fall")
    relative = outcome.measure == "ROM"
    spread = 1.0 if outcome.measure == "SMD" else _spread(arms, relative=relative)
    if spread is None:
        return facts.NoView(reason="no spread")
    means = facts.VarianceFrom(what="relative spread" if relative else "spread")
    told = facts.VarianceFrom(what="unit") if outcome.measure == "SMD" else means
    return _Aim(difference, source, abs(effect), effect, spread, told)


def _of_ratio(main: MainAnalysis, ratio: float) -> float | None:
    """Put a threshold that is a ratio in the units of the view, on the side of benefit."""
    outcome = main.outcome
    least, most = sorted((ratio, 1.0 / ratio))
    if outcome.measure == "ROM":
        return most - 1.0 if outcome.better == "higher" else 1.0 - least
    arms = [arm for member in main.usable for arm in member.effect.arms]
    baseline = next(iter(baselines_of(outcome, arms)), None)
    if baseline is None:
        return None
    towards = most if outcome.better == "higher" else least
    return abs(corresponding_risk(outcome.measure, towards, baseline.risk) - baseline.risk)


def _in_risk(
    outcome: Outcome, difference: float, source: str | None, arms: Sequence[Arm]
) -> _Aim | facts.NoView:
    """Aim at a difference from the risk under the comparator.

    The variance is p(1 − p) at the middle p of both risks, for OR and RR as for RD (Wetterslev et
    al. 2009).
    """
    baselines = baselines_of(outcome, arms)[:1]
    if not baselines:
        return facts.NoView(reason="no baseline")
    scale = scales(outcome.measure, outcome.better, {"small": difference}, baselines)[0]
    effect, risk = scale.at(difference), baselines[0].risk
    other = risk + scale.benefit * difference
    if effect is None or not 0 < other < 1:
        return facts.NoView(reason="risk cannot rise" if scale.benefit > 0 else "risk cannot fall")
    middle, told = (risk + other) / 2, facts.VarianceFrom(what="middle")
    return _Aim(difference, source, difference, effect, middle * (1 - middle), told, risk)


def _spread(arms: Iterable[Arm], *, relative: bool) -> float | None:
    """Pool the variances of arms (relative: over their squared means) by degrees of freedom."""
    known = [
        (arm.n - 1, (arm.sd / (arm.mean or 1.0 if relative else 1.0)) ** 2)
        for arm in arms
        if arm.n and arm.n > 1 and arm.sd and (arm.mean or not relative)
    ]
    total = sum(df for df, _ in known)
    return sum(df * own for df, own in known) / total if total else None


def _looks(
    view: SequentialView, entry: Sequence[int], members: Sequence[Member], measure: str
) -> tuple[SequentialLook, ...]:
    looks = []
    for i, at in enumerate(view.entry):
        own = [each for each, place in zip(members, entry, strict=True) if place == at]
        boundary = float(view.boundary[i])
        looks.append(
            SequentialLook(
                trials=tuple(member.trial["label"] for member in own),
                year=own[0].trial["year"],
                k=int(view.k[i]),
                participants=float(view.participants[i]),
                fraction=_known(view.fraction[i]),
                estimate=natural(float(view.estimate[i]), measure),
                z=_known(view.z[i]),
                boundary=_known(boundary),
                state=_state(boundary),
                crossed=bool(view.crossed[i]),
            )
        )
    return tuple(looks)


def _state(boundary: float) -> str:
    if math.isnan(boundary):
        return "past"
    return "early" if math.isinf(boundary) else "monitored"


def _known(value: float | np.floating) -> float | None:
    return float(value) if math.isfinite(value) else None
