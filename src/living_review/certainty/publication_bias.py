"""Publication bias: asymmetry and selection where there are ten trials, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from living_review.certainty.case import Case
from living_review.certainty.inconsistency import important, side
from living_review.certainty.measured_words import INDUSTRY
from living_review.certainty.proposal import Proposal
from living_review.ground import numbers
from living_review.language import Fact, say
from living_review.language.facts import publication_bias as facts
from living_review.language.facts.effects import Amount
from living_review.language.facts.explorations import SmallStudyTest
from living_review.pooling import selection_model
from living_review.synthesis.scale import natural

RULE = "publication-bias-asymmetry-and-selection/2"
FEWEST, ASYMMETRY = 10, 0.10
SMALL_TRIAL = 200
NOTABLE_SHARE = 0.20


@dataclass(frozen=True)
class Selection:
    """What a selection model makes of the pooled effect; `range_` as in `inconsistency.side`.

    `moves` is None where no threshold says what a range is.
    """

    estimate: float
    range_: int
    moves: bool | None


@dataclass(frozen=True)
class Asymmetry:
    """What the test for asymmetry found: its p, and whether smaller trials show more benefit."""

    test: SmallStudyTest | None
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
        threshold=say(facts.RuleOfPublicationBias()),
        citation=say(facts.SourceOfPublicationBias()),
        explanation=" ".join(map(say, _told(case, tested, found, industry, missing))),
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
            "funding": _funding_band(industry),
            "completed_trials_without_results": _missing_band(share),
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


def _funding_band(
    industry: bool,
) -> Literal["small trials paid for by industry", "not all industry"]:
    return "small trials paid for by industry" if industry else "not all industry"


def _missing_band(
    share: float,
) -> Literal["a fifth or more of the trials", "less than a fifth of the trials"]:
    if share >= NOTABLE_SHARE:
        return "a fifth or more of the trials"
    return "less than a fifth of the trials"


def _asymmetry_band(
    tested: Asymmetry | None,
) -> Literal["not tested", "not found", "found", "found, with less benefit in smaller trials"]:
    if tested is None:
        return "not tested"
    if tested.p >= ASYMMETRY:
        return "not found"
    return "found" if tested.more_benefit else "found, with less benefit in smaller trials"


def _selection_band(
    found: Selection | None,
) -> Literal[
    "not modelled",
    "an effect, and no threshold",
    "an effect in another range",
    "an effect in the same range",
]:
    if found is None:
        return "not modelled"
    if found.moves is None:
        return "an effect, and no threshold"
    return "an effect in another range" if found.moves else "an effect in the same range"


def _told(
    case: Case, tested: Asymmetry | None, found: Selection | None, industry: bool, missing: int
) -> Iterator[Fact]:
    if tested is not None:
        yield _asymmetry_told(tested)
        yield _selection_told(case, tested, found)
    else:
        few, small_study = case.finding.k < FEWEST, case.finding.small_study
        reason = small_study.reason if small_study and not few else None
        yield facts.NotAssessed(few=few, reason=reason or "")
    if industry:
        yield facts.SmallAndPaidFor()
    if missing:
        yield facts.WithoutResults(trials=missing)


def _asymmetry_told(tested: Asymmetry) -> Fact:
    return facts.Asymmetry(test=tested.test, p=numbers.p_value(tested.p), found=_pointed_to(tested))


def _pointed_to(tested: Asymmetry) -> Literal["nothing", "more benefit", "less benefit"]:
    if tested.p >= ASYMMETRY:
        return "nothing"
    return "more benefit" if tested.more_benefit else "less benefit"


def _selection_told(case: Case, tested: Asymmetry, found: Selection | None) -> Fact:
    if found is None:
        return facts.NoSelectionModel(left=tested.suggests_bias)
    measure = case.finding.measure
    return facts.WithoutSelection(
        measure=measure,
        effect=Amount(
            number=numbers.estimate(found.estimate, measure), unit=case.finding.unit_label
        ),
        stays=None if found.moves is None else not found.moves,
        range=important(case.view, found.range_),
    )
