"""Rows that belong together: numbered by what they share, each told what its group has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from living_review.registry.values import Cells, Codes, Texts, Values

MOST_NUMBERS = 1024
"""So many groups that nobody is of cost nothing; beyond, groups are numbered without gaps."""


class Groups:
    """The group of each row, -1 where a number of its key is not reported."""

    __slots__ = ("codes", "size")

    def __init__(self, codes: Codes, size: int) -> None:
        """Take the group of each row, and a number that none reaches."""
        self.codes = codes
        self.size = size

    @classmethod
    def of(cls, keys: Sequence[Cells], *, empty_alike: bool = False) -> Groups:
        """Number the rows that share all of the keys; with `empty_alike` none is a value, too."""
        codes, size = _coded(keys[0], empty_alike=empty_alike)
        for key in keys[1:]:
            more, count = _coded(key, empty_alike=empty_alike)
            together = codes * count + more
            if not empty_alike:
                together = np.where((codes < 0) | (more < 0), -1, together)
            codes, size = together, size * count
            if size > max(MOST_NUMBERS, 4 * len(codes)):
                codes, size = _without_gaps(codes)
        return cls(codes, size)

    def counts(self) -> Codes:
        """Return how many rows each group has."""
        return np.bincount(self.codes[self.codes >= 0], minlength=self.size)

    def told(self, by_group: Any, index: Any) -> Values:
        """Return to each row what is of its group; NaN where it is of none."""
        found = by_group[self.codes] if len(by_group) else np.zeros(len(self.codes), by_group.dtype)
        if (self.codes < 0).any():
            found = np.where(self.codes < 0, np.nan, found)
        return Values(found, index)


def _coded(key: Cells, *, empty_alike: bool) -> tuple[Codes, int]:
    if isinstance(key, Texts):
        return key.codes, max(len(key.levels), 1)
    array = key.array
    if array.dtype == bool:
        return array.astype(np.intp), 2
    if array.dtype.kind == "i" and array.size:
        least, most = int(array.min()), int(array.max())
        if least >= 0 and most < max(MOST_NUMBERS, 4 * array.size):
            return array.astype(np.intp), most + 1
    codes, size = _without_gaps(array)
    if array.dtype.kind == "f":
        unknown = np.isnan(array)
        if empty_alike:
            codes = np.where(unknown, size, codes)
            return codes, size + 1
        codes = np.where(unknown, -1, codes)
    return codes, size


def _without_gaps(array: Any) -> tuple[Codes, int]:
    found, codes = np.unique(array, return_inverse=True)
    if found.size and array.dtype.kind == "i" and found[0] < 0:
        return codes - 1, found.size - 1
    return codes, max(found.size, 1)


def _any(values: Values, groups: Groups) -> Any:
    kept = groups.codes[values.array & (groups.codes >= 0)]
    return np.bincount(kept, minlength=groups.size) > 0


def _all(values: Values, groups: Groups) -> Any:
    return ~_any(~values, groups)


def _reduced(ufunc: np.ufunc, start: float) -> Callable[[Values, Groups], Any]:
    """Begin at what no value is; a group without a value keeps it."""

    def reduce(values: Values, groups: Groups) -> Any:
        found = np.full(groups.size, start)
        kept = groups.codes >= 0
        ufunc.at(found, groups.codes[kept], values.array[kept])
        return found

    return reduce


def _sum(values: Values, groups: Groups) -> Any:
    kept = groups.codes >= 0
    known = np.nan_to_num(values.array[kept].astype(float), nan=0.0)
    return np.bincount(groups.codes[kept], weights=known, minlength=groups.size)


def _mean(values: Values, groups: Groups) -> Any:
    known = (groups.codes >= 0) & ~np.isnan(values.array)
    codes = groups.codes[known]
    total = np.bincount(codes, weights=values.array[known], minlength=groups.size)
    with np.errstate(invalid="ignore"):
        return total / np.bincount(codes, minlength=groups.size)


def _size(_values: Cells, groups: Groups) -> Any:
    return groups.counts()


def _nunique(values: Cells, groups: Groups) -> Any:
    own, count = _coded(values, empty_alike=False)
    known = (groups.codes >= 0) & (own >= 0)
    pairs = np.unique(groups.codes[known] * count + own[known])
    return np.bincount(pairs // count, minlength=groups.size)


def median_by_group(values: Values, groups: Groups) -> Any:
    """Return the median of each group; NaN of one without a value."""
    known = (groups.codes >= 0) & ~np.isnan(values.array)
    codes, array = groups.codes[known], values.array[known].astype(float)
    order = np.lexsort((array, codes))
    ordered = array[order]
    counts = np.bincount(codes, minlength=groups.size)
    first = np.cumsum(counts) - counts
    found = np.full(groups.size, np.nan)
    there = counts > 0
    low, high = first[there] + (counts[there] - 1) // 2, first[there] + counts[there] // 2
    found[there] = np.where(low == high, ordered[low], (ordered[low] + ordered[high]) / 2)
    return found


_BY_NAME: Mapping[str, Callable[[Any, Groups], Any]] = {
    "any": _any,
    "all": _all,
    "max": _reduced(np.fmax, np.nan),
    "min": _reduced(np.fmin, np.nan),
    "prod": _reduced(np.multiply, 1.0),
    "sum": _sum,
    "mean": _mean,
    "size": _size,
    "nunique": _nunique,
    "median": median_by_group,
}


def of_group(values: Cells, keys: Sequence[Cells] | Groups, what: str) -> Values:
    """Tell each row what its group has: any, all, max, min, sum, mean, median, size, nunique, prod.

    Rows whose key is not reported are of no group, and numbers that are not reported do not count.
    """
    groups = keys if isinstance(keys, Groups) else Groups.of(keys)
    return groups.told(_BY_NAME[what](values, groups), values.index)


def again(keys: Sequence[Cells], *, but_first: bool = False) -> Values:
    """Tell the rows whose keys another row has too, or has before; no value is like no value."""
    groups = Groups.of(keys, empty_alike=True)
    codes = groups.codes
    if but_first:
        found = np.ones(len(codes), dtype=bool)
        found[np.unique(codes, return_index=True)[1]] = False
    else:
        found = groups.counts()[codes] > 1 if len(codes) else np.zeros(0, dtype=bool)
    return Values(found, keys[0].index)


def lines_by_key(keys: Sequence[Cells]) -> dict[tuple[Any, ...], list[int]]:
    """Give the places of the rows of each group, by its key; no key lacks anything."""
    found: dict[tuple[Any, ...], list[int]] = {}
    rows = zip(*(key.tolist() for key in keys), strict=True)
    for place, key in enumerate(rows):
        if all(each is not None and each == each for each in key):
            found.setdefault(key, []).append(place)
    return found


def every_pair(left: Codes, right: Codes) -> tuple[Codes, Codes]:
    """Return the places of all pairs of rows that share a number, in the order of the left ones."""
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    begin = np.searchsorted(ordered, left, side="left")
    counts = np.searchsorted(ordered, left, side="right") - begin
    one = np.repeat(np.arange(len(left)), counts)
    within = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    return one, order[np.repeat(begin, counts) + within]
