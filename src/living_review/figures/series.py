"""Cumulative and leave-one-out plots: one pooled estimate a row."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from living_review.figures import plate_drawing
from living_review.figures.forest import effect_shown
from living_review.figures.of_many import Place, of_steps
from living_review.figures.plate import ROWS_A_PAGE, Column, Effect, Plate, Row, narrowed
from living_review.findings import Cumulative, Finding, LeaveOneOut
from living_review.ground import numbers
from living_review.ground.measures import Measure
from living_review.language import say
from living_review.language.facts import series_plots as facts
from living_review.words import figure_words as wording
from living_review.words import labels
from living_review.words.grammar import amount


def cumulative_plot(finding: Finding, *, narrow: bool = False) -> str:
    """Draw how the pooled estimate moved as trials were added, oldest first, as SVG.

    The latest of very many are shown. `narrow` is for narrow screens.
    """
    plate = _latest(_cumulative_plate(finding), finding, "screen")
    return plate_drawing.drawing(narrowed(plate) if narrow else plate)


def cumulative_plot_pages(finding: Finding, rows_a_page: int = ROWS_A_PAGE) -> tuple[str, ...]:
    """Draw a cumulative plot that is too long for a printed page as several; else none."""
    whole = _cumulative_plate(finding)
    plate = _latest(whole, finding, "paper")
    return plate_drawing.parts(plate, rows_a_page, even_one=plate is not whole)


def _latest(plate: Plate, finding: Finding, place: Place) -> Plate:
    return of_steps(plate, range(len(finding.cumulative)), "latest", place)


def leave_one_out_plot(finding: Finding, *, narrow: bool = False) -> str:
    """Draw the pooled estimate without each trial in turn, above that of all, as SVG.

    Those of very many are shown that move the estimate most. `narrow` is for narrow screens.
    """
    plate = of_steps(_leave_one_out_plate(finding), _moved(finding), "moved_most", "screen")
    return plate_drawing.drawing(narrowed(plate) if narrow else plate)


def leave_one_out_plot_pages(finding: Finding, rows_a_page: int = ROWS_A_PAGE) -> tuple[str, ...]:
    """Draw a leave-one-out plot that is too long for a printed page as several; else none."""
    whole = _leave_one_out_plate(finding)
    plate = of_steps(whole, _moved(finding), "moved_most")
    return plate_drawing.parts(plate, rows_a_page, even_one=plate is not whole)


def _moved(finding: Finding) -> list[float]:
    """How far the pooled effect moves without each trial, on the scale it is pooled on."""
    at: Callable[[float], float] = math.log if finding.is_ratio else float
    pooled = finding.pooled
    if pooled is None:
        return [0.0 for _ in finding.leave_one_out]
    return [abs(at(step.estimate) - at(pooled.estimate)) for step in finding.leave_one_out]


def _cumulative_plate(finding: Finding) -> Plate:
    rows = tuple(
        _row(_with_year(step), step, finding.measure, numbers.count(step.k))
        for step in finding.cumulative
    )
    return _plate(finding, cumulative_plot_alt(finding), "adding", Column(_label("trials")), rows)


def _leave_one_out_plate(finding: Finding) -> Plate:
    rows = tuple(
        _row(step.label, step, finding.measure, numbers.percent(step.i2))
        for step in finding.leave_one_out
    )
    return _plate(
        finding,
        leave_one_out_plot_alt(finding),
        "without",
        Column(_label("i2")),
        (*rows, *_all_trials(finding)),
    )


def _label(label: facts.Label) -> str:
    return say(facts.LabelText(label=label))


def _with_year(step: Cumulative) -> str:
    return wording.with_year(step.label, step.year)


def _row(label: str, step: Cumulative | LeaveOneOut, measure: Measure, before: str) -> Row:
    return Row(
        label,
        "trial",
        Effect(step.estimate, step.ci_low, step.ci_high),
        before=(before,),
        after=(labels.estimate(step.estimate, step.ci_low, step.ci_high, measure),),
        trial_id=step.trial_id,
    )


def _all_trials(finding: Finding) -> tuple[Row, ...]:
    pooled = finding.pooled
    if pooled is None:
        return ()
    i2 = finding.heterogeneity.i2 if finding.heterogeneity else None
    row = _row(
        _label("all_trials"),
        LeaveOneOut(
            trial_id="",
            label="",
            estimate=pooled.estimate,
            ci_low=pooled.ci_low,
            ci_high=pooled.ci_high,
            tau2=None,
            i2=i2,
        ),
        finding.measure,
        numbers.percent(i2),
    )
    return (Row(row.label, "summary", row.effect, row.before, row.after),)


def _plate(
    finding: Finding, title: str, label: facts.Label, column: Column, rows: tuple[Row, ...]
) -> Plate:
    lower, higher = wording.favours(finding)
    pooled = finding.pooled
    return Plate(
        title=title,
        label_header=_label(label),
        effect_header=wording.effect_header(finding),
        rows=rows,
        log=finding.is_ratio,
        null=finding.null,
        before=(column,),
        after=(Column(labels.effects(finding, unit=False)),),
        lower_side=lower,
        higher_side=higher,
        zone=wording.trivial_zone(finding),
        reference=pooled.estimate if pooled else None,
        notes=(say(facts.Dashed(method=wording.method_of(pooled))),) if pooled else (),
    )


def cumulative_plot_alt(finding: Finding) -> str:
    """Say in words what the cumulative plot shows."""
    result = wording.result(finding)
    if not finding.cumulative:
        return say(facts.NoTrialsAlt(plot="cumulative", result=result))
    first, last = finding.cumulative[0], finding.cumulative[-1]
    return say(
        facts.CumulativeAlt(
            result=result,
            # The unit stands beside the last alone.
            first=replace(effect_shown(first, finding), unit=""),
            first_trials=first.k,
            first_year=str(first.year),
            last=effect_shown(last, finding),
            last_trials=last.k,
            last_year=str(last.year),
            good_side=wording.good_side_of(finding),
        )
    )


def leave_one_out_plot_alt(finding: Finding) -> str:
    """Say in words what the leave-one-out plot shows."""
    steps, result = finding.leave_one_out, wording.result(finding)
    if not steps:
        return say(facts.NoTrialsAlt(plot="leave_one_out", result=result))
    lowest = min(steps, key=lambda step: step.estimate)
    highest = max(steps, key=lambda step: step.estimate)
    return say(
        facts.LeaveOneOutAlt(
            result=result,
            measure=finding.measure,
            low=numbers.estimate(lowest.estimate, finding.measure),
            without_low=wording.name(lowest.label),
            high=amount(highest.estimate, finding),
            without_high=wording.name(highest.label),
            good_side=wording.good_side_of(finding),
        )
    )
