"""What limits the evidence, from the ratings and the registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from living_review.certainty.measured_words import paid_by_industry
from living_review.findings import AbsoluteEffect, Certainty, Finding, Findings, LevelAt
from living_review.language import say
from living_review.language.fact import Fact
from living_review.language.facts import limits as facts
from living_review.language.facts.overview import Ongoing
from living_review.language.facts.terms import Domain, DomainOfGrade
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import inside
from living_review.words.overview import outcomes_of
from living_review.words.unrated_words import unrated


def limitation_sentences(findings: Findings) -> tuple[str, ...]:
    """Name what limits the evidence, from the ratings and the registry."""
    limits = (*_limits(findings), *_registry_limits(findings))
    return tuple(map(say, limits or (facts.NoLimits(),)))


def _limits(findings: Findings) -> Iterator[Fact]:
    rated = [f.certainty for f in findings.findings if f.certainty]
    yield from _lowered(rated)
    yield from _at_other_baselines(findings)
    if without := len(unrated(findings)):
        yield facts.NotRated(results=without, further=bool(rated))
    unpooled = [f for f in findings.findings if f.synthesis in ("narrative", "single")]
    alone = sum(len(f.trials) == 1 for f in unpooled)
    if len(unpooled) > alone:
        yield facts.RestOn(results=len(unpooled) - alone, what="not pooled")
    if alone:
        yield facts.RestOn(results=alone, what="one trial")
    if not any(f.trials for f in findings.findings):
        yield facts.NoEvidence()


def _lowered(rated: Sequence[Certainty]) -> Iterator[facts.OneLowered | facts.Lowered]:
    tally = Counter(
        domain.name for rating in rated for domain in rating.domains if domain.levels < 0
    )
    if not tally:
        return
    if len(rated) == 1:
        yield facts.OneLowered(domains=tuple(DomainOfGrade(domain=name) for name in tally))
        return
    lowered = (
        facts.LoweredFor(domain=DomainOfGrade(domain=name), results=number, rated=len(rated))
        for name, number in tally.most_common()
    )
    yield facts.Lowered(rated=len(rated), domains=tuple(lowered))


def _registry_limits(findings: Findings) -> Iterator[Fact]:
    currency = findings.currency
    if currency.completed_unpublished:
        yield facts.Unpublished(trials=currency.completed_unpublished)
    if currency.ongoing:
        yield Ongoing(trials=currency.ongoing)
    paid = [f for f in findings.findings if f.trials and paid_by_industry(f, findings.trials)]
    if paid:
        with_trials = sum(1 for f in findings.findings if f.trials)
        yield facts.Industry(results=len(paid), every=len(paid) == with_trials)
    if currency.awaiting:
        yield facts.Awaiting(trials=currency.awaiting)
    if number := sum(trial.status == "retracted" for trial in findings.trials):
        yield facts.RetractedTrials(trials=number)
    if findings.quarantine:
        yield facts.UnusableRows(rows=len(findings.quarantine))
    with_data = [f for f in findings.findings if f.trials]
    generic = outcomes_of(f for f in with_data if f.thresholds_generic)
    if generic:
        every = len(generic) == len(outcomes_of(with_data))
        yield facts.GenericThresholds(outcomes=generic, every=every)


def lowered_elsewhere(finding: Finding, domain: str) -> list[str]:
    """Name the baselines at which a domain lowers a rating that it leaves alone at the first."""
    rating = finding.certainty
    if rating is None or any(d.name == domain and d.levels < 0 for d in rating.domains):
        return []
    rows: tuple[AbsoluteEffect | LevelAt, ...] = (*finding.absolute, *rating.at_baselines)
    return list(
        dict.fromkeys(
            inside(row.baseline_label)
            for row in rows
            if any(each.name == domain and each.levels < 0 for each in row.domains)
        )
    )


def _at_other_baselines(findings: Findings) -> Iterator[facts.AtOtherBaselines]:
    """Tell of which results the certainty is lowered at another baseline than the first alone."""
    names = FindingNames(findings.findings)
    for domain in get_args(Domain):
        found = [f for f in findings.findings if lowered_elsewhere(f, domain)]
        if found:
            yield facts.AtOtherBaselines(
                risks=not all(f.person_time for f in found),
                rates=any(f.person_time for f in found),
                domain=DomainOfGrade(domain=domain),
                results=tuple(names.listed(found)),
            )
