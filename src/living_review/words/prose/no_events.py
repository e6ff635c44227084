"""What trials say in which nobody, or everybody, had the event."""

from __future__ import annotations

from living_review.findings import Finding
from living_review.ground import numbers
from living_review.ground.measures import RISKS
from living_review.words.grammar import sentence

NOBODY = "No trial had an event."
EVERYBODY = "In every trial everybody had the event."


def all_alike_sentence(finding: Finding) -> str:
    """Say that nobody, or everybody, had the event, among how many, and what that leaves open."""
    return sentence(all_alike_in_brief(finding)) if finding.all_alike else ""


def narrative_sentence(finding: Finding) -> str:
    """Describe trials that are not pooled; that nobody had the event has its own sentence."""
    told = finding.narrative.statement if finding.narrative else ""
    if finding.all_alike is not None:
        for said in (NOBODY, EVERYBODY):
            told = told.replace(f"{said} ", "")
    return sentence(told)


def all_alike_in_brief(finding: Finding) -> str:
    """Write 'nobody had the event among 90 people with … and 88 with … (…)'; empty otherwise."""
    found = finding.all_alike
    if found is None:
        return ""
    with_, without = (
        numbers.count(n) for n in (found.total_with_intervention, found.total_with_comparator)
    )
    if found.kind == "rate":
        unit = finding.person_time.unit if finding.person_time else "units of time"
        among = f"in {with_} {unit} with {finding.intervention}"
        said = f"nobody had an event {among} and {without} with {finding.comparator}"
    elif found.had == "nobody":
        among = f"among {with_} people with {finding.intervention}"
        said = f"nobody had the event {among} and {without} with {finding.comparator}"
    else:
        among = f"all {with_} people with {finding.intervention}"
        said = f"everybody had the event: {among} and all {without} with {finding.comparator}"
    first, second = found.limit_with_intervention, found.limit_with_comparator
    if first is None or second is None:
        return said
    return f"{said} ({_limits(finding, first, second)})"


def all_alike_with(finding: Finding, group: str) -> tuple[str, ...]:
    """Write for one group '0 of 15,000 people' and, beside it, how far its risk can reach."""
    found = finding.all_alike
    if found is None:
        return ()
    first = group == "intervention"
    size = found.total_with_intervention if first else found.total_with_comparator
    limit = found.limit_with_intervention if first else found.limit_with_comparator
    total, level = numbers.count(size), numbers.confidence(found.level)
    if found.kind == "rate":
        unit = finding.person_time.unit if finding.person_time else "units of time"
        said = f"no event in {total} {unit}"
    else:
        said = f"{'0' if found.had == 'nobody' else 'all'} of {total} people"
    if limit is None:
        return (said,)
    way = "lower" if found.had == "everybody" else "upper"
    return said, f"{way} {level} limit: {_limit(finding, limit)}"


def nobody_with_comparator(finding: Finding) -> tuple[str, str] | None:
    """Count the people with the event where nobody with the comparator had it: no risk is known."""
    if finding.measure not in RISKS:
        return None
    people_of: dict[str, list[float]] = {"control": [0, 0], "intervention": [0, 0]}
    for arm in (arm for trial in finding.contributing for arm in trial.arms):
        if arm.events is None or arm.n is None:
            return None
        people_of[arm.role][0] += arm.events
        people_of[arm.role][1] += arm.n
    had, n = people_of["control"]
    if had or not n:
        return None
    without, with_it = (
        f"{numbers.count(had)} of {numbers.count(n)} people" for had, n in people_of.values()
    )
    return without, with_it


def _limits(finding: Finding, first: float, second: float) -> str:
    """Say how far the risk, or rate, can reach in each group: one figure where both print alike."""
    found = finding.all_alike
    assert found is not None
    way = "lower" if found.had == "everybody" else "upper"
    what = f"{way} {numbers.confidence(found.level)} limit of the {found.kind}"
    written = [_limit(finding, each) for each in (first, second)]
    if written[0] == written[1]:
        return f"{what} in either group: {written[0]}"
    with_ = f"{written[0]} with {finding.intervention}"
    return f"{what}: {with_}, {written[1]} with {finding.comparator}"


def _limit(finding: Finding, limit: float) -> str:
    found = finding.all_alike
    assert found is not None
    if found.kind == "rate":
        return f"{numbers.rate(limit)} per {_time(finding)}"
    if found.had == "nobody":
        return numbers.one_in(limit)
    # What lies below this is not ruled out: it is never rounded up.
    return numbers.percent(100 * max(limit - 0.0005, 0.0), 1)


def _time(finding: Finding) -> str:
    return finding.person_time.label if finding.person_time else "unit of time"
