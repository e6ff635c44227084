"""The share of the evidence that is contradicted is the same by both computations of it.

The sets hold what divides two readings of a rule: estimates that are written like a threshold,
intervals that share a tenth or a little less or more, weights that are zero or not known, rare
baselines, and intervals without an end.
"""

from __future__ import annotations

import math
import random

import pytest
from trial_sets import CURRENCY, Z

from living_review.certainty.case import case_of
from living_review.certainty.inconsistency import inconsistency
from living_review.findings import Finding, TrialResult
from living_review.ground.measures import RATIOS
from living_review.protocol import Outcome
from living_review.synthesis.scale import thresholds_of
from living_review.verification.contradictions import contradicting
from living_review.verification.meaning import placings_of

LEAST = {"SMD": 0.2, "MD": 3.0, "ROM": 0.1, "IRR": 2.0, "IRD": 2.0}
RISKS = (0.003, 0.0105, 0.03, 0.1, 0.102034, 0.1234, 0.3, 0.5, 0.75)
MEASURES = ("SMD", "MD", "ROM", "OR", "RR", "RD", "HR", "IRR", "IRD")


@pytest.mark.parametrize("measure", MEASURES)
def test_both_computations_give_the_same_share(measure: str) -> None:
    differing, contradicted = [], 0
    for seed in range(300):
        chance = random.Random(f"{measure} {seed}")
        outcome = _outcome(chance, measure)
        finding = _finding(chance, outcome)
        case = case_of(finding, outcome, {}, CURRENCY, finding.k)
        for view, placing in zip(case.views, placings_of(outcome, ()), strict=True):
            first = inconsistency(case.at(view)).inputs["contradicting_percent"]
            second = contradicting(finding.trials, placing)
            contradicted += first > 0
            if first != pytest.approx(min(second, key=lambda each: abs(each - first)), abs=1e-6):
                differing.append((seed, placing, first, second))
    assert differing == []
    assert contradicted > 50


def _outcome(chance: random.Random, measure: str) -> Outcome:
    given: dict[str, object] = {}
    least = LEAST.get(measure, 0.02)
    names = ("small", "moderate", "large")[: chance.choice((1, 3))]
    values: list[object] = [least, 2.5 * least, 4 * least]
    if measure in RATIOS and chance.random() < 0.4:
        values = [{"ratio": each} for each in chance.choice(((0.9, 0.75, 0.5), (0.95, 0.8, 0.6)))]
    elif measure in ("OR", "RR", "HR", "RD") and chance.random() < 0.5:
        people = chance.choice(((20, 50, 100), (5, 10, 15), (1, 2, 3), (0.5, 1, 2)))
        values = [{"per_1000": each} for each in people]
    if chance.random() < 0.8:
        given["thresholds"] = {**dict(zip(names, values, strict=False)), "source": "us"}
    if measure in ("OR", "RR", "HR", "RD"):
        at = {"at": "12 months"} if measure == "HR" else {}
        given["baseline_risks"] = tuple(
            {"label": f"Risk {risk}", "risk": risk, "source": "us", **at}
            for risk in sorted(chance.sample(RISKS, chance.choice((1, 2, 3))))
        )
    if measure in ("IRR", "IRD"):
        given["person_time"] = {"unit": "person-years", "per": 100}
        given["baseline_rates"] = tuple(
            {"label": f"Rate {rate}", "rate": rate, "source": "us"}
            for rate in chance.choice(((20,), (0.5,), (3.33, 40)))
        )
    better = chance.choice(("higher", "lower"))
    return Outcome(id="x", label="Low mood", measure=measure, better=better, **given)


def _finding(chance: random.Random, outcome: Outcome) -> Finding:
    k = chance.choice((2, 2, 3, 4, 6, 9))
    size = {"MD": 10.0, "IRD": 10.0, "RD": 0.2}.get(outcome.measure, 1.0)
    se, weighed = size * chance.choice((0.02, 0.05, 0.1, 0.3, 1.4)), chance.random() < 0.7
    trials: list[TrialResult] = []
    for place in range(k):
        trials.append(_trial(chance, outcome, place, trials, size, se, weighed))
    limits = thresholds_of(outcome)
    return Finding.model_construct(
        comparison="main",
        outcome=outcome.id,
        outcome_label=outcome.label,
        timepoint="post",
        measure=outcome.measure,
        better=outcome.better,
        synthesis="pooled",
        k=k,
        n=100.0 * k,
        trials=tuple(trials),
        thresholds=dict(limits.values) or None,
        thresholds_kind=limits.kind,
        pooled=None,
        heterogeneity=None,
        prediction=None,
        subgroups=(),
    )


def _trial(
    chance: random.Random,
    outcome: Outcome,
    place: int,
    others: list[TrialResult],
    size: float,
    usual: float,
    weighed: bool,
) -> TrialResult:
    ratio = outcome.measure in RATIOS
    y, se = _estimate(chance, outcome, size), usual * chance.choice((1.0, 1.0, 0.5, 2.0))
    low, high = y - Z * se, y + Z * se
    if others and chance.random() < 0.35:
        ends = (others[0].ci_low, others[0].ci_high)
        if ratio:
            ends = tuple(math.log(each) if each > 0 else -math.inf for each in ends)
        width = ends[1] - ends[0]
        if 0 < width < 50:
            low = ends[1] - width * chance.choice((0.0, 0.1, 0.1 + 1e-12, 0.0999999, 0.1000001))
            high = low + width
            y, se = (low + high) / 2, width / 2 / Z
    told = [math.exp(min(each, 700)) if ratio else each for each in (y, low, high)]
    endless = chance.random()
    if endless < 0.03:
        told[2] = math.inf
    elif endless < 0.06:
        told[1] = 0.0 if ratio else -math.inf
    weight = chance.choice((chance.uniform(0, 100), chance.uniform(0, 100), 0.0))
    return TrialResult.model_construct(
        trial_id=f"t{place}",
        label=f"Trial {place}",
        estimate=told[0],
        ci_low=told[1],
        ci_high=told[2],
        se=None if chance.random() < 0.03 else se,
        weight_percent=weight if weighed and chance.random() < 0.97 else None,
        n=100.0,
        arms=(),
        direction="unknown",
        in_pool=True,
    )


def _estimate(chance: random.Random, outcome: Outcome, size: float) -> float:
    """Draw an effect on the scale of the analysis, often one that is written like a threshold."""
    y, kind = size * chance.gauss(0, chance.choice((0.05, 0.3, 1.0))), chance.random()
    if kind < 0.3:
        y = round(y, chance.choice((1, 2)))
    if outcome.measure not in RATIOS:
        if 0.3 < kind < 0.5:
            least = LEAST.get(outcome.measure, 0.02)
            y = chance.choice((1, -1, 2.5, 0.975, 1.025, -0.975)) * least
        return max(-0.9, min(0.9, y)) if outcome.measure == "RD" else y
    if outcome.baseline_risks and 0.3 < kind < 0.5:
        risk = chance.choice(outcome.baseline_risks).risk
        apart = chance.choice((0.02, 0.05, -0.02, -0.05, 0.0205, 0.0195, -0.0195, 0.0005, 0.0015))
        return math.log(max(0.001, (risk + apart) / risk))
    if 0.5 < kind < 0.65:
        return math.log(chance.choice((0.9, 0.75, 0.5, 1 / 0.9, 1 / 0.75, 2, 1, 0.895, 0.905, 1.2)))
    return math.log(round(math.exp(y), 2) or 0.01) if kind > 0.65 else y
