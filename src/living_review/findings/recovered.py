"""What was worked out for a trial from what its report gives instead."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from living_review.findings.base import Value


class Recovered(Value):
    """One value that is used and was not reported, with the cells and the formula it came from."""

    role: Literal["intervention", "control"] | None = Field(
        None, description="side of the arm; None for a comparison"
    )
    arm: str | None = Field(None, description="name of the arm; None for a comparison or a side")
    what: Literal["mean", "sd", "se", "n"] = Field(
        description="n: people as the variance counts them; se: on the analysis scale"
    )
    value: float
    cells: dict[str, float] = Field(description="columns of the registry and what they hold")
    formula: str
    reference: str
