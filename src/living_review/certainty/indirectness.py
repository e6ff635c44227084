"""Indirectness: the question laid beside the trials. No rule proposes a level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from living_review.certainty import marks
from living_review.certainty.case import Case
from living_review.certainty.measured_words import weeks_of
from living_review.certainty.proposal import Proposal
from living_review.findings import Finding, TrialRecord, TrialResult
from living_review.language import say
from living_review.language.facts import indirectness as facts

RULE = "indirectness-not-proposed/1"


@dataclass(frozen=True)
class Distance:
    """One part of the question: what was asked, and what the trials have, with their numbers."""

    part: str
    asked: str
    found: str


def indirectness(case: Case) -> Proposal:
    """Leave indirectness to people: lay out what the trials are, and propose nothing.

    A decision is about these trials, so it is stale as soon as one joins or leaves.
    """
    laid_out = distances(case.finding, case.records, {})
    members = tuple(sorted(trial.label for trial in case.pooled_trials))
    return Proposal(
        name="indirectness",
        levels=None,
        rule=RULE,
        threshold=say(facts.RuleOfIndirectness()),
        citation=say(facts.SourceOfIndirectness()),
        explanation=say(facts.NotAssessed()),
        inputs={"trials": len(case.finding.trials), **{each.part: each.found for each in laid_out}},
        bands={"the_set_of_trials": marks.joined(members)},
        members={"the_set_of_trials": members},
    )


def distances(
    finding: Finding, records: Mapping[str, TrialRecord], question: Mapping[str, str]
) -> tuple[Distance, ...]:
    """Lay the question beside the trials of a finding, part by part (PICO, setting, time)."""
    trials = [trial for trial in finding.trials if trial.in_pool] or list(finding.trials)
    known = [records[trial.trial_id] for trial in trials if trial.trial_id in records]
    kinds = [
        ", ".join(part for part in (each.category, each.delivery) if part) or None for each in known
    ]
    return (
        Distance("people", question.get("population", ""), _tally(e.population for e in known)),
        Distance("intervention", finding.intervention, _tally(kinds)),
        Distance("comparator", finding.comparator, _tally(e.comparator for e in known)),
        Distance("outcome", finding.outcome_label, _tally(t.instrument for t in trials)),
        Distance("time", finding.timepoint_label, _weeks(trials)),
        Distance("setting", question.get("setting", ""), _tally(e.country for e in known)),
    )


def _tally(values: Iterable[str | None]) -> str:
    """Count values, the most frequent first: 'usual care (three); waiting list (one)'."""
    counts = Counter(value or None for value in values)
    told = (
        facts.SoMany(value=value or facts.NotReported(), trials=n)
        for value, n in counts.most_common()
    )
    return say(facts.Tally(values=tuple(told)))


def _weeks(trials: Iterable[TrialResult]) -> str:
    return say(weeks_of(trials) or facts.NotReported())
