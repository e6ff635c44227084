"""The time in which the events of a rate were counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from living_review.ground import numbers
from living_review.ground.measures import RATES
from living_review.protocol import Outcome, Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import of_group
from living_review.registry.rows import Rows
from living_review.registry.values import Values

_WEEKS = {"year": 365.25 / 7, "month": 365.25 / 84, "week": 1.0, "day": 1 / 7, "hour": 1 / 168}
_UNIT = re.compile(rf"\b({'|'.join(_WEEKS)})s?\b", re.IGNORECASE)
# A person is followed for a day at least, and no trial follows people for longer than a life.
SHORTEST, LONGEST = 1 / 7, 100 * 365.25 / 7
BRIEF, LONG = 1.0, 30 * 365.25 / 7
# Beside the weeks of the row, and beside the other arm.
LEAST_SHARE, MOST_SHARE, ARMS_APART = 0.2, 1.2, 3.0


def weeks_in(unit: str) -> float | None:
    """Give how many weeks one unit of person-time is; None where its name does not say."""
    found = _UNIT.search(unit.replace("-", " "))
    return _WEEKS[found[1].lower()] if found else None


def person_time_given(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A rate has the time in which its events were counted, and at least a day for a person."""
    arms = registry.tables["arms"]
    for outcome in _rates(protocol):
        unit = _unit(outcome)
        of_it = arms["outcome"] == outcome.id
        yield from marked(
            "arms",
            arms,
            of_it & arms["time_at_risk"].isna(),
            "time_at_risk",
            "person-time-missing",
            f"the outcome is a rate, and without the {unit} in which its events were counted there "
            "is none; fill it in from the report, or enter a contrast.",
        )
        weeks = weeks_in(unit)
        if weeks is None:
            continue
        yield from marked(
            "arms",
            arms,
            of_it & (_each(arms) * weeks < SHORTEST),
            "time_at_risk",
            "person-time-impossible",
            f"that is less than a day for each person of the arm; write the {unit} of all people "
            "together, and see that the unit is that of the protocol.",
        )
        yield from marked(
            "arms",
            arms,
            of_it & (_each(arms) * weeks > LONGEST),
            "time_at_risk",
            "person-time-impossible",
            f"that is more than a century for each person of the arm; write it in {unit}.",
        )


def time_for_each_person(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """The time for each person fits the follow-up of the row and the other arm."""
    arms = registry.tables["arms"]
    if not arms["time_at_risk"].notna().any():
        return
    each = _each(arms)
    for outcome in _rates(protocol):
        unit = _unit(outcome)
        of_it, weeks = arms["outcome"] == outcome.id, weeks_in(unit)
        most, least = (of_group(each, [arms[COMPARISON]], name) for name in ("max", "min"))
        apart = most > ARMS_APART * least
        odd = apart
        if weeks is not None:
            spent = each * weeks
            share = spent / arms["weeks"].where(arms["weeks"] > 0)
            odd = apart | (spent < BRIEF) | (spent > LONG)
            odd = odd | (share < LEAST_SHARE) | (share > MOST_SHARE)

        def reason(row: object, unit: str = unit) -> str:
            mean = row.time_at_risk / row.n  # type: ignore[attr-defined]
            return (
                f"that is {numbers.measured(mean, 3)} {unit} for each person, which does not fit "
                "the weeks of the row, the other arm, or the length of a trial; see that it is the "
                "time of all people of the arm together, in the unit of the protocol."
            )

        # Of an arm whose people are not told, nothing is for each of them.
        told = of_it & odd & each.notna()
        yield from marked("arms", arms, told, "time_at_risk", "person-time-implausible", reason)


def _rates(protocol: Protocol) -> Iterator[Outcome]:
    return (outcome for outcome in protocol.outcomes if outcome.measure in RATES)


def _unit(outcome: Outcome) -> str:
    return outcome.person_time.unit if outcome.person_time else "time at risk"


def _each(arms: Rows) -> Values:
    return cast(Values, arms["time_at_risk"] / arms["n"])
