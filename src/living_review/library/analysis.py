"""A review computed and not published: its results, and what other choices would make of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from living_review.ground import clock
from living_review.library.held import trials_held
from living_review.library.jobs import Moved, Result
from living_review.library.what_if import WhatIf

if TYPE_CHECKING:
    from living_review.findings import Finding, FindingChange, Findings
    from living_review.ground.folder import ReviewFolder


def analysed(
    folder: ReviewFolder, *, what_if: WhatIf | None = None, trials: bool = False
) -> tuple[Findings, Mapping[str, Any]]:
    """Compute a review as it is now, and again by other choices where those are asked for.

    What comes beside the findings are fields of an outcome: `results`, `would_move`, and with
    `trials` every trial that has an identifier. Nothing is written.
    """
    from living_review.living.difference import difference
    from living_review.runs.editions import computed
    from living_review.runs.inputs import pulled
    from living_review.runs.spoken import spoken

    tables, today = pulled(folder), clock.today()
    edition = computed(folder, as_of=None, today=today, progress=_quietly, tables=tables)
    findings = edition.findings
    told: dict[str, Any] = {"results": tuple(map(_result, findings.findings))}
    if trials:
        told["trials"] = tuple(trials_held(findings, edition.tables))
    if what_if is not None:
        otherwise, concerned = what_if.applied(tables)
        if what_if.analysis or concerned:
            other = computed(
                folder,
                as_of=None,
                today=today,
                progress=_quietly,
                tables=otherwise,
                analysis=what_if.analysis,
            )
            with spoken(folder):
                changes = difference(edition, other)
            told["would_move"] = tuple(map(_moved, changes.conclusions))
    return findings, told


def _result(finding: Finding) -> Result:
    pooled, spread = finding.pooled, finding.heterogeneity
    return Result(
        finding.comparison,
        finding.outcome,
        finding.timepoint,
        ", ".join((finding.comparison_label, finding.outcome_label, finding.timepoint_label)),
        finding.synthesis,
        finding.measure,
        finding.k,
        finding.n,
        estimate=pooled.estimate if pooled else None,
        ci_low=pooled.ci_low if pooled else None,
        ci_high=pooled.ci_high if pooled else None,
        tau2=spread.tau2 if spread else None,
        i2=spread.i2 if spread else None,
        certainty=finding.certainty.level if finding.certainty else None,
    )


def _moved(change: FindingChange) -> Moved:
    reasons = tuple(each.sentence for each in change.reasons)
    return Moved(
        change.comparison,
        change.outcome,
        change.timepoint,
        change.name,
        reasons,
        change.before,
        change.after,
    )


def _quietly(_step: str) -> None:
    """Tell nobody which step a review of many is at."""
