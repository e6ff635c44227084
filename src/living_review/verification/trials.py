"""What is expected of the trials of a finding."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from living_review.findings import TrialResult
from living_review.verification.arms import quantile
from living_review.verification.effects import Effect
from living_review.verification.evidence import Member, Members
from living_review.verification.figures import Columns, Figure, Tree
from living_review.verification.meaning import RATIOS, Placing, natural
from living_review.verification.recovered import recovered

EVENTS = ("OR", "RR", "RD", "IRR", "IRD")
RATES = ("IRR", "IRD")


def trial_columns(
    members: Members,
    placing: Placing,
    weights: Mapping[str, float],
    level: float,
    published: Sequence[TrialResult],
) -> Columns:
    """Give every trial's effect with its Wald interval, its weight, its arms and what they hold."""
    by_id = {each.trial_id: each for each in published}
    measure, z = placing.measure, quantile(0.5 + level / 2)
    names = ("estimate", "log_estimate", "se", "ci_low", "ci_high")
    rows = [_told(member, measure, z) for member in members]
    figures: dict[str, Any] = {name: [row[name] for row in rows] for name in names}
    figures["weight_percent"] = [weights.get(each.trial_id, math.nan) for each in members]
    for at, name in enumerate(("n_intervention", "n_control")):
        figures[name] = [_or_nan(each.effect.n[at]) for each in members]
    figures["n"] = [_or_nan(each.effect.total) for each in members]
    figures["correlation"] = [_or_nan(each.effect.correlation) for each in members]
    figures["weeks"] = [_weeks(each) for each in members]
    spreads = [row["scale"] for row in rows]
    return Columns(
        len(members),
        figures,
        {
            **dict.fromkeys(("estimate", "ci_low", "ci_high"), spreads),
            "log_estimate": [row["se"] if row["se"] == row["se"] else 1.0 for row in rows],
            "se": 0.0,
        },
        words={
            "trial_id": [each.trial_id for each in members],
            "year": [each.trial["year"] for each in members],
            "pairing": [each.effect.pairing for each in members],
            "in_pool": [each.effect.usable for each in members],
            "from_": ["arms" if each.made[0].table == "arms" else "contrast" for each in members],
        },
        inner={
            "arms": [_arms(each.effect, measure) for each in members],
            "recovered": [recovered(each, by_id.get(each.trial_id)) for each in members],
            "strata": [_strata(each.effect, measure) for each in members],
        },
    )


def _told(member: Member, measure: str, z: float) -> dict[str, float]:
    y, v = member.effect.estimate, member.effect.variance
    if y is None:
        return dict.fromkeys(("estimate", "log_estimate", "se", "ci_low", "ci_high"), math.nan) | {
            "scale": 1.0
        }
    told = natural(y, measure)
    se = math.sqrt(v) if v is not None else math.nan
    known = v is not None
    return {
        "estimate": told,
        "log_estimate": y if measure in RATIOS else math.nan,
        "se": se,
        "ci_low": natural(y - z * se, measure) if known else math.nan,
        "ci_high": natural(y + z * se, measure) if known else math.nan,
        "scale": 1.0 if not known else told * se if measure in RATIOS else se,
    }


def _strata(effect: Effect, measure: str) -> list[Tree]:
    """Give every stratum that was pooled within the trial, by itself."""
    trees: list[Tree] = []
    for each in effect.strata:
        y, v = each.estimate, each.variance
        se = 1.0 if v is None else math.sqrt(v)
        told = None if y is None else natural(y, measure)
        ratio = measure in RATIOS and told is not None
        trees.append(
            {
                "estimate": Figure(told, se * (told or 1.0) if ratio else se),
                "log_estimate": Figure(y, se) if ratio else None,
                "se": None if v is None else Figure(se, 0.0),
                "n_intervention": Figure(each.n[0]),
                "n_control": Figure(each.n[1]),
                "arms": _arms(each, measure),
            }
        )
    return trees


def _weeks(member: Member) -> float:
    """Give the latest measurement among the rows that are used."""
    weeks = [row.get("weeks") for part in member.made[:1] for row in part.all_rows]
    return max((float(each) for each in weeks if each is not None), default=math.nan)


def _arms(effect: Effect, measure: str) -> list[Tree]:
    if effect.sides is None or effect.parts:
        return []
    counted = measure in EVENTS
    return [
        {
            "n": None if math.isnan(side.n) else Figure(side.n),
            "mean": None if counted or side.mean is None else Figure(side.mean),
            "sd": None if counted or side.sd is None else Figure(side.sd, 0.0),
            "events": Figure(side.events) if counted else None,
            "time_at_risk": Figure(side.time) if measure in RATES else None,
        }
        for side in effect.sides
    ]


def _or_nan(value: Any) -> float:
    return math.nan if value is None else float(value)
