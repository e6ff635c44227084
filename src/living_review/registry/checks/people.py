"""Errors of results that have more people than there were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.results import RESULT
from living_review.registry.frames import Mark, Registry

RULE = "more-than-randomised"


def more_than_randomised(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """No result has more people than its trial randomised; in a crossover trial no arm has."""
    trials = registry.frames["trials"]
    randomised = trials.set_index("trial_id")["n_randomised"]
    yield from _arms(registry, randomised)
    yield from _contrasts(registry, randomised)


def _arms(registry: Registry, randomised: pd.Series) -> Iterator[Mark]:
    """Each measurement by itself; the people of strata add up, as those of arms do."""
    arms = registry.frames["arms"]
    together = arms["n"].groupby(arms[RESULT]).transform("sum")
    of_arm = arms.groupby([RESULT, "role", "arm"])["n"].transform("sum")
    largest = of_arm.groupby(arms[RESULT]).transform("max")
    yield from _marked(
        "arms", arms, "n", randomised, _People(together, largest, registry.crossed(arms))
    )


def _contrasts(registry: Registry, randomised: pd.Series) -> Iterator[Mark]:
    """Those of one measure; a contrast without a stratum is of the whole trial."""
    frame = registry.frames["contrasts"]
    same = [frame[name] for name in (RESULT, "measure", "adjusted")]
    strata = [*same, frame["part"] != ""]
    sizes = frame[["n_intervention", "n_control"]].fillna(0.0)
    sides = sizes.groupby(strata).transform("sum")
    yield from _marked(
        "contrasts",
        frame,
        "n_intervention",
        randomised,
        _People(sides.sum(axis=1), sides.max(axis=1), registry.crossed(frame)),
    )


class _People(NamedTuple):
    """People of results: of all sides together, of the largest, and whether they are the same."""

    together: pd.Series
    largest: pd.Series
    same: pd.Series


def _marked(
    table: str, frame: pd.DataFrame, column: str, randomised: pd.Series, people: _People
) -> Iterator[Mark]:
    together, largest, same = people
    most = frame["trial_id"].map(randomised)
    for line in frame.index[together.where(~same, largest) > most]:
        reason = _reason(
            float(together[line]), float(largest[line]), float(most[line]), bool(same[line])
        )
        yield Mark(table, int(line), column, RULE, reason)


def _reason(together: float, largest: float, most: float, same: bool) -> str:
    if same:
        return (
            f"the result has {numbers.count(largest)} people with one of the interventions, and "
            f"the trial, in which everybody had both, randomised {numbers.count(most)}; correct n "
            "or n_randomised."
        )
    said = (
        f"the arms of this result have {numbers.count(together)} people together, and the trial "
        f"randomised {numbers.count(most)}; correct n or n_randomised"
    )
    if largest <= most:
        return f"{said}, or the design if each person had both interventions (crossover)."
    return f"{said}."
