"""What the findings say together: gaps, ratings, how far the review is up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast, get_args

from living_review.certainty.conclusions import by_level
from living_review.certainty.statements import said_at
from living_review.findings import Currency, Finding, Findings, Level
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import overview as facts
from living_review.language.facts.counts import Evidence
from living_review.language.facts.effects import EffectInBrief
from living_review.language.facts.terms import Level as LevelInWords
from living_review.language.people import evidence, participants_of
from living_review.protocol.question import Living
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import effect_amount, has_size, inside, side, size
from living_review.words.prose import all_alike, directions, in_brief
from living_review.words.set_aside_words import kept_out

LEVELS: tuple[Level, ...] = get_args(LevelInWords)
MOST_NAMED = 12
"""How many trials a sentence names; more are counted, and a list has their names."""
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
    return say(evidence_of(finding))


def evidence_of(finding: Finding) -> Evidence:
    """Tell how many trials and people are behind a finding."""
    trials, n, missing = finding.described
    return evidence(trials, n or None, missing)


def never_reported(findings: Findings) -> list[str]:
    """Name the outcomes on which no trial of any comparison has usable data at any time."""
    return [inside(label) for label in _nowhere(findings)]


def _nowhere(findings: Findings) -> tuple[str, ...]:
    reported = (f for f in findings.findings if f.reported)
    return outcomes_of(findings.findings, without=outcomes_of(reported))


def without_data_sentences(findings: Findings) -> tuple[str, ...]:
    """Say which outcomes no trial reported: in no comparison, or not in one of them."""
    return tuple(map(say, _without_data(findings)))


def _without_data(
    findings: Findings,
) -> Iterator[facts.NoDataOn | facts.NoDataInComparison | facts.NoDataAt]:
    nowhere = _nowhere(findings)
    if nowhere:
        yield facts.NoDataOn(outcomes=nowhere)
    for comparison in dict.fromkeys(f.comparison for f in findings.findings):
        own = [f for f in findings.findings if f.comparison == comparison]
        reported = outcomes_of(f for f in own if f.reported)
        missing = outcomes_of(own, without=(*reported, *nowhere))
        if missing:
            yield facts.NoDataInComparison(
                intervention=own[0].intervention,
                comparator=own[0].comparator,
                outcomes=missing,
                besides=bool(nowhere),
            )
    times = dict.fromkeys(f.timepoint_label for f in findings.findings)
    told = {f.timepoint_label for f in findings.findings if f.reported}
    for label in times if told else ():
        if label not in told:
            yield facts.NoDataAt(timepoint=label)


def in_no_main_analysis(findings: Findings) -> str:
    """Name the included trials that no main analysis shows, or say how many they are."""
    absent = _absent(findings)
    if not absent:
        return ""
    return say(facts.InNoMainAnalysis(trials=absent, listed_below=len(absent) > MOST_NAMED))


def trials_in_no_main_analysis(findings: Findings) -> tuple[str, ...]:
    """List the included trials that no main analysis shows, where a sentence only counts them."""
    absent = _absent(findings)
    return absent if len(absent) > MOST_NAMED else ()


def _absent(findings: Findings) -> tuple[str, ...]:
    shown = {trial.trial_id for finding in findings.findings for trial in finding.trials}
    return tuple(
        trial.label
        for trial in findings.trials
        if trial.status == "included" and trial.trial_id not in shown
    )


def size_sentence(findings: Findings) -> str:
    """Say how many trials and people the review includes, and for how many trials that is known."""
    return say(size_of_review(findings))


def size_of_review(findings: Findings) -> facts.SizeOfReview:
    """Tell how many trials and people the review includes."""
    registry = findings.registry
    n, missing = registry.participants, registry.participants_missing
    return facts.SizeOfReview(
        trials=registry.trials.included,
        participants=None if n is None else participants_of(n, missing),
        unknown=missing,
    )


def contributing_sentence(findings: Findings) -> str:
    """Say how many of the included trials give data to a result."""
    told = contributing(findings)
    return say(told) if told else ""


def contributing(findings: Findings) -> facts.Contributing | None:
    """Tell how many of the included trials give data to a result; None where there is none."""
    used = {trial.trial_id for finding in findings.findings for trial in finding.contributing}
    included = findings.registry.trials.included
    return facts.Contributing(trials=len(used), included=included) if included else None


def missing_sentences(findings: Findings, comparison: str) -> tuple[str, ...]:
    """Name the outcomes of a comparison without usable data, time by time."""
    return tuple(map(say, _missing(findings, comparison)))


def _missing(
    findings: Findings, comparison: str
) -> Iterator[facts.NoDataYet | facts.NoDataFor | facts.MissingAt | facts.KeptOutAt]:
    own = [f for f in findings.findings if f.comparison == comparison]
    if not own:
        yield facts.NoDataYet()
    elif not any(f.reported for f in own):
        yield facts.NoDataFor(intervention=own[0].intervention, comparator=own[0].comparator)
    else:
        for time in dict.fromkeys(f.timepoint_label for f in own):
            asked = [f for f in own if f.timepoint_label == time]
            none = outcomes_of(f for f in asked if not f.reported)
            if none:
                every = len(none) == len(asked)
                yield facts.MissingAt(timepoint=time, outcomes=() if every else none)
    for each in own:
        if each.kept_out and not each.trials:
            yield facts.KeptOutAt(
                outcome=each.outcome_label,
                timepoint=each.timepoint_label,
                kept_out=kept_out(each),
            )


def rating_sentence(findings: Findings) -> str:
    """Say whether people have decided the ratings, and which decisions are stale."""
    rated = [f for f in findings.findings if f.certainty]
    if not rated:
        return ""
    domains = [domain for f in rated if f.certainty for domain in f.certainty.domains]
    left = any(domain.state == "proposed" for domain in domains)
    stale = sum(domain.outdated for domain in domains)
    if stale:
        return say(facts.Stale(decisions=stale, rest=left))
    unrecorded = sum(domain.unrecorded for domain in domains)
    if unrecorded:
        return say(facts.Unrecorded(decisions=unrecorded, rest=left))
    if any(f.certainty.provisional for f in rated if f.certainty):
        decided = any(domain.decided is not None for domain in domains)
        return say(facts.Provisional(partly=decided))
    return ""


def _ongoing(currency: Currency) -> facts.Ongoing | None:
    return facts.Ongoing(trials=currency.ongoing) if currency.ongoing else None


def status_sentence(findings: Findings, living: Living) -> str:
    """Say whether the review is kept up to date, when it next runs, and which trials are coming."""
    ongoing = _ongoing(findings.currency)
    return say(facts.StatusAndOngoing(status=status_of(findings, living), ongoing=ongoing))


def status_of(findings: Findings, living: Living) -> facts.Status:
    """Tell whether the review is kept up to date, and when it next runs.

    What the protocol does not say, and what has not begun, is said to be nothing.
    """
    currency = findings.currency
    status = cast(facts.Standing, currency.status)
    if not findings.trials and currency.last_search is None and status == "active":
        status = "planned"
    elif currency.overdue and currency.next_run is not None:
        status = "overdue"
    elif "status" not in living.model_fields_set and status == "active":
        status = "unsaid"
    return facts.Status(status=status, next=currency.next_run, overdue=currency.overdue)


def finding_line(finding: Finding, names: FindingNames, told: str | None = None) -> str:
    """Give the statement of a finding, or a part of it, with comparison, time and evidence."""
    beside = names.beside(finding, always_when=True)
    told = told or finding.statement
    line: str | facts.NamedResult
    if told is None:
        # The label stands beside the comparison, which need not be named again.
        beside = tuple(each for each in beside if each != names.unsaid(finding))
        line = facts.NamedResult(name=names.beside_label(finding), result=result_of(finding))
    else:
        line = told.rstrip(".")
    return say(facts.FindingLine(told=line, beside=beside, evidence=evidence_of(finding)))


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
    return say(result_of(finding))


def result_of(finding: Finding) -> facts.Result:
    """Tell what a finding says in brief: an effect, else what its trials say."""
    if finding.pooled is not None:
        return facts.ResultInBrief(
            effect=in_brief(finding, finding.pooled),
            favours=_favoured(finding.pooled.estimate, finding),
        )
    if finding.all_alike is not None:
        return all_alike(finding, finding.all_alike)
    only = finding.trials[0] if finding.synthesis == "single" and finding.trials else None
    if only is not None and only.estimate is not None and only.ci_low is not None:
        written, ends = effect_amount(only.estimate, only.ci_low, only.ci_high, finding)
        return facts.ResultInBrief(
            effect=EffectInBrief(
                measure=finding.measure,
                estimate=written,
                confidence=numbers.confidence(finding.level),
                interval=ends,
            ),
            favours=_favoured(only.estimate, finding),
        )
    told = directions(finding)
    return facts.DirectionsInBrief(directions=told) if told else facts.NoResult()


def _favoured(value: float, finding: Finding) -> str:
    """Name whom an effect favours, where it is not too small to matter."""
    sized = has_size(finding) and size(value, finding) == "trivial"
    if sized or any(row.magnitude == "trivial" for row in finding.absolute):
        return ""
    return side(value, finding) or ""


def of_level(findings: Findings, level: str) -> tuple[Finding, ...]:
    """Give the rated findings of one certainty, the most important first."""
    return tuple(f for f in by_importance(findings) if f.certainty and f.certainty.level == level)


def labels(chosen: Iterable[Finding]) -> list[str]:
    """Name the outcomes of findings, each once."""
    return [inside(label) for label in outcomes_of(chosen)]


def outcomes_of(chosen: Iterable[Finding], without: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the labels of the outcomes of findings, each once and none of those `without`."""
    known: dict[str, str] = {}
    for each in chosen:
        known.setdefault(inside(each.outcome_label), each.outcome_label)
    left_out = {inside(label) for label in without}
    return tuple(label for key, label in known.items() if key not in left_out)
