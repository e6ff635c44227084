"""One finding: planned as a list of pools to compute, finished from their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from living_review.findings import Finding, PersonTime, Sensitivity, TrialResult
from living_review.ground.measurement_units import is_unit
from living_review.ground.measures import EVENTS
from living_review.protocol import (
    Comparison,
    Moderator,
    Outcome,
    Protocol,
    Sequential,
    Timepoint,
)
from living_review.synthesis.alike import all_alike
from living_review.synthesis.analysis import MainAnalysis, participants, request
from living_review.synthesis.evidence import Choices, Evidence, Member, effects_for
from living_review.synthesis.explored import influences
from living_review.synthesis.meta_analysis import heterogeneity_of, pooled_of, prediction_of
from living_review.synthesis.narrative import narrative
from living_review.synthesis.regressions import regressions
from living_review.synthesis.requests import Answer, Request
from living_review.synthesis.scale import (
    Baseline,
    baselines_of,
    scales,
    thresholds_of,
    why_no_size,
)
from living_review.synthesis.sensitivity import Alternative, alternatives, sensitivity_of
from living_review.synthesis.sequences import (
    cumulative,
    leave_one_out,
    with_each_added,
    without_each,
)
from living_review.synthesis.sequential import sequential
from living_review.synthesis.small_study import small_study
from living_review.synthesis.subgroups import Split, requests, split, subgroup
from living_review.synthesis.trial_results import trial_results


@dataclass(frozen=True, eq=False)
class Plan:
    """What one finding needs to have pooled; `requests` are in the order `finish` reads answers."""

    main: MainAnalysis
    alternatives: tuple[Alternative, ...]
    splits: tuple[Split, ...]
    requests: tuple[Request, ...]
    sizes: tuple[int, ...]
    moderators: tuple[Moderator, ...]
    sequential: Sequential | None

    @property
    def key(self) -> str:
        """The finding's identity, as `Finding.key`."""
        return f"{self.main.comparison.id}-{self.main.outcome.id}-{self.main.timepoint.id}"


def plan(
    evidence: Evidence,
    protocol: Protocol,
    comparison: Comparison,
    outcome: Outcome,
    timepoint: Timepoint,
) -> Plan:
    """Choose the trials of one question and list every pool it needs."""
    main = _main(evidence, protocol, comparison, outcome, timepoint)
    analysis = main.analysis
    others = alternatives(main, evidence) if analysis.pool else ()
    leaves_one_out = any(choice.leave_one_out for choice in analysis.sensitivity)
    splits: tuple[Split, ...] = ()
    parts: list[list[Request]] = [[], [], []]
    if main.kind == "pooled":
        splits = tuple(split(main, moderator) for moderator in analysis.subgroups)
        parts[0] = [request(main.usable, main.settings, detailed=True, benefit=main.benefit)]
        parts[1] = without_each(main) if leaves_one_out else []
        parts[2] = with_each_added(main)
    parts.append([each.request for each in others if each.request is not None])
    parts += [requests(main, each) for each in splits]
    return Plan(
        main,
        others,
        splits,
        tuple(each for part in parts for each in part),
        tuple(len(part) for part in parts),
        analysis.moderators,
        analysis.sequential,
    )


def finish(plan: Plan, answers: Sequence[Answer], evidence: Evidence) -> Finding:
    """Make the finding from the answers to its plan's requests."""
    main, outcome = plan.main, plan.main.outcome
    of_main, left_out, added, others, *levels = _portions(answers, plan.sizes)
    answer = of_main[0] if of_main else None
    pooled = pooled_of(answer, outcome.measure) if answer else None
    weights = _weights(main, answer)
    trials = trial_results(
        main.members, evidence, outcome.id, main.scale, weights, main.settings.level
    )
    limits = thresholds_of(outcome)
    alike = all_alike(trials, outcome, main.settings.level, clusters=_clusters(main))
    return Finding(
        comparison=main.comparison.id,
        comparison_label=main.comparison.label,
        intervention=main.comparison.intervention,
        comparator=main.comparison.comparator,
        number=main.comparison.number,
        outcome=outcome.id,
        outcome_label=outcome.label,
        as_object=outcome.as_object or None,
        event=outcome.event or None,
        timepoint=main.timepoint.id,
        timepoint_label=main.timepoint.label,
        importance=outcome.importance,
        measure=outcome.measure,
        better=outcome.better,
        synthesis=main.kind,
        k=len(main.usable),
        **participants(main.usable or main.members)._asdict(),
        events=_events(trials) if outcome.measure in EVENTS else None,
        level=main.settings.level,
        trials=trials,
        pooled=pooled,
        heterogeneity=heterogeneity_of(answer) if answer else None,
        prediction=prediction_of(answer, outcome.measure) if answer else None,
        sensitivity=_sensitivity(plan, others),
        subgroups=tuple(
            subgroup(main, parts, found) for parts, found in zip(plan.splits, levels, strict=True)
        ),
        leave_one_out=leave_one_out(main, left_out) if left_out else (),
        cumulative=cumulative(main, added) if added else (),
        influence=influences(main) if answer else (),
        sequential=sequential(main, plan.sequential) if answer and plan.sequential else None,
        small_study=small_study(main) if answer else None,
        moderators=regressions(main, plan.moderators) if answer else (),
        narrative=narrative(main, trials),
        kept_out=evidence.kept_out(outcome, main.timepoint.id, main.comparison, main.members),
        all_alike=alike,
        thresholds=dict(limits.values) or None,
        thresholds_kind=limits.kind,
        thresholds_note=None
        if answer is None and (alike or not trials)
        else why_no_size(outcome, limits, _baselines(main.members, outcome)),
        unit=outcome.unit or _unit_of(trials, outcome),
        person_time=_person_time(outcome),
        thresholds_generic=limits.generic,
        thresholds_source=limits.source,
    )


def _main(
    evidence: Evidence,
    protocol: Protocol,
    comparison: Comparison,
    outcome: Outcome,
    timepoint: Timepoint,
) -> MainAnalysis:
    analysis = protocol.analysis_for(outcome)
    effects = effects_for(evidence, outcome, timepoint.id, Choices.of(analysis))
    members = evidence.members(effects, comparison.include, comparison.exclude)
    limits = thresholds_of(outcome)
    places = scales(
        outcome.measure,
        outcome.better,
        limits.values,
        _baselines(members, outcome),
        limits.kind,
    )
    return MainAnalysis(
        comparison,
        outcome,
        timepoint,
        members,
        analysis,
        places[0],
    )


def _baselines(members: Sequence[Member], outcome: Outcome) -> tuple[Baseline, ...]:
    arms = (arm for member in members if member.effect.usable for arm in member.effect.arms)
    return baselines_of(outcome, arms)


def _person_time(outcome: Outcome) -> PersonTime | None:
    given = outcome.person_time
    return None if given is None else PersonTime(unit=given.unit, per=given.per)


def _portions(answers: Sequence[Answer], sizes: Sequence[int]) -> list[Sequence[Answer]]:
    portions, begin = [], 0
    for size in sizes:
        portions.append(answers[begin : begin + size])
        begin += size
    return portions


def _weights(main: MainAnalysis, answer: Answer | None) -> Mapping[str, float]:
    if answer is None or not answer.defined:
        return {}
    ids = [member.trial_id for member in main.usable]
    return dict(zip(ids, answer.weights, strict=True))


def _sensitivity(plan: Plan, answers: Sequence[Answer]) -> tuple[Sensitivity, ...]:
    left = iter(answers)
    return tuple(
        sensitivity_of(
            each, next(left) if each.request is not None else None, plan.main.outcome.measure
        )
        for each in plan.alternatives
    )


def _clusters(main: MainAnalysis) -> bool:
    return any(member.trial["design"] == "cluster" for member in main.members)


def _events(trials: Sequence[TrialResult]) -> float | None:
    counts = [arm.events for t in trials if t.in_pool for arm in t.arms if arm.events is not None]
    return sum(counts) if counts else None


def _unit_of(trials: Sequence[TrialResult], outcome: Outcome) -> str | None:
    """Give the unit that every trial names in the place of its instrument, if it is one."""
    named = {trial.instrument for trial in trials}
    only = named.pop() if len(named) == 1 else None
    return only if outcome.measure == "MD" and is_unit(only) else None
