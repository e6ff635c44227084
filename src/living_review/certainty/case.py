"""What every GRADE rule looks at: a finding's effect among the thresholds, and what is claimed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from living_review.findings import Currency, Direction, Finding, TrialRecord, TrialResult
from living_review.ground import numbers
from living_review.ground.distributions import normal_quantile
from living_review.ground.measures import RATIOS
from living_review.language import Fact, say
from living_review.language.facts import targets as facts
from living_review.language.facts.ranges import Band, Place
from living_review.language.facts.ranges import Side as BenefitOrHarm
from living_review.protocol import Outcome
from living_review.synthesis.scale import Scale, natural, scales_of

Magnitude = Literal["large", "moderate", "small", "trivial"]
# The sizes of the bands beyond little to no difference, the nearest first.
SIZES: tuple[Magnitude, ...] = ("small", "moderate", "large")
Side = Literal[1, -1]


@dataclass(frozen=True)
class Span:
    """An estimate and its interval, benefits above zero, on the scale of the thresholds."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class View:
    """A finding on one scale (for OR, RR and HR: at one baseline risk).

    `within` is the effect with the interval that chance within the trials alone leaves it; of one
    trial, its own.
    """

    scale: Scale
    effect: Span | None
    prediction: tuple[float, float] | None
    trials: Mapping[str, Span]
    within: Span | None = None


@dataclass(frozen=True)
class Claim:
    """What the certainty is about.

    `side` is +1 for benefit and −1 for harm, None where there is none or no one effect;
    `important` is None where no threshold says what would be. `between` are the least and the most
    of the sizes (0: little to no difference; None: not known) where unpooled trials differ in it.
    """

    side: Side | None
    important: bool | None
    magnitude: Magnitude | None
    between: tuple[int, int | None] | None = None

    @property
    def answers(self) -> bool:
        """Whether it says anything of an effect: trials that point both ways, unpooled, do not."""
        return self.side is not None or self.important is not None


@dataclass(frozen=True)
class Case:
    """One finding to be rated, and the parts of the review that bear on it."""

    finding: Finding
    outcome: Outcome
    views: tuple[View, ...]
    claim: Claim
    records: Mapping[str, TrialRecord]
    currency: Currency
    included: int

    @property
    def claims(self) -> tuple[tuple[View, Claim], ...]:
        """What is claimed at each baseline risk."""
        return tuple((view, _claim(self.finding, view)) for view in self.views)

    @property
    def view(self) -> View:
        """The finding at the first baseline risk."""
        return self.views[0]

    @property
    def main(self) -> Case:
        """The case at the first baseline alone, on which the certainty of the finding rests."""
        return self.at(self.view)

    def at(self, view: View) -> Case:
        """Give the case at one baseline alone."""
        return replace(self, views=(view,), claim=_claim(self.finding, view))

    @property
    def pooled_trials(self) -> tuple[TrialResult, ...]:
        """The trials that count in k; where none does, all that are listed."""
        counted = tuple(trial for trial in self.finding.trials if trial.in_pool)
        return counted or self.finding.trials

    @property
    def compared_trials(self) -> tuple[TrialResult, ...]:
        """The trials laid against one another: those of the pool; all where nothing is pooled."""
        return self.pooled_trials if self.finding.synthesis == "pooled" else self.finding.trials


def case_of(
    finding: Finding,
    outcome: Outcome,
    records: Mapping[str, TrialRecord],
    currency: Currency,
    included: int,
) -> Case:
    """Place a finding among its thresholds and say what it claims."""
    views = tuple(_view(finding, scale) for scale in scales_of(finding, outcome))
    claim = _claim(finding, views[0])
    return Case(finding, outcome, views, claim, records, currency, included)


def headline(finding: Finding) -> tuple[float, float, float] | None:
    """Give the estimate and interval a finding stands on: its pool, or the one trial it has."""
    if finding.pooled is not None:
        return finding.pooled.estimate, finding.pooled.ci_low, finding.pooled.ci_high
    if finding.synthesis == "single" and len(finding.trials) == 1:
        only = finding.trials[0]
        if only.estimate is not None and only.ci_low is not None and only.ci_high is not None:
            return only.estimate, only.ci_low, only.ci_high
    return None


def within_trials(finding: Finding) -> tuple[float, float, float] | None:
    """Give the headline with the interval it would have if trials differed by chance alone.

    The normal interval whose variance is 1/Σ(1/SE²), never wider than the one that is told: it
    holds what the people in the trials tell, and nothing of how the trials differ.
    """
    told, pooled = headline(finding), finding.pooled
    if told is None or pooled is None or pooled.model == "common":
        return told
    known = [1.0 / trial.se**2 for trial in finding.trials if trial.in_pool and trial.se]
    if not known:
        return told
    mean = pooled.estimate if pooled.log_estimate is None else pooled.log_estimate
    if pooled.log_estimate is None and finding.measure in RATIOS:
        mean = math.log(pooled.estimate)
    reach = float(normal_quantile(0.5 + pooled.level / 2.0)) / math.sqrt(math.fsum(known))
    low, high = (natural(mean + sign * reach, finding.measure) for sign in (-1, 1))
    return told[0], max(low, told[1]), min(high, told[2])


def band_of(scale: Scale, band: int) -> Band:
    """Give what a band is: a small benefit, little to no difference, a large harm."""
    side: BenefitOrHarm | None = None
    if band:
        side = "benefit" if band > 0 else "harm"
    if not scale.steps:
        return Band(size=None, side=side)
    if band == 0:
        return Band(size="trivial", side=None)
    return Band(size="important" if len(scale.steps) == 1 else SIZES[abs(band) - 1], side=side)


def place_of(scale: Scale, first: int, last: int) -> Place:
    """Give the place of an interval by the bands of its limits, as they are printed."""
    return Place(low=band_of(scale, first), high=band_of(scale, last))


def target_words(case: Case) -> str:
    """Say in words what the certainty is about (Core GRADE 2, BMJ 2025;389:e081904)."""
    return say(_target(case.finding, case.claim))


def _target(finding: Finding, claim: Claim) -> Fact:
    outcome = finding.outcome_label
    side: BenefitOrHarm = "benefit" if claim.side == 1 else "harm"
    if not claim.answers:
        return facts.OfDirection(outcome=outcome)
    if claim.between is not None:
        if claim.between[0] == 0:
            return facts.OfUpToImportant(outcome=outcome, side=side)
        return facts.OfImportant(outcome=outcome, side=side, size=None)
    if claim.magnitude is None and claim.important is not True:
        return _target_without_size(finding, claim)
    if claim.important is False:
        return facts.OfTrivial(outcome=outcome)
    return facts.OfImportant(outcome=outcome, side=side, size=claim.magnitude)


def _target_without_size(finding: Finding, claim: Claim) -> Fact:
    """Tell what is rated where no size is named: the estimate itself, or the side of the trials."""
    outcome = finding.outcome_label
    if headline(finding) is None:
        sides = {1: finding.intervention, -1: finding.comparator}
        favours = sides[claim.side] if claim.side is not None else None
        return facts.OfSide(outcome=outcome, favours=favours)
    return facts.OfEstimate(
        outcome=outcome, why="size unknown" if finding.thresholds else "no threshold"
    )


def _view(finding: Finding, scale: Scale) -> View:
    effect = headline(finding)
    prediction = finding.prediction
    bounds = None
    if prediction is not None and prediction.low is not None and prediction.high is not None:
        bounds = _ordered(scale.place(prediction.low), scale.place(prediction.high))
    trials = {
        trial.trial_id: _span(scale, trial.estimate, trial.ci_low, trial.ci_high)
        for trial in finding.trials
        if trial.estimate is not None and trial.ci_low is not None and trial.ci_high is not None
    }
    within = within_trials(finding)
    return View(
        scale=scale,
        effect=None if effect is None else _span(scale, *effect),
        prediction=bounds,
        trials=trials,
        within=None if within is None else _span(scale, *within),
    )


def _span(scale: Scale, estimate: float, low: float, high: float) -> Span:
    return Span(*scale.span(estimate, low, high))


def _ordered(one: float, other: float) -> tuple[float, float]:
    return (one, other) if one <= other else (other, one)


def _claim(finding: Finding, view: View) -> Claim:
    if view.effect is None:
        return _claim_of_directions(finding, view)
    place = view.effect.estimate
    side: Side = 1 if place >= 0 else -1
    if not view.scale.steps:
        # Which side is told by the estimate alone: an interval is not asked what it includes.
        return Claim(None, False, None) if no_difference(finding) else Claim(side, None, None)
    band = abs(view.scale.band(place))
    return Claim(side, band > 0, _magnitude(view.scale, band))


def no_difference(finding: Finding) -> bool:
    """Tell whether the estimate of a finding is no difference, in the digits that are printed."""
    effect = headline(finding)
    if effect is None:
        return False
    null = numbers.estimate(finding.null, finding.measure)
    return numbers.estimate(effect[0], finding.measure).lstrip(numbers.MINUS) == null


def _claim_of_directions(finding: Finding, view: View) -> Claim:
    """Claim what all trials agree on, and no more.

    Trials agree where none is an important benefit while another is an important harm; those in
    which nobody or everybody had the event say nothing of a difference, and are left aside.
    """
    told = [trial for trial in finding.trials if trial.alike is None]
    directions = {_direction(trial, view) for trial in told}
    if (
        not told
        or "unknown" in directions
        or {"favours_intervention", "favours_control"} <= directions
    ):
        return Claim(None, None, None)
    sized = bool(view.scale.steps)
    if directions == {"little_difference"}:
        return Claim(None, False, "trivial" if sized else None)
    side: Side = 1 if "favours_intervention" in directions else -1
    if not sized:
        return Claim(side, None, None)
    least = 0 if "little_difference" in directions else 1
    if any(trial.trial_id not in view.trials for trial in told):
        return Claim(side, True, None) if least else Claim(side, None, None, (0, None))
    bands = {abs(view.scale.band(view.trials[trial.trial_id].estimate)) for trial in told}
    if len(bands) == 1:
        return Claim(side, True, _magnitude(view.scale, bands.pop()))
    return Claim(side, True if min(bands) else None, None, (min(bands), max(bands)))


def _direction(trial: TrialResult, view: View) -> Direction:
    """Give the direction of a trial at the baseline of a view; its own is at the first."""
    span = view.trials.get(trial.trial_id)
    return trial.direction if span is None else view.scale.direction(span.estimate)


def _magnitude(scale: Scale, band: int) -> Magnitude | None:
    """Name the size of a band; None where only one threshold separates important from not."""
    if not scale.steps:
        return None
    if band == 0:
        return "trivial"
    return SIZES[band - 1] if len(scale.steps) > 1 else None
