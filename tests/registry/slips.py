"""Slips of spread: what people do when they type a standard deviation into another cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt

Row = dict[str, str]
Slip = Callable[[Row], None]


def into_se(row: Row) -> None:
    row["se"], row["sd"] = row["sd"], ""


def times_root_n(row: Row) -> None:
    row["sd"] = f"{float(row['sd']) * sqrt(float(row['n'])):.6g}"


def divided_by_root_n(row: Row) -> None:
    row["sd"] = f"{float(row['sd']) / sqrt(float(row['n'])):.6g}"


def _limits(row: Row, low: str, high: str, times: float) -> None:
    mean, sd = float(row["mean"]), float(row["sd"])
    row[low], row[high], row["sd"] = f"{mean - times * sd:.6g}", f"{mean + times * sd:.6g}", ""


def into_interval(row: Row) -> None:
    _limits(row, "ci_low", "ci_high", 1.0)


def reference_interval(row: Row) -> None:
    _limits(row, "ci_low", "ci_high", 1.96)


def wide_quartiles(row: Row) -> None:
    _limits(row, "q1", "q3", 5.0)
    row["median"] = row["mean"]


def wide_quartiles_without_mean(row: Row) -> None:
    wide_quartiles(row)
    row["mean"] = ""


def wide_extremes(row: Row) -> None:
    row["min"], row["max"], row["sd"] = "10", "1000", ""
    row["median"] = row["mean"]


def wide_extremes_without_mean(row: Row) -> None:
    wide_extremes(row)
    row["median"] = str(max(10.0, float(row["mean"])))
    row["mean"] = ""


SLIPS: dict[str, Slip] = {
    slip.__name__: slip
    for slip in (
        into_se,
        times_root_n,
        divided_by_root_n,
        into_interval,
        reference_interval,
        wide_quartiles,
        wide_quartiles_without_mean,
        wide_extremes,
        wide_extremes_without_mean,
    )
}


def comparisons(rows: Iterable[Row]) -> list[tuple[int, ...]]:
    """Give the places of the arms of each comparison with means and SDs."""
    found: dict[tuple[str, ...], list[int]] = {}
    for i, row in enumerate(rows):
        if row.get("mean") and row.get("sd") and row.get("n"):
            key = tuple(row[name] for name in ("trial_id", "outcome", "timepoint", "instrument"))
            found.setdefault(key, []).append(i)
    return [tuple(each) for each in found.values() if len(each) > 1]
