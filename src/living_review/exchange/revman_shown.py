"""What RevMan measured, told from the effects that it shows beside the figures of the arms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from living_review.exchange import cells

Line = Mapping[str, str]
# RevMan writes six decimals, without the zeros at their end.
_WRITTEN = 6e-7


def _risk_ratio(a: float, n: float, c: float, m: float) -> float:
    a, n, c, m = _with_halves(a, n, c, m)
    return (a / n) / (c / m)


def _odds_ratio(a: float, n: float, c: float, m: float) -> float:
    a, n, c, m = _with_halves(a, n, c, m)
    return (a / (n - a)) / (c / (m - c))


def _with_halves(*figures: float) -> tuple[float, float, float, float]:
    """Add half an event to each cell where one is empty, as RevMan does for both ratios."""
    a, n, c, m = figures
    return (a + 0.5, n + 1, c + 0.5, m + 1) if 0 in (a, c, n - a, m - c) else (a, n, c, m)


def _risk_difference(a: float, n: float, c: float, m: float) -> float:
    return a / n - c / m


def _peto(a: float, n: float, c: float, m: float) -> float:
    people, events = n + m, a + c
    expected = n * events / people
    variance = n * m * events * (people - events) / (people**2 * (people - 1))
    return math.exp((a - expected) / variance)


def _of_no_event(a: float, n: float, c: float, m: float) -> float:
    return _risk_ratio(n - a, n, m - c, m)


def _mean_difference(*figures: float) -> float:
    return figures[0] - figures[3]


def _standardised(m1: float, s1: float, n1: float, m2: float, s2: float, n2: float) -> float:
    pooled = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
    return (m1 - m2) / pooled * (1 - 3 / (4 * (n1 + n2) - 9))


# What each makes of the figures, and the settings it means; the first that fits every row counts.
_COUNTED: tuple[tuple[Mapping[str, str], Callable[..., float]], ...] = (
    ({"Effect measure": "Risk Ratio"}, _risk_ratio),
    ({"Effect measure": "Odds Ratio"}, _odds_ratio),
    ({"Effect measure": "Peto Odds Ratio", "Statistical method": "Peto"}, _peto),
    ({"Effect measure": "Risk Difference"}, _risk_difference),
    ({"Effect measure": "Risk Ratio", "Swap event and non-event": "true"}, _of_no_event),
)
_MEASURED: tuple[tuple[Mapping[str, str], Callable[..., float]], ...] = (
    ({"Effect measure": "Mean Difference"}, _mean_difference),
    ({"Effect measure": "Std. Mean Difference"}, _standardised),
)


def measure_shown(rows: Sequence[Line], kind: str) -> Mapping[str, str]:
    """Give the settings that every effect shown agrees with; none where there are none such."""
    of_counts = kind == "Dichotomous"
    names = ("cases", "N") if of_counts else ("mean", "SD", "N")
    columns = [f"{side} {name}" for side in ("Experimental", "Control") for name in names]
    told = [*_told(rows, columns, of_counts)]
    if not told:
        return {}
    fitting = [
        settings
        for settings, formula in (_COUNTED if of_counts else _MEASURED)
        if all(_fits(formula, *each) for each in told)
    ]
    return fitting[0] if len(fitting) == 1 else {}


def _told(
    rows: Sequence[Line], columns: Sequence[str], of_counts: bool
) -> Iterator[tuple[tuple[float, ...], float]]:
    """Give the figures of rows that tell measures apart, and the effect shown."""
    for line in rows:
        shown = cells.value(line.get("Mean", ""))
        figures = [cells.value(line.get(column, "")) for column in columns]
        known = [each for each in figures if each is not None]
        if shown is None or len(known) < len(figures):
            continue
        if of_counts and known[0] + known[2] in (0, known[1] + known[3]):
            continue
        if not of_counts and min(known[1], known[4], known[2] - 1, known[5] - 1) <= 0:
            continue
        yield tuple(known), shown


def _fits(formula: Callable[..., float], figures: tuple[float, ...], shown: float) -> bool:
    try:
        return math.isclose(formula(*figures), shown, rel_tol=1e-6, abs_tol=_WRITTEN)
    except (ZeroDivisionError, OverflowError, ValueError):
        return False
