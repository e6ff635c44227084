"""Names that mean something beside the others of their sheet alone: `ai` and `ci`, repeated blocks.

What is read here counts before what a name says by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from living_review.exchange.wide import words
from living_review.exchange.wide.effect_names import is_effect
from living_review.exchange.wide.words import Meaning, plain_words

# Tables of two by two as metafor calls them in its data sets and arguments: events and the others.
_TABLES: tuple[Mapping[str, tuple[str, str, str]], ...] = (
    {
        "tpos": ("events", "intervention", "treated"),
        "tneg": ("non_events", "intervention", "treated"),
        "cpos": ("events", "control", "control"),
        "cneg": ("non_events", "control", "control"),
    },
    {
        "ai": ("events", "", "1"),
        "bi": ("non_events", "", "1"),
        "ci": ("events", "", "2"),
        "di": ("non_events", "", "2"),
    },
)
_PEOPLE = frozenset({"n1i", "n2i"})
_DOUBLED = re.compile(r" \(column [A-Z]+\)$")


def meanings(
    names: Sequence[str], worded: Callable[[str], bool]
) -> tuple[dict[str, Meaning], frozenset[str]]:
    """Give the columns whose meaning depends on the sheet, and those that name the arms of blocks.

    `worded` tells whether the cells of a column are words.
    """
    blocks, heads = _blocks(names, worded)
    return {**_two_by_two(names), **blocks}, heads


def _two_by_two(names: Sequence[str]) -> dict[str, Meaning]:
    """Read `tpos, tneg, cpos, cneg` and `ai, bi, ci, di`; `ci` alone is an interval."""
    found = {name.strip().casefold(): name for name in names}
    for table in _TABLES:
        events = {name for name, said in table.items() if said[0] == "events"}
        if not events <= found.keys() or not (
            table.keys() <= found.keys() or found.keys() >= _PEOPLE
        ):
            continue
        return {
            found[name]: Meaning(statistic=statistic, role=role, arm=arm, weak=not role)
            for name, (statistic, role, arm) in table.items()
            if name in found
        }
    return {}


def _blocks(
    names: Sequence[str], worded: Callable[[str], bool]
) -> tuple[dict[str, Meaning], frozenset[str]]:
    """Read `Intervention, Mean (SD), n, Control, Mean (SD), n`: the arm stands before its figures.

    Each block has the same statistics, and none of them says of which arm it is.
    """
    blocks: list[tuple[Meaning, dict[str, Meaning]]] = []
    heads: list[str] = []
    for name in names:
        bare = _DOUBLED.sub("", name)
        said = words.meaning(bare)
        if said.role and not (said.statistic or said.rest or said.timepoint or said.weak):
            if worded(name):
                blocks.append((said, {}))
                heads.append(name)
        elif blocks and said.statistic and not (said.arm or said.baseline or is_effect(bare)):
            own = Meaning(
                *(said.statistic, blocks[-1][0].role, blocks[-1][0].arm, said.timepoint),
                *(said.weeks, said.baseline, said.change, said.rest),
            )
            blocks[-1][1][name] = own
    sides = [head.role for head, _ in blocks]
    kinds = [
        sorted((each.statistic, plain_words(each.rest), each.timepoint) for each in block.values())
        for _, block in blocks
    ]
    if sorted(sides) != ["control", "intervention"] or kinds[0] != kinds[1] or not kinds[0]:
        return {}, frozenset()
    found = {name: said for _, block in blocks for name, said in block.items()}
    return found, frozenset(heads)
