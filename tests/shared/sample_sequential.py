"""Sequential views of sample findings, computed from their trials."""

from __future__ import annotations

import math
from typing import Any

from living_review.findings import Finding, Sequential, SequentialLook
from living_review.pooling import Aim, sequential_view

STATES = {True: "past", False: "monitored"}


def with_view(finding: Finding, difference: float = 0.2, **asked: Any) -> Finding:
    """Give the finding with the view of its pooled trials, one look a year."""
    pooled = [trial for trial in finding.trials if trial.in_pool]
    ratio = finding.is_ratio
    view = sequential_view(
        [each.log_estimate if ratio else each.estimate for each in pooled],
        [(each.se or 0.0) ** 2 for each in pooled],
        [(each.n_intervention or 0.0) + (each.n_control or 0.0) for each in pooled],
        [each.year for each in pooled],
        Aim(difference, **{"variance": 1.0, **asked}),
    )
    looks = tuple(
        SequentialLook(
            trials=tuple(each.label for each in pooled if each.year == year),
            year=int(year),
            k=int(view.k[i]),
            participants=float(view.participants[i]),
            fraction=float(view.fraction[i]),
            estimate=math.exp(view.estimate[i]) if ratio else float(view.estimate[i]),
            z=float(view.z[i]),
            boundary=float(view.boundary[i]) if math.isfinite(view.boundary[i]) else None,
            state="early" if math.isinf(view.boundary[i]) else STATES[math.isnan(view.boundary[i])],
            crossed=bool(view.crossed[i]),
        )
        for i, year in enumerate(view.entry)
    )
    made = Sequential(
        alpha=asked.get("alpha", 0.05),
        power=asked.get("power", 0.8),
        anticipated=difference,
        anticipated_source="Cohen 1988, a generic rule of thumb",
        effect=math.exp(-difference) if ratio else difference,
        variance=1.0,
        variance_from="the standard deviation, which is the unit",
        required=view.required,
        diversity=view.diversity,
        adjusted=view.adjusted,
        looks=looks,
    )
    return finding.model_copy(update={"sequential": made})
