"""One meta-analysis at a notebook: pooled, printed, drawn, and looked at from other sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from living_review import pooling
from living_review.ground import numbers
from living_review.ground.distributions import FloatArray
from living_review.ground.errors import StatisticsError
from living_review.ground.measures import NAMES, RISKS
from living_review.notebook.effect_size import EffectSize, both_of
from living_review.notebook.texts import (
    Interval,
    aligned,
    html_table,
    p_value,
    shown,
    spanned,
    tested,
    trials,
)
from living_review.pooling import AsymmetryTest, Gosh, PooledCounts, PooledEffect, RankTest
from living_review.pooling.subsets import PoolOptions

if TYPE_CHECKING:
    import pandas as pd

    from living_review.notebook.drawing import Drawing
    from living_review.notebook.regression import Regression
    from living_review.notebook.series import Pools

Method = Literal["inverse-variance", "mantel-haenszel", "peto"]
_METHODS: Final = {
    "mantel-haenszel": "Mantel-Haenszel",
    "peto": "Peto",
}


@dataclass(frozen=True, eq=False, repr=False)
class MetaAnalysis:
    """A pooled effect with the trials behind it.

    `estimate`, `ci` and `prediction` are on the natural scale (ratios as ratios); `pooled` has
    everything on the scale of the analysis, logarithms for ratios, and so have `se` and `tau2`.
    """

    effects: EffectSize
    pooled: PooledEffect | PooledCounts
    options: PoolOptions
    method: Method = "inverse-variance"

    @property
    def level(self) -> float:
        """The confidence level, from 0 to 1."""
        return float(self.options.get("level", 0.95))

    @property
    def k(self) -> int:
        """The number of trials that are pooled."""
        return int(self.pooled.k)

    @property
    def estimate(self) -> float:
        """The pooled effect on the natural scale."""
        return self.natural(float(self.pooled.estimate))

    @property
    def ci(self) -> Interval:
        """The confidence interval on the natural scale."""
        return self.natural(float(self.pooled.ci_low)), self.natural(float(self.pooled.ci_high))

    @property
    def se(self) -> float:
        """The standard error on the scale of the analysis."""
        return float(self.pooled.se)

    @property
    def p(self) -> float:
        """The two-sided p-value of no effect."""
        return float(self.pooled.p)

    @property
    def tau2(self) -> float:
        """The variance of true effects between trials, on the scale of the analysis."""
        return float(self.pooled.tau2) if isinstance(self.pooled, PooledEffect) else math.nan

    @property
    def i2(self) -> float:
        """I² in percent."""
        return float(self.pooled.i2)

    @property
    def prediction(self) -> Interval | None:
        """The prediction interval on the natural scale; None where there is none."""
        if not isinstance(self.pooled, PooledEffect) or np.isnan(self.pooled.prediction_low):
            return None
        low, high = float(self.pooled.prediction_low), float(self.pooled.prediction_high)
        return self.natural(low), self.natural(high)

    @property
    def weights(self) -> FloatArray:
        """The weight of each trial in percent, shape (k,); NaN for one that is not pooled."""
        weights = np.where(self.effects.usable, self.pooled.weights * 100.0, np.nan)
        return np.asarray(weights, dtype=np.float64)

    def natural(self, value: float) -> float:
        """Put a value of the analysis scale on the natural scale: e to its power, for a ratio."""
        return float(self.effects.natural(value))

    def to_frame(self) -> pd.DataFrame:
        """Give one row a trial: its effect and interval on the natural scale, and its weight.

        Intervals of trials are normal. `effect` and `se` are on the scale of the analysis.
        """
        import pandas as pd

        from living_review.ground.distributions import normal_quantile

        y, se = self.effects.estimate, self.effects.se
        reach = float(normal_quantile(0.5 + self.level / 2)) * se
        scaled = self.effects.natural
        return pd.DataFrame(
            {
                "estimate": scaled(y),
                "ci_low": scaled(y - reach),
                "ci_high": scaled(y + reach),
                "weight_percent": self.weights,
                "effect": y,
                "se": se,
            },
            index=pd.Index(self.effects.labels, name="trial"),
        )

    def forest(self) -> Drawing:
        """Draw every trial, its weight, the pool and the prediction interval."""
        from living_review.notebook.plots import forest

        return forest(self)

    def funnel(self) -> Drawing:
        """Draw effects against their standard errors, with contours of the p-value.

        With fewer than ten trials a funnel misleads (Sterne 2011, BMJ 343:d4002).
        """
        from living_review.notebook.plots import funnel

        return funnel(self)

    def leave_one_out(self) -> Pools:
        """Pool without each trial in turn."""
        from living_review.notebook.series import left_out

        return left_out(self)

    def cumulative(self, by: str | ArrayLike | None = None) -> Pools:
        """Pool the first trial, the first two, and so on: as they stand, or in order of `by`."""
        from living_review.notebook.series import accumulated

        return accumulated(self, by)

    def subgroups(self, by: str | Sequence[object], *, common_tau2: bool = False) -> Pools:
        """Pool the trials of each group of `by`, a column or one value a trial, and test them."""
        from living_review.notebook.series import grouped

        return grouped(self, by, common_tau2=common_tau2)

    def meta_regression(self, *moderators: str) -> Regression:
        """Regress effects on columns of the table; a column of texts enters by its levels."""
        from living_review.notebook.regression import regressed

        return regressed(self, moderators)

    def influence(self) -> pd.DataFrame:
        """Give the case-deletion diagnostics of each trial (Viechtbauer & Cheung 2010)."""
        import pandas as pd

        found = pooling.influence(*self._trials(), tau2=self._tau2("influence()"))
        return pd.DataFrame(vars(found), index=pd.Index(self.effects.labels, name="trial"))

    def gosh(self, *, subsets: int = 10_000, seed: int = 0) -> pd.DataFrame:
        """Pool every subset of trials, or `subsets` random ones: estimate, τ² and I² of each.

        One row a subset, the estimate on the natural scale, and a column for each trial that says
        whether it is in (Olkin, Dahabreh & Trikalinos 2012).
        """
        import pandas as pd

        found: Gosh = pooling.gosh(*self._trials(), subsets=subsets, seed=seed, **self._options())
        figures = {
            "k": found.k.astype(int),
            "estimate": [self.natural(value) for value in found.estimate.tolist()],
            "tau2": found.tau2,
            "i2": found.i2,
        }
        twice = set(figures) & set(self.effects.labels)
        if twice:
            raise StatisticsError(f"A trial is called {min(twice)!r}, as a figure is; rename it.")
        members = pd.DataFrame(found.included, columns=list(self.effects.labels))
        return pd.concat([pd.DataFrame(figures), members], axis=1)

    def egger(self) -> AsymmetryTest:
        """Test the funnel's asymmetry by regression on standard errors (Egger 1997)."""
        return pooling.egger(*self._trials(), level=self.level)

    def begg(self) -> RankTest:
        """Test the funnel's asymmetry by ranks (Begg & Mazumdar 1994)."""
        return pooling.begg(*self._trials())

    def trim_and_fill(self) -> MetaAnalysis:
        """Fill in mirror images of trials that make a funnel asymmetric, and pool with them.

        The filled trials come last, named after their images (Duval & Tweedie 2000).
        """
        found = pooling.trim_and_fill(*self._trials(), **self._options())
        here = np.isfinite(found.filled_estimates)
        names = [f"Mirror image of {name}" for name in np.array(self.effects.labels)[here].tolist()]
        both = EffectSize(
            np.concatenate([self.effects.estimate, found.filled_estimates[here]]),
            np.concatenate([self.effects.variance, found.filled_variances[here]]),
            (*self.effects.labels, *names),
            self.effects.measure,
        )
        return MetaAnalysis(both, pooling.pool(*both_of(both), **self._options()), self.options)

    def table(self) -> list[tuple[str, str]]:
        """Give what is printed: names and values, in their order."""
        return list(_rows(self))

    def __repr__(self) -> str:
        return f"{_title(self)}\n{aligned(self.table())}"

    def _repr_html_(self) -> str:
        return html_table(self.table(), (_title(self), ""))

    def _trials(self) -> tuple[FloatArray, FloatArray]:
        return both_of(self.effects)

    def _options(self) -> PoolOptions:
        self._tau2("This")
        return self.options

    def _tau2(self, what: str) -> str | float:
        if self.method != "inverse-variance":
            raise StatisticsError(
                f"{what} weighs trials by their inverse variance, and these are pooled by "
                f"{_METHODS[self.method]}; pool them by inverse variance first."
            )
        return cast("str | float", self.options.get("tau2", "REML"))


def pooled(effects: EffectSize, method: Method, options: PoolOptions) -> MetaAnalysis:
    """Pool effects; StatisticsError for a method that their measure has no counts for."""
    usable = effects.usable
    if not usable.any():
        raise StatisticsError("No trial has an effect, so there is nothing to pool.")
    if method == "inverse-variance":
        found = pooling.pool(*both_of(effects), **options)
        return MetaAnalysis(effects, found, options, method)
    if method not in _METHODS:
        raise StatisticsError(
            f"There is no method {method!r}; choose one of inverse-variance, {', '.join(_METHODS)}."
        )
    useless = sorted(set(options) - {"level"})
    if useless:
        raise StatisticsError(
            f"By {_METHODS[method]} there is no choice of {', '.join(useless)}; leave it out."
        )
    if effects.measure not in RISKS or not effects.columns:
        raise StatisticsError(
            f"By {_METHODS[method]} trials are pooled from their counts: give events and n, and "
            "RR, OR or RD as measure."
        )
    if method == "peto" and effects.measure != "OR":
        raise StatisticsError("By Peto's method an odds ratio is pooled; give measure='OR'.")
    (e1, e2), (n1, n2) = effects.columns["events"], effects.columns["n"]
    level = options["level"]
    counts = (
        pooling.peto(e1, n1, e2, n2, level=level)
        if method == "peto"
        else pooling.mantel_haenszel(
            e1, n1, e2, n2, measure=cast("Literal['OR', 'RR', 'RD']", effects.measure), level=level
        )
    )
    return MetaAnalysis(effects, counts, options, method)


def _title(result: MetaAnalysis) -> str:
    measure = result.effects.measure
    name = f"{NAMES[measure]} ({measure})" if measure else "effect as given"
    left = len(result.effects) - int(result.effects.usable.sum())
    apart = f", {left} without an effect" if left else ""
    return f"Meta-analysis of {trials(result.k)}: {name}{apart}"


def _rows(result: MetaAnalysis) -> list[tuple[str, str]]:
    rows = [
        ("Pooled effect", shown(result, result.estimate)),
        (f"{numbers.confidence(result.level)} interval", spanned(result, result.ci)),
        ("p", p_value(result.p).removeprefix("= ")),
    ]
    found = result.pooled
    if isinstance(found, PooledEffect):
        rows += _spread(result, found)
    if result.k > 1:
        rows.append(("I²", numbers.percent(result.i2)))
        rows.append(("Q", tested(float(found.q), float(found.q_p), float(found.q_df))))
    rows.append(("Method", _method(result)))
    return rows


def _spread(result: MetaAnalysis, found: PooledEffect) -> list[tuple[str, str]]:
    rows = []
    if found.tau2_method != "common" and result.k > 1:
        between = found.tau2_interval() if found.tau2_method != "given" else None
        span = (
            f" ({numbers.tau2(float(between.tau2_low))} to "
            f"{numbers.tau2(float(between.tau2_high))})"
            if between is not None and np.isfinite(between.tau2_high)
            else ""
        )
        rows.append(("τ²", numbers.tau2(result.tau2) + span))
    prediction = result.prediction
    if prediction:
        rows.append(("Prediction interval", spanned(result, prediction)))
    return rows


def _method(result: MetaAnalysis) -> str:
    found = result.pooled
    if not isinstance(found, PooledEffect):
        return f"{_METHODS[result.method]}, common effect"
    if result.k == 1:
        return "nothing is pooled; the interval is the trial's own, a normal one"
    by = "as given" if found.tau2_method == "given" else f"by {found.tau2_method}"
    model = "common effect" if found.tau2_method == "common" else f"random effects, τ² {by}"
    widened = ", widened by its safeguard" if found.safeguard_applied else ""
    names = {"wald": "Wald", "t": "t", "knapp-hartung": "Knapp-Hartung"}
    return f"{model}; {names[found.interval]} interval{widened}"
