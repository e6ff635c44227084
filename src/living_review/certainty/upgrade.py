"""Rating up, which is for studies that start low: randomised trials start high."""

from __future__ import annotations

from living_review.certainty.case import Case
from living_review.certainty.proposal import Proposal
from living_review.language import say
from living_review.language.facts import rating_up as facts

RULE = "upgrade-randomised/1"


def upgrade(case: Case) -> Proposal:
    """Propose nothing: randomised trials start high and are not rated up by a rule."""
    return Proposal(
        name="upgrade",
        levels=None,
        rule=RULE,
        threshold=say(facts.RuleOfRatingUp()),
        citation=say(facts.SourceOfRatingUp()),
        explanation=say(facts.NotRatedUp()),
        inputs={"trials": len(case.finding.trials)},
    )
