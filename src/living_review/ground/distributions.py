"""Tail areas and quantiles of the normal, t and chi-squared distributions, over arrays.

`scipy.special` is imported on first use: `scipy.stats` would cost a second at start-up.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
# Up to here quantiles are looked up one by one; a longer array is inverted at once.
FEW = 64


def normal_cdf(z: ArrayLike) -> FloatArray:
    """Probability that a standard normal variable lies below `z`."""
    from scipy.special import ndtr

    return np.asarray(ndtr(np.asarray(z, float)), dtype=np.float64)


def normal_quantile(probability: ArrayLike) -> FloatArray:
    """The value below which a standard normal variable lies with `probability`."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.asarray(probability, float)), dtype=np.float64)


def t_cdf(df: ArrayLike, t: ArrayLike) -> FloatArray:
    """Probability that a t variable lies below `t`; infinite `df` is the normal distribution."""
    from scipy.special import stdtr

    df, t = np.broadcast_arrays(np.asarray(df, float), np.asarray(t, float))
    normal = np.isinf(df)
    if normal.all():
        return normal_cdf(t)
    # stdtr gives NaN at t = ±inf for some df, where the answer is plain.
    t_finite = np.clip(t, -1e300, 1e300)
    return np.where(normal, normal_cdf(t), stdtr(np.where(normal, 1.0, df), t_finite))


def t_quantile(df: ArrayLike, probability: ArrayLike) -> FloatArray:
    """The value below which a t variable lies with `probability`; infinite `df` is the normal."""
    # A review has few distinct degrees of freedom, and the inversion is the costly part.
    if isinstance(probability, float):
        df = np.asarray(df, float)
        if df.size <= FEW:
            found = [_t_quantile(each, probability) for each in df.ravel().tolist()]
            return np.array(found, dtype=np.float64).reshape(df.shape)
    return _t_quantiles(df, probability)


@lru_cache(maxsize=4096)
def _t_quantile(df: float, probability: float) -> float:
    return float(_t_quantiles(df, probability))


def _t_quantiles(df: ArrayLike, probability: ArrayLike) -> FloatArray:
    from scipy.special import stdtrit

    df, probability = np.broadcast_arrays(np.asarray(df, float), np.asarray(probability, float))
    distinct, where = np.unique(df, return_inverse=True)
    if distinct.size < df.size and np.all(probability == probability.flat[0]):
        return _t_quantiles(distinct, probability.flat[0])[where].reshape(df.shape)
    normal = np.isinf(df)
    finite = stdtrit(np.where(normal | ~(df > 0), 1.0, df), probability)
    return np.where(normal, normal_quantile(probability), np.where(df > 0, finite, np.nan))


def chi2_tail(df: ArrayLike, x: ArrayLike) -> FloatArray:
    """Probability that a chi-squared variable exceeds `x`; one where `df` is zero."""
    from scipy.special import chdtrc

    df = np.asarray(df, float)
    return np.where(
        df > 0,
        chdtrc(np.where(df > 0, df, 1.0), np.asarray(x, float)),
        np.where(df == 0, 1.0, np.nan),
    )


def chi2_quantile(df: ArrayLike, probability: ArrayLike) -> FloatArray:
    """The value below which a chi-squared variable lies with `probability`."""
    from scipy.special import gammaincinv

    df = np.asarray(df, float)
    quantile = 2.0 * gammaincinv(np.where(df > 0, df, 1.0) / 2.0, np.asarray(probability, float))
    return np.where(df > 0, quantile, np.nan)


def two_sided_p(df: ArrayLike, statistic: ArrayLike) -> FloatArray:
    """Two-sided p-value of a t statistic; infinite `df` is the normal distribution."""
    return 2.0 * t_cdf(df, -np.abs(np.asarray(statistic, float)))
