"""Suspicions that percentages stand where counts of people are meant."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import (
    COMPARISON,
    RESULT,
    in_every_arm,
    people_together,
)
from living_review.registry.frames import Mark, Registry

# As a count the share of every arm lies this far outside those of the other trials, while as a
# percentage it lies among them; only arms so large can tell the two readings apart.
BEYOND, LEAST_N, LEAST_OTHERS = 2.0, 200, 4
# More people randomised than this, and than so many times those of all strata together.
MOST_RANDOMISED, MOST_SHARE = 150, 1.45


def percentages(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two arms of exactly 100 people look like percentages."""
    arms = registry.frames["arms"]
    counted = arms["events"].notna() & arms["time_at_risk"].isna()
    all_100 = in_every_arm(arms["n"].eq(100), arms)
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
    arms = registry.frames["arms"]
    randomised = registry.frames["trials"].set_index("trial_id")["n_randomised"]
    of_trial = arms["trial_id"].map(randomised)
    if not (of_trial > MOST_RANDOMISED).any():
        return
    total, in_all = (people_together(arms, key) for key in (COMPARISON, RESULT))
    many = of_trial > np.maximum(MOST_RANDOMISED, MOST_SHARE * in_all)
    reason = (
        "the arms add up to 100 people and the trial randomised many more, as if these were "
        "percentages; write the number of people analysed."
    )
    yield from marked("arms", arms, total.between(99, 101) & many, "n", "n-as-percentages", reason)


def _rare_as_counts(arms: pd.DataFrame) -> pd.Series:
    counted = arms[arms["events"].notna() & arms["time_at_risk"].isna()]
    if not (counted["n"] >= LEAST_N).any():
        return pd.Series(False, index=arms.index)
    share, key = counted["events"] / counted["n"], ["outcome", "timepoint"]
    rows = counted[[*key, "trial_id"]].assign(least=share, most=share)
    by_trial = rows.groupby([*key, "trial_id"]).agg({"least": "min", "most": "max"})
    grouped = by_trial.groupby(level=key)
    others = pd.DataFrame(
        {
            "least": grouped["least"].transform(_least_of_others),
            "most": -(-by_trial["most"]).groupby(level=key).transform(_least_of_others),
            "others": grouped["least"].transform("size") - 1,
        }
    )
    seen = rows[[*key, "trial_id"]].join(others, on=[*key, "trial_id"])
    odd = (
        (seen["others"] >= LEAST_OTHERS)
        & (counted["n"] >= LEAST_N)
        & (share * BEYOND < seen["least"])
        & (counted["events"] / 100).between(seen["least"], seen["most"])
    )
    return in_every_arm(odd, counted).reindex(arms.index, fill_value=False)


def _least_of_others(values: pd.Series) -> pd.Series:
    """Return for each value the least of all the others; NaN where there is none."""
    if len(values) < 2:
        return values * float("nan")
    ordered = values.sort_values()
    return pd.Series(ordered.iloc[0], index=values.index).where(
        values.index != ordered.index[0], ordered.iloc[1]
    )
