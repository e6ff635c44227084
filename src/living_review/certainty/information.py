"""How much information there is, and how much would be enough: people, or for rates events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from living_review.certainty.case import Case, Span
from living_review.certainty.information_size import (
    for_hazards,
    for_means,
    for_rate_differences,
    for_risks,
)
from living_review.ground import numbers
from living_review.ground.measures import DIFFERENCES, EVENTS, IN_TIME, MEANS, RATES, Measure
from living_review.language.facts import imprecision as facts
from living_review.synthesis.scale import COHEN, baselines_of

# How far apart the limits of a ratio lie when its information is too little (GRADE guidance 34).
WIDEST = {"OR": 2.5, "RR": 3.0}
Enough = Literal[
    "enough",
    "enough for an interval so narrow",
    "below what is enough",
    "below a quarter of what is enough",
    "too little by the width of the interval",
    "far too little by the width of the interval",
    "not known",
    "not asked",
]
"""Whether there is enough information; a mark of decisions, so it stays as it is."""
FAR = 0.25
THOUSANDS = 2000
LARGE_RELATIVE_CHANGE = 0.30
NARROW = 3.0


@dataclass(frozen=True)
class Information:
    """What the trials hold and what one trial would need.

    `missing` trials are of unknown size, so that `have` is a least. `by_precision`: the
    events are those that the standard errors stand for, four for each unit of 1/se². `of_some`:
    further trials of the finding have no effect that counts, such as those without events.
    """

    noun: Literal["participants", "events"]
    have: float | None
    needed: float | None
    missing: int = 0
    by_precision: bool = False
    of_some: bool = False

    @property
    def undecided(self) -> bool:
        """Whether trials of unknown size could make up what is missing."""
        if self.have is None or self.needed is None:
            return True
        return bool(self.missing) and self.have < self.needed

    @property
    def inputs(self) -> dict[str, float | None]:
        """What there is, by name, as a rule lists it."""
        known: dict[str, float | None] = {self.noun: self.have}
        return known | {f"{self.noun}_missing_from_trials": self.missing} if self.missing else known

    def judged(
        self, case: Case, span: Span, limits: Sequence[float], *, asked: bool = True
    ) -> Enough:
        """Tell whether it is enough, if that is asked.

        For an interval that is `span` among the thresholds and has these `limits` as it is told:
        where it leaves little open, half of what one trial would need, or thousands of people, are
        enough.
        """
        if not asked:
            return "not asked"
        if self.undecided or self.have is None or self.needed is None:
            return _by_width(case.finding.measure, *limits)
        if self.have >= self.needed:
            return "enough"
        if is_narrow(span) and (self.have >= self.needed / 2 or (case.finding.n or 0) >= THOUSANDS):
            return "enough for an interval so narrow"
        return (
            "below a quarter of what is enough" if self.far_too_little else "below what is enough"
        )

    @property
    def far_too_little(self) -> bool:
        """Whether it is known to be less than a quarter of what one trial would need."""
        if self.undecided or self.have is None or self.needed is None:
            return False
        return self.have < self.needed * FAR

    def far_by_width(self, measure: Measure, low: float, high: float) -> bool:
        """Whether the limits of a ratio tell the same, where the size is not known."""
        return self.undecided and _by_width(measure, low, high) == (
            "far too little by the width of the interval"
        )

    def told(self, judged: Enough | None = None) -> facts.Information | None:
        """Tell what there is against what would be enough; None where either is not known.

        `judged` is whether it was found to be enough.
        """
        if self.have is None or self.needed is None:
            return None
        number = numbers.count(self.have)
        some: Literal["trials that count", "all"] = "trials that count" if self.of_some else "all"
        return facts.Information(
            of=self.noun,
            number=number,
            one=number == "1",
            at_least=self.noun == "participants" and bool(self.missing),
            source="precision" if self.by_precision else some,
            enough=numbers.count(self.needed),
            verdict=self._verdict(self.have, self.needed, judged),
            unknown=self.missing,
        )

    def _verdict(
        self, have: float, needed: float, judged: Enough | None
    ) -> Literal["enough", "enough for its width", "unknown", "too few", "far too few"]:
        if have >= needed:
            return "enough"
        if judged == "enough for an interval so narrow":
            return "enough for its width"
        if self.missing:
            return "unknown"
        return "far too few" if self.far_too_little else "too few"


def costs(enough: Enough) -> int:
    """Give the levels that it costs."""
    match enough:
        case "below what is enough" | "too little by the width of the interval":
            return -1
        case "below a quarter of what is enough" | "far too little by the width of the interval":
            return -2
        case _:
            return 0


def too_wide(enough: Enough) -> facts.LimitsTooFarApart | None:
    """Tell that the limits of a ratio lie too far apart, where that decides."""
    if enough == "too little by the width of the interval":
        return facts.LimitsTooFarApart(far=False)
    if enough == "far too little by the width of the interval":
        return facts.LimitsTooFarApart(far=True)
    return None


def information_of(case: Case) -> Information:
    """Give the information of a finding and its optimal size.

    Means: participants to show the least difference that counts, standardised by the median SD of
    the comparator arms where it is not yet. Risks: to show a relative reduction of 25 % from the
    first baseline. Hazard and rate ratios: events to show a ratio of 0.75 (Schoenfeld 1983), those
    there are by the precision of the trials; rate differences: events to show a quarter less.
    """
    finding = case.finding
    if finding.measure in RATES & DIFFERENCES:
        return Information("events", finding.events, for_rate_differences())
    if finding.measure in IN_TIME:
        errors = [trial.se for trial in case.pooled_trials if trial.se]
        events = sum(4.0 / se**2 for se in errors) if errors else None
        return Information("events", events, for_hazards(), by_precision=True)
    some = len(case.pooled_trials) < len(finding.trials)
    needed, missing = _people_needed(case), finding.n_missing or 0
    return Information("participants", finding.n, needed, missing, of_some=some)


def is_large(case: Case, estimate: float) -> bool:
    """Tell whether an effect (natural scale) is so large that small numbers would explain it."""
    finding = case.finding
    if finding.measure in MEANS & DIFFERENCES:
        limits = finding.thresholds or (COHEN if finding.measure == "SMD" else {})
        large = limits.get("large", COHEN["large"] if finding.measure == "SMD" else math.inf)
        return abs(estimate) >= large
    if finding.measure in EVENTS & DIFFERENCES:
        baseline = baseline_of(case)
        return baseline is not None and abs(estimate) / baseline > LARGE_RELATIVE_CHANGE
    return estimate > 0 and min(estimate, 1.0 / estimate) < 1.0 - LARGE_RELATIVE_CHANGE


def is_narrow(span: Span) -> bool:
    """Tell whether an interval lies on one side, its far limit at most three times the nearer."""
    near, far = sorted((abs(span.low), abs(span.high)))
    return not span.low <= 0 <= span.high and far <= NARROW * near


def baseline_of(case: Case) -> float | None:
    """Give the first baseline, also of a difference, which needs none to be placed."""
    arms = (arm for trial in case.pooled_trials for arm in trial.arms)
    return next((each.risk for each in baselines_of(case.outcome, arms)), None)


def _people_needed(case: Case) -> float | None:
    finding = case.finding
    if finding.measure == "SMD":
        return for_means((finding.thresholds or COHEN)["small"])
    if finding.measure == "MD":
        sd = _comparator_sd(case)
        return for_means(finding.thresholds["small"] / sd) if finding.thresholds and sd else None
    risk = baseline_of(case)
    return for_risks(risk) if risk else None


def _comparator_sd(case: Case) -> float | None:
    arms = [arm for trial in case.pooled_trials for arm in trial.arms if arm.role == "control"]
    spreads = [arm.sd for arm in arms if arm.sd]
    return median(spreads) if spreads else None


def _by_width(measure: Measure, low: float, high: float) -> Enough:
    """Judge the information by how far apart the limits of a ratio lie.

    A quarter of the information makes the interval of a log ratio twice as wide: where the limits
    are farther apart than the square of what is too far, there is less than a quarter of enough.
    """
    widest = WIDEST.get(measure, math.inf)
    if not low > 0 or high / low <= widest:
        return "not known"
    if high / low > widest**2:
        return "far too little by the width of the interval"
    return "too little by the width of the interval"
