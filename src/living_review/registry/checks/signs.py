"""Suspicions that a sign is turned: a mean, an effect, or the arms of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from living_review.protocol import RATIO_MEASURES, Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.pairing import pairs, rough_effects
from living_review.registry.checks.results import COMPARISON, in_every_arm
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import Groups, again, lines_by_key, of_group
from living_review.registry.rows import Rows
from living_review.registry.values import Values

Floats = npt.NDArray[np.float64]

# An effect is taken for a turned one when it is this far from the other trials, when they agree on
# a direction to this degree, and when turned round it would lie within this distance of them.
FAR, AGREED, WITHIN = 2.576, 1.96, 1.5
LEAST_TRIALS = 4
# The least standardised distance of two arms at randomisation that chance gives once in a thousand.
IMBALANCE = 3.29


def mirrored_sign(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A contrast and the arms of the same result point the same way."""
    frame = registry.tables["contrasts"]
    if frame.empty:
        return
    by_arms = registry.made_of("arms", pairs)
    comparisons = by_arms[COMPARISON].tolist()
    difference, risk = (
        dict(zip(comparisons, of_group(by_arms[name], [by_arms[COMPARISON]], "mean"), strict=True))
        for name in ("difference", "risk_difference")
    )
    ratio = frame["measure"].isin(RATIO_MEASURES)
    effect = frame["estimate"].mask(ratio, np.log(frame["estimate"].where(ratio, 1)))
    own = _known(difference, frame).fillna(_known(risk, frame))
    mirrored = (np.sign(effect) * np.sign(own)) == -1
    reason = (
        "the arms of the same trial, outcome and time point point the other way; see which of the "
        "two has the wrong sign."
    )
    yield from marked("contrasts", frame, mirrored, "estimate", "mirrored-sign", reason)


def _known(by_comparison: Mapping[int, float], rows: Rows) -> Values:
    found = [by_comparison.get(each, np.nan) for each in rows[COMPARISON]]
    return Values(np.array(found, dtype=float), rows.index)


def sign_unlike_others(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A negative mean on a scale that is positive in every other trial may have a stray sign."""
    arms = registry.in_use("arms")
    endpoint = arms.select((arms["score"] == "endpoint") & arms["mean"].notna())
    negative = endpoint["mean"] < 0
    if not negative.any():
        return
    lone = Values.full(False, endpoint.index)
    for key in (["outcome", "instrument"], ["outcome"]):
        groups = Groups.of(endpoint.columns(key))
        trials = of_group(endpoint["trial_id"], groups, "nunique")
        with_negative = of_group(endpoint["trial_id"].where(negative), groups, "nunique")
        lone |= negative & (trials > 2) & (with_negative == 1)
    lone |= negative & ~in_every_arm(negative, endpoint)
    reason = (
        "the mean is negative where the other arms of the outcome have positive ones; see whether "
        "the sign is stray, or the value is a change (then write change in score)."
    )
    yield from marked(
        "arms", endpoint, lone, lambda row: str(row.mean_cell), "sign-unlike-others", reason
    )


def effect_turned(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An effect far from the other trials and near them once turned round may have lost its sign.

    The others are brought together with random effects (DerSimonian and Laird 1986).
    """
    arms, contrasts = (registry.tables[name]["trial_id"].there() for name in ("arms", "contrasts"))
    if len(arms | contrasts) < LEAST_TRIALS:
        return
    effects = rough_effects(registry.made_of("arms", pairs), registry.in_use("contrasts"))
    for places in lines_by_key(effects.columns(["outcome", "timepoint"])).values():
        group = effects.select(np.array(places))
        if len(group["trial_id"].there()) < LEAST_TRIALS:
            continue
        first = ~again([group["trial_id"]], but_first=True)
        of_trial = Groups.of([group["trial_id"]])
        effect, variance = (
            of_group(group[name], of_trial, "mean").array for name in ("effect", "variance")
        )
        # Trials in the order of their names, whatever the order of their rows.
        names = group["trial_id"][first].tolist()
        order = np.flatnonzero(first.array)[sorted(range(len(names)), key=names.__getitem__)]
        turned = turned_round(effect[order], variance[order])
        rows = group.select(group["trial_id"].isin(group["trial_id"][order[turned]]))
        for table, row, column in zip(rows["table"], rows["row"], rows["column"], strict=True):
            yield Mark(
                table,
                int(row),
                column,
                "effect-turned",
                "the result points against the other trials of this outcome, and would agree with "
                "them if its sign were turned round; see that arms, sign and higher_is_better are "
                "as in the report.",
            )


def baseline_imbalance(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Arms that differ far at week 0 were hardly made by chance, or their rows were mixed up."""
    both = registry.made_of("arms", pairs)
    far = (both["weeks"] == 0) & (both["smd"].abs() > IMBALANCE * both["null_variance"] ** 0.5)
    reason = (
        "the arms differ at week 0, before any treatment, by more than chance gives once in a "
        "thousand trials; see that week, arms and figures are right, and judge the randomisation."
    )
    yield from marked(
        "arms", both, far, lambda row: str(row.mean_cell), "baseline-imbalance", reason
    )


def turned_round(effects: Floats, variances: Floats) -> npt.NDArray[np.bool_]:
    """Tell which of k effects contradicts the others and would agree with them if turned round."""
    k = len(effects)
    apart = ~np.eye(k, dtype=bool)
    weights = np.where(apart, 1 / variances, 0.0)
    total = weights.sum(axis=1)
    mean = weights @ effects / total
    q = (weights * (effects - mean[:, None]) ** 2).sum(axis=1)
    scale = total - (weights**2).sum(axis=1) / total
    tau2 = np.maximum(0.0, (q - (k - 2)) / scale)
    weights = np.where(apart, 1 / (variances + tau2[:, None]), 0.0)
    total = weights.sum(axis=1)
    mean = weights @ effects / total
    spread = np.sqrt(variances + tau2 + 1 / total)
    agreed = np.abs(mean) * np.sqrt(total) > AGREED
    against = np.sign(effects) * np.sign(mean) < 0
    far = np.abs(effects - mean) / spread > FAR
    near_when_turned = np.abs(effects + mean) / spread < WITHIN
    return np.asarray(agreed & against & far & near_when_turned)
