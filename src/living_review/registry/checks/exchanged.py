"""Suspicions that two cells of a row changed places."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry

# The mean of one arm is like the SD of the other and the reverse, while their SDs are unlike.
LIKE, UNLIKE = 1.35, 1.5


def mean_and_sd(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A mean and a standard deviation of one arm stand in each other's cell."""
    arms = registry.frames["arms"]
    kept = arms[(arms["score"] == "endpoint") & (arms["mean"] > 0) & (arms["sd"] > 0)]
    if kept.empty:
        return
    columns = kept[[COMPARISON, "arm", "mean", "sd"]].assign(row=kept.index)
    both = columns.merge(columns, on=COMPARISON, suffixes=("", "_other"))
    both = both[both["row"] != both["row_other"]]
    mean, sd, other_mean, other_sd = (
        np.log(both[name].to_numpy(dtype=float))
        for name in ("mean", "sd", "mean_other", "sd_other")
    )
    crossed = (np.abs(mean - other_sd) < np.log(LIKE)) & (np.abs(sd - other_mean) < np.log(LIKE))
    # Where each arm is the other's mirror, the one whose spread is above its mean is the odd one.
    odd = crossed & (np.abs(sd - other_sd) > np.log(UNLIKE)) & (sd > mean)
    mask = kept.index.to_series().isin(both.loc[odd, "row"])
    reason = (
        "the mean and the standard deviation of this arm are like those of another arm of the "
        "trial the other way round; see whether the two changed places."
    )
    yield from marked("arms", kept, mask, "sd", "mean-and-sd-exchanged", reason)
