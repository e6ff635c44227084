"""Strata that the names of arms tell apart: Drug (women) with Placebo (women), and so on.

Arms of one role are combined before they are compared. That is wrong for strata, whose people are
others: each is compared by itself, and the comparisons are pooled. The column `stratum` says so;
where it is empty, names that pair off do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

# Signs such as < and ≥ tell strata apart, and stay.
_BETWEEN = re.compile(r"[\s()\[\]{},:;/\u2010-\u2015-]+")


def by_names(roles: Sequence[str], names: Sequence[str]) -> tuple[str, ...] | None:
    """Return the stratum of each arm of one comparison where the names of its arms pair off.

    They do where there are several intervention arms, as many control arms, and what tells the
    names of one role apart tells those of the other apart too. At most one pair has nothing added;
    its stratum is empty. None where they do not pair off.
    """
    sides = {role: [i for i, each in enumerate(roles) if each == role] for role in set(roles)}
    if len(sides) != 2 or {len(found) for found in sides.values()} == {1}:
        return None
    found = [""] * len(names)
    told: list[Counter[str]] = []
    for places in sides.values():
        own = _differences([names[i] for i in places])
        for i, stratum in zip(places, own, strict=True):
            found[i] = stratum
        told.append(Counter(own))
    if told[0] != told[1] or max(told[0].values()) > 1:
        return None
    return tuple(found)


def _differences(names: Sequence[str]) -> list[str]:
    """Return each name without the words that all of them begin or end with."""
    words = [[word for word in _BETWEEN.split(name.casefold()) if word] for name in names]
    least = min(map(len, words))
    begin = 0
    while begin < least and len({tuple(each[: begin + 1]) for each in words}) == 1:
        begin += 1
    end = 0
    while end < least - begin and len({tuple(each[-end - 1 :]) for each in words}) == 1:
        end += 1
    return [" ".join(each[begin : len(each) - end]) for each in words]


_TIMES = re.compile(
    r"(?i)\b(?:\d+(?:\.\d+)?[\s-]*(?:days?|weeks?|wks?|months?|years?)"
    r"|(?:day|week|wk|month|year|visit|time)[\s-]*\d+"
    r"|follow[\s-]?up|baseline|end[\s-]?point|post[\s-]?(?:treatment|intervention|test)?)\b"
)


def by_times(roles: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether arms pair off by the times their names give: the same people measured again."""
    strata = by_names(roles, names)
    return strata is not None and all(
        _TIMES.search(name) for name, stratum in zip(names, strata, strict=True) if stratum
    )
