"""The tables of one finding: the data behind its figure, its certainty, its line in overviews."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from living_review.certainty.summary import letter
from living_review.findings import Arm, Finding, TrialResult
from living_review.ground import numbers
from living_review.ground.measurement_units import is_unit
from living_review.ground.measures import MEANS
from living_review.language import say
from living_review.language.facts import tables as facts
from living_review.language.facts import trials as trial_facts
from living_review.language.facts.forest_plots import Chosen, ShownOfMany
from living_review.language.people import trials_and_people
from living_review.tables.spec import (
    BLANK,
    Cell,
    Column,
    Footnote,
    Row,
    Table,
    cell,
    number,
    row,
    without_empty_columns,
)
from living_review.words import labels, prose, risk_of_bias_words
from living_review.words.grammar import effect_amount, sentence

BASE = "numbers"
NUMBERS = frozenset({"trials", "participants", "weight", "weeks", "tau2", "i2"})


def id_of(kind: str, finding: Finding) -> str:
    """Give a table an anchor that is unique where many findings stand in one document."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", f"tbl-{kind}-{finding.key}")


def heading(column: facts.Column, group: facts.Column | None = None) -> Column:
    """Make a column of a table of a finding; numbers stand to the right."""
    name = say(facts.ColumnHeading(column=column))
    above = say(facts.ColumnHeading(column=group)) if group else ""
    return number(name, above) if column in NUMBERS else Column(name, group=above)


def data_behind_the_figure(finding: Finding, shown: Collection[str] | None = None) -> Table:
    """Every trial's figures as the forest plot draws them, or those of the trials that are shown.

    Where some are left out, a note says how many are shown and where all are.
    """
    given = [each for each in finding.trials if shown is None or each.trial_id in shown]
    arms = _means if finding.measure in MEANS else _events
    counted = _counted(finding)
    told = dict.fromkeys(note for trial in given for note in _told(trial, finding))
    marks = {note: letter(place) for place, note in enumerate(told)}
    table = Table(
        id=id_of("data", finding),
        # Of trials with an effect a forest plot stands above the table.
        caption=say(facts.DataCaption(outcome=finding.outcome_label, drawn=finding.has_effect)),
        columns=(
            heading("trial"),
            heading("participants", "intervention"),
            number(counted, say(facts.ColumnHeading(column="intervention"))),
            heading("participants", "control"),
            number(counted, say(facts.ColumnHeading(column="control"))),
            number(labels.effects(finding)),
            heading("weight"),
            heading("instrument"),
            heading("weeks"),
        ),
        rows=(
            *(_trial_row(t, finding, arms, marks) for t in given),
            *_pooled_rows(finding),
        ),
        footnotes=(
            *_left_out(finding, len(given)),
            *(Footnote(mark, sentence(text)) for text, mark in marks.items()),
        ),
        css=BASE,
        abbreviations=_abbreviations(finding),
    )
    return without_empty_columns(table)


def _left_out(finding: Finding, shown: int) -> tuple[Footnote, ...]:
    if shown == len(finding.trials):
        return ()
    chosen: Chosen = "participants" if finding.pooled is None else "weight"
    said = ShownOfMany(shown=shown, of=len(finding.contributing), chosen=chosen)
    return (Footnote("", say(said)),)


def _counted(finding: Finding) -> str:
    """Head the columns of what was measured or counted in a group."""
    if finding.measure in MEANS:
        return say(facts.MeansHeading(unit=finding.unit_label))
    return say(facts.EventsHeading(time=finding.person_time.unit if finding.person_time else ""))


def _told(trial: TrialResult, finding: Finding) -> tuple[str, ...]:
    """What was done to a trial's figures, and whether they count."""
    apart = finding.pooled is not None and not trial.in_pool
    return (*((say(facts.NotInPool()),) if apart else ()), *trial.notes)


def _trial_row(
    trial: TrialResult,
    finding: Finding,
    arms: Callable[[Arm | None], str],
    marks: Mapping[str, str],
) -> Row:
    by_role = {arm.role: arm for arm in trial.arms}
    effect = labels.estimate(trial.estimate, trial.ci_low, trial.ci_high, finding.measure)
    name = trial.label if str(trial.year) in trial.label else f"{trial.label}, {trial.year}"
    notes = tuple(marks[note] for note in _told(trial, finding))
    return row(
        replace(cell(name), notes=notes),
        numbers.count(trial.n_intervention),
        arms(by_role.get("intervention")),
        numbers.count(trial.n_control),
        arms(by_role.get("control")),
        effect,
        numbers.weight(trial.weight_percent) if trial.in_pool else None,
        None if is_unit(trial.instrument) else trial.instrument,
        numbers.measured(trial.weeks),
        css="" if trial.in_pool or finding.pooled is None else "not-pooled",
        trial=trial.trial_id,
    )


def _means(arm: Arm | None) -> str:
    if arm is None or arm.mean is None:
        return numbers.ABSENT
    return f"{numbers.measured(arm.mean)} ({numbers.measured(arm.sd)})"


def _events(arm: Arm | None) -> str:
    if arm is None:
        return numbers.ABSENT
    if arm.time_at_risk is None:
        return numbers.count(arm.events)
    return labels.in_time(arm.events, arm.time_at_risk)


def _pooled_rows(finding: Finding) -> tuple[Row, ...]:
    if finding.pooled is None:
        return ()
    pooled = finding.pooled
    who = trials_and_people(finding.k, finding.n, finding.n_missing, words=False)
    total = _total(say(facts.PooledOf(who=who)), labels.effect_of(pooled, finding))
    shown = finding.prediction
    if shown is None or shown.low is None:
        return (total,)
    span = labels.span(shown.low, shown.high, finding.measure)
    return (total, _total(labels.prediction(pooled.level), span))


def _total(name: str, effect: str) -> Row:
    return row(name, *[BLANK] * 4, effect, *[BLANK] * 3, css="group")


def _abbreviations(finding: Finding) -> tuple[tuple[str, str], ...]:
    given = (labels.confidence_interval(), labels.measure(finding.measure))
    return (*given, labels.standard_deviation()) if finding.measure in MEANS else given


def directions(finding: Finding) -> Table:
    """What each trial that is not pooled says."""
    given = finding.narrative.directions if finding.narrative else ()
    alike = {trial.trial_id: trial.alike for trial in finding.trials}
    rows = tuple(
        row(
            each.label,
            numbers.count(each.n),
            labels.estimate(each.estimate, each.ci_low, each.ci_high, finding.measure),
            _direction(alike.get(each.trial_id) or each.direction, finding),
            risk_of_bias_words.judgement(each.risk_of_bias),
            each.note,
            trial=each.trial_id,
        )
        for each in given
    )
    head = (
        heading("trial"),
        heading("participants"),
        number(labels.effects(finding)),
        heading("direction"),
        heading("risk_of_bias"),
        heading("note"),
    )
    caption = say(facts.DirectionsCaption(outcome=finding.outcome_label))
    return without_empty_columns(Table(id_of("directions", finding), caption, head, rows, BASE))


def _direction(way: trial_facts.Direction, finding: Finding) -> str:
    sides = {"favours_intervention": finding.intervention, "favours_control": finding.comparator}
    return say(facts.DirectionOf(way=way, favours=sides.get(way, "")))


def overview(findings: tuple[Finding, ...], comparison: str, label: str) -> Table:
    """Every outcome of one comparison that has data on one line, pooled or not."""
    rows = tuple(
        row(
            Cell(
                (say(facts.OutcomeOf(outcome=f.outcome_label, timepoint=f.timepoint_label)),),
                href=page_of(f),
            ),
            say(facts.ImportanceName(importance=f.importance)),
            numbers.count(f.described[0]),
            labels.people(f.described[1] or None, f.described[2]),
            _result(f),
            labels.level(f.certainty.level) if f.certainty else said("not_rated"),
        )
        for f in findings
        if f.comparison == comparison and f.trials
    )
    shown: tuple[facts.Column, ...] = (
        *("outcome", "importance", "trials"),
        *("participants", "effect", "certainty"),
    )
    return Table(f"tbl-overview-{comparison}", label, tuple(map(heading, shown)), rows, BASE)


def page_of(finding: Finding) -> str | None:
    """Give the address of a finding's page; a finding without trials has none."""
    return f"finding-{finding.key}.html" if finding.trials else None


def said(what: facts.Said) -> str:
    """Say what a cell says where it holds no figure."""
    return say(facts.CellText(said=what))


def _result(finding: Finding) -> str:
    if finding.pooled is not None:
        return prose.effect(finding)
    if finding.synthesis == "narrative":
        return said("narrative")
    only = finding.trials[0]
    if only.estimate is None or not finding.k:
        return said("direction_only")
    estimate, ends = effect_amount(only.estimate, only.ci_low, only.ci_high, finding)
    return say(
        facts.OneTrial(
            measure=finding.measure,
            estimate=estimate,
            confidence=numbers.confidence(finding.level),
            interval=ends if ends.low else None,
        )
    )
