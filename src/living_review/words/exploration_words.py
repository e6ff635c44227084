"""What the analyses around a finding show: sensitivity, subgroups, single trials."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from living_review.certainty.subgroup_rows import differs
from living_review.findings import Finding, Findings, Pooled, Sensitivity, Subgroup
from living_review.ground import numbers
from living_review.language import Fact, say
from living_review.language.facts import explorations as facts
from living_review.synthesis.explored import FEWEST_FOR_INFLUENCE
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import amount, side
from living_review.words.prose import in_brief

# The id of the sensitivity analysis that the synthesis adds by itself where a trial was retracted.
WITH_RETRACTED = "with-retracted"
FEW_TRIALS = 10


def sensitivity_sentence(finding: Finding) -> str:
    """Say how far the other choices move the pooled effect."""
    done = [each for each in finding.sensitivity if each.pooled is not None]
    main = finding.pooled
    if not done:
        return ""
    if main is None:
        return say(_beside_no_pool(finding, done))
    told = (_moved(finding, done), *_compared(main, done, finding))
    return " ".join(say(each) for each in told)


def _moved(finding: Finding, done: list[Sensitivity]) -> Fact:
    effects = [each.pooled for each in done if each.pooled]
    if len(effects) == 1:
        return facts.OtherAnalysis(effect=in_brief(finding, effects[0]))
    values = [each.estimate for each in effects]
    return facts.OtherAnalyses(
        measure=finding.measure,
        analyses=len(done),
        low=amount(min(values), finding),
        high=amount(max(values), finding),
    )


def _beside_no_pool(finding: Finding, done: list[Sensitivity]) -> facts.BesideNoPool:
    """Tell what is pooled elsewhere where the main analysis pools nothing."""
    one = done[0] if len(done) == 1 else None
    return facts.BesideNoPool(
        analyses=len(done),
        trials=one.k if one else 0,
        effect=in_brief(finding, one.pooled) if one and one.pooled else None,
    )


def _compared(main: Pooled, done: list[Sensitivity], finding: Finding) -> list[Fact]:
    """Tell in which analyses the effect has another side, or the same side and another size.

    Where thresholds name a size at several baselines, at each of them. Where little to no
    difference is estimated, its side says nothing.
    """
    from living_review.synthesis.scale import scales_told  # which loads the numerics

    found = [(each.label, each.pooled.estimate) for each in done if each.pooled]
    scales = scales_told(finding)
    if not scales[0].steps:
        return _sides(main, found, finding)

    def bands(value: float) -> list[int]:
        return [scale.band(scale.place(value)) for scale in scales]

    of_main = bands(main.estimate)
    opposite = [-1 if band > 0 else 1 for band in of_main]
    other_side = [
        label
        for label, value in found
        if any(
            band * towards > 0 and own
            for band, own, towards in zip(bands(value), of_main, opposite, strict=True)
        )
    ]
    other_size = [
        label for label, value in found if label not in other_side and bands(value) != of_main
    ]
    if not other_side and not other_size:
        return [
            facts.SameAsMain(
                what="size and side" if any(of_main) else "trivial", one=len(found) == 1
            )
        ]
    differing: list[Fact] = []
    if other_side:
        analyses = facts.Analyses(labels=tuple(other_side))
        differing.append(facts.Differs(what="side", analyses=analyses))
    if other_size:
        analyses = facts.Analyses(labels=tuple(other_size))
        differing.append(facts.Differs(what="size", analyses=analyses))
    return differing


def _sides(main: Pooled, found: list[tuple[str, float]], finding: Finding) -> list[Fact]:
    """Tell in which analyses the estimate has another side, where nothing says what matters."""
    of_main = side(main.estimate, finding)
    other = [label for label, value in found if side(value, finding) != of_main]
    if other:
        return [facts.OtherSide(analyses=facts.Analyses(labels=tuple(other)))]
    what = facts.SameAsMain(what="side" if of_main else "no difference", one=len(found) == 1)
    return [what]


def sensitivity_trials(row: Sensitivity, labels: Mapping[str, str]) -> str:
    """Say which trials an analysis adds to or takes from the main one."""
    added, removed = (
        tuple(labels.get(trial, trial) for trial in trials)
        for trials in (row.trials_added, row.trials_removed)
    )
    return say(facts.Trials(added=added, removed=removed))


def retracted_sentence(finding: Finding, labels: Mapping[str, str]) -> str:
    """Give the pooled effect with the trials that were retracted beside the one without them."""
    for each in finding.sensitivity:
        if each.id == WITH_RETRACTED and each.pooled is not None:
            trials = tuple(labels.get(trial, trial) for trial in each.trials_added)
            effect = in_brief(finding, each.pooled)
            return say(facts.WithRetracted(trials=trials, effect=effect))
    return ""


def retraction_notices(findings: Findings) -> tuple[str, ...]:
    """Say which trials were retracted, and what becomes of each result with and without them."""
    labels = {trial.trial_id: trial.label for trial in findings.trials}
    names = FindingNames(findings.findings)
    changed = [
        (finding, other)
        for finding in findings.findings
        for other in finding.sensitivity
        if other.id == WITH_RETRACTED
    ]
    telling = {trial for _, other in changed for trial in other.trials_added}
    retracted = [trial for trial in findings.trials if trial.status == "retracted"]
    told = tuple(_both_ways(*each, labels, names, telling) for each in changed)
    both_ways = tuple(each.label for each in retracted if each.trial_id in telling)
    the_same = tuple(each.label for each in retracted if each.trial_id not in telling)
    return tuple(
        say(facts.Retracted(trials=trials, results=results))
        for trials, results in ((both_ways, told), (the_same, ()))
        if trials
    )


def _both_ways(
    finding: Finding,
    other: Sensitivity,
    labels: Mapping[str, str],
    names: FindingNames,
    told: Collection[str],
) -> facts.BothWays:
    added = other.trials_added
    # Those that the notice is about are named where it begins.
    own = () if set(added) == set(told) else tuple(labels.get(each, each) for each in added)
    return facts.BothWays(
        outcome=finding.outcome_label,
        timepoint=finding.timepoint_label,
        comparison=names.comparison(finding),
        others=bool(finding.trials),
        without=in_brief(finding, finding.pooled) if finding.pooled else None,
        trials=own,
        count=len(added),
        effect=in_brief(finding, other.pooled) if other.pooled else None,
    )


def subgroup_sentence(finding: Finding, subgroup: Subgroup) -> str:
    """Give the test for a difference between subgroups, or say why there is none."""
    if subgroup.q_between is None:
        reason = (subgroup.reason or "").rstrip(".")
        return say(facts.NoSubgroupTest(moderator=subgroup.moderator, reason=reason))
    return say(
        facts.SubgroupTest(
            moderator=subgroup.moderator,
            q=numbers.statistic(subgroup.q_between),
            df=numbers.degrees_of_freedom(subgroup.df),
            one=subgroup.df == 1,
            p=numbers.p_value(subgroup.p),
            few=finding.k < FEW_TRIALS,
            differ=differs(subgroup),
        )
    )


def leave_one_out_sentence(finding: Finding) -> str:
    """Say between which values the pool moves when one trial is left out."""
    rows = finding.leave_one_out
    if not rows or finding.pooled is None:
        return ""
    low, high = min(rows, key=lambda r: r.estimate), max(rows, key=lambda r: r.estimate)
    return say(
        facts.LeaveOneOut(
            measure=finding.measure,
            low=numbers.estimate(low.estimate, finding.measure),
            without_low=low.label,
            high=amount(high.estimate, finding),
            without_high=high.label,
        )
    )


def influence_sentence(finding: Finding) -> str:
    """Name the trials that case-deletion diagnostics call influential, or say why there are none.

    Fewer than three trials have no diagnostics, and nothing is said of them.
    """
    if finding.pooled is not None and finding.pooled.method == "mantel-haenszel":
        # They are defined for trials that are weighted by inverse variance.
        return "" if finding.k < FEWEST_FOR_INFLUENCE else say(facts.NoInfluence())
    if not finding.influence:
        return ""
    named = tuple(str(each["label"]) for each in finding.influence if each["influential"])
    return say(facts.Influential(trials=named))


def small_study_sentence(finding: Finding) -> str:
    """Give the regression test for small-study effects, or say why it was not done."""
    shown = finding.small_study
    if shown is None or shown.reason or shown.egger is None:
        reason = shown.reason if shown else None
        return say(facts.SmallStudyNotExamined(reason=reason or "", tried=shown is not None))
    return say(
        facts.SmallStudy(
            test=shown.test or "egger",
            value=numbers.statistic(shown.egger.get("intercept")),
            error=numbers.standard_error(shown.egger.get("se")),
            p=numbers.p_value(shown.egger.get("p")),
        )
    )
