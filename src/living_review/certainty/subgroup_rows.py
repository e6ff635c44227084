"""Subgroups that differ: which have a row of their own in a summary of findings.

GRADE asks for separate rows where a subgroup effect is credible (Core GRADE 6). People judge that,
by ICEMAN (Schandelmaier et al. 2020, CMAJ 192:E901-E906); what a program can see of its criteria is
asked here: the subgroups are planned, chance is an unlikely explanation of the difference (p at
most 0.01), and no level rests on a single trial.
"""

from __future__ import annotations

from collections.abc import Iterator

from living_review.findings import Finding, Subgroup, SubgroupLevel
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts.summary_rows import ByModerator, Differs

UNLIKELY_BY_CHANCE = 0.01
FEWEST_TRIALS = 2


def differing(finding: Finding) -> Iterator[tuple[Subgroup, SubgroupLevel]]:
    """Yield every level of every planned subgroup whose effects differ."""
    for subgroup in finding.subgroups:
        if differs(subgroup):
            yield from ((subgroup, level) for level in subgroup.levels)


def differs(subgroup: Subgroup) -> bool:
    """Tell whether the levels of a subgroup differ so that each is told by itself."""
    return (
        subgroup.p is not None
        and subgroup.p <= UNLIKELY_BY_CHANCE
        and len(subgroup.levels) > 1
        and all(level.pooled and level.k >= FEWEST_TRIALS for level in subgroup.levels)
    )


def differs_words(finding: Finding) -> str:
    """Say by what the effect differs, and who decides what to make of it; empty if by nothing."""
    told = tuple(
        ByModerator(moderator=name_of(each), p=numbers.p_value(each.p))
        for each in finding.subgroups
        if differs(each)
    )
    return say(Differs(by=told)) if told else ""


def name_of(subgroup: Subgroup) -> str:
    """Name what a subgroup is by: 'risk_group' as 'risk group'."""
    return subgroup.moderator.replace("_", " ")
