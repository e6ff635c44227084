"""The forest plot: every trial, its weight and risk of bias, the pool and where it may differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from living_review.certainty.subgroup_rows import name_of
from living_review.figures import judgement, plate_drawing
from living_review.figures.beside import NONE_BESIDE, Beside
from living_review.figures.of_many import heaviest, of_trials, only
from living_review.figures.plate import ROWS_A_PAGE, Column, Effect, Plate, Row, narrowed
from living_review.findings import (
    Arm,
    Cumulative,
    Finding,
    Pooled,
    Subgroup,
    TrialRecord,
    TrialResult,
)
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import forest_plots as facts
from living_review.language.people import participants_of, unknown_size
from living_review.words import figure_words as wording
from living_review.words import labels, risk_of_bias_words
from living_review.words.grammar import effect_written, interval


def forest_plot(
    finding: Finding,
    *,
    compact: bool = False,
    subgroup: Subgroup | None = None,
    membership: Mapping[str, str] | None = None,
    beside: Beside = NONE_BESIDE,
    every: bool = False,
) -> str:
    """Draw the forest plot of a finding as SVG; of very many trials the heaviest, or `every` one.

    `compact` leaves label, plot, estimate and overall risk of bias, and every trial. With
    `subgroup`, trials stand in blocks by level; `membership` maps trial_id to level (see
    `subgroup_membership`). Raises BadInput for an unknown risk-of-bias judgement.
    """
    plate = forest_plate(finding, compact, subgroup, membership, beside)
    shown = plate if compact or every else of_trials(plate, finding, "screen")
    return plate_drawing.drawing(shown)


def forest_plot_pages(
    finding: Finding,
    *,
    rows_a_page: int = ROWS_A_PAGE,
    subgroup: Subgroup | None = None,
    membership: Mapping[str, str] | None = None,
    beside: Beside = NONE_BESIDE,
) -> tuple[str, ...]:
    """Draw a forest plot that is too long for a printed page as several; else none.

    Of more trials than anybody reads on paper those with the most weight are drawn.
    """
    whole = forest_plate(finding, False, subgroup, membership, beside)
    plate = of_trials(whole, finding)
    return plate_drawing.parts(plate, rows_a_page, even_one=plate is not whole)


def forest_plot_narrow(
    finding: Finding,
    *,
    subgroup: Subgroup | None = None,
    membership: Mapping[str, str] | None = None,
) -> str:
    """Draw the forest plot for a narrow screen as SVG: each trial's name above its effect."""
    plate = of_trials(forest_plate(finding, True, subgroup, membership), finding, "screen")
    return plate_drawing.drawing(narrowed(plate))


def forest_plot_in_brief(finding: Finding, most: int) -> str | None:
    """Draw the pool with the trials of most weight, for a small place; None where all fit it.

    Where no trial has a weight, those with most people are drawn.
    """
    counted = finding.contributing
    if len(counted) <= most:
        return None
    said = say(facts.Heaviest(shown=most, of=len(counted), weighted=finding.pooled is not None))
    return plate_drawing.drawing(only(forest_plate(finding, True), heaviest(finding, most), said))


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
    beside: Beside = NONE_BESIDE,
) -> Plate:
    """Give what the forest plot shows, row by row, as plain data.

    `beside` are further columns; a compact plot has no room for any.
    """
    columns = _Columns(finding, compact)
    rows = _rows(finding, columns, subgroup, membership or {})
    lower, higher = wording.favours(finding)
    measure = wording.effect_header(finding, compact=compact)
    shown = {given for row in rows for given in row.judgements if given is not None}
    plate = Plate(
        title=forest_plot_alt(finding),
        label_header=_label("trial"),
        effect_header=measure,
        rows=rows,
        log=finding.is_ratio,
        null=finding.null,
        before=columns.before,
        after=(Column(labels.effects(finding)),),
        judgement_columns=columns.judgements,
        judgement_header=risk_of_bias_words.heading("risk_of_bias"),
        judgement_key=judgement.key(shown) if shown else None,
        lower_side=lower,
        higher_side=higher,
        zone=wording.trivial_zone(finding),
        notes=_notes(finding, subgroup, columns),
        compact=compact,
        always=_always(finding.pooled),
    )
    return plate if compact else beside.on(plate)


def _always(pooled: Pooled | None) -> tuple[float, ...]:
    return () if pooled is None else (pooled.estimate,)


def _label(label: facts.Label) -> str:
    return say(facts.LabelText(label=label))


def _named(trial: TrialResult) -> str:
    name = wording.with_year(trial.label, trial.year)
    return say(facts.Crossover(trial=name)) if trial.pairing else name


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
        groups: tuple[facts.Label, ...] = ("intervention", "control")
        for group in map(_label, groups):
            if self.timed:
                time = self.finding.person_time.unit if self.finding.person_time else ""
                columns.append(Column(say(facts.EventsIn(time=time)), group))
            elif self.binary:
                columns.append(Column(_label("events_of_n"), group))
            elif self.means:
                columns += [Column(_label("n"), group), Column(_label("mean_sd"), group)]
            else:
                columns.append(Column(_label("n"), group))
        return (*columns, Column(_label("weight"))) if self.pooled else tuple(columns)

    def _domains(self) -> tuple[str, ...]:
        rated = [t.risk_of_bias for t in self.finding.trials if t.risk_of_bias is not None]
        if self.compact or len({rating.tool for rating in rated}) != 1:
            return ()
        return tuple(dict.fromkeys(name for rating in rated for name in rating.domains))

    def _judgement_columns(self) -> tuple[str, ...]:
        if all(trial.risk_of_bias is None for trial in self.finding.trials):
            return ()
        overall = risk_of_bias_words.heading("overall")
        return (*risk_of_bias_words.short_names(self.domains), overall)

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
            label=_named(trial),
            style="apart" if apart else "trial",
            effect=Effect(trial.estimate, trial.ci_low, trial.ci_high, share),
            before=() if self.compact else self._cells(trial, apart),
            after=(labels.estimate(trial.estimate, trial.ci_low, trial.ci_high, measure),),
            judgements=given,
            trial_id=trial.trial_id,
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
    return labels.in_time(arm.events, arm.time_at_risk)


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
        rows.append(Row(_label("not_pooled"), "heading"))
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
    unknown = _label("not_reported")
    for trial in counted:
        groups.setdefault(membership.get(trial.trial_id, unknown), []).append(trial)
    for name, members in groups.items():
        rows.append(Row(name, "heading"))
        rows += [columns.row(trial, False) for trial in members]
        level = levels.get(name)
        if level is not None:
            label = say(facts.LevelOf(level=name, trials=level.k, pooled=bool(level.pooled)))
            pool = level.pooled
            rows.append(_summary(finding, pool, label) if pool else Row(label, "prediction"))
    return rows


def _summary(finding: Finding, pooled: Pooled, label: str) -> Row:
    effect = Effect(pooled.estimate, pooled.ci_low, pooled.ci_high)
    return Row(label, "summary", effect, after=(labels.effect_of(pooled, finding),))


def _pooled_rows(finding: Finding) -> tuple[Row, ...]:
    pooled = finding.pooled
    if pooled is None:
        return ()
    n = finding.n
    label = facts.PooledOf(
        trials=finding.k,
        participants=None if n is None else participants_of(n, finding.n_missing),
    )
    rows = [_summary(finding, pooled, say(label))]
    prediction = finding.prediction
    if prediction is not None and not (
        numbers.absent(prediction.low) or numbers.absent(prediction.high)
    ):
        bar = Effect(None, prediction.low, prediction.high)
        text = labels.span(prediction.low, prediction.high, finding.measure)
        rows.append(Row(labels.prediction(finding.level), "prediction", bar, after=(text,)))
    return tuple(rows)


def _notes(finding: Finding, subgroup: Subgroup | None, columns: _Columns) -> tuple[str, ...]:
    notes: list[str] = []
    if finding.pooled is not None:
        method = facts.MethodNote(
            method=wording.method_of(finding.pooled),
            heterogeneity=wording.heterogeneity_of(finding.heterogeneity),
        )
        notes.append(say(method))
        if any(trial.pairing for trial in finding.trials):
            notes.append(say(facts.CountedOnce()))
        unknown = unknown_size(finding.n_missing)
        if finding.n is not None and unknown:
            notes.append(say(facts.UnknownSize(trials=unknown)))
    elif finding.narrative is not None:
        notes.append(say(facts.NotPooled(why=finding.narrative.reason)))
    if subgroup is not None:
        notes.append(_subgroup_note(subgroup))
    zone = wording.trivial_zone(finding)
    if zone is not None:
        notes.append(say(facts.Trivial(interval=interval(*zone, finding.measure))))
    if columns.domains:
        notes.append(risk_of_bias_words.domains_told(columns.domains))
    return tuple(notes)


def _subgroup_note(subgroup: Subgroup) -> str:
    name = name_of(subgroup)
    if numbers.absent(subgroup.q_between):
        return say(facts.NoSubgroupTest(subgroup=name, why=subgroup.reason or ""))
    return say(
        facts.SubgroupTest(
            subgroup=name,
            q=numbers.statistic(subgroup.q_between),
            df=numbers.degrees_of_freedom(subgroup.df),
            p=numbers.p_value(subgroup.p),
        )
    )


def forest_plot_alt(finding: Finding, by: str = "") -> str:
    """Say in words what the forest plot shows; `by` is what it is divided by."""
    pooled, result = finding.pooled, wording.result(finding)
    shown = len(finding.contributing)
    if pooled is None and len(finding.trials) == 1:
        trial = finding.trials[0]
        return say(
            facts.SingleAlt(
                by=by,
                trials=shown,
                result=result,
                trial=wording.with_year(trial.label, trial.year),
                measure=finding.measure,
                effect=None if numbers.absent(trial.estimate) else effect_shown(trial, finding),
            )
        )
    if pooled is None:
        return say(facts.UnpooledAlt(by=by, trials=shown, result=result))
    prediction = finding.prediction
    span = None
    if prediction is not None and not numbers.absent(prediction.low):
        span = interval(prediction.low, prediction.high, finding.measure)
    return say(
        facts.PooledAlt(
            by=by,
            trials=shown,
            result=result,
            measure=finding.measure,
            effect=effect_shown(pooled, finding),
            good_side=wording.good_side_of(finding),
            prediction=span,
        )
    )


def effect_shown(shown: Pooled | TrialResult | Cumulative, finding: Finding) -> facts.Effect:
    """Tell an effect with its interval and its unit."""
    estimate, ends = effect_written(shown.estimate, shown.ci_low, shown.ci_high, finding.measure)
    return facts.Effect(
        estimate=estimate,
        interval=ends if ends.low else None,
        unit=finding.unit_label,
    )
