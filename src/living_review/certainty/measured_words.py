"""By what, when and in which direction an outcome was measured, and what stands beside a pool."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from living_review.findings import Finding, TrialRecord, TrialResult
from living_review.ground import numbers, people
from living_review.ground.measurement_units import is_unit
from living_review.ground.measures import MEANS
from living_review.synthesis.wording import capitalised, counted, joined

MOST_TOLD = 4
INDUSTRY = ("industr", "pharma", "company", "manufacturer")
_CHANGE = "Change from baseline"


def instruments(finding: Finding) -> tuple[str, ...]:
    """Give the instruments behind an effect, each once; a unit in their place is none."""
    named = (trial.instrument for trial in finding.contributing)
    return tuple(dict.fromkeys(name for name in named if name and not is_unit(name)))


def _unit(finding: Finding) -> str:
    """Give the unit of a mean: that of the effect, else one that stands for the instrument."""
    written = {trial.instrument for trial in finding.contributing}
    only = written.pop() if len(written) == 1 else None
    return finding.unit_label or (only if only and is_unit(only) else "")


def follow_up(finding: Finding) -> str:
    """Name the time with its weeks: 'End of treatment (6 to 24 weeks)'; a label with digits has its
    own.
    """
    told = weeks(finding)
    if not told or re.search(r"\d", finding.timepoint_label):
        return finding.timepoint_label
    return f"{finding.timepoint_label} ({told})"


def weeks(finding: Finding) -> str:
    """Write the weeks at which the trials measured: '12 weeks', '6 to 24 weeks'; empty if none."""
    known = sorted({t.weeks for t in finding.contributing if t.weeks is not None})
    if not known:
        return ""
    low, high = (numbers.measured(each) for each in (known[0], known[-1]))
    if low == high:
        return f"{low} {'week' if low == '1' else 'weeks'}"
    return f"{low} to {high} weeks"


def measurement(finding: Finding) -> str:
    """Say by what a mean was measured and which way is good: 'Scale X; lower is better'.

    Of an event, say which people are counted: 'people who drop out'.
    """
    if finding.measure not in MEANS:
        return f"people who {finding.event}" if finding.event else ""
    good = f"{finding.better} is better"
    named = instruments(finding)
    if not named or not finding.trials:
        return good
    told = named[0] if len(named) == 1 else f"{numbers.in_words(len(named))} instruments"
    return f"{told}; {good}"


def comparator_mean(finding: Finding) -> str:
    """Give the means with the comparator, where they are of one scale: 'mean 28 to 31.5'.

    Of changes from baseline, and of several instruments, there is no mean that a reader could set
    a difference against.
    """
    if finding.measure not in MEANS or len(instruments(finding)) > 1:
        return ""
    if finding.measure == "SMD" and not (instruments(finding) or _unit(finding)):
        return ""
    if len({trial.instrument for trial in finding.contributing if is_unit(trial.instrument)}) > 1:
        return ""
    means = []
    for trial in finding.contributing:
        if any(note.startswith(_CHANGE) for note in trial.notes):
            return ""
        means += _means(trial)
    if not means:
        return ""
    low, high = (numbers.measured(each) for each in (min(means), max(means)))
    unit = f" {_unit(finding)}" if _unit(finding) else ""
    return f"mean {low}{unit}" if low == high else f"means from {low} to {high}{unit}"


def _means(trial: TrialResult) -> list[float]:
    """Give the mean with the comparator of a trial; of one reported by strata that of them all."""
    sides = [each.arms for each in trial.strata] or [trial.arms]
    arms = [arm for side in sides for arm in side if arm.role == "control"]
    known = [(arm.n, arm.mean) for arm in arms if arm.mean is not None]
    if not trial.strata:
        return [mean for _, mean in known]
    if not known or len(known) < len(arms) or not all(n for n, _ in known):
        return []
    return [math.fsum((n or 0) * m for n, m in known) / math.fsum(n or 0 for n, _ in known)]


def measured_sentence(finding: Finding) -> str:
    """Say how an outcome was measured, when, which way is good, and from where it started."""
    if not finding.trials:
        return ""
    named, when = instruments(finding), weeks(finding)
    by = f"{'instruments' if len(named) > 1 else 'instrument'}: {joined(named)}" if named else ""
    told = f"measured at {when}{f' ({by})' if by else ''}" if when else by
    good = f"{finding.better} is better" if finding.measure in MEANS else ""
    first = capitalised("; ".join(filter(None, (told, good))))
    before = comparator_mean(finding)
    second = f"In the trials’ groups with {finding.comparator}: {before}" if before else ""
    return " ".join(f"{each}." for each in (first, second) if each)


def reference(finding: Finding) -> str:
    """Give the means from which a difference is one: in the units in which it is told."""
    if finding.measure == "SMD":
        told = finding.familiar.instrument if finding.familiar else None
        if (told,) != instruments(finding):
            return ""
    return comparator_mean(finding)


def known(finding: Finding) -> str:
    """Say what is known of a finding without a statement: first what is pooled, then the rest."""
    narrative = finding.narrative.statement if finding.narrative else ""
    if finding.pooled is None:
        return narrative or "No trial reported it."
    who = people.trials_and_participants(finding.k, finding.n, finding.n_missing)
    return f"{capitalised(who)} gave usable data and were pooled. {narrative}".strip()


def unpooled_results(finding: Finding) -> tuple[str, ...]:
    """Give what single trials found that are in no pool, each with its interval and instrument."""
    if finding.all_alike is not None:
        # Nobody, or everybody, had the event: that is told with how many people it was.
        return ()
    apart = [t for t in finding.trials if not t.in_pool or finding.pooled is None]
    if finding.synthesis == "single" and len(apart) == 1 and apart[0].estimate is not None:
        return ()
    told = [_result(finding, trial) for trial in apart[:MOST_TOLD]]
    more = len(apart) - len(told)
    if more:
        told.append(f"{counted(more, 'further trial')} on the results page")
    if not told:
        return ()
    return (f"Not pooled: {'; '.join(told)}.",)


def _result(finding: Finding, trial: TrialResult) -> str:
    on = f" ({trial.instrument})" if trial.instrument and not is_unit(trial.instrument) else ""
    if trial.estimate is None or trial.ci_low is None or trial.ci_high is None:
        return f"{trial.label}{on}, {_without_interval(finding, trial)}"
    level = numbers.confidence(finding.level)
    value = numbers.estimate(trial.estimate, finding.measure)
    unit = f" {finding.unit_label}" if finding.unit_label else ""
    bounds = numbers.interval(trial.ci_low, trial.ci_high, finding.measure)
    had = _counts(trial)
    return f"{trial.label}{on}, {finding.measure} {value}{unit} ({level} CI {bounds}{had})"


def _counts(trial: TrialResult) -> str:
    """Give the people with the event behind a result: '; 2 of 100 people against 1 of 99'."""
    arms = {arm.role: arm for arm in trial.arms}
    told = [arms.get("intervention"), arms.get("control")]
    written = [
        f"{numbers.count(arm.events)} of {numbers.count(arm.n)}"
        for arm in told
        if arm is not None and arm.events is not None and arm.n and arm.time_at_risk is None
    ]
    return f"; {written[0]} people against {written[1]}" if len(written) == 2 else ""


def _without_interval(finding: Finding, trial: TrialResult) -> str:
    if trial.alike:
        among = f" among {people.participants(trial.n)}" if trial.n else ""
        return f"{trial.alike} had the event{among}"
    return {
        "favours_intervention": f"no interval, favours {finding.intervention}",
        "favours_control": f"no interval, favours {finding.comparator}",
        "little_difference": "no interval, little to no difference",
        "unknown": "no result that can be weighed",
    }[trial.direction]


def paid_by_industry(finding: Finding, trials: Sequence[TrialRecord]) -> str:
    """Say that industry paid for every trial behind an effect, where that is so."""
    funding = {trial.trial_id: (trial.funding or "").casefold() for trial in trials}
    own = [funding.get(trial.trial_id, "") for trial in finding.contributing]
    if not own or not all(any(word in each for word in INDUSTRY) for each in own):
        return ""
    if len(own) == 1:
        return "The one trial was paid for by industry."
    every = "Both" if len(own) == 2 else f"All {numbers.in_words(len(own))}"
    return f"{every} trials were paid for by industry."
