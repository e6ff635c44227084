"""Many pools asked for at once: requests of all findings are answered by few batched calls.

`answers` groups requests that share their settings into one array and so one call of `pool`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from living_review.findings import Heterogeneity, Pooled, Prediction
from living_review.findings.pooled import FROM_COUNTS, THREE_LEVEL
from living_review.ground.distributions import FloatArray
from living_review.language import say
from living_review.language.facts import analyses as facts
from living_review.pooling import PooledEffect, multilevel, pool
from living_review.synthesis.counted_pools import CountedPools, counted_note, counted_pools
from living_review.synthesis.requests import Answer, Request, Settings
from living_review.synthesis.scale import is_ratio, natural

FEWEST_FOR_PREDICTION = 3
# With fewer trials their variance between and within cannot both be estimated.
FEWEST_FOR_THREE_LEVELS = 3


def answers(requests: Sequence[Request]) -> list[Answer]:
    """Pool every request, in their order."""
    groups: dict[tuple[Settings, bool], list[int]] = defaultdict(list)
    found: dict[int, Answer] = {}
    for place, request in enumerate(requests):
        settings = request.settings.for_trials(len(request.estimates))
        nested = three_level(request) if request.parts and settings.nested is not None else None
        if nested is not None:
            found[place] = nested
        else:
            groups[replace(settings, nested=None), request.detailed].append(place)
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
    if settings.counted is not None:
        return _counted(asked, settings, counted_pools(asked, y, v, settings))
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
        for name, values in _columns(v, pooled, asked, detailed).items()
    }
    applied = np.atleast_1d(pooled.safeguard_applied)
    return [
        Answer(
            len(request.estimates),
            settings,
            {name: values[i] for name, values in columns.items()},
            tuple(pooled.weights[i, : len(request.estimates)].tolist()) if detailed else (),
            bool(applied[i]),
            settings.interval != request.settings.interval and len(request.estimates) == 2,
        )
        for i, request in enumerate(asked)
    ]


def _counted(asked: list[Request], settings: Settings, found: CountedPools) -> list[Answer]:
    return [
        Answer(
            len(request.estimates),
            settings,
            {name: float(values[i]) for name, values in found.values.items()},
            found.weights[i],
            safeguard_applied=found.safeguarded[i],
            knapp_hartung_withheld=settings.interval != request.settings.interval,
            half_added=found.added[i],
        )
        for i, request in enumerate(asked)
    ]


def _columns(
    v: FloatArray, pooled: PooledEffect, asked: list[Request], detailed: bool
) -> dict[str, FloatArray]:
    names = (
        *("estimate", "se", "ci_low", "ci_high", "p", "statistic", "df"),
        *("tau2", "i2", "i2_q", "h2", "q", "q_df", "q_p"),
        *("prediction_low", "prediction_high", "prediction_df"),
    )
    columns = {name: getattr(pooled, name) for name in names}
    limits = [request.limit for request in asked]
    above = pooled.beyond(np.array([limit for limit, _ in limits]))
    columns["beyond"] = np.where([sign > 0 for _, sign in limits], above, 1.0 - above)
    # Of the mean, whatever its interval rests on.
    columns["precision"] = np.nansum(1.0 / (v + np.nan_to_num(pooled.tau2)[:, None]), axis=-1)
    if detailed:
        spread = pooled.tau2_interval()
        for name in ("tau2_low", "tau2_high", "i2_low", "i2_high"):
            columns[name] = getattr(spread, name)
    return columns


def three_level(request: Request) -> Answer | None:
    """Fit all effects of the trials in a three-level model; None where it cannot be fitted.

    Errors within a trial have the assumed correlation (the correlated and hierarchical effects
    model of Pustejovsky & Tipton 2022). A Knapp-Hartung interval is replaced by the cluster-robust
    one, which is as mindful of few trials; Wald and t trust the model.
    """
    settings, trials = request.settings, len(request.parts)
    if trials < FEWEST_FOR_THREE_LEVELS or settings.nested is None:
        return None
    robust = settings.interval == "knapp-hartung"
    flat = [(y, v, at) for at, own in enumerate(request.parts) for y, v in own]
    y, v, cluster = (np.array(column) for column in zip(*flat, strict=True))
    model = multilevel(
        y,
        v,
        cluster,
        rho=settings.nested,
        method=str(settings.tau2),
        interval="wald" if robust else settings.interval,
        level=settings.level,
    )
    inference = model.robust if robust else model
    one = {name: getattr(inference, name)[0] for name in ("se", "ci_low", "ci_high", "p")}
    df = float(np.atleast_1d(inference.df)[0])
    low, high = model.prediction(robust=robust, level=settings.level)
    limit, sign = request.limit
    above = model.beyond(limit, robust=robust)
    i2 = model.i2_between + model.i2_within
    values = {
        **{name: float(value) for name, value in one.items()},
        "estimate": model.estimate,
        "statistic": float(inference.statistic[0]),
        "df": df,
        "tau2": model.sigma2_between + model.sigma2_within,
        "i2": i2,
        "i2_q": 100.0 * max(0.0, 1.0 - model.qe_df / model.qe) if model.qe > 0 else 0.0,
        "h2": 100.0 / (100.0 - i2),
        "q": model.qe,
        "q_df": float(model.qe_df),
        "q_p": model.qe_p,
        "prediction_low": low,
        "prediction_high": high,
        "prediction_df": df,
        "beyond": above if sign > 0 else 1.0 - above,
        "precision": float(1.0 / model.se[0] ** 2),
    }
    weights = np.bincount(cluster.astype(int), weights=model.weights, minlength=trials)
    variances = model.sigma2_between, model.sigma2_within
    answer = Answer(
        trials, settings, values, tuple(weights.tolist()), False, False, variances=variances
    )
    return answer if model.converged and answer.defined else None


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
        method=settings.method,
        tau2_method=_tau2_method(answer),
        interval=answer.interval,
        safeguard="none" if answer.three_level else settings.safeguard,
        safeguard_applied=answer.safeguard_applied,
        note=_note(answer),
    )


def _tau2_method(answer: Answer) -> str:
    method = answer.settings.tau2
    if answer.settings.counted and answer.settings.model != "common":
        return f"{method}, {FROM_COUNTS}"
    return f"{method}, {THREE_LEVEL}" if answer.three_level else method


def _note(answer: Answer) -> str | None:
    if answer.three_level:
        return say(facts.ThreeLevel(robust=answer.interval == "cluster-robust"))
    if answer.settings.counted:
        return counted_note(answer.settings, added=answer.half_added)
    return say(facts.TwoTrials()) if answer.knapp_hartung_withheld else None


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
    why: facts.Unpredicted
    if answer.settings.model == "common":
        why = "common"
    elif answer.k < FEWEST_FOR_PREDICTION:
        why = "few"
    elif not math.isfinite(answer["prediction_low"]):
        why = "undefined"
    else:
        return Prediction(
            low=natural(answer["prediction_low"], measure),
            high=natural(answer["prediction_high"], measure),
            df=_known(answer["prediction_df"]),
            beyond_threshold=_known(answer["beyond"]),
        )
    return Prediction(low=None, high=None, df=None, reason=say(facts.NoPrediction(why=why)))


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
