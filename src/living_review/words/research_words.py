"""What research would change the certainty, from the domains that lowered it."""

from __future__ import annotations

from typing import get_args

from living_review.findings import Finding, Findings
from living_review.language import Fact, say
from living_review.language.facts import research as facts
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import inside
from living_review.words.limits_words import lowered_elsewhere
from living_review.words.overview import by_importance, never_reported
from living_review.words.unrated_words import unrated, without_events


def research_sentences(findings: Findings) -> tuple[str, ...]:
    """Say what research would change the certainty, outcome by outcome."""
    if not findings.trials:
        return (say(facts.NoTrialYet()),)
    names = FindingNames(findings.findings)
    found: list[Fact] = []
    missing, aside = never_reported(findings), _set_aside(findings)
    if unmeasured := tuple(each for each in missing if each not in aside):
        found.append(facts.Measure(outcomes=unmeasured))
    if measured := tuple(each for each in missing if each in aside):
        found.append(facts.MeasuredAndSetAside(outcomes=measured))
    found += _imprecise(findings, names)
    for gap in get_args(facts.Gap):
        if lowered := names.listed(_lowered(findings, gap)):
            found.append(facts.Lowered(gap=gap, results=tuple(lowered)))
    if nobody := names.listed(f for f in unrated(findings) if without_events(f)):
        found.append(facts.WithoutEvents(results=tuple(nobody)))
    if without := names.listed(f for f in unrated(findings) if not without_events(f)):
        found.append(facts.NotRated(results=tuple(without)))
    return tuple(say(each) for each in found or [facts.NoGap()])


def _set_aside(findings: Findings) -> set[str]:
    """Name the outcomes of which included trials have rows that are set aside."""
    included = {trial.trial_id for trial in findings.trials if trial.status == "included"}
    keys = [
        (row.key or "").split("/")
        for row in findings.quarantine
        if row.table in ("arms", "contrasts") and row.trial_id in included
    ]
    lost = {key[1] for key in keys if len(key) > 1}
    return {inside(each.outcome_label) for each in findings.findings if each.outcome in lost}


def _imprecise(findings: Findings, names: FindingNames) -> list[Fact]:
    """Tell which results are imprecise, apart those that rest on people enough for one trial."""
    lowered = _lowered(findings, "imprecision")
    studied = [f for f in lowered if _studied_in_enough(f)]
    wanting = names.listed(f for f in lowered if f not in studied)
    elsewhere = _elsewhere(findings, names)
    found: list[Fact] = []
    if wanting or elsewhere:
        one = len(lowered) - len(studied) + len(elsewhere) == 1
        found.append(facts.Imprecise(results=(*wanting, *elsewhere), one=one, studied=False))
    if studied:
        results = tuple(names.listed(studied))
        found.append(facts.Imprecise(results=results, one=len(studied) == 1, studied=True))
    return found


def _lowered(findings: Findings, domain: str) -> list[Finding]:
    return [
        f
        for f in by_importance(findings)
        if f.certainty and any(d.name == domain and d.levels < 0 for d in f.certainty.domains)
    ]


def _elsewhere(findings: Findings, names: FindingNames) -> list[facts.ImpreciseAt]:
    """Name results that are imprecise at another baseline than the first, with that baseline."""
    return [
        facts.ImpreciseAt(result=names.short(f), baselines=tuple(labels))
        for f in by_importance(findings)
        if (labels := lowered_elsewhere(f, "imprecision"))
    ]


def _studied_in_enough(finding: Finding) -> bool:
    """Tell whether an imprecise result rests on the optimal information size or more."""
    domains = finding.certainty.domains if finding.certainty else ()
    inputs = next((each.inputs for each in domains if each.name == "imprecision"), {})
    have = inputs.get("participants", inputs.get("events"))
    needed = inputs.get("optimal_information_size")
    if not isinstance(have, int | float) or not isinstance(needed, int | float):
        return False
    return have >= needed
