"""What every part of the findings shares: frozen, strict, no NaN (undefined is None)."""

from __future__ import annotations

from pydantic import ConfigDict

from living_review.ground.brief import Brief


class Value(Brief):
    """A frozen value; unknown keys and non-finite numbers are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        allow_inf_nan=False,
    )
