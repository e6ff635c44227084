"""People who would count twice, or with others: measured again, or reported in strata."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON, PLACE, RESULT, TABLES
from living_review.registry.frames import Mark, Registry
from living_review.registry.strata import by_times


def several_weeks(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Of several measurements in one time point the protocol says which is used."""
    if not registry.undecided:
        return
    for table in TABLES:
        frame = registry.frames[table]
        mask = pd.MultiIndex.from_frame(frame[PLACE]).isin(list(registry.undecided))
        yield from marked(
            table,
            frame,
            pd.Series(mask, index=frame.index),
            "weeks",
            "several-weeks",
            lambda row: (
                "within one time point the trial was "
                f"{registry.undecided[row.trial_id, row.outcome, row.timepoint]}"
            ),
        )


def arms_named_by_time(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Arms told apart by a time in their names are the same people measured again."""
    arms = registry.frames["arms"]
    unsaid = arms[arms["stratum"] == ""]
    named = pd.Series(False, index=arms.index)
    for lines in _several_of_both(unsaid, RESULT):
        rows = unsaid.loc[lines]
        named[lines] = by_times(rows["role"].tolist(), rows["arm"].tolist())
    reason = (
        "the names of the arms tell times apart, as if the same people had been measured again, "
        "and their people would count twice; name each arm once and fill in weeks, or, where they "
        "are other people, fill in stratum."
    )
    yield from marked("arms", arms, named, "arm", "arms-named-by-time", reason)


def stratum_missing(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where some arms of a result are of a stratum, all are."""
    arms = registry.frames["arms"]
    said = arms["stratum"] != ""
    some = said.groupby(arms[RESULT]).transform("any")
    reason = (
        "other arms of this result are strata of the trial, and this one does not say of which it "
        "is; fill in stratum, or, if it is the whole trial, keep it or the strata."
    )
    yield from marked("arms", arms, some & ~said, "stratum", "stratum-missing", reason)


def strata_by_name(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Arms that pair off by name are compared pair by pair, and the comparisons are pooled."""
    arms = registry.frames["arms"]
    told = (arms["stratum"] == "") & ((arms["part"] != "").groupby(arms[RESULT]).transform("any"))
    first = told & ~arms.assign(told=told).duplicated([RESULT, "told"])
    reason = (
        "several intervention and control arms pair off by name, so they are taken for strata: "
        "each pair is compared by itself and the comparisons are pooled within the trial. See that "
        "no pair holds the people of another, and say it by filling in stratum."
    )
    yield from marked("arms", arms, first, "stratum", "strata-by-name", reason)


def arms_combined_on_both_sides(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Several intervention and several control arms are combined only where they belong so."""
    arms = registry.frames["arms"]
    first = [lines[0] for lines in _several_of_both(arms, COMPARISON)]
    reason = (
        "several intervention arms and several control arms are each combined into one, as if all "
        "had been randomised together; where they are strata, or comparisons of their own, fill in "
        "stratum, and where they are one group measured again, name each arm once and fill in "
        "weeks."
    )
    mask = pd.Series(arms.index.isin(first), index=arms.index)
    yield from marked("arms", arms, mask, "arm", "arms-combined-on-both-sides", reason)


def _several_of_both(arms: pd.DataFrame, key: str) -> Iterator[list[int]]:
    """Yield the lines of what has more than one arm of each role."""
    several = pd.Series(True, index=arms.index)
    for role in ("intervention", "control"):
        several &= arms["role"].eq(role).groupby(arms[key]).transform("sum") > 1
    for _, rows in arms[several].groupby(key):
        yield [int(line) for line in rows.index]
