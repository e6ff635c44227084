"""Sets of trials made of effects alone, and the case that a GRADE rule would look at."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from living_review.certainty.case import Case, case_of
from living_review.findings import Currency, Finding, Heterogeneity, Pooled, TrialResult
from living_review.pooling import pool
from living_review.protocol import Outcome
from living_review.synthesis.scale import scales, thresholds_of

Z = 1.959963984540054
FEWEST = 3
CURRENCY = Currency(
    last_search=None,
    last_pull=dt.date(2026, 11, 22),
    awaiting=0,
    ongoing=0,
    completed_unpublished=0,
    next_run=None,
    status="active",
)
POINTS = Outcome(
    id="mood",
    label="Low mood",
    measure="SMD",
    better="higher",
    thresholds={"small": 0.2, "moderate": 0.5, "large": 0.8, "source": "us"},
)
RISKS = tuple(
    Outcome(
        id="relapse",
        label="Relapse",
        measure="RR",
        better="lower",
        thresholds={"small": 0.02, "moderate": 0.05, "large": 0.1, "source": "us"},
        baseline_risks=({"label": "Usual", "risk": risk, "source": "us"},),
    )
    for risk in (0.1, 0.2, 0.4)
)
BARE = Outcome(id="death", label="Death", measure="OR", better="lower")


@dataclass(frozen=True)
class TrialSet:
    """Effects on the scale of the analysis (log for ratios), their variances and people."""

    outcome: Outcome
    effects: tuple[float, ...]
    variances: tuple[float, ...]
    people: tuple[float, ...]

    def without(self, place: int) -> TrialSet:
        """Take a trial away."""
        rows = (
            tuple(each for other, each in enumerate(row) if other != place)
            for row in (self.effects, self.variances, self.people)
        )
        return TrialSet(self.outcome, *rows)

    def noisier(self, place: int, times: float) -> TrialSet:
        """Make the variance of a trial larger, whatever its people."""
        variances = list(self.variances)
        variances[place] *= times
        return replace(self, variances=tuple(variances))

    def joined_by(self, effect: float, people: float) -> TrialSet:
        """Add a trial that tells as much for each person as the others do."""
        each = math.fsum(v * n for v, n in zip(self.variances, self.people, strict=True))
        variance = each / len(self.people) / people
        return TrialSet(
            self.outcome,
            (*self.effects, effect),
            (*self.variances, variance),
            (*self.people, people),
        )


def trial_sets(count: int, rng: np.random.Generator, outcomes: Sequence[Outcome]) -> list[TrialSet]:
    """Draw sets of 2 to 12 trials: some alike, some not, small and large, of any effect."""
    made = []
    for place in range(count):
        outcome = outcomes[place % len(outcomes)]
        k, ratio = int(rng.integers(2, 13)), outcome.measure != "SMD"
        mean = rng.uniform(-1.0, 0.4) if ratio else rng.uniform(-0.4, 1.0)
        tau = rng.choice([0.0, 0.0, 0.1, 0.2, 0.4])
        people = np.exp(rng.normal(math.log(rng.choice([60, 150, 400, 1500])), 0.7, k)).clip(20)
        risk = outcome.baseline_risks[0].risk if outcome.baseline_risks else 0.2
        variances = 4.0 / people * ((1.0 - risk) / risk if ratio else 1.0)
        effects = mean + rng.normal(0.0, tau, k) + rng.normal(size=k) * np.sqrt(variances)
        rows = (tuple(float(each) for each in row) for row in (effects, variances, people))
        made.append(TrialSet(outcome, *rows))
    return made


def cases(sets: Sequence[TrialSet]) -> list[Case]:
    """Give the case of each set: pooled as by default from three trials on."""
    widest = max(len(each.effects) for each in sets)
    y, v = (np.full((len(sets), widest), math.nan) for _ in range(2))
    for row, each in enumerate(sets):
        y[row, : len(each.effects)], v[row, : len(each.effects)] = each.effects, each.variances
    found = pool(y, v)
    fields = ("estimate", "se", "ci_low", "ci_high", "tau2", "i2", "q")
    columns = {name: np.atleast_1d(getattr(found, name)) for name in fields}
    rows = [{name: float(column[row]) for name, column in columns.items()} for row in range(len(y))]
    return [_case(each, row, w) for each, row, w in zip(sets, rows, found.weights, strict=True)]


def _case(trials: TrialSet, found: dict[str, float], weights: np.ndarray) -> Case:
    """Build the case without validating what was made to be valid."""
    outcome, k = trials.outcome, len(trials.effects)
    ratio, pooled = outcome.measure != "SMD", k >= FEWEST
    natural = math.exp if ratio else float
    limits = thresholds_of(outcome)
    [scale, *_] = scales(outcome.measure, outcome.better, limits.values, [])
    results = tuple(
        TrialResult.model_construct(
            trial_id=f"t{place}",
            label=f"Trial {place}",
            estimate=natural(y),
            log_estimate=y if ratio else None,
            se=math.sqrt(v),
            ci_low=natural(y - Z * math.sqrt(v)),
            ci_high=natural(y + Z * math.sqrt(v)),
            weight_percent=100.0 * float(weights[place]) if pooled else None,
            n=n,
            arms=(),
            direction=scale.direction(scale.place(natural(y))),
            in_pool=True,
        )
        for place, (y, v, n) in enumerate(
            zip(trials.effects, trials.variances, trials.people, strict=True)
        )
    )
    estimate, low, high = (natural(found[each]) for each in ("estimate", "ci_low", "ci_high"))
    finding = Finding.model_construct(
        comparison="main",
        outcome=outcome.id,
        outcome_label=outcome.label,
        timepoint="post",
        measure=outcome.measure,
        better=outcome.better,
        synthesis="pooled" if pooled else ("single" if k == 1 else "narrative"),
        k=k,
        n=math.fsum(trials.people),
        trials=results,
        thresholds=dict(limits.values) or None,
        thresholds_kind=limits.kind,
        pooled=Pooled.model_construct(
            estimate=estimate,
            log_estimate=found["estimate"] if ratio else None,
            se=found["se"],
            ci_low=low,
            ci_high=high,
            level=0.95,
            model="random",
            interval="knapp-hartung",
        )
        if pooled
        else None,
        heterogeneity=Heterogeneity.model_construct(
            tau2=found["tau2"],
            tau=math.sqrt(found["tau2"]),
            i2=found["i2"],
            q=found["q"],
            q_df=k - 1.0,
        )
        if pooled
        else None,
    )
    return case_of(finding, outcome, {}, CURRENCY, k)
