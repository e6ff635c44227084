"""Suspicions about results: each is a query, and the row stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.pairing import contrast_smd, pairs
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import of_group
from living_review.registry.in_use import remedy, whence
from living_review.registry.rows import below
from living_review.registry.values import Values

_RESULTS = ("arms", "contrasts")
_CONTROL = re.compile(
    r"\b(?:control|placebo|wait(?:ing)?[ -]?list|(?:usual|standard) care)\b", re.IGNORECASE
)


def implausible_smd(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A very large standardised difference is often a standard error taken for an SD."""
    bound = protocol.checks.max_smd
    both = registry.made_of("arms", pairs)

    def reason(row: Any) -> str:
        large = (
            "the standardised mean difference between this arm and control would be "
            f"{numbers.fixed(row.smd, 1)}, beyond {bound:g}"
        )
        if not whence(row):
            return f"{large}; see whether the SD is a standard error."
        return f"{whence(row)}, and {large}; {remedy(row)}."

    yield from marked(
        "arms",
        both,
        both["smd"].abs() > bound,
        lambda row: str(row.sd_cell),
        "smd-implausible",
        reason,
    )
    contrasts = registry.in_use("contrasts")
    smd = contrast_smd(contrasts)
    yield from marked(
        "contrasts",
        contrasts.assign(smd=smd),
        smd.abs() > bound,
        "estimate",
        "smd-implausible",
        lambda row: (
            f"the standardised mean difference would be {numbers.fixed(row.smd, 1)}, beyond "
            f"{bound:g}; see whether the estimate, its precision and the numbers analysed are "
            "right."
        ),
    )


def turned_direction(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An instrument that runs against its outcome is turned round, which is worth a look."""
    better = {outcome.id: outcome.better == "higher" for outcome in protocol.outcomes}
    for table in _RESULTS:
        frame = registry.tables[table]
        wanted = frame["outcome"].numbers(better)
        mask = wanted.notna() & (wanted != frame["higher_is_better"])
        yield from marked(
            table,
            frame,
            mask,
            "higher_is_better",
            "direction-turned",
            lambda row: (
                f"for this outcome {protocol.outcome(row.outcome).better} is better, so the sign "
                "of this result is turned round in the analysis; see that the direction is right."
            ),
        )


def instrument_two_directions(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """One instrument has one direction in every trial."""
    columns = ["outcome", "instrument", "higher_is_better"]
    tables = [registry.tables[table] for table in _RESULTS]
    both = below(tables, columns)
    directions = of_group(both["higher_is_better"], both.columns(columns[:2]), "nunique")
    twofold = (directions > 1) & (both["instrument"] != "")
    if not twofold.any():
        return
    ends = (slice(None, len(tables[0])), slice(len(tables[0]), None))
    for table, frame, own in zip(_RESULTS, tables, ends, strict=True):
        mask = Values(twofold.array[own], frame.index)
        reason = (
            "another row gives this instrument the other direction; see which of the two is right."
        )
        yield from marked(
            table, frame, mask, "higher_is_better", "instrument-two-directions", reason
        )


def mixed_scores(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Change scores and endpoint scores do not belong in one standardised analysis."""
    arms = registry.tables["arms"]
    standardised = [o.id for o in protocol.outcomes if o.measure == "SMD"]
    change = arms["outcome"].isin(standardised) & (arms["score"] == "change")
    if not change.any():
        return
    kinds = of_group(arms["score"], arms.columns(["outcome", "timepoint"]), "nunique")
    mask = change & (kinds > 1)
    reason = (
        "other trials give endpoint scores for this outcome, and the two have different standard "
        "deviations; enter endpoint scores if the report has them."
    )
    yield from marked("arms", arms, mask, "score", "scores-mixed", reason)


def mixed_instruments(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A difference in points means nothing across instruments with different points."""
    in_points = [outcome.id for outcome in protocol.outcomes if outcome.measure == "MD"]
    for table in _RESULTS:
        frame = registry.tables[table]
        there = {*in_points} & frame["outcome"].there()
        for outcome in sorted(there, key=in_points.index):
            of_it = (frame["outcome"] == outcome) & (frame["instrument"] != "")
            names = Counter(frame["instrument"][of_it])
            if len(names) < 2:
                continue
            usual = min(names, key=lambda name: (-names[name], name))
            reason = (
                f"the outcome is a difference in points, and {usual} is the usual instrument; see "
                "whether the two have the same points, or choose SMD."
            )
            mask = of_it & (frame["instrument"] != usual)
            yield from marked(table, frame, mask, "instrument", "instruments-mixed", reason)


def suspicious_role(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An intervention arm is not called control."""
    arms = registry.tables["arms"]
    mask = (arms["role"] == "intervention") & arms["arm"].holds(_CONTROL.search)
    reason = "the name of the arm sounds like a control; see that the role is right."
    yield from marked("arms", arms, mask, "role", "role-contradicts-name", reason)
