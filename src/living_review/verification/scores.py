"""What is expected of the scores of the people with the comparator, from the rows themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from living_review.ground.spelling import plain
from living_review.protocol import Outcome
from living_review.verification.evidence import Member, Members
from living_review.verification.figures import Figure, Tree

MEANS = ("SMD", "MD", "ROM")


def comparator_scores(behind: Members, outcome: Outcome) -> Tree | None:
    """Expect one mean and standard deviation of final scores on one instrument, if any.

    `behind` are the trials behind the effect. Sums of squares are added up in one pass over people,
    and the mean is taken from them, not weighed group by group.
    """
    if outcome.measure not in MEANS or not behind:
        return None
    wanted = outcome.scores_on or (outcome.familiar.instrument if outcome.familiar else None)
    names = [plain(str(each.made[0].all_rows[0].get("instrument") or "")) for each in behind]
    if wanted is None:
        same = len(set(names)) == 1 and all(len(each.made) == 1 for each in behind)
        units = outcome.measure == "MD" and bool(outcome.unit)
        if not same or not (names[0] or units):
            return None
        wanted = names[0]
    of_trials = [
        (each, _controls(each))
        for each, name in zip(behind, names, strict=True)
        if len(each.made) == 1 and name == plain(wanted)
    ]
    told = [(each, groups) for each, groups in of_trials if groups]
    if not told or any(_against(each, outcome) for each, _ in told):
        return None
    total = squares = people = freedom = 0.0
    for _, groups in told:
        for n, mean, sd in groups:
            total, people = total + n * mean, people + n
            squares, freedom = squares + (n - 1) * sd**2, freedom + n - 1
    if freedom <= 0:
        return None
    sd = math.sqrt(squares / freedom)
    return {
        "mean": Figure(total / people, sd),
        "sd": Figure(sd),
        "n": Figure(people),
        "trials": Figure(len(told)),
        "of": Figure(len(behind)),
    }


def _controls(member: Member) -> Sequence[tuple[float, float, float]]:
    """Give people, mean and SD with the comparator; none where one lacks, or of changes."""
    (made,) = member.made
    if made.table != "arms" or any(row.get("score") == "change" for row in made.all_rows):
        return []
    found = []
    for each in member.effect.strata or (member.effect,):
        side = each.sides[1] if each.sides else None
        if side is None or side.mean is None or side.sd is None or not side.n > 0:
            return []
        found.append((side.n, side.mean, side.sd))
    return found


def _against(member: Member, outcome: Outcome) -> bool:
    rows = [row for made in member.made for row in made.all_rows]
    return any(bool(row["higher_is_better"]) != (outcome.better == "higher") for row in rows)
