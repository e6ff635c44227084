"""Synthesis without meta-analysis (SWiM): which way each trial points, and one statement.

Directions are read from the estimates against the outcome's threshold, never from p-values
(Campbell et al. 2020, BMJ 368:l6890, item 2b; Cochrane Handbook 12.2.2.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from living_review.findings import Direction, Narrative, NarrativeDirection, TrialResult
from living_review.ground import numbers, people
from living_review.synthesis.analysis import MainAnalysis
from living_review.synthesis.counted import NAMES
from living_review.synthesis.pairing_words import pairing_sentences
from living_review.synthesis.wording import both_or_all, capitalised, counted, inside, joined

ORDER: tuple[Direction, ...] = (
    "favours_intervention",
    "little_difference",
    "favours_control",
    "unknown",
)
# What is said of one trial, and of several, in which people did not differ.
NOT_DIFFERENT = {
    "nobody": ("Nobody in it had the event.", "No trial had an event."),
    "everybody": ("Everybody in it had the event.", "In every trial everybody had the event."),
}


NOT_ASKED = "The protocol asks that these trials are not pooled."
NO_ERROR = "No standard error could be had for {who}."
NO_EVENTS = "A trial in which nobody or everybody had the event says nothing about a ratio."
BY_COUNTS = (
    "Trials that report a comparison alone cannot be pooled by {method}, which counts events."
)


def narrative(main: MainAnalysis, trials: Sequence[TrialResult]) -> Narrative | None:
    """Synthesise the trials that are not pooled; None when every trial is."""
    apart = [trial for trial in trials if main.kind != "pooled" or not trial.in_pool]
    if main.kind == "pooled" and not apart:
        return None
    reason = _why_apart(main) if main.kind == "pooled" else _why_none_pooled(main, trials)
    parts = [_reported(main, apart)]
    if apart:
        parts.append(_directions(main, apart))
        parts.append(_risk_of_bias([_overall(trial) for trial in apart]))
        parts += filter(None, (_pairing(main, apart),))
        parts.append(
            f"{capitalised(_they(len(apart)))} could not be pooled."
            if main.kind == "pooled"
            else f"The results were not pooled: {_lower(reason)}"
            if len(apart) > 1
            else reason
        )
    return Narrative(
        directions=tuple(_direction(trial) for trial in apart),
        statement=" ".join(parts),
        reason=reason,
    )


def _why_none_pooled(main: MainAnalysis, trials: Sequence[TrialResult]) -> str:
    """Say that there are too few trials, or why those there are cannot be pooled."""
    if not main.analysis.pool:
        return NOT_ASKED
    few, usable = why_not_pooled(main.fewest), len(main.usable)
    if usable == len(trials) or len(trials) < main.fewest:
        return few
    if not usable:
        return _why_apart(main)
    return f"{_why_apart(main)} That leaves {counted(usable, 'trial')}. {few}"


def _why_apart(main: MainAnalysis) -> str:
    """Say why trials stand beside the pool; what keeps each out is in its note."""
    apart = [each.effect for each in main.members if not each.effect.usable]
    counting = main.settings.method in NAMES
    by_counts = [each for each in apart if counting and each.left_out]
    others = [each for each in apart if not (counting and each.left_out)]
    silent = [each for each in others if each.silent]
    bare = len(others) - len(silent)
    reasons = (
        (by_counts and BY_COUNTS.format(method=NAMES[main.settings.method])),
        (bare and NO_ERROR.format(who=_of_them(bare, len(main.members)))),
        (silent and NO_EVENTS),
    )
    return " ".join(text for text in reasons if text)


def _of_them(number: int, total: int) -> str:
    """Name the trials that a reason holds for, of all that reported the outcome."""
    if number < total:
        return f"{numbers.in_words(number)} of the {numbers.in_words(total)} trials"
    return "this trial" if total == 1 else f"these {numbers.in_words(total)} trials"


def why_not_pooled(fewest: int) -> str:
    """Say how many trials this review wants before it pools."""
    return (
        f"This review pools an outcome only when at least {counted(fewest, 'trial')} "
        "give results that can be pooled."
    )


def _reported(main: MainAnalysis, trials: Sequence[TrialResult]) -> str:
    outcome = f"{inside(main.outcome.label)} ({inside(main.timepoint.label)})"
    if not trials:
        return f"No trial gave usable data on {outcome}."
    further = "further " if main.kind == "pooled" else ""
    who = counted(len(trials), f"{further}trial")
    known = [trial.n for trial in trials if trial.n is not None]
    missing = len(trials) - len(known)
    if known:
        who += f" with {people.participants(sum(known), missing)}"
    return capitalised(f"{who} reported {outcome}{_uncounted(missing, len(trials))}.")


def _pairing(main: MainAnalysis, trials: Sequence[TrialResult]) -> str:
    """Say how crossover trials were used; beside a pool, of those whose effect can be told."""
    if main.kind != "pooled":
        return pairing_sentences(trials)
    said = pairing_sentences(each for each in trials if each.alike is None)
    return f"Of these trials, {_lower(said)}" if said else ""


def _uncounted(missing: int, total: int) -> str:
    if not missing:
        return ""
    if missing < total:
        return f"; {numbers.in_words(missing)} {'is' if missing == 1 else 'are'} of unknown size"
    return (
        "; how many participants it had is not known"
        if total == 1
        else ("; how many participants they had is not known")
    )


def _directions(main: MainAnalysis, trials: Sequence[TrialResult]) -> str:
    counts: Counter[str] = Counter(trial.alike or trial.direction for trial in trials)
    total = len(trials)
    said = {
        "favours_intervention": f"favoured {main.comparison.intervention}",
        "little_difference": "gave an estimate of little to no difference",
        "favours_control": f"favoured {main.comparison.comparator}",
        "unknown": "did not show which way the effect went",
        "nobody": "had no event",
        "everybody": "had the event in everybody",
    }
    present = [(way, counts[way]) for way in (*ORDER, *NOT_DIFFERENT) if counts[way]]
    if len(present) == 1:
        if present[0][0] in NOT_DIFFERENT:
            return NOT_DIFFERENT[present[0][0]][total > 1]
        if total > 1 and present[0][0] == "unknown":
            return (
                "Neither showed which way the effect went."
                if total == 2
                else ("None showed which way the effect went.")
            )
        who = "it" if total == 1 else both_or_all(total)
        return capitalised(f"{who} {said[present[0][0]]}{_at_a_baseline(main)}.")
    parts = [f"{numbers.in_words(n)} {said[way]}" for way, n in present]
    return capitalised(f"{joined(parts)}{_at_a_baseline(main)}.")


def _at_a_baseline(main: MainAnalysis) -> str:
    """Name the baseline at which directions were read, where the protocol has several."""
    baseline = main.scale.baseline
    if baseline is None or len(main.outcome.baseline_risks or main.outcome.baseline_rates) < 2:
        return ""
    return f", at {baseline.named} ({inside(baseline.label)})"


def _risk_of_bias(overall: Sequence[str | None]) -> str:
    total, high = len(overall), sum(judgement == "high" for judgement in overall)
    unknown = sum(judgement is None for judgement in overall)
    if unknown == total:
        whose = "Its" if total == 1 else "Their"
        return f"{whose} risk of bias has not been judged."
    if high == total:
        who = "it was" if total == 1 else f"{both_or_all(total)} were"
    elif high:
        who = f"{numbers.in_words(high)} of them {'was' if high == 1 else 'were'}"
    elif total == 1:
        return f"Its risk of bias was judged {_judged(overall[0])}."
    else:
        who = "none of them was"
    sentence = capitalised(f"{who} judged to be at high risk of bias")
    if not unknown:
        return f"{sentence}."
    return (
        f"{sentence}; {numbers.in_words(unknown)} {'was' if unknown == 1 else 'were'} not judged."
    )


def _judged(judgement: str | None) -> str:
    return {
        "low": "low",
        "some concerns": "to raise some concerns",
        "unclear": "unclear",
        "no information": "impossible for lack of information",
    }.get(judgement or "", judgement or "unclear")


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


def _they(count: int) -> str:
    return "it" if count == 1 else "they"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
