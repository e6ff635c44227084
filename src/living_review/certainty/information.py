"""How much information there is, and how much would be enough: people, or for rates events."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

from living_review import numbers, people
from living_review.certainty.case import Case
from living_review.certainty.information_size import (
    for_hazards,
    for_means,
    for_rate_differences,
    for_risks,
)
from living_review.measures import RATES
from living_review.synthesis.scale import COHEN, baselines_of

# How far apart the limits of a ratio lie when its information is too little (GRADE guidance 34).
WIDEST = {"OR": 2.5, "RR": 3.0}
TOO_WIDE = "too little by the width of the interval"
COUNTED_IN_EVENTS = RATES | {"HR"}


@dataclass(frozen=True)
class Information:
    """What the trials hold and what one trial would need.

    `missing` trials do not report what they hold, so that `have` is a least. `by_precision`: the
    events are those that the standard errors stand for, four for each unit of 1/se².
    """

    noun: str
    have: float | None
    needed: float | None
    missing: int = 0
    by_precision: bool = False

    @property
    def undecided(self) -> bool:
        """Whether trials that do not report could make up what is missing."""
        if self.have is None or self.needed is None:
            return True
        return bool(self.missing) and self.have < self.needed

    @property
    def inputs(self) -> dict[str, float | None]:
        """What there is, by name, as a rule lists it."""
        known = {self.noun: self.have}
        return known | {f"{self.noun}_missing_from_trials": self.missing} if self.missing else known

    def judged(self, case: Case) -> tuple[str, int]:
        """Say in a word whether it is enough, and how many levels that costs."""
        if self.undecided or self.have is None or self.needed is None:
            return (TOO_WIDE, -1) if _too_wide(case) else ("not known", 0)
        if self.have >= self.needed:
            return "enough", 0
        if self.have < self.needed / 2:
            return "below half of what is enough", -2
        return "below what is enough", -1

    @property
    def words(self) -> str:
        """Say what there is against what would be enough; empty where either is not known."""
        if self.have is None or self.needed is None:
            return ""
        enough = numbers.count(self.needed)
        there = f" There are {self._counted()}"
        if self.by_precision:
            there = f" The trials hold the information of about {self._counted()}"
        if self.have >= self.needed:
            return f"{there}; {enough} would be enough."
        if self.missing:
            return (
                f"{there}; {people.not_reporting(self.missing)}, so it is not known whether "
                f"there are the {enough} that would be enough."
            )
        half = "fewer than half of" if self.have < self.needed / 2 else "fewer than"
        return f"{there}, {half} the {enough} that would be enough."

    def _counted(self) -> str:
        if self.noun == "participants":
            return people.participants(self.have, self.missing)
        count = numbers.count(self.have)
        return f"{count} {'event' if count == '1' else 'events'}"


def information_of(case: Case) -> Information:
    """Give the information of a finding and its optimal size.

    Means: participants to show the least difference that counts, standardised by the median SD of
    the comparator arms where it is not yet. Risks: to show a relative reduction of 25 % from the
    first baseline. Hazard and rate ratios: events to show a ratio of 0.75 (Schoenfeld 1983), those
    there are by the precision of the trials; rate differences: events to show a quarter less.
    """
    finding = case.finding
    if finding.measure == "IRD":
        return Information("events", finding.events, for_rate_differences())
    if finding.measure in COUNTED_IN_EVENTS:
        errors = [trial.se for trial in case.pooled_trials if trial.se]
        events = sum(4.0 / se**2 for se in errors) if errors else None
        return Information("events", events, for_hazards(), by_precision=True)
    return Information("participants", finding.n, _people_needed(case), finding.n_missing or 0)


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


def _too_wide(case: Case) -> bool:
    pooled = case.finding.pooled or case.finding.trials[0]
    low, high = pooled.ci_low, pooled.ci_high
    widest = WIDEST.get(case.finding.measure, math.inf)
    return bool(low and high and low > 0 and high / low > widest)
