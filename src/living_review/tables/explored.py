"""The tables of what was looked at beside the main analysis: other choices, parts of the trials."""

from __future__ import annotations

from collections.abc import Mapping

from living_review.findings import Finding, Pooled, Sensitivity
from living_review.ground import numbers, people
from living_review.synthesis.sensitivity import SAME_AS_MAIN
from living_review.tables.results import BASE, effect_of, id_of
from living_review.tables.spec import Footnote, Row, Table, cell, columns, number, row
from living_review.words import exploration_words, prose
from living_review.words.grammar import capitalised, inside, measured_in


def sensitivity(finding: Finding, labels: Mapping[str, str]) -> Table:
    """The same question under other choices, the main analysis first."""
    head = columns(
        "Analysis",
        number("Trials"),
        number("Participants"),
        number(f"{measured_in(finding)} ({prose.ci_name(finding)})"),
        number("τ²"),
        number("I²"),
        "Against the main analysis",
    )
    rows = []
    if finding.pooled is not None:
        rows.append(_analysis_row("Main analysis", finding.pooled, finding, "", finding))
    judged = any(t.risk_of_bias and t.risk_of_bias.overall for t in finding.trials if t.in_pool)
    same = [each for each in finding.sensitivity if _changes_nothing(each, finding)]
    unjudged = [e.label for e in same if e.id == "low-risk-of-bias" and not judged]
    unchanged = [each.label for each in same if each.label not in unjudged]
    for each in finding.sensitivity:
        if _changes_nothing(each, finding):
            continue
        remark = each.reason or exploration_words.sensitivity_trials(each, labels)
        rows.append(_analysis_row(each.label, each.pooled, finding, remark, each))
    notes: tuple[Footnote, ...] = ()
    if unchanged:
        names = "; ".join((unchanged[0], *(inside(label) for label in unchanged[1:])))
        notes = (Footnote("", f"{names}: the same trials and methods, so the same result."),)
    notes += tuple(
        Footnote("", f"{label}: no trial’s risk of bias has been judged, so none is left out.")
        for label in unjudged
    )
    return Table(
        id_of("sensitivity", finding), "Sensitivity analyses", head, tuple(rows), BASE, notes
    )


def _changes_nothing(each: Sensitivity, finding: Finding) -> bool:
    """Tell whether an analysis was not done because it has the trials and methods of the main."""
    return finding.pooled is not None and each.pooled is None and each.reason == SAME_AS_MAIN


def _analysis_row(
    label: str,
    pooled: Pooled | None,
    finding: Finding,
    remark: str,
    analysis: Finding | Sensitivity,
) -> Row:
    variation = analysis.heterogeneity
    return row(
        label,
        numbers.count(analysis.k),
        people.counted(analysis.n, analysis.n_missing),
        effect_of(pooled, finding) if pooled else "not pooled",
        numbers.tau2(variation.tau2) if variation and pooled else None,
        numbers.percent(variation.i2) if variation and pooled else None,
        cell(capitalised(prose.method_line(finding, pooled)) if pooled else None, remark),
    )


def subgroups(finding: Finding) -> tuple[Table, ...]:
    """One table a moderator."""
    made = []
    for each in finding.subgroups:
        head = columns(
            capitalised(each.moderator),
            number("Trials"),
            number("Participants"),
            number(f"{measured_in(finding)} ({prose.ci_name(finding)})"),
            number("τ²"),
        )
        rows = tuple(
            row(
                level.level,
                numbers.count(level.k),
                people.counted(level.n, level.n_missing),
                effect_of(level.pooled, finding) if level.pooled else "not pooled",
                numbers.tau2(level.heterogeneity.tau2) if level.heterogeneity else None,
            )
            for level in each.levels
        )
        caption = f"Subgroups by {each.moderator}"
        made.append(Table(id_of(f"subgroup-{each.moderator}", finding), caption, head, rows, BASE))
    return tuple(made)


def leave_one_out(finding: Finding) -> Table:
    """The pool without each trial in turn."""
    rows = tuple(
        row(
            f"Without {each.label}",
            numbers.estimate_with_interval(
                each.estimate, each.ci_low, each.ci_high, finding.measure
            ),
            numbers.tau2(each.tau2),
            numbers.percent(each.i2),
        )
        for each in finding.leave_one_out
    )
    head = columns(
        "Trial left out",
        number(f"{measured_in(finding)} ({prose.ci_name(finding)})"),
        number("τ²"),
        number("I²"),
    )
    return Table(
        id_of("leave-one-out", finding), "Leaving out one trial at a time", head, rows, BASE
    )


def cumulative(finding: Finding) -> Table:
    """The pool as trials were added in order of year."""
    rows = tuple(
        row(
            each.label if str(each.year) in each.label else f"{each.label}, {each.year}",
            numbers.count(each.k),
            numbers.estimate_with_interval(
                each.estimate, each.ci_low, each.ci_high, finding.measure
            ),
        )
        for each in finding.cumulative
    )
    head = columns(
        "Up to and with",
        number("Trials"),
        number(f"{measured_in(finding)} ({prose.ci_name(finding)})"),
    )
    return Table(
        id_of("cumulative", finding), "Adding one trial after another, by year", head, rows, BASE
    )
