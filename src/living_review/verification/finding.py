"""What is expected of one whole finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from living_review.findings import Finding, Sensitivity, Subgroup
from living_review.protocol import Sensitivity as Choice
from living_review.verification.alike import all_alike
from living_review.verification.analysis import (
    Analysis,
    analysis_of,
    heterogeneity,
    pooled,
    prediction,
)
from living_review.verification.around import egger, influence
from living_review.verification.evidence import (
    Evidence,
    Members,
    by_entry,
    controls,
    levels,
    missing,
    people,
    usable,
)
from living_review.verification.figures import Figure, Tree, Words
from living_review.verification.meaning import Placing, placing_of, thresholds_of
from living_review.verification.pools import between
from living_review.verification.rated import at_baselines, rated
from living_review.verification.ratings import certainty
from living_review.verification.regressions import regressions
from living_review.verification.scores import comparator_scores
from living_review.verification.sequences import added, left_out
from living_review.verification.sequential import sequential
from living_review.verification.settings import COUNTS, Way, way_of
from living_review.verification.trials import EVENTS, trial_columns

Parts = dict[str, Any]


def expected(evidence: Evidence, finding: Finding) -> Tree:
    """Compute every figure of a finding again; τ² is taken as published and then questioned."""
    protocol = evidence.protocol
    comparison = protocol.comparison(finding.comparison)
    outcome = protocol.outcome(finding.outcome)
    members = evidence.members(comparison, outcome, finding.timepoint)
    own = usable(members)
    way = way_of(protocol, outcome)
    placing = placing_of(outcome, controls(own))
    asked = protocol.analysis_for(outcome)
    is_pooled = asked.pool and len(own) >= max(asked.min_trials, 2)
    kind = (
        "pooled"
        if is_pooled
        else ("none", "single")[len(members)]
        if len(members) < 2
        else ("narrative")
    )
    main = None
    if is_pooled:
        variances = evidence.workings.variances.get((finding.key, "pooled"))
        main = analysis_of(
            own,
            way,
            finding.heterogeneity,
            outcome.measure,
            variances=variances,
            searched=True,
        )
    weights = (
        {m.trial_id: 100.0 * float(w) for m, w in zip(own, main.mean.weights, strict=True)}
        if main and main.defined
        else {}
    )
    return {
        "synthesis": Words(kind),
        "measure": Words(outcome.measure),
        "better": Words(outcome.better),
        "k": Figure(len(own)),
        "n": _known(people(own or members)),
        "n_missing": Figure(missing(own or members)),
        "person_time": {"per": Figure(outcome.person_time.per)} if outcome.person_time else None,
        "events": _known(_events(own)) if outcome.measure in EVENTS else None,
        "level": Figure(way.level),
        "trials": trial_columns(members, placing, weights, way.level, finding.trials),
        "thresholds": {name: Figure(x) for name, x in thresholds_of(outcome).items()} or None,
        "narrative": _narrative(finding, is_pooled=is_pooled),
        "sensitivity": [_sensitivity(evidence, finding, each, own) for each in finding.sensitivity],
        "all_alike": all_alike(members, way.level, outcome),
        **(_of_the_pool(evidence, finding, own, main, placing) if main else _NOTHING),
        **rated(finding, outcome, own, main),
        "comparator_scores": comparator_scores(members if finding.pooled is None else own, outcome),
        "certainty": certainty(finding, outcome, own),
    }


_NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(("pooled", "heterogeneity", "prediction", "sequential", "small_study")),
    **dict.fromkeys(("subgroups", "leave_one_out", "cumulative", "influence"), ()),
    "moderators": (),
}


def _of_the_pool(
    evidence: Evidence, finding: Finding, own: Members, main: Analysis, placing: Placing
) -> Parts:
    protocol, measure = evidence.protocol, finding.measure
    outcome = protocol.outcome(finding.outcome)
    analysis = protocol.analysis_for(outcome)
    way = way_of(protocol, outcome)
    without = any(each.leave_one_out for each in analysis.sensitivity)
    return {
        "pooled": pooled(main, measure),
        "heterogeneity": heterogeneity(main, finding.heterogeneity),
        "prediction": prediction(main, measure, placing, harm=True),
        "subgroups": [
            _subgroup(evidence, finding, own, column, way, published)
            for column, published in zip(analysis.subgroups, finding.subgroups, strict=True)
        ],
        "leave_one_out": left_out(evidence, finding, own, way) if without else (),
        "cumulative": added(evidence, finding, by_entry(own), way),
        "influence": () if way.counted else influence(finding, own, way),
        "sequential": None
        if analysis.sequential is None
        else sequential(finding, own, outcome, way, analysis.sequential),
        "small_study": egger(own, outcome),
        "moderators": regressions(finding, own, way, analysis.moderators),
    }


def _sensitivity(
    evidence: Evidence, finding: Finding, published: Sensitivity, main: Members
) -> Tree:
    protocol, outcome = evidence.protocol, evidence.protocol.outcome(finding.outcome)
    comparison = protocol.comparison(finding.comparison)
    members = usable(evidence.members(comparison, outcome, finding.timepoint, published.id))
    way = way_of(protocol, outcome, evidence.choice(outcome, published.id))
    before, now = ([m.trial_id for m in each] for each in (main, members))
    tree: Parts = {
        "k": Figure(len(members)),
        "n": _known(people(members)),
        "n_missing": Figure(missing(members)),
        "trials_added": Words(tuple(each for each in now if each not in before)),
        "trials_removed": Words(tuple(each for each in before if each not in now)),
    }
    if published.pooled is None and published.reason is not None:
        return tree | {"pooled": None, "heterogeneity": None, "prediction": None}
    variances = evidence.workings.variances.get((finding.key, f"sensitivity {published.id}"))
    choice = evidence.choice(outcome, published.id)
    if choice is not None and as_revman(choice, way, members, outcome.measure):
        way = replace(way, method="mantel-haenszel", counted=True)
    found = analysis_of(members, way, published.heterogeneity, outcome.measure, variances=variances)
    return tree | {
        "pooled": pooled(found, finding.measure),
        "heterogeneity": heterogeneity(found, published.heterogeneity),
        "prediction": prediction(found, finding.measure, placing_of(outcome, controls(main))),
    }


def as_revman(choice: Choice, way: Way, members: Members, measure: str) -> bool:
    """Tell whether τ² is RevMan's, from the counts that every trial reports."""
    asked = choice.smd_variance == "RevMan" and way.tau2 == "DL"
    tables = measure in COUNTS and all(each.effect.tables for each in members)
    return asked and tables and way.method == "inverse-variance"


def _subgroup(
    evidence: Evidence,
    finding: Finding,
    own: Members,
    column: str,
    way: Way,
    published: Subgroup,
) -> Tree:
    parts, measure = levels(own, column), finding.measure
    outcome = evidence.protocol.outcome(finding.outcome)
    if len(parts) < 2:
        return {"levels": (), "q_between": None, "df": None, "p": None}
    trees, means, variances = [], [], []
    for (name, members), level in zip(parts.items(), published.levels, strict=True):
        place = f"subgroups {column} {name}"
        fitted = evidence.workings.variances.get((finding.key, place))
        found = analysis_of(members, way, level.heterogeneity, measure, variances=fitted)
        means.append(found.mean.estimate)
        variances.append(found.mean.wald_se**2)
        trees.append(
            {
                "level": Words(name),
                "k": Figure(len(members)),
                "n": _known(people(members)),
                "n_missing": Figure(missing(members)),
                "pooled": pooled(found, measure),
                "heterogeneity": heterogeneity(found, level.heterogeneity),
                "absolute": at_baselines(outcome, level.pooled, own) if level.pooled else (),
            }
        )
    q, p = between(means, variances)
    return {
        "levels": trees,
        "q_between": Figure(q),
        "df": Figure(len(parts) - 1.0),
        "p": Figure(p, 1e-8),
    }


def _narrative(finding: Finding, *, is_pooled: bool) -> Tree | None:
    """Expect of the trials told apart what is told of them among the trials."""
    apart = [each for each in finding.trials if not (is_pooled and each.in_pool)]
    if is_pooled and not apart:
        return None
    return {
        "directions": [
            {
                "trial_id": Words(each.trial_id),
                "direction": Words(each.direction),
                "estimate": Words(each.estimate),
                "ci_low": Words(each.ci_low),
                "ci_high": Words(each.ci_high),
                "n": Words(each.n),
            }
            for each in apart
        ]
    }


def _events(members: Members) -> float | None:
    known = [side.events for m in members if m.effect.sides for side in m.effect.sides]
    counted = [each for each in known if each is not None]
    return sum(counted) if counted else None


def _known(value: float | None) -> Figure | None:
    return None if value is None else Figure(float(value))
