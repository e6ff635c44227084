"""Publication bias: asymmetry and selection where there are ten trials, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from living_review.certainty.case import Case
from living_review.certainty.inconsistency import RANGES, side
from living_review.certainty.measured_words import INDUSTRY
from living_review.certainty.proposal import Proposal
from living_review.ground import numbers
from living_review.pooling import selection_model
from living_review.synthesis.scale import natural
from living_review.synthesis.wording import counted

RULE = "publication-bias-asymmetry-and-selection/2"
CITATION = (
    "Core GRADE 4, BMJ 2025;389:e083864; Sterne et al. 2011, BMJ 343:d4002 (ten trials at least, "
    "asymmetry at p < 0.10, a test for the measure); Ioannidis and Trikalinos 2007, CMAJ "
    "176:1091-1096 (trials that differ in size); Vevea and Hedges 1995, Psychometrika "
    "60:419-435 (selection model)"
)
THRESHOLD = (
    "Ten trials or more that differ in size: a test for asymmetry that fits the measure, with p "
    "below 0.10 and more benefit in smaller trials, and a selection model that moves the effect to "
    "another range: one level; otherwise not rated down. Where that model cannot be fitted, or no "
    "threshold says what a range is, such asymmetry is pointed out and left to people. Fewer "
    "trials: not assessed. Small trials all paid for by industry, and completed trials without "
    "results, are pointed out at any number and left to people."
)
FEWEST, ASYMMETRY = 10, 0.10
TESTS = {
    "egger": "Egger",
    "egger-smd": "Egger, with a standard error from the numbers of people",
    "harbord": "Harbord",
    "peters": "Peters",
    "size": "regression on the number of people",
    "person-time": "regression on person-time",
}
SMALL_TRIAL = 200
NOTABLE_SHARE = 0.20


@dataclass(frozen=True)
class Selection:
    """What a selection model makes of the pooled effect; `range_` as in `RANGES`.

    `moves` is None where no threshold says what a range is.
    """

    estimate: float
    range_: int
    moves: bool | None


@dataclass(frozen=True)
class Asymmetry:
    """What the test for asymmetry found: its p, and whether smaller trials show more benefit."""

    test: str | None
    p: float
    more_benefit: bool

    @property
    def suggests_bias(self) -> bool:
        """Whether it is marked, and of the kind that unpublished trials leave."""
        return self.p < ASYMMETRY and self.more_benefit


def publication_bias(case: Case) -> Proposal:
    """Propose levels for publication bias, and point out what suggests it."""
    tested = asymmetry(case)
    found = None if tested is None else selection(case)
    levels = None if tested is None else _levels(tested, found)
    industry = small_industry_trials(case)
    missing = case.currency.completed_unpublished
    share = missing / (missing + case.included) if missing + case.included else 0.0
    return Proposal(
        name="publication_bias",
        levels=levels,
        rule=RULE,
        threshold=THRESHOLD,
        citation=CITATION,
        explanation=_explanation(case, tested, found, industry, missing),
        inputs={
            "trials": case.finding.k,
            "asymmetry_test": tested.test if tested else None,
            "asymmetry_p": tested.p if tested else None,
            "effect_by_selection_model": found.estimate if found else None,
            "small_and_paid_by_industry": industry,
            "completed_without_results": missing,
            "completed_without_results_share": share,
        },
        bands={
            "asymmetry": _asymmetry_band(tested),
            "selection": _selection_band(found),
            "funding": "small trials paid for by industry" if industry else "not all industry",
            "completed_trials_without_results": "a fifth or more of the trials"
            if share >= NOTABLE_SHARE
            else "less than a fifth of the trials",
        },
    )


def asymmetry(case: Case) -> Asymmetry | None:
    """Give what the test for asymmetry found; None where there was none."""
    known = case.finding.small_study
    if known is None or known.egger is None or case.finding.k < FEWEST:
        return None
    p, slope = known.egger.get("p"), known.egger.get("intercept")
    if p is None:
        return None
    return Asymmetry(known.test, p, (slope or 0.0) * case.view.scale.benefit > 0)


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
    moves = there != side(case.view, effect.estimate) if case.view.scale.steps else None
    return Selection(estimate, there, moves)


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


def _levels(tested: Asymmetry, found: Selection | None) -> int | None:
    if not tested.suggests_bias:
        return 0
    if found is None or found.moves is None:
        return None
    return -1 if found.moves else 0


def _asymmetry_band(tested: Asymmetry | None) -> str:
    if tested is None:
        return "not tested"
    if tested.p >= ASYMMETRY:
        return "not found"
    return "found" if tested.more_benefit else "found, with less benefit in smaller trials"


def _selection_band(found: Selection | None) -> str:
    if found is None:
        return "not modelled"
    if found.moves is None:
        return "an effect, and no threshold"
    return "an effect in another range" if found.moves else "an effect in the same range"


def _explanation(
    case: Case, tested: Asymmetry | None, found: Selection | None, industry: bool, missing: int
) -> str:
    if tested is not None:
        parts = [_asymmetry_words(tested), _selection_words(case, tested, found)]
    elif case.finding.k < FEWEST:
        parts = ["Not assessed: with fewer than ten trials asymmetry cannot be tested."]
    else:
        why = case.finding.small_study.reason if case.finding.small_study else None
        parts = ["Not assessed: asymmetry has not been tested.", why or ""]
    if industry:
        parts.append("All trials are small and paid for by industry.")
    if missing:
        verb = "has" if missing == 1 else "have"
        parts.append(
            f"In the whole registry {counted(missing, 'completed trial')} {verb} no results yet."
        )
    return " ".join(filter(None, parts))


def _asymmetry_words(tested: Asymmetry) -> str:
    test = TESTS.get(tested.test or "", "")
    opening = f"The test for asymmetry{f' ({test})' if test else ''}"
    p = numbers.p_value(tested.p)
    if tested.p >= ASYMMETRY:
        return f"{opening} shows no small-study effects (p {p})."
    if tested.more_benefit:
        return f"{opening} points to more benefit in smaller trials (p {p})."
    return (
        f"{opening} points to less benefit in smaller trials (p {p}), which unpublished trials "
        "would not explain."
    )


def _selection_words(case: Case, tested: Asymmetry, found: Selection | None) -> str:
    if found is None:
        left = ", so whether that matters is left to people" if tested.suggests_bias else ""
        return f"A model of selective publication could not be fitted{left}."
    unit = f" {case.finding.unit_label}" if case.finding.unit_label else ""
    measure = case.finding.measure
    value = f"{measure} {numbers.estimate(found.estimate, measure)}{unit}"
    opening = "Had trials been published whatever their result, the effect by a selection model"
    if found.moves is None:
        return f"{opening} would be {value}; no threshold says whether that matters."
    where = f"moves to {RANGES[found.range_]}" if found.moves else "stays in the same range"
    return f"{opening} {where} ({value})."
