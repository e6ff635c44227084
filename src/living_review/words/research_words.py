"""What research would change the certainty, from the domains that lowered it."""

from __future__ import annotations

from living_review.findings import Finding, Findings
from living_review.synthesis.finding_names import FindingNames
from living_review.words.grammar import listed, plural
from living_review.words.limits_words import lowered_elsewhere
from living_review.words.overview import by_importance, never_reported
from living_review.words.unrated_words import unrated, without_events

_STILL = ("the estimate is", "the estimates are")


def research_sentences(findings: Findings) -> tuple[str, ...]:
    """Say what research would change the certainty, outcome by outcome."""
    said = []
    names = FindingNames(findings.findings)
    missing = never_reported(findings)
    if missing:
        said.append(f"Trials should measure {listed(missing)}: no usable data were found.")
    reasons = {
        "imprecision": "Larger trials, or more of them, are needed for {}: {} imprecise.",
        "risk_of_bias": "Trials at lower risk of bias are needed for {}.",
        "inconsistency": "It should be studied why trials differ on {}.",
        "publication_bias": "Completed trials should be reported in full for {}.",
    }
    for name, text in reasons.items():
        lowered = [
            f
            for f in by_importance(findings)
            if f.certainty and any(d.name == name and d.levels < 0 for d in f.certainty.domains)
        ]
        studied = [f for f in lowered if name == "imprecision" and _studied_in_enough(f)]
        wanting = names.listed(f for f in lowered if f not in studied)
        elsewhere = _elsewhere(findings, names) if name == "imprecision" else []
        if wanting or elsewhere:
            many = len(lowered) - len(studied) + len(elsewhere)
            are = plural(many, *_STILL)
            said.append(text.format(listed((*wanting, *elsewhere)), are))
        if studied:
            said.append(
                f"More trials, or much larger ones, are needed for "
                f"{listed(names.listed(studied))}: {plural(len(studied), *_STILL)} imprecise, "
                "although as many people took part as one trial would need."
            )
    nobody = names.listed(f for f in unrated(findings) if without_events(f))
    if nobody:
        said.append(
            f"Larger trials, or more of them, are needed for {listed(nobody)}: nobody had the "
            "event in those there are."
        )
    without = names.listed(f for f in unrated(findings) if not without_events(f))
    if without:
        said.append(
            f"How sure the evidence on {listed(without)} is has not been rated, so what research "
            "it needs cannot be said from ratings."
        )
    return tuple(said) or ("No rating was lowered, so the ratings point to no gap.",)


def _elsewhere(findings: Findings, names: FindingNames) -> list[str]:
    """Name results that are imprecise at another baseline than the first, with that baseline."""
    return [
        f"{names.short(f)} ({listed(labels)})"
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
