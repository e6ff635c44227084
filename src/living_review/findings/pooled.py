"""What trials say together: the pooled estimate, how they differ, and what a new one may find.

Scales are those of the finding it stands in; see `results`.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from living_review.findings.base import Value

Tau2From = Literal["Mantel-Haenszel Q", "three-level"]
"""What `tau2_method` adds, after a comma, to an estimator: from which Q, or in which model."""
FROM_COUNTS, THREE_LEVEL = get_args(Tau2From)
UnknownSize = Annotated[
    int, Field(description="trials of unknown size; above 0, `n` is a lower bound")
]


class Pooled(Value):
    """A pooled estimate and how it was made."""

    estimate: float
    log_estimate: float | None = None
    se: float
    ci_low: float
    ci_high: float
    p: float | None
    statistic: float | None
    df: float | None = Field(description="None for a normal reference distribution")
    level: float = 0.95
    model: Literal["random", "common"]
    method: Literal["inverse-variance", "mantel-haenszel", "peto"] = Field(
        "inverse-variance",
        description="how trials are weighted; mantel-haenszel with the random model: by inverse "
        "variance, with tau2 from the Mantel-Haenszel Q",
    )
    tau2_method: str = Field(description="'common' for the common-effect model")
    interval: str = Field(description="wald, t or knapp-hartung")
    safeguard: str = "none"
    safeguard_applied: bool = False
    note: str | None = Field(None, description="a caution about the interval, in a sentence")


class Heterogeneity(Value):
    """Between-trial variation; tau2 and tau on the analysis scale (log for ratios)."""

    tau2: float | None
    tau2_ci_low: float | None = None
    tau2_ci_high: float | None = None
    tau: float | None = None
    i2: float | None = Field(description="percent, from tau2")
    i2_ci_low: float | None = None
    i2_ci_high: float | None = None
    i2_q: float | None = Field(None, description="percent, from Q")
    h2: float | None = None
    q: float | None
    q_df: float | None
    q_p: float | None


class Prediction(Value):
    """Where the true effect of a new, similar trial is expected to lie."""

    low: float | None
    high: float | None
    df: float | None
    beyond_threshold: float | None = Field(
        None, description="probability that the true effect of a new trial reaches a small benefit"
    )
    beyond_harm: float | None = Field(
        None, description="the same for a small harm, which only the main analysis has"
    )
    reason: str | None = Field(None, description="why it is withheld, when it is")
