"""Errors of the arms of one trial that do not fit together.

A comparison (see `results`) enters an analysis whole or not at all: when one of its arms is set
aside, the others go too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from living_review.ground.spelling import plain
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON, PLACE
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import again, of_group
from living_review.registry.rows import Row, Rows
from living_review.registry.values import Values


def arm_without_partner(registry: Registry) -> Iterator[Mark]:
    """The arms that are left of a comparison after one of its arms was set aside go too."""
    arms, removed = registry.tables["arms"], registry.removed["arms"]
    if removed.empty:
        return
    lost: dict[int, int] = {}
    for line, comparison in removed[COMPARISON].items():
        lost[comparison] = min(line, lost.get(comparison, line))

    def reason(row: Row) -> str:
        line = lost[getattr(row, COMPARISON)]
        return (
            f"the arm in row {line} belongs to the same comparison and was set aside, so this arm "
            "has nothing to be compared with; correct that row and both come back."
        )

    partial = arms[COMPARISON].isin(removed[COMPARISON])
    yield from marked("arms", arms, partial, "arm", "arm-without-partner", reason)


def one_role_only(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A comparison needs an intervention arm and a control arm."""
    arms = registry.tables["arms"]
    size, roles = (of_group(arms["role"], [arms[COMPARISON]], each) for each in ("size", "nunique"))
    # A measurement of one role is not used where another has both, which is told with the result.
    if not (roles == 1).any():
        return
    whole = arms.columns([*PLACE, "instrument", "part"])
    roles = roles.where(of_group(roles, whole, "max") < 2, 2)
    yield from marked(
        "arms",
        arms,
        (roles == 1) & (size > 1),
        "role",
        "both-arms-same-role",
        lambda row: f"every arm of this comparison is called {row.role}; correct the role of one.",
    )
    yield from marked(
        "arms",
        arms,
        (roles == 1) & (size == 1),
        "role",
        "arm-without-partner",
        lambda row: (
            f"there is no {'control' if row.role == 'intervention' else 'intervention'} arm for "
            "this trial, outcome, time point, instrument and stratum; add it, or look for a cell "
            "that differs between the two rows."
        ),
    )


def arm_changes_role(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An arm keeps its role in every outcome of its trial."""
    arms = registry.tables["arms"]
    name = arms["arm"].texts(str.casefold)
    roles = of_group(arms["role"], [arms["trial_id"], name], "nunique")
    mask = _whole_comparisons(arms, roles > 1)
    yield from marked(
        "arms",
        arms,
        mask,
        "role",
        "arm-changes-role",
        "an arm of this trial is intervention in one row and control in another, so the sign of a "
        "result is in doubt; give every arm one role.",
    )


def arm_named_twice(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """One arm entered again in other capitals or spaces would count its people twice."""
    arms = registry.tables["arms"]
    names = [arms[name].texts(plain) for name in ("instrument", "arm")]
    twice = again([*arms.columns([*PLACE, "measurement", "part"]), *names])
    yield from marked(
        "arms",
        arms,
        _whole_comparisons(arms, twice),
        "arm",
        "arm-named-twice",
        "an arm of this comparison is entered twice, its name or that of the instrument differing "
        "in capitals or spaces alone, which would count its people twice; keep one row, or give "
        "the two arms names that differ.",
    )


def control_used_twice(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """One control group under two names would count its people twice."""
    arms = registry.in_use("arms")
    numbers = [COMPARISON, "role", "n", "mean", "sd"]
    twin = (arms["role"] == "control") & arms["mean"].notna() & again(arms.columns(numbers))
    yield from marked(
        "arms",
        arms,
        _whole_comparisons(arms, twin),
        "arm",
        "control-used-twice",
        "two control arms of this comparison have the same number of people, mean and standard "
        "deviation, which would count one group twice; enter the shared control once.",
    )


def arms_disagree(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """The arms of a comparison share their direction and their kind of score."""
    arms = registry.tables["arms"]
    for column, what in (
        ("higher_is_better", "which way is better"),
        ("score", "whether the value is an endpoint or a change"),
    ):
        reason = f"the arms of this comparison disagree on {what}; correct the one that is wrong."
        differ = of_group(arms[column], [arms[COMPARISON]], "nunique") > 1
        yield from marked("arms", arms, differ, column, "arms-disagree", reason)


def direction_contradicts_outcome(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Only a standardised difference can be turned round; any other needs one direction."""
    better = {
        outcome.id: outcome.better == "higher"
        for outcome in protocol.outcomes
        if outcome.measure != "SMD"
    }
    for table in ("arms", "contrasts"):
        frame = registry.tables[table]
        wanted = frame["outcome"].numbers(better)
        mask = wanted.notna() & (wanted != frame["higher_is_better"])
        yield from marked(
            table,
            frame,
            mask,
            "higher_is_better",
            "direction-contradicts-outcome",
            lambda row: (
                f"the protocol says that {protocol.outcome(row.outcome).better} is better, and a "
                f"result in {protocol.outcome(row.outcome).measure} cannot be turned round; "
                "correct the direction, or reverse the values."
            ),
        )


def direction_contradicts_instrument(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A row has the direction the protocol gives for its instrument."""
    known = {
        (outcome.id, name.casefold()): instrument.higher_is_better
        for outcome in protocol.outcomes
        for name, instrument in outcome.instruments.items()
        if instrument.higher_is_better is not None
    }
    for table in ("arms", "contrasts"):
        frame = registry.tables[table]
        if not known:
            continue
        pairs = zip(frame["outcome"], frame["instrument"].texts(str.casefold), strict=True)
        found = [known.get(pair, np.nan) for pair in pairs]
        wanted = Values(np.array(found, dtype=float), frame.index)
        mask = wanted.notna() & (wanted != frame["higher_is_better"])
        reason = "the protocol gives this instrument the other direction; correct the row."
        yield from marked(
            table, frame, mask, "higher_is_better", "direction-contradicts-instrument", reason
        )


def _whole_comparisons(arms: Rows, mask: Values) -> Values:
    """Return the rows of every comparison of which the mask holds a row."""
    return of_group(mask, [arms[COMPARISON]], "any") if mask.any() else mask
