"""From a snapshot of the registry to everything the review says, certainty left open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from living_review.findings import Findings, VersionInfo
from living_review.findings.workings import Workings
from living_review.ground.proper_names import keeping_names
from living_review.language import say
from living_review.language.facts.finding_names import LabelWithId
from living_review.protocol import Protocol
from living_review.synthesis.document import (
    corrections,
    currency,
    left_out,
    other_review,
    registry_info,
    review_info,
    search_runs,
    set_aside,
    software,
    trial_records,
)
from living_review.synthesis.evidence import gather
from living_review.synthesis.finding import finish, plan
from living_review.synthesis.meta_analysis import answers
from living_review.synthesis.workings import workings_of

if TYPE_CHECKING:
    from living_review.protocol.question import Comparison
    from living_review.registry import OtherReview, Snapshot


def synthesise(
    snapshot: Snapshot,
    protocol: Protocol,
    *,
    today: dt.date,
    version: VersionInfo,
    other_reviews: Sequence[OtherReview] = (),
    as_of: dt.date | None = None,
    source: str | None = None,
) -> Findings:
    """Give the findings of `synthesise_with_workings` alone."""
    return synthesise_with_workings(
        snapshot,
        protocol,
        today=today,
        version=version,
        other_reviews=other_reviews,
        as_of=as_of,
        source=source,
    )[0]


def told_apart(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Give comparisons with labels that tell them apart: those that share one add their id."""
    labels = Counter(_as_read(each.label) for each in comparisons)
    return tuple(
        each
        if labels[_as_read(each.label)] == 1
        else each.model_copy(update={"label": say(LabelWithId(label=each.label, id=each.id))})
        for each in comparisons
    )


def _as_read(label: str) -> str:
    return " ".join(label.split()).casefold()


@keeping_names
def synthesise_with_workings(
    snapshot: Snapshot,
    protocol: Protocol,
    *,
    today: dt.date,
    version: VersionInfo,
    other_reviews: Sequence[OtherReview] = (),
    as_of: dt.date | None = None,
    source: str | None = None,
) -> tuple[Findings, Workings]:
    """Bring the trials together: every comparison, outcome and time point of the protocol.

    All pools of all findings are computed in a few batched calls. Rows from which no effect can be
    made are listed in `quarantine` and never stop another outcome. `as_of` is the date the snapshot
    was cut off at, `source` where the registry was pulled from; both are only written down. The
    workings are what a second computation needs besides.
    """
    evidence = gather(snapshot, protocol)
    plans = [
        plan(evidence, protocol, comparison, outcome, timepoint)
        for comparison in told_apart(protocol.comparisons)
        for outcome in protocol.outcomes
        if comparison.asks_for(outcome.id)
        for timepoint in protocol.timepoints
    ]
    solved = iter(answers([request for each in plans for request in each.requests]))
    pools = [(each, [next(solved) for _ in each.requests]) for each in plans]
    findings = tuple(finish(each, found, evidence) for each, found in pools)
    quarantine, queries = set_aside(snapshot, evidence.unusable)
    made = Findings(
        review=review_info(protocol),
        version=version,
        registry=registry_info(snapshot, evidence.trials, as_of, source),
        software=software(),
        findings=findings,
        trials=trial_records(evidence),
        searches=search_runs(snapshot),
        other_reviews=tuple(other_review(row) for row in other_reviews),
        quarantine=quarantine,
        queries=queries,
        left_out=left_out(snapshot),
        corrections=corrections(snapshot),
        currency=currency(snapshot, protocol, evidence, today),
    )
    return made, workings_of(evidence, protocol, pools)
