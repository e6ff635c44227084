"""How each finding moved between two versions, and whether its conclusion changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from living_review.findings import Domain, Finding, FindingChange, Reason, TrialResult
from living_review.language import say
from living_review.language.facts import conclusions as facts
from living_review.language.facts.conclusions import Method
from living_review.living import bearing
from living_review.living.conclusion_rules import Held, changed_conclusion
from living_review.living.edition import Edition
from living_review.living.finding_state import aligned, same, state_of
from living_review.living.protocol_texts import (
    alike_but_for_names,
    outcome_of,
    renamed,
)
from living_review.protocol import Analysis
from living_review.registry.measurements import rule_of
from living_review.synthesis.finding_names import FindingNames

Question = tuple[str, str, str]
IMPORTANCE = ("critical", "important", "limited")
Keys = tuple[Method, ...]
_OUTCOME: Keys = (
    *("measure", "better", "thresholds", "unit", "person_time", "baseline_rates"),
    *("baseline_risks", "familiar", "responder"),
)
_POOLING: Keys = ("model", "method", "tau2", "interval", "safeguard")
_ANALYSIS: Keys = (
    *("smd_variance", "pool", "min_trials", "prefer", "dependence", "crossover_correlation"),
    *("instrument_correlation", "level"),
)
_OF_AN_SMD = ("smd_variance", "dependence", "instrument_correlation")


def finding_changes(before: Edition, after: Edition) -> tuple[FindingChange, ...]:
    """Give every finding of which a reader sees something else, changed conclusions first."""
    old, new = by_question(before), by_question(after)
    names = FindingNames(chain(old.values(), new.values()))
    found = []
    for question in dict.fromkeys((*new, *old)):
        change = _change(question, old.get(question), new.get(question), names, before, after)
        if change is not None:
            found.append(change)
    return tuple(sorted(found, key=_rank))


def by_question(edition: Edition) -> dict[Question, Finding]:
    """Give the findings by comparison, outcome and time point."""
    return {(f.comparison, f.outcome, f.timepoint): f for f in edition.findings.findings}


def _rank(change: FindingChange) -> tuple[bool, int]:
    return not change.conclusion_changed, IMPORTANCE.index(change.importance)


def _change(
    question: Question,
    old: Finding | None,
    new: Finding | None,
    called: FindingNames,
    before: Edition,
    after: Edition,
) -> FindingChange | None:
    names = baseline_names(before, after, question[1])
    states = _states(old, new, names)
    joined, left = _trials_moved(old, new)
    if _reads_the_same(states, old, new) and not joined and not left:
        return None
    told = new or old
    if told is None:
        return None
    reasons: tuple[Reason, ...] = ()
    methods: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    decided = False
    if old is not None and new is not None:
        held = Held(old, before.protocol.outcome(old.outcome), names)
        holds = Held(new, after.protocol.outcome(new.outcome))
        reasons = changed_conclusion(held, holds)
        bearings = tuple(_sorted_otherwise(held, holds, before, after))
        unsaid = [each.rule for each in bearings if not each.before]
        methods = tuple(dict.fromkeys((*unsaid, *_methods(held, holds, before, after))))
        decided = _decided_otherwise(old, new)
        # What people decided is no method: a version can have it and the same methods.
        methods += (say(facts.Decisions()),) if decided else ()
        earlier = tuple(each.before for each in bearings if each.before)
    return FindingChange(
        comparison=question[0],
        outcome=question[1],
        timepoint=question[2],
        label=called.full(told),
        measure=told.measure,
        importance=told.importance,
        before=states[0],
        after=states[1],
        trials_joined=joined,
        trials_left=left,
        conclusion_changed=bool(reasons),
        reasons=reasons,
        methods_changed=methods,
        decided_otherwise=decided,
        by_earlier_rules=earlier,
    )


def baseline_names(before: Edition, after: Edition, outcome: str) -> Mapping[str, str]:
    """Give what the baselines of an outcome were called, and are called now."""
    return renamed(before.asked, after.asked, outcome, before.findings.review.language)


def _states(
    old: Finding | None, new: Finding | None, names: Mapping[str, str]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Give what readers see of a finding in two versions, by the names of now."""
    before, after = state_of(old, new) if old else None, state_of(new) if new else None
    return (aligned(before, after, names) if before and after else before), after


def _reads_the_same(
    states: tuple[dict[str, Any] | None, dict[str, Any] | None],
    old: Finding | None,
    new: Finding | None,
) -> bool:
    """Whether readers see the same; names in its sentence are told with the protocol."""
    before, after = states
    if before and after and old and new and _called(old) != _called(new):
        before = before | {"statement": after["statement"]}
    return same(before, after)


def _called(finding: Finding) -> tuple[object, ...]:
    """Give the names that the sentence on a finding holds, and a word of its language."""
    names = (finding.outcome_label, finding.as_object, finding.intervention, finding.comparator)
    baselines = (each.baseline_label for each in finding.conclusions)
    return (*names, *baselines)


def _trials_moved(
    old: Finding | None, new: Finding | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    had, has = _trials(old), _trials(new)
    return (
        tuple(trial.label for name, trial in has.items() if name not in had),
        tuple(trial.label for name, trial in had.items() if name not in has),
    )


def _trials(finding: Finding | None) -> Mapping[str, TrialResult]:
    if finding is None:
        return {}
    return {trial.trial_id: trial for trial in finding.contributing}


def _methods(old: Held, new: Held, before: Edition, after: Edition) -> Iterator[str]:
    """Name the methods that bear on a finding and that changed."""
    yield from _moved_of(new.outcome.id, before, after)
    analyses = (
        before.protocol.analysis_for(old.outcome),
        after.protocol.analysis_for(new.outcome),
    )
    if old.finding.pooled is not None or new.finding.pooled is not None:
        yield from _moved(_POOLING, *analyses)
    yield from _moved(_bearing(old.finding, new.finding), *analyses)
    chosen = (
        before.protocol.timepoint(old.finding.timepoint),
        after.protocol.timepoint(new.finding.timepoint),
    )
    rules = [say(rule) for rule in map(rule_of, chosen) if rule]
    ruled = any(rule in note for note in _notes(old.finding, new.finding) for rule in rules)
    if ruled and len({(each.choose, each.target) for each in chosen}) > 1:
        yield say(facts.MethodName(method="choose"))
    if _another_version(old, new):
        yield say(facts.MethodName(method="rule of the rating"))


def _sorted_otherwise(
    old: Held, new: Held, before: Edition, after: Edition
) -> Iterator[bearing.Bearing]:
    """Name the rules on instruments and trials that sort those of a finding otherwise."""
    comparisons = (
        before.protocol.comparison(old.finding.comparison),
        after.protocol.comparison(new.finding.comparison),
    )
    rules = [(each.include, each.exclude) for each in comparisons]
    if rules[0] == rules[1] and old.outcome.instruments == new.outcome.instruments:
        return
    there = after.rows.held(new.outcome.id, new.finding.timepoint)
    if old.outcome.instruments != new.outcome.instruments:
        yield from filter(None, [bearing.counting(old.outcome, new.outcome, there)])
    if rules[0] != rules[1]:
        yield from filter(None, [bearing.belonging(*comparisons, there)])


def _notes(*findings: Finding) -> Iterator[str]:
    return (note for finding in findings for trial in finding.trials for note in trial.notes)


def _bearing(old: Finding, new: Finding) -> Keys:
    """Give the choices of the analysis that can move a finding of its measure and trials."""
    cannot = set() if "SMD" in (old.measure, new.measure) else set(_OF_AN_SMD)
    if not any(trial.pairing == "assumed" for trial in (*old.trials, *new.trials)):
        cannot.add("crossover_correlation")
    return tuple(key for key in _ANALYSIS if key not in cannot)


def _another_version(old: Held, new: Held) -> bool:
    """Whether a rule that rated both has another version; other evidence may take another rule."""
    before, after = _rules(old.finding), _rules(new.finding)
    return any(before[rule] != after[rule] for rule in before.keys() & after.keys())


def _rules(finding: Finding) -> dict[str, str]:
    """Give the version of each rule that rated a finding."""
    if finding.certainty is None:
        return {}
    parts = (domain.rule.rpartition("/") for domain in finding.certainty.domains)
    return {rule: version for rule, _, version in parts}


def _decided_otherwise(old: Finding, new: Finding) -> bool:
    """Tell whether people decided something else; to confirm what is proposed moves nothing.

    A decision that stands while the proposal moves beneath it is no new decision.
    """
    had, has = _domains(old), _domains(new)
    return any(
        before.decided != after.decided and (_against(before) or _against(after))
        for name, before in had.items()
        if (after := has.get(name)) is not None
    )


def _against(domain: Domain) -> bool:
    return domain.decided is not None and domain.decided != (domain.proposed or 0)


def _domains(finding: Finding) -> dict[str, Domain]:
    domains = finding.certainty.domains if finding.certainty else ()
    return {domain.name: domain for domain in domains}


def _moved_of(outcome: str, before: Edition, after: Edition) -> Iterator[str]:
    """Name the methods of an outcome that changed; another name for a thing is none."""
    old, new = (outcome_of(edition.asked, outcome) or {} for edition in (before, after))
    for key in _OUTCOME:
        if not alike_but_for_names(_but_for_name(old.get(key)), _but_for_name(new.get(key))):
            yield say(facts.MethodName(method=key))


def _but_for_name(value: object) -> object:
    """Give what a familiar instrument is worth: spelt otherwise, it moves no figure."""
    if not isinstance(value, Mapping):
        return value
    return {name: each for name, each in value.items() if name != "instrument"}


def _moved(keys: Keys, old: Analysis, new: Analysis) -> Iterator[str]:
    for key in keys:
        if getattr(old, key) != getattr(new, key):
            yield say(facts.MethodName(method=key))
