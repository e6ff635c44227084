"""Estimators of τ² that is left over when moderators are in the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import numpy as np

from living_review.ground.distributions import FloatArray
from living_review.pooling.batch import Batch
from living_review.pooling.design import Regressions, weighted_fit
from living_review.pooling.maxima import global_maximum
from living_review.pooling.roots import falling_root
from living_review.pooling.tau2 import Estimated, closed


def _regressions(batch: Batch) -> Regressions:
    assert isinstance(batch, Regressions)
    return batch


def _zero(batch: Regressions) -> FloatArray:
    return np.zeros(batch.k.size)


def _ordinary_q(batch: Regressions) -> FloatArray:
    """Residual sum of squares of ordinary least squares, (B,)."""
    # In two steps: in one, einsum would walk over all pairs of trials.
    gamma = np.einsum("bip,ib->bp", batch.design, batch.y)
    residuals = batch.y.T - np.einsum("bip,bp->bi", batch.design, gamma)
    q: FloatArray = np.einsum("bi,bi->b", residuals, residuals)
    return q


def dersimonian_laird(batch: Regressions) -> Estimated:
    """DerSimonian & Kacker 2007, eq. 6, with moderators: (Q − (k−p)) / tr(P) at τ² = 0."""
    fit = weighted_fit(batch, _zero(batch))
    return closed((fit.q - batch.df) / fit.projection_trace)


def hedges(batch: Regressions) -> Estimated:
    """Hedges & Olkin 1985, ch. 9: the residual variance less the mean sampling variance left."""
    leverage = np.einsum("bip,bip->bi", batch.design, batch.design)
    sampling = np.where(batch.present, batch.v, 0.0)
    left = np.einsum("ib,bi->b", sampling, np.where(batch.present.T, 1.0 - leverage, 0.0))
    return closed((_ordinary_q(batch) - left) / batch.df)


def hunter_schmidt(batch: Regressions) -> Estimated:
    """Viechtbauer et al. 2015: (Q − k) / Σ1/v, with the residual Q."""
    fit = weighted_fit(batch, _zero(batch))
    return closed((fit.q - batch.k) / fit.w.sum(axis=1))


def sidik_jonkman(batch: Regressions) -> Estimated:
    """Sidik & Jonkman 2005, eq. 5, with the crude variance of the effects about their mean."""
    mean = batch.y.sum(axis=0) / batch.k
    spread = np.where(batch.present, batch.y - mean, 0.0)
    crude = np.einsum("ij,ij->j", spread, spread) / batch.k
    fit = weighted_fit(batch, crude)
    return closed(np.where(crude > 0, crude * fit.q / batch.df, 0.0))


def solve_residual_q(batch: Regressions, target: FloatArray) -> Estimated:
    """The τ² at which the residual Q equals `target` (B,); zero where Q is below it already."""
    tau2, reached = _zero(batch), np.isfinite(target)
    inner = np.flatnonzero(weighted_fit(batch, tau2).q > target)
    if inner.size:
        chosen = batch.columns(inner)
        wanted = target[inner]
        # Q(τ²) ≤ (ordinary residual sum of squares) / (min v + τ²).
        high = 1.01 * _ordinary_q(chosen) / wanted
        # Effects over √target: Q is then to equal one, whatever the meta-analysis.
        scaled = replace(chosen, y=chosen.y / np.sqrt(wanted))
        tau2[inner], reached[inner] = falling_root(_excess_q, scaled, _zero(chosen), high)
    return tau2, reached


def _excess_q(batch: Batch, tau2: FloatArray) -> tuple[FloatArray, FloatArray]:
    # 1 − 1/Q has the root of Q − 1 and is nearly a straight line in τ².
    fit = weighted_fit(_regressions(batch), tau2)
    slope = -np.einsum("bi,bi->b", (fit.w * fit.residuals), fit.w * fit.residuals)
    return 1.0 - 1.0 / fit.q, slope / fit.q**2


def paule_mandel(batch: Regressions) -> Estimated:
    """Paule & Mandel 1982; empirical Bayes (Morris 1983): the residual Q equals k − p."""
    return solve_residual_q(batch, batch.df.astype(np.float64))


def _score(batch: Batch, tau2: FloatArray, *, restricted: bool) -> tuple[FloatArray, FloatArray]:
    """First and second derivative in τ² of twice the profile log-likelihood.

    Source: Viechtbauer 2005, eqs. 7-12, with P of the regression in place of that of the mean.
    """
    batch = _regressions(batch)
    fit = weighted_fit(batch, tau2)
    w, leverage = fit.w, fit.leverage
    projected = w * fit.residuals
    first = np.einsum("bi,bi->b", projected, projected)
    onto = np.einsum("bip,bi->bp", fit.basis, np.sqrt(w) * projected)
    bent = np.einsum("bi,bi->b", w * projected, projected) - np.einsum("bp,bp->b", onto, onto)
    s2 = np.einsum("bi,bi->b", w, w)
    if not restricted:
        return first - w.sum(axis=1), -2.0 * bent + s2
    inner = np.einsum("bip,bi,biq->bpq", fit.basis, w, fit.basis)
    trace_square = (
        s2 - 2.0 * np.einsum("bi,bi->b", w**2, leverage) + np.einsum("bpq,bpq->b", inner, inner)
    )
    return first - fit.projection_trace, -2.0 * bent + trace_square


def log_likelihood(batch: Batch, tau2: FloatArray, *, restricted: bool) -> FloatArray:
    """Profile log-likelihood of τ², without constants (Viechtbauer 2005, eqs. 5 and 9)."""
    fit = weighted_fit(_regressions(batch), tau2)
    spread = np.where(batch.present, batch.v + tau2, 1.0)
    deviance: FloatArray = np.log(spread).sum(axis=0) + fit.q
    if restricted:
        diagonal = np.diagonal(fit.triangle, axis1=1, axis2=2)
        deviance = deviance + 2.0 * np.log(diagonal).sum(axis=1)
    return -0.5 * deviance


def _maximise(batch: Regressions, *, restricted: bool) -> Estimated:
    # At a stationary point y'PPy = tr(P) ≥ (k−p)·min w (under ML it is Σw, which is more), and
    # y'PPy ≤ max w² · the ordinary residual sum of squares: a quadratic inequality in τ² + min v.
    variance = _ordinary_q(batch) / batch.df
    least = batch.v.min(axis=0)
    most = np.where(batch.present, batch.v, 0.0).max(axis=0)
    root = 0.5 * (variance + np.sqrt(variance**2 + 4.0 * variance * (most - least)))
    return global_maximum(
        batch,
        partial(_score, restricted=restricted),
        partial(log_likelihood, restricted=restricted),
        np.maximum(1.05 * root - least, 0.0),
    )


def maximum_likelihood(batch: Regressions) -> Estimated:
    """Maximum likelihood; the global maximum."""
    return _maximise(batch, restricted=False)


def restricted_maximum_likelihood(batch: Regressions) -> Estimated:
    """Restricted maximum likelihood (Raudenbush 2009); the global maximum."""
    return _maximise(batch, restricted=True)


RESIDUAL_ESTIMATORS: Mapping[str, Callable[[Regressions], Estimated]] = MappingProxyType(
    {
        "DL": dersimonian_laird,
        "PM": paule_mandel,
        "REML": restricted_maximum_likelihood,
        "ML": maximum_likelihood,
        "HE": hedges,
        "HS": hunter_schmidt,
        "SJ": sidik_jonkman,
        "EB": paule_mandel,
    }
)


def estimate_residual_tau2(batch: Regressions, method: str) -> Estimated:
    """τ² (B,) on the batch's scale by the named method, and whether it was reached.

    NaN where the meta-analysis is not usable; zero under the common-effect model.
    """
    tau2, reached = np.full(batch.k.size, np.nan), np.zeros(batch.k.size, dtype=bool)
    able = np.flatnonzero(batch.usable)
    if method == "common":
        tau2[able], reached[able] = 0.0, True
    elif able.size:
        tau2[able], reached[able] = RESIDUAL_ESTIMATORS[method](batch.columns(able))
    return tau2, reached
