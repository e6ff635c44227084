"""Cluster-robust standard errors that hold in small samples: CR2 with Satterthwaite's df."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from living_review.ground.distributions import FloatArray, t_quantile, two_sided_p
from living_review.pooling.clusters import ClusterFit, Clusters

# Eigenvalues below this share of the largest belong to directions the design has used up.
USED_UP = 1e-12


@dataclass(frozen=True, eq=False)
class RobustInference:
    """Standard errors, t tests and intervals of the coefficients; every field (p,)."""

    se: FloatArray
    statistic: FloatArray
    df: FloatArray
    p: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray


def cr2(data: Clusters, fit: ClusterFit, unit: float, level: float) -> RobustInference:
    """CR2 standard errors with Satterthwaite degrees of freedom, the model as working model.

    Effects of `data` are measured in `unit`s; the result is not.

    Source: Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, eqs. 7-11.
    """
    variance = np.zeros(data.p)
    # For each coefficient: the diagonal of the clusters' covariance matrix Θ, and what it takes to
    # write its other entries, which are −(X'a)ᵢ'·M·(X'a)ⱼ.
    own, carried = [], []
    for inverse, x, residual in zip(fit.inverses, data.x, fit.residuals, strict=True):
        sigma = np.asarray(np.linalg.inv(inverse), dtype=np.float64)
        a = _adjustment(sigma, x, fit.covariance) @ inverse @ x @ fit.covariance
        variance += (np.einsum("cip,ci->cp", a, residual) ** 2).sum(axis=0)
        own.append(np.einsum("cip,cij,cjp->cp", a, sigma, a))
        carried.append(np.einsum("ciq,cip->cpq", x, a))
    diagonal, crossing = np.concatenate(own), np.concatenate(carried)
    theta = -np.einsum("ipq,qr,jpr->pij", crossing, fit.covariance, crossing)
    clusters = np.arange(len(diagonal))
    theta[:, clusters, clusters] += diagonal.T
    df = np.trace(theta, axis1=1, axis2=2) ** 2 / (theta**2).sum(axis=(1, 2))
    coefficients, se = fit.coefficients * unit, np.sqrt(variance) * unit
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = coefficients / se
    half = t_quantile(df, 0.5 + level / 2.0) * se
    return RobustInference(
        se, statistic, df, two_sided_p(df, statistic), coefficients - half, coefficients + half
    )


def _adjustment(sigma: FloatArray, x: FloatArray, covariance: FloatArray) -> FloatArray:
    """A of each cluster, which makes the estimator unbiased under the working model.

    A = D'B^(−1/2)D with Σ = D'D and B = D(Σ − XMX')D'.
    """
    d = np.linalg.cholesky(sigma).transpose(0, 2, 1)
    b = d @ (sigma - x @ covariance @ x.transpose(0, 2, 1)) @ d.transpose(0, 2, 1)
    values, vectors = np.linalg.eigh(b)
    kept = values > USED_UP * values.max(axis=1, keepdims=True)
    root = np.where(kept, 1.0 / np.sqrt(np.where(kept, values, 1.0)), 0.0)
    power = np.einsum("cij,cj,ckj->cik", vectors, root, vectors)
    adjustment: FloatArray = d.transpose(0, 2, 1) @ power @ d
    return adjustment
