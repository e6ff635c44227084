"""Many pools asked for at once: requests of all findings are answered by few batched calls.

A finding needs its main pool, its sensitivity analyses, one pool for each trial left out, and so
on. Each is a `Request`; `answers` groups requests that share their settings into one array and so
one call of `pool`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from living_review.findings import Heterogeneity, Pooled, Prediction
from living_review.pooling import PooledEffect, pool
from living_review.protocol import Analysis, Sensitivity
from living_review.synthesis.scale import is_ratio, natural

FEWEST_FOR_PREDICTION = 3
TWO_TRIALS = (
    "With two trials the Knapp-Hartung interval rests on one degree of freedom; "
    "the Wald interval is shown."
)


@dataclass(frozen=True)
class Settings:
    """How effects are pooled, in the words of the protocol."""

    model: str = "random"
    tau2: str | float = "REML"
    interval: str = "knapp-hartung"
    safeguard: str = "se"
    level: float = 0.95

    @classmethod
    def of(cls, analysis: Analysis, other: Sensitivity | None = None) -> Settings:
        """Give the settings of the main analysis, or those a sensitivity analysis makes of them.

        Knapp-Hartung estimates the variance between trials, which the common-effect model says is
        none: under that model the interval is Wald's unless the protocol asks by name for another.
        """
        own = {
            name: getattr(other, name, None) or getattr(analysis, name)
            for name in ("model", "tau2", "interval", "safeguard")
        }
        asked = other is not None and other.interval is not None
        if own["model"] == "common":
            own["tau2"] = "common"
            if own["interval"] == "knapp-hartung" and not asked:
                own["interval"] = "wald"
        if own["interval"] != "knapp-hartung":
            own["safeguard"] = "none"
        return cls(**own, level=analysis.level)

    def for_trials(self, k: int) -> Settings:
        """Give the settings for so few trials: with two, Wald takes the place of Knapp-Hartung."""
        if k <= 2 and self.interval == "knapp-hartung":
            return replace(self, interval="wald", safeguard="none")
        return self


@dataclass(frozen=True, eq=False)
class Request:
    """Effects and variances to pool (analysis scale), and how.

    `detailed` asks for the weights and the interval of τ²; `benefit` is the effect (analysis scale)
    and the sign of the side that counts as at least a small benefit.
    """

    estimates: tuple[float, ...]
    variances: tuple[float, ...]
    settings: Settings
    detailed: bool = False
    benefit: tuple[float, int] | None = None


@dataclass(frozen=True, eq=False)
class Answer:
    """One pool: values on the analysis scale, NaN where undefined."""

    k: int
    settings: Settings
    values: dict[str, float]
    weights: tuple[float, ...]
    safeguard_applied: bool
    knapp_hartung_withheld: bool

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    @property
    def defined(self) -> bool:
        """Whether there is an estimate with an interval."""
        return all(map(math.isfinite, (self["estimate"], self["ci_low"], self["ci_high"])))


def answers(requests: Sequence[Request]) -> list[Answer]:
    """Pool every request, in their order."""
    groups: dict[tuple[Settings, bool], list[int]] = defaultdict(list)
    for place, request in enumerate(requests):
        settings = request.settings.for_trials(len(request.estimates))
        groups[settings, request.detailed].append(place)
    found: dict[int, Answer] = {}
    for (settings, detailed), places in groups.items():
        asked = [requests[place] for place in places]
        found.update(zip(places, _batch(asked, settings, detailed), strict=True))
    return [found[place] for place in range(len(requests))]


def _batch(asked: list[Request], settings: Settings, detailed: bool) -> list[Answer]:
    longest = max(len(each.estimates) for each in asked)
    y, v = (
        np.array([(*values, *[math.nan] * (longest - len(values))) for values in column], float)
        for column in ([e.estimates for e in asked], [e.variances for e in asked])
    )
    pooled = pool(
        y,
        v,
        tau2=settings.tau2,
        interval=settings.interval,
        safeguard=settings.safeguard,
        level=settings.level,
    )
    columns = {
        name: np.atleast_1d(values).tolist()
        for name, values in _columns(pooled, asked, detailed).items()
    }
    applied = np.atleast_1d(pooled.safeguard_applied)
    return [
        Answer(
            len(request.estimates),
            settings,
            {name: values[i] for name, values in columns.items()},
            tuple(pooled.weights[i, : len(request.estimates)].tolist()) if detailed else (),
            bool(applied[i]),
            settings != request.settings and len(request.estimates) == 2,
        )
        for i, request in enumerate(asked)
    ]


def _columns(pooled: PooledEffect, asked: list[Request], detailed: bool) -> dict[str, Any]:
    names = (
        *("estimate", "se", "ci_low", "ci_high", "p", "statistic", "df"),
        *("tau2", "i2", "i2_q", "h2", "q", "q_df", "q_p"),
        *("prediction_low", "prediction_high", "prediction_df"),
    )
    columns = {name: getattr(pooled, name) for name in names}
    limits = [request.benefit or (math.nan, 1) for request in asked]
    above = pooled.beyond(np.array([limit for limit, _ in limits]))
    columns["beyond"] = np.where([sign > 0 for _, sign in limits], above, 1.0 - above)
    if detailed:
        spread = pooled.tau2_interval()
        for name in ("tau2_low", "tau2_high", "i2_low", "i2_high"):
            columns[name] = getattr(spread, name)
    return columns


def pooled_of(answer: Answer, measure: str) -> Pooled | None:
    """Give the pooled estimate of an answer on the natural scale; None when it is undefined."""
    if not answer.defined:
        return None
    settings = answer.settings
    return Pooled(
        estimate=natural(answer["estimate"], measure),
        log_estimate=answer["estimate"] if is_ratio(measure) else None,
        se=answer["se"],
        ci_low=natural(answer["ci_low"], measure),
        ci_high=natural(answer["ci_high"], measure),
        p=_known(answer["p"]),
        statistic=_known(answer["statistic"]),
        df=_known(answer["df"]),
        level=settings.level,
        model="common" if settings.model == "common" else "random",
        tau2_method=settings.tau2 if isinstance(settings.tau2, str) else "given",
        interval=settings.interval,
        safeguard=settings.safeguard,
        safeguard_applied=answer.safeguard_applied,
        note=TWO_TRIALS if answer.knapp_hartung_withheld else None,
    )


def heterogeneity_of(answer: Answer) -> Heterogeneity | None:
    """Give how much the trials of an answer differ; None for one trial."""
    if answer.k < 2 or not answer.defined:
        return None
    common = answer.settings.model == "common"
    tau2 = None if common else _known(answer["tau2"])
    bounds = {
        f"{name}_ci_{end}": _known(answer.values.get(f"{name}_{end}", math.nan))
        for name in ("tau2", "i2")
        for end in ("low", "high")
    }
    return Heterogeneity(
        tau2=tau2,
        tau=None if tau2 is None else math.sqrt(tau2),
        i2=_known(answer["i2"]),
        i2_q=_known(answer["i2_q"]),
        h2=_known(answer["h2"]),
        q=_known(answer["q"]),
        q_df=_known(answer["q_df"]),
        q_p=_known(answer["q_p"]),
        **bounds,
    )


def prediction_of(answer: Answer, measure: str) -> Prediction:
    """Give where the true effect of a new, similar trial is expected, or why that is withheld."""
    if answer.settings.model == "common":
        reason = "The common-effect model has one true effect, so there is nothing to predict."
    elif answer.k < FEWEST_FOR_PREDICTION:
        reason = "A prediction interval needs at least three trials."
    elif not math.isfinite(answer["prediction_low"]):
        reason = "The prediction interval could not be computed."
    else:
        return Prediction(
            low=natural(answer["prediction_low"], measure),
            high=natural(answer["prediction_high"], measure),
            df=_known(answer["prediction_df"]),
            beyond_threshold=_known(answer["beyond"]),
        )
    return Prediction(low=None, high=None, df=None, reason=reason)


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
