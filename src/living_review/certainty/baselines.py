"""What holds at each of several baselines: chances, size, certainty and sentence.

The finding itself is rated at the baseline that the protocol lists first. At another, each domain
starts from what counts there, moved by as many levels as its proposal is another: what a person
decided of a finding moves every baseline alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from living_review.certainty.case import Case, View, target_words
from living_review.certainty.conclusions import conclusion
from living_review.certainty.decisions import level_of
from living_review.certainty.proposal import Proposal
from living_review.findings import (
    AbsoluteEffect,
    Certainty,
    Domain,
    DomainAt,
    DomainName,
    Finding,
    Level,
    LevelAt,
)
from living_review.ground.distributions import t_cdf
from living_review.synthesis.scale import Scale

MOST_DOWN, MOST_UP = -3, 2
# Domains whose proposal looks at where the effect lies among the thresholds.
PLACED: tuple[DomainName, ...] = (
    "risk_of_bias",
    "inconsistency",
    "imprecision",
    "publication_bias",
)
Rules = Mapping[DomainName, Callable[[Case], Proposal]]


def chances(finding: Finding, scale: Scale) -> tuple[float | None, float | None]:
    """Give the probabilities that a new trial has at least a small benefit, and a small harm.

    From the distribution behind the prediction interval (Higgins, Thompson & Spiegelhalter 2009);
    None without that interval or without thresholds, 0 where no effect could be as large.
    """
    predicted, pooled, spread = finding.prediction, finding.pooled, finding.heterogeneity
    if predicted is None or predicted.low is None or pooled is None or not scale.steps:
        return None, None
    tau2 = (spread.tau2 if spread else None) or 0.0
    mean = pooled.estimate if pooled.log_estimate is None else pooled.log_estimate
    df = math.inf if predicted.df is None else predicted.df
    reach = math.sqrt(tau2 + pooled.se**2)
    if not reach > 0:
        return None, None

    def beyond(side: int) -> float:
        least = scale.at(side * scale.steps[0])
        if least is None:
            return 0.0
        return float(t_cdf(df, side * scale.benefit * (mean - least) / reach))

    return beyond(1), beyond(-1)


def levels_at(case: Case, certainty: Certainty, rules: Rules) -> tuple[LevelAt, ...]:
    """Give the certainty at each of several baselines; none where there is one scale."""
    if len(case.views) == 1:
        return ()
    return tuple(_level_at(case, view, certainty, rules) for view in case.views)


def at_baselines(
    case: Case,
    rows: Sequence[AbsoluteEffect],
    certainty: Certainty | None,
    levels: Sequence[LevelAt],
) -> tuple[AbsoluteEffect, ...]:
    """Give each row of absolute effects what holds at its baseline.

    `levels` are those at each of several baselines, empty where there is one scale.
    """
    if not rows:
        # Where nothing is pooled there is no effect to place at a baseline.
        return ()
    # On a scale without baselines every row has the same place.
    views = case.views if len(case.views) > 1 else case.views * len(rows)
    told = []
    for place, (row, view) in enumerate(zip(rows, views, strict=True)):
        benefit, harm = chances(case.finding, view.scale)
        found: dict[str, object] = {"chance_of_benefit": benefit, "chance_of_harm": harm}
        if certainty is not None:
            found |= _rated(case.at(view), certainty, levels[place] if levels else None)
        told.append(row.model_copy(update=found))
    return tuple(told)


def _rated(here: Case, certainty: Certainty, at: LevelAt | None) -> dict[str, object]:
    level, differing = (at.level, at.domains) if at else (certainty.level, ())
    levels = {each.name: each.levels for each in certainty.domains}
    levels |= {each.name: each.levels for each in differing}
    return {
        "magnitude": here.claim.magnitude,
        "level": level,
        "target": target_words(here),
        "statement": conclusion(here.finding, here.claim, level).text,
        "imprecision": levels["imprecision"],
        "domains": differing,
    }


def _level_at(case: Case, view: View, certainty: Certainty, rules: Rules) -> LevelAt:
    differing = () if view is case.view else _differing(case.at(view), certainty, rules)
    return LevelAt(
        baseline_label=view.scale.baseline.label if view.scale.baseline else "",
        level=_level(certainty, differing),
        domains=differing,
    )


def _differing(here: Case, certainty: Certainty, rules: Rules) -> tuple[DomainAt, ...]:
    """Give the domains that are rated otherwise at a baseline than at the first."""
    found = []
    for each in certainty.domains:
        if each.name in PLACED:
            proposal = rules[each.name](here)
            levels = _moved(each, proposal.levels)
            if levels != each.levels:
                found.append(
                    DomainAt(name=each.name, levels=levels, explanation=proposal.explanation)
                )
    return tuple(found)


def _level(certainty: Certainty, differing: Sequence[DomainAt]) -> Level:
    """Give the certainty that remains with some domains rated otherwise."""
    moved = {each.name: each.levels for each in differing}
    return level_of(
        tuple(
            each.model_copy(update={"decided": moved[each.name]}) if each.name in moved else each
            for each in certainty.domains
        )
    )


def _moved(domain: Domain, proposed: int | None) -> int:
    """Give the levels of a domain at a baseline from those that count at the first."""
    if domain.proposed is None or proposed is None:
        return domain.levels
    return max(MOST_DOWN, min(MOST_UP, domain.levels + proposed - domain.proposed))
