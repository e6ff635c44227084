"""Suspicions that two cells of a row changed places."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import every_pair

# The mean of one arm is like the SD of the other and the reverse, while their SDs are unlike.
LIKE, UNLIKE = 1.35, 1.5


def mean_and_sd(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A mean and a standard deviation of one arm stand in each other's cell."""
    arms = registry.tables["arms"]
    kept = arms.select((arms["score"] == "endpoint") & (arms["mean"] > 0) & (arms["sd"] > 0))
    if kept.empty:
        return
    one, other = every_pair(kept[COMPARISON].array, kept[COMPARISON].array)
    one, other = one[one != other], other[one != other]
    log_mean, log_sd = np.log(kept["mean"].array), np.log(kept["sd"].array)
    mean, sd, other_mean, other_sd = log_mean[one], log_sd[one], log_mean[other], log_sd[other]
    crossed = (np.abs(mean - other_sd) < np.log(LIKE)) & (np.abs(sd - other_mean) < np.log(LIKE))
    # Where each arm is the other's mirror, the one whose spread is above its mean is the odd one.
    odd = crossed & (np.abs(sd - other_sd) > np.log(UNLIKE)) & (sd > mean)
    mask = kept.named(kept.index[one[odd]])
    reason = (
        "the mean and the standard deviation of this arm are like those of another arm of the "
        "trial the other way round; see whether the two changed places."
    )
    yield from marked("arms", kept, mask, "sd", "mean-and-sd-exchanged", reason)
