"""Indirectness: whether the trials answer the question. No rule proposes it."""

from __future__ import annotations

from living_review.certainty.case import Case
from living_review.certainty.proposal import Proposal

RULE = "indirectness-not-proposed/1"
CITATION = "Meader et al. 2014, Syst Rev 3:82, where indirectness was what checklists disagreed on"


def indirectness(case: Case) -> Proposal:
    """Leave indirectness to people, whatever the trials are."""
    return Proposal(
        name="indirectness",
        levels=None,
        rule=RULE,
        threshold="none: a person compares the trials with the question",
        citation=CITATION,
        explanation=(
            "Not assessed: how well the people, interventions, comparators and outcomes of the "
            "trials match the question is for a person to judge."
        ),
        inputs={"trials": len(case.finding.trials)},
    )
