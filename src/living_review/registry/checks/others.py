"""What is usual in the other trials of a group, for values that are compared between trials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from living_review.registry.groups import Groups, median_by_group
from living_review.registry.rows import Rows
from living_review.registry.values import Values

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Trials:
    """Which rows are of one trial in one group: the trial of each row, the group of each trial."""

    of_row: Codes
    groups: Codes

    @classmethod
    def of(cls, rows: Rows, key: list[str]) -> Trials:
        """Number the trials of each group of a table; a trial of two groups is one in each."""
        group = Groups.of(rows.columns(key))
        both = Groups.of([Values(group.codes, rows.index), rows["trial_id"]])
        _, first, trials = np.unique(both.codes, return_index=True, return_inverse=True)
        return cls(trials, group.codes[first])


def below_others(trials: Trials, values: Values, trusted: Values | None = None) -> Values:
    """Return by how much the median of the other trials of a group is above each value.

    Where some of the other trials are `trusted` (their value was reported and not recovered), the
    median is theirs. NaN where a group has no other trial.
    """
    typical = _typical(trials, values)
    if trusted is not None and not trusted[values.notna()].all():
        reported = _typical(trials, values.where(trusted))
        typical = np.where(np.isnan(reported), typical, reported)
    return Values(typical[trials.of_row], values.index) - values


def _typical(trials: Trials, values: Values) -> Floats:
    """Return for each trial of a group the median of the medians of the other trials."""
    medians = median_by_group(values, Groups(trials.of_row, len(trials.groups)))
    return medians_of_others(trials.groups, medians)


def medians_of_others(groups: Codes, values: Floats) -> Floats:
    """Return for each value the median of the others of its group, which NaN never counts for."""
    order = np.lexsort((values, groups))
    code = groups[order]
    first = np.searchsorted(code, code, side="left")
    known = np.bincount(groups, weights=np.isfinite(values)).astype(int)[code]
    place = np.arange(len(values)) - first
    own = place < known  # those that are NaN come last in their group
    ordered = np.append(values[order], np.nan)
    others = known - own

    def other(i: Codes) -> Floats:
        skipped: Floats = ordered[first + np.where(own & (i >= place), i + 1, i)]
        return skipped

    with np.errstate(invalid="ignore"):
        middle = (other(np.maximum(others - 1, 0) // 2) + other(others // 2)) / 2
    found = np.empty(len(values))
    found[order] = np.where(others > 0, middle, np.nan)
    return found
