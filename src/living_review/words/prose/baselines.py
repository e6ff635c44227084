"""The effect and the certainty at each baseline of a protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_review.certainty import absolute_words
from living_review.certainty.absolute_words import baseline_amount
from living_review.findings import AbsoluteEffect, DomainAt, Finding
from living_review.language import say
from living_review.language.facts import baselines as facts
from living_review.language.facts.certainty import AtABaseline, AtBaselines
from living_review.words.grammar import levels_moved

if TYPE_CHECKING:
    from living_review.synthesis.scale import Scale


def absolute_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the anticipated absolute effect at each baseline, and how it is rated there."""
    told = absolute_words.absolute_sentences(finding)
    rated = (_rated_there(row, finding) for row in finding.absolute)
    return tuple(
        f"{said} {say(there)}" if there else said for said, there in zip(told, rated, strict=True)
    )


def _rated_there(row: AbsoluteEffect, finding: Finding) -> facts.RatedThere | None:
    """Tell of one of several baselines what size the effect has there, and how certain it is."""
    if len(finding.absolute) < 2 or row.level is None:
        return None
    from living_review.certainty.case import band_of  # which loads the numerics

    own = _scale_at(row, finding)
    return facts.RatedThere(
        size=band_of(own, own.band(own.place(_estimate(finding)))) if own.steps else None,
        level=row.level,
        domains=tuple(_domain_there(each) for each in row.domains),
    )


def _domain_there(each: DomainAt) -> facts.DomainThere:
    moved = levels_moved(each.levels)
    return facts.DomainThere(
        domain=each.name, way=moved.way, levels=moved.levels, explanation=each.explanation
    )


def _scale_at(row: AbsoluteEffect, finding: Finding) -> Scale:
    """Give the scale of a baseline, or the one that all baselines share."""
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    scales = scales_told(finding)
    return scales[finding.absolute.index(row) if len(scales) > 1 else 0]


def _estimate(finding: Finding) -> float:
    told = finding.pooled or finding.trials[0]
    assert told.estimate is not None
    return told.estimate


def rated_at(finding: Finding) -> str:
    """Say at which baseline a finding is rated, where another is rated or claimed otherwise."""
    rows = finding.absolute
    if len({(row.level, row.target) for row in rows}) < 2:
        return ""
    return say(facts.RatedAt(baseline=baseline_of(rows[0])))


def baselines_sentence(finding: Finding) -> str:
    """Say which baseline the certainty of a finding is at, where it is another at others."""
    told = at_baselines(finding)
    return say(told) if told else ""


def at_baselines(finding: Finding, whose: str = "") -> AtBaselines | None:
    """Tell at which baseline a certainty holds and which it is at others; None where it is one.

    `whose` names the finding where that is not clear.
    """
    if not has_several_levels(finding):
        return None
    first, *others = finding.absolute
    return AtBaselines(
        whose=whose,
        first=baseline_of(first),
        others=tuple(
            AtABaseline(level=row.level, baseline=baseline_of(row))
            for row in others
            if row.level is not None and row.level != first.level
        ),
    )


def has_several_levels(finding: Finding) -> bool:
    """Tell whether the certainty is another at another baseline."""
    return len({row.level for row in finding.absolute}) > 1


def baseline_of(row: AbsoluteEffect) -> facts.Baseline:
    """Tell at which risk or rate a row is, and what the protocol calls it."""
    return facts.Baseline(
        amount=baseline_amount(row),
        label=row.baseline_label,
    )
