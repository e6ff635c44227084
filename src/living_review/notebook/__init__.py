"""What an analyst types: `import living_review as lr`, then a table in and a meta-analysis out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack, cast

from numpy.typing import ArrayLike

from living_review.ground.errors import StatisticsError
from living_review.notebook.drawing import Drawing
from living_review.notebook.effect_size import Columns, EffectSize, of_arrays
from living_review.notebook.effect_size import effect_size as _of_table
from living_review.notebook.meta_analysis import MetaAnalysis, Method, pooled
from living_review.notebook.regression import Regression
from living_review.notebook.review import Result, Review, load
from living_review.notebook.series import Pools
from living_review.pooling.subsets import PoolOptions

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Drawing",
    "EffectSize",
    "MetaAnalysis",
    "Pools",
    "Regression",
    "Result",
    "Review",
    "effect_size",
    "load",
    "pool",
]


def effect_size(data: pd.DataFrame, **columns: Unpack[Columns]) -> EffectSize:
    """Compute the effect of each trial of a table, one row a trial.

    `measure` is SMD, MD, ROM (of `mean`, `sd`, `n`), RR, OR, RD (of `events`, `n`), IRR or IRD (of
    `events`, `time`); each of these names two columns, the intervention's first. Or `estimate` with
    `variance` or `se` names columns that hold effects as they are, ratios as logarithms. `label`
    names the column with the trials' names, in place of the index.

    Half an event is added to every cell of a trial with a zero cell, and a trial in which nobody or
    everybody had the event has no ratio. Raises StatisticsError for a column that is not there, is
    no number, is missing or of no use.
    """
    return _of_table(data, **columns)


def pool(
    data: pd.DataFrame | EffectSize | ArrayLike,
    variances: ArrayLike | None = None,
    *,
    tau2: str | float = "REML",
    interval: str | None = None,
    safeguard: str = "se",
    level: float = 0.95,
    prediction: str = "k-1",
    method: Method = "inverse-variance",
    **columns: Unpack[Columns],
) -> MetaAnalysis:
    """Pool trials: of a table with named columns, of arrays of effects and variances, or effects.

    The columns are those of `effect_size`; with two arrays, of shape (k,), `measure` may say what
    they are. `tau2`: REML, DL, PM, ML, HE, HS, HSk, SJ, EB, PMM, "common" for the common-effect
    model, or a known τ². `interval`: knapp-hartung, wald or t; not given, wald for the common
    effect, else knapp-hartung. `safeguard` says what is done where Knapp and Hartung's interval is
    narrower than Wald's (none, se, iqwig6, ci, cochrane). `prediction`: degrees of freedom of the
    prediction interval, k-1, k-2 or normal. `method`: inverse-variance, mantel-haenszel (RR, OR,
    RD) or peto (OR), the latter two of counts and by the common-effect model.

    Raises StatisticsError for what cannot be pooled, saying what to give instead.
    """
    effects = _effects(data, variances, columns)
    chosen: PoolOptions = {
        "tau2": tau2,
        "interval": interval or ("wald" if tau2 == "common" else "knapp-hartung"),
        "safeguard": safeguard,
        "level": level,
        "prediction": prediction,
    }
    if method != "inverse-variance":
        chosen = _without_usual(chosen)
    return pooled(effects, method, chosen)


def _without_usual(options: PoolOptions) -> PoolOptions:
    """Leave out what nobody asked for: counts are pooled without most of these choices."""
    usual: PoolOptions = {
        "tau2": "REML",
        "interval": "knapp-hartung",
        "safeguard": "se",
        "prediction": "k-1",
    }
    left = {name: value for name, value in options.items() if usual.get(name) != value}
    return cast("PoolOptions", left)


def _effects(
    data: pd.DataFrame | EffectSize | ArrayLike, variances: ArrayLike | None, columns: Columns
) -> EffectSize:
    if isinstance(data, EffectSize):
        if columns or variances is not None:
            raise StatisticsError("Effects are pooled as they are; they take no columns more.")
        return data
    if hasattr(data, "columns"):
        if variances is not None:
            raise StatisticsError(
                "A table is pooled by its columns: name them, such as estimate='yi', variance='vi'."
            )
        return _of_table(cast("pd.DataFrame", data), **columns)
    if variances is None:
        raise StatisticsError("Effects given as an array need their variances as a second one.")
    return of_arrays(data, variances, **columns)
