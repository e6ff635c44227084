"""Instruments of one trial between which the protocol does not choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from living_review.protocol import Outcome, Protocol
from living_review.registry.checks.directions import direction_only
from living_review.registry.checks.results import PLACE, TABLES
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import lines_by_key, of_group
from living_review.registry.rows import Rows, below
from living_review.registry.values import Texts, Values

_ASKED = (*PLACE, "instrument", "people", "weighed", "role", "crossover", "table", "row")


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
    named = below([_used(registry, table) for table in TABLES], [*PLACE, "instrument"])
    several = of_group(named["instrument"], named.columns(PLACE), "nunique") > 1
    if not several.any():
        return
    results = below([_results(registry, protocol, table) for table in TABLES], _ASKED)
    rows_of = results.select(several)
    for place, places in lines_by_key(rows_of.columns(PLACE)).items():
        rows = rows_of.select(np.array(places))
        outcome = outcomes[place[1]]
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


def _used(registry: Registry, table: str) -> Rows:
    """Return the rows of the measurements that are used."""
    frame = registry.tables[table]
    unused = [row for of, row in registry.not_chosen if of == table]
    return frame.select(~frame.named(unused)) if unused else frame


def _results(registry: Registry, protocol: Protocol, table: str) -> Rows:
    frame = _used(registry, table)
    if table == "arms":
        people, weighed = frame["n"].astype(float), Values.full(True, frame.index)
        role = frame["role"]
    else:
        people = frame["n_intervention"] + frame["n_control"]
        directions = [mark.row for mark in direction_only(registry, protocol)]
        weighed = ~frame.named(directions)
        sides = zip(frame["measure"], frame["adjusted"], strict=True)
        role = Texts.of([f"{measure}{adjusted}" for measure, adjusted in sides], frame.index)
    return frame.assign(
        people=people,
        weighed=weighed,
        role=role,
        crossover=registry.crossed(frame) & (table == "arms"),
        table=table,
        row=frame.index,
    )


def _offers(rows: Rows, outcome: Outcome, prefer: str) -> Iterator[_Offer]:
    listed = [name.strip().casefold() for name in outcome.instruments]
    of = rows.columns(["instrument", "table"])
    for (instrument, table), places in sorted(lines_by_key(of).items()):
        own = rows.select(np.array(places))
        folded = str(instrument).casefold()
        by_role: dict[str, list[float]] = {}
        for role, people_of in zip(own["role"], own["people"], strict=True):
            by_role.setdefault(role, []).append(people_of)
        sides = [sum(each) for each in by_role.values()]
        known = [each for each in sides if each == each]
        once = table == "contrasts" or own["crossover"].any()
        people = max(known, default=np.nan) if once else sum(sides)
        yield _Offer(
            not own["weighed"].any(),
            (table == "arms") != (prefer == "arms"),
            listed.index(folded.strip()) if folded.strip() in listed else len(listed),
            1.0 if people != people else -float(people),
            folded,
            str(instrument),
            str(table),
            min(own["row"]),
        )
