"""The scale on which an effect is compared with what people would call small, moderate or large.

Differences (SMD, MD, RD, IRD) are compared as they are; OR, RR, HR and IRR as a difference in risk
or rate at a baseline; a ratio of means as the relative change that it is (0.70 is 30 % less, 1.30
is 30 % more), and any ratio whose thresholds are ratios, on the log scale. On every such scale a
positive value is a benefit, whichever way the outcome runs. Rates are events in as much time as the
outcome's `person_time` names.

An effect is compared as `numbers` writes it, with thresholds as they are written: a reader who sees
'10 fewer per 1000' and 'small from 10' sees a small effect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from living_review.findings import Arm, Direction, Finding, PersonTime
from living_review.findings.results import ThresholdsKind
from living_review.findings.trials import Better
from living_review.ground import numbers
from living_review.ground.measures import RATES, RATIOS, RELATIVE, Measure
from living_review.language import say
from living_review.language.facts import scales as facts
from living_review.protocol import Outcome
from living_review.protocol.outcome_rules import sizes
from living_review.protocol.thresholds import furthest, kind

MAGNITUDES = ("small", "moderate", "large")
COHEN = {"small": 0.2, "moderate": 0.5, "large": 0.8}
# Written numbers are compared as floats, which may differ in their last bits.
SLACK = 1e-9


@dataclass(frozen=True)
class Baseline:
    """A risk under the comparator, from 0 to 1, or a rate, and where it was taken from.

    `at`: by when people have had the event. `time`: that of a rate, such as '100 person-years'.
    """

    label: str
    risk: float
    source: str | None = None
    at: str = ""
    time: str = ""

    @property
    def number(self) -> str:
        """The risk or rate without what it is for: '50'."""
        return numbers.rate(self.risk) if self.time else numbers.baseline(self.risk)

    @property
    def amount(self) -> str:
        """The risk or rate itself: '50 per 1000 at 12 months', '5.0 per 100 person-years'."""
        return say(self.told.amount)

    @property
    def named(self) -> str:
        """The same with its noun: 'a risk of 50 per 1000'."""
        return say(self.told)

    @property
    def told(self) -> facts.Baseline:
        """The same for a sentence that contains it."""
        amount = facts.Amount(number=self.number, at=self.at, time=self.time)
        return facts.Baseline(amount=amount)


@dataclass(frozen=True)
class Thresholds:
    """Least absolute effects that count, by magnitude; empty when nobody said."""

    values: Mapping[str, float]
    generic: bool
    source: str | None
    kind: ThresholdsKind | None = None


@dataclass(frozen=True)
class Scale:
    """One way of placing effects among thresholds; `steps` ascend and are above zero."""

    measure: Measure
    benefit: Literal[1, -1]
    kind: Literal["difference", "risk", "relative", "log"]
    steps: tuple[float, ...]
    baseline: Baseline | None = None
    ratios: tuple[float, ...] = ()

    def place(self, effect: float) -> float:
        """Put an effect (ratios on the natural scale) on this scale, benefits above zero.

        The effect is taken as it is written for a reader: by `numbers.estimate`, at a baseline by
        `numbers.people_beside` or `numbers.rates_beside`. This decides for all measures what
        reaches what.
        """
        if self.baseline is None or not math.isfinite(effect):
            return self._alone(effect)
        return self._beside(self.baseline.risk, effect, effect, effect)[0]

    def span(self, estimate: float, low: float, high: float) -> tuple[float, float, float]:
        """Put an effect and its interval on this scale, as they are written side by side."""
        if self.baseline is not None and all(map(math.isfinite, (estimate, low, high))):
            places = self._beside(self.baseline.risk, estimate, low, high)
        else:
            places = tuple(self._alone(value) for value in (estimate, low, high))
        return places[0], min(places[1:]), max(places[1:])

    def _alone(self, effect: float) -> float:
        """Place an effect by itself; one without an end lies as far out."""
        if not math.isfinite(effect):
            return self.benefit * effect
        return self.benefit * self._away(effect) if self.baseline is None else self.place(effect)

    def _beside(self, risk: float, *effects: float) -> tuple[float, ...]:
        """Place effects by the differences that are written beside the risk, or rate."""
        of_rates = self.measure in RATES
        write, whole = (numbers.rates_beside, 1.0) if of_rates else (numbers.people_beside, 1000.0)
        estimate, low, high = (corresponding_risk(self.measure, each, risk) for each in effects)
        written = write(risk, estimate, low, high).apart
        return tuple(self.benefit * sign * numbers.shown(size) / whole for sign, size in written)

    def _away(self, effect: float) -> float:
        """Give how far an effect lies from no difference, on this scale and as it is written."""
        written = numbers.shown(numbers.estimate(effect, self.measure))
        if self.kind == "difference":
            return written
        if self.kind == "relative":
            return written - 1.0
        for ratio in self.ratios:
            # 1/0.75 is written 1.33, which is a little less than it.
            if written == numbers.shown(numbers.inverse(ratio)):
                return -math.log(ratio)
        return math.log(written) if written > 0 else -math.inf

    def at(self, place: float) -> float | None:
        """Give the effect (log for ratios) that lies at a place; None if no effect is that big."""
        value = self.benefit * place
        if self.kind == "relative":
            return math.log1p(value) if value > -1 else None
        if self.baseline is None:
            return value
        return _log_ratio(self.measure, self.baseline.risk, self.baseline.risk + value)

    def band(self, place: float) -> int:
        """Give the band of a place: 0 trivial, ±1 small, ±2 moderate, ±3 large (− is harm)."""
        reached = sum(reaches(abs(place), step) for step in self.steps)
        return reached if place >= 0 else -reached

    def crossed(self, low: float, high: float) -> tuple[float, ...]:
        """Give the thresholds between the bands of both ends; null, inside, where there are none.

        An end that reaches a threshold is beyond it, as an estimate would be.
        """
        if not self.steps:
            return (0.0,) if low < 0.0 < high else ()
        harms = tuple(
            -step
            for step in reversed(self.steps)
            if reaches(-low, step) and not reaches(-high, step)
        )
        return harms + tuple(
            step for step in self.steps if reaches(high, step) and not reaches(low, step)
        )

    def direction(self, place: float) -> Direction:
        """Say which side an effect favours, or that it makes little difference."""
        if place == 0 or (self.steps and not reaches(abs(place), self.steps[0])):
            return "little_difference"
        return "favours_intervention" if place > 0 else "favours_control"


def reaches(place: float, step: float) -> bool:
    """Tell whether a place is at or beyond a step, but for the last bits of a float."""
    return place >= step - SLACK * abs(step)


def thresholds_of(outcome: Outcome) -> Thresholds:
    """Give the protocol's thresholds, Cohen's for an SMD without any, otherwise none."""
    given = outcome.thresholds
    if given is not None:
        what = kind(outcome.measure, given.small.form)
        return Thresholds(sizes(outcome), given.generic, given.source, what)
    if outcome.measure == "SMD":
        return Thresholds(COHEN, True, say(facts.RuleOfThumb()), "difference")
    return Thresholds({}, False, None)


def baselines_of(outcome: Outcome, arms: Iterable[Arm]) -> tuple[Baseline, ...]:
    """Give the protocol's baseline risks or rates, or their median among the comparator arms.

    Where that is 0, they are those of the arms taken together.
    """
    if outcome.measure in RATES:
        return _baseline_rates(outcome, arms)
    if outcome.baseline_risks:
        return tuple(
            Baseline(each.label, each.risk, each.source, each.at) for each in outcome.baseline_risks
        )
    counted = [
        (arm.events, arm.n)
        for arm in arms
        if arm.role == "control" and arm.events is not None and arm.n
    ]
    found = _of_the_trials(counted, rate=False)
    if found is None or not found[0] < 1:
        return ()
    return (Baseline(say(facts.AsInTheTrials()), *found),)


def _of_the_trials(
    counted: Sequence[tuple[float, float]], *, rate: bool
) -> tuple[float, str] | None:
    """Give the median risk or rate of comparator arms with its source; None where none had events.

    Where the event is so rare that half of the arms or more had none, their median, 0, says nothing
    of how rare: it is that of all arms taken together.
    """
    if not counted:
        return None
    middle = median(events / whole for events, whole in counted)
    if middle > 0:
        return middle, say(facts.OfTheTrials(rate=rate, together=False))
    together = sum(events for events, _ in counted) / sum(whole for _, whole in counted)
    if not together:
        return None
    return together, say(facts.OfTheTrials(rate=rate, together=True))


def _baseline_rates(outcome: Outcome, arms: Iterable[Arm]) -> tuple[Baseline, ...]:
    counted = outcome.person_time
    assert counted is not None
    time = PersonTime(unit=counted.unit, per=counted.per).label
    if outcome.baseline_rates:
        return tuple(
            Baseline(each.label, each.rate, each.source, time=time)
            for each in outcome.baseline_rates
        )
    own = [
        (arm.events * counted.per, arm.time_at_risk)
        for arm in arms
        if arm.role == "control" and arm.events is not None and arm.time_at_risk
    ]
    found = _of_the_trials(own, rate=True)
    return () if found is None else (Baseline(say(facts.AsInTheTrials()), *found, time=time),)


def scales(
    measure: Measure,
    better: Better,
    thresholds: Mapping[str, float] | None,
    baselines: Sequence[Baseline],
    what: ThresholdsKind | None = None,
) -> tuple[Scale, ...]:
    """Give the scales of an outcome: one for each baseline of OR, RR, HR and IRR, otherwise one.

    `what` the thresholds are, by default what plain numbers are for the measure. Thresholds that no
    benefit could reach at any baseline name no size.
    """
    benefit: Literal[1, -1] = 1 if better == "higher" else -1
    if what == "ratio":
        ratios = tuple((thresholds or {}).values())
        steps = tuple(sorted(abs(math.log(value)) for value in ratios))
        return (Scale(measure, benefit, "log", steps, ratios=ratios),)
    steps = tuple(sorted((thresholds or {}).values()))
    if measure in RELATIVE:
        if steps and baselines and steps[0] < reach(measure, better, baselines):
            return tuple(Scale(measure, benefit, "risk", steps, each) for each in baselines)
        return (Scale(measure, benefit, "log", ()),)
    if measure == "ROM":
        return (Scale(measure, benefit, "relative", steps),)
    return (Scale(measure, benefit, "difference", steps),)


def reach(measure: Measure, better: Better, baselines: Sequence[Baseline]) -> float:
    """Give the largest benefit, as a difference, that there could be at any of these baselines."""
    return furthest(measure, better, [each.risk for each in baselines])


def why_no_size(outcome: Outcome, limits: Thresholds, baselines: Sequence[Baseline]) -> str | None:
    """Say why thresholds that are set name no size, None where they do."""
    if outcome.measure not in RELATIVE or limits.kind == "ratio" or not limits.values:
        return None
    if not baselines:
        return say(facts.NoBaseline(rate=outcome.measure in RATES))
    least = min(limits.values.values())
    if least < reach(outcome.measure, outcome.better, baselines):
        return None
    small = replace(baselines[0], risk=least).told.amount
    return say(facts.BeyondReach(least=small, baselines=tuple(each.told for each in baselines)))


def scales_of(finding: Finding, outcome: Outcome) -> tuple[Scale, ...]:
    """Give the scales of a finding, as `scales`."""
    arms = (arm for trial in finding.trials if trial.in_pool for arm in trial.arms)
    baselines = baselines_of(outcome, arms)
    return scales(
        finding.measure, finding.better, finding.thresholds, baselines, finding.thresholds_kind
    )


def scales_told(finding: Finding) -> tuple[Scale, ...]:
    """Give the scales of a finding by the baselines at which its effect is told in people."""
    baselines = [
        Baseline(each.baseline_label, each.baseline_risk, at=each.at or "", time=each.time or "")
        for each in finding.absolute
    ]
    return scales(
        finding.measure, finding.better, finding.thresholds, baselines, finding.thresholds_kind
    )


def _odds_times(effect: float, baseline: float) -> float:
    return 1.0 if math.isinf(effect) else baseline * effect / (1 - baseline + baseline * effect)


CORRESPONDING: Mapping[str, Callable[[float, float], float]] = {
    "OR": _odds_times,
    "RR": lambda effect, baseline: baseline * effect,
    "RD": lambda effect, baseline: baseline + effect,
    "HR": lambda effect, baseline: 1.0 - (1.0 - baseline) ** effect,
    "IRR": lambda effect, baseline: baseline * effect,
    "IRD": lambda effect, baseline: baseline + effect,
}
"""The risk or rate with the intervention, of an effect and a baseline, before it is held."""
LOG_RATIO: Mapping[str, Callable[[float, float], float]] = {
    "OR": lambda baseline, risk: math.log(risk / (1 - risk) * (1 - baseline) / baseline),
    "RR": lambda baseline, risk: math.log(risk / baseline),
    "HR": lambda baseline, risk: math.log(math.log1p(-risk) / math.log1p(-baseline)),
    "IRR": lambda baseline, risk: math.log(risk / baseline),
}
"""The inverse: the logarithm of the ratio between a baseline and another risk or rate."""


def corresponding_risk(measure: Measure, effect: float, baseline: float) -> float:
    """Give the risk with the intervention at a baseline risk, held within 0 and 1 (`held` says so).

    RR: p RR. OR: p OR / (1 − p + p OR). HR: 1 − (1 − p)^HR. RD: p + RD (Cochrane Handbook, ch. 15).
    A rate likewise, held above 0: IRR: r IRR. IRD: r + IRD.
    """
    if measure not in CORRESPONDING:
        raise ValueError(f"{measure} has no corresponding risk")
    found = CORRESPONDING[measure](effect, baseline)
    return max(found, 0.0) if measure in RATES else min(1.0, max(0.0, found))


def held(measure: Measure, effect: float, baseline: float) -> bool:
    """Tell whether an RR or RD would take a baseline risk below 0 or above 1, or an IRD a rate."""
    if measure == "RR":
        return baseline * effect > 1.0
    if measure == "IRD":
        return baseline + effect < 0.0
    return measure == "RD" and not 0.0 <= baseline + effect <= 1.0


def is_ratio(measure: str) -> bool:
    """Tell whether effects of this measure are analysed on the log scale."""
    return measure in RATIOS


def natural(value: float, measure: str) -> float:
    """Put an effect of the analysis scale on the natural scale, without overflow."""
    return math.exp(max(-700.0, min(700.0, value))) if is_ratio(measure) else value


def _log_ratio(measure: Measure, baseline: float, risk: float) -> float | None:
    possible = risk > 0 if measure in RATES else 0 < risk < 1
    return LOG_RATIO[measure](baseline, risk) if possible else None
