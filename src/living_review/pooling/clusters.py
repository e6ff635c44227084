"""Effects in clusters: block-diagonal covariances and generalised least squares under them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from living_review.ground.distributions import FloatArray


@dataclass(frozen=True, eq=False)
class Clusters:
    """Effects stacked by the size of their cluster, so that nothing is padded.

    For each size m of a cluster, with c clusters of it: `y` (c, m), `x` (c, m, p) and the sampling
    covariance `v` (c, m, m); `rows` (c, m) says which effect stands where.
    """

    y: tuple[FloatArray, ...]
    x: tuple[FloatArray, ...]
    v: tuple[FloatArray, ...]
    rows: tuple[NDArray[np.intp], ...]

    @property
    def k(self) -> int:
        """The number of effects."""
        return sum(each.size for each in self.y)

    @property
    def p(self) -> int:
        """The number of coefficients."""
        return int(self.x[0].shape[-1])

    @property
    def count(self) -> int:
        """The number of clusters."""
        return sum(len(each) for each in self.y)

    @property
    def largest(self) -> int:
        """The number of effects in the largest cluster."""
        return max(int(each.shape[1]) for each in self.y)

    @property
    def least_variance(self) -> float:
        """A thousandth of the smallest sampling variance: a step that leaves it positive."""
        return 1e-3 * min(float(np.diagonal(v, axis1=1, axis2=2).min()) for v in self.v)

    @property
    def log_determinant_of_design(self) -> float:
        """The logarithm of |X'X|."""
        square = np.add.reduce([np.einsum("cip,ciq->pq", x, x) for x in self.x])
        return float(np.linalg.slogdet(square)[1])


@dataclass(frozen=True, eq=False)
class ClusterFit:
    """Generalised least squares: `inverses` and `residuals` are stacked as the clusters are."""

    inverses: tuple[FloatArray, ...]
    residuals: tuple[FloatArray, ...]
    coefficients: FloatArray
    covariance: FloatArray
    log_determinant: float
    q: float

    def projection_trace(self, data: Clusters) -> float:
        """Trace of P = Σ⁻¹ − Σ⁻¹X(X'Σ⁻¹X)⁻¹X'Σ⁻¹."""
        trace = 0.0
        for inverse, x in zip(self.inverses, data.x, strict=True):
            z = inverse @ x
            trace += float(np.trace(inverse, axis1=1, axis2=2).sum())
            trace -= float(np.einsum("cip,pq,ciq->", z, self.covariance, z))
        return trace


def in_clusters(
    y: FloatArray, v: FloatArray, x: FloatArray, labels: NDArray[np.generic], rho: float
) -> Clusters:
    """Effects (k,) with designs (k, p) in stacks; `rho` correlates sampling errors in a cluster."""
    _, cluster = np.unique(labels, return_inverse=True)
    size = np.bincount(cluster)
    stacks: tuple[list[FloatArray], list[FloatArray], list[FloatArray]] = ([], [], [])
    order = np.argsort(cluster, kind="stable")
    places = []
    for m in np.unique(size):
        rows = order[size[cluster[order]] == m].reshape(-1, m)
        places.append(rows)
        sd = np.sqrt(v[rows])
        correlation = np.where(np.eye(m, dtype=bool), 1.0, rho)
        for stack, values in zip(
            stacks, (y[rows], x[rows], sd[:, :, None] * correlation * sd[:, None, :]), strict=True
        ):
            stack.append(values)
    return Clusters(tuple(stacks[0]), tuple(stacks[1]), tuple(stacks[2]), tuple(places))


def working_covariances(data: Clusters, between: float, within: float) -> tuple[FloatArray, ...]:
    """Σ of each cluster: sampling covariance + between·11' + within·I."""
    return tuple(v + between + within * np.eye(v.shape[1]) for v in data.v)


def generalised_least_squares(data: Clusters, between: float, within: float) -> ClusterFit:
    """Fit the coefficients under the covariance that the two variances imply."""
    covariances = working_covariances(data, between, within)
    inverses = tuple(np.asarray(np.linalg.inv(s), dtype=np.float64) for s in covariances)
    information, score = np.zeros((data.p, data.p)), np.zeros(data.p)
    for inverse, x, y in zip(inverses, data.x, data.y, strict=True):
        weighted = inverse @ x
        information += np.einsum("cip,ciq->pq", weighted, x)
        score += np.einsum("cip,ci->p", weighted, y)
    covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
    coefficients = covariance @ score
    residuals = tuple(y - x @ coefficients for x, y in zip(data.x, data.y, strict=True))
    q = sum(
        float(np.einsum("ci,cij,cj->", residual, inverse, residual))
        for residual, inverse in zip(residuals, inverses, strict=True)
    )
    log_determinant = sum(float(np.linalg.slogdet(each)[1].sum()) for each in covariances)
    return ClusterFit(inverses, residuals, coefficients, covariance, log_determinant, q)
