"""What one result is: its measurements and strata, as columns beside those of the tables.

While the checks run, arms and contrasts have four columns more. `measurement` tells apart what the
same people gave at several weeks, and is empty where they were measured once; `part` is the
stratum, as the row says it or as the names of the arms tell it. `result` and `comparison` are
numbers that stand for what rows are about, so that checks need not group by texts: a result is one
trial, outcome, time point, instrument and measurement, a comparison one stratum of it. A row's
values never change.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, cast

import pandas as pd

from living_review.ground.spelling import plain
from living_review.protocol import Protocol
from living_review.registry.frames import Registry
from living_review.registry.measurements import (
    ROLES,
    Measurement,
    Reading,
    Undecided,
    choose,
    measurements,
)
from living_review.registry.strata import by_names

TABLES = ("arms", "contrasts")
PLACE = ["trial_id", "outcome", "timepoint"]
RESULT, COMPARISON = "result", "comparison"
ADDED = ["measurement", "part", RESULT, COMPARISON]
_UNKNOWN = "unknown"


def locate(registry: Registry, protocol: Protocol) -> None:
    """Give every row of arms and contrasts its measurement and its stratum.

    Rows that were set aside count: what they say of the others does not change with them.
    """
    both = pd.concat([_all_of(registry, table) for table in TABLES], ignore_index=True)
    both["measurement"] = ""
    both["part"] = both["stratum"].map(plain)
    timepoints = {each.id: each for each in protocol.timepoints}
    for place, found, rows in _measured_again(both):
        for each in found:
            name = _UNKNOWN if each.weeks is None else f"{each.weeks:g}"
            places = [rows[reading.table, reading.row] for reading in each.readings]
            both.loc[places, "measurement"] = name
        if place[2] in timepoints:
            decided = choose(found, timepoints[place[2]])
            if isinstance(decided, Undecided):
                registry.undecided.setdefault(place, decided.reason)
            else:
                registry.not_chosen |= {
                    (reading.table, reading.row)
                    for other in decided.others
                    for reading in other.readings
                }
    for lines, strata in _named_strata(both):
        both.loc[lines, "part"] = list(strata)
    result = [both[name] for name in (*PLACE, "as_written", "measurement")]
    both[RESULT] = both.groupby(result).ngroup()
    both[COMPARISON] = both.groupby([both[RESULT], both["part"]]).ngroup()
    for table in TABLES:
        own = both[both["table"] == table].set_index("row")[ADDED]
        for frames in (registry.frames, registry.removed):
            frames[table] = frames[table].join(own)


def forget(registry: Registry) -> None:
    """Take the added columns away again."""
    for frames in (registry.frames, registry.removed):
        for table in TABLES:
            frames[table] = frames[table].drop(columns=ADDED)


def in_every_arm(mask: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """Return the rows of the comparisons of which the mask holds every row."""
    if not mask.any():
        return mask.astype(bool)
    whole: pd.Series = mask.groupby(frame[COMPARISON]).transform("all")
    return whole.astype(bool)


def people_together(arms: pd.DataFrame, key: str) -> pd.Series:
    """Return the people of all arms that share a number; NaN where those of one are not known."""
    by_key = arms[key]
    unknown = arms["n"].isna().groupby(by_key).transform("any").astype(bool)
    return arms["n"].groupby(by_key).transform("sum").where(~unknown)


def _all_of(registry: Registry, table: str) -> pd.DataFrame:
    kept = [*PLACE, "instrument", "stratum", "weeks"]
    frame = pd.concat([registry.frames[table], registry.removed[table]])
    arm = (
        frame["arm"].map(plain)
        if table == "arms"
        else frame["measure"] + "/" + frame["adjusted"].astype(str)
    )
    role = frame["role"] if table == "arms" else ""
    name = frame["arm"] if table == "arms" else ""
    return frame[kept].assign(
        instrument=frame["instrument"].map(plain),
        as_written=frame["instrument"],
        table=table,
        row=frame.index,
        arm=arm,
        role=role,
        name=name,
    )


def _measured_again(
    both: pd.DataFrame,
) -> Iterator[tuple[tuple[str, str, str], tuple[Measurement, ...], dict[tuple[str, int], int]]]:
    """Yield the results that have several measurements, with the places of their rows."""
    said = both[(both["table"] == "contrasts") | both["role"].isin(ROLES)]
    key = [*PLACE, "instrument"]
    several = said.groupby(key)["weeks"].transform("nunique", dropna=False) > 1
    for place, rows in said[several].groupby(key):
        readings = [_reading(row) for row in rows.to_dict("records")]
        found = measurements(readings)
        if len(found) > 1:
            where = {
                (str(table), int(row)): cast(int, i)
                for i, table, row in zip(rows.index, rows["table"], rows["row"], strict=True)
            }
            trial, outcome, timepoint, _ = cast(tuple[str, str, str, str], place)
            yield (trial, outcome, timepoint), found, where


def _reading(row: Mapping[Hashable, Any]) -> Reading:
    weeks = None if pd.isna(row["weeks"]) else float(row["weeks"])
    line, stratum = int(row["row"]), plain(row["stratum"])
    return Reading(row["table"], line, weeks, stratum, row["arm"], row["role"])


def _named_strata(both: pd.DataFrame) -> Iterator[tuple[list[Hashable], tuple[str, ...]]]:
    """Yield the arms whose names pair off, each with its stratum."""
    key = [*PLACE, "instrument", "measurement"]
    arms = both[both["role"].isin(ROLES)]
    unsaid = arms["stratum"].eq("").groupby([arms[name] for name in key]).transform("all")
    arms = arms[unsaid]
    if not arms.duplicated([*key, "role"]).any():
        return
    least = (
        arms.groupby([*key, "role"])
        .size()
        .unstack("role", fill_value=0)
        .reindex(columns=list(ROLES), fill_value=0)
    )
    several = least[(least > 1).all(axis=1)].index
    chosen = arms[pd.MultiIndex.from_frame(arms[key]).isin(several)]
    for _, rows in chosen.groupby(key):
        strata = by_names(rows["role"].tolist(), rows["name"].tolist())
        if strata is not None:
            yield rows.index.tolist(), strata
