"""Suspicions that percentages stand where counts of people are meant."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.people import randomised
from living_review.registry.checks.results import (
    COMPARISON,
    RESULT,
    in_every_arm,
    people_together,
)
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import of_group
from living_review.registry.rows import Rows
from living_review.registry.values import Texts, Values

# As a count the share of every arm lies this far outside those of the other trials, while as a
# percentage it lies among them; only arms so large can tell the two readings apart.
BEYOND, LEAST_N, LEAST_OTHERS = 2.0, 200, 4
# More people randomised than this, and than so many times those of all strata together.
MOST_RANDOMISED, MOST_SHARE = 150, 1.45


def percentages(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two arms of exactly 100 people look like percentages."""
    arms = registry.tables["arms"]
    counted = arms["events"].notna() & arms["time_at_risk"].isna()
    if not counted.any():
        return
    all_100 = in_every_arm(arms["n"] == 100, arms)
    reason = (
        "every arm has exactly 100 people, as if percentages had been entered; see that these are "
        "counts."
    )
    yield from marked("arms", arms, counted & all_100, "events", "events-as-percentages", reason)
    reason = (
        "as counts the events are far rarer than in every other trial of this outcome, and as "
        "percentages they would be among them; see that these are counts."
    )
    mask = _rare_as_counts(arms) & ~all_100
    yield from marked("arms", arms, mask, "events", "events-as-percentages", reason)


def n_as_percentages(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Arms that add up to 100 in a trial that randomised many more look like shares."""
    arms = registry.tables["arms"]
    of_trial = arms["trial_id"].numbers(randomised(registry))
    if not (of_trial > MOST_RANDOMISED).any():
        return
    total, in_all = (people_together(arms, key) for key in (COMPARISON, RESULT))
    many = of_trial > (MOST_SHARE * in_all).clip(lower=MOST_RANDOMISED)
    reason = (
        "the arms add up to 100 people and the trial randomised many more, as if these were "
        "percentages; write the number of people analysed."
    )
    yield from marked("arms", arms, total.between(99, 101) & many, "n", "n-as-percentages", reason)


def _rare_as_counts(arms: Rows) -> Values:
    counted = arms.select(arms["events"].notna() & arms["time_at_risk"].isna())
    if not (counted["n"] >= LEAST_N).any():
        return Values.full(False, arms.index)
    share = counted["events"] / counted["n"]
    pair, trial = counted.columns(["outcome", "timepoint"]), counted["trial_id"]
    others = of_group(trial, pair, "nunique") - 1
    least = _least_of_others(share, pair, trial)
    most = -_least_of_others(-share, pair, trial)
    odd = (
        (others >= LEAST_OTHERS)
        & (counted["n"] >= LEAST_N)
        & (share * BEYOND < least)
        & (counted["events"] / 100).between(least, most)
    )
    return in_every_arm(odd, counted).reindex(arms.index, fill_value=False)


def _least_of_others(values: Values, groups: list[Texts], trial: Texts) -> Values:
    """Return to each row the least value of the other trials of its group; NaN without one."""
    least = of_group(values, groups, "min")
    has_least = values == least
    of_one = of_group(trial.where(has_least), groups, "nunique") == 1
    own = of_group(has_least, [*groups, trial], "any")
    without = of_group(values.mask(own), groups, "min")
    return least.mask(own & of_one, without)
