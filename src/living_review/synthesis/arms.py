"""Arms as reported, made into one intervention and one control side for each trial."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.effects import (
    cluster_adjust,
    combine_arms,
    combine_events,
)
from living_review.ground import numbers
from living_review.ground.distributions import BoolArray, FloatArray
from living_review.language.facts import arms as facts
from living_review.registry.in_use import FROM_INTERVAL, FROM_QUANTILES, FROM_SE, arms_in_use
from living_review.synthesis.rows import Row, column
from living_review.synthesis.trial_effects import Note

Role = facts.Role
ROLES: tuple[Role, ...] = ("intervention", "control")
_OF: Mapping[str, facts.Source] = {
    FROM_SE: "errors",
    FROM_INTERVAL: "intervals",
    FROM_QUANTILES: "quantiles",
}
Laid = Callable[[ArrayLike], FloatArray]


@dataclass(frozen=True)
class Side:
    """All arms of one role: people analysed, the number their variance rests on, and outcomes.

    NaN where one of the arms does not report it. `recovered` names what the standard deviation was
    recovered from.
    """

    arms: int
    n: float
    effective_n: float
    mean: float
    sd: float
    events: float
    effective_events: float
    time: float
    effective_time: float
    recovered: frozenset[str]
    skewed: bool


def sides(groups: Sequence[Sequence[Row]]) -> list[Side]:
    """Give the side each group of arms makes together, all groups at once."""
    rows = [row for group in groups for row in group]
    n, mean, sd, recovered, skewed = _recovered(rows)
    events, time = column(rows, "events"), column(rows, "time_at_risk")
    size, icc = column(rows, "cluster_size"), column(rows, "icc")
    clustered = np.isfinite(size) & np.isfinite(icc)
    effective = np.where(clustered, cluster_adjust(n, size, icc), n)
    shrunk = np.where(clustered, cluster_adjust(events, size, icc), events)
    shortened = np.where(clustered, cluster_adjust(time, size, icc), time)
    ends = np.cumsum([len(group) for group in groups])
    wide = _widener(ends, max(map(len, groups)))
    together = combine_arms(wide(n), wide(mean), wide(sd))
    there = wide(np.ones(len(rows)))

    def added(values: FloatArray) -> FloatArray:
        """Add up over the arms that are there, be their people known or not."""
        return np.atleast_1d(combine_events(there, wide(values)).events)

    counted, reduced = added(n), added(effective)
    had, fewer = added(events), added(shrunk)
    spent, shorter = added(time), added(shortened)
    single = np.array([len(group) == 1 for group in groups])
    first = ends - np.array([len(group) for group in groups])
    # One arm keeps its mean when there is no SD to combine it with.
    means = np.where(single, mean[first], together.mean)
    sds = np.where(single, sd[first], together.sd)
    return [
        Side(
            len(group),
            float(counted[i]),
            float(reduced[i]),
            float(means[i]),
            float(sds[i]),
            float(had[i]),
            float(fewer[i]),
            float(spent[i]),
            float(shorter[i]),
            frozenset(recovered[ends[i] - len(group) : ends[i]]) - {""},
            bool(skewed[ends[i] - len(group) : ends[i]].any()),
        )
        for i, group in enumerate(groups)
    ]


def notes_on(pair: Mapping[Role, Side], rows: Sequence[Row], design: str | None) -> list[Note]:
    """Say what was done to the arms of one trial before they were compared."""
    notes: list[Note] = [
        facts.Combined(arms=side.arms, side=role) for role, side in pair.items() if side.arms > 1
    ]
    for source in sorted({name for side in pair.values() for name in side.recovered}):
        affected = [role for role, side in pair.items() if source in side.recovered]
        means_too = source == FROM_QUANTILES and any(row.get("mean") is None for row in rows)
        origin: facts.Source = "medians" if means_too else _OF[source]
        notes.append(facts.Computed(means=means_too, side=named(affected), source=origin))
    if any(side.skewed for side in pair.values()):
        notes.append(facts.Skewed())
    notes += _cluster_notes(pair, rows, design)
    if any(row.get("score") == "change" for row in rows):
        notes.append(facts.ChangeScores())
    return notes


def named(roles: Sequence[Role]) -> facts.Side:
    """Name one arm or both."""
    return "both" if len(roles) == 2 else roles[0]


def _cluster_notes(
    pair: Mapping[Role, Side], rows: Sequence[Row], design: str | None
) -> list[Note]:
    of_all = all(math.isfinite(side.n) for side in pair.values())
    if of_all and any(side.effective_n < side.n for side in pair.values()):
        # In a crossover trial both sides are the same people.
        total = max if design == "crossover" else sum
        people, effective = (
            numbers.count(total(getattr(side, name) for side in pair.values()))
            for name in ("n", "effective_n")
        )
        return [facts.Clusters(people=people, effective=effective)]
    if not of_all and any(side.effective_time < side.time for side in pair.values()):
        time, effective = (
            numbers.measured(sum(getattr(side, name) for side in pair.values()))
            for name in ("time", "effective_time")
        )
        return [facts.ClustersInTime(time=time, effective=effective)]
    if design == "cluster":
        given = all(row.get(name) is not None for row in rows for name in ("icc", "cluster_size"))
        return [facts.ClustersAsTheyAre(known=given)]
    return []


def _recovered(
    rows: Sequence[Row],
) -> tuple[FloatArray, FloatArray, FloatArray, list[str], BoolArray]:
    """Give n, mean, SD, what the SD came from ('' as reported) and whether quartiles are skewed."""
    found = arms_in_use(lambda name: column(rows, name))
    sources = ["" if source == "reported" else str(source) for source in found.sd_from]
    return column(rows, "n"), found.mean, found.sd, sources, found.skewed


def _widener(ends: NDArray[np.int_], width: int) -> Laid:
    """Make a function that lays a column out as one line for each group, NaN beyond its arms."""
    sizes = np.diff(ends, prepend=0)
    inside = np.arange(width) < sizes[:, None]

    def wide(values: ArrayLike) -> FloatArray:
        table = np.full(inside.shape, np.nan)
        table[inside] = values
        return table

    return wide
