"""Publication bias: asymmetry where there are ten trials, and what is known to be missing."""

from __future__ import annotations

from living_review import numbers
from living_review.certainty.case import Case
from living_review.certainty.proposal import Proposal
from living_review.synthesis.wording import counted

RULE = "publication-bias-asymmetry/1"
CITATION = (
    "Core GRADE 4, BMJ 2025;389:e083864; Sterne et al. 2011, BMJ 343:d4002 (ten trials at least, "
    "asymmetry at p < 0.10)"
)
THRESHOLD = (
    "Ten trials or more: Egger's p below 0.10, one level. Fewer: not assessed. Small trials all "
    "paid for by industry, and completed trials without results, are pointed out at any number."
)
FEWEST, ASYMMETRY = 10, 0.10
SMALL_TRIAL = 200
NOTABLE_SHARE = 0.20
INDUSTRY = ("industr", "pharma", "company", "manufacturer")


def publication_bias(case: Case) -> Proposal:
    """Propose levels for publication bias, and point out what suggests it."""
    egger = case.finding.small_study.egger if case.finding.small_study else None
    p = egger.get("p") if egger and case.finding.k >= FEWEST else None
    levels = None if p is None else (-1 if p < ASYMMETRY else 0)
    industry = small_industry_trials(case)
    missing = case.currency.completed_unpublished
    share = missing / (missing + case.included) if missing + case.included else 0.0
    return Proposal(
        name="publication_bias",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=_explanation(case, p, industry, missing),
        inputs={
            "trials": case.finding.k,
            "egger_p": p,
            "small_and_paid_by_industry": industry,
            "completed_without_results": missing,
            "completed_without_results_share": share,
        },
        bands={
            "asymmetry": "not tested" if p is None else "found" if levels else "not found",
            "funding": "small trials paid for by industry" if industry else "not all industry",
            "completed_trials_without_results": "a fifth or more of the trials"
            if share >= NOTABLE_SHARE
            else "less than a fifth of the trials",
        },
    )


def small_industry_trials(case: Case) -> bool:
    """Tell whether every trial is small and says that industry paid for it."""
    trials = case.pooled_trials
    for trial in trials:
        record = case.records.get(trial.trial_id)
        funding = (record.funding or "").casefold() if record else ""
        n = (trial.n_intervention or 0) + (trial.n_control or 0)
        if n >= SMALL_TRIAL or not any(word in funding for word in INDUSTRY):
            return False
    return bool(trials)


def _explanation(case: Case, p: float | None, industry: bool, missing: int) -> str:
    if p is not None:
        found = "points to" if p < ASYMMETRY else "shows no"
        parts = [f"Egger's test {found} small-study effects (p {numbers.p_value(p)})."]
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
