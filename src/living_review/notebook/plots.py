"""Figures of a meta-analysis at a notebook, from the same specs as those of a report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from living_review.figures import plate_drawing
from living_review.figures.bubble import Bubble, Bubbles, bubble_scene
from living_review.figures.funnel import Funnel, funnel_scene
from living_review.figures.plate import Column, Effect, Plate, Row
from living_review.ground import numbers
from living_review.ground.measures import MEANS, NAMES
from living_review.notebook.drawing import Drawing
from living_review.notebook.texts import shown, spanned, trials

if TYPE_CHECKING:
    from living_review.notebook.meta_analysis import MetaAnalysis
    from living_review.notebook.regression import Regression
    from living_review.notebook.series import Pools


def effect_head(result: MetaAnalysis) -> str:
    """Head a column of effects: the measure, or what it is called where there is none."""
    return result.effects.measure or "Effect"


def name_of(result: MetaAnalysis) -> str:
    """Name the measure in a sentence."""
    return NAMES[result.effects.measure] if result.effects.measure else "effect"


def forest(result: MetaAnalysis) -> Drawing:
    """Draw the forest plot."""
    frame, log = result.to_frame(), result.effects.is_ratio
    largest = float(np.nanmax(result.weights))
    cells = _arms(result)
    rows: list[Row] = []
    for at, (label, low, high, value, weight, there) in enumerate(
        zip(
            result.effects.labels,
            frame["ci_low"],
            frame["ci_high"],
            frame["estimate"],
            result.weights,
            result.effects.usable,
            strict=True,
        )
    ):
        effect = Effect(value, low, high, weight / largest) if there else None
        text = _with_interval(result, value, low, high) if there else numbers.ABSENT
        weighed = numbers.weight(weight) if there else numbers.ABSENT
        rows.append(Row(label, "trial", effect, before=(*cells[at], weighed), after=(text,)))
    rows.append(_pool(result, f"Pooled ({trials(result.k)})"))
    if result.prediction:
        low, high = result.prediction
        rows.append(
            Row(
                "Prediction interval",
                "prediction",
                Effect(None, low, high),
                after=(spanned(result, (low, high)),),
            )
        )
    notes = "; ".join(f"{name} {value}" for name, value in result.table() if name not in _SHOWN)
    plate = Plate(
        title=f"Forest plot of {trials(result.k)}: pooled {name_of(result)} "
        f"{_with_interval(result, result.estimate, *result.ci)}.",
        label_header="Trial",
        effect_header=effect_head(result),
        rows=tuple(rows),
        log=log,
        null=1.0 if log else 0.0,
        before=(*_arm_columns(result), Column("Weight")),
        after=(Column(f"{effect_head(result)} ({numbers.confidence(result.level)} CI)"),),
        notes=(notes,),
        always=(result.estimate,),
    )
    return Drawing(plate_drawing.scene(plate))


_SHOWN = ("Pooled effect", "Prediction interval", "p")


def funnel(result: MetaAnalysis) -> Drawing:
    """Draw the contour-enhanced funnel plot."""
    frame = result.to_frame()[result.effects.usable]
    spec = Funnel(
        title=f"Funnel plot of {trials(result.k)} around {name_of(result)} "
        f"{shown(result, result.estimate)}.",
        trials=tuple(zip(frame["estimate"].tolist(), frame["se"].tolist(), strict=True)),
        centre=result.estimate,
        log=result.effects.is_ratio,
        axes=f"{effect_head(result)}; standard error downwards"
        + (" (of the logarithm)" if result.effects.is_ratio else ""),
    )
    return Drawing(funnel_scene(spec))


def series(result: MetaAnalysis, pools: Pools) -> Drawing:
    """Draw pools one below the other, with that of all trials as reference."""
    log = result.effects.is_ratio
    rows = []
    for label, row in pools.frame.iterrows():
        there = math.isfinite(row["estimate"])
        effect = Effect(row["estimate"], row["ci_low"], row["ci_high"]) if there else None
        text = _with_interval(result, *row[["estimate", "ci_low", "ci_high"]]) if there else ""
        before = (
            numbers.count(row["k"]),
            numbers.percent(row["i2"]) if row["k"] > 1 else numbers.ABSENT,
        )
        rows.append(Row(str(label), "trial", effect, before=before, after=(text,)))
    everything = _pool(result, "All trials")
    whole = (numbers.count(result.k), numbers.percent(result.i2))
    rows.append(Row(everything.label, "summary", everything.effect, whole, everything.after))
    plate = Plate(
        title=f"{pools.title}, {name_of(result)}; of all {trials(result.k)} "
        f"{_with_interval(result, result.estimate, *result.ci)}.",
        label_header=pools.head,
        effect_header=effect_head(result),
        rows=tuple(rows),
        log=log,
        null=1.0 if log else 0.0,
        before=(Column("Trials"), Column("I²")),
        after=(Column(f"{effect_head(result)} ({numbers.confidence(result.level)} CI)"),),
        reference=result.estimate,
        notes=pools.notes,
        always=(result.estimate,),
    )
    return Drawing(plate_drawing.scene(plate))


def bubbles(found: Regression, moderator: str) -> Drawing:
    """Draw effects against a moderator, with the line of the regression and its interval."""
    result = found.of
    values, weights = found.values(moderator), result.weights
    frame = result.to_frame()
    y = frame["estimate"].to_numpy()
    there = np.isfinite(values) & np.isfinite(y)
    largest = float(np.nanmax(weights[there]))
    line = found.line(moderator)
    spec = Bubbles(
        title=f"{found.told(moderator)}, in {trials(int(there.sum()))}.",
        points=tuple(
            Bubble(float(values[at]), float(y[at]), float(weights[at] / largest))
            for at in np.flatnonzero(there)
        ),
        line=tuple(map(tuple, line[["at", "estimate"]].to_numpy().tolist())),
        low=tuple(map(tuple, line[["at", "ci_low"]].to_numpy().tolist())),
        high=tuple(map(tuple, line[["at", "ci_high"]].to_numpy().tolist())),
        log=result.effects.is_ratio,
        across=moderator,
        effect=effect_head(result),
    )
    return Drawing(bubble_scene(spec))


def _pool(result: MetaAnalysis, label: str) -> Row:
    low, high = result.ci
    text = _with_interval(result, result.estimate, low, high)
    return Row(label, "summary", Effect(result.estimate, low, high), after=(text,))


def _with_interval(result: MetaAnalysis, value: float, low: float, high: float) -> str:
    return numbers.estimate_with_interval(value, low, high, result.effects.written_as)


def _arm_columns(result: MetaAnalysis) -> tuple[Column, ...]:
    columns = result.effects.columns
    heads = {
        "events": "Events/N" if "n" in columns else "Events/time",
        "mean": "Mean (SD), N",
    }
    asked = next((heads[name] for name in heads if name in columns), None)
    return tuple(Column(asked, arm) for arm in ("Intervention", "Control")) if asked else ()


def _arms(result: MetaAnalysis) -> list[tuple[str, ...]]:
    """Write what each trial's arms have, one text an arm."""
    columns = result.effects.columns
    if not columns:
        return [()] * len(result.effects)
    of_means = result.effects.measure in MEANS

    def cell(at: int, arm: int) -> str:
        def figure(name: str) -> float:
            return float(columns[name][arm][at])

        if of_means:
            mean, sd = numbers.measured(figure("mean")), numbers.measured(figure("sd"))
            return f"{mean} ({sd}), {numbers.count(figure('n'))}"
        of = numbers.count(figure("n")) if "n" in columns else numbers.measured(figure("time"))
        return f"{numbers.count(figure('events'))}/{of}"

    return [(cell(at, 0), cell(at, 1)) for at in range(len(result.effects))]
