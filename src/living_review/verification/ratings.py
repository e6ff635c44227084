"""What is expected of the figures on which the rating of certainty rests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Any

from scipy import optimize, stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail

from living_review.findings import Finding, TrialResult
from living_review.protocol import Outcome
from living_review.verification.contradictions import contradicting
from living_review.verification.evidence import Members, controls
from living_review.verification.figures import Figure, Tree, Words
from living_review.verification.meaning import RATES, baselines_of, placing_of, thresholds_of
from living_review.verification.rated import level_at

ALPHA, POWER, REDUCTION = 0.05, 0.80, 0.25
# A size this near to a whole number may be rounded either way.
NEAR = 1e-9
JUDGED = {
    "low": "low",
    "some concerns": "some_concerns",
    "unclear": "some_concerns",
    "high": "high",
}


def certainty(finding: Finding, outcome: Outcome, own: Members) -> Tree | None:
    """Give the inputs of the rules that are figures; what a rule makes of them is for it to say."""
    if finding.certainty is None:
        return None
    trials = [each for each in finding.trials if each.in_pool] or list(finding.trials)
    found: dict[str, dict[str, Any]] = {
        "risk_of_bias": _shares(trials),
        "inconsistency": _spread(finding, outcome, own),
        "indirectness": {"trials": Figure(len(finding.trials))},
        "imprecision": _information(finding, outcome, own, trials),
        "publication_bias": _bias(finding),
        "upgrade": {"trials": Figure(len(finding.trials))},
    }
    return {
        "domains": [
            {
                "name": Words(each.name),
                "inputs": {
                    name: expected
                    for name, expected in found[each.name].items()
                    if name in each.inputs
                },
            }
            for each in finding.certainty.domains
        ],
        "at_baselines": [
            {
                name: tree
                for name, tree in level_at(finding.certainty, each.domains).items()
                if name != "imprecision"
            }
            for each in finding.certainty.at_baselines
        ],
    }


def _shares(trials: Sequence[TrialResult]) -> dict[str, Any]:
    """Give the share of the weight at each judgement; else of people, person-time or trials."""
    weights = [each.weight_percent for each in trials]
    if None in weights:
        weights = [each.n for each in trials]
    if None in weights:
        times = [[arm.time_at_risk for arm in each.arms] for each in trials]
        weights = [
            math.fsum(each or 0.0 for each in own) if own and None not in own else None
            for own in times
        ]
    known = [1.0 if None in weights else each or 0.0 for each in weights]
    total = math.fsum(known)
    shares = dict.fromkeys(("high", "some_concerns", "low", "not_judged"), 0.0)
    for trial, weight in zip(trials, known, strict=True):
        overall = trial.risk_of_bias.overall if trial.risk_of_bias else None
        shares[JUDGED.get(overall or "", "not_judged")] += weight
    return {
        f"{name}_percent": Figure(100.0 * share / total if total else 0.0)
        for name, share in shares.items()
    }


def _spread(finding: Finding, outcome: Outcome, own: Members) -> dict[str, Any]:
    pooled = finding.synthesis == "pooled"
    trials = [each for each in finding.trials if each.in_pool or not pooled]
    shares = contradicting(trials, placing_of(outcome, controls(own)))
    told = finding.heterogeneity
    domains = finding.certainty.domains if finding.certainty else ()
    ranges = any(each.rule.startswith("inconsistency-ranges") for each in domains)
    inputs = next(each.inputs for each in domains if each.name == "inconsistency")
    published = float(inputs.get("contradicting_percent") or 0.0)
    return {
        "contradicting_percent": Figure(min(shares, key=lambda each: abs(each - published))),
        "tau": None if told is None or told.tau is None else Figure(told.tau, 0.0),
        "i2_percent": None if told is None or told.i2 is None else Figure(told.i2),
        "trials": Words(
            finding.k if ranges and pooled else len(finding.trials),
            (finding.k, len(finding.trials)),
        ),
    }


def _bias(finding: Finding) -> dict[str, Any]:
    test = finding.small_study.egger if finding.small_study else None
    p = test.get("p") if test else None
    return {
        "trials": Figure(finding.k),
        "asymmetry_p": None if p is None else Figure(p, 1e-8),
    }


def _information(
    finding: Finding, outcome: Outcome, own: Members, trials: Sequence[TrialResult]
) -> dict[str, Any]:
    """Give what information there is, and the optimal information size where it was asked."""
    asked = next(
        each.inputs.get("optimal_information_size")
        for each in (finding.certainty.domains if finding.certainty else ())
        if each.name == "imprecision"
    )
    size = _needed(outcome, own, trials)
    errors = [each.se for each in trials if each.se]
    events = math.fsum(4 / se**2 for se in errors) if errors else None
    if outcome.measure == "IRD":
        events = finding.events
    return {
        "participants": _known(finding.n),
        "participants_missing_from_trials": Figure(finding.n_missing),
        "events": _known(events),
        "optimal_information_size": None if asked is None else size,
    }


def _needed(outcome: Outcome, own: Members, trials: Sequence[TrialResult]) -> Words | None:
    measure, small = outcome.measure, thresholds_of(outcome).get("small")
    if measure in (*RATES, "HR"):
        # The events that show a quarter less, whatever the rate, or a ratio of 0.75.
        distance = 2 * REDUCTION / (2 - REDUCTION) if measure == "IRD" else -math.log(1 - REDUCTION)
        return _whole(2 * _arm(distance), 1)
    if measure == "SMD":
        return _of_means(small)
    if measure == "MD":
        spreads = [arm.sd for t in trials for arm in t.arms if arm.role == "control" and arm.sd]
        return _of_means(small / median(spreads)) if small and spreads else None
    baselines = baselines_of(outcome, controls(own))
    if not baselines:
        return None
    risk = baselines[0][1]
    arm = samplesize_proportions_2indep_onetail(
        -REDUCTION * risk, risk, POWER, ratio=1, alpha=ALPHA, alternative="two-sided"
    )
    return _whole(float(arm), 2)


def _of_means(distance: float | None) -> Words | None:
    """Give the people who show a difference; the t test is allowed for as by Guenther (1981)."""
    if not distance:
        return None
    return _whole(_arm(distance) + float(stats.norm.ppf(1 - ALPHA / 2)) ** 2 / 4, 2)


def _arm(distance: float) -> float:
    """Give the people of an arm who show a standardised distance, by the power of a z test."""
    power = NormalIndPower()
    guess = 16 / distance**2

    def short(arm: float) -> float:
        found = power.power(distance, arm, ALPHA / 2, alternative="larger")
        return float(found) - POWER

    return float(optimize.brentq(short, 0.1 * guess, 10 * guess, xtol=1e-12 * guess, rtol=1e-15))


def _whole(arm: float, arms: int) -> Words:
    near = {float(arms * math.ceil(arm * (1 + side * NEAR))) for side in (-1, 1)}
    return Words(float(arms * math.ceil(arm)), tuple(near))


def _known(value: float | None) -> Figure | None:
    return None if value is None else Figure(value)
