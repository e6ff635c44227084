"""What the findings say together: gaps, agreement with other reviews, limits, implications."""

from __future__ import annotations

from collections.abc import Iterable

from living_review.certainty.conclusions import by_level
from living_review.certainty.statements import said_at
from living_review.findings import (
    Currency,
    Finding,
    Findings,
    Level,
    OtherReview,
)
from living_review.ground import numbers
from living_review.ground.measures import RATIOS
from living_review.ground.people import participants, trials_and_participants
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import (
    capitalised,
    counted,
    has_size,
    inside,
    listed,
    plural,
    sentence,
    side,
    size,
    with_unit,
)
from living_review.words.prose import all_alike_in_brief, ci_name, directions_sentence, effect
from living_review.words.set_aside_words import kept_out_sentence

LEVELS: tuple[Level, ...] = ("high", "moderate", "low", "very low")
_IMPORTANCE = ("critical", "important", "limited")
_SYNTHESIS = ("pooled", "narrative", "single", "none")


def by_importance(findings: Findings) -> tuple[Finding, ...]:
    """Order findings as readers need them: critical outcomes first, pooled before the others."""
    order = sorted(
        enumerate(findings.findings),
        key=lambda item: (
            _IMPORTANCE.index(item[1].importance),
            _SYNTHESIS.index(item[1].synthesis),
            item[0],
        ),
    )
    return tuple(finding for _, finding in order)


def key_findings(findings: Findings, most: int = 4) -> tuple[Finding, ...]:
    """Give the findings whose forest plots stand in the two-page summary."""
    shown = [f for f in by_importance(findings) if f.trials and (f.certainty or f.pooled)]
    shown.sort(key=lambda finding: (finding.synthesis != "pooled", finding.certainty is None))
    return tuple(shown[:most])


def evidence_in_brief(finding: Finding) -> str:
    """Write 'four trials, 1,173 participants' or 'one trial, 106 participants'."""
    trials, n, missing = finding.described
    return trials_and_participants(trials, n or None, missing).replace(" (", ", ").rstrip(")")


def never_reported(findings: Findings) -> list[str]:
    """Name the outcomes on which no trial of any comparison has usable data at any time."""
    known = set(labels(f for f in findings.findings if f.reported))
    return [label for label in labels(findings.findings) if label not in known]


def without_data_sentences(findings: Findings) -> tuple[str, ...]:
    """Say which outcomes no trial reported: in no comparison, or not in one of them."""
    nowhere = never_reported(findings)
    said = [f"No trial gave usable data on {listed(nowhere, 'or')}."] if nowhere else []
    for comparison in dict.fromkeys(f.comparison for f in findings.findings):
        own = [f for f in findings.findings if f.comparison == comparison]
        known = {*labels(f for f in own if f.reported), *nowhere}
        missing = [label for label in labels(own) if label not in known]
        if missing:
            said.append(
                f"In the comparison of {own[0].intervention} with {own[0].comparator} there are "
                f"none on {listed(missing, 'or')} either."
                if nowhere
                else f"In the comparison of {own[0].intervention} with {own[0].comparator} no "
                f"trial gave usable data on {listed(missing, 'or')}."
            )
    times = dict.fromkeys(f.timepoint_label for f in findings.findings)
    reported = {f.timepoint_label for f in findings.findings if f.reported}
    for label in times if reported else ():
        if label not in reported:
            said.append(f"No trial gave usable data for this time: {inside(label)}.")
    return tuple(said)


def in_no_main_analysis(findings: Findings) -> str:
    """Name the included trials that no main analysis shows."""
    shown = {trial.trial_id for finding in findings.findings for trial in finding.trials}
    absent = [
        trial.label
        for trial in findings.trials
        if trial.status == "included" and trial.trial_id not in shown
    ]
    if not absent:
        return ""
    has = plural(len(absent), "stands", "stand")
    return (
        f"{capitalised(listed(absent))} {has} in no main analysis: the comparisons do not ask for "
        f"{plural(len(absent), 'it', 'them')}, or nothing that could be used was seen. Where a "
        "sensitivity analysis takes one, its row says so."
    )


def size_sentence(findings: Findings) -> str:
    """Say how many trials and people the review includes, and for how many trials that is known."""
    registry = findings.registry
    included, missing = registry.trials.included, registry.participants_missing
    if registry.participants is None:
        tail = "; how many people were randomised is not recorded" if included else ""
        return f"The review includes {counted(included, 'trial')}{tail}."
    who = trials_and_participants(included, registry.participants)
    if missing:
        known = participants(registry.participants, missing)
        lacking = counted(missing, "trial")
        who = f"{counted(included, 'trial')} ({known} randomised; for {lacking} it is not known)"
    return f"The review includes {who}."


def contributing_sentence(findings: Findings) -> str:
    """Say how many of the included trials give data to a result."""
    used = {trial.trial_id for finding in findings.findings for trial in finding.contributing}
    included = findings.registry.trials.included
    if not included:
        return ""
    if not used:
        return "None of them gives data for any result."
    if len(used) == included:
        every = "It gives" if included == 1 else "All of them give"
        return f"{every} data for at least one result."
    verb = plural(len(used), "gives", "give")
    return sentence(f"{numbers.in_words(len(used))} of them {verb} data for at least one result")


def missing_sentences(findings: Findings, comparison: str) -> tuple[str, ...]:
    """Name the outcomes of a comparison without usable data, time by time."""
    own = [f for f in findings.findings if f.comparison == comparison]
    apart = [
        f"{f.outcome_label}, {inside(f.timepoint_label)}: {inside(kept_out_sentence(f))}"
        for f in own
        if f.kept_out and not f.trials
    ]
    return (*_without_data(findings, comparison), *apart)


def _without_data(findings: Findings, comparison: str) -> tuple[str, ...]:
    own = [f for f in findings.findings if f.comparison == comparison]
    if not any(f.reported for f in own):
        of = f"of {own[0].intervention} compared with {own[0].comparator}" if own else "so far"
        return (f"{capitalised(of)} no trial gave usable data on any outcome.",)
    said = []
    for time in dict.fromkeys(f.timepoint_label for f in own):
        asked = [f for f in own if f.timepoint_label == time]
        none = labels(f for f in asked if not f.reported)
        if len(none) == len(asked):
            said.append(f"{time}: no trial gave usable data on any outcome.")
        elif none:
            said.append(f"{time}: no trial gave usable data on {listed(none, 'or')}.")
    return tuple(said)


def rating_sentence(findings: Findings) -> str:
    """Say whether people have decided the ratings, and which decisions are stale."""
    rated = [f for f in findings.findings if f.certainty]
    if not rated:
        return ""
    domains = [domain for f in rated if f.certainty for domain in f.certainty.domains]
    left = any(domain.state == "proposed" for domain in domains)
    undecided = "; what nobody has decided yet is proposed by rules" if left else ""
    stale = sum(domain.outdated for domain in domains)
    if stale:
        return (
            f"What {counted(stale, 'rating decision')} {plural(stale, 'was', 'were')} taken on has "
            f"changed since; {plural(stale, 'it waits', 'they wait')} to be confirmed again"
            f"{undecided}."
        )
    unrecorded = sum(domain.unrecorded for domain in domains)
    if unrecorded:
        return (
            f"{capitalised(counted(unrecorded, 'rating decision'))} "
            f"{plural(unrecorded, 'does', 'do')} not record what "
            f"{plural(unrecorded, 'it was', 'they were')} taken on, so it cannot be told whether "
            f"that has changed since{undecided}."
        )
    ratings = [f.certainty for f in rated if f.certainty]
    if any(rating.provisional for rating in ratings):
        if any(d.decided is not None for rating in ratings for d in rating.domains):
            return (
                "People have decided a part of the ratings and rules propose the rest; a rating "
                "is provisional until each of its domains is decided."
            )
        return "The ratings are proposed by rules and are provisional until people confirm them."
    return ""


def ongoing_sentence(currency: Currency) -> str:
    """Say that trials are under way, where they are."""
    if not currency.ongoing:
        return ""
    number = currency.ongoing
    return (
        f"{capitalised(counted(number, 'trial'))} {plural(number, 'is', 'are')} ongoing, and "
        f"{plural(number, 'its result', 'their results')} may change what is said here."
    )


def status_sentence(currency: Currency) -> str:
    """Say whether the review is kept up to date, when it next runs, and which trials are coming."""
    return f"{_status(currency)} {ongoing_sentence(currency)}".strip()


def _status(currency: Currency) -> str:
    if currency.overdue and currency.next_run:
        return (
            f"An update was due on {numbers.date(currency.next_run)} and has not been made: "
            "newer evidence may exist."
        )
    if currency.status == "active":
        when = f" The next search is planned for {numbers.date(currency.next_run)}."
        return f"The review is being kept up to date.{when if currency.next_run else ''}"
    if currency.status == "paused":
        return "Updates are paused: newer evidence may exist."
    return f"The review is {currency.status} and is no longer kept up to date."


def finding_line(finding: Finding, names: FindingNames, told: str | None = None) -> str:
    """Give the statement of a finding, or a part of it, with comparison, time and evidence."""
    where = names.beside(finding, always_when=True)
    told = told or finding.statement
    if told is None:
        # The label stands beside the comparison, which need not be named again.
        where = tuple(each for each in where if each != names.unsaid(finding))
        told = f"{capitalised(names.beside_label(finding))}: {result_in_brief(finding)}"
    evidence = "; ".join((*where, evidence_in_brief(finding)))
    return f"{told.rstrip('.')} ({evidence})."


def lines_by_level(
    findings: Findings, names: FindingNames
) -> tuple[tuple[Level, tuple[tuple[Finding, str], ...]], ...]:
    """Give the line of each rated finding by certainty; of each baseline by its own."""
    told = [
        (level, finding, finding_line(finding, names, " ".join(map(said_at, own))))
        for finding in by_importance(findings)
        if finding.certainty
        for level, own in by_level(finding)
    ]
    return tuple(
        (level, own)
        for level in LEVELS
        if (own := tuple((finding, line) for at, finding, line in told if at == level))
    )


def result_in_brief(finding: Finding) -> str:
    """Give the effect of the pool or of the only trial and whom it favours; else the directions."""
    if finding.pooled is not None:
        return f"{effect(finding)}{_favouring(finding.pooled.estimate, finding)}"
    if finding.all_alike is not None:
        return all_alike_in_brief(finding)
    only = finding.trials[0] if finding.synthesis == "single" and finding.trials else None
    if only is not None and only.estimate is not None and only.ci_low is not None:
        value = with_unit(numbers.estimate(only.estimate, finding.measure), finding)
        bounds = numbers.interval(only.ci_low, only.ci_high, finding.measure)
        told = f"{finding.measure} {value} ({ci_name(finding)} {bounds})"
        return f"{told}{_favouring(only.estimate, finding)}"
    return inside(directions_sentence(finding)).rstrip(".") or "its trials give no result"


def _favouring(value: float, finding: Finding) -> str:
    """Say whom an effect favours, where it is not too small to matter."""
    sized = has_size(finding) and size(value, finding) == "trivial"
    if sized or any(row.magnitude == "trivial" for row in finding.absolute):
        return ""
    favoured = side(value, finding)
    return f", favouring {favoured}" if favoured else ""


def of_level(findings: Findings, level: str) -> tuple[Finding, ...]:
    """Give the rated findings of one certainty, the most important first."""
    return tuple(f for f in by_importance(findings) if f.certainty and f.certainty.level == level)


def here_sentence(finding: Finding) -> str:
    """Give our own result beside those of other reviews."""
    if not finding.trials:
        return "Here: no usable data."
    result = effect(finding) if finding.pooled else f"not pooled; {result_in_brief(finding)}"
    return f"Here: {result}, {evidence_in_brief(finding)}."


def agreement_sentence(other: OtherReview, finding: Finding) -> str:
    """Compare a result of another review with ours for the same outcome."""
    size = ""
    if other.k is not None:
        size = f" from {trials_and_participants(other.k, other.n)}"
    if other.estimate is None or other.measure is None:
        return sentence(f"{other.review} reported this outcome{size}; its figures were not seen")
    values = numbers.estimate_with_interval(
        other.estimate, other.ci_low, other.ci_high, other.measure
    )
    # Where its figures were read is in the registry: not always in the review itself.
    opening = f"{other.review} is given with {other.measure} {values}{size}"
    opening += _orientation(other, finding)
    if not finding.trials:
        return sentence(f"{opening}; here no trial gave usable data")
    if finding.pooled is None:
        return sentence(f"{opening}; here the outcome was not pooled")
    if other.measure != finding.measure:
        return sentence(f"{opening}, on another scale than ours")
    return sentence(f"{opening}. {_overlap(other, finding)}")


def _orientation(other: OtherReview, finding: Finding) -> str:
    if other.favours_intervention is None or other.measure in RATIOS or other.measure is None:
        return ""
    ours = "positive" if finding.better == "higher" else "negative"
    if other.favours_intervention == ours:
        return ""
    return f", where {other.favours_intervention} values favour {finding.intervention}"


def _overlap(other: OtherReview, finding: Finding) -> str:
    ours = finding.pooled
    if ours is None or other.ci_low is None or other.ci_high is None:
        return "Its interval was not seen, so the two cannot be compared closely."
    if other.favours_intervention is None and finding.measure not in RATIOS:
        return "It is not known which sign favours the intervention, so the two are not compared."
    low, high, turned = other.ci_low, other.ci_high, ""
    if _orientation(other, finding):
        low, high, turned = -high, -low, ", with its signs turned"
    if _shown(ours.estimate, finding) in (_shown(low, finding), _shown(high, finding)):
        return f"Our {effect(finding)} lies at the edge of that interval{turned}."
    if low <= ours.estimate <= high:
        return f"Our {effect(finding)} agrees: it lies inside that interval{turned}."
    overlap = ours.ci_low <= high and low <= ours.ci_high
    verdict = "lies outside" if overlap else "disagrees: it lies outside"
    rest = "but the two overlap" if overlap else "and the two do not overlap"
    return f"Our {effect(finding)} {verdict} that interval{turned}, {rest}."


def _shown(value: float, finding: Finding) -> str:
    return numbers.estimate(value, finding.measure)


def labels(chosen: Iterable[Finding]) -> list[str]:
    """Name the outcomes of findings, each once."""
    return list(dict.fromkeys(inside(f.outcome_label) for f in chosen))
