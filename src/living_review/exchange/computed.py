"""Effects that somebody else computed, with the sign that a person gives them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from living_review.exchange import cells, measures
from living_review.exchange.decisions import OutcomeDecision, PrecalcSign
from living_review.exchange.extract import ContrastFound, Extract, Remark
from living_review.ground.measures import RATIOS


def precalculated(
    extract: Extract,
    about: Mapping[str, OutcomeDecision],
    remarks: list[Remark],
) -> Iterator[ContrastFound]:
    """Give computed effects with the sign that a contrast has, where a person says whose it is."""
    labels = {study.key: study.label for study in extract.studies}
    for each in extract.precalculated:
        said = about[each.outcome].of(each.study, labels.get(each.study, ""))
        if said.skip:
            continue
        sign = said.precalc_sign
        if sign is None:
            reason = (
                "only a computed effect is given, and its sign does not say which way is better on "
                "the scale itself; enter the arms, or say what it means with --precalc-sign, or "
                "precalc_sign in the mapping."
            )
            remarks.append(Remark("not mapped", "row", each.study, 1, reason))
            continue
        estimate = _turned(each, said, sign)
        if estimate is None:
            reason = "the computed effect is beyond any ratio; enter it by hand."
            remarks.append(Remark("not mapped", "row", each.study, 1, reason))
            continue
        remarks.append(Remark("please check", "row", each.study, 1, _used(each, sign)))
        yield replace(each, cells={**each.cells, "estimate": estimate})


def _used(each: ContrastFound, sign: PrecalcSign) -> str:
    told = f"the effect was computed by somebody else ({each.measure} {each.cells['estimate']}"
    if each.measure in RATIOS:
        return (
            f"{told}, as a logarithm) and is used as intervention against control, whichever is "
            "better, as the standard has it; --precalc-sign turns differences alone."
        )
    return f"{told}) and is used with the sign you named: {sign}."


def _turned(each: ContrastFound, said: OutcomeDecision, sign: PrecalcSign) -> str | None:
    """Write an effect as intervention against control on the scale as it was measured.

    A ratio is that already: the Metapsy data standard has the logarithm of the risk ratio of the
    first arm against the second (docs.metapsy.org, data-preparation/format), and gives a direction
    of benefit to no ratio.
    """
    value = cells.value(each.cells["estimate"])
    assert value is not None
    if each.measure in RATIOS:
        return repr(math.exp(value)) if abs(value) <= measures.LARGEST_LOG else None
    positive_is_more = sign == "intervention-minus-control" or (
        said.higher_is_better == (sign == "positive-favours-intervention")
    )
    return cells.number(repr((value if positive_is_more else -value) + 0.0))
