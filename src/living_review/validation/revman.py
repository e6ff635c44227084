"""Figures of RevMan 5 beside ours: what metafor has no word for, because it is RevMan's own way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from living_review.effects import log_risk_ratio
from living_review.pooling import mantel_haenszel, pool, spread_about

Counts = Sequence[tuple[float, float, float, float]]


@dataclass(frozen=True)
class RevmanFigure:
    """One figure of one analysis; `digits` after the point are known of RevMan's."""

    analysis: str
    quantity: str
    ours: float
    theirs: float
    digits: int

    @property
    def agrees(self) -> bool:
        """Whether the two are the same as far as RevMan's is known."""
        return abs(self.ours - self.theirs) <= 0.5000001 * 10.0**-self.digits


# Fleiss 1993, aspirin after a heart attack: events and people, aspirin then placebo. RevMan stores
# more digits than are compared.
FLEISS: Counts = (
    (49, 615, 67, 624),
    (44, 758, 64, 771),
    (102, 832, 126, 850),
    (32, 317, 38, 309),
    (85, 810, 52, 406),
    (246, 2267, 219, 2257),
    (1570, 8587, 1720, 8600),
)
FLEISS_STORED = {
    "OR": 0.8968655609130709,
    "lower limit": 0.8405144008917793,
    "upper limit": 0.9569947088336491,
    "χ²": 9.946055983220074,
    "I² (%)": 39.67458045558399,
    "Z": 3.287633061337987,
}
EMPTY_CELL: Counts = ((4, 60, 15, 62), (0, 40, 9, 41), (20, 80, 22, 81), (10, 200, 30, 190))
EMPTY_CELL_FIGURES = {
    "RR": 0.383432,
    "lower limit": 0.156831,
    "upper limit": 0.937443,
    "τ²": 0.530734,
}


def revman_figures() -> tuple[RevmanFigure, ...]:
    """Compute RevMan's figures with the installed program."""
    return (
        *_beside("Fleiss 1993, OR, Mantel-Haenszel, fixed", _fixed(FLEISS), FLEISS_STORED, 12),
        *_beside(
            "Four trials, one with an empty cell, RR, Mantel-Haenszel, random",
            _random(EMPTY_CELL),
            EMPTY_CELL_FIGURES,
            6,
        ),
    )


def _beside(
    analysis: str, ours: Mapping[str, float], theirs: Mapping[str, float], digits: int
) -> tuple[RevmanFigure, ...]:
    return tuple(
        RevmanFigure(analysis, name, ours[name], value, digits) for name, value in theirs.items()
    )


def _fixed(counts: Counts) -> dict[str, float]:
    found = mantel_haenszel(*np.array(counts, dtype=float).T, measure="OR")
    return {
        "OR": math.exp(found.estimate),
        "lower limit": math.exp(found.ci_low),
        "upper limit": math.exp(found.ci_high),
        "χ²": float(found.q),
        "I² (%)": float(found.i2),
        "Z": abs(float(found.statistic)),
    }


def _random(counts: Counts) -> dict[str, float]:
    columns = np.array(counts, dtype=float).T
    own = log_risk_ratio(*columns)
    centre = mantel_haenszel(*columns, measure="RR", zero_cells="half").estimate
    tau2 = float(spread_about(own.estimate, own.variance, centre).tau2)
    found = pool(own.estimate, own.variance, tau2=tau2, interval="wald")
    return {
        "RR": math.exp(found.estimate),
        "lower limit": math.exp(found.ci_low),
        "upper limit": math.exp(found.ci_high),
        "τ²": tau2,
    }
