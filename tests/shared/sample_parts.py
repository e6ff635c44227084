"""The parts that sample findings are made of."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from living_review.certainty.case import Claim, View
from living_review.certainty.conclusions import conclusion, conclusions
from living_review.certainty.statements import statements
from living_review.findings import (
    Arm,
    Certainty,
    Conclusion,
    Domain,
    Finding,
    Heterogeneity,
    Level,
    Pooled,
    RiskOfBias,
    TrialResult,
)

RATIOS = ("OR", "RR", "ROM", "HR", "IRR")
DOMAINS = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
THRESHOLDS = {"small": 0.2, "moderate": 0.5, "large": 0.8}

_ROB2 = ("D1", "D2", "D3", "D4", "D5")


def natural(value: float, measure: str) -> float:
    return math.exp(value) if measure in RATIOS else value


def trial(row: Sequence[Any], weight: float | None, measure: str, better: str) -> TrialResult:
    trial_id, label, year, estimate, se, n1, n2, bias = row
    good = (estimate > 0) == (better == "higher")
    return TrialResult.model_validate(
        {
            "trial_id": trial_id,
            "label": label,
            "year": year,
            "estimate": natural(estimate, measure),
            "log_estimate": estimate if measure in RATIOS else None,
            "se": se,
            "ci_low": natural(estimate - 1.959964 * se, measure),
            "ci_high": natural(estimate + 1.959964 * se, measure),
            "weight_percent": weight,
            "n_intervention": n1,
            "n_control": n2,
            "arms": arms(measure, n1, n2),
            "risk_of_bias": RiskOfBias(
                tool="RoB2", overall=bias, domains=dict.fromkeys(_ROB2, bias)
            ),
            "from": "arms",
            "instrument": "RAS-41" if measure == "SMD" else None,
            "weeks": 8,
            "direction": "favours_intervention" if good else "favours_control",
            "in_pool": weight is not None,
            "notes": (),
        }
    )


def arms(measure: str, n1: float, n2: float) -> tuple[Arm, ...]:
    if measure == "SMD":
        return (
            Arm(role="intervention", n=n1, mean=92.9, sd=14.2),
            Arm(role="control", n=n2, mean=90.0, sd=13.7),
        )
    return (
        Arm(role="intervention", n=n1, events=round(n1 * 0.2)),
        Arm(role="control", n=n2, events=round(n2 * 0.3)),
    )


def certainty(level: str, state: str = "proposed", **levels: int) -> Certainty:
    domains = []
    for name in DOMAINS:
        proposed = levels.get(name, None if name == "indirectness" else 0)
        now = state if name == "imprecision" else ("proposed" if proposed is not None else "")
        decided = now in ("confirmed", "overridden", "stale")
        domains.append(
            Domain(
                name=name,
                proposed=proposed,
                rule=f"{name.replace('_', '-')}/1",
                inputs={"ci_low": 0.0512, "threshold": 0.2},
                threshold="the interval against the least important difference",
                citation="GRADE guidelines 34",
                explanation={
                    0: "The interval lies on one side of the threshold.",
                    None: "Nobody has judged how directly the trials answer the question.",
                }.get(proposed, "The interval crosses the threshold for a small effect."),
                decided=proposed if decided else None,
                reason="Agreed after discussion." if decided else None,
                by="A. Reviewer" if decided else None,
                date=dt.date(2026, 9, 1) if decided else None,
                inputs_hash="0" * 16,
                state=now or "not assessed",
                moved="the lower limit of the interval crossed the threshold for a small effect"
                if now == "stale"
                else None,
            )
        )
    return Certainty(
        level=level,
        start="high",
        target="a small effect or more",
        domains=tuple(domains),
        provisional=True,
    )


def concluded(finding: Finding, claim: Claim, level: Level) -> Finding:
    """Give a finding with what is concluded of it."""
    made = (conclusion(finding, claim, level),)
    return finding.model_copy(update={"conclusions": made, "statement": statements(made)})


def stated(level: Level, kind: str, text: str, **values: Any) -> dict[str, Any]:
    """Give what a finding says, as a sentence and as data."""
    made = Conclusion.model_validate({"level": level, "kind": kind, "text": text, **values})
    return {"statement": text, "conclusions": (made,)}


def stated_on(
    finding: Finding, claims: Sequence[tuple[View, Claim]], levels: Level | Sequence[Level]
) -> str:
    """Give the statement on a finding, of one certainty or of one at each baseline."""
    at_each = [levels] * len(claims) if isinstance(levels, str) else list(levels)
    return statements(conclusions(finding, claims, at_each, at_each[0]))


def frame(**values: Any) -> dict[str, Any]:
    """Give what every finding has, with the values that differ."""
    return {
        "comparison": "peer-support",
        "comparison_label": "Group peer support versus usual care or waiting list",
        "intervention": "group peer support",
        "comparator": "usual care or waiting list",
        "timepoint": "post",
        "timepoint_label": "End of intervention",
        "importance": "critical",
        "measure": "SMD",
        "better": "higher",
        "thresholds": THRESHOLDS,
        "thresholds_generic": True,
        "thresholds_source": "Cohen 1988, a rule of thumb",
        **values,
    }


def heterogeneity(made: Any) -> Heterogeneity:
    bounds = made.tau2_interval()
    return Heterogeneity(
        tau2=float(made.tau2),
        tau2_ci_low=float(bounds.tau2_low),
        tau2_ci_high=float(bounds.tau2_high),
        tau=math.sqrt(float(made.tau2)),
        i2=float(made.i2),
        i2_ci_low=float(bounds.i2_low),
        i2_ci_high=float(bounds.i2_high),
        i2_q=float(made.i2_q),
        h2=float(made.h2),
        q=float(made.q),
        q_df=float(made.q_df),
        q_p=float(made.q_p),
    )


def pooled(made: Any, measure: str) -> Pooled:
    df = float(made.df)
    return Pooled(
        estimate=natural(float(made.estimate), measure),
        log_estimate=float(made.estimate) if measure in RATIOS else None,
        se=float(made.se),
        ci_low=natural(float(made.ci_low), measure),
        ci_high=natural(float(made.ci_high), measure),
        p=float(made.p),
        statistic=float(made.statistic),
        df=df if math.isfinite(df) else None,
        model="common" if made.tau2_method == "common" else "random",
        tau2_method=made.tau2_method,
        interval=made.interval,
        safeguard=made.safeguard,
        safeguard_applied=bool(made.safeguard_applied),
    )
