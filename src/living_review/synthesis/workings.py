"""What the findings were made of, handed to the second computation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from living_review.findings.workings import Made, Workings
from living_review.protocol import Protocol
from living_review.synthesis.evidence import Choices, Effects, Evidence, around, effects_for
from living_review.synthesis.finding import Plan
from living_review.synthesis.requests import Answer
from living_review.synthesis.sensitivity import crossover_id
from living_review.synthesis.sequences import in_order


def workings_of(
    evidence: Evidence, protocol: Protocol, pools: Sequence[tuple[Plan, Sequence[Answer]]]
) -> Workings:
    """Give the rows behind the effects of every analysis, and what else the pools rest on."""
    # Analyses that choose alike share one table.
    tables: dict[tuple[str, str, Choices], dict[str, Made]] = {}
    offered = {}
    for outcome in protocol.outcomes:
        analysis = protocol.analysis_for(outcome)
        asked = {"": Choices.of(analysis)}
        asked |= {each.id: Choices.of(analysis, each) for each in analysis.sensitivity}
        asked |= {crossover_id(each): each for _, each in around(analysis)}
        for timepoint in protocol.timepoints:
            for name, choices in asked.items():
                key = (outcome.id, timepoint.id, choices.on(outcome))
                if key not in tables:
                    found = effects_for(evidence, outcome, timepoint.id, choices)
                    tables[key] = _made(found)
                offered[outcome.id, timepoint.id, name] = tables[key]
    overall = {key: each.overall for key, each in evidence.judgements.items()}
    variances = {
        (plan.key, place): answer.variances
        for plan, answers in pools
        for place, answer in zip(_places(plan), answers, strict=True)
        if answer.variances is not None
    }
    return Workings(evidence.trials, offered, overall, variances)


def _places(plan: Plan) -> Iterator[str]:
    """Name the pools of a finding, in the order in which they were asked for."""
    main, (of_main, left_out, added, *_) = plan.main, plan.sizes
    yield from ["pooled"] * of_main
    yield from [f"leave_one_out {each.trial_id}" for each in main.usable][:left_out]
    yield from [f"cumulative {each.trial_id}" for each in in_order(main)][:added]
    yield from [f"sensitivity {each.id}" for each in plan.alternatives if each.request is not None]
    for split in plan.splits:
        if split.splits:
            yield from (f"subgroups {split.moderator} {level}" for level in split.levels)


def _made(effects: Effects) -> dict[str, Made]:
    return {trial_id: effect.made for trial_id, effect in effects.items()}
