"""By what, when and in which direction an outcome was measured, and what stands beside a pool."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from living_review.findings import Finding, TrialRecord, TrialResult
from living_review.ground import numbers
from living_review.ground.measurement_units import is_unit
from living_review.ground.measures import MEANS
from living_review.language import Fact, kept, people, say
from living_review.language.facts import measurements as facts
from living_review.language.facts.arms import ChangeScores
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.funding import ByIndustry
from living_review.language.facts.trials import Used

MOST_TOLD = 4
INDUSTRY = ("industr", "pharma", "company", "manufacturer")


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
    told = weeks_of(finding.contributing)
    if told is None or re.search(r"\d", finding.timepoint_label):
        return finding.timepoint_label
    return say(facts.FollowUp(timepoint=finding.timepoint_label, weeks=told))


def weeks(finding: Finding) -> str:
    """Write the weeks at which the trials measured: '12 weeks', '6 to 24 weeks'; empty if none."""
    told = weeks_of(finding.contributing)
    return say(told) if told else ""


def weeks_of(trials: Iterable[TrialResult]) -> facts.Weeks | None:
    """Give the weeks at which trials measured; None where none says so."""
    known = sorted({trial.weeks for trial in trials if trial.weeks is not None})
    if not known:
        return None
    low, high = (numbers.measured(each) for each in (known[0], known[-1]))
    return facts.Weeks(low=low, high=high, one=low == high == "1")


def measurement(finding: Finding) -> str:
    """Say by what a mean was measured and which way is good: 'Scale X; lower is better'.

    Of an event, say which people are counted: 'people who drop out'.
    """
    if finding.measure not in MEANS:
        return say(facts.PeopleWho(event=finding.event)) if finding.event else ""
    named = instruments(finding) if finding.trials else ()
    only = named[0] if len(named) == 1 else ""
    return say(facts.MeasuredBy(instrument=only, instruments=len(named), better=finding.better))


def comparator_mean(finding: Finding) -> str:
    """Give the means with the comparator, where they are of one scale: 'means from 28 to 31.5'."""
    told = _comparator_mean(finding)
    return say(told) if told else ""


def _scores(finding: Finding, *, beside: bool = False) -> facts.Scores | None:
    """Tell what people with the comparator scored.

    The instrument is not named where it is the only one of all trials, or where the difference
    stands `beside` with its own.
    """
    known = finding.comparator_scores
    if known is None:
        return None
    mean, sd = numbers.mean_and_sd(known.mean, known.sd)
    named = known.instrument or ""
    return facts.Scores(
        mean=mean,
        sd=sd,
        unit=known.unit or "",
        instrument="" if beside or instruments(finding) == (named,) else named,
        trials=known.trials,
        of=known.of,
    )


def _comparator_mean(finding: Finding) -> facts.Mean | None:
    """Give the smallest and the largest mean with the comparator; None where there is none.

    Of changes from baseline, and of several instruments, there is no mean that a reader could set
    a difference against.
    """
    if finding.measure not in MEANS or len(instruments(finding)) > 1:
        return None
    if finding.measure == "SMD" and not (instruments(finding) or _unit(finding)):
        return None
    if len({trial.instrument for trial in finding.contributing if is_unit(trial.instrument)}) > 1:
        return None
    means = []
    noted = kept(ChangeScores())
    for trial in finding.contributing:
        if trial.means_are == "changes" or any(note in trial.notes for note in noted):
            return None
        means += _means(trial)
    if not means:
        return None
    low, high = (
        Amount(number=numbers.measured(each), unit=_unit(finding))
        for each in (min(means), max(means))
    )
    return facts.Mean(low=low, high=high)


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
    named, when = instruments(finding), weeks_of(finding.contributing)
    good = finding.better if finding.measure in MEANS else None
    told: list[Fact] = []
    if named or when or good:
        told.append(facts.Measured(weeks=when, instruments=named, better=good))
    before = _scores(finding) or _comparator_mean(finding)
    if before:
        told.append(facts.WithComparator(comparator=finding.comparator, mean=before))
    return " ".join(map(say, told))


def reference(finding: Finding) -> str:
    """Give what the people with the comparator had: in the units in which a difference is told.

    That is their mean and standard deviation; where these are not known, the means of the trials.
    """
    if scores := _scores(finding, beside=finding.familiar is not None):
        return say(scores)
    if finding.measure == "SMD":
        told = finding.familiar.instrument if finding.familiar else None
        if (told,) != instruments(finding):
            return ""
    return comparator_mean(finding)


def known(finding: Finding) -> str:
    """Say what is known of a finding without a statement: first what is pooled, then the rest."""
    narrative = finding.narrative.statement if finding.narrative else ""
    if finding.pooled is None:
        return narrative or say(facts.NotReported())
    who = people.trials_and_people(finding.k, finding.n, finding.n_missing)
    return f"{say(Used(who=who, how='pooled'))} {narrative}".strip()


def unpooled_results(finding: Finding) -> tuple[str, ...]:
    """Give what single trials found that are in no pool, each with its interval and instrument."""
    if finding.all_alike is not None:
        # Nobody, or everybody, had the event: that is told with how many people it was.
        return ()
    apart = [t for t in finding.trials if not t.in_pool or finding.pooled is None]
    if finding.synthesis == "single" and len(apart) == 1 and apart[0].estimate is not None:
        return ()
    if not apart:
        return ()
    told = tuple(_result(finding, trial) for trial in apart[:MOST_TOLD])
    return (say(facts.Unpooled(results=told, further=len(apart) - len(told))),)


def _result(finding: Finding, trial: TrialResult) -> facts.Result | facts.ResultWithoutInterval:
    on = trial.instrument if trial.instrument and not is_unit(trial.instrument) else ""
    if trial.estimate is None or trial.ci_low is None or trial.ci_high is None:
        return _without_interval(finding, trial, on)
    measure, bounds = finding.measure, (trial.ci_low, trial.ci_high)
    estimate, low, high = numbers.together(trial.estimate, *bounds, measure)
    return facts.Result(
        trial=trial.label,
        instrument=on,
        measure=measure,
        estimate=Amount(number=estimate, unit=finding.unit_label),
        confidence=numbers.confidence(finding.level),
        interval=Interval() if any(map(numbers.absent, bounds)) else Interval(low=low, high=high),
        counts=_counts(trial),
    )


def _counts(trial: TrialResult) -> facts.Counts | None:
    """Give the people with the event behind a result, where both groups are known."""
    arms = {arm.role: arm for arm in trial.arms}
    written = [
        (numbers.count(arm.events), numbers.count(arm.n))
        for arm in (arms.get("intervention"), arms.get("control"))
        if arm is not None and arm.events is not None and arm.n and arm.time_at_risk is None
    ]
    if len(written) < 2:
        return None
    (events, of), (control_events, control_of) = written
    return facts.Counts(events=events, of=of, control_events=control_events, control_of=control_of)


def _without_interval(
    finding: Finding, trial: TrialResult, instrument: str
) -> facts.ResultWithoutInterval:
    counted = numbers.count(trial.n) if trial.alike and trial.n else ""
    return facts.ResultWithoutInterval(
        trial=trial.label,
        instrument=instrument,
        found=_found(trial),
        favours=_favours(finding, trial),
        participants=counted,
        one=counted == "1",
    )


def _found(
    trial: TrialResult,
) -> Literal["nobody", "everybody", "favours", "little difference", "unknown"]:
    """Tell what a trial found."""
    if trial.alike:
        return trial.alike
    match trial.direction:
        case "favours_intervention" | "favours_control":
            return "favours"
        case "little_difference":
            return "little difference"
        case "unknown":
            return "unknown"


def _favours(finding: Finding, trial: TrialResult) -> str:
    """Name the side that a trial favours; empty where it favours none."""
    sides = {
        "favours_intervention": finding.intervention,
        "favours_control": finding.comparator,
    }
    return "" if trial.alike else sides.get(trial.direction, "")


def paid_by_industry(finding: Finding, trials: Sequence[TrialRecord]) -> str:
    """Say that industry paid for every trial behind an effect, where that is so."""
    funding = {trial.trial_id: (trial.funding or "").casefold() for trial in trials}
    own = [funding.get(trial.trial_id, "") for trial in finding.contributing]
    if not own or not all(any(word in each for word in INDUSTRY) for each in own):
        return ""
    return say(ByIndustry(trials=len(own)))
