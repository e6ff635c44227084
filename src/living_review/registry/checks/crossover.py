"""Crossover trials: whether anything is known of their pairs, and whether it can be so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.numbers import reported
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry

REMEDY = (
    "enter the standard error of the paired difference, sd_difference or t in a row of contrasts, "
    "or set analysis.crossover_correlation in the protocol"
)


def crossed(registry: Registry, frame: pd.DataFrame) -> pd.Series:
    """Tell the rows of trials in which each person had both interventions."""
    trials = registry.frames["trials"]
    return frame["trial_id"].isin(trials.loc[trials["design"] == "crossover", "trial_id"])


def with_precision(frame: pd.DataFrame) -> pd.Series:
    """Tell the contrasts that give a standard error by themselves, of whatever kind."""
    difference = frame["measure"] == "MD"
    by_t = difference & (frame["t"].fillna(0) != 0) & (frame["estimate"] != 0)
    return (
        frame["se"].notna()
        | reported(frame, "ci_low", "ci_high")
        | reported(frame, "o_minus_e", "variance")
        | by_t
        | (difference & frame["sd_difference"].notna())
    )


def unpaired(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A crossover trial gives a figure of its pairs, or the protocol assumes their correlation."""
    if not (registry.frames["trials"]["design"] == "crossover").any():
        return
    bare = [
        outcome.id
        for outcome in protocol.outcomes
        if protocol.analysis_for(outcome).crossover_correlation is None
    ]
    arms, contrasts = registry.frames["arms"], registry.frames["contrasts"]
    wanted = contrasts["outcome"].map({o.id: o.measure for o in protocol.outcomes})
    own = contrasts["measure"] == wanted
    through = (contrasts["measure"] == "MD") & wanted.isin(["SMD", "ROM"])
    precise = with_precision(contrasts) | (contrasts["p"] < 1)
    telling = contrasts[precise & (own | through)]
    known = arms[COMPARISON].isin(telling[COMPARISON])
    mask = crossed(registry, arms) & arms["outcome"].isin(bare) & ~known
    first = mask & ~arms[mask].duplicated(COMPARISON).reindex(arms.index, fill_value=False)
    reason = (
        "everybody in this trial had both interventions, and nothing is known of the pairs, so it "
        f"is used as if its periods were two groups of people; {REMEDY}."
    )
    yield from marked("arms", arms, first, "arm", "crossover-unpaired", reason)
    with_arms = contrasts[COMPARISON].isin(arms[COMPARISON])
    mask = crossed(registry, contrasts) & contrasts["outcome"].isin(bare) & through & ~own
    reason = (
        "the spread of a difference within people says nothing of the spread of their scores, so "
        "only its direction is used; enter the arms too, or set analysis.crossover_correlation in "
        "the protocol."
    )
    yield from marked(
        "contrasts", contrasts, mask & ~with_arms, "estimate", "crossover-unpaired", reason
    )


def impossible_pairs(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A paired standard error is one that the standard deviations of the periods allow."""
    arms, contrasts = registry.frames["arms"], registry.frames["contrasts"]
    ours = contrasts[crossed(registry, contrasts) & (contrasts["measure"] == "MD")]
    if ours.empty:
        return
    sides = [
        arms[(arms["role"] == role) & ~arms.duplicated([COMPARISON, "role"], keep=False)]
        .set_index(COMPARISON)[["sd"]]
        .rename(columns={"sd": role})
        for role in ("intervention", "control")
    ]
    both = ours.reset_index().merge(sides[0].join(sides[1]).reset_index(), on=COMPARISON)
    n = both[["n_intervention", "n_control"]].min(axis=1)
    spread = both["sd_difference"].where(both["se"].isna(), both["se"] * np.sqrt(n))
    first, second = both["intervention"], both["control"]
    # Rounding moves a bound by a little; what it cannot explain is a contradiction.
    small = spread < 0.98 * (first - second).abs()
    large = spread > 1.02 * (first + second)
    lines = both.loc[small | large, "row"]
    columns = np.where(both.loc[lines.index, "se"].notna(), "se", "sd_difference")
    for line, column in zip(lines, columns, strict=True):
        yield Mark(
            "contrasts",
            int(line),
            str(column),
            "crossover-correlation",
            "with the standard deviations of the two periods, no correlation of a person’s two "
            "results gives this figure; see whether it is that of the difference within people.",
        )


def difference_elsewhere(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Only a crossover trial has differences within people to be spread."""
    frame = registry.frames["contrasts"]
    mask = frame["sd_difference"].notna() & ~crossed(registry, frame)
    reason = (
        "differences within people belong to a crossover trial, and the design of this one is "
        "another, so the figure is not used; correct the design, or remove it."
    )
    yield from marked(
        "contrasts", frame, mask, "sd_difference", "sd-difference-not-crossover", reason
    )
    other = frame[["t", "sd_difference"]].notna().any(axis=1) & (frame["measure"] != "MD")
    reason = "t and sd_difference are of a mean difference, so the figure is not used; remove it."
    yield from marked(
        "contrasts",
        frame,
        other,
        lambda row: "sd_difference" if pd.isna(row.t) else "t",
        "t-not-used",
        reason,
    )
