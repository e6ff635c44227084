"""The tables of one finding: the data behind its figure, its certainty, its line in overviews."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from living_review.certainty.summary import letter
from living_review.findings import Arm, Finding, Pooled, TrialResult
from living_review.ground import numbers, people
from living_review.ground.measurement_units import is_unit
from living_review.ground.measures import MEANS
from living_review.ground.people import trials_and_participants
from living_review.tables.spec import (
    BLANK,
    Cell,
    Footnote,
    Row,
    Table,
    cell,
    columns,
    number,
    row,
    without_empty_columns,
)
from living_review.words import prose, rating_words
from living_review.words.grammar import (
    DOMAINS,
    MEASURES,
    capitalised,
    direction_phrase,
    inside,
    levels_phrase,
    measured_in,
    sentence,
    with_unit,
)

BASE = "numbers"


def id_of(kind: str, finding: Finding) -> str:
    """Give a table an anchor that is unique where many findings stand in one document."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", f"tbl-{kind}-{finding.key}")


def _shown(finding: Finding) -> str:
    """Name the figures of the trials; of those with an effect a forest plot stands above."""
    return "Data behind the figure" if finding.has_effect else "What each trial reported"


def data_behind_the_figure(finding: Finding) -> Table:
    """Every trial's figures as the forest plot draws them."""
    arms = _means if finding.measure in MEANS else _events
    ci = prose.ci_name(finding)
    heading = f"{measured_in(finding)} ({ci})"
    told = dict.fromkeys(note for trial in finding.trials for note in _told(trial, finding))
    marks = {note: letter(place) for place, note in enumerate(told)}
    table = Table(
        id=id_of("data", finding),
        caption=f"{_shown(finding)}: {inside(finding.outcome_label)}",
        columns=columns(
            "Trial",
            number("Participants", "Intervention"),
            number(_counted(finding, arms), "Intervention"),
            number("Participants", "Control"),
            number(_counted(finding, arms), "Control"),
            number(heading),
            number("Weight"),
            "Instrument",
            number("Weeks"),
        ),
        rows=(
            *(_trial_row(t, finding, arms, marks) for t in finding.trials),
            *_pooled_rows(finding),
        ),
        footnotes=tuple(Footnote(mark, sentence(text)) for text, mark in marks.items()),
        css=BASE,
        abbreviations=_abbreviations(finding),
    )
    return without_empty_columns(table)


def _counted(finding: Finding, arms: Callable[[Arm | None], str]) -> str:
    if arms is _means:
        return f"Mean (SD), {finding.unit_label}" if finding.unit_label else "Mean (SD)"
    unit = finding.person_time.unit if finding.person_time else ""
    return f"Events in {unit}" if unit else "Events"


def _told(trial: TrialResult, finding: Finding) -> tuple[str, ...]:
    """What was done to a trial's figures, and whether they count."""
    apart = finding.pooled is not None and not trial.in_pool
    return (*(("Not pooled",) if apart else ()), *trial.notes)


def _trial_row(
    trial: TrialResult,
    finding: Finding,
    arms: Callable[[Arm | None], str],
    marks: Mapping[str, str],
) -> Row:
    by_role = {arm.role: arm for arm in trial.arms}
    effect = numbers.estimate_with_interval(
        trial.estimate, trial.ci_low, trial.ci_high, finding.measure
    )
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
    )


def _means(arm: Arm | None) -> str:
    if arm is None or arm.mean is None:
        return numbers.ABSENT
    return f"{numbers.measured(arm.mean)} ({numbers.measured(arm.sd)})"


def _events(arm: Arm | None) -> str:
    if arm is None:
        return numbers.ABSENT
    count = numbers.count(arm.events)
    if arm.time_at_risk is None:
        return count
    return f"{count} in {numbers.measured(arm.time_at_risk)}"


def _pooled_rows(finding: Finding) -> tuple[Row, ...]:
    if finding.pooled is None:
        return ()
    pooled = finding.pooled
    value = effect_of(pooled, finding)
    who = trials_and_participants(finding.k, finding.n, finding.n_missing, words=False)
    total = _total(f"Pooled: {who}", value)
    shown = finding.prediction
    if shown is None or shown.low is None:
        return (total,)
    span = numbers.interval(shown.low, shown.high, finding.measure)
    name = f"{numbers.confidence(pooled.level)} prediction interval"
    return (total, _total(name, span))


def _total(name: str, effect: str) -> Row:
    return row(name, *[BLANK] * 4, effect, *[BLANK] * 3, css="group")


def _abbreviations(finding: Finding) -> tuple[tuple[str, str], ...]:
    given = [("CI", "confidence interval"), (finding.measure, MEASURES[finding.measure])]
    if finding.measure in MEANS:
        given.append(("SD", "standard deviation"))
    return tuple(given)


def effect_of(pooled: Pooled, finding: Finding) -> str:
    return numbers.estimate_with_interval(
        pooled.estimate, pooled.ci_low, pooled.ci_high, finding.measure
    )


_ALIKE = {"nobody": "No event", "everybody": "Event in everybody"}


def directions(finding: Finding) -> Table:
    """What each trial that is not pooled says."""
    given = finding.narrative.directions if finding.narrative else ()
    alike = {trial.trial_id: trial.alike for trial in finding.trials}
    rows = tuple(
        row(
            each.label,
            numbers.count(each.n),
            numbers.estimate_with_interval(
                each.estimate, each.ci_low, each.ci_high, finding.measure
            ),
            _ALIKE.get(alike.get(each.trial_id) or "")
            or capitalised(direction_phrase(each.direction, finding)),
            capitalised(each.risk_of_bias) if each.risk_of_bias else "not assessed",
            each.note,
        )
        for each in given
    )
    head = columns(
        "Trial",
        number("Participants"),
        number(f"{measured_in(finding)} ({prose.ci_name(finding)})"),
        "Direction",
        "Risk of bias",
        "Note",
    )
    caption = f"What each trial found: {inside(finding.outcome_label)}"
    return without_empty_columns(Table(id_of("directions", finding), caption, head, rows, BASE))


def certainty_profile(finding: Finding) -> Table:
    """The rating domain by domain: what is proposed, what was decided, and why."""
    domains = finding.certainty.domains if finding.certainty else ()
    rows = tuple(
        row(
            capitalised(DOMAINS[domain.name]),
            "No proposal"
            if domain.proposed is None
            else capitalised(levels_phrase(domain.proposed)),
            rating_words.domain_decision(domain),
            cell(domain.explanation, f"Rule: {domain.rule}"),
            css=_state_css(domain.state),
        )
        for domain in domains
    )
    head = columns("Domain", "Proposed", "Decided", "Why")
    caption = "Certainty of the evidence, domain by domain"
    return Table(id_of("certainty", finding), caption, head, rows, "profile")


def certainty_rules(findings: Iterable[Finding]) -> Table:
    """Each rule that proposed a rating: what it compares with what, and where it comes from."""
    rules = {
        (domain.rule, domain.threshold): domain
        for finding in findings
        if finding.certainty
        for domain in finding.certainty.domains
    }
    order = list(DOMAINS)
    rows = tuple(
        row(
            capitalised(DOMAINS[domain.name]),
            sentence(domain.threshold),
            domain.citation,
            domain.rule,
        )
        for domain in sorted(rules.values(), key=lambda domain: order.index(domain.name))
    )
    head = columns("Domain", "What the rule says", "Source", "Rule")
    return Table("tbl-rules", "The rules behind the proposals", head, rows, "profile")


def _state_css(state: str) -> str:
    return {"stale": "stale", "proposed": "provisional"}.get(state, "")


def overview(findings: tuple[Finding, ...], comparison: str, label: str) -> Table:
    """Every outcome of one comparison that has data on one line, pooled or not."""
    rows = tuple(
        row(
            Cell((f"{f.outcome_label}, {inside(f.timepoint_label)}",), href=page_of(f)),
            capitalised(f.importance),
            numbers.count(f.described[0]),
            people.counted(f.described[1] or None, f.described[2]),
            _result(f),
            cell(capitalised(f.certainty.level) if f.certainty else "Not rated"),
        )
        for f in findings
        if f.comparison == comparison and f.trials
    )
    head = columns(
        "Outcome", "Importance", number("Trials"), number("Participants"), "Effect", "Certainty"
    )
    return Table(f"tbl-overview-{comparison}", label, head, rows, BASE)


def page_of(finding: Finding) -> str | None:
    """Give the address of a finding's page; a finding without trials has none."""
    return f"finding-{finding.key}.html" if finding.trials else None


def _result(finding: Finding) -> str:
    if finding.pooled is not None:
        return prose.effect(finding)
    if finding.synthesis == "narrative":
        return "Not pooled: described trial by trial"
    only = finding.trials[0]
    if only.estimate is None or not finding.k:
        return "One trial: direction only"
    value = with_unit(numbers.estimate(only.estimate, finding.measure), finding)
    if only.ci_low is None or only.ci_high is None:
        return f"One trial: {finding.measure} {value}"
    span = numbers.interval(only.ci_low, only.ci_high, finding.measure)
    return f"One trial: {finding.measure} {value} ({prose.ci_name(finding)} {span})"
