"""The scale on which an effect is compared with what people would call small, moderate or large.

Differences (SMD, MD, RD) are compared as they are; OR, RR and HR as a difference in risk at a
baseline risk; a ratio of means as a relative change, and so on the log scale. On every such scale a
positive value is a benefit, whichever way the outcome runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from living_review.findings import Arm, Direction, Finding
from living_review.findings.results import Better, Measure
from living_review.protocol import RATIO_MEASURES, Outcome

MAGNITUDES = ("small", "moderate", "large")
COHEN = {"small": 0.2, "moderate": 0.5, "large": 0.8}
COHEN_SOURCE = "Cohen 1988, a generic rule of thumb"
RISK_RATIOS = ("OR", "RR", "HR")


@dataclass(frozen=True)
class Baseline:
    """A risk under the comparator, from 0 to 1, and where it was taken from."""

    label: str
    risk: float
    source: str | None = None


@dataclass(frozen=True)
class Thresholds:
    """Least absolute effects that count, by magnitude; empty when nobody said."""

    values: Mapping[str, float]
    generic: bool
    source: str | None


@dataclass(frozen=True)
class Scale:
    """One way of placing effects among thresholds; `steps` ascend and are above zero."""

    measure: Measure
    benefit: Literal[1, -1]
    kind: Literal["difference", "risk", "log"]
    steps: tuple[float, ...]
    baseline: Baseline | None = None

    def place(self, effect: float) -> float:
        """Put an effect (ratios on the natural scale) on this scale, benefits above zero."""
        if self.kind == "difference":
            return self.benefit * effect
        if self.kind == "log":
            return self.benefit * (math.log(effect) if effect > 0 else -math.inf)
        assert self.baseline is not None
        risk = self.baseline.risk
        return self.benefit * (corresponding_risk(self.measure, effect, risk) - risk)

    def at(self, place: float) -> float | None:
        """Give the effect (log for ratios) that lies at a place; None if no effect is that big."""
        value = self.benefit * place
        if self.kind != "risk":
            return value
        assert self.baseline is not None
        return _log_ratio(self.measure, self.baseline.risk, self.baseline.risk + value)

    def band(self, place: float) -> int:
        """Give the band of a place: 0 trivial, ±1 small, ±2 moderate, ±3 large (− is harm)."""
        reached = sum(abs(place) >= step for step in self.steps)
        return reached if place >= 0 else -reached

    def crossed(self, low: float, high: float) -> tuple[float, ...]:
        """Give the thresholds (null where there are none) strictly inside low to high."""
        steps = (*(-step for step in reversed(self.steps)), *self.steps) or (0.0,)
        return tuple(step for step in steps if low < step < high)

    def direction(self, place: float) -> Direction:
        """Say which side an effect favours, or that it makes little difference."""
        least = self.steps[0] if self.steps else 0.0
        if abs(place) < least or place == 0:
            return "little_difference"
        return "favours_intervention" if place > 0 else "favours_control"


def thresholds_of(outcome: Outcome) -> Thresholds:
    """Give the protocol's thresholds, Cohen's for an SMD without any, otherwise none."""
    given = outcome.thresholds
    if given is not None:
        values = {name: getattr(given, name) for name in MAGNITUDES}
        return Thresholds(
            {name: value for name, value in values.items() if value is not None},
            given.generic,
            given.source,
        )
    if outcome.measure == "SMD":
        return Thresholds(COHEN, True, COHEN_SOURCE)
    return Thresholds({}, False, None)


def baselines_of(outcome: Outcome, arms: Iterable[Arm]) -> tuple[Baseline, ...]:
    """Give the protocol's baseline risks, or the median risk among the comparator arms."""
    if outcome.baseline_risks:
        return tuple(
            Baseline(each.label, each.risk, each.source) for each in outcome.baseline_risks
        )
    risks = sorted(
        arm.events / arm.n
        for arm in arms
        if arm.role == "control" and arm.events is not None and arm.n
    )
    if not risks:
        return ()
    middle = median(risks)
    if not 0 < middle < 1:
        return ()
    source = "median risk in the comparator arms of the trials"
    return (Baseline("As in the trials", middle, source),)


def scales(
    measure: Measure,
    better: Better,
    thresholds: Mapping[str, float] | None,
    baselines: Sequence[Baseline],
) -> tuple[Scale, ...]:
    """Give the scales of an outcome: one for each baseline risk of OR, RR and HR, otherwise one."""
    benefit: Literal[1, -1] = 1 if better == "higher" else -1
    steps = tuple(sorted((thresholds or {}).values()))
    if measure in RISK_RATIOS:
        if steps and baselines:
            return tuple(Scale(measure, benefit, "risk", steps, each) for each in baselines)
        return (Scale(measure, benefit, "log", ()),)
    if measure == "ROM":
        return (Scale(measure, benefit, "log", tuple(math.log1p(step) for step in steps)),)
    return (Scale(measure, benefit, "difference", steps),)


def scales_of(finding: Finding, outcome: Outcome) -> tuple[Scale, ...]:
    """Give the scales of a finding, as `scales`."""
    arms = (arm for trial in finding.trials if trial.in_pool for arm in trial.arms)
    baselines = baselines_of(outcome, arms)
    return scales(finding.measure, finding.better, finding.thresholds, baselines)


def corresponding_risk(measure: Measure, effect: float, baseline: float) -> float:
    """Give the risk with the intervention at a baseline risk, held within 0 and 1 (`held` says so).

    RR: p RR. OR: p OR / (1 − p + p OR). HR: 1 − (1 − p)^HR. RD: p + RD (Cochrane Handbook, ch. 15).
    """
    if measure == "RR":
        risk = baseline * effect
    elif measure == "OR":
        risk = 1.0 if math.isinf(effect) else baseline * effect / (1 - baseline + baseline * effect)
    elif measure == "HR":
        risk = 1.0 - (1.0 - baseline) ** effect
    elif measure == "RD":
        risk = baseline + effect
    else:
        raise ValueError(f"{measure} has no corresponding risk")
    return min(1.0, max(0.0, risk))


def held(measure: Measure, effect: float, baseline: float) -> bool:
    """Tell whether an RR or RD would take a baseline risk below 0 or above 1."""
    if measure == "RR":
        return baseline * effect > 1.0
    return measure == "RD" and not 0.0 <= baseline + effect <= 1.0


def is_ratio(measure: str) -> bool:
    """Tell whether effects of this measure are analysed on the log scale."""
    return measure in RATIO_MEASURES


def natural(value: float, measure: str) -> float:
    """Put an effect of the analysis scale on the natural scale, without overflow."""
    return math.exp(max(-700.0, min(700.0, value))) if is_ratio(measure) else value


def _log_ratio(measure: Measure, baseline: float, risk: float) -> float | None:
    if not 0 < risk < 1:
        return None
    if measure == "RR":
        return math.log(risk / baseline)
    if measure == "OR":
        return math.log(risk / (1 - risk) * (1 - baseline) / baseline)
    return math.log(math.log1p(-risk) / math.log1p(-baseline))
