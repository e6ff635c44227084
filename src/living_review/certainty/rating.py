"""From findings to findings with their certainty, absolute effects and informative sentences."""

from __future__ import annotations

from collections.abc import Mapping

from living_review.certainty.absolute import absolute_effects, familiar_effect
from living_review.certainty.case import Case, case_of, target_words
from living_review.certainty.decisions import decided, level_of, provisional
from living_review.certainty.imprecision import imprecision
from living_review.certainty.inconsistency import inconsistency
from living_review.certainty.indirectness import indirectness
from living_review.certainty.judgements import Judgements
from living_review.certainty.publication_bias import publication_bias
from living_review.certainty.risk_of_bias import risk_of_bias
from living_review.certainty.statements import statement
from living_review.certainty.upgrade import upgrade
from living_review.findings import Certainty, Finding, Findings
from living_review.protocol import Protocol

RULES = (risk_of_bias, inconsistency, indirectness, imprecision, publication_bias, upgrade)


def rate(findings: Findings, protocol: Protocol, judgements: Judgements) -> Findings:
    """Rate every finding that can be rated, and set aside decisions about unknown outcomes.

    Fills `certainty`, `absolute`, `familiar`, `magnitude` and `statement`; what `judgements` could
    not be used for is added to `quarantine`. A finding whose trials cannot be weighed, or whose
    risk of bias nobody judged, says in `not_rated` why it has no level: domains that are not
    assessed must not add up to high certainty.
    """
    records = {trial.trial_id: trial for trial in findings.trials}
    questions = frozenset(
        (each.comparison, each.outcome, each.timepoint) for each in findings.findings
    )
    rated = []
    for finding in findings.findings:
        if finding.trials:
            outcome = protocol.outcome(finding.outcome)
            case = case_of(
                finding,
                outcome,
                records,
                findings.currency,
                findings.registry.trials.included,
            )
            rated.append(_rated(case, judgements))
        else:
            rated.append(finding)
    notices = (*judgements.notices, *judgements.unknown(questions))
    return findings.model_copy(
        update={"findings": tuple(rated), "quarantine": (*findings.quarantine, *notices)}
    )


def certainty_of(case: Case, judgements: Judgements) -> Certainty:
    """Give the certainty of one finding: every rule's proposal, with the decisions on it."""
    question = (case.finding.comparison, case.finding.outcome, case.finding.timepoint)
    domains = tuple(
        decided(proposal, judgements.of(question, proposal.name))
        for proposal in (rule(case) for rule in RULES)
    )
    return Certainty(
        level=level_of(domains),
        start="high",
        target=target_words(case),
        domains=domains,
        provisional=provisional(domains),
    )


# Without these two no level means anything: the others may be unassessed, these may not.
ESSENTIAL: Mapping[str, str] = {
    "imprecision": "no trial gave a result that can be weighed",
    "risk_of_bias": "the risk of bias of its trials has not been judged",
}


def why_not_rated(certainty: Certainty) -> str | None:
    """Say why a level would mean nothing, or None: an essential domain is not assessed."""
    missing = {each.name for each in certainty.domains if each.state == "not assessed"}
    return next((reason for name, reason in ESSENTIAL.items() if name in missing), None)


def _rated(case: Case, judgements: Judgements) -> Finding:
    certainty = certainty_of(case, judgements)
    if reason := why_not_rated(certainty):
        return case.finding.model_copy(update={"not_rated": reason})
    return case.finding.model_copy(
        update={
            "certainty": certainty,
            "absolute": absolute_effects(case.finding, case.outcome),
            "familiar": familiar_effect(case.finding, case.outcome),
            "magnitude": case.claim.magnitude,
            "statement": statement(case.finding, case.claim, certainty.level),
        }
    )
