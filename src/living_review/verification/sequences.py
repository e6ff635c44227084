"""What is expected of the main pool taken apart: one trial left out, one more added."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from living_review.findings import Finding
from living_review.verification.counts import Counted, counted
from living_review.verification.evidence import Evidence, Members, arrays
from living_review.verification.figures import Columns
from living_review.verification.many import Subsets, replaced, subsets
from living_review.verification.meaning import RATIOS, natural
from living_review.verification.nested import ThreeLevel, three_level
from living_review.verification.settings import Way


def left_out(evidence: Evidence, finding: Finding, own: Members, way: Way) -> Columns:
    """Expect the pool without each trial; none where that would leave fewer than two."""
    k = len(own)
    if k < 3:
        return Columns(0, {})
    published = {each.trial_id: each.tau2 for each in finding.leave_one_out}
    found = _pooled(
        evidence, (finding, "leave_one_out"), own, ~np.eye(k, dtype=bool), published, way
    )
    shown = np.full(k, way.model != "common")
    return _columns(
        found,
        finding.measure,
        {"i2": found.i2, "p": found.p, "tau2": np.where(shown, found.tau2, math.nan)},
        {"trial_id": [each.trial_id for each in own]},
    )


def added(evidence: Evidence, finding: Finding, own: Members, way: Way) -> Columns:
    """Expect the pool of the first trial, the first two, and so on."""
    k = len(own)
    published = {each.trial_id: each.tau2 for each in finding.cumulative}
    found = _pooled(
        evidence, (finding, "cumulative"), own, np.tril(np.ones((k, k), dtype=bool)), published, way
    )
    shown = (found.k > 1) & (way.model != "common")
    return _columns(
        found,
        finding.measure,
        {"tau2": np.where(shown, found.tau2, math.nan)},
        {
            "trial_id": [each.trial_id for each in own],
            "year": [each.trial["year"] for each in own],
        },
    )


def _pooled(
    evidence: Evidence,
    of: tuple[Finding, str],
    own: Members,
    include: Any,
    published: dict[str, float | None],
    way: Way,
) -> Subsets:
    finding, what = of
    given = [published.get(each.trial_id) for each in own]
    tau2 = np.array([math.nan if each is None else each for each in given], dtype=float)
    if way.counted:
        return by_counts(own, include, tau2, way, finding.measure)
    found = subsets(*arrays(own), include, tau2, way)
    fitted: dict[int, ThreeLevel] = {}
    for row, member in enumerate(own):
        variances = evidence.workings.variances.get((finding.key, f"{what} {member.trial_id}"))
        if variances is not None:
            chosen = tuple(each for each, there in zip(own, include[row], strict=True) if there)
            fitted[row] = three_level(chosen, way, variances)
    return replaced(found, fitted, way) if fitted else found


def _columns(
    found: Subsets, measure: str, more: dict[str, Any], words: dict[str, Sequence[Any]]
) -> Columns:
    """Give what leaving out and adding trials have in common, and more."""
    ends = {"estimate": found.estimate, "ci_low": found.low, "ci_high": found.high}
    told = {n: np.array([natural(float(x), measure) for x in each]) for n, each in ends.items()}
    scales = {n: x * found.se if measure in RATIOS else found.se for n, x in told.items()}
    return Columns(
        len(found.k),
        {**told, "k": found.k, **more},
        {**scales, "tau2": found.tau2_scale, "p": 1e-8},
        iterated=frozenset(("tau2",)),
        words={"interval": list(found.intervals), **words},
    )


def by_counts(own: Members, include: Any, tau2: Any, way: Way, measure: str) -> Subsets:
    """Pool each subset with its counts."""
    pools: list[Counted] = []
    k = include.sum(axis=1)
    for row, given in zip(include, tau2, strict=True):
        chosen = tuple(each for each, there in zip(own, row, strict=True) if there)
        at = 0.0 if math.isnan(given) else float(given)
        pools.append(counted(chosen, way.of(len(chosen)), measure, at))
    _, v = arrays(own)
    means = [each.mean for each in pools]
    return Subsets(
        k=k.astype(float),
        estimate=np.array([each.estimate for each in means]),
        se=np.array([each.se for each in means]),
        wald_se=np.array([each.wald_se for each in means]),
        low=np.array([each.low for each in means]),
        high=np.array([each.high for each in means]),
        p=np.array([each.p for each in means]),
        tau2=np.array([each.tau2 for each in pools]),
        tau2_scale=np.where(include, 1e-3 * v, np.inf).min(axis=1),
        i2=np.array([each.spread.i2 for each in pools]),
        q=np.array([each.spread.q for each in pools]),
        weights=np.zeros(include.shape),
        intervals=tuple(way.of(int(each)).interval for each in k),
    )
