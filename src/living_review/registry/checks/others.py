"""What is usual in the other trials of a group, for values that are compared between trials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Trials:
    """Which rows are of one trial in one group: the trial of each row, the group of each trial."""

    of_row: Codes
    groups: Codes

    @classmethod
    def of(cls, frame: pd.DataFrame, key: list[str]) -> Trials:
        """Number the trials of each group of a frame; a trial of two groups is one in each."""
        group = _numbered(zip(*(frame[name].tolist() for name in key), strict=True))
        trials = _numbered(zip(group.tolist(), frame["trial_id"].tolist(), strict=True))
        return cls(trials, group[np.unique(trials, return_index=True)[1]])


def _numbered(keys: Iterable[tuple[object, ...]]) -> Codes:
    """Number what there is in the order in which it comes, as a table would, and sooner."""
    numbers: dict[tuple[object, ...], int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in keys], dtype=np.intp)


def below_others(trials: Trials, values: pd.Series, trusted: pd.Series | None = None) -> pd.Series:
    """Return by how much the median of the other trials of a group is above each value.

    Where some of the other trials are `trusted` (their value was reported and not recovered), the
    median is theirs. NaN where a group has no other trial.
    """
    typical = _typical(trials, values)
    if trusted is not None and not trusted[values.notna()].all():
        reported = _typical(trials, values.where(trusted))
        typical = np.where(np.isnan(reported), typical, reported)
    below: pd.Series = typical[trials.of_row] - values
    return below


def _typical(trials: Trials, values: pd.Series) -> Floats:
    """Return for each trial of a group the median of the medians of the other trials."""
    medians = values.groupby(trials.of_row).median().to_numpy()
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
