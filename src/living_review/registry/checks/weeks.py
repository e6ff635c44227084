"""Suspicions about when a result was measured: months in weeks, windows, order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry

_RESULTS = ("arms", "contrasts")
WEEKS_IN_A_MONTH = 365.25 / 12 / 7
# A source whose trials measure at a median below this part of the window counts months, unless
# its trials are as short as that; without a window, below so many weeks.
PART_OF_WINDOW, FEW_WEEKS = 1 / 12, 4.0
LEAST_TRIALS = 5
# Another source of the same time point is later by about the weeks in a month.
LEAST_TIMES, MOST_TIMES = 3.0, 6.3
# An outcome that is measured so much later than the first of its time point may be a follow-up.
WEEKS_LATER, TIMES_LATER = 4.0, 1.5
_MONTHS = r"(?i)(?<![\d.])(\d+(?:\.\d+)?)[\s-]*month"
# A source is a site; on one where anybody keeps collections, it is the collection.
_COLLECTIONS = (
    r"(?:github\.com|raw\.githubusercontent\.com|gitlab\.com|codeberg\.org|bitbucket\.org)"
)
_SITE = rf"^\w+://(?:www\.)?({_COLLECTIONS}/[^/]+/[^/?#]+|osf\.io/[^/?#]+|[^/]+)"


def outside_window(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """The weeks of a row lie in the window of its time point, and were not counted in months."""
    for table in _RESULTS:
        frame = registry.frames[table]
        for timepoint in protocol.timepoints:
            if timepoint.weeks is None:
                continue
            low, high = timepoint.weeks
            weeks = frame["weeks"]
            outside = (frame["timepoint"] == timepoint.id) & ((weeks < low) | (weeks > high))
            as_months = (weeks * WEEKS_IN_A_MONTH).between(low, high) & (weeks > 0)
            window = f"the time point {timepoint.id} is meant for weeks {low:g} to {high:g}"
            reason = (
                f"{window}, in which as many months would lie; see whether the report counts "
                "months, and write weeks (a month has 4.35)."
            )
            mask = outside & as_months
            yield from marked(table, frame, mask, "weeks", "months-as-weeks", reason)
            reason = f"{window}; see whether the row belongs to it."
            mask = outside & ~as_months
            yield from marked(table, frame, mask, "weeks", "weeks-outside-window", reason)


def weeks_differ(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """The arms of a comparison are measured at the same time."""
    arms = registry.frames["arms"]
    differ = arms.groupby(COMPARISON)["weeks"].transform("nunique") > 1
    reason = "the arms of this comparison were measured at different weeks; correct one of them."
    yield from marked("arms", arms, differ, "weeks", "weeks-differ", reason)


def months_named(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A row whose notes speak of as many months as it has weeks counts months."""
    reason = (
        "the notes of the row speak of as many months; see whether this counts months, and write "
        "weeks (a month has 4.35)."
    )
    for table in _RESULTS:
        frame = registry.frames[table]
        if not (frame["notes"] != "").any():
            continue
        months = frame["notes"].str.extractall(_MONTHS)[0].astype(float)
        weeks = frame["weeks"].reindex(months.index.get_level_values(0)).to_numpy()
        named = months.index[(months == weeks) & (weeks > 0)].get_level_values(0)
        mask = pd.Series(frame.index.isin(named), index=frame.index)
        yield from marked(table, frame, mask, "weeks", "months-as-weeks", reason)


def months_by_source(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A source whose weeks are all very few, or few beside other sources, may count months."""
    kept = ["trial_id", "timepoint", "weeks", "source"]
    both = pd.concat(
        [
            registry.frames[name][kept].assign(table=name, row=registry.frames[name].index)
            for name in _RESULTS
        ]
    )
    both = both[both["weeks"] > 0]
    if len({*both["trial_id"]}) < LEAST_TRIALS:
        return
    site = both["source"].str.extract(_SITE, expand=False)
    both = both.assign(source=site.fillna(both["source"].str.casefold()))
    windows = {timepoint.id: timepoint.weeks for timepoint in protocol.timepoints}
    for timepoint, rows in both.groupby("timepoint"):
        times = rows.groupby(["source", "trial_id"])["weeks"].median()
        for source in times.index.unique("source"):
            own, others = times[source], times.drop(index=source, level="source")
            if len(own) >= LEAST_TRIALS and _counts_months(own, others, windows[str(timepoint)]):
                first = rows[rows["source"] == source].drop_duplicates("trial_id")
                for table, row in zip(first["table"], first["row"], strict=True):
                    yield Mark(table, int(row), "weeks", "months-as-weeks", _ALL_FEW)


_ALL_FEW = (
    "the weeks of this source are few in all its trials, as if they counted months; see one "
    "report, and convert them all (a month has 4.35 weeks)."
)


def _counts_months(own: pd.Series, others: pd.Series, window: tuple[float, float] | None) -> bool:
    middle = float(own.median())
    few = FEW_WEEKS if window is None else PART_OF_WINDOW * window[1]
    if window is not None and middle * WEEKS_IN_A_MONTH > window[1]:
        return False
    if middle <= few:
        return True
    times = float(others.median()) / middle if len(others) >= LEAST_TRIALS else 0.0
    return LEAST_TIMES <= times <= MOST_TIMES and middle <= 3 * few


def after_the_end(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Outcomes of one time point are measured at one time; what is later may be a follow-up."""
    later = _later_timepoints(protocol)
    both = pd.concat(
        [registry.frames[name][["trial_id", "timepoint", "outcome", "weeks"]] for name in _RESULTS]
    ).dropna()
    first = both.groupby(["trial_id", "timepoint"])["weeks"].min()
    for table in _RESULTS:
        frame = registry.frames[table]
        if first.empty or frame.empty or not any(later.values()):
            continue
        keys = pd.MultiIndex.from_frame(frame[["trial_id", "timepoint"]])
        earliest = pd.Series(first.reindex(keys).to_numpy(), index=frame.index)
        mask = (frame["weeks"] - earliest >= WEEKS_LATER) & (
            frame["weeks"] >= TIMES_LATER * earliest
        )
        # A result measured again at the same time point is a matter of `several-weeks`.
        own = both.groupby(["trial_id", "timepoint", "outcome"])["weeks"].nunique()
        again = own.reindex(
            pd.MultiIndex.from_frame(frame[["trial_id", "timepoint", "outcome"]])
        ).to_numpy()
        mask &= pd.Series(again == 1, index=frame.index)
        mask &= pd.Series(
            [
                any(low <= week <= high for low, high in later.get(name, ()))
                for name, week in zip(frame["timepoint"], frame["weeks"], strict=True)
            ],
            index=frame.index,
            dtype="bool",
        )
        begun = earliest.to_dict()

        def reason(row: Any, begun: dict[Any, float] = begun) -> str:
            return (
                f"other outcomes of this trial are measured at week {begun[row.Index]:g} of this "
                f"time point, {row.weeks - begun[row.Index]:g} weeks before; see whether the row "
                "is of a later time point."
            )

        yield from marked(table, frame, mask, "weeks", "later-than-its-time-point", reason)


def _later_timepoints(protocol: Protocol) -> dict[str, list[tuple[float, float]]]:
    """Give, for each time point, the windows of those that begin later."""
    windows = {each.id: each.weeks for each in protocol.timepoints if each.weeks is not None}
    return {
        name: [other for other in windows.values() if other[0] > window[0]]
        for name, window in windows.items()
    }


def weeks_out_of_order(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A trial measures a later time point after an earlier one."""
    windows = [each for each in protocol.timepoints if each.weeks is not None]
    if len(windows) < 2:
        return
    windows.sort(key=lambda each: each.weeks or (0.0, 0.0))
    place = {each.id: i for i, each in enumerate(windows)}
    reason = (
        "it is no later than at an earlier time point of the same trial and outcome; see which of "
        "the two is wrong, and whether one counts months."
    )
    for table in _RESULTS:
        frame = registry.frames[table]
        keyed = frame[["trial_id", "outcome", "weeks"]].assign(place=frame["timepoint"].map(place))
        known = keyed.dropna()
        if not known.duplicated(["trial_id", "outcome"]).any():
            continue
        series = known.groupby(["trial_id", "outcome"]).ngroup()
        latest = known.groupby([series, "place"])["weeks"].max()
        reached = latest.groupby(level=0).cummax().groupby(level=0).shift()
        before = reached.reindex([series, known["place"]]).to_numpy()
        mask = (known["weeks"] <= before).reindex(frame.index, fill_value=False)
        yield from marked(table, frame, mask, "weeks", "weeks-out-of-order", reason)
