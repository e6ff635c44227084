"""Suspicions about results that the method of their outcome cannot count."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from living_review.protocol import BINARY_MEASURES, Protocol
from living_review.protocol.method_rules import NAMES as METHODS
from living_review.registry.checks.marking import marked, reported
from living_review.registry.columns import LOG_RANK
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import lines_by_key

_REMEDIES = {"mantel-haenszel": "its arms", "peto": "its arms, or o_minus_e and variance"}


def comparison_not_counted(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An outcome whose events are counted needs the arms of every trial; Peto takes O − E, too."""
    methods = {
        outcome.id: protocol.analysis_for(outcome).method
        for outcome in protocol.outcomes
        if outcome.measure in BINARY_MEASURES
    }
    counting = {key: method for key, method in methods.items() if method in METHODS}
    if not counting or registry.tables["contrasts"].empty:
        return
    arms, contrasts = registry.tables["arms"], registry.tables["contrasts"]
    trials = registry.tables["trials"]
    included = trials["trial_id"][trials["status"] == "included"].there()
    place = ["trial_id", "outcome", "timepoint"]
    armed = lines_by_key(arms.select(arms["events"].notna()).columns(place))
    lacking = [key not in armed for key in zip(*contrasts.columns(place), strict=True)]
    unarmed = contrasts["trial_id"].isin(included) & np.array(lacking, dtype=bool)
    by_log_rank = (contrasts["measure"] == "OR") & reported(contrasts, *LOG_RANK)
    for outcome, method in counting.items():
        alone = unarmed & (contrasts["outcome"] == outcome)
        if method == "peto":
            alone &= ~by_log_rank
        reason = (
            f"this outcome is pooled by {METHODS[method]}, which counts the events of each arm, "
            "and the trial reports a comparison alone, so it is left out of the pool; add "
            f"{_REMEDIES[method]}, or pool by inverse variance."
        )
        yield from marked(
            "contrasts", contrasts, alone, "estimate", "comparison-not-counted", reason
        )
