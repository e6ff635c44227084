"""What every GRADE rule looks at: a finding's effect among the thresholds, and what is claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from living_review.findings import Currency, Finding, TrialRecord, TrialResult
from living_review.protocol import Outcome
from living_review.synthesis.scale import MAGNITUDES, Scale, scales_of
from living_review.synthesis.wording import inside

Magnitude = Literal["large", "moderate", "small", "trivial"]
Side = Literal[1, -1]


@dataclass(frozen=True)
class Span:
    """An estimate and its interval, benefits above zero, on the scale of the thresholds."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class View:
    """A finding on one scale (for OR, RR and HR: at one baseline risk)."""

    scale: Scale
    effect: Span | None
    prediction: tuple[float, float] | None
    trials: Mapping[str, Span]


@dataclass(frozen=True)
class Claim:
    """What the certainty is about.

    `side` is +1 for benefit and −1 for harm, None where the trials do not show one; `important` is
    None where no threshold says what would be.
    """

    side: Side | None
    important: bool | None
    magnitude: Magnitude | None


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
    def pooled_trials(self) -> tuple[TrialResult, ...]:
        """The trials that count in k; where none does, all that are listed."""
        counted = tuple(trial for trial in self.finding.trials if trial.in_pool)
        return counted or self.finding.trials


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


def band_words(scale: Scale, band: int) -> str:
    """Name a band for a reader: 'a small benefit', 'little to no difference', 'a large harm'."""
    if not scale.steps:
        return {0: "no difference", 1: "a benefit"}.get(band, "a harm")
    if band == 0:
        return "little to no difference"
    size = "important" if len(scale.steps) == 1 else MAGNITUDES[abs(band) - 1]
    article = "an" if size == "important" else "a"
    return f"{article} {size} {'benefit' if band > 0 else 'harm'}"


def target_words(case: Case) -> str:
    """Say in words what the certainty is about (Core GRADE 2, BMJ 2025;389:e081904)."""
    outcome, claim = inside(case.finding.outcome_label), case.claim
    if claim.side is None and claim.magnitude is None:
        return f"whether there is an effect on {outcome}, and in which direction"
    if claim.important is False:
        return f"that there is little to no difference in {outcome}"
    kind = "benefit" if claim.side == 1 else "harm"
    if claim.important is None:
        return f"that there is an effect on {outcome}, and that it is a {kind}"
    size = f" ({claim.magnitude} in size)" if claim.magnitude else ""
    return f"that the effect on {outcome} is an important {kind}{size}"


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
    return View(scale, None if effect is None else _span(scale, *effect), bounds, trials)


def _span(scale: Scale, estimate: float, low: float, high: float) -> Span:
    return Span(scale.place(estimate), *_ordered(scale.place(low), scale.place(high)))


def _ordered(one: float, other: float) -> tuple[float, float]:
    return (one, other) if one <= other else (other, one)


def _claim(finding: Finding, view: View) -> Claim:
    if view.effect is not None:
        place = view.effect.estimate
        if not view.scale.steps:
            return Claim(_beyond_doubt([view.effect]), None, None)
        side: Side = 1 if place >= 0 else -1
        band = abs(view.scale.band(place))
        return Claim(side, band > 0, _magnitude(view.scale, band))
    return _claim_of_directions(finding, view)


def _claim_of_directions(finding: Finding, view: View) -> Claim:
    """Claim what all trials agree on, and no more."""
    directions = {trial.direction for trial in finding.trials}
    if directions == {"little_difference"}:
        return Claim(None, False, "trivial")
    if directions not in ({"favours_intervention"}, {"favours_control"}):
        return Claim(None, None, None)
    if not view.scale.steps:
        every = len(view.trials) == len(finding.trials)
        return Claim(_beyond_doubt(list(view.trials.values())) if every else None, None, None)
    side: Side = 1 if directions == {"favours_intervention"} else -1
    bands = {abs(view.scale.band(span.estimate)) for span in view.trials.values()}
    every = len(view.trials) == len(finding.trials)
    size = _magnitude(view.scale, bands.pop()) if every and len(bands) == 1 else None
    return Claim(side, True, size)


def _beyond_doubt(spans: Sequence[Span]) -> Side | None:
    """Give the side on which every interval lies whole: with no threshold, nothing less shows one.

    Without a threshold there is no 'little to no difference', so an estimate a hair from no
    difference would otherwise be told as a benefit or a harm.
    """
    if spans and all(span.low > 0 for span in spans):
        return 1
    if spans and all(span.high < 0 for span in spans):
        return -1
    return None


def _magnitude(scale: Scale, band: int) -> Magnitude | None:
    """Name the size of a band; None where only one threshold separates important from not."""
    if not scale.steps:
        return None
    if band == 0:
        return "trivial"
    names: tuple[Magnitude, ...] = ("small", "moderate", "large")
    return names[band - 1] if len(scale.steps) > 1 else None
