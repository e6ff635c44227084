"""What limits the evidence, from the ratings and the registry."""

from __future__ import annotations

from collections import Counter

from living_review.certainty.measured_words import paid_by_industry
from living_review.findings import AbsoluteEffect, Finding, Findings, LevelAt
from living_review.ground import numbers
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import DOMAINS, capitalised, counted, inside, listed, plural
from living_review.words.overview import labels, ongoing_sentence
from living_review.words.unrated_words import unrated


def limitation_sentences(findings: Findings) -> tuple[str, ...]:
    """Name what limits the evidence, from the ratings and the registry."""
    rated = [f for f in findings.findings if f.certainty]
    tally = Counter(
        domain.name
        for f in rated
        if f.certainty
        for domain in f.certainty.domains
        if domain.levels < 0
    )
    said = []
    if tally:
        parts = [
            f"by {DOMAINS[name]} for {_of_all(number, len(rated))}"
            for name, number in tally.most_common()
        ]
        said.append(
            f"The certainty of the one rated result was lowered by "
            f"{listed(DOMAINS[name] for name in tally)}."
            if len(rated) == 1
            else f"Of {counted(len(rated), 'rated result')}, certainty was lowered {listed(parts)}."
        )
    said += _at_other_baselines(findings)
    without = len(unrated(findings))
    if without:
        further = "further " if any(f.certainty for f in findings.findings) else ""
        said.append(f"The certainty of {counted(without, f'{further}result')} was not rated.")
    unpooled = [f for f in findings.findings if f.synthesis in ("narrative", "single")]
    alone = sum(len(f.trials) == 1 for f in unpooled)
    rest = ((len(unpooled) - alone, "trials that are not pooled"), (alone, "one trial alone"))
    said += [
        f"{capitalised(counted(number, 'result'))} {plural(number, 'rests', 'each rest')} on "
        f"{trials}."
        for number, trials in rest
        if number
    ]
    if not any(f.trials for f in findings.findings):
        said.append("No trial gave usable data, so there is no evidence whose quality to judge.")
    limits = (*said, *_registry_limits(findings))
    return limits or (
        "No rating was lowered, every result is pooled, and every row of the registry could be "
        "used.",
    )


def _of_all(number: int, total: int) -> str:
    if number < total:
        return numbers.in_words(number)
    return "both" if total == 2 else f"all {numbers.in_words(total)}"


def _registry_limits(findings: Findings) -> list[str]:
    said = []
    if findings.currency.completed_unpublished:
        number = findings.currency.completed_unpublished
        said.append(
            f"{capitalised(counted(number, 'trial'))} {plural(number, 'is', 'are')} completed "
            "without results that could be used here; "
            f"what {plural(number, 'it', 'they')} found is unknown."
        )
    if coming := ongoing_sentence(findings.currency):
        said.append(coming)
    paid = [f for f in findings.findings if f.trials and paid_by_industry(f, findings.trials)]
    if paid:
        every = len(paid) == sum(1 for f in findings.findings if f.trials)
        whose = "any result" if every else f"{counted(len(paid), 'result')}"
        said.append(f"Industry paid for every trial behind {whose}.")
    if findings.currency.awaiting:
        number = findings.currency.awaiting
        said.append(
            f"{capitalised(counted(number, 'trial'))} {plural(number, 'awaits', 'await')} "
            "classification and could change the results."
        )
    if number := sum(trial.status == "retracted" for trial in findings.trials):
        said.append(
            f"{capitalised(counted(number, 'trial'))} {plural(number, 'was', 'were')} retracted "
            f"and {plural(number, 'is', 'are')} left out of every main analysis."
        )
    if findings.quarantine:
        number = len(findings.quarantine)
        said.append(
            f"{capitalised(counted(number, 'row'))} of the registry could not be used and "
            f"{plural(number, 'is', 'are')} listed with the data."
        )
    with_data = [f for f in findings.findings if f.trials]
    generic = labels(f for f in with_data if f.thresholds_generic)
    if generic:
        every = len(generic) == len(labels(with_data))
        said.append(
            f"What counts as a small, moderate or large effect{'' if every else _on(generic)} "
            "follows a general rule of thumb and was not agreed for "
            f"{plural(len(generic), 'this outcome', 'these outcomes')} with the people concerned."
        )
    return said


def _on(outcomes: list[str]) -> str:
    return f" on {listed(outcomes)}"


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


def _at_other_baselines(findings: Findings) -> list[str]:
    """Say of which results the certainty is lowered at another baseline than the first alone."""
    names, said = FindingNames(findings.findings), []
    for domain, name in DOMAINS.items():
        found = [f for f in findings.findings if lowered_elsewhere(f, domain)]
        if found:
            rates = {bool(f.person_time) for f in found}
            kinds = " or ".join({True: "rates", False: "risks"}[each] for each in sorted(rates))
            said.append(
                f"At other {kinds} than the first it was lowered by {name} for "
                f"{listed(names.listed(found))} as well."
            )
    return said
