"""What the analyses around a finding say: sensitivity, subgroups, regression, single trials."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from living_review.certainty.subgroup_rows import JUDGED, differs
from living_review.findings import (
    Finding,
    Findings,
    Pooled,
    Sensitivity,
    Subgroup,
    TrialRecord,
)
from living_review.ground import numbers
from living_review.synthesis.explored import FEWEST_FOR_INFLUENCE
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import (
    MEASURES,
    capitalised,
    counted,
    inside,
    listed,
    plural,
    sentence,
    side,
    with_unit,
)
from living_review.words.prose import effect

WITHOUT_INFLUENCE = (
    "Case-deletion diagnostics, which tell what trials are influential, are not given: they are "
    "defined for trials that are weighted by inverse variance, and this pool rests on the counts "
    "of the Mantel-Haenszel method."
)
_SMALLNESS = "Regression test for small-study effects"
SMALL_STUDY_TESTS: Mapping[str, str] = {
    "egger": "Egger’s regression test for small-study effects, of effects on their standard "
    "errors: intercept",
    "egger-smd": "Egger’s regression test for small-study effects, with a standard error from the "
    "numbers of people alone (Pustejovsky and Rodgers): slope",
    "harbord": "Harbord’s regression test for small-study effects in odds ratios: intercept",
    "peters": f"{_SMALLNESS} on the inverse of the number of people, weighted by events (Peters): "
    "slope",
    "size": f"{_SMALLNESS} on the number of people (√(1/n), weighted by n; Macaskill): slope",
    "person-time": f"{_SMALLNESS} on the person-time: slope",
}
# The id of the sensitivity analysis that the synthesis adds by itself where a trial was retracted.
WITH_RETRACTED = "with-retracted"


def sensitivity_sentence(finding: Finding) -> str:
    """Say how far the other choices move the pooled effect."""
    done = [each for each in finding.sensitivity if each.pooled is not None]
    main = finding.pooled
    if not done:
        return ""
    if main is None:
        return _beside_no_pool(finding, done)
    values = [each.pooled.estimate for each in done if each.pooled]
    low, high = (numbers.estimate(end, finding.measure) for end in (min(values), max(values)))
    span = with_unit(numbers.interval(min(values), max(values), finding.measure), finding)
    text = (
        f"Across {counted(len(done), 'other analysis', 'other analyses')} the pooled "
        f"{finding.measure} "
        + (f"ranged from {span}." if low != high else f"was {with_unit(low, finding)} each time.")
        if len(done) > 1
        else f"One other analysis gave {effect(finding, done[0].pooled)}."
    )
    return " ".join((text, *_compared(main, done, finding)))


def _beside_no_pool(finding: Finding, done: list[Sensitivity]) -> str:
    """Say what is pooled elsewhere where the main analysis pools nothing."""
    first = "The main analysis does not pool. "
    last = " No conclusion rests on it."
    if len(done) > 1:
        which = f"{capitalised(numbers.in_words(len(done)))} other analyses, which take further "
        return f"{first}{which}trials, do.{last.replace('it', 'them')}"
    [one] = done
    gave = f"{counted(one.k, 'trial')} gave {effect(finding, one.pooled) if one.pooled else ''}"
    return f"{first}One other analysis takes further trials: {gave}.{last}"


def _compared(main: Pooled, done: list[Sensitivity], finding: Finding) -> list[str]:
    """Say in which analyses the effect has another side, or the same side and another size.

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
        if not any(of_main):
            each = "The" if len(found) == 1 else "Each"
            return [f"{each} estimate is little to no difference, as in the main analysis."]
        return ["The size and the side of the effect are the same as in the main analysis."]
    return [
        f"The {what} of the effect differs in {_analyses(labels)}."
        for what, labels in (("side", other_side), ("size", other_size))
        if labels
    ]


def _sides(main: Pooled, found: list[tuple[str, float]], finding: Finding) -> list[str]:
    """Say in which analyses the estimate has another side, where nothing says what matters."""
    of_main = side(main.estimate, finding)
    other = [label for label, value in found if side(value, finding) != of_main]
    if other:
        return [
            f"The estimate is not on the same side of no difference in {_analyses(other)}; no "
            "threshold says whether that matters."
        ]
    if of_main is None:
        return ["None of them shows a difference, and neither does the main analysis."]
    return ["The side of the effect is the same as in the main analysis."]


def _analyses(labels: Sequence[str]) -> str:
    """Name analyses inside a sentence: 'one analysis (common-effect model)'."""
    return f"{counted(len(labels), 'analysis', 'analyses')} ({listed(map(inside, labels))})"


def sensitivity_trials(row: Sensitivity, labels: Mapping[str, str]) -> str:
    """Say which trials an analysis adds to or takes from the main one."""
    parts = [
        f"{word} {listed(labels.get(trial, trial) for trial in trials)}"
        for word, trials in (("with", row.trials_added), ("without", row.trials_removed))
        if trials
    ]
    return sentence("; ".join(parts)) if parts else "Same trials."


def retracted_sentence(finding: Finding, labels: Mapping[str, str]) -> str:
    """Give the pooled effect with the trials that were retracted beside the one without them."""
    for each in finding.sensitivity:
        if each.id == WITH_RETRACTED and each.pooled is not None:
            left = listed(labels.get(trial, trial) for trial in each.trials_added)
            were = plural(len(each.trials_added), "was", "were")
            them = plural(len(each.trials_added), "it", "them")
            return (
                f"{left} {were} retracted and {plural(len(each.trials_added), 'is', 'are')} left "
                f"out; with {them} the pooled effect would be {effect(finding, each.pooled)}."
            )
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
    both_ways = "; ".join(_both_ways(*each, labels, names, telling) for each in changed)
    return tuple(
        f"{_retracted(group)}{tail}"
        for group, tail in (
            (
                [each for each in retracted if each.trial_id in telling],
                f". Both ways, until the review team decides: {both_ways}.",
            ),
            (
                [each for each in retracted if each.trial_id not in telling],
                "; no result would be other with "
                f"{plural(len(retracted) - len(telling), 'it', 'them')}.",
            ),
        )
        if group
    )


def _retracted(trials: Sequence[TrialRecord]) -> str:
    were, are = (plural(len(trials), *verb) for verb in (("was", "were"), ("is", "are")))
    who = listed(trial.label for trial in trials)
    return f"{who} {were} retracted and {are} left out of every main analysis"


def _both_ways(
    finding: Finding,
    other: Sensitivity,
    labels: Mapping[str, str],
    names: FindingNames,
    told: Collection[str],
) -> str:
    what = f"{inside(finding.outcome_label)}, {inside(finding.timepoint_label)}"
    which = names.comparison(finding)
    if other.pooled is None:
        left = "not pooled either way" if finding.trials else "no other trial gives data"
        return f"{what} ({which}): {left}"
    added = other.trials_added
    them = plural(len(added), "it", "them")
    # Those that the notice is about are named where it begins.
    own = listed(labels.get(each, each) for each in added)
    who = them if set(added) == set(told) else own
    without = "not pooled" if finding.trials else "no trial is left"
    without = effect(finding) if finding.pooled else without
    with_them = effect(finding, other.pooled)
    return f"{what} ({which}): {without} without {who}, {with_them} with {them}"


def subgroup_sentence(finding: Finding, subgroup: Subgroup) -> str:
    """Give the test for a difference between subgroups, or say why there is none."""
    if subgroup.q_between is None:
        reason = subgroup.reason or "there are too few trials"
        return f"No test for a difference by {subgroup.moderator}: {inside(reason).rstrip('.')}."
    df = numbers.degrees_of_freedom(subgroup.df)
    few = "" if finding.k >= 10 else "; with so few trials one can be neither shown nor ruled out"
    differ = ""
    if differs(subgroup):
        differ = (
            " Chance is an unlikely explanation of this one, so the groups are told apart; "
            f"{JUDGED}."
        )
    return (
        f"By {subgroup.moderator}: Q for the difference between subgroups "
        f"{numbers.statistic(subgroup.q_between)} on {df} "
        f"{plural(subgroup.df, 'degree', 'degrees')} of freedom (p {numbers.p_value(subgroup.p)}). "
        "Trials were not randomised to subgroups, so a difference may have other reasons"
        f"{few}.{differ}"
    )


def moderator_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the meta-regression on each moderator, or why there is none."""
    return tuple(_moderator(each, finding) for each in finding.moderators)


def _moderator(found: Mapping[str, float | str | None], finding: Finding) -> str:
    name = str(found["moderator"]).replace("_", " ")
    slope, reason = found.get("slope"), found.get("reason")
    if not isinstance(slope, float):
        return f"No regression on {name}: {inside(str(reason or 'it could not be fitted.'))}"
    what = MEASURES[finding.measure]
    if finding.unit_label:
        what = f"{what} ({finding.unit_label})"
    scale = f"logarithm of the {what}" if finding.is_ratio else what
    error, p, explained = (_figure(found.get(key)) for key in ("se", "p", "r2"))
    share = (
        ""
        if explained is None
        else f" {capitalised(name)} explains {numbers.percent(explained)} of the variation "
        "between these trials."
    )
    return (
        f"Regression on {name}: for each unit more, the {scale} changes by "
        f"{numbers.measured(slope)} (standard error {numbers.standard_error(error)}, "
        f"p {numbers.p_value(p)}).{share} Trials were not randomised to it, so a relation may have "
        "other reasons."
    )


def _figure(value: float | str | None) -> float | None:
    return value if isinstance(value, int | float) else None


def leave_one_out_sentence(finding: Finding) -> str:
    """Say between which values the pool moves when one trial is left out."""
    rows = finding.leave_one_out
    if not rows or finding.pooled is None:
        return ""
    low, high = min(rows, key=lambda r: r.estimate), max(rows, key=lambda r: r.estimate)
    lowest = numbers.estimate(low.estimate, finding.measure)
    if lowest == numbers.estimate(high.estimate, finding.measure):
        return (
            f"Leaving out one trial at a time, the pooled {finding.measure} stays "
            f"{with_unit(lowest, finding)}."
        )
    highest = with_unit(numbers.estimate(high.estimate, finding.measure), finding)
    return (
        f"Leaving out one trial at a time, the pooled {finding.measure} lies between "
        f"{lowest} (without {low.label}) and "
        f"{highest} (without {high.label})."
    )


def influence_sentence(finding: Finding) -> str:
    """Name the trials that case-deletion diagnostics call influential, or say why there are none.

    Fewer than three trials have no diagnostics, and nothing is said of them.
    """
    if finding.pooled is not None and finding.pooled.method == "mantel-haenszel":
        return "" if finding.k < FEWEST_FOR_INFLUENCE else WITHOUT_INFLUENCE
    if not finding.influence:
        return ""
    named = [str(each["label"]) for each in finding.influence if each["influential"]]
    who = listed(named) or "no trial"
    return f"Case-deletion diagnostics call {who} influential."


def small_study_sentence(finding: Finding) -> str:
    """Give the regression test for small-study effects, or say why it was not done."""
    shown = finding.small_study
    if shown is None:
        return "Small-study effects were not examined."
    if shown.reason or shown.egger is None:
        return sentence(
            f"small-study effects were not examined: {inside(shown.reason or 'no result')}"
        )
    return (
        f"{SMALL_STUDY_TESTS[shown.test or 'egger']} "
        f"{numbers.statistic(shown.egger.get('intercept'))} "
        f"(standard error {numbers.standard_error(shown.egger.get('se'))}, "
        f"p {numbers.p_value(shown.egger.get('p'))}). Asymmetry has other causes than "
        "unpublished trials, and the test finds only marked asymmetry."
    )
