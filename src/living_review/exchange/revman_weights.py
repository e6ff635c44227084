"""How RevMan pooled an analysis, told from the weights that stand beside its rows.

Weights add up to 100 % over all that is pooled: over the whole analysis, each subgroup, or nothing.
What each method makes of the figures can be held against them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from living_review.exchange import cells
from living_review.ground.measures import MEANS, MEASURES

Line = Mapping[str, str]
# Method and model in the words of RevMan's settings.
Way = tuple[str, str]
_COMMON, _RANDOM = "Fixed effect", "Random effects"
_WHOLE = 100.0
_ROUNDING = 0.01
_MEASURES = {own.revman: code for code, own in MEASURES.items() if own.revman_data}


def totals_told(rows: Sequence[Line]) -> Mapping[str, str]:
    """Give the settings of totals that the weights show; none where they show nothing."""
    weights = [cells.value(line.get("Weight", "")) for line in rows]
    if all(weight is None for weight in weights) or len(rows) < 2:
        return {}
    by_subgroup: dict[str, float] = {}
    for line, weight in zip(rows, weights, strict=True):
        name = line.get("Subgroup", "")
        by_subgroup[name] = by_subgroup.get(name, 0.0) + (weight or 0.0)
    sums = list(by_subgroup.values())
    if _is(math.fsum(sums), _WHOLE):
        return {"Overall estimates": "true"}
    if not any(sums):
        # Where nothing could be estimated there is no weight either.
        several = sum(map(_estimated, rows)) > 1
        return {"Overall estimates": "false", "Subgroup estimates": "false"} if several else {}
    if len(sums) > 1 and all(_is(each, _WHOLE) or not each for each in sums):
        return {"Overall estimates": "false", "Subgroup estimates": "true"}
    return {}


def _estimated(line: Line) -> bool:
    low, high = (cells.value(line.get(name, "")) for name in ("CI start", "CI end"))
    return low is not None and high is not None and low < high


def _is(value: float, wanted: float) -> bool:
    return abs(value - wanted) <= _ROUNDING


def ways_told(rows: Sequence[Line], told: Mapping[str, str]) -> frozenset[Way]:
    """Give every method and model whose weights are those of the rows; none where none is told.

    `told` are the settings that are known: kind, measure, and totals.
    """
    measure = _MEASURES.get(told.get("Effect measure", ""))
    if measure is None or told.get("Statistical method") or told.get("Swap event and non-event"):
        return frozenset()
    found: frozenset[Way] | None = None
    for group in _pooled_together(rows, told):
        given = [*_figures(group, measure)]
        if len(given) < 2:
            continue
        figures, weights = [each for each, _ in given], [weight for _, weight in given]
        fitting = frozenset(
            way for way, own in _candidates(figures, measure).items() if _alike(own, weights)
        )
        found = fitting if found is None else found & fitting
    return found or frozenset()


def most_usual(ways: Sequence[frozenset[Way]]) -> Mapping[Way, int]:
    """Count the ways that analyses were pooled in beyond doubt."""
    return Counter(next(iter(each)) for each in ways if len(each) == 1)


def chosen(ways: frozenset[Way], usual: Mapping[Way, int]) -> Way | None:
    """Give one of several ways: the most usual of the file, and random effects before common."""
    return max(
        ways,
        key=lambda way: (usual.get(way, 0), way[1] == _RANDOM, way[0] == "MH", way),
        default=None,
    )


def _pooled_together(rows: Sequence[Line], told: Mapping[str, str]) -> list[list[Line]]:
    if told.get("Overall estimates") == "true":
        return [list(rows)]
    if told.get("Subgroup estimates") != "true":
        return []
    groups: dict[str, list[Line]] = {}
    for line in rows:
        groups.setdefault(line.get("Subgroup", ""), []).append(line)
    return list(groups.values())


def _figures(rows: Sequence[Line], measure: str) -> Iterator[tuple[tuple[float, ...], float]]:
    names = ("mean", "SD", "N") if measure in MEANS else ("cases", "N")
    columns = [f"{side} {name}" for side in ("Experimental", "Control") for name in names]
    for line in rows:
        weight = cells.value(line.get("Weight", ""))
        values = [cells.value(line.get(column, "")) for column in columns]
        known = tuple(value for value in values if value is not None)
        if weight and len(known) == len(values):
            yield known, weight


def _alike(own: Sequence[float], weights: Sequence[float]) -> bool:
    total, whole = math.fsum(own), math.fsum(weights)
    return total > 0 and all(
        math.isclose(one / total, other / whole, rel_tol=1e-6, abs_tol=2e-8)
        for one, other in zip(own, weights, strict=True)
    )


def _candidates(figures: Sequence[tuple[float, ...]], measure: str) -> dict[Way, Sequence[float]]:
    """Give the weights that each method and model makes; a method that cannot is left out."""
    try:
        if measure in MEANS:
            effects = [_of_means(each, measure) for each in figures]
            return dict(_inverse_variance(effects))
        effects = [_of_counts(each, measure) for each in figures]
        counted = [_counted(each, measure) for each in figures]
        made: dict[Way, Sequence[float]] = dict(_inverse_variance(effects))
        made["MH", _COMMON] = [weight for weight, _ in counted]
        halves = [_counted(_with_halves(each), measure) for each in figures]
        centre = _centre(counted if measure == "RD" else halves, measure)
        made["MH", _RANDOM] = _random(effects, centre)
    except (ZeroDivisionError, ValueError, OverflowError):
        return {}
    return made


def _inverse_variance(effects: Sequence[tuple[float, float]]) -> Iterator[tuple[Way, list[float]]]:
    weights = [1 / variance for _, variance in effects]
    centre = math.fsum(w * y for w, (y, _) in zip(weights, effects, strict=True))
    yield ("IV", _COMMON), weights
    yield ("IV", _RANDOM), _random(effects, centre / math.fsum(weights))


def _random(effects: Sequence[tuple[float, float]], centre: float) -> list[float]:
    """Weigh by the τ² of DerSimonian and Laird, from Q about a centre."""
    weights = [1 / variance for _, variance in effects]
    q = math.fsum(w * (y - centre) ** 2 for w, (y, _) in zip(weights, effects, strict=True))
    total = math.fsum(weights)
    scale = total - math.fsum(w * w for w in weights) / total
    tau2 = max(0.0, (q - (len(effects) - 1)) / scale)
    return [1 / (variance + tau2) for _, variance in effects]


def _of_means(figures: tuple[float, ...], measure: str) -> tuple[float, float]:
    m1, s1, n1, m2, s2, n2 = figures
    if measure == "MD":
        return m1 - m2, s1**2 / n1 + s2**2 / n2
    n = n1 + n2
    pooled = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n - 2))
    effect = (m1 - m2) / pooled * (1 - 3 / (4 * n - 9))
    return effect, n / (n1 * n2) + effect**2 / (2 * (n - 3.94))


def _with_halves(figures: tuple[float, ...]) -> tuple[float, ...]:
    a, n, c, m = figures
    return (a + 0.5, n + 1, c + 0.5, m + 1) if 0 in (a, c, n - a, m - c) else figures


def _of_counts(figures: tuple[float, ...], measure: str) -> tuple[float, float]:
    """Give effect and variance of counts; half an event is added where a cell is empty."""
    a, n, c, m = _with_halves(figures)
    if measure == "RR":
        return math.log(a / n / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m
    if measure == "OR":
        odds = a * (m - c) / (c * (n - a))
        return math.log(odds), 1 / a + 1 / c + 1 / (n - a) + 1 / (m - c)
    raw = figures[0] / figures[1] - figures[2] / figures[3]
    return raw, a * (n - a) / n**3 + c * (m - c) / m**3


def _counted(figures: tuple[float, ...], measure: str) -> tuple[float, float]:
    """Give weight and numerator of Mantel and Haenszel."""
    a, n, c, m = figures
    people = n + m
    if measure == "RR":
        return c * n / people, a * m / people
    if measure == "OR":
        return c * (n - a) / people, a * (m - c) / people
    return n * m / people, a * m / people - c * n / people


def _centre(counted: Sequence[tuple[float, float]], measure: str) -> float:
    ratio = math.fsum(top for _, top in counted) / math.fsum(weight for weight, _ in counted)
    return ratio if measure == "RD" else math.log(ratio)
