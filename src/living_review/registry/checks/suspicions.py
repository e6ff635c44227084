"""Suspicions about results: each is a query, and the row stays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from living_review.protocol import RATIO_MEASURES, Protocol
from living_review.registry.checks.groups import COMPARISON
from living_review.registry.checks.marking import marked
from living_review.registry.frames import Mark, Registry

_RESULTS = ("arms", "contrasts")
_Z95 = 1.959963984540054
_DATA_KEY = ["outcome", "timepoint", "role", "n", "mean", "sd"]


def implausible_smd(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A very large standardised difference is often a standard error taken for an SD."""
    bound = protocol.checks.max_smd
    pairs = _pairs(registry.frames["arms"])
    reason = (
        "the standardised mean difference between this arm and control would be {:.1f}, beyond "
        f"{bound:g}; see whether the SD is a standard error."
    )
    for row, value in zip(pairs.index, pairs["smd"], strict=True):
        if abs(value) > bound:
            yield Mark("arms", int(row), "sd", "smd-implausible", reason.format(value))
    contrasts = registry.frames["contrasts"]
    smd = _contrast_smd(contrasts)
    for row, value in smd[smd.abs() > bound].items():
        yield Mark(
            "contrasts",
            int(str(row)),
            "estimate",
            "smd-implausible",
            f"the standardised mean difference would be {value:.1f}, beyond {bound:g}; see whether "
            "the estimate, its precision and the numbers analysed are right.",
        )


def implausible_sd(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """The SDs of one instrument are alike across trials, unless one is a standard error."""
    arms, bound = registry.frames["arms"], protocol.checks.max_sd_ratio
    known = arms[arms["sd"].notna() & (arms["instrument"] != "")]
    grouped = known.groupby(["outcome", "instrument", "score"])
    median = grouped["sd"].transform("median")
    ratio = known["sd"] / median
    several = grouped["trial_id"].transform("nunique") > 1
    odd = several & ((ratio > bound) | (ratio < 1 / bound))
    typical = median.to_dict()
    yield from marked(
        "arms",
        known,
        odd,
        "sd",
        "sd-ratio",
        lambda row: (
            f"the standard deviations of {row.instrument} are about {typical[row.Index]:.3g} in "
            "the registry; see whether this is a standard error, or another scoring of the "
            "instrument."
        ),
    )


def sd_against_se(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where an arm gives both, the standard error is the SD over the root of n."""
    arms = registry.frames["arms"]
    ratio = arms["se"] * np.sqrt(arms["n"]) / arms["sd"]
    reason = "it does not agree with the standard deviation and n; correct the one that is wrong."
    yield from marked(
        "arms", arms, (ratio < 0.8) | (ratio > 1.25), "se", "se-contradicts-sd", reason
    )


def uneven_interval(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An estimate stands in the middle of its interval, on the log scale for a ratio."""
    frame = registry.frames["contrasts"]
    low, high, estimate = _on_analysis_scale(frame)
    uneven = (estimate - (low + high) / 2).abs() > 0.15 * (high - low)
    yield from marked(
        "contrasts",
        frame,
        uneven,
        "estimate",
        "interval-uneven",
        lambda row: (
            f"it is far from the middle of its interval, {row.ci_low:g} to {row.ci_high:g}; look "
            "for a digit or a sign that is wrong."
        ),
    )
    usual = frame["ci_level"] == 0.95
    ratio = (high - low) / (2 * _Z95) / frame["se"]
    reason = "it does not agree with the interval; correct the one that is wrong."
    wrong = usual & ((ratio < 0.8) | (ratio > 1.25))
    yield from marked("contrasts", frame, wrong, "se", "se-contradicts-interval", reason)


def mirrored_sign(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A contrast and the arms of the same result point the same way."""
    frame = registry.frames["contrasts"]
    arms = registry.frames["arms"]
    pairs = _pairs(arms).groupby(COMPARISON)[["difference", "risk_difference"]].mean()
    joined = frame[COMPARISON].join(pairs, on=COMPARISON)
    ratio = frame["measure"].isin(RATIO_MEASURES)
    effect = np.where(ratio, np.log(frame["estimate"].where(ratio, 1)), frame["estimate"])
    own = joined["difference"].fillna(joined["risk_difference"])
    mirrored = (np.sign(effect) * np.sign(own)) == -1
    reason = (
        "the arms of the same trial, outcome and time point point the other way; see which of the "
        "two has the wrong sign."
    )
    yield from marked("contrasts", frame, mirrored, "estimate", "mirrored-sign", reason)


def turned_direction(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """An instrument that runs against its outcome is turned round, which is worth a look."""
    better = {outcome.id: outcome.better == "higher" for outcome in protocol.outcomes}
    for table in _RESULTS:
        frame = registry.frames[table]
        wanted = frame["outcome"].map(better)
        mask = wanted.notna() & (wanted != frame["higher_is_better"])
        yield from marked(
            table,
            frame,
            mask,
            "higher_is_better",
            "direction-turned",
            lambda row: (
                f"for this outcome {protocol.outcome(row.outcome).better} is better, so the sign "
                "of this result is turned round in the analysis; see that the direction is right."
            ),
        )


def instrument_two_directions(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """One instrument has one direction in every trial."""
    columns = ["outcome", "instrument", "higher_is_better"]
    both = pd.concat([registry.frames[table][columns] for table in _RESULTS])
    named = both[both["instrument"] != ""]
    counts = named.groupby(["outcome", "instrument"])["higher_is_better"].nunique()
    twofold = counts[counts > 1].index
    for table in _RESULTS:
        frame = registry.frames[table]
        mine = pd.MultiIndex.from_frame(frame[["outcome", "instrument"]])
        mask = pd.Series(mine.isin(twofold), index=frame.index)
        reason = (
            "another row gives this instrument the other direction; see which of the two is right."
        )
        yield from marked(
            table, frame, mask, "higher_is_better", "instrument-two-directions", reason
        )


def mixed_scores(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """Change scores and endpoint scores do not belong in one standardised analysis."""
    arms = registry.frames["arms"]
    standardised = [o.id for o in protocol.outcomes if o.measure == "SMD"]
    kinds = arms.groupby(["outcome", "timepoint"])["score"].transform("nunique")
    mask = arms["outcome"].isin(standardised) & (kinds > 1) & (arms["score"] == "change")
    reason = (
        "other trials give endpoint scores for this outcome, and the two have different standard "
        "deviations; enter endpoint scores if the report has them."
    )
    yield from marked("arms", arms, mask, "score", "scores-mixed", reason)


def mixed_instruments(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A difference in points means nothing across instruments with different points."""
    for table in _RESULTS:
        frame = registry.frames[table]
        for outcome in protocol.outcomes:
            of_it = (frame["outcome"] == outcome.id) & (frame["instrument"] != "")
            names = frame.loc[of_it, "instrument"].value_counts()
            if outcome.measure != "MD" or len(names) < 2:
                continue
            usual = min(names.index[names == names.iloc[0]])
            reason = (
                f"the outcome is a difference in points, and {usual} is the usual instrument; see "
                "whether the two have the same points, or choose SMD."
            )
            mask = of_it & (frame["instrument"] != usual)
            yield from marked(table, frame, mask, "instrument", "instruments-mixed", reason)


def percentages(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two arms of exactly 100 people look like percentages."""
    arms = registry.frames["arms"]
    counted = arms["events"].notna()
    all_100 = arms["n"].eq(100).groupby([arms[name] for name in COMPARISON]).transform("all")
    reason = (
        "every arm has exactly 100 people, as if percentages had been entered; see that these are "
        "counts."
    )
    yield from marked("arms", arms, counted & all_100, "events", "events-as-percentages", reason)


def outside_window(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """The weeks of a row lie in the window of its time point."""
    for table in _RESULTS:
        frame = registry.frames[table]
        for timepoint in protocol.timepoints:
            if timepoint.weeks is None:
                continue
            low, high = timepoint.weeks
            mask = (frame["timepoint"] == timepoint.id) & (
                (frame["weeks"] < low) | (frame["weeks"] > high)
            )
            reason = (
                f"the time point {timepoint.id} is meant for weeks {low:g} to {high:g}; see "
                "whether the row belongs to it."
            )
            yield from marked(table, frame, mask, "weeks", "weeks-outside-window", reason)
    arms = registry.frames["arms"]
    differ = arms.groupby(COMPARISON)["weeks"].transform("nunique") > 1
    reason = "the arms of this comparison were measured at different weeks; correct one of them."
    yield from marked("arms", arms, differ, "weeks", "weeks-differ", reason)


def unadjusted_cluster(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A cluster trial without its intracluster correlation looks more precise than it is."""
    trials, arms = registry.frames["trials"], registry.frames["arms"]
    clustered = trials.loc[trials["design"] == "cluster", "trial_id"]
    missing = arms[["cluster_size", "icc"]].isna().any(axis=1)
    mask = arms["trial_id"].isin(clustered) & missing
    reason = (
        "the trial randomised clusters, and without a cluster size and an intracluster correlation "
        "its result enters unadjusted and too precise; fill in both."
    )
    yield from marked("arms", arms, mask, "icc", "cluster-unadjusted", reason)


def suspicious_role(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An intervention arm is not called control."""
    arms = registry.frames["arms"]
    words = r"\b(?:control|placebo|wait(?:ing)?[ -]?list|(?:usual|standard) care)\b"
    mask = (arms["role"] == "intervention") & arms["arm"].str.contains(words, case=False)
    reason = "the name of the arm sounds like a control; see that the role is right."
    yield from marked("arms", arms, mask, "role", "role-contradicts-name", reason)


def same_data_twice(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two trials with the same numbers may be one trial reported twice."""
    arms = registry.frames["arms"]
    known = arms[arms["mean"].notna() & arms["sd"].notna()]
    trials = known.groupby(_DATA_KEY)["trial_id"].transform("nunique")
    reason = (
        "another trial has the same number of people, mean and standard deviation; see whether the "
        "two are reports of one trial."
    )
    yield from marked("arms", known, trials > 1, "mean", "same-data-twice", reason)


def same_arm_twice(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Two arms of one role with the same numbers may be one group entered twice."""
    arms = registry.frames["arms"]
    own = [*COMPARISON, "role", "n"]
    means = (
        arms["mean"].notna()
        & arms["sd"].notna()
        & arms.duplicated([*own, "mean", "sd"], keep=False)
    )
    events = (arms["events"] > 0) & arms.duplicated([*own, "events"], keep=False)
    reason = (
        "another arm of the same role has the same number of people and the same result, and the "
        "two are combined; see whether they are one group entered twice."
    )
    yield from marked("arms", arms, means | events, "arm", "same-arm-twice", reason)


def _pairs(arms: pd.DataFrame) -> pd.DataFrame:
    """Return each intervention arm against each control arm of its comparison, rows as in arms."""
    sd = arms["sd"].fillna(arms["se"] * np.sqrt(arms["n"]))
    columns = arms[[*COMPARISON, "role", "n", "mean", "events"]].assign(sd=sd, row=arms.index)
    sides = [columns[columns["role"] == role] for role in ("intervention", "control")]
    pairs = sides[0].merge(sides[1], on=COMPARISON, suffixes=("", "_control")).set_index("row")
    df = pairs["n"] + pairs["n_control"] - 2
    within = (pairs["n"] - 1) * pairs["sd"] ** 2
    within_control = (pairs["n_control"] - 1) * pairs["sd_control"] ** 2
    pooled = ((within + within_control) / df.where(df > 0)) ** 0.5
    difference = pairs["mean"] - pairs["mean_control"]
    risks = pairs["events"] / pairs["n"] - pairs["events_control"] / pairs["n_control"]
    return pairs[COMPARISON].assign(
        difference=difference, risk_difference=risks, smd=difference / pooled.where(pooled > 0)
    )


def _contrast_smd(frame: pd.DataFrame) -> pd.Series:
    """Return the standardised difference a contrast states or implies; NaN when it has none."""
    width: pd.Series = (frame["ci_high"] - frame["ci_low"]).where(frame["ci_level"] == 0.95)
    se = frame["se"].fillna(width / (2 * _Z95))
    sd = se / (1 / frame["n_intervention"] + 1 / frame["n_control"]) ** 0.5
    smd = frame["estimate"].where(frame["measure"] == "SMD")
    return smd.fillna((frame["estimate"] / sd).where(frame["measure"] == "MD"))


def _on_analysis_scale(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    ratio = frame["measure"].isin(RATIO_MEASURES)
    columns = (frame[name] for name in ("ci_low", "ci_high", "estimate"))
    low, high, estimate = (
        column.where(~ratio, np.log(column.where(ratio & (column > 0)))) for column in columns
    )
    return low, high, estimate
