"""What a statement on a finding says, as data: one conclusion, or one for each baseline risk.

Certainty and claim make it; how it is said is `statements`. Certainty never depends on a p-value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from living_review.certainty.case import Claim, View
from living_review.certainty.statements import statement
from living_review.findings import Conclusion, Finding, Level
from living_review.language.facts.terms import Size
from living_review.synthesis.scale import MAGNITUDES


def conclusions(
    finding: Finding, claims: Sequence[tuple[View, Claim]], levels: Sequence[Level], level: Level
) -> tuple[Conclusion, ...]:
    """Give what is concluded at each baseline, and once where that is the same at all.

    `levels`: the certainty at each of the `claims`; `level`: that of the finding.
    """
    made = [
        _at(view, conclusion(finding, claim, own))
        for (view, claim), own in zip(claims, levels, strict=True)
    ]
    if len({each.text for each in made}) == 1:
        everywhere = {"level": level, "baseline": None, "baseline_label": None}
        return (made[0].model_copy(update=everywhere),)
    return tuple(each for each in made if each.baseline is not None)


def conclusion(finding: Finding, claim: Claim, level: Level) -> Conclusion:
    """Give what is concluded of a finding, with its sentence."""
    made = _concluded(finding, claim, level)
    return made.model_copy(update={"text": statement(finding, made)})


def _at(view: View, made: Conclusion) -> Conclusion:
    baseline = view.scale.baseline
    if baseline is None:
        return made
    return made.model_copy(update={"baseline": baseline.named, "baseline_label": baseline.label})


def _concluded(finding: Finding, claim: Claim, level: Level) -> Conclusion:
    if level == "very low":
        return Conclusion(level=level, kind="very_uncertain")
    if not claim.answers:
        return Conclusion(level=level, kind="undecided")
    side = None if claim.side is None else "intervention" if claim.side > 0 else "comparator"
    if claim.between is not None:
        least, most = claim.between
        return Conclusion(
            level=level,
            kind="between",
            favours=side,
            size=_size(finding, least),
            most=None if most is None else _size(finding, most),
        )
    if claim.magnitude is None and claim.important is not True:
        return Conclusion(level=level, kind="without_size", favours=side)
    size = claim.magnitude or "important"
    return Conclusion(
        level=level, kind="sized", favours=None if size == "trivial" else side, size=size
    )


def _size(finding: Finding, band: int) -> Size:
    if band == 0:
        return "trivial"
    if len(finding.thresholds or ()) == 1:
        return "important"
    return cast("Size", MAGNITUDES[band - 1])


def by_level(finding: Finding) -> tuple[tuple[Level, tuple[Conclusion, ...]], ...]:
    """Take what is concluded of a finding apart by certainty, in the order of its baselines."""
    parts: dict[Level, list[Conclusion]] = {}
    for each in finding.conclusions or _stated(finding):
        parts.setdefault(each.level, []).append(each)
    return tuple((level, tuple(own)) for level, own in parts.items())


def _stated(finding: Finding) -> tuple[Conclusion, ...]:
    """Give what an older version has of a finding: a sentence."""
    if finding.certainty is None or finding.statement is None:
        return ()
    level = finding.certainty.level
    return (Conclusion(level=level, kind="stated", text=finding.statement),)
