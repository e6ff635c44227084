"""Rating up, which is for studies that start low: randomised trials start high."""

from __future__ import annotations

from living_review.certainty.case import Case
from living_review.certainty.proposal import Proposal

RULE = "upgrade-randomised/1"


def upgrade(case: Case) -> Proposal:
    """Propose nothing: randomised trials start high and are not rated up by a rule."""
    return Proposal(
        name="upgrade",
        levels=None,
        rule=RULE,
        threshold="none for randomised trials",
        citation="GRADE guidelines 9, J Clin Epidemiol 2011;64:1311-1316",
        explanation="Randomised trials start at high certainty and are not rated up.",
        inputs={"trials": len(case.finding.trials)},
    )
