"""What a draft says of an effect that its header leaves open: its limits, its standard error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from living_review.exchange.wide import figures, words
from living_review.exchange.wide.effect_names import ANY, named
from living_review.exchange.wide.effects import Cells, Effect
from living_review.ground.measures import RATIOS


def limits_apart(effect: Effect, cells: Cells) -> bool:
    """Tell whether the limits of a logarithm are of the ratio itself: then no log is above 0."""
    names = [effect.columns.get(part, "") for part in ("estimate", "ci_low", "ci_high")]
    if not (effect.log and effect.measure in {*RATIOS, ANY} and all(names)):
        return False
    numbers = [_numbers(cells[name]) for name in names]
    rows = [row for row in zip(*numbers, strict=True) if not any(map(math.isnan, row))]
    outside = [not low <= value <= high for value, low, high in rows]
    return bool(rows) and all(low > 0 for _, low, _ in rows) and sum(outside) > len(rows) / 2


def _numbers(column: Sequence[str]) -> list[float]:
    found = (figures.plain_number(cell) for cell in column)
    return [math.nan if each is None else each for each in found]


def of_rows(effect: Effect, measure: str) -> Effect:
    """Give an effect of no measure that of its rows, where a column names it in them."""
    said = named(measure) if measure and effect.measure == ANY else None
    if said is None or not said.measure:
        return effect
    return replace(effect, measure=said.measure, log=effect.log or said.log)


def people_of_numbered_arms(names: Iterable[str]) -> list[str]:
    """Give `n1` and `n2`, of which no header says which is the control."""
    said = {name: words.meaning(name) for name in names}
    return [
        name
        for name, each in said.items()
        if each.statistic == "n" and each.arm and not (each.role or each.rest or each.baseline)
    ]


def about_spread(effect: Effect) -> str:
    """Say what the standard error of a ratio is taken for, where its header does not say it."""
    if effect.log or effect.measure not in RATIOS or "se" not in effect.columns:
        return ""
    return "" if effect.log_of_se else "se of a ratio is the standard error of its logarithm"
