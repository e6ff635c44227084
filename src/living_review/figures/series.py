"""Cumulative and leave-one-out plots: one pooled estimate a row."""

from __future__ import annotations

from living_review.figures import plate_drawing
from living_review.figures.plate import ROWS_A_PAGE, Column, Effect, Plate, Row
from living_review.findings import Cumulative, Finding, LeaveOneOut
from living_review.ground import numbers
from living_review.words import figure_words as wording
from living_review.words.grammar import with_unit


def cumulative_plot(finding: Finding) -> str:
    """Draw how the pooled estimate moved as trials were added, oldest first, as SVG."""
    return plate_drawing.drawing(_cumulative_plate(finding))


def cumulative_plot_pages(finding: Finding, rows_a_page: int = ROWS_A_PAGE) -> tuple[str, ...]:
    """Draw a cumulative plot that is too long for a printed page as several; else none."""
    return plate_drawing.parts(_cumulative_plate(finding), rows_a_page)


def leave_one_out_plot(finding: Finding) -> str:
    """Draw the pooled estimate without each trial in turn, above that of all, as SVG."""
    return plate_drawing.drawing(_leave_one_out_plate(finding))


def leave_one_out_plot_pages(finding: Finding, rows_a_page: int = ROWS_A_PAGE) -> tuple[str, ...]:
    """Draw a leave-one-out plot that is too long for a printed page as several; else none."""
    return plate_drawing.parts(_leave_one_out_plate(finding), rows_a_page)


def _cumulative_plate(finding: Finding) -> Plate:
    rows = tuple(
        _row(_with_year(step), step, finding.measure, numbers.count(step.k))
        for step in finding.cumulative
    )
    return _plate(finding, cumulative_plot_alt(finding), "Adding", Column("Trials"), rows)


def _leave_one_out_plate(finding: Finding) -> Plate:
    rows = tuple(
        _row(step.label, step, finding.measure, numbers.percent(step.i2))
        for step in finding.leave_one_out
    )
    return _plate(
        finding,
        leave_one_out_plot_alt(finding),
        "Without",
        Column("I²"),
        (*rows, *_all_trials(finding)),
    )


def _with_year(step: Cumulative) -> str:
    return wording.with_year(step.label, step.year)


def _row(label: str, step: Cumulative | LeaveOneOut, measure: str, before: str) -> Row:
    return Row(
        label,
        "trial",
        Effect(step.estimate, step.ci_low, step.ci_high),
        before=(before,),
        after=(numbers.estimate_with_interval(step.estimate, step.ci_low, step.ci_high, measure),),
    )


def _all_trials(finding: Finding) -> tuple[Row, ...]:
    pooled = finding.pooled
    if pooled is None:
        return ()
    i2 = finding.heterogeneity.i2 if finding.heterogeneity else None
    row = _row(
        "All trials",
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
    finding: Finding, title: str, label: str, column: Column, rows: tuple[Row, ...]
) -> Plate:
    lower, higher = wording.favours(finding)
    pooled = finding.pooled
    return Plate(
        title=title,
        label_header=label,
        effect_header=wording.effect_header(finding),
        rows=rows,
        log=finding.is_ratio,
        null=finding.null,
        before=(column,),
        after=(Column(f"{finding.measure} ({wording.level(finding)} CI)"),),
        lower_side=lower,
        higher_side=higher,
        zone=wording.trivial_zone(finding),
        reference=pooled.estimate if pooled else None,
        notes=(f"{wording.method(pooled)}. Dashed: all trials.",) if pooled else (),
    )


def cumulative_plot_alt(finding: Finding) -> str:
    """Say in words what the cumulative plot shows."""
    if not finding.cumulative:
        return f"Cumulative meta-analysis of {wording.of(finding)}: no trials."
    first, last = finding.cumulative[0], finding.cumulative[-1]
    measure = finding.measure
    pooled = numbers.estimate_with_interval(last.estimate, last.ci_low, last.ci_high, measure)
    return (
        f"Cumulative meta-analysis of {wording.of(finding)}: from "
        f"{numbers.estimate_with_interval(first.estimate, first.ci_low, first.ci_high, measure)} "
        f"with {wording.trials(first.k)} ({first.year}) to "
        f"{with_unit(pooled, finding)} with {wording.trials(last.k)} ({last.year}); "
        f"{wording.good_side(finding)}."
    )


def leave_one_out_plot_alt(finding: Finding) -> str:
    """Say in words what the leave-one-out plot shows."""
    steps = finding.leave_one_out
    if not steps:
        return f"Leave-one-out analysis of {wording.of(finding)}: no trials."
    lowest = min(steps, key=lambda step: step.estimate)
    highest = max(steps, key=lambda step: step.estimate)
    values = [numbers.estimate(step.estimate, finding.measure) for step in (lowest, highest)]
    values[1] = with_unit(values[1], finding)
    if values[1] == with_unit(values[0], finding):
        values[0] = values[1]
    ends = [
        f"{value} (without {wording.name(step.label)})"
        for value, step in zip(values, (lowest, highest), strict=True)
    ]
    where = f"stays {values[0]}" if len(set(values)) == 1 else f"lies between {' and '.join(ends)}"
    return (
        f"Leave-one-out analysis of {wording.of(finding)}: the pooled "
        f"{wording.MEASURES[finding.measure].lower()} {where}; {wording.good_side(finding)}."
    )
