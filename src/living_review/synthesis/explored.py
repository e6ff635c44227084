"""What single trials do to the pool: case-deletion diagnostics."""

from __future__ import annotations

import math
from collections.abc import Sequence

from living_review.pooling import influence
from living_review.synthesis.analysis import MainAnalysis
from living_review.synthesis.evidence import Member

FEWEST_FOR_INFLUENCE = 3
DIAGNOSTICS = (
    *("rstudent", "dffits", "cook", "covariance_ratio", "dfbetas"),
    *("tau2_deleted", "q_deleted", "hat"),
)
Diagnostics = dict[str, bool | float | str | None]


def influences(main: MainAnalysis) -> tuple[Diagnostics, ...]:
    """Give the case-deletion diagnostics of each pooled trial; none for fewer than three.

    None where events are pooled by Mantel-Haenszel: they are defined for inverse-variance weights.
    """
    members = main.usable
    if len(members) < FEWEST_FOR_INFLUENCE or main.settings.counted:
        return ()
    found = influence(*figures_of(members), tau2=main.settings.tau2)
    return tuple(
        {
            "trial_id": member.trial_id,
            "label": member.trial["label"],
            **{name: number_in(getattr(found, name)[i]) for name in DIAGNOSTICS},
            "influential": bool(found.influential[i]),
        }
        for i, member in enumerate(members)
    )


def figures_of(members: Sequence[Member]) -> tuple[list[float], list[float]]:
    """Give the effects of trials and their variances."""
    return (
        [member.effect.estimate or 0.0 for member in members],
        [member.effect.variance or math.nan for member in members],
    )


def number_in(value: object) -> float | None:
    """Give a value as a finite number; None where it is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
