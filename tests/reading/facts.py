"""What is true of a drawn review, worked out anew from its protocol and its rows.

Labels, polarity, thresholds and baselines are those of the protocol; trials, people and events are
counted in the rows; sizes, risks and certainty follow by formulas written here. Estimates and their
intervals alone are taken from the findings, which the second computation holds against its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from drawn_reviews import INTERVENTIONS, Drawn

RATIOS = ("OR", "RR", "HR", "IRR", "ROM")
AT_A_RISK = ("OR", "RR", "HR", "RD")
RATES = ("IRR", "IRD")
RELATIVE = ("OR", "RR", "HR", "IRR")
NAMES = {
    "SMD": "standardised mean difference",
    "MD": "mean difference",
    "ROM": "ratio of means",
    "OR": "odds ratio",
    "RR": "risk ratio",
    "RD": "risk difference",
    "HR": "hazard ratio",
    "IRR": "rate ratio",
    "IRD": "rate difference",
}
SIZES = ("trivial", "small", "moderate", "large")
LEVELS = ("very low", "low", "moderate", "high")
COHEN = {"small": 0.2, "moderate": 0.5, "large": 0.8}


@dataclass(frozen=True)
class Baseline:
    """A risk or a rate with the comparator, and whose it is."""

    label: str
    value: float


@dataclass(frozen=True)
class TrialFacts:
    """One trial of a finding: its people, its events, and its estimate where it has one."""

    label: str
    n: int | None
    usable: bool
    events: int | None
    estimate: float | None
    interval: tuple[float, float] | None
    judgement: str | None
    instrument: str
    category: str
    # nobody had the event with either, or everybody: that says nothing of a difference
    alike: bool = False
    # the people of both groups together, who are the same in a crossover trial
    in_groups: int | None = None


@dataclass(frozen=True, eq=False)
class Facts:
    """What is true of one finding."""

    key: str
    comparison: str
    outcome: str
    timepoint: str
    intervention: str
    comparator: str
    comparison_label: str
    label: str
    time: str
    importance: str
    measure: str
    better: str
    unit: str
    event: str
    as_object: str
    several: bool
    level: float
    least: int
    thresholds: dict[str, float]
    ratio_thresholds: bool
    baselines: tuple[Baseline, ...]
    trials: tuple[TrialFacts, ...]
    pooled: bool
    effect: tuple[float, float, float] | None
    prediction: tuple[float, float] | None
    certainty: str | None
    lowered: dict[str, int]
    statement: str
    # of the arms with the comparator, where means are told
    comparator_means: tuple[float, ...]
    # of each group its people, or their time, where nobody had the event: intervention, comparator
    without_events: tuple[float, float] | None = None
    # label of a baseline to the domains that are rated otherwise there
    lowered_at: dict[str, dict[str, int]] = field(default_factory=dict)
    # id of a sensitivity analysis to its pooled effect, where it was done
    others: dict[str, tuple[float, float, float] | None] = field(default_factory=dict)

    # the pool with its first and with all its trials; the pool without each, by the trial left out
    grown: tuple[tuple[int, float, float, float], ...] = ()
    without: dict[str, float] = field(default_factory=dict)
    # a level of the planned subgroups to its pooled effect
    levels: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def subgroup(self, level: str) -> Facts | None:
        """Give what is true of the trials of one subgroup, which is not rated by itself."""
        if level not in self.levels:
            return None
        own = tuple(each for each in self.trials if each.category == level)
        return replace(
            self,
            trials=own,
            effect=self.levels[level],
            certainty=None,
            statement="",
            prediction=None,
        )

    def certainty_at(self, place: Baseline | None) -> str | None:
        """Give the certainty at a baseline; that of the finding where none is named."""
        if place is None or self.certainty is None:
            return self.certainty
        lowered = {**self.lowered, **self.lowered_at.get(place.label, {})}
        return LEVELS[max(0, min(3, 3 + sum(lowered.values())))]

    @property
    def null(self) -> float:
        """The value of no difference."""
        return 1.0 if self.measure in RATIOS else 0.0

    @property
    def usable(self) -> tuple[TrialFacts, ...]:
        """The trials that can be pooled."""
        return tuple(each for each in self.trials if each.usable)

    @property
    def k(self) -> int:
        """How many trials give usable data."""
        return len(self.usable)

    @property
    def people(self) -> tuple[int, int]:
        """People of the trials that are told, and the trials that do not report theirs."""
        told = self.told
        known = [each.n for each in told if each.n is not None]
        return sum(known), len(told) - len(known)

    @property
    def told(self) -> tuple[TrialFacts, ...]:
        """The trials that a sentence speaks of: those pooled, else all with a result."""
        return self.usable if self.pooled else self.trials

    @property
    def one_size(self) -> bool:
        """Whether only one threshold is set: then effects are important or not."""
        return len(self.thresholds) == 1

    @property
    def names(self) -> tuple[str, ...]:
        """How sentences may call the outcome, the longest first."""
        bare = re.sub("^time to ", "", self.label, flags=re.I)
        found = {each for each in (self.label, bare, self.as_object) if each}
        return tuple(sorted(found, key=len, reverse=True))

    @property
    def scale_words(self) -> str:
        """What differences are told in: their unit, people, or events."""
        if self.ratio_thresholds:
            return "ratio"
        if self.measure in AT_A_RISK:
            return "people per 1000"
        if self.measure in RATES:
            return "events per 100 person-years"
        return self.unit if self.measure == "MD" else ""

    def side(self, value: float) -> int:
        """Tell benefit (1), harm (−1) or no difference (0)."""
        if value == self.null:
            return 0
        return 1 if (value > self.null) == (self.better == "higher") else -1

    def favoured(self, value: float) -> str | None:
        """Name the side that a value favours."""
        return {1: self.intervention, -1: self.comparator, 0: None}[self.side(value)]

    def risk_with(self, value: float, baseline: float) -> float:
        """Give the risk or rate with the intervention."""
        if self.measure == "IRR":
            return baseline * value
        if self.measure == "IRD":
            return max(0.0, baseline + value)
        if self.measure == "RR":
            return min(1.0, baseline * value)
        if self.measure == "RD":
            return min(1.0, max(0.0, baseline + value))
        if self.measure == "HR":
            return float(1 - (1 - baseline) ** value)
        odds = value * baseline / (1 - baseline)
        return odds / (1 + odds)

    @property
    def places(self) -> tuple[Baseline | None, ...]:
        """Where a size is told: at each baseline, or without one; empty where none can be."""
        if not self.thresholds:
            return ()
        if self.ratio_thresholds or self.measure not in RELATIVE:
            return (None,)
        furthest = max(
            (each.value if self.better == "lower" else 1 - each.value for each in self.baselines),
            default=0.0,
        )
        if self.measure == "IRR" and self.better == "higher" and self.baselines:
            furthest = math.inf
        return self.baselines if furthest > min(self.thresholds.values()) else ()

    def sizes(self, value: float, place: Baseline | None) -> frozenset[str]:
        """Give the words that are true of a value: those of every value that is printed alike."""
        return frozenset(self._size(each, place) for each in self._printed_alike(value, place))

    def _size(self, distance: float, place: Baseline | None) -> str:
        word = "trivial"
        for name in SIZES[1:]:
            if name in self.thresholds and distance >= self._step(name) - 1e-9:
                word = name
        return word

    def _step(self, name: str) -> float:
        step = self.thresholds[name]
        return abs(math.log(step)) if self.ratio_thresholds else step

    def _printed_alike(self, value: float, place: Baseline | None) -> Iterable[float]:
        """Give how far a value is from no difference, and the nearest and farthest printed so."""
        if place is not None:
            distance = abs(self.risk_with(value, place.value) - place.value)
            # Told beside its two risks, a difference is that of both as they are rounded.
            half = 0.1 if self.measure in RATES else 0.001
            return (distance, max(0.0, distance - half), distance + half)
        half = {"RD": 0.0005, "IRD": 0.05}.get(self.measure, 0.005)
        if self.ratio_thresholds and value > 1:
            half = 0.01  # The inverse of a threshold is written with two decimals, too.
        ends = (value, value - half, value + half)
        if self.ratio_thresholds:
            return tuple(abs(math.log(end)) if end > 0 else math.inf for end in ends)
        return tuple(abs(end - self.null) for end in ends)


def facts_of(review: Drawn) -> dict[str, Facts]:
    """Work out what is true of every finding of a review."""
    found = (_facts(review, finding) for finding in review.findings.findings)
    return {each.key: each for each in found}


def _facts(review: Drawn, finding: Any) -> Facts:
    protocol = review.protocol
    comparison = next(each for each in protocol.comparisons if each.id == finding.comparison)
    outcome = next(each for each in protocol.outcomes if each.id == finding.outcome)
    time = next(each for each in protocol.timepoints if each.id == finding.timepoint)
    analysis = protocol.analysis_for(outcome)
    trials = tuple(_trials(review, comparison, outcome, time, finding))
    usable = sum(each.usable for each in trials)
    pooled = usable >= max(2, analysis.min_trials)
    effect = None
    if finding.pooled is not None:
        effect = (finding.pooled.estimate, finding.pooled.ci_low, finding.pooled.ci_high)
    elif len(trials) == 1 and trials[0].estimate is not None and trials[0].interval:
        effect = (trials[0].estimate, *trials[0].interval)
    predicted = finding.prediction
    given = outcome.thresholds
    thresholds = dict(COHEN) if outcome.measure == "SMD" and given is None else {}
    for name, each in given.given.items() if given else ():
        thresholds[name] = each.value / 1000 if each.form == "per_1000" else each.value
    lowered = {}
    for domain in finding.certainty.domains if finding.certainty else ():
        decided = domain.proposed if domain.decided is None else domain.decided
        lowered[domain.name] = decided or 0
    rated = finding.certainty is not None
    grown = (finding.cumulative[0], finding.cumulative[-1]) if finding.cumulative else ()
    return Facts(
        key=f"{comparison.id}-{outcome.id}-{time.id}",
        comparison=comparison.id,
        outcome=outcome.id,
        timepoint=time.id,
        intervention=comparison.intervention,
        comparator=comparison.comparator,
        comparison_label=comparison.label,
        label=outcome.label,
        time=time.label,
        importance=outcome.importance,
        measure=outcome.measure,
        better=outcome.better,
        unit=outcome.unit,
        event=outcome.event,
        as_object=outcome.as_object,
        several=INTERVENTIONS.get(comparison.intervention, False),
        level=analysis.level,
        least=max(2, analysis.min_trials),
        thresholds=thresholds,
        ratio_thresholds=bool(given and given.small.form == "ratio"),
        baselines=tuple(_baselines(review, comparison, outcome, time, trials)),
        trials=trials,
        pooled=pooled,
        effect=effect,
        prediction=None
        if predicted is None or predicted.low is None or predicted.high is None
        else (predicted.low, predicted.high),
        certainty=LEVELS[max(0, min(3, 3 + sum(lowered.values())))] if rated else None,
        lowered=lowered,
        statement=finding.statement or "",
        comparator_means=tuple(_means(_rows_of(review, "arms", comparison, outcome, time))),
        without_events=_without_events(_rows_of(review, "arms", comparison, outcome, time)),
        lowered_at={
            each.baseline_label: {domain.name: domain.levels for domain in each.domains}
            for each in finding.absolute
            or (finding.certainty.at_baselines if finding.certainty else ())
        },
        others={
            each.id: (each.pooled.estimate, each.pooled.ci_low, each.pooled.ci_high)
            if each.pooled
            else None
            for each in finding.sensitivity
        },
        grown=tuple((each.k, each.estimate, each.ci_low, each.ci_high) for each in grown),
        levels={
            each.level: (each.pooled.estimate, each.pooled.ci_low, each.pooled.ci_high)
            for subgroup in finding.subgroups
            for each in subgroup.levels
            if each.pooled
        },
        without={each.label: each.estimate for each in finding.leave_one_out},
    )


def _rows_of(review: Drawn, table: str, comparison: Any, outcome: Any, time: Any) -> list[Any]:
    wanted = comparison.include.get("comparator", ())
    trials = {
        row["trial_id"]: row
        for row in review.rows["trials"]
        if row["status"] == "included" and row["comparator"] in wanted
    }
    return [
        {**row, "trial": trials[row["trial_id"]]}
        for row in review.rows[table]
        if row["trial_id"] in trials and (row["outcome"], row["timepoint"]) == (outcome.id, time.id)
    ]


def _trials(
    review: Drawn, comparison: Any, outcome: Any, time: Any, finding: Any
) -> Iterable[TrialFacts]:
    told = {each.trial_id: each for each in finding.trials}
    judged = {row["trial_id"]: row["judgement"] for row in review.rows["risk_of_bias"]}
    arms = _rows_of(review, "arms", comparison, outcome, time)
    contrasts = _rows_of(review, "contrasts", comparison, outcome, time)
    counting = review.protocol.analysis_for(outcome).method != "inverse-variance"
    for row in review.rows["trials"]:
        own = [each for each in arms if each["trial_id"] == row["trial_id"]]
        other = [each for each in contrasts if each["trial_id"] == row["trial_id"]]
        if not own and not other:
            continue
        result = told.get(row["trial_id"])
        interval = (
            (result.ci_low, result.ci_high)
            if result and result.ci_low is not None and result.ci_high is not None
            else None
        )
        events = sum(each["events"] for each in own) if own and "events" in own[0] else None
        yield TrialFacts(
            label=row["label"],
            n=_people(own, other, row["design"] == "crossover"),
            usable=_usable(own, outcome.measure, counting=counting),
            events=events,
            estimate=result.estimate if result else None,
            interval=interval,
            judgement=judged.get(row["trial_id"]),
            instrument=(own or other)[0]["instrument"],
            category=row["category"],
            alike=_alike(own),
            in_groups=_people(own, other, False),
        )


def _alike(arms: list[Any]) -> bool:
    if not arms or "events" not in arms[0]:
        return False
    full = all("time_at_risk" not in each and each["events"] == each["n"] for each in arms)
    return full or not any(each["events"] for each in arms)


def _without_events(arms: list[Any]) -> tuple[float, float] | None:
    if not arms or any(each.get("events") != 0 for each in arms):
        return None
    size = "time_at_risk" if "time_at_risk" in arms[0] else "n"
    first, second = (
        sum(each[size] for each in arms if each["role"] == role)
        for role in ("intervention", "control")
    )
    return first, second


def _means(rows: list[Any]) -> Iterable[float]:
    """Give the mean with the comparator of each trial, over its strata by their people."""
    own: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        if row["role"] == "control" and "mean" in row:
            own.setdefault(row["trial_id"], []).append((row["n"], row["mean"]))
    for parts in own.values():
        yield sum(n * mean for n, mean in parts) / sum(n for n, _ in parts)


def _people(arms: list[Any], contrasts: list[Any], crossover: bool) -> int | None:
    """Count people once, those of every stratum."""
    if arms:
        first = arms[0]["instrument"]
        counted = [each["n"] for each in arms if each["instrument"] == first]
        return sum(counted) // (2 if crossover else 1)
    counted = [contrasts[0].get("n_intervention"), contrasts[0].get("n_control")]
    if None in counted:
        return None
    return sum(counted) // (2 if crossover else 1)


def _usable(arms: list[Any], measure: str, *, counting: bool) -> bool:
    """Tell whether a trial has an effect: of a ratio none where nobody or everybody had it."""
    if not arms:
        return not counting
    if measure in ("SMD", "MD", "ROM"):
        return True
    if measure in ("RD", "IRD"):
        return True
    if measure == "IRR":
        return any(each["events"] for each in arms)
    by_stratum: dict[str, list[Any]] = {}
    for each in arms:
        by_stratum.setdefault(each["stratum"], []).append(each)
    return any(
        any(each["events"] for each in own) and any(each["events"] < each["n"] for each in own)
        for own in by_stratum.values()
    )


def _baselines(
    review: Drawn, comparison: Any, outcome: Any, time: Any, trials: tuple[TrialFacts, ...]
) -> Iterable[Baseline]:
    if outcome.measure in RATES and outcome.baseline_rates:
        return [Baseline(each.label, each.rate) for each in outcome.baseline_rates]
    if outcome.measure in AT_A_RISK and outcome.baseline_risks:
        return [Baseline(each.label, each.risk) for each in outcome.baseline_risks]
    usable = {each.label for each in trials if each.usable}
    arms: dict[str, list[float]] = {}
    for row in _rows_of(review, "arms", comparison, outcome, time):
        if row["role"] == "control" and "events" in row and row["trial"]["label"] in usable:
            own = arms.setdefault(row["trial_id"], [0.0, 0.0])
            own[0] += row["events"]
            own[1] += row["time_at_risk"] if outcome.measure in RATES else row["n"]
    if not arms:
        return ()
    middle = median(events / whole for events, whole in arms.values())
    if not middle:
        # Half of the comparator groups had no event: all of them together tell how rare it is.
        middle = sum(each for each, _ in arms.values()) / sum(each for _, each in arms.values())
    if outcome.measure in RATES:
        return [Baseline("As in the trials", 100 * middle)] if middle > 0 else ()
    return [Baseline("As in the trials", middle)] if 0 < middle < 1 else ()
