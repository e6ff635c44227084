"""What trials say in which nobody, or everybody, had the event."""

from __future__ import annotations

from living_review.findings import AllAlike, Finding
from living_review.ground import numbers
from living_review.ground.measures import RISKS
from living_review.language import say
from living_review.language.facts import events as facts
from living_review.words.grammar import sentence


def all_alike_sentence(finding: Finding) -> str:
    """Say that nobody, or everybody, had the event, among how many, and what that leaves open."""
    return sentence(all_alike_in_brief(finding)) if finding.all_alike else ""


def narrative_sentence(finding: Finding) -> str:
    """Describe trials that are not pooled; that nobody had the event has its own sentence."""
    told = finding.narrative.statement if finding.narrative else ""
    if finding.all_alike is not None:
        for said in (facts.AllTrials(had="nobody"), facts.AllTrials(had="everybody")):
            told = told.replace(f"{say(said)} ", "")
    return sentence(told)


def all_alike_in_brief(finding: Finding) -> str:
    """Write 'nobody had the event among 90 people with … and 88 with … (…)'; empty otherwise."""
    found = finding.all_alike
    return say(all_alike(finding, found)) if found else ""


def all_alike(finding: Finding, found: AllAlike) -> facts.AllAlike:
    """Tell that nobody, or everybody, had the event, among how many, and what that leaves open."""
    return facts.AllAlike(
        had=found.had,
        rate=found.kind == "rate",
        time=_time(finding),
        intervention=finding.intervention,
        with_intervention=numbers.count(found.total_with_intervention),
        comparator=finding.comparator,
        with_comparator=numbers.count(found.total_with_comparator),
        limits=_limits(finding, found),
    )


def all_alike_with(finding: Finding, group: str) -> tuple[str, ...]:
    """Write for one group '0 of 15,000 people' and, beside it, how far its risk can reach."""
    found = finding.all_alike
    if found is None:
        return ()
    first = group == "intervention"
    size = found.total_with_intervention if first else found.total_with_comparator
    limit = found.limit_with_intervention if first else found.limit_with_comparator
    said = say(
        facts.InGroup(
            had=found.had,
            rate=found.kind == "rate",
            time=_time(finding),
            total=numbers.count(size),
        )
    )
    if limit is None:
        return (said,)
    reach = facts.LimitInGroup(
        upper=found.had == "nobody",
        level=numbers.confidence(found.level),
        limit=_limit(finding, found, limit),
    )
    return said, say(reach)


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
        say(facts.People(had=numbers.count(had), total=numbers.count(n)))
        for had, n in people_of.values()
    )
    return without, with_it


def _limits(finding: Finding, found: AllAlike) -> facts.Limits | None:
    """Tell how far the risk, or rate, can reach in each group."""
    first, second = found.limit_with_intervention, found.limit_with_comparator
    if first is None or second is None:
        return None
    return facts.Limits(
        upper=found.had == "nobody",
        level=numbers.confidence(found.level),
        rate=found.kind == "rate",
        intervention=finding.intervention,
        with_intervention=_limit(finding, found, first),
        comparator=finding.comparator,
        with_comparator=_limit(finding, found, second),
    )


def _limit(finding: Finding, found: AllAlike, limit: float) -> facts.Limit:
    if found.kind == "rate":
        label = finding.person_time.label if finding.person_time else ""
        return facts.Limit(number=numbers.rate(limit), rate=True, time=label)
    if found.had == "nobody":
        return facts.Limit(number=numbers.one_in(limit))
    # What lies below this is not ruled out: it is never rounded up.
    return facts.Limit(number=numbers.change_in_percent(100 * max(limit - 0.0005, 0.0), 1))


def _time(finding: Finding) -> str:
    return finding.person_time.unit if finding.person_time else ""
