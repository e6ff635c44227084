"""What is usual in the other trials of a group, for values that are compared between trials."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer[Any]]


def below_others(
    frame: pd.DataFrame, values: pd.Series, key: list[str], trusted: pd.Series | None = None
) -> pd.Series:
    """Return by how much the median of the other trials of a group is above each value.

    Where some of the other trials are `trusted` (their value was reported and not recovered), the
    median is theirs. NaN where a group has no other trial.
    """
    known = frame[[*key, "trial_id"]].assign(value=values).dropna()
    if known.empty:
        return pd.Series(np.nan, index=frame.index)
    trials = known.groupby([*key, "trial_id"], sort=False).ngroup().to_numpy()
    first = np.unique(trials, return_index=True)[1]
    groups = known.groupby(key, sort=False).ngroup().to_numpy()[first]
    typical = _typical(known["value"], trials, groups)
    trusted = None if trusted is None else trusted.reindex(known.index)
    if trusted is not None and not trusted.all():
        reported = _typical(known["value"].where(trusted), trials, groups)
        typical = np.where(np.isnan(reported), typical, reported)
    below: pd.Series = typical[trials] - known["value"]
    return below.reindex(frame.index)


def _typical(values: pd.Series, trials: Codes, groups: Codes) -> Floats:
    """Return for each trial of a group the median of the medians of the other trials."""
    medians = values.groupby(trials).median().to_numpy()
    return medians_of_others(groups, medians)


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
