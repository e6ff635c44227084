"""Meta-analyses with moderators: the trials of a batch together with their design matrices."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import broadcast, float_array
from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError
from living_review.pooling.batch import Batch, gather

# A column is taken for a combination of others when less than this share of it is left over.
DEPENDENT = 1e-10


@dataclass(frozen=True, eq=False)
class Regressions(Batch):
    """A batch of trials with moderators.

    `design` (B, k, p) has orthonormal columns, and rows of zeros for absent trials; multiplied by
    `mixing` (B, p, p) it is the design matrix as given.
    """

    design: FloatArray
    mixing: FloatArray

    @property
    def coefficients(self) -> int:
        """The number of columns p of the design."""
        return int(self.design.shape[-1])

    @property
    def df(self) -> NDArray[np.int64]:
        """Residual degrees of freedom k − p, (B,)."""
        return self.k - self.coefficients

    def columns(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Regressions:
        """The meta-analyses `which` selects, in that order."""
        chosen = super().columns(which)
        assert isinstance(chosen, Regressions)
        return replace(chosen, design=self.design[which], mixing=self.mixing[which])


@dataclass(frozen=True, eq=False)
class WeightedFit:
    """Weighted least squares of every regression under weights 1/(v + τ²).

    Shapes: `w` and `residuals` (B, k); `gamma` (B, p), the coefficients of the batch's design;
    `basis` (B, k, p), an orthonormal basis of the design after each row is multiplied by √w, and
    `triangle` (B, p, p), which turns the basis into that design.
    """

    w: FloatArray
    residuals: FloatArray
    gamma: FloatArray
    basis: FloatArray
    triangle: FloatArray

    @property
    def q(self) -> FloatArray:
        """Weighted residual sum of squares, (B,)."""
        q: FloatArray = np.einsum("bi,bi,bi->b", self.w, self.residuals, self.residuals)
        return q

    @property
    def leverage(self) -> FloatArray:
        """Diagonal of the hat matrix, (B, k)."""
        leverage: FloatArray = np.einsum("bip,bip->bi", self.basis, self.basis)
        return leverage

    @property
    def projection_trace(self) -> FloatArray:
        """Trace of P = W − WX(X'WX)⁻¹X'W, (B,)."""
        trace: FloatArray = np.einsum("bi,bi->b", self.w, 1.0 - self.leverage)
        return trace

    @property
    def covariance(self) -> FloatArray:
        """Covariance of `gamma` under known variances, (B, p, p); NaN where it is singular."""
        diagonal = np.diagonal(self.triangle, axis1=1, axis2=2)
        known = np.isfinite(diagonal) & (diagonal > 0)
        regular = np.asarray(known.all(axis=1))[:, None, None]
        inverse = np.linalg.inv(np.where(regular, self.triangle, np.eye(diagonal.shape[1])))
        return np.where(regular, inverse @ inverse.transpose(0, 2, 1), np.nan)


def weighted_fit(batch: Regressions, tau2: FloatArray) -> WeightedFit:
    """Fit every regression at its τ² (B,), by modified Gram-Schmidt on the weighted rows.

    Normal equations would square the condition number, which a dominant trial makes large. Nothing
    is raised: a design that is singular under the weights gives NaN.
    """
    w = (1.0 / (batch.v + tau2)).T
    root = np.sqrt(w)
    basis = batch.design * root[:, :, None]
    left = batch.y.T * root
    p = batch.coefficients
    triangle, gamma = np.zeros((len(w), p, p)), np.zeros((len(w), p))
    for column in range(p):
        length = np.sqrt(np.einsum("bi,bi->b", basis[:, :, column], basis[:, :, column]))
        basis[:, :, column] /= length[:, None]
        direction = basis[:, :, column]
        triangle[:, column, column] = length
        gamma[:, column] = np.einsum("bi,bi->b", direction, left)
        left = left - direction * gamma[:, column, None]
        for later in range(column + 1, p):
            share = np.einsum("bi,bi->b", direction, basis[:, :, later])
            triangle[:, column, later] = share
            basis[:, :, later] -= direction * share[:, None]
    for column in reversed(range(p)):
        known = np.einsum("bq,bq->b", triangle[:, column, column + 1 :], gamma[:, column + 1 :])
        gamma[:, column] = (gamma[:, column] - known) / triangle[:, column, column]
    residuals = batch.y.T - np.einsum("bip,bp->bi", batch.design, gamma)
    return WeightedFit(w, residuals, gamma, basis, triangle)


def gather_design(estimates: ArrayLike, variances: ArrayLike, design: ArrayLike) -> Regressions:
    """Effects and variances of shape (..., k) and designs of shape (..., k, p).

    A trial with NaN in any of them is absent. A meta-analysis whose design is singular, or that has
    no more trials than coefficients, is not usable. Raises StatisticsError as `gather` does, when
    the shapes do not match, and when the only design there is, is singular.
    """
    moderators = float_array(design, "design")
    if moderators.ndim < 2 or moderators.shape[-1] == 0:
        raise StatisticsError(
            f"The design has shape {moderators.shape}, but must have a row for each trial and a "
            "column for each coefficient; a column of ones is the intercept."
        )
    broken = np.isnan(moderators).any(axis=-1)
    effects, sampling, absent = broadcast(
        estimates=estimates, variances=variances, design=np.where(broken, np.nan, 0.0)
    )
    batch = gather(effects + absent, sampling)
    trials, p = effects.shape[-1], moderators.shape[-1]
    rows = np.broadcast_to(moderators, (*effects.shape, p)).reshape(batch.k.size, trials, p)
    rows = np.where(batch.present.T[:, :, None], rows, 0.0)
    enough = batch.usable & (batch.k > p)
    orthonormal, mixing, independent = _orthonormal(rows)
    if effects.ndim == 1 and batch.usable.all() and enough.all() and not independent.all():
        raise StatisticsError(
            f"The design matrix is singular: over the {int(batch.k[0])} trials one of its {p} "
            "columns is a combination of the others, so leave a column out."
        )
    return Regressions(
        y=batch.y,
        v=batch.v,
        present=batch.present,
        k=batch.k,
        counted=batch.counted,
        usable=enough & independent,
        scale=batch.scale,
        shape=batch.shape,
        design=orthonormal,
        mixing=mixing,
    )


def _orthonormal(rows: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Q and R of each design (B, k, p), and whether its columns are independent."""
    p = rows.shape[-1]
    if rows.shape[1] < p:
        none = np.zeros(rows.shape[0], dtype=bool)
        return rows, np.zeros((rows.shape[0], p, p)), none
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(rows).all(axis=(1, 2)))
    rows = np.where(finite[:, None, None], rows, 0.0)
    length = np.linalg.norm(rows, axis=1)
    unit = rows / np.where(length > 0, length, 1.0)[:, None, :]
    q, r = np.linalg.qr(unit)
    left_over = np.abs(np.diagonal(r, axis1=1, axis2=2)).min(axis=1)
    return q, r * length[:, None, :], finite & (left_over > DEPENDENT)


def intercept_column(design: ArrayLike) -> int | None:
    """Which column of a design (..., k, p) is constant and not zero; None if none is."""
    moderators = float_array(design, "design")
    filled = moderators.reshape(-1, moderators.shape[-1])
    for column in range(filled.shape[1]):
        values = filled[:, column][~np.isnan(filled[:, column])]
        if values.size and values[0] != 0 and np.all(values == values[0]):
            return column
    return None
