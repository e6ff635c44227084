"""People who would count twice, or with others: measured again, or reported in strata."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON, PLACE, RESULT, TABLES
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import again, lines_by_key, of_group
from living_review.registry.rows import Rows
from living_review.registry.strata import by_times
from living_review.registry.values import Values


def several_weeks(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Of several measurements in one time point the protocol says which is used."""
    if not registry.undecided:
        return
    for table in TABLES:
        frame = registry.tables[table]
        mask = [place in registry.undecided for place in zip(*frame.columns(PLACE), strict=True)]
        yield from marked(
            table,
            frame,
            Values(np.array(mask, dtype=bool), frame.index),
            "weeks",
            "several-weeks",
            lambda row: (
                "within one time point the trial was "
                f"{registry.undecided[row.trial_id, row.outcome, row.timepoint]}"
            ),
        )


def arms_named_by_time(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Arms told apart by a time in their names are the same people measured again."""
    arms = registry.tables["arms"]
    unsaid = arms.select(arms["stratum"] == "")
    named: list[int] = []
    for rows in _several_of_both(unsaid, RESULT):
        if by_times(rows["role"].tolist(), rows["arm"].tolist()):
            named += rows.index.tolist()
    if not named:
        return
    reason = (
        "the names of the arms tell times apart, as if the same people had been measured again, "
        "and their people would count twice; name each arm once and fill in weeks, or, where they "
        "are other people, fill in stratum."
    )
    yield from marked("arms", arms, arms.named(named), "arm", "arms-named-by-time", reason)


def stratum_missing(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where some arms of a result are of a stratum, all are."""
    arms = registry.tables["arms"]
    said = arms["stratum"] != ""
    if not said.any():
        return
    some = of_group(said, [arms[RESULT]], "any")
    reason = (
        "other arms of this result are strata of the trial, and this one does not say of which it "
        "is; fill in stratum, or, if it is the whole trial, keep it or the strata."
    )
    yield from marked("arms", arms, some & ~said, "stratum", "stratum-missing", reason)


def strata_by_name(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Arms that pair off by name are compared pair by pair, and the comparisons are pooled."""
    arms = registry.tables["arms"]
    named = arms["part"] != ""
    if not named.any():
        return
    told = (arms["stratum"] == "") & of_group(named, [arms[RESULT]], "any")
    first = told & ~again([arms[RESULT], told], but_first=True)
    reason = (
        "several intervention and control arms pair off by name, so they are taken for strata: "
        "each pair is compared by itself and the comparisons are pooled within the trial. See that "
        "no pair holds the people of another, and say it by filling in stratum."
    )
    yield from marked("arms", arms, first, "stratum", "strata-by-name", reason)


def arms_combined_on_both_sides(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Several intervention and several control arms are combined only where they belong so."""
    arms = registry.tables["arms"]
    first = [int(rows.index[0]) for rows in _several_of_both(arms, COMPARISON)]
    reason = (
        "several intervention arms and several control arms are each combined into one, as if all "
        "had been randomised together; where they are strata, or comparisons of their own, fill in "
        "stratum, and where they are one group measured again, name each arm once and fill in "
        "weeks."
    )
    mask = arms.named(first)
    yield from marked("arms", arms, mask, "arm", "arms-combined-on-both-sides", reason)


def _several_of_both(arms: Rows, key: str) -> Iterator[Rows]:
    """Yield the rows of what has more than one arm of each role."""
    several = Values.full(True, arms.index)
    for role in ("intervention", "control"):
        several &= of_group(arms["role"] == role, [arms[key]], "sum") > 1
    if several.any():
        rows = arms.select(several)
        for places in lines_by_key([rows[key]]).values():
            yield rows.select(np.array(places))
