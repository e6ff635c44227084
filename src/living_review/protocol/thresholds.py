"""The thresholds of an outcome: three ways to write one, and which effects can reach it.

A plain number is in the units of the measure; `{per_1000: 20}` says in full that it is a difference
of 20 people in 1000, and `{ratio: 0.8}` that it is a ratio, the same both ways on the log scale. An
effect is compared with a threshold as both are written for a reader, for benefits and harms alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from living_review.ground.measures import AT_A_RISK, RATES, RATIOS
from living_review.protocol.fields import Section
from living_review.protocol.in_languages import Name

Form = Literal["number", "per_1000", "ratio"]
Kind = Literal["difference", "risk difference", "ratio", "relative change", "rate difference"]
NAMES: Final = ("small", "moderate", "large")


@dataclass(frozen=True)
class Threshold:
    """One threshold as it is written."""

    value: float
    form: Form = "number"

    @property
    def distance(self) -> float:
        """How far from no difference it lies, on a scale on which the thresholds of a form rise."""
        return abs(math.log(self.value)) if self.form == "ratio" else self.value

    @property
    def written(self) -> str:
        """The value in the words of its form."""
        return {
            "number": f"{self.value:g}",
            "per_1000": f"{self.value:g} per 1000",
            "ratio": f"a ratio of {self.value:g}",
        }[self.form]


def threshold(value: Any) -> Any:
    """Read a number, or a mapping with the one key `per_1000` or `ratio`."""
    if isinstance(value, Threshold):
        return value
    form: Form = "number"
    number = value
    if isinstance(value, Mapping) and len(value) == 1:
        (key, number), *_ = value.items()
        if key not in ("per_1000", "ratio"):
            raise PydanticCustomError("threshold", "not a threshold")
        form = key
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise PydanticCustomError("threshold", "not a threshold")
    fits = math.isfinite(number) and number > 0 and not (form == "ratio" and number == 1)
    if not fits:
        raise PydanticCustomError("threshold", "not a threshold")
    return Threshold(float(number), form)


def _serialised(given: Threshold) -> float | str:
    return given.value if given.form == "number" else given.written


_ABOVE_0 = {"type": "number", "exclusiveMinimum": 0}
Size = Annotated[
    Threshold,
    BeforeValidator(threshold),
    PlainSerializer(_serialised),
    WithJsonSchema(
        {
            "anyOf": [
                _ABOVE_0,
                *(
                    {
                        "type": "object",
                        "properties": {key: _ABOVE_0},
                        "required": [key],
                        "additionalProperties": False,
                    }
                    for key in ("per_1000", "ratio")
                ),
            ]
        }
    ),
]


class Thresholds(Section):
    """The least absolute effect that counts as small, moderate and large; below small is trivial.

    A plain number is in units of the effect for SMD and MD; a difference in risk for OR, RR, HR and
    RD, and no ratio (0.02 is 20 per 1000); a relative change for ROM (0.3 is 30 % less or more, a
    ratio of 0.70 or 1.30); a difference in events per person-time, as `person_time` says it, for
    IRR and IRD. `{per_1000: 20}` says in full that a difference in risk is 20 per 1000.
    `{ratio: 0.8}` is a ratio, for OR, RR, HR, IRR and ROM, and counts alike for benefit and harm
    (0.8 and 1.25); it needs no baseline risk. All are written in one way. An effect reaches a
    threshold when it does so as the report writes it: from `small: {per_1000: 10}` on, '10 fewer
    per 1000' is small.
    """

    small: Size
    """The least effect that counts as small; for a ratio measure a plain number is a difference
    in risk, and `{ratio: 0.8}` a ratio."""
    moderate: Size | None = None
    """The least effect that counts as moderate, written as small is."""
    large: Size | None = None
    """The least effect that counts as large, written as small is."""
    generic: bool = False
    """True when the values are a rule of thumb and not specific to this outcome."""
    source: Name
    """Where the values come from."""

    @property
    def given(self) -> dict[str, Threshold]:
        """The thresholds that are set, by name, the smallest first."""
        each = {name: getattr(self, name) for name in NAMES}
        return {name: value for name, value in each.items() if value is not None}


def kind(measure: str, form: Form) -> Kind:
    """Say what a threshold of a measure is."""
    if form == "ratio":
        return "ratio"
    if measure in AT_A_RISK:
        return "risk difference"
    if measure in RATES:
        return "rate difference"
    return "relative change" if measure == "ROM" else "difference"


def form_fault(measure: str, given: Threshold) -> str | None:
    """Say why a measure cannot have a threshold of this form, None where it can."""
    if given.form == "ratio" and measure not in RATIOS:
        return (
            f"found {given.written}, and {measure} is no ratio; write a number in units of the "
            "effect."
        )
    if given.form == "per_1000" and measure not in AT_A_RISK:
        return (
            f"found {given.written}, which is a difference in risk, and {measure} has no risk; "
            "write a number."
        )
    return None


def furthest(measure: str, better: str, baselines: Iterable[float]) -> float:
    """Give the largest benefit that any effect could bring at any of these risks or rates.

    Where less is better, nobody has the event any more; where more is better, everybody has it. A
    rate has no upper end. 0 without a baseline.
    """
    if better == "lower":
        return max(baselines, default=0.0)
    ends = [math.inf if measure in RATES else 1.0 - risk for risk in baselines]
    return max(ends, default=0.0)
