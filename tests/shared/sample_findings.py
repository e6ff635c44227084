"""Findings to write reports from: every kind of synthesis, magnitude and state of a rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sample_parts import certainty, frame, heterogeneity, natural, pooled, stated, trial

from living_review.findings import (
    AbsoluteEffect,
    Cumulative,
    FamiliarEffect,
    Finding,
    LeaveOneOut,
    Narrative,
    NarrativeDirection,
    Prediction,
    Sensitivity,
    SmallStudy,
    Subgroup,
    SubgroupLevel,
)
from living_review.pooling import pool

# estimate (SMD) and standard error, n per arm: figures of the trials' reports in the first three
RECOVERY = (
    ("COOK2012_WRAP", "Cook 2012 (WRAP)", 2012, 0.2079, 0.0943, 222, 231, "high"),
    ("COOK2012_BRIDGES", "Cook 2012 (BRIDGES)", 2012, 0.2809, 0.1086, 170, 172, "some concerns"),
    ("RUSSINOVA2014", "Russinova 2014", 2014, 0.2026, 0.2214, 40, 42, "low"),
    ("POULSEN2025_PEER", "Poulsen 2025 (PEER)", 2025, 0.4306, 0.1176, 145, 151, "some concerns"),
)


def pooled_finding(rows: Sequence[Sequence[Any]], **values: Any) -> Finding:
    """Pool rows of trials and dress the result as a finding."""
    base = frame(**values)
    measure, better = base["measure"], base["better"]
    y = np.array([row[3] for row in rows])
    v = np.array([row[4] for row in rows]) ** 2
    made = pool(y, v)
    weights = 100 * np.asarray(made.weights)
    n = float(sum(row[5] + row[6] for row in rows))
    common = pool(y, v, tau2="common", interval="wald", safeguard="none")
    trials = tuple(trial(r, float(w), measure, better) for r, w in zip(rows, weights, strict=True))
    defaults = {
        "synthesis": "pooled",
        "k": len(rows),
        "n": n,
        "trials": trials,
        "pooled": pooled(made, measure),
        "heterogeneity": heterogeneity(made),
        "prediction": Prediction(
            low=natural(float(made.prediction_low), measure),
            high=natural(float(made.prediction_high), measure),
            df=float(made.prediction_df),
            beyond_threshold=float(made.beyond(0.2)) if measure == "SMD" else None,
        ),
        "sensitivity": (
            Sensitivity(
                id="common",
                label="Common-effect model",
                k=len(rows),
                n=n,
                pooled=pooled(common, measure),
                heterogeneity=heterogeneity(common),
            ),
            Sensitivity(
                id="low-risk-of-bias",
                label="Without trials at high risk of bias",
                k=1,
                n=82,
                pooled=None,
                heterogeneity=None,
                trials_removed=("Cook 2012 (WRAP)",),
                reason="Fewer than two trials are left, so there is nothing to pool.",
            ),
        ),
        "small_study": SmallStudy(reason="fewer than ten trials")
        if len(rows) < 10
        else SmallStudy(egger={"intercept": 0.4412, "se": 0.3051, "p": 0.1534, "df": 63.0}),
        **again(y, v, rows, measure),
    }
    return Finding.model_validate({**base, **defaults, **values})


def again(y: Any, v: Any, rows: Sequence[Sequence[Any]], measure: str) -> dict[str, Any]:
    """Pool without each trial, and trial by trial."""
    k = len(rows)
    without = pool(np.where(np.eye(k, dtype=bool), np.nan, y), np.broadcast_to(v, (k, k)))
    one_by_one = pool(np.where(np.tri(k, dtype=bool), y, np.nan), np.broadcast_to(v, (k, k)))
    return {
        "leave_one_out": tuple(
            LeaveOneOut(
                trial_id=row[0],
                label=row[1],
                estimate=natural(without.estimate[i], measure),
                ci_low=natural(without.ci_low[i], measure),
                ci_high=natural(without.ci_high[i], measure),
                tau2=without.tau2[i],
                i2=without.i2[i],
            )
            for i, row in enumerate(rows)
        ),
        "cumulative": tuple(
            Cumulative(
                trial_id=row[0],
                label=row[1],
                year=row[2],
                k=i + 1,
                estimate=natural(one_by_one.estimate[i], measure),
                ci_low=natural(one_by_one.ci_low[i], measure),
                ci_high=natural(one_by_one.ci_high[i], measure),
                tau2=None if i == 0 else one_by_one.tau2[i],
            )
            for i, row in enumerate(rows)
            if i > 0
        ),
    }


def recovery(state: str = "proposed") -> Finding:
    found = pooled_finding(
        RECOVERY,
        outcome="recovery",
        outcome_label="Personal recovery",
        certainty=certainty("moderate", state, imprecision=-1),
        magnitude="small",
        **stated(
            "moderate",
            "sized",
            "Group peer support probably improves personal recovery slightly.",
            size="small",
            favours="intervention",
        ),
        subgroups=(
            Subgroup(
                moderator="category",
                levels=tuple(
                    SubgroupLevel(level=name, k=k, n=n, pooled=None, heterogeneity=None)
                    for name, k, n in (("self-management", 3, 1091.0), ("anti-stigma", 1, 82.0))
                ),
                q_between=None,
                df=None,
                p=None,
                reason="A level with one trial has no heterogeneity of its own to estimate.",
            ),
        ),
    )
    assert found.pooled is not None
    effect = found.pooled
    return found.model_copy(
        update={
            "familiar": FamiliarEffect(
                instrument="RAS-41",
                unit="points",
                sd=13.7,
                sd_source="control arm of Cook 2012 (WRAP)",
                estimate=13.7 * effect.estimate,
                ci_low=13.7 * effect.ci_low,
                ci_high=13.7 * effect.ci_high,
            )
        }
    )


def little_difference() -> Finding:
    rows = (
        ("BOEVINK2016", "Boevink 2016 (TREE)", 2016, -0.2041, 0.1713, 65, 73, "high"),
        ("RUSCH2014_COP", "Rüsch 2014 (COP)", 2014, 0.2438, 0.2176, 39, 47, "high"),
        ("VANGESTEL2012", "van Gestel-Timmermans 2012", 2012, 0.3365, 0.1269, 136, 117, "high"),
    )
    return pooled_finding(
        rows,
        outcome="empowerment",
        outcome_label="Empowerment",
        importance="important",
        certainty=certainty("low", risk_of_bias=-1, imprecision=-1),
        magnitude="trivial",
        **stated(
            "low",
            "sized",
            "Group peer support may result in little to no difference in empowerment.",
            size="trivial",
        ),
    )


def readmission() -> Finding:
    """A binary outcome made worse, with two baseline risks."""
    rows = (
        ("T1", "Adams 2001", 2001, 0.31, 0.14, 210, 205, "low"),
        ("T2", "Baker 2004", 2004, 0.22, 0.17, 150, 149, "low"),
        ("T3", "Clark 2009", 2009, 0.41, 0.16, 180, 190, "some concerns"),
    )
    found = pooled_finding(
        rows,
        outcome="readmission",
        outcome_label="Readmission to hospital",
        measure="RR",
        better="lower",
        thresholds={"small": 0.02, "moderate": 0.05, "large": 0.1},
        thresholds_generic=False,
        thresholds_source="agreed by the panel",
        certainty=certainty("high"),
        magnitude="moderate",
        **stated(
            "high",
            "sized",
            "Group peer support increases readmission to hospital.",
            size="moderate",
            favours="comparator",
        ),
    )
    assert found.pooled is not None
    effect = found.pooled
    return found.model_copy(
        update={
            "absolute": tuple(
                AbsoluteEffect(
                    baseline_label=label,
                    baseline_risk=risk,
                    baseline_source="median of the control arms",
                    with_comparator=risk,
                    with_intervention=risk * effect.estimate,
                    with_intervention_ci_low=risk * effect.ci_low,
                    with_intervention_ci_high=risk * effect.ci_high,
                    difference=risk * (effect.estimate - 1),
                    ci_low=risk * (effect.ci_low - 1),
                    ci_high=risk * (effect.ci_high - 1),
                )
                for label, risk in (("Low risk", 0.1), ("High risk", 0.3))
            )
        }
    )


def unpooled(rows: Sequence[Sequence[Any]], **values: Any) -> Finding:
    base = frame(**values)
    trials = tuple(trial(row, None, base["measure"], base["better"]) for row in rows)
    directions = tuple(
        NarrativeDirection(
            trial_id=each.trial_id,
            label=each.label,
            direction=each.direction,
            estimate=each.estimate,
            ci_low=each.ci_low,
            ci_high=each.ci_high,
            n=(each.n_intervention or 0) + (each.n_control or 0),
            risk_of_bias=each.risk_of_bias.overall if each.risk_of_bias else None,
        )
        for each in trials
    )
    return Finding.model_validate(
        {
            **base,
            "k": len(rows),
            "n": float(sum(row[5] + row[6] for row in rows)),
            "trials": trials,
            "narrative": Narrative(
                directions=directions,
                statement=values.pop("narrative_statement", "Both trials favour the intervention."),
                reason="fewer than three trials give usable data",
            ),
            "small_study": SmallStudy(reason="fewer than ten trials"),
            "certainty": certainty("very low", risk_of_bias=-2, imprecision=-1),
            **values,
        }
    )


def narrative() -> Finding:
    rows = (
        ("RUSSINOVA2014", "Russinova 2014", 2014, -0.0508, 0.2209, 40, 42, "some concerns"),
        ("RUSCH2014_COP", "Rüsch 2014 (COP)", 2014, -0.31, 0.21, 39, 47, "high"),
    )
    return unpooled(
        rows,
        outcome="depression",
        outcome_label="Depression",
        better="lower",
        synthesis="narrative",
        **stated(
            "very low",
            "very_uncertain",
            "The evidence is very uncertain about the effect of group peer support on depression.",
        ),
    )


def single() -> Finding:
    rows = (("CASTELEIN2008", "Castelein 2008", 2008, 0.2024, 0.195, 56, 50, "high"),)
    return unpooled(
        rows,
        comparison="mutual-support",
        comparison_label="Mutual support groups versus usual care or waiting list",
        intervention="mutual support groups",
        outcome="self_efficacy",
        outcome_label="Self-efficacy",
        importance="important",
        synthesis="single",
        **stated(
            "very low",
            "very_uncertain",
            "The evidence is very uncertain about the effect of mutual support groups on "
            "self-efficacy.",
        ),
    )


def none() -> Finding:
    return Finding.model_validate(
        {
            **frame(outcome="hope", outcome_label="Hope", importance="important"),
            "synthesis": "none",
            "k": 0,
            "n": None,
        }
    )


def many() -> Finding:
    """Sixty-five trials of one outcome."""
    rng = np.random.default_rng(65)
    rows = [
        (
            f"M{i:02d}",
            f"Trial {i} of a long series",
            1958 + i,
            0.6 + 0.2 * float(rng.standard_normal()),
            0.1 + 0.2 * float(rng.random()),
            60,
            58,
            ("low", "some concerns", "high")[i % 3],
        )
        for i in range(65)
    ]
    return pooled_finding(
        rows,
        comparison="mutual-support",
        comparison_label="Mutual support groups versus usual care or waiting list",
        intervention="mutual support groups",
        outcome="quality_of_life",
        outcome_label="Quality of life",
        certainty=certainty("high", "confirmed"),
        magnitude="moderate",
        **stated(
            "high",
            "sized",
            "Mutual support groups improve quality of life.",
            size="moderate",
            favours="intervention",
        ),
    )
