"""What an effect means: where it lies among thresholds, in people, in familiar units."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist, median

from living_review.language import say
from living_review.language.facts.scales import AsInTheTrials
from living_review.protocol import Outcome
from living_review.verification.arms import Side

RATIOS = ("ROM", "OR", "RR", "HR", "IRR")
RISKS = ("OR", "RR", "RD", "HR")
RATES = ("IRR", "IRD")
# Ratios whose size in people depends on the risk or rate with the comparator.
RELATIVE = ("OR", "RR", "HR", "IRR")
COHEN = {"small": 0.2, "moderate": 0.5, "large": 0.8}
# Farther out a number leaves double precision.
FARTHEST = 700.0


def natural(value: float, measure: str) -> float:
    """Bring an effect from the analysis scale to the one it is told on."""
    return math.exp(min(max(value, -FARTHEST), FARTHEST)) if measure in RATIOS else value


def thresholds_of(outcome: Outcome) -> dict[str, float]:
    """Give the least effects that count, Cohen's for an SMD without any; risks from 0 to 1."""
    given = outcome.thresholds
    if given is None:
        return dict(COHEN) if outcome.measure == "SMD" else {}
    each = {name: getattr(given, name) for name in COHEN}
    return {
        name: value.value / 1000 if value.form == "per_1000" else value.value
        for name, value in each.items()
        if value is not None
    }


def are_ratios(outcome: Outcome) -> bool:
    """Tell whether the thresholds of an outcome are ratios."""
    return outcome.thresholds is not None and outcome.thresholds.small.form == "ratio"


def baselines_of(outcome: Outcome, controls: Iterable[Side]) -> tuple[tuple[str, float], ...]:
    """Give labels and risks (or rates) of the protocol, or those of the comparator arms.

    Their median; where that is 0, that of all arms together.
    """
    if outcome.measure in RATES:
        assert outcome.person_time is not None
        if outcome.baseline_rates:
            return tuple((each.label, each.rate) for each in outcome.baseline_rates)
        rates = [
            (side.events, side.time)
            for side in controls
            if side.events is not None and side.time is not None and side.time > 0
        ]
        rate = _usual(rates) * outcome.person_time.per
        return ((say(AsInTheTrials()), rate),) if rate > 0 else ()
    if outcome.baseline_risks:
        return tuple((each.label, each.risk) for each in outcome.baseline_risks)
    risks = [
        (side.events, side.n) for side in controls if side.events is not None and side.n is not None
    ]
    risk = _usual([(events, n) for events, n in risks if n > 0])
    return ((say(AsInTheTrials()), risk),) if 0 < risk < 1 else ()


def _usual(held: Sequence[tuple[float, float]]) -> float:
    """Give the median of events by size; where it is 0, that of all together."""
    events, sizes = [each for each, _ in held], [each for _, each in held]
    middle = median(one / size for one, size in held) if held else 0.0
    return middle or (math.fsum(events) / math.fsum(sizes) if held else 0.0)


def largest_benefit(outcome: Outcome, baselines: Sequence[tuple[str, float]]) -> float:
    """Give the largest benefit there could be: nobody has the event any more, or everybody has."""
    if outcome.better == "lower":
        return max((each for _, each in baselines), default=0.0)
    if outcome.measure in RATES:
        return math.inf if baselines else 0.0
    return max((1 - each for _, each in baselines), default=0.0)


@dataclass(frozen=True)
class Placing:
    """How effects of one outcome are set against its thresholds; benefits lie above zero.

    `changes`: thresholds are changes of a mean by a share of it, and effects logs of ratios.
    """

    measure: str
    benefit: int
    steps: tuple[float, ...]
    risk: float | None = None
    changes: bool = False

    def limit(self, side: int = 1) -> float | None:
        """Give the effect (log for ratios) that is the least benefit, or with −1 the least harm.

        None if there is none.
        """
        if not self.steps:
            return None
        least = side * self.benefit * self.steps[0]
        if self.changes:
            return math.log(1 + least) if least > -1 else None
        if self.risk is None:
            return least
        risk = self.risk + least
        if self.measure == "IRR":
            return math.log(risk) - math.log(self.risk) if risk > 0 else None
        if not 0 < risk < 1:
            return None
        if self.measure == "RR":
            return math.log(risk) - math.log(self.risk)
        if self.measure == "OR":
            return math.log(risk / (1 - risk)) - math.log(self.risk / (1 - self.risk))
        return math.log(math.log(1 - risk) / math.log(1 - self.risk))


def placings_of(outcome: Outcome, controls: Iterable[Side]) -> tuple[Placing, ...]:
    """Give the placing at each baseline, or the one there is where baselines do not matter."""
    sides = tuple(controls)
    first = placing_of(outcome, sides)
    if first.risk is None:
        return (first,)
    return tuple(replace(first, risk=risk) for _, risk in baselines_of(outcome, sides))


def placing_of(outcome: Outcome, controls: Iterable[Side]) -> Placing:
    """Give the placing at the first baseline risk."""
    measure, benefit = outcome.measure, 1 if outcome.better == "higher" else -1
    steps = tuple(sorted(thresholds_of(outcome).values()))
    if are_ratios(outcome):
        return Placing(measure, benefit, tuple(sorted(abs(math.log(step)) for step in steps)))
    if measure in RELATIVE:
        baselines = baselines_of(outcome, controls)
        if not steps or not steps[0] < largest_benefit(outcome, baselines):
            return Placing(measure, benefit, ())
        return Placing(measure, benefit, steps, baselines[0][1])
    return Placing(measure, benefit, steps, changes=measure == "ROM")


def risk_with(measure: str, effect: float, baseline: float) -> float:
    """Give the risk (or rate) with the intervention, kept in its range (Handbook, ch. 15)."""
    if measure in RATES:
        return baseline * effect if measure == "IRR" else max(0.0, baseline + effect)
    if measure == "OR":
        odds = effect * baseline / (1 - baseline)
        return odds / (1 + odds)
    if measure == "HR":
        return float(1 - (1 - baseline) ** effect)
    return min(1.0, max(0.0, baseline * effect if measure == "RR" else baseline + effect))


def is_held(measure: str, effect: float, baseline: float) -> bool:
    """Tell whether a risk was cut at 0 or 1."""
    if measure == "RR":
        return baseline * effect > 1
    if measure == "IRD":
        return baseline + effect < 0
    return measure == "RD" and not 0 <= baseline + effect <= 1


def better_off(g: Sequence[float], benefit: int, risk: float | None) -> list[float]:
    """Give the share better off: Furukawa & Leucht, or without a risk McGraw & Wong."""
    normal = NormalDist()
    if risk is None:
        return [normal.cdf(benefit * each / math.sqrt(2)) for each in g]
    return [normal.cdf(normal.inv_cdf(risk) + benefit * each) for each in g]
