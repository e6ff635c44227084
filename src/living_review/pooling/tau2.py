"""Estimators of τ², the variance of the true effects between trials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray, chi2_quantile
from living_review.pooling.batch import Batch
from living_review.pooling.likelihood import maximise
from living_review.pooling.moments import generalised_q, typical_variance, weighted_mean
from living_review.pooling.roots import falling_root

Estimated = tuple[FloatArray, NDArray[np.bool_]]


def closed(tau2: FloatArray) -> Estimated:
    """An estimate by a formula, never below zero, and where there is one."""
    return np.maximum(tau2, 0.0), np.isfinite(tau2)


def _common_q(batch: Batch) -> FloatArray:
    return generalised_q(batch, np.zeros(batch.k.size))[0]


def dersimonian_laird(batch: Batch) -> Estimated:
    """DerSimonian & Laird 1986, eq. 8."""
    # (Q − df)/C, where C = df / typical variance.
    return closed((_common_q(batch) / (batch.k - 1) - 1.0) * typical_variance(batch))


def hedges(batch: Batch) -> Estimated:
    """Hedges & Olkin 1985, ch. 9: the variance of the effects less the mean sampling variance."""
    mean = batch.y.sum(axis=0) / batch.k
    spread = np.where(batch.present, batch.y - mean, 0.0)
    between = np.einsum("ij,ij->j", spread, spread) / (batch.k - 1)
    return closed(between - np.where(batch.present, batch.v, 0.0).sum(axis=0) / batch.k)


def hunter_schmidt(batch: Batch) -> Estimated:
    """Schmidt & Hunter 2015; Viechtbauer 2005, eq. 2: (Q − k) / Σ1/v."""
    return closed((_common_q(batch) - batch.k) / (1.0 / batch.v).sum(axis=0))


def hunter_schmidt_corrected(batch: Batch) -> Estimated:
    """Brannick et al. 2019: Hunter-Schmidt with Q·k/(k−1) in place of Q."""
    k = batch.k
    return closed((_common_q(batch) * k / (k - 1) - k) / (1.0 / batch.v).sum(axis=0))


def sidik_jonkman(batch: Batch) -> Estimated:
    """Sidik & Jonkman 2005, eqs. 3-5; above zero unless all effects are identical."""
    mean = batch.y.sum(axis=0) / batch.k
    spread = np.where(batch.present, batch.y - mean, 0.0)
    crude = np.einsum("ij,ij->j", spread, spread) / batch.k
    # u = τ0²/(v + τ0²), which is 1/(r + 1) with r = v/τ0², without the division by zero.
    u = crude / (batch.v + crude)
    u = np.where(crude > 0, u, 0.0)
    centre, _ = weighted_mean(batch.y, np.where(crude > 0, u, 1.0))
    return closed(np.einsum("ij,ij->j", u, (batch.y - centre) ** 2) / (batch.k - 1))


def solve_generalised_q(batch: Batch, target: FloatArray) -> Estimated:
    """The τ² at which the generalised Q equals `target` (B,); zero where Q is below it already."""
    tau2, reached = np.zeros(batch.k.size), np.isfinite(target)
    inner = np.flatnonzero(_common_q(batch) > target)
    if inner.size:
        # Effects over √target: Q is then to equal one, whatever the meta-analysis.
        chosen = batch.columns(inner)
        chosen = replace(chosen, y=chosen.y / np.sqrt(target[inner]))
        mean = chosen.y.sum(axis=0) / chosen.k
        spread = np.where(chosen.present, chosen.y - mean, 0.0)
        # Q(τ²) ≤ Σ(y−ȳ)² / (min v + τ²), so the root lies below that sum.
        high = 1.01 * np.einsum("ij,ij->j", spread, spread)
        tau2[inner], reached[inner] = falling_root(_excess_q, chosen, np.zeros(inner.size), high)
    return tau2, reached


def _excess_q(batch: Batch, tau2: FloatArray) -> tuple[FloatArray, FloatArray]:
    # 1 − 1/Q has the root of Q − 1 and is nearly a straight line in τ², so Newton needs few steps.
    q, slope = generalised_q(batch, tau2)
    return 1.0 - 1.0 / q, slope / q**2


def paule_mandel(batch: Batch) -> Estimated:
    """Paule & Mandel 1982; the same as empirical Bayes (Morris 1983): Q = k − 1."""
    return solve_generalised_q(batch, np.asarray(batch.k - 1, dtype=np.float64))


def median_unbiased_paule_mandel(batch: Batch) -> Estimated:
    """Viechtbauer 2021: Q equals the median of its chi-squared distribution."""
    return solve_generalised_q(batch, chi2_quantile(batch.k - 1, 0.5))


def maximum_likelihood(batch: Batch) -> Estimated:
    """Maximum likelihood (Hardy & Thompson 1996); the global maximum."""
    return maximise(batch, restricted=False)


def restricted_maximum_likelihood(batch: Batch) -> Estimated:
    """Restricted maximum likelihood (Viechtbauer 2005, eq. 9); the global maximum."""
    return maximise(batch, restricted=True)


ESTIMATORS: Mapping[str, Callable[[Batch], Estimated]] = MappingProxyType(
    {
        "DL": dersimonian_laird,
        "PM": paule_mandel,
        "REML": restricted_maximum_likelihood,
        "ML": maximum_likelihood,
        "HE": hedges,
        "HS": hunter_schmidt,
        "HSk": hunter_schmidt_corrected,
        "SJ": sidik_jonkman,
        "EB": paule_mandel,
        "PMM": median_unbiased_paule_mandel,
    }
)


def estimate_tau2(batch: Batch, method: str) -> Estimated:
    """τ² (B,) on the batch's scale by the named method, and whether it was reached.

    One trial has τ² = 0 by convention; a meta-analysis that cannot be computed has NaN.
    """
    tau2 = np.where(batch.usable, 0.0, np.nan)
    reached = batch.usable.copy()
    several = np.flatnonzero(batch.usable & (batch.k > 1))
    if method != "common" and several.size:
        chosen = batch if several.size == batch.k.size else batch.columns(several)
        tau2[several], reached[several] = ESTIMATORS[method](chosen)
    return tau2, reached
