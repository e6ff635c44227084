"""From findings to findings with their certainty, absolute effects and informative sentences."""

from __future__ import annotations

from living_review.certainty.absolute import (
    absolute_effects,
    better_off,
    familiar_effect,
    minimal_important_differences,
    subgroups_in_people,
)
from living_review.certainty.baselines import at_baselines, chances, levels_at
from living_review.certainty.case import Case, case_of, target_words
from living_review.certainty.comparator_scores import comparator_scores
from living_review.certainty.conclusions import conclusions
from living_review.certainty.decisions import decided, level_of, provisional
from living_review.certainty.judgements import Judgement, Judgements, QuestionKey
from living_review.certainty.rules import RULES
from living_review.certainty.statements import statements
from living_review.findings import (
    Certainty,
    Finding,
    Findings,
    Prediction,
)
from living_review.ground.proper_names import keeping_names
from living_review.language import say
from living_review.language.facts import certainty as facts
from living_review.protocol import Protocol


@keeping_names
def rate(findings: Findings, protocol: Protocol, judgements: Judgements) -> Findings:
    """Rate every finding that can be rated, and set aside decisions about unknown outcomes.

    Fills `certainty`, `absolute`, `familiar`, `comparator_scores`,
    `minimal_important_differences`, `better_off`, `magnitude` and `statement`; what `judgements`
    could not be used for is added to `quarantine`. A finding whose trials cannot be weighed, or
    whose risk of bias nobody judged, says in `not_rated` why it has no level: domains that are not
    assessed must not add up to high certainty.
    """
    questions = frozenset(
        (each.comparison, each.outcome, each.timepoint) for each in findings.findings
    )
    cases = {case.finding.key: case for case in cases_of(findings, protocol)}
    unmatched = {judgement for case in cases.values() for judgement in _unmatched(case, judgements)}
    usable = judgements.without(unmatched)
    rated = tuple(
        _rated(cases[each.key], usable) if each.key in cases else each for each in findings.findings
    )
    notices = (
        *judgements.notices,
        *judgements.unknown(questions),
        *(judgements.unmatched(each) for each in sorted(unmatched, key=lambda each: each.line)),
    )
    return findings.model_copy(
        update={"findings": rated, "quarantine": (*findings.quarantine, *notices)}
    )


def cases_of(findings: Findings, protocol: Protocol) -> tuple[Case, ...]:
    """Give the case of every finding that has trials."""
    records = {trial.trial_id: trial for trial in findings.trials}
    included = findings.registry.trials.included
    return tuple(
        case_of(each, protocol.outcome(each.outcome), records, findings.currency, included)
        for each in findings.findings
        if each.trials
    )


def certainty_of(case: Case, judgements: Judgements) -> Certainty:
    """Give the certainty of one finding: every rule's proposal, with the decisions on it.

    At several baselines, it is that at the one which is listed first.
    """
    question, main = _question(case), case.main
    domains = tuple(
        decided(proposal, judgements.of(question, proposal.name))
        for proposal in (rule(main) for rule in RULES.values())
    )
    return Certainty(
        level=level_of(domains),
        start="high",
        target=target_words(main),
        domains=domains,
        provisional=provisional(domains),
    )


def _question(case: Case) -> QuestionKey:
    return case.finding.comparison, case.finding.outcome, case.finding.timepoint


def _unmatched(case: Case, judgements: Judgements) -> list[Judgement]:
    """Find the decisions of which nothing is left that the person saw."""
    taken = [judgements.of(_question(case), name) for name in RULES]
    return [
        each
        for each in taken
        if each
        and each.inputs_hash
        and not RULES[each.domain](case.main).recognises(each.inputs_hash)
    ]


def why_not_rated(certainty: Certainty) -> facts.WhyNotRated | None:
    """Tell why a level would mean nothing, or None: an essential domain is not assessed.

    Without imprecision and risk of bias no level means anything; the others may be unassessed.
    """
    missing = {each.name for each in certainty.domains if each.state == "not assessed"}
    if "imprecision" in missing:
        return facts.WhyNotRated(why="no result")
    return facts.WhyNotRated(why="not judged") if "risk_of_bias" in missing else None


def _nothing_to_rate(case: Case) -> facts.WhyNotRated | None:
    """Tell that people did not differ: nobody, or everybody, in every trial had the event."""
    found = case.finding.all_alike
    if found is None or case.view.effect is not None:
        return None
    return facts.WhyNotRated(why=found.had)


def _no_answer(case: Case, certainty: Certainty) -> facts.WhyNotRated | None:
    """Tell why nothing can be more or less certain: trials that are not pooled give no one answer.

    That the evidence is very uncertain holds without an answer, and is said.
    """
    if case.claim.answers or certainty.level == "very low":
        return None
    ways = {trial.direction for trial in case.finding.trials if trial.alike is None}
    if {"favours_intervention", "favours_control"} <= ways:
        return facts.WhyNotRated(why="both ways")
    one = len(case.finding.trials) == 1
    return facts.WhyNotRated(why="one trial, no way" if one else "no way")


def _rated(case: Case, judgements: Judgements) -> Finding:
    certainty = certainty_of(case, judgements)
    reason = _nothing_to_rate(case) or why_not_rated(certainty) or _no_answer(case, certainty)
    levels = () if reason else levels_at(case, certainty, RULES)
    rows = at_baselines(
        case,
        absolute_effects(case.finding, case.outcome),
        None if reason else certainty,
        levels,
    )
    in_other_terms = {
        "absolute": rows,
        "prediction": _with_harm(case),
        "subgroups": subgroups_in_people(case.finding, case.outcome),
        "familiar": familiar_effect(case.finding, case.outcome),
        "comparator_scores": comparator_scores(case.finding, case.outcome),
        "minimal_important_differences": minimal_important_differences(case.finding, case.outcome),
        "better_off": better_off(case.finding, case.outcome),
    }
    if reason:
        why = {"not_rated": say(reason), "not_rated_why": reason.why}
        return case.finding.model_copy(update={**why, **in_other_terms})
    if not rows:
        certainty = certainty.model_copy(update={"at_baselines": levels})
    at_each = [each.level for each in levels] or [certainty.level] * len(case.claims)
    concluded = conclusions(case.finding, case.claims, at_each, certainty.level)
    return case.finding.model_copy(
        update={
            "certainty": certainty,
            **in_other_terms,
            "magnitude": case.claim.magnitude,
            "conclusions": concluded,
            "statement": statements(concluded),
        }
    )


def _with_harm(case: Case) -> Prediction | None:
    """Give the prediction with the chance of a small harm beside that of a small benefit."""
    predicted = case.finding.prediction
    if predicted is None:
        return None
    return predicted.model_copy(update={"beyond_harm": chances(case.finding, case.view.scale)[1]})
