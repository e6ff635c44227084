"""Instruments of one trial between which the protocol does not choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

import pandas as pd

from living_review.protocol import Outcome, Protocol
from living_review.registry.checks.directions import direction_only
from living_review.registry.checks.results import PLACE, TABLES
from living_review.registry.frames import Mark, Registry


class _Offer(NamedTuple):
    """What a trial offers on one instrument in one table, in the order in which it is used."""

    only_a_direction: bool
    not_preferred: bool
    rank: int
    fewer: float
    folded: str
    instrument: str
    table: str
    row: int


def instruments_not_in_order(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Of several instruments of a trial the protocol says which is used."""
    outcomes = {each.id: each for each in protocol.outcomes}
    named = pd.concat([_used(registry, table)[[*PLACE, "instrument"]] for table in TABLES])
    if not named.drop_duplicates().duplicated(PLACE).any():
        return
    results = pd.concat([_results(registry, protocol, table) for table in TABLES])
    several = results.groupby(PLACE)["instrument"].transform("nunique") > 1
    for place, rows in results[several].groupby(PLACE):
        outcome = outcomes[cast(tuple[str, str, str], place)[1]]
        analysis = protocol.analysis_for(outcome)
        if outcome.measure == "SMD" and analysis.dependence != "pick":
            continue
        first, *others = sorted(_offers(rows, outcome, analysis.prefer))
        tied = [
            each for each in others if each[:3] == first[:3] and each.instrument != first.instrument
        ]
        if tied:
            yield Mark(
                first.table, first.row, "instrument", "instruments-not-in-order", _say(first, tied)
            )


def _say(first: _Offer, tied: list[_Offer]) -> str:
    names = list(dict.fromkeys(each.instrument or "one without a name" for each in tied))
    *most, last = names
    others = f"{', '.join(most)} and {last}" if most else last
    why = (
        "it has the most people"
        if first.fewer < min(each.fewer for each in tied)
        else "its name comes first"
    )
    return (
        f"the trial reports this outcome also on {others}, and the protocol does not put these "
        f"instruments in order, so {first.instrument or 'the one without a name'} is used, since "
        f"{why}; list them under instruments of the outcome in the order in which they are to be "
        "used."
    )


def _used(registry: Registry, table: str) -> pd.DataFrame:
    """Return the rows of the measurements that are used."""
    frame = registry.frames[table]
    unused = [row for of, row in registry.not_chosen if of == table]
    return frame[~frame.index.isin(unused)]


def _results(registry: Registry, protocol: Protocol, table: str) -> pd.DataFrame:
    frame = _used(registry, table)
    if table == "arms":
        people, weighed = frame["n"].astype(float), pd.Series(True, index=frame.index)
        role = frame["role"]
    else:
        people = frame["n_intervention"] + frame["n_control"]
        directions = [mark.row for mark in direction_only(registry, protocol)]
        weighed = pd.Series(~frame.index.isin(directions), index=frame.index)
        role = frame["measure"] + frame["adjusted"].astype(str)
    return frame[[*PLACE, "instrument"]].assign(
        people=people,
        weighed=weighed,
        role=role,
        crossover=registry.crossed(frame) & (table == "arms"),
        table=table,
        row=frame.index,
    )


def _offers(rows: pd.DataFrame, outcome: Outcome, prefer: str) -> Iterator[_Offer]:
    listed = [name.strip().casefold() for name in outcome.instruments]
    for (instrument, table), own in rows.groupby(["instrument", "table"]):
        folded = str(instrument).casefold()
        sides = own.groupby("role")["people"].agg(_all_known)
        once = table == "contrasts" or bool(own["crossover"].any())
        people = sides.max() if once else _all_known(sides)
        yield _Offer(
            not own["weighed"].any(),
            (table == "arms") != (prefer == "arms"),
            listed.index(folded.strip()) if folded.strip() in listed else len(listed),
            1.0 if pd.isna(people) else -float(people),
            folded,
            str(instrument),
            str(table),
            int(own["row"].min()),
        )


def _all_known(people: pd.Series) -> float:
    """Add up people; NaN where some are not known."""
    return float(people.sum(skipna=False))
