"""What one result is: its measurements and strata, as columns beside those of the tables.

While the checks run, arms and contrasts have four columns more. `measurement` tells apart what the
same people gave at several weeks, and is empty where they were measured once; `part` is the
stratum, as the row says it or as the names of the arms tell it. `result` and `comparison` are
numbers that stand for what rows are about, so that checks need not group by texts: a result is one
trial, outcome, time point, instrument and measurement, a comparison one stratum of it. A row's
values never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from living_review.ground.spelling import plain
from living_review.protocol import Protocol
from living_review.registry.frames import Registry
from living_review.registry.groups import Groups, again, lines_by_key, of_group
from living_review.registry.measurements import (
    ROLES,
    Measurement,
    Reading,
    Undecided,
    choose,
    measurements,
)
from living_review.registry.rows import Rows, below
from living_review.registry.strata import by_names
from living_review.registry.values import Texts, Values

TABLES = ("arms", "contrasts")
PLACE = ["trial_id", "outcome", "timepoint"]
RESULT, COMPARISON = "result", "comparison"
ADDED = ["measurement", "part", RESULT, COMPARISON]
_UNKNOWN = "unknown"


def locate(registry: Registry, protocol: Protocol) -> None:
    """Give every row of arms and contrasts its measurement and its stratum.

    Rows that were set aside count: what they say of the others does not change with them.
    """
    parts = [(side, table) for table in TABLES for side in (registry.tables, registry.removed)]
    found = [side[table] for side, table in parts]
    both = below([_told(rows, table) for rows, (_, table) in zip(found, parts, strict=True)], _KEPT)
    timepoints = {each.id: each for each in protocol.timepoints}
    names: dict[int, str] = {}
    for place, measured, places in _measured_again(both):
        for each in measured:
            name = _UNKNOWN if each.weeks is None else f"{each.weeks:g}"
            names |= {places[reading.table, reading.row]: name for reading in each.readings}
        if place[2] in timepoints:
            decided = choose(measured, timepoints[place[2]])
            if isinstance(decided, Undecided):
                registry.undecided.setdefault(place, decided.reason)
            else:
                registry.not_chosen |= {
                    (reading.table, reading.row)
                    for other in decided.others
                    for reading in other.readings
                }
    both = both.assign(
        measurement=_with(Texts.full("", both.index), names),
        part=both["stratum"].texts(plain),
    )
    both = both.assign(part=_with(both["part"], dict(_named_strata(both))))
    result = both.columns([*PLACE, "as_written", "measurement"])
    both = both.assign(**{RESULT: _numbered(result)})
    both = both.assign(**{COMPARISON: _numbered(both.columns([RESULT, "part"]))})
    ends = np.cumsum([0, *map(len, found)])
    for (side, table), rows, (start, end) in zip(parts, found, pairwise(ends), strict=True):
        own = both.select(np.arange(start, end))
        side[table] = rows.assign(
            **{name: _placed(own[name], rows) for name in ADDED},
        )


def _placed(cells: Texts | Values, rows: Rows) -> Texts | Values:
    """Return a column as one of these rows."""
    if isinstance(cells, Texts):
        return Texts(cells.codes, cells.levels, rows.index)
    return Values(cells.array, rows.index)


def _with(texts: Texts, changed: Mapping[int, str]) -> Texts:
    """Return texts of which some are others, by their places."""
    if not changed:
        return texts
    told = [changed.get(place, text) for place, text in enumerate(texts.tolist())]
    return Texts.of(told, texts.index)


def _numbered(keys: list[Any]) -> Values:
    codes = Groups.of(keys).codes
    return Values(np.unique(codes, return_inverse=True)[1], keys[0].index)


def in_every_arm(mask: Values, rows: Rows) -> Values:
    """Return the rows of the comparisons of which the mask holds every row."""
    return of_group(mask, [rows[COMPARISON]], "all") if mask.any() else mask


def people_together(arms: Rows, key: str) -> Values:
    """Return the people of all arms that share a number; NaN where those of one are not known."""
    unknown = of_group(arms["n"].isna(), [arms[key]], "any")
    return of_group(arms["n"], [arms[key]], "sum").where(~unknown)


def _told(rows: Rows, table: str) -> Rows:
    """Return rows with what tells measurements and strata apart."""
    nothing = Texts.full("", rows.index)
    arm = (
        rows["arm"].texts(plain)
        if table == "arms"
        else Texts.of(
            [
                f"{measure}/{adjusted}"
                for measure, adjusted in zip(rows["measure"], rows["adjusted"], strict=True)
            ],
            rows.index,
        )
    )
    return rows.assign(
        instrument=rows["instrument"].texts(plain),
        as_written=rows["instrument"],
        table=table,
        row=rows.index,
        arm=arm,
        role=rows["role"] if table == "arms" else nothing,
        name=rows["arm"] if table == "arms" else nothing,
    )


_KEPT = (
    *(*PLACE, "instrument", "stratum", "weeks", "as_written"),
    *("table", "row", "arm", "role", "name"),
)


def _measured_again(
    both: Rows,
) -> Iterator[tuple[tuple[str, str, str], tuple[Measurement, ...], dict[tuple[str, int], int]]]:
    """Yield the results that have several measurements, with the places of their rows."""
    counts = (both["table"] == "contrasts") | both["role"].isin(ROLES)
    key = both.columns([*PLACE, "instrument"])
    # Weeks that are not given are weeks of their own, and rows of no role are of no result.
    weeks = both["weeks"].fillna(-np.inf).where(counts)
    several = counts & (of_group(weeks, key, "nunique") > 1)
    if not several.any():
        return
    found = np.flatnonzero(several.array)
    rows = both.select(found)
    cells = list(rows.records(_KEPT))
    for place, own in sorted(lines_by_key(rows.columns([*PLACE, "instrument"])).items()):
        measured = measurements([_reading(cells[i]) for i in own])
        if len(measured) > 1:
            where = {(cells[i]["table"], cells[i]["row"]): int(found[i]) for i in own}
            trial, outcome, timepoint, _ = place
            yield (trial, outcome, timepoint), measured, where


def _reading(row: Mapping[str, Any]) -> Reading:
    weeks = None if row["weeks"] != row["weeks"] else float(row["weeks"])
    stratum = plain(row["stratum"])
    return Reading(row["table"], row["row"], weeks, stratum, row["arm"], row["role"])


def _named_strata(both: Rows) -> Iterator[tuple[int, str]]:
    """Yield the places of the arms whose names pair off, each with its stratum."""
    key = [*PLACE, "instrument", "measurement"]
    found = np.flatnonzero(both["role"].isin(ROLES).array)
    arms = both.select(found)
    unsaid = of_group(arms["stratum"] == "", arms.columns(key), "all")
    found, arms = found[unsaid.array], arms.select(unsaid)
    if not again(arms.columns([*key, "role"])).any():
        return
    groups = Groups.of(arms.columns(key))
    several = np.ones(len(arms), dtype=bool)
    for role in ROLES:
        own = (arms["role"] == role).astype(float)
        several &= of_group(own, groups, "sum").array > 1
    found, arms = found[several], arms.select(several)
    roles, names = arms["role"].tolist(), arms["name"].tolist()
    for places in lines_by_key(arms.columns(key)).values():
        strata = by_names([roles[i] for i in places], [names[i] for i in places])
        if strata is not None:
            yield from ((int(found[i]), each) for i, each in zip(places, strata, strict=True))
