"""How far trials lie from a mean that was not weighted by their variances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from living_review.ground.arguments import broadcast, float_array
from living_review.ground.distributions import FloatArray, chi2_tail


@dataclass(frozen=True, eq=False)
class SpreadAbout:
    """Q about a mean and what follows from it; every field (...), I² in percent.

    NaN where the mean is, and where no trial is present.
    """

    k: FloatArray
    q: FloatArray
    q_df: FloatArray
    q_p: FloatArray
    i2: FloatArray
    h2: FloatArray
    tau2: FloatArray


def spread_about(estimates: ArrayLike, variances: ArrayLike, mean: ArrayLike) -> SpreadAbout:
    """Q = Σ(y − mean)²/v, and the τ² of DerSimonian & Laird that this Q gives.

    `estimates`, `variances`: shape (..., k), NaN for an absent trial; `mean`: shape (...), such as
    the Mantel-Haenszel estimate of the same trials. τ² = max(0, (Q − df)/(Σw − Σw²/Σw)) with
    w = 1/v (DerSimonian & Laird 1986, eq. 8; Deeks & Higgins 2010 for the Mantel-Haenszel mean).
    """
    y, v = broadcast(estimates=estimates, variances=variances)
    centre = float_array(mean, "mean")
    present: NDArray[np.bool_] = ~np.isnan(y + v)
    with np.errstate(all="ignore"):
        w = np.where(present, 1.0 / v, 0.0)
        distance = np.where(present, (y - centre[..., None]) ** 2, 0.0)
        k = present.sum(axis=-1).astype(float)
        known = (k > 0) & np.isfinite(centre)
        df = np.where(known, k - 1.0, np.nan)
        # One trial cannot differ from itself, even when its effect is corrected and the mean not.
        q = np.where(df > 0, (w * distance).sum(axis=-1), np.where(df == 0, 0.0, np.nan))
        total = w.sum(axis=-1)
        spread = total - (w**2).sum(axis=-1) / total
        tau2 = np.where(df > 0, np.maximum(0.0, (q - df) / spread), np.where(df == 0, 0.0, np.nan))
        return SpreadAbout(
            k=k,
            q=q,
            q_df=df,
            q_p=chi2_tail(df, q),
            i2=np.where(q > df, 100.0 * (q - df) / q, np.where(df >= 0, 0.0, np.nan)),
            h2=np.where(df > 0, q / df, np.where(df == 0, 1.0, np.nan)),
            tau2=tau2,
        )
