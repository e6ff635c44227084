"""The forest plot: every trial, its weight and risk of bias, the pool and where it may differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from living_review.certainty.subgroup_rows import name_of
from living_review.figures import judgement, plate_drawing
from living_review.figures.plate import ROWS_A_PAGE, Column, Effect, Plate, Row
from living_review.findings import (
    Arm,
    Finding,
    Pooled,
    Subgroup,
    SubgroupLevel,
    TrialRecord,
    TrialResult,
)
from living_review.ground import numbers, people
from living_review.words import figure_words as wording
from living_review.words.grammar import capitalised, measured_in, with_unit

NOT_POOLED = "Not pooled"
NOT_IN_A_LEVEL = "Not reported"


def forest_plot(
    finding: Finding,
    *,
    compact: bool = False,
    subgroup: Subgroup | None = None,
    membership: Mapping[str, str] | None = None,
) -> str:
    """Draw the forest plot of a finding as SVG.

    `compact` leaves label, plot, estimate and overall risk of bias, for small multiples and small
    screens. With `subgroup`, trials stand in blocks by level; `membership` maps trial_id to level
    (see `subgroup_membership`). Raises BadInput for an unknown risk-of-bias judgement.
    """
    return plate_drawing.drawing(forest_plate(finding, compact, subgroup, membership))


def forest_plot_pages(
    finding: Finding,
    *,
    rows_a_page: int = ROWS_A_PAGE,
    subgroup: Subgroup | None = None,
    membership: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Draw a forest plot that is too long for a printed page as several; else none."""
    return plate_drawing.parts(forest_plate(finding, False, subgroup, membership), rows_a_page)


def forest_plot_in_brief(finding: Finding, most: int) -> str | None:
    """Draw the pool with the trials of most weight, for a small place; None where all fit it.

    Where no trial has a weight, those with most people are drawn.
    """
    counted = finding.contributing
    if len(counted) <= most:
        return None
    heaviest = sorted(
        counted, key=lambda trial: (-(trial.weight_percent or 0.0), -(trial.n or 0.0))
    )[:most]
    named = {trial.trial_id for trial in heaviest}
    kept = tuple(trial for trial in counted if trial.trial_id in named)
    plate = forest_plate(finding, True)
    columns = _Columns(finding, True)
    rows = (*(columns.row(trial, False) for trial in kept), *_pooled_rows(finding))
    note = (
        f"The {numbers.in_words(most)} trials with the most "
        f"{'weight' if finding.pooled else 'participants'} of {numbers.count(len(counted))}; the "
        "full report shows all."
    )
    return plate_drawing.drawing(replace(plate, rows=rows, notes=(note, *plate.notes)))


def subgroup_membership(trials: Sequence[TrialRecord], moderator: str) -> dict[str, str]:
    """Give each trial's level of a characteristic, for `forest_plot(subgroup=…)`."""
    levels: dict[str, str] = {}
    for trial in trials:
        value = trial.extra.get(moderator, getattr(trial, moderator, None))
        if value not in (None, ""):
            levels[trial.trial_id] = str(value)
    return levels


def forest_plate(
    finding: Finding,
    compact: bool = False,
    subgroup: Subgroup | None = None,
    membership: Mapping[str, str] | None = None,
) -> Plate:
    """Give what the forest plot shows, row by row, as plain data."""
    columns = _Columns(finding, compact)
    rows = _rows(finding, columns, subgroup, membership or {})
    lower, higher = wording.favours(finding)
    measure = wording.effect_header(finding, compact=compact)
    interval = f"{wording.level(finding)} CI"
    shown = {given for row in rows for given in row.judgements if given is not None}
    return Plate(
        title=forest_plot_alt(finding),
        label_header="Trial",
        effect_header=measure,
        rows=rows,
        log=finding.is_ratio,
        null=finding.null,
        before=columns.before,
        after=(Column(f"{measured_in(finding)} ({interval})"),),
        judgement_columns=columns.judgements,
        judgement_key=judgement.key(shown),
        lower_side=lower,
        higher_side=higher,
        zone=wording.trivial_zone(finding),
        notes=_notes(finding, subgroup, columns),
        compact=compact,
        always=_always(finding.pooled),
    )


def _always(pooled: Pooled | None) -> tuple[float, ...]:
    return () if pooled is None else (pooled.estimate,)


CROSSED = "In a crossover trial the people of both arms are the same, and count once."


def _label(trial: TrialResult) -> str:
    name = wording.with_year(trial.label, trial.year)
    return f"{name} (crossover)" if trial.pairing else name


class _Columns:
    """Which columns this finding needs, and the cells that fill them."""

    def __init__(self, finding: Finding, compact: bool) -> None:
        self.finding = finding
        self.compact = compact
        self.pooled = finding.pooled is not None
        self.binary = any(arm.events is not None for t in finding.trials for arm in t.arms)
        self.timed = any(arm.time_at_risk is not None for t in finding.trials for arm in t.arms)
        self.means = any(arm.mean is not None for t in finding.trials for arm in t.arms)
        self.before = () if compact else self._before()
        self.domains = self._domains()
        self.judgements = self._judgement_columns()
        self.largest = max((t.weight_percent or 0.0 for t in finding.trials), default=0.0)

    def _before(self) -> tuple[Column, ...]:
        columns: list[Column] = []
        for group in ("Intervention", "Control"):
            if self.timed:
                unit = self.finding.person_time.unit if self.finding.person_time else "time"
                columns.append(Column(f"Events in {unit}", group))
            elif self.binary:
                columns.append(Column("Events/n", group))
            elif self.means:
                columns += [Column("n", group), Column("Mean (SD)", group)]
            else:
                columns.append(Column("n", group))
        return (*columns, Column("Weight")) if self.pooled else tuple(columns)

    def _domains(self) -> tuple[str, ...]:
        rated = [t.risk_of_bias for t in self.finding.trials if t.risk_of_bias is not None]
        if self.compact or len({rating.tool for rating in rated}) != 1:
            return ()
        return tuple(dict.fromkeys(name for rating in rated for name in rating.domains))

    def _judgement_columns(self) -> tuple[str, ...]:
        if all(trial.risk_of_bias is None for trial in self.finding.trials):
            return ()
        if not self.domains:
            return ("Overall",)
        return (*judgement.short_names(self.domains), "Overall")

    def row(self, trial: TrialResult, apart: bool) -> Row:
        """Give the row of a trial; `apart` when it does not count in the pool."""
        rating = trial.risk_of_bias
        given: tuple[str | None, ...] = ()
        if self.judgements:
            domains = [rating.domains.get(name) if rating else None for name in self.domains]
            given = (*domains, rating.overall if rating else None)
        share = None
        if self.pooled and not apart:
            share = (trial.weight_percent or 0.0) / self.largest if self.largest else 0.0
        measure = self.finding.measure
        return Row(
            label=_label(trial),
            style="apart" if apart else "trial",
            effect=Effect(trial.estimate, trial.ci_low, trial.ci_high, share),
            before=() if self.compact else self._cells(trial, apart),
            after=(
                numbers.estimate_with_interval(
                    trial.estimate, trial.ci_low, trial.ci_high, measure
                ),
            ),
            judgements=given,
        )

    def _cells(self, trial: TrialResult, apart: bool) -> tuple[str, ...]:
        cells: list[str] = []
        for role, n in (("intervention", trial.n_intervention), ("control", trial.n_control)):
            arm = next((arm for arm in trial.arms if arm.role == role), None)
            if self.timed:
                cells.append(_rate(arm))
            elif self.binary:
                cells.append(_events(arm, n))
            else:
                cells.append(numbers.count(n))
                if self.means:
                    cells.append(_mean(arm))
        if self.pooled:
            cells.append(numbers.ABSENT if apart else numbers.weight(trial.weight_percent))
        return tuple(cells)


def _events(arm: Arm | None, n: float | None) -> str:
    if arm is None or numbers.absent(arm.events):
        return f"{numbers.ABSENT}/{numbers.count(n)}"
    return f"{numbers.count(arm.events)}/{numbers.count(n if arm.n is None else arm.n)}"


def _rate(arm: Arm | None) -> str:
    if arm is None or numbers.absent(arm.events):
        return numbers.ABSENT
    return f"{numbers.count(arm.events)} in {numbers.measured(arm.time_at_risk)}"


def _mean(arm: Arm | None) -> str:
    if arm is None or numbers.absent(arm.mean):
        return numbers.ABSENT
    return f"{numbers.measured(arm.mean)} ({numbers.measured(arm.sd)})"


def _rows(
    finding: Finding,
    columns: _Columns,
    subgroup: Subgroup | None,
    membership: Mapping[str, str],
) -> tuple[Row, ...]:
    counted = finding.contributing
    apart = [trial for trial in finding.trials if finding.pooled and not trial.in_pool]
    rows: list[Row] = []
    if subgroup is None:
        rows += [columns.row(trial, False) for trial in counted]
    else:
        rows += _subgroup_rows(finding, columns, subgroup, membership, counted)
    rows += _pooled_rows(finding)
    if apart:
        rows.append(Row(NOT_POOLED, "heading"))
        rows += [columns.row(trial, True) for trial in apart]
    return tuple(rows)


def _subgroup_rows(
    finding: Finding,
    columns: _Columns,
    subgroup: Subgroup,
    membership: Mapping[str, str],
    counted: Sequence[TrialResult],
) -> list[Row]:
    rows: list[Row] = []
    levels = {level.level: level for level in subgroup.levels}
    groups: dict[str, list[TrialResult]] = {name: [] for name in levels}
    for trial in counted:
        groups.setdefault(membership.get(trial.trial_id, NOT_IN_A_LEVEL), []).append(trial)
    for name, members in groups.items():
        rows.append(Row(name, "heading"))
        rows += [columns.row(trial, False) for trial in members]
        level = levels.get(name)
        if level is not None and level.pooled is not None:
            rows.append(_summary(finding, level.pooled, f"{name}: {wording.trials(level.k)}"))
        elif level is not None:
            rows.append(Row(_unpooled_level(level), "prediction"))
    return rows


def _unpooled_level(level: SubgroupLevel) -> str:
    return f"{level.level}: {wording.trials(level.k)}, not pooled"


def _summary(finding: Finding, pooled: Pooled, label: str) -> Row:
    effect = Effect(pooled.estimate, pooled.ci_low, pooled.ci_high)
    text = numbers.estimate_with_interval(
        pooled.estimate, pooled.ci_low, pooled.ci_high, finding.measure
    )
    return Row(label, "summary", effect, after=(text,))


def _pooled_rows(finding: Finding) -> tuple[Row, ...]:
    pooled = finding.pooled
    if pooled is None:
        return ()
    label = f"Pooled: {wording.trials(finding.k)}"
    if not numbers.absent(finding.n):
        label += f", {people.participants(finding.n, finding.n_missing)}"
    rows = [_summary(finding, pooled, label)]
    prediction = finding.prediction
    if prediction is not None and not (
        numbers.absent(prediction.low) or numbers.absent(prediction.high)
    ):
        bar = Effect(None, prediction.low, prediction.high)
        text = numbers.interval(prediction.low, prediction.high, finding.measure)
        rows.append(
            Row(f"{wording.level(finding)} prediction interval", "prediction", bar, after=(text,))
        )
    return tuple(rows)


def _notes(finding: Finding, subgroup: Subgroup | None, columns: _Columns) -> tuple[str, ...]:
    notes: list[str] = []
    if finding.pooled is not None:
        notes.append(
            f"{wording.method(finding.pooled)}. {wording.heterogeneity(finding.heterogeneity)}"
        )
        if any(trial.pairing for trial in finding.trials):
            notes.append(CROSSED)
        if finding.n is not None and finding.n_missing:
            said = capitalised(people.of_unknown_size(finding.n_missing))
            notes.append(f"{said}.")
    elif finding.narrative is not None:
        notes.append(f"Not pooled: {finding.narrative.reason}")
    if subgroup is not None:
        notes.append(_subgroup_note(subgroup))
    zone = wording.trivial_zone(finding)
    if zone is not None:
        low, high = zone
        notes.append(
            f"Shaded: less than a small effect ({numbers.interval(low, high, finding.measure)})."
        )
    if columns.domains:
        notes.append(judgement.domain_note(columns.domains))
    return tuple(notes)


def _subgroup_note(subgroup: Subgroup) -> str:
    name = name_of(subgroup)
    if numbers.absent(subgroup.q_between):
        return f"Difference between levels of {name}: {subgroup.reason or 'not tested'}"
    return (
        f"Difference between levels of {name}: Q = {numbers.statistic(subgroup.q_between)}, "
        f"df = {numbers.degrees_of_freedom(subgroup.df)}, p {numbers.p_value(subgroup.p)}."
    )


def forest_plot_alt(finding: Finding) -> str:
    """Say in words what the forest plot shows."""
    pooled = finding.pooled
    shown = wording.trials(len(finding.contributing))
    start = f"Forest plot of {shown} for {wording.of(finding)}"
    if pooled is None:
        single = _single(finding)
        return f"{start}.{single}" if single else f"{start}; the trials are not pooled."
    effect = numbers.estimate_with_interval(
        pooled.estimate, pooled.ci_low, pooled.ci_high, finding.measure
    )
    effect = with_unit(effect, finding)
    text = f"{start}: pooled {wording.MEASURES[finding.measure].lower()} {effect}; "
    text += f"{wording.good_side(finding)}."
    prediction = finding.prediction
    if prediction is not None and not numbers.absent(prediction.low):
        span = numbers.interval(prediction.low, prediction.high, finding.measure)
        text += f" Prediction interval {span}."
    return text


def _single(finding: Finding) -> str:
    if len(finding.trials) != 1:
        return ""
    trial = finding.trials[0]
    label = wording.with_year(trial.label, trial.year)
    if numbers.absent(trial.estimate):
        return f" {label}: no estimate."
    effect = numbers.estimate_with_interval(
        trial.estimate, trial.ci_low, trial.ci_high, finding.measure
    )
    effect = with_unit(effect, finding)
    return f" {label}: {wording.MEASURES[finding.measure].lower()} {effect}."
