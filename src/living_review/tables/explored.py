"""The tables of what was looked at beside the main analysis: other choices, parts of the trials."""

from __future__ import annotations

from collections.abc import Mapping

from living_review.findings import Cumulative, Finding, LeaveOneOut, Pooled, Sensitivity
from living_review.ground import numbers
from living_review.language import kept, say
from living_review.language.facts import tables as facts
from living_review.language.facts.analyses import SameAsMain
from living_review.tables.results import BASE, heading, id_of, said
from living_review.tables.spec import Column, Footnote, Row, Table, cell, number, row
from living_review.words import exploration_words, labels, prose
from living_review.words.grammar import capitalised


def sensitivity(finding: Finding, trials: Mapping[str, str]) -> Table:
    """The same question under other choices, the main analysis first."""
    head = (
        heading("analysis"),
        heading("trials"),
        heading("participants"),
        number(labels.effects(finding)),
        heading("tau2"),
        heading("i2"),
        heading("against_the_main"),
    )
    rows = []
    if finding.pooled is not None:
        rows.append(_analysis_row(said("main_analysis"), finding.pooled, finding, "", finding))
    judged = any(t.risk_of_bias and t.risk_of_bias.overall for t in finding.trials if t.in_pool)
    same = [each for each in finding.sensitivity if _changes_nothing(each, finding)]
    unjudged = [e.label for e in same if e.id == "low-risk-of-bias" and not judged]
    unchanged = tuple(each.label for each in same if each.label not in unjudged)
    for each in finding.sensitivity:
        if _changes_nothing(each, finding):
            continue
        remark = each.reason or exploration_words.sensitivity_trials(each, trials)
        rows.append(_analysis_row(each.label, each.pooled, finding, remark, each))
    notes = (
        *((say(facts.Unchanged(analyses=unchanged)),) if unchanged else ()),
        *(say(facts.NoneJudged(analysis=label)) for label in unjudged),
    )
    return Table(
        id_of("sensitivity", finding),
        say(facts.ExploredCaption(what="sensitivity")),
        head,
        tuple(rows),
        BASE,
        tuple(Footnote("", text) for text in notes),
    )


def _changes_nothing(each: Sensitivity, finding: Finding) -> bool:
    """Tell whether an analysis was not done because it has the trials and methods of the main."""
    if finding.pooled is None or each.pooled is not None:
        return False
    return each.reason_is == "same as main" or each.reason in kept(SameAsMain())


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
        labels.people(analysis.n, analysis.n_missing),
        labels.effect_of(pooled, finding) if pooled else said("not_pooled"),
        numbers.tau2(variation.tau2) if variation and pooled else None,
        numbers.percent(variation.i2) if variation and pooled else None,
        cell(capitalised(prose.method_line(finding, pooled)) if pooled else None, remark),
    )


def subgroups(finding: Finding) -> tuple[Table, ...]:
    """One table a moderator."""
    made = []
    for each in finding.subgroups:
        head = (
            Column(capitalised(each.moderator)),
            heading("trials"),
            heading("participants"),
            number(labels.effects(finding)),
            heading("tau2"),
        )
        rows = tuple(
            row(
                level.level,
                numbers.count(level.k),
                labels.people(level.n, level.n_missing),
                labels.effect_of(level.pooled, finding) if level.pooled else said("not_pooled"),
                numbers.tau2(level.heterogeneity.tau2) if level.heterogeneity else None,
            )
            for level in each.levels
        )
        caption = say(facts.SubgroupsCaption(moderator=each.moderator))
        made.append(Table(id_of(f"subgroup-{each.moderator}", finding), caption, head, rows, BASE))
    return tuple(made)


def leave_one_out(finding: Finding) -> Table:
    """The pool without each trial in turn."""
    rows = tuple(
        row(
            say(facts.Without(trial=each.label)),
            _estimate(each, finding),
            numbers.tau2(each.tau2),
            numbers.percent(each.i2),
            trial=each.trial_id,
        )
        for each in finding.leave_one_out
    )
    head = (
        heading("trial_left_out"),
        number(labels.effects(finding)),
        heading("tau2"),
        heading("i2"),
    )
    caption = say(facts.ExploredCaption(what="leave_one_out"))
    return Table(id_of("leave-one-out", finding), caption, head, rows, BASE)


def cumulative(finding: Finding) -> Table:
    """The pool as trials were added in order of year."""
    rows = tuple(
        row(
            each.label if str(each.year) in each.label else f"{each.label}, {each.year}",
            numbers.count(each.k),
            _estimate(each, finding),
            trial=each.trial_id,
        )
        for each in finding.cumulative
    )
    head = (heading("up_to"), heading("trials"), number(labels.effects(finding)))
    caption = say(facts.ExploredCaption(what="cumulative"))
    return Table(id_of("cumulative", finding), caption, head, rows, BASE)


def _estimate(step: LeaveOneOut | Cumulative, finding: Finding) -> str:
    return labels.estimate(step.estimate, step.ci_low, step.ci_high, finding.measure)
