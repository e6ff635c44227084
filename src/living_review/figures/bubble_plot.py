"""The bubble plot of a report: a finding's trials against a moderator, with the regression."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.figures import canvas
from living_review.figures.bubble import Bubble, Bubbles, bubble_scene
from living_review.figures.forest import subgroup_membership
from living_review.findings import Finding, Regression, TrialRecord
from living_review.ground import numbers
from living_review.ground.written_number import number_of
from living_review.language import say
from living_review.language.facts import regressions as facts
from living_review.language.facts.figures import EffectHeader
from living_review.words import figure_words as wording
from living_review.words.regression_words import YEAR, slope_of


def bubble_plot(
    finding: Finding,
    found: Regression,
    trials: Sequence[TrialRecord],
    *,
    title: str = "",
    compact: bool = False,
) -> str | None:
    """Draw a regression as SVG; None where there is none.

    `trials` have the values. `title` is what `bubble_plot_alt` says, where it was said already.
    `compact` is for narrow screens.
    """
    points = _points(finding, found, trials)
    if not found.line or not points:
        return None
    spec = Bubbles(
        title=title or bubble_plot_alt(finding, found),
        points=points,
        line=tuple((each.at, each.estimate) for each in found.line),
        low=tuple((each.at, each.ci_low) for each in found.line),
        high=tuple((each.at, each.ci_high) for each in found.line),
        log=finding.is_ratio,
        across=say(_across(found)),
        effect=say(EffectHeader(measure=finding.measure, unit=finding.unit_label)),
        notes=(say(facts.Key(confidence=numbers.confidence(finding.level))),),
        compact=compact,
        years=found.moderator == YEAR,
    )
    return canvas.svg(bubble_scene(spec))


def bubble_plot_alt(finding: Finding, found: Regression) -> str:
    """Say in words what the bubble plot shows; nothing where there is none."""
    slope = slope_of(found, finding)
    if slope is None or not found.line:
        return ""
    return say(
        facts.BubbleAlt(
            trials=found.k,
            result=wording.result(finding),
            across=_across(found),
            least=_value(found.line[0].at, found),
            most=_value(found.line[-1].at, found),
            slope=slope,
        )
    )


def _value(at: float, found: Regression) -> str:
    """Write a value that a trial has: years and counts with every digit."""
    if found.moderator == YEAR:
        return f"{at:.0f}"
    return numbers.in_full(at) if at.is_integer() else numbers.measured(at)


def _across(found: Regression) -> facts.AxisAcross:
    return facts.AxisAcross(moderator=found.name, unit=found.unit)


def _points(
    finding: Finding, found: Regression, trials: Sequence[TrialRecord]
) -> tuple[Bubble, ...]:
    """Give the pooled trials that have the number."""
    cells = subgroup_membership(trials, found.moderator)
    values = {trial: number_of(cell) for trial, cell in cells.items()}
    largest = max((trial.weight_percent or 0.0 for trial in finding.contributing), default=0.0)
    return tuple(
        Bubble(
            at,
            trial.estimate,
            (trial.weight_percent or 0.0) / largest if largest else 0.0,
            trial.trial_id,
        )
        for trial in finding.contributing
        if (at := values.get(trial.trial_id)) is not None
        and trial.trial_id not in found.left_out
        and trial.estimate is not None
    )
