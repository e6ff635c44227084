"""Suspicions about results that the method of their outcome cannot count."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.protocol import BINARY_MEASURES, Protocol
from living_review.protocol.method_rules import NAMES as METHODS
from living_review.registry.checks.marking import marked
from living_review.registry.frames import Mark, Registry


def comparison_not_counted(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An outcome whose events are counted needs the arms of every trial."""
    arms, contrasts = registry.frames["arms"], registry.frames["contrasts"]
    trials = registry.frames["trials"]
    included = set(trials.loc[trials["status"] == "included", "trial_id"])
    place = ["trial_id", "outcome", "timepoint"]
    armed = set(arms.loc[arms["events"].notna(), place].itertuples(index=False, name=None))
    for outcome in protocol.outcomes:
        method = protocol.analysis_for(outcome).method
        if method not in METHODS or outcome.measure not in BINARY_MEASURES:
            continue
        alone = contrasts["trial_id"].isin(included) & (contrasts["outcome"] == outcome.id)
        for at, key in zip(
            contrasts.index, contrasts[place].itertuples(index=False, name=None), strict=True
        ):
            alone[at] = alone[at] and key not in armed
        reason = (
            f"this outcome is pooled by {METHODS[method]}, which counts the events of each arm, "
            "and the trial reports a comparison alone, so it is left out of the pool; add its "
            "arms, or pool by inverse variance."
        )
        yield from marked(
            "contrasts", contrasts, alone, "estimate", "comparison-not-counted", reason
        )
