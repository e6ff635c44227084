"""What is expected of an effect told in people and in familiar units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from living_review.findings import Certainty, DomainAt, Finding, Pooled
from living_review.protocol import Outcome
from living_review.verification.analysis import Analysis, chance
from living_review.verification.evidence import Members, controls
from living_review.verification.figures import Figure, Tree, Words
from living_review.verification.meaning import (
    RATES,
    RISKS,
    baselines_of,
    better_off,
    is_held,
    placings_of,
    risk_with,
)


def rated(
    finding: Finding, outcome: Outcome, own: Members, main: Analysis | None
) -> dict[str, Any]:
    """Give absolute effects, familiar units and people better off of a finding that is rated.

    `main`: its pool, from which a chance at each baseline follows.
    """
    effect = _headline(finding)
    if not finding.trials or effect is None:
        nothing: dict[str, Any] = {"absolute": (), "familiar": None, "better_off": None}
        return {**nothing, "minimal_important_differences": ()}
    return {
        "absolute": _rows(finding, outcome, effect, own, main),
        "familiar": _familiar(finding, outcome, effect),
        "minimal_important_differences": _least(finding, outcome, effect),
        "better_off": _better_off(outcome, effect),
    }


def _rows(
    finding: Finding, outcome: Outcome, effect: Sequence[float], own: Members, main: Analysis | None
) -> list[Tree]:
    if outcome.measure not in (*RISKS, *RATES):
        return []
    baselines = baselines_of(outcome, controls(own))
    placings = placings_of(outcome, controls(own))
    if len(placings) == 1:
        placings *= len(baselines)
    return [
        {
            **_absolute(outcome.measure, effect, label, risk),
            "chance_of_benefit": chance(main, placing, 1) if main else None,
            "chance_of_harm": chance(main, placing, -1) if main else None,
            **_rating(finding, place),
        }
        for place, ((label, risk), placing) in enumerate(zip(baselines, placings, strict=True))
    ]


# Two numbers nearer than that share of their size are one.
TIE = 1e-9
LEVELS = ("very low", "low", "moderate", "high")


def _rating(finding: Finding, place: int) -> Tree:
    """Expect of a baseline the certainty that its domains leave, from those of the finding."""
    published = finding.absolute[place] if place < len(finding.absolute) else None
    if finding.certainty is None or published is None:
        return {"level": Words(None), "imprecision": None, "domains": []}
    return level_at(finding.certainty, published.domains)


def level_at(certainty: Certainty, differing: Sequence[DomainAt]) -> Tree:
    """Give the level, and that for imprecision, that are left with some domains otherwise."""
    moved = {each.name: each.levels for each in differing}
    levels = {
        each.name: moved.get(
            each.name, (each.proposed or 0) if each.decided is None else each.decided
        )
        for each in certainty.domains
    }
    left = LEVELS.index(certainty.start) + sum(levels.values())
    return {
        "level": Words(LEVELS[min(max(left, 0), len(LEVELS) - 1)]),
        "imprecision": Words(levels["imprecision"]),
        "domains": [{"levels": Words(moved[each.name])} for each in differing],
    }


def _headline(finding: Finding) -> tuple[float, float, float] | None:
    """Give estimate and interval of the pool, or of the one trial there is, as published."""
    told = finding.pooled
    if told is not None:
        return told.estimate, told.ci_low, told.ci_high
    if finding.synthesis != "single":
        return None
    (only,) = finding.trials
    if only.estimate is None or only.ci_low is None or only.ci_high is None:
        return None
    return only.estimate, only.ci_low, only.ci_high


def at_baselines(outcome: Outcome, published: Pooled, own: Members) -> list[Tree]:
    """Give the effect of a level of a subgroup at the baselines of its finding."""
    if outcome.measure not in (*RISKS, *RATES):
        return []
    effect = (published.estimate, published.ci_low, published.ci_high)
    return [
        _absolute(outcome.measure, effect, label, risk)
        for label, risk in baselines_of(outcome, controls(own))
    ]


def _absolute(measure: str, effect: Sequence[float], label: str, risk: float) -> Tree:
    value, low, high = (risk_with(measure, each, risk) for each in effect)
    return {
        "baseline_label": Words(label),
        "baseline_risk": Figure(risk, 0.0),
        "with_comparator": Figure(risk, 0.0),
        "with_intervention": Figure(value, 1e-6),
        "with_intervention_ci_low": Figure(low, 1e-6),
        "with_intervention_ci_high": Figure(high, 1e-6),
        "difference": Figure(value - risk, 1e-3 * risk),
        "ci_low": Figure(low - risk, 1e-3 * risk),
        "ci_high": Figure(high - risk, 1e-3 * risk),
        "held": Words(any(is_held(measure, each, risk) for each in effect)),
    }


def _familiar(finding: Finding, outcome: Outcome, effect: Sequence[float]) -> Tree | None:
    known = outcome.familiar
    if known is None or outcome.measure != "SMD":
        return None
    predicted = finding.prediction
    ends = (predicted.low, predicted.high) if predicted else (None, None)
    names = ("estimate", "ci_low", "ci_high")
    return {
        "sd": Figure(known.sd, 0.0),
        **{name: Figure(each * known.sd, 1e-3) for name, each in zip(names, effect, strict=True)},
        **{
            f"prediction_{name}": None if each is None else Figure(each * known.sd, 1e-3)
            for name, each in zip(("low", "high"), ends, strict=True)
        },
    }


def _least(finding: Finding, outcome: Outcome, effect: Sequence[float]) -> list[Tree]:
    """Place the effect among the least differences that matter, both put in points."""
    if outcome.measure not in ("SMD", "MD"):
        return []
    found: list[Tree] = []
    published = finding.minimal_important_differences
    for place, known in enumerate(outcome.minimal_important_differences):
        points = [each * (1.0 if known.sd is None else known.sd) for each in effect]
        far = [abs(each) >= known.value for each in points]
        one_side = points[1] * points[2] > 0
        holds = "beyond" if all(far[1:]) and one_side else "either" if any(far[1:]) else "within"
        # At the difference itself, to the last bits, either side is right.
        at = any(abs(abs(each) - known.value) <= TIE * known.value for each in points)
        if at and place < len(published):
            far[0], holds = published[place].estimate_reaches, published[place].interval
        found.append(
            {
                "value": Figure(known.value, 0.0),
                "sd": None if known.sd is None else Figure(known.sd, 0.0),
                "threshold": Figure(known.value / (1.0 if known.sd is None else known.sd)),
                "estimate_reaches": Words(far[0]),
                "interval": Words(holds),
            }
        )
    return found


def _better_off(outcome: Outcome, effect: Sequence[float]) -> Tree | None:
    if outcome.measure != "SMD":
        return None
    known = outcome.responder
    risk = known.risk if known else None
    chances = better_off(effect, 1 if outcome.better == "higher" else -1, risk)
    return {
        "basis": Words("responders" if known else "superiority"),
        "with_comparator": Figure(0.5 if risk is None else risk),
        "with_intervention": Figure(chances[0], 1e-6),
        "ci_low": Figure(min(chances[1:]), 1e-6),
        "ci_high": Figure(max(chances[1:]), 1e-6),
    }
