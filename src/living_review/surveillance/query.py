"""The protocol's `surveillance` key → what is asked of the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_review.protocol import Surveillance


def parameters(asked: Surveillance) -> Mapping[str, str]:
    """Give the search as request parameters: all keys must match, each by any of its items.

    There is no parameter for the type of study or for dates: they go into the advanced filter.
    """
    found = {
        "query.cond": _any_of(asked.conditions),
        "query.intr": _any_of(asked.interventions),
        "query.term": _any_of(asked.terms),
    }
    filters = []
    if asked.study_type != "any":
        filters.append(f"AREA[StudyType]{asked.study_type.upper()}")
    if asked.since:
        filters.append(f"AREA[LastUpdatePostDate]RANGE[{asked.since.isoformat()},MAX]")
    found["filter.advanced"] = " AND ".join(filters)
    return {name: value for name, value in found.items() if value}


def _any_of(expressions: Sequence[str]) -> str:
    if len(expressions) == 1:
        return expressions[0]
    return " OR ".join(f"({each})" for each in expressions)
