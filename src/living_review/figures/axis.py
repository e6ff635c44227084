"""The axis on which effects are drawn: its limits, its ticks, and where a value falls on it.

Ratios lie on a logarithmic axis. The limits follow the bulk of the trials, so that one enormous
interval does not flatten all the others; what lies beyond is drawn with an arrow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from living_review.ground import numbers

Bounds = tuple[float | None, float | None]
# Beyond a ratio of a million, or its inverse, an axis tells a reader nothing more.
FURTHEST_LOG = math.log(1e6)
MOST_TICKS = 6


@dataclass(frozen=True)
class Axis:
    """A horizontal scale from `left` to `right` (points); limits and ticks on the natural scale."""

    low: float
    high: float
    log: bool
    left: float
    right: float
    ticks: tuple[float, ...]
    tick_labels: tuple[str, ...]

    def x(self, value: float) -> float:
        """Give the place of a value, held within the axis."""
        low, high = _scaled(self.low, self.log), _scaled(self.high, self.log)
        share = (_scaled(value, self.log) - low) / (high - low)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def below(self, value: float) -> bool:
        return _scaled(value, self.log) < _scaled(self.low, self.log) - 1e-12

    def above(self, value: float) -> bool:
        return _scaled(value, self.log) > _scaled(self.high, self.log) + 1e-12


def _scaled(value: float, log: bool) -> float:
    if not log:
        return value
    return math.log(value) if value > 0 else -math.inf


def _natural(value: float, log: bool) -> float:
    return math.exp(value) if log else value


def usable(value: float | None, log: bool) -> bool:
    """Whether a value has a place on such an axis."""
    return value is not None and math.isfinite(value) and (value > 0 or not log)


def axis(
    estimates: Sequence[float | None],
    intervals: Sequence[Bounds],
    *,
    always: Sequence[float | None],
    log: bool,
    left: float,
    right: float,
) -> Axis:
    """Fit an axis to estimates and intervals; the values in `always` are never left out."""
    points = sorted(_scaled(v, log) for v in estimates if v is not None and usable(v, log))
    fixed = [_scaled(v, log) for v in always if v is not None and usable(v, log)]
    low, high = _limits(points, _ends(intervals, log), fixed or [0.0])
    if log:
        low, high = max(low, -FURTHEST_LOG), min(high, FURTHEST_LOG)
    if high - low < 1e-9 * max(1.0, abs(low), abs(high)):
        low, high = low - 1.0, high + 1.0
    margin = 0.03 * (high - low)
    bounds = _natural(low - margin, log), _natural(high + margin, log)
    ticks, labels = _log_ticks(*bounds) if log else _linear_ticks(*bounds)
    return Axis(*bounds, log, left, right, ticks, labels)


def _ends(intervals: Sequence[Bounds], log: bool) -> list[tuple[float, float]]:
    return [
        (_scaled(low, log), _scaled(high, log))
        for low, high in intervals
        if low is not None and high is not None and usable(low, log) and usable(high, log)
    ]


def _limits(
    points: list[float], ends: list[tuple[float, float]], fixed: list[float]
) -> tuple[float, float]:
    """Keep estimates within 4 quartile ranges, intervals within 2.5 median half-widths of them."""
    half = _quantile(sorted((high - low) / 2 for low, high in ends), 0.5) if ends else 0.0
    core = list(fixed)
    if points:
        first, third = _quantile(points, 0.25), _quantile(points, 0.75)
        fence = 4 * (third - first) + 2 * half if len(points) > 2 else math.inf
        core += [p for p in points if first - fence <= p <= third + fence]
    low, high = min(core), max(core)
    reach = max(2.5 * half, 0.35 * (high - low))
    furthest_low = min([low, *(end[0] for end in ends)])
    furthest_high = max([high, *(end[1] for end in ends)])
    return max(furthest_low, low - reach), min(furthest_high, high + reach)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    under = math.floor(place)
    over = min(under + 1, len(ordered) - 1)
    return ordered[under] + (place - under) * (ordered[over] - ordered[under])


def _linear_ticks(low: float, high: float) -> tuple[tuple[float, ...], tuple[str, ...]]:
    exponent = math.floor(math.log10((high - low) / MOST_TICKS))
    # Each step with the decimals it needs beyond those of its power of ten.
    for factor, more in ((1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0), (10.0, -1), (20.0, -1)):
        step = factor * 10.0**exponent
        first, last = math.ceil(low / step), math.floor(high / step)
        decimals = max(0, more - exponent)
        if last - first < MOST_TICKS:
            break
    ticks = tuple(place * step for place in range(first, last + 1))
    return ticks, tuple(numbers.fixed(tick, decimals) for tick in ticks)


def _log_ticks(low: float, high: float) -> tuple[tuple[float, ...], tuple[str, ...]]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for digits in ((1, 2, 5), (1, 3), (1,)):
        ticks = tuple(d * 10.0**n for n in decades for d in digits if low <= d * 10.0**n <= high)
        if len(ticks) <= MOST_TICKS:
            break
    else:
        stride = math.ceil(len(ticks) / MOST_TICKS)
        ticks = tuple(10.0**n for n in decades if n % stride == 0 and low <= 10.0**n <= high)
    if len(ticks) < 3:
        return _linear_ticks(low, high)
    return ticks, tuple(_decade(tick) for tick in ticks)


def _decade(tick: float) -> str:
    """Write 0.0001, 0.2, 1.0, 50 or 100,000: ticks of few digits need no further zeros."""
    if 0.01 <= tick < 1000:
        return numbers.measured(tick)
    return numbers.fixed(tick, max(0, -math.floor(math.log10(tick) + 1e-9)))
