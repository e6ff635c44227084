"""Suspicions about when a result was measured: months in weeks, windows, order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import Groups, again, lines_by_key, of_group
from living_review.registry.rows import below
from living_review.registry.values import Values

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
_MONTHS = re.compile(r"(?i)(?<![\d.])(\d+(?:\.\d+)?)[\s-]*month")
# A source is a site; on one where anybody keeps collections, it is the collection.
_COLLECTIONS = (
    r"(?:github\.com|raw\.githubusercontent\.com|gitlab\.com|codeberg\.org|bitbucket\.org)"
)
_SITE = re.compile(rf"^\w+://(?:www\.)?({_COLLECTIONS}/[^/]+/[^/?#]+|osf\.io/[^/?#]+|[^/]+)")


def outside_window(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """The weeks of a row lie in the window of its time point, and were not counted in months."""
    for table in _RESULTS:
        frame = registry.tables[table]
        for timepoint in protocol.timepoints:
            if timepoint.weeks is None:
                continue
            low, high = timepoint.weeks
            weeks = frame["weeks"]
            outside = (frame["timepoint"] == timepoint.id) & ((weeks < low) | (weeks > high))
            as_months = (weeks * WEEKS_IN_A_MONTH).between(low, high)
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
    arms = registry.tables["arms"]
    differ = of_group(arms["weeks"], [arms[COMPARISON]], "nunique") > 1
    reason = "the arms of this comparison were measured at different weeks; correct one of them."
    yield from marked("arms", arms, differ, "weeks", "weeks-differ", reason)


def months_named(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A row whose notes speak of as many months as it has weeks counts months."""
    reason = (
        "the notes of the row speak of as many months; see whether this counts months, and write "
        "weeks (a month has 4.35)."
    )
    for table in _RESULTS:
        frame = registry.tables[table]
        months = frame["notes"].holds(_MONTHS.search) & (frame["weeks"] > 0)
        named = [
            row.Index
            for row in frame.chosen(months)
            if row.weeks in map(float, _MONTHS.findall(row.notes))
        ]
        mask = frame.named(named)
        yield from marked(table, frame, mask, "weeks", "months-as-weeks", reason)


def months_by_source(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A source whose weeks are all very few, or few beside other sources, may count months."""
    tables = [registry.tables[name].assign(table=name) for name in _RESULTS]
    both = below(tables, ["trial_id", "timepoint", "weeks", "source", "table"])
    both = both.select(both["weeks"] > 0)
    if len(both["trial_id"].there()) < LEAST_TRIALS:
        return
    both = both.assign(source=both["source"].texts(_site))
    windows = {timepoint.id: timepoint.weeks for timepoint in protocol.timepoints}
    for (timepoint,), places in lines_by_key([both["timepoint"]]).items():
        rows = both.select(np.array(places))
        of = lines_by_key(rows.columns(["source", "trial_id"]))
        times = {key: float(np.median(rows["weeks"].array[own])) for key, own in of.items()}
        for source in dict.fromkeys(source for source, _ in times):
            own = [each for key, each in times.items() if key[0] == source]
            others = [each for key, each in times.items() if key[0] != source]
            if len(own) >= LEAST_TRIALS and _counts_months(own, others, windows[timepoint]):
                first = rows.select(rows["source"] == source)
                first = first.select(~again([first["trial_id"]], but_first=True))
                for row, table in first["table"].items():
                    yield Mark(table, row, "weeks", "months-as-weeks", _ALL_FEW)


def _site(source: str) -> str:
    found = _SITE.search(source)
    return found[1] if found else source.casefold()


_ALL_FEW = (
    "the weeks of this source are few in all its trials, as if they counted months; see one "
    "report, and convert them all (a month has 4.35 weeks)."
)


def _counts_months(
    own: Sequence[float], others: Sequence[float], window: tuple[float, float] | None
) -> bool:
    middle = float(np.median(own))
    few = FEW_WEEKS if window is None else PART_OF_WINDOW * window[1]
    if window is not None and middle * WEEKS_IN_A_MONTH > window[1]:
        return False
    if middle <= few:
        return True
    times = float(np.median(others)) / middle if len(others) >= LEAST_TRIALS else 0.0
    return LEAST_TIMES <= times <= MOST_TIMES and middle <= 3 * few


def after_the_end(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Outcomes of one time point are measured at one time; what is later may be a follow-up."""
    later = _later_timepoints(protocol)
    if not any(later.values()):
        return
    tables = [registry.tables[name] for name in _RESULTS]
    both = below(tables, ["trial_id", "timepoint", "outcome", "weeks"])
    place = both.columns(["trial_id", "timepoint"])
    earliest = of_group(both["weeks"], place, "min")
    # A result measured again at the same time point is a matter of `several-weeks`.
    once = of_group(both["weeks"], [*place, both["outcome"]], "nunique") == 1
    apart = (both["weeks"] - earliest >= WEEKS_LATER) & (both["weeks"] >= TIMES_LATER * earliest)
    found = apart & once
    if not found.any():
        return
    in_later = [
        any(low <= week <= high for low, high in later.get(name, ()))
        for name, week in zip(both["timepoint"], both["weeks"], strict=True)
    ]
    mask = found.array & np.array(in_later, dtype=bool)
    ends = (slice(None, len(tables[0])), slice(len(tables[0]), None))
    for table, frame, own in zip(_RESULTS, tables, ends, strict=True):
        yield from marked(
            table,
            frame.assign(earliest=earliest.array[own]),
            Values(mask[own], frame.index),
            "weeks",
            "later-than-its-time-point",
            lambda row: (
                f"other outcomes of this trial are measured at week {row.earliest:g} of this "
                f"time point, {row.weeks - row.earliest:g} weeks before; see whether the row "
                "is of a later time point."
            ),
        )


def _later_timepoints(protocol: Protocol) -> dict[str, list[tuple[float, float]]]:
    """Give, for each time point, the windows of those that begin later."""
    windows = {each.id: each.weeks for each in protocol.timepoints if each.weeks is not None}
    return {
        name: [other for other in windows.values() if other[0] > window[0]]
        for name, window in windows.items()
    }


def weeks_out_of_order(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A trial measures a later time point after an earlier one."""
    windows = sorted((each.weeks, each.id) for each in protocol.timepoints if each.weeks)
    place = {name: i for i, (_, name) in enumerate(windows)}
    reason = (
        "it is no later than at an earlier time point of the same trial and outcome; see which of "
        "the two is wrong, and whether one counts months."
    )
    for table in _RESULTS:
        frame = registry.tables[table]
        of_windows = frame["timepoint"].numbers(place)
        known = frame.assign(place=of_windows).select(of_windows.notna() & frame["weeks"].notna())
        series = Groups.of(known.columns(["trial_id", "outcome"]))
        before = Values.full(np.nan, known.index)
        for earlier in range(len(windows) - 1):
            reached = of_group(known["weeks"].where(known["place"] == earlier), series, "max")
            reached = reached.where(known["place"] > earlier)
            before = Values(np.fmax(before.array, reached.array), known.index)
        mask = known["weeks"] <= before
        yield from marked(table, known, mask, "weeks", "weeks-out-of-order", reason)
