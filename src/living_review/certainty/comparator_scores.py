"""What the people with the comparator scored: one mean and standard deviation of many trials.

Final scores on one instrument, and nothing else: neither changes from baseline nor another
instrument, nor one whose trials disagree on which way is good.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from living_review.findings import ComparatorScores, Finding, TrialResult
from living_review.findings.trials import Arm
from living_review.ground.measurement_units import is_unit
from living_review.ground.measures import MEANS
from living_review.ground.spelling import plain
from living_review.language import kept
from living_review.language.facts.arms import ChangeScores
from living_review.language.facts.trial_notes import Reversed
from living_review.protocol import Outcome


def comparator_scores(finding: Finding, outcome: Outcome) -> ComparatorScores | None:
    """Give the mean with the comparator, weighted by people, and the standard deviation pooled.

    The trials are those behind the effect that report final scores on one instrument, with people,
    mean and standard deviation of every group. Which instrument that is, the protocol says by
    `scores_on`, or by the familiar instrument in whose points the difference is told; where it says
    neither, it is the one that every trial behind the effect was measured on. The standard
    deviation is √(Σ(n − 1)s² / Σ(n − 1)) (Cohen 1988, p. 67, of several groups).
    """
    if finding.measure not in MEANS or not finding.contributing:
        return None
    asked = outcome.scores_on or (outcome.familiar.instrument if outcome.familiar else "")
    behind = finding.contributing
    if asked:
        own = [each for each in behind if plain(each.instrument or "") == plain(asked)]
    else:
        own = list(behind) if _on_one_instrument(finding) else []
    groups = {each.trial_id: _groups(each) for each in own}
    if {_turned(each) for each in own if groups[each.trial_id]} != {False}:
        return None
    every = [arm for arms in groups.values() for arm in arms]
    people = math.fsum(n for n, _, _ in every)
    freedom = math.fsum(n - 1.0 for n, _, _ in every)
    if not freedom > 0:
        return None
    named = next((each.instrument for each in own if each.instrument), None)
    unit = finding.unit_label or (outcome.familiar.unit if outcome.familiar else "")
    measured_in = named if is_unit(named) else None
    return ComparatorScores(
        instrument=None if measured_in else named,
        unit=unit or measured_in,
        mean=math.fsum(n * mean for n, mean, _ in every) / people,
        sd=math.sqrt(math.fsum((n - 1.0) * sd * sd for n, _, sd in every) / freedom),
        n=people,
        trials=sum(map(bool, groups.values())),
        of=len(behind),
    )


def _on_one_instrument(finding: Finding) -> bool:
    """Tell whether every trial behind an effect was measured by the same thing.

    A mean difference is in one unit also where no instrument is named.
    """
    named = {plain(each.instrument or "") for each in finding.contributing}
    return len(named) == 1 and (named != {""} or bool(finding.unit_label))


def _groups(trial: TrialResult) -> list[tuple[float, float, float]]:
    """Give people, mean and standard deviation of the comparator's groups: one a stratum.

    None of them where a group lacks one of the three, or where the means are of changes.
    """
    if trial.means_are == "changes" or set(trial.notes).intersection(kept(ChangeScores())):
        return []
    sides: Sequence[Sequence[Arm]] = [each.arms for each in trial.strata] or [trial.arms]
    controls = [[arm for arm in arms if arm.role == "control"] for arms in sides]
    found = [
        (arm.n, arm.mean, arm.sd)
        for arms in controls
        for arm in arms
        if arm.n and arm.mean is not None and arm.sd is not None
    ]
    return found if len(found) == len(controls) else []


def _turned(trial: TrialResult) -> bool:
    """Tell whether the scores of a trial run against its outcome, so that its effect was turned."""
    return bool(set(trial.notes).intersection(kept(Reversed())))
