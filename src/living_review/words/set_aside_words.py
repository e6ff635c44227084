"""What a finding does not hold: results that were set aside or that the protocol keeps out."""

from __future__ import annotations

from living_review.findings import Finding, Findings, TrialRecord
from living_review.language import say
from living_review.language.facts import research as facts
from living_review.protocol import Protocol
from living_review.protocol.filters import asked_by
from living_review.words.figure_words import with_year

MOST_NAMED = 5


def without_usable_rows(
    finding: Finding, findings: Findings, protocol: Protocol
) -> tuple[TrialRecord, ...]:
    """Give the included trials of a comparison that report a finding in set-aside rows alone."""
    asked = [asked_by(each) for each in protocol.comparisons if each.id == finding.comparison]
    told = finding.narrative.directions if finding.narrative else ()
    used = {each.trial_id for each in finding.trials} | {each.trial_id for each in told}
    about = (finding.outcome, finding.timepoint)
    lost = {
        row.trial_id
        for row in findings.quarantine
        if row.table in ("arms", "contrasts") and tuple((row.key or "").split("/")[1:3]) == about
    }
    return tuple(
        trial
        for trial in findings.trials
        if trial.trial_id in lost - used
        and trial.status == "included"
        and all(each.takes(trial.model_dump(mode="json") | trial.extra) for each in asked)
    )


def kept_out_sentence(finding: Finding) -> str:
    """Name the trials that reported an outcome by instruments kept out of the main analysis."""
    return say(kept_out(finding)) if finding.kept_out else ""


def kept_out(finding: Finding) -> facts.KeptOut:
    """Tell which trials reported an outcome by instruments kept out of the main analysis."""
    trials = finding.kept_out
    named = trials if len(trials) <= MOST_NAMED else ()
    return facts.KeptOut(
        trials=tuple(
            facts.ByInstruments(trial=each.label, instruments=tuple(each.instruments))
            for each in named
        ),
        count=len(trials),
        further=bool(finding.trials),
    )


def not_used_sentence(finding: Finding, findings: Findings, protocol: Protocol) -> str:
    """Name the trials that reported an outcome in rows that were set aside; empty without any."""
    trials = without_usable_rows(finding, findings, protocol)
    if not trials:
        return ""
    named = trials if len(trials) <= MOST_NAMED else ()
    return say(
        facts.SetAside(
            trials=tuple(with_year(each.label, each.year) for each in named), count=len(trials)
        )
    )
