"""The BCG trials against their latitude, as metafor regresses them (validation/regressions.txt)."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import samples

from living_review.findings import Finding, Regression, RegressionPoint, TrialRecord

LATITUDES = (44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33)
ENDS = ("estimate", "ci_low", "ci_high")
CENTRE, INTERCEPT, SLOPE = 33.46153846153846, -0.7223202807670609, -0.029101725011649683


def records() -> tuple[TrialRecord, ...]:
    """Registry entries of the BCG trials with their latitudes."""
    return tuple(
        TrialRecord(
            trial_id=trial.trial_id,
            label=trial.label,
            year=trial.year,
            status="included",
            date_added=dt.date(1994, 3, 2),
            search_id="colditz-1994",
            extra={"latitude": str(latitude)},
        )
        for trial, latitude in zip(samples.bcg().trials, LATITUDES, strict=True)
    )


def regressed(**changes: Any) -> Finding:
    """The finding with the regression on latitude; `changes` are of the regression."""
    line = tuple(
        RegressionPoint(
            at=at, **dict(zip(ENDS, map(math.exp, (y, y - half, y + half)), strict=True))
        )
        for at in range(13, 56, 6)
        for y, half in [(INTERCEPT + SLOPE * (at - CENTRE), 0.2 + abs(at - CENTRE) / 75)]
    )
    fields: dict[str, Any] = {
        "moderator": "latitude",
        "label": "Absolute latitude",
        "unit": "degrees",
        "k": 13,
        "centre": CENTRE,
        "intercept": INTERCEPT,
        "slope": SLOPE,
        "per": 10.0,
        "per_effect": 0.74750278339677922,
        "per_ci_low": 0.62404722633299725,
        "per_ci_high": 0.89538161153170892,
        "line": line,
    }
    return samples.bcg(moderators=(Regression(**{**fields, **changes}),))
