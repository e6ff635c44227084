"""The digits of an estimate and of its interval, which stand side by side: they share decimals.

As in `digits`: a number in, digits with a decimal point out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from living_review.ground import digits
from living_review.ground.digits import Number
from living_review.ground.measures import RATIOS

FURTHER = 2
"""So many decimals an estimate has more, for the sake of a limit that would read as nothing."""
NEGLIGIBLE = 100_000
"""A change that is so many times in its interval is none that a reader could see."""
_FINEST = 12


def together(value: Number, low: Number, high: Number, measure: str) -> tuple[str, str, str]:
    """Write an estimate (None where an interval stands alone) and its interval.

    They have the decimals of the estimate, and more where a limit that is not zero would be
    written as zero. A limit that is nothing beside the others has its own digits.
    """
    given = (value, low, high)
    known = [float(each) for each in given if each is not None and math.isfinite(each)]
    decimals = _decimals(known, measure, alone=digits.absent(value))
    written = [_written(each, decimals, measure) for each in given]
    return written[0], written[1], written[2]


def change(value: Number, low: Number, high: Number, measure: str) -> tuple[str, ...]:
    """Write a factor or a difference and its interval, so that it differs from no change.

    The interval is left out where it is not known.
    """
    if value is None or not math.isfinite(value):
        return (digits.ABSENT,)
    null = 1.0 if measure in RATIOS else 0.0
    ends = [float(each) for each in (low, high) if each is not None and math.isfinite(each)]
    known = [value, *ends] if len(ends) == 2 else [value]
    decimals = _decimals(known, measure)
    if decimals is not None and value != null and not _is_nothing(value - null, ends):
        none = digits.fixed(null, decimals)
        while decimals < _FINEST and digits.fixed(value, decimals).lstrip(digits.MINUS) == none:
            decimals += 1
            none = digits.fixed(null, decimals)
    return tuple(_written(each, decimals, measure) for each in known)


def tau2_together(value: Number, low: Number, high: Number) -> tuple[str, str, str]:
    """Write a variance between trials and its interval, as `together`; nought stays '0'."""
    given = (value, low, high)
    own = [digits.tau2(each) for each in given]
    fine = [
        float(each)
        for each, text in zip(given, own, strict=True)
        if each is not None and "." in text and "<" not in text
    ]
    if fine:
        decimals = len(own[0].partition(".")[2]) if "<" not in own[0] else 0
        decimals = max(decimals, 3)
        if any(_reads_zero(each, decimals) for each in fine):
            decimals = 4
        own = [
            text if "." not in text or "<" in text else digits.fixed(each, decimals)
            for each, text in zip(given, own, strict=True)
        ]
    return own[0], own[1], own[2]


def _is_nothing(apart: float, ends: Sequence[float]) -> bool:
    return len(ends) == 2 and NEGLIGIBLE * abs(apart) < ends[1] - ends[0]


def _decimals(known: Sequence[float], measure: str, *, alone: bool = False) -> int | None:
    """Give the decimals that numbers share; None where each has its own digits.

    Those of the first, or where an interval stands `alone` the fewest.
    """
    own = [_own(each, measure) for each in known]
    needed = [each for each in own if each is not None]
    if not needed or len(needed) < len(own):
        return None
    decimals = min(needed) if alone else needed[0]
    most = decimals + FURTHER
    for each, finest in zip(known, needed, strict=True):
        while decimals < min(most, finest) and _reads_zero(each, decimals):
            decimals += 1
    return decimals


def _own(value: float, measure: str) -> int | None:
    """Give the decimals that a number has when it stands alone; None beside a power of ten."""
    text = digits.estimate(value, measure)
    return None if "×" in text else len(text.partition(".")[2])


def _reads_zero(value: float, decimals: int) -> bool:
    return value != 0 and float(f"{value:.{decimals}f}") == 0


def _written(value: Number, decimals: int | None, measure: str) -> str:
    if value is None or not math.isfinite(value):
        return digits.ABSENT
    if decimals is None:
        return digits.estimate(value, measure)
    own = _own(value, measure) or 0
    if _reads_zero(value, decimals) and own > decimals:
        return digits.estimate(value, measure)
    return digits.fixed(value, decimals)
