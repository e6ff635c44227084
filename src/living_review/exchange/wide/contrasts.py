"""A comparison as a sheet gives it, written as intervention against control on its own scale."""

from __future__ import annotations

import math

from living_review.exchange import cells
from living_review.exchange.measures import LARGEST_LOG
from living_review.exchange.wide.mapping import SAMPLING_VARIANCE, Contrast
from living_review.ground.measures import RATIOS

_OF_THE_SCALE = ("estimate", "ci_low", "ci_high")
_SIGNED = ("o_minus_e", "t")


def turned(
    found: dict[str, str], contrast: Contrast, *, higher_is_better: bool
) -> dict[str, str] | str:
    """Give the cells of a contrast whose sign is that of intervention minus control.

    A ratio comes out on the natural scale, and its standard error is of the logarithm. Gives a
    sentence where a figure is beyond any ratio.
    """
    ratio = contrast.measure in RATIOS
    keep = contrast.sign == "intervention-minus-control" or (
        higher_is_better == (contrast.sign == "positive-favours-intervention")
    )
    made = dict(found)
    if squared := made.pop(SAMPLING_VARIANCE, ""):
        value = cells.value(squared)
        if value is None or value <= 0:
            return f"the variance {squared} is not above 0; is it the variance of the estimate?"
        made.setdefault("se", repr(math.sqrt(value)))
    for name in (*_OF_THE_SCALE, *_SIGNED):
        value = cells.value(found.get(name, ""))
        if value is None:
            continue
        if ratio and name in _OF_THE_SCALE:
            if not contrast.log and value <= 0:
                return f"{name} {found[name]} is no ratio; is it a logarithm (log: true)?"
            log = value if contrast.log else math.log(value)
            if abs(log) > LARGEST_LOG:
                return f"{name} {found[name]} is beyond any ratio."
            if contrast.log or not keep:
                made[name] = repr(math.exp(log if keep else -log))
        elif not keep:
            made[name] = cells.number(repr(-value + 0.0))
    if not keep:
        low, high = made.get("ci_low"), made.get("ci_high")
        made |= {"ci_low": high or "", "ci_high": low or ""}
    return {name: cell for name, cell in made.items() if cell}
