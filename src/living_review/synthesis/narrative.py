"""Synthesis without meta-analysis (SWiM): which way each trial points, and one statement.

Directions are read from the estimates against the outcome's threshold, never from p-values
(Campbell et al. 2020, BMJ 368:l6890, item 2b; Cochrane Handbook 12.2.2.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

from living_review.findings import Direction, Narrative, NarrativeDirection, TrialResult
from living_review.ground import numbers
from living_review.language import Fact, say
from living_review.language.facts import narrative as facts
from living_review.language.facts.events import AllTrials
from living_review.language.facts.trials import Direction as Way
from living_review.synthesis.analysis import MainAnalysis
from living_review.synthesis.counted import counting_of
from living_review.synthesis.pairing_words import pairing_of

ORDER: tuple[Direction, ...] = (
    "favours_intervention",
    "little_difference",
    "favours_control",
    "unknown",
)
WAYS: tuple[Way, ...] = (*ORDER, "nobody", "everybody")
Why = facts.NotAsked | facts.TooFew | facts.Apart | facts.ApartAndTooFew


def narrative(main: MainAnalysis, trials: Sequence[TrialResult]) -> Narrative | None:
    """Synthesise the trials that are not pooled; None when every trial is."""
    apart = [trial for trial in trials if main.kind != "pooled" or not trial.in_pool]
    if main.kind == "pooled" and not apart:
        return None
    why = _why_apart(main) if main.kind == "pooled" else _why_none_pooled(main, trials)
    parts: list[Fact] = [_reported(main, apart)]
    if apart:
        parts.append(_directions(main, apart))
        parts.append(_risk_of_bias([_overall(trial) for trial in apart]))
        parts += filter(None, (_pairing(main, apart),))
        parts.append(_conclusion(main, apart, why))
    return Narrative(
        directions=tuple(_direction(trial) for trial in apart),
        statement=" ".join(map(say, parts)),
        reason=say(why),
        reason_is=_told_apart(why),
    )


def _told_apart(why: Why) -> Literal["not asked"] | None:
    return "not asked" if isinstance(why, facts.NotAsked) else None


def _conclusion(main: MainAnalysis, apart: Sequence[TrialResult], why: Why) -> Fact:
    """Say that trials are not pooled: beside a pool that they could not be, else why."""
    if main.kind == "pooled":
        return facts.NotInPool(trials=len(apart))
    return facts.NotPooled(why=why) if len(apart) > 1 else why


def _why_none_pooled(main: MainAnalysis, trials: Sequence[TrialResult]) -> Why:
    """Say that there are too few trials, or why those there are cannot be pooled."""
    if not main.analysis.pool:
        return facts.NotAsked()
    few, usable = facts.TooFew(fewest=main.fewest), len(main.usable)
    if usable == len(trials) or len(trials) < main.fewest:
        return few
    if not usable:
        return _why_apart(main)
    return facts.ApartAndTooFew(apart=_why_apart(main), usable=usable, few=few)


def _why_apart(main: MainAnalysis) -> facts.Apart:
    """Say why trials stand beside the pool; what keeps each out is in its note."""
    apart = [each.effect for each in main.members if not each.effect.usable]
    counting = counting_of(main.settings.method)
    by_counts = [each for each in apart if counting and each.left_out]
    others = [each for each in apart if not (counting and each.left_out)]
    silent = [each for each in others if each.silent]
    return facts.Apart(
        counting=counting if by_counts else None,
        without_error=len(others) - len(silent),
        trials=len(main.members),
        without_events=bool(silent),
    )


def _reported(main: MainAnalysis, trials: Sequence[TrialResult]) -> Fact:
    outcome, timepoint = main.outcome.label, main.timepoint.label
    if not trials:
        return facts.NoneReported(outcome=outcome, timepoint=timepoint)
    known = [trial.n for trial in trials if trial.n is not None]
    people = numbers.count(sum(known)) if known else ""
    return facts.Reported(
        trials=len(trials),
        further=main.kind == "pooled",
        participants=people,
        one=people == "1",
        unknown=len(trials) - len(known),
        outcome=outcome,
        timepoint=timepoint,
    )


def _pairing(main: MainAnalysis, trials: Sequence[TrialResult]) -> Fact | None:
    """Say how crossover trials were used; beside a pool, of those whose effect can be told."""
    if main.kind != "pooled":
        return pairing_of(trials)
    pairing = pairing_of(each for each in trials if each.alike is None)
    return facts.OfThese(pairing=pairing) if pairing else None


def _directions(main: MainAnalysis, trials: Sequence[TrialResult]) -> Fact:
    counts: Counter[str] = Counter(trial.alike or trial.direction for trial in trials)
    total = len(trials)
    for had in get_args(facts.AllOrNone):
        if counts[had] == total:
            return facts.OneAlike(had=had) if total == 1 else AllTrials(had=had)
    if counts["unknown"] == total > 1:
        return facts.NoneShows(trials=total)
    sides = {
        "favours_intervention": main.comparison.intervention,
        "favours_control": main.comparison.comparator,
    }
    points = tuple(
        facts.CountedPointing(
            points=facts.Pointing(trials=counts[way], way=way, favours=sides.get(way, ""))
        )
        for way in WAYS
        if counts[way]
    )
    baseline = main.scale.baseline
    if len(main.outcome.baseline_risks or main.outcome.baseline_rates) < 2:
        baseline = None
    return facts.Directions(
        trials=total,
        points=points,
        baseline=baseline.told if baseline else None,
        label=baseline.label if baseline else "",
    )


def _risk_of_bias(overall: Sequence[str | None]) -> Fact:
    if len(overall) == 1:
        return facts.RiskOfBiasOfOne(judgement=overall[0])
    return facts.RiskOfBias(
        trials=len(overall),
        high=sum(judgement == "high" for judgement in overall),
        unknown=sum(judgement is None for judgement in overall),
    )


def _direction(trial: TrialResult) -> NarrativeDirection:
    return NarrativeDirection(
        trial_id=trial.trial_id,
        label=trial.label,
        direction=trial.direction,
        estimate=trial.estimate,
        ci_low=trial.ci_low,
        ci_high=trial.ci_high,
        n=trial.n,
        risk_of_bias=_overall(trial),
        note=" ".join(trial.notes) or None,
    )


def _overall(trial: TrialResult) -> str | None:
    return trial.risk_of_bias.overall if trial.risk_of_bias else None
