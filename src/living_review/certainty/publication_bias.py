"""Publication bias: asymmetry and selection where there are ten trials, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from living_review import numbers
from living_review.certainty.case import Case
from living_review.certainty.inconsistency import RANGES, side
from living_review.certainty.proposal import Proposal
from living_review.pooling import selection_model
from living_review.synthesis.scale import natural
from living_review.synthesis.wording import counted

RULE = "publication-bias-asymmetry-and-selection/1"
CITATION = (
    "Core GRADE 4, BMJ 2025;389:e083864; Sterne et al. 2011, BMJ 343:d4002 (ten trials at least, "
    "asymmetry at p < 0.10); Vevea and Hedges 1995, Psychometrika 60:419-435 (selection model)"
)
THRESHOLD = (
    "Ten trials or more: a test for asymmetry with p below 0.10, and a selection model that moves "
    "the effect to another range or cannot be fitted: one level; otherwise not rated down. Fewer "
    "trials: not assessed. Small trials all paid for by industry, and completed trials without "
    "results, are pointed out at any number and left to people."
)
FEWEST, ASYMMETRY = 10, 0.10
SMALL_TRIAL = 200
NOTABLE_SHARE = 0.20
INDUSTRY = ("industr", "pharma", "company", "manufacturer")


@dataclass(frozen=True)
class Selection:
    """What a selection model makes of the pooled effect; `range_` as in `RANGES`."""

    estimate: float
    range_: int
    moves: bool


def publication_bias(case: Case) -> Proposal:
    """Propose levels for publication bias, and point out what suggests it."""
    egger = case.finding.small_study.egger if case.finding.small_study else None
    p = egger.get("p") if egger and case.finding.k >= FEWEST else None
    found = None if p is None else selection(case)
    levels = None if p is None else _levels(p, found)
    industry = small_industry_trials(case)
    missing = case.currency.completed_unpublished
    share = missing / (missing + case.included) if missing + case.included else 0.0
    return Proposal(
        name="publication_bias",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=_explanation(case, p, found, industry, missing),
        inputs={
            "trials": case.finding.k,
            "asymmetry_p": p,
            "effect_by_selection_model": found.estimate if found else None,
            "small_and_paid_by_industry": industry,
            "completed_without_results": missing,
            "completed_without_results_share": share,
        },
        bands={
            "asymmetry": "not tested" if p is None else "found" if p < ASYMMETRY else "not found",
            "selection": _selection_band(found),
            "funding": "small trials paid for by industry" if industry else "not all industry",
            "completed_trials_without_results": "a fifth or more of the trials"
            if share >= NOTABLE_SHARE
            else "less than a fifth of the trials",
        },
    )


def selection(case: Case) -> Selection | None:
    """Give the effect had trials of every p-value been published alike; None if it has no answer.

    The three-parameter model of `pooling.selection_model`, selection for benefit.
    """
    effect, measure = case.view.effect, case.finding.measure
    figures = [
        (trial.estimate if trial.log_estimate is None else trial.log_estimate, trial.se**2)
        for trial in case.pooled_trials
        if trial.estimate is not None and trial.se is not None
    ]
    if effect is None or len(figures) < FEWEST:
        return None
    fitted = selection_model(
        [estimate for estimate, _ in figures],
        [variance for _, variance in figures],
        alternative="greater" if case.view.scale.benefit > 0 else "less",
    )
    if not (fitted.identified and fitted.converged):
        return None
    estimate = natural(fitted.estimate, measure)
    there = side(case.view, case.view.scale.place(estimate))
    return Selection(estimate, there, there != side(case.view, effect.estimate))


def small_industry_trials(case: Case) -> bool:
    """Tell whether every trial is known to be small and says that industry paid for it."""
    trials = case.pooled_trials
    for trial in trials:
        record = case.records.get(trial.trial_id)
        funding = (record.funding or "").casefold() if record else ""
        if (
            trial.n is None
            or trial.n >= SMALL_TRIAL
            or not any(word in funding for word in INDUSTRY)
        ):
            return False
    return bool(trials)


def _levels(p: float, found: Selection | None) -> int:
    return -1 if p < ASYMMETRY and (found is None or found.moves) else 0


def _selection_band(found: Selection | None) -> str:
    if found is None:
        return "not modelled"
    return "an effect in another range" if found.moves else "an effect in the same range"


def _explanation(
    case: Case, p: float | None, found: Selection | None, industry: bool, missing: int
) -> str:
    if p is not None:
        points = "points to" if p < ASYMMETRY else "shows no"
        parts = [f"The test for asymmetry {points} small-study effects (p {numbers.p_value(p)})."]
        parts.append(_selection_words(case, found))
    elif case.finding.k < FEWEST:
        parts = ["Not assessed: with fewer than ten trials asymmetry cannot be tested."]
    else:
        parts = ["Not assessed: asymmetry has not been tested."]
    if industry:
        parts.append("All trials are small and paid for by industry.")
    if missing:
        verb = "has" if missing == 1 else "have"
        parts.append(
            f"In the whole registry {counted(missing, 'completed trial')} {verb} no results yet."
        )
    return " ".join(parts)


def _selection_words(case: Case, found: Selection | None) -> str:
    if found is None:
        return "A model of selective publication could not be fitted."
    where = f"moves to {RANGES[found.range_]}" if found.moves else "stays in the same range"
    value = numbers.estimate(found.estimate, case.finding.measure)
    unit = f" {case.finding.unit_label}" if case.finding.unit_label else ""
    return (
        "Had trials been published whatever their result, the effect by a selection model "
        f"{where} ({case.finding.measure} {value}{unit})."
    )
