"""Suspicions about results: each is a query, and the row stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from living_review.ground import numbers
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.pairing import contrast_smd, pairs
from living_review.registry.frames import Mark, Registry
from living_review.registry.in_use import remedy, whence

_RESULTS = ("arms", "contrasts")


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
    for row, value in smd[smd.abs() > bound].items():
        yield Mark(
            "contrasts",
            int(str(row)),
            "estimate",
            "smd-implausible",
            f"the standardised mean difference would be {numbers.fixed(value, 1)}, beyond "
            f"{bound:g}; see whether the estimate, its precision and the numbers analysed are "
            "right.",
        )


def turned_direction(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An instrument that runs against its outcome is turned round, which is worth a look."""
    better = {outcome.id: outcome.better == "higher" for outcome in protocol.outcomes}
    for table in _RESULTS:
        frame = registry.frames[table]
        wanted = frame["outcome"].map(better)
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
    both = pd.concat([registry.frames[table][columns] for table in _RESULTS])
    named = both[both["instrument"] != ""].drop_duplicates()
    if not named.duplicated(["outcome", "instrument"]).any():
        return
    counts = named.groupby(["outcome", "instrument"])["higher_is_better"].nunique()
    twofold = counts[counts > 1].index
    for table in _RESULTS:
        frame = registry.frames[table]
        mine = pd.MultiIndex.from_frame(frame[["outcome", "instrument"]])
        mask = pd.Series(mine.isin(twofold), index=frame.index)
        reason = (
            "another row gives this instrument the other direction; see which of the two is right."
        )
        yield from marked(
            table, frame, mask, "higher_is_better", "instrument-two-directions", reason
        )


def mixed_scores(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Change scores and endpoint scores do not belong in one standardised analysis."""
    arms = registry.frames["arms"]
    standardised = [o.id for o in protocol.outcomes if o.measure == "SMD"]
    kinds = arms.groupby(["outcome", "timepoint"])["score"].transform("nunique")
    mask = arms["outcome"].isin(standardised) & (kinds > 1) & (arms["score"] == "change")
    reason = (
        "other trials give endpoint scores for this outcome, and the two have different standard "
        "deviations; enter endpoint scores if the report has them."
    )
    yield from marked("arms", arms, mask, "score", "scores-mixed", reason)


def mixed_instruments(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A difference in points means nothing across instruments with different points."""
    in_points = [outcome.id for outcome in protocol.outcomes if outcome.measure == "MD"]
    for table in _RESULTS:
        frame = registry.frames[table]
        for outcome in sorted({*in_points} & {*frame["outcome"]}, key=in_points.index):
            of_it = (frame["outcome"] == outcome) & (frame["instrument"] != "")
            names = frame.loc[of_it, "instrument"].value_counts()
            if len(names) < 2:
                continue
            usual = min(names.index[names == names.iloc[0]])
            reason = (
                f"the outcome is a difference in points, and {usual} is the usual instrument; see "
                "whether the two have the same points, or choose SMD."
            )
            mask = of_it & (frame["instrument"] != usual)
            yield from marked(table, frame, mask, "instrument", "instruments-mixed", reason)


def suspicious_role(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An intervention arm is not called control."""
    arms = registry.frames["arms"]
    words = r"\b(?:control|placebo|wait(?:ing)?[ -]?list|(?:usual|standard) care)\b"
    mask = (arms["role"] == "intervention") & arms["arm"].str.contains(words, case=False)
    reason = "the name of the arm sounds like a control; see that the role is right."
    yield from marked("arms", arms, mask, "role", "role-contradicts-name", reason)
