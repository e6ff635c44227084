"""What is expected of the methods around the pool: small-study test, regression, influence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import optimize, stats
from statsmodels.regression.linear_model import WLS

from living_review.findings import Finding
from living_review.ground.methods import with_moderators
from living_review.protocol import Outcome
from living_review.verification.effects import Effect
from living_review.verification.evidence import Members, arrays
from living_review.verification.figures import Columns, Figure, Tree, Words
from living_review.verification.many import subsets
from living_review.verification.settings import Way
from living_review.verification.variance import ITERATED, Array, estimate

FEWEST = 10
FEWEST_FOR_INFLUENCE = 3


def egger(own: Members, outcome: Outcome) -> Tree:
    """Test for small-study effects by the weighted line of statsmodels."""
    none: Tree = {"test": None, "egger": None}
    if len(own) < FEWEST:
        return none
    y, _ = arrays(own)
    if float(np.ptp(y)) <= 1e-12 * float(np.abs(y).max()):
        return none
    chosen = _chosen(own, outcome.measure)
    if chosen is None:
        return none
    test, y, x, w, size = chosen
    if len(y) < FEWEST or not float(size.max()) > 4.0 * float(size.min()):
        return none
    line = WLS(y, np.column_stack([np.ones(len(x)), x]), weights=w).fit()
    slope = float(line.params[1])
    return {
        "test": Words(test),
        "egger": {
            "intercept": Figure(slope, float(line.bse[1])),
            "se": Figure(float(line.bse[1]), 0.0),
            "statistic": Figure(float(line.tvalues[1])),
            "df": Figure(float(line.df_resid)),
            "p": Figure(float(line.pvalues[1]), 1e-8),
        },
    }


def _chosen(own: Members, measure: str) -> tuple[str, Array, Array, Array, Array] | None:
    """Give the test for a measure: its name, y, x, weights, and the size of each trial."""
    y, v = arrays(own)
    if measure == "MD":
        return "egger", y, np.sqrt(v), 1.0 / v, 1.0 / v
    if measure in ("IRR", "IRD"):
        return _of_time(own, measure, y)
    tables = [each.effect.counts for each in own]
    if measure in ("OR", "RR") and all(each is not None for each in tables):
        counts = np.array(tables, dtype=float)
        a, n1, c, n2 = counts.T
        events, n = a + c, n1 + n2
        heard = (events > 0) & (events < n)
        if measure == "OR":
            return "harbord", *_efficient_scores(counts), n[heard]
        weights = (events * (n - events) / n)[heard]
        return "peters", y[heard], 1.0 / n[heard], weights, n[heard]
    if not all(each.effect.people or each.effect.total for each in own):
        return None
    if measure == "SMD":
        x = np.array([_size(each.effect) for each in own])
        return "egger-smd", y, x, 1.0 / v, x**-2
    n = np.array([float(each.effect.people or each.effect.total or 0) for each in own])
    return "size", y, n**-0.5, n, n


def _of_time(own: Members, measure: str, y: Array) -> tuple[str, Array, Array, Array, Array] | None:
    pairs = [each.effect.sides for each in own]
    known = [
        pair is not None and all(side.time and side.events is not None for side in pair)
        for pair in pairs
    ]
    if not all(known):
        return None
    time, events = (
        np.array([math.fsum(getattr(side, name) for side in pair or ()) for pair in pairs])
        for name in ("time", "events")
    )
    weights = events if measure == "IRR" else time
    heard = weights > 0
    return "person-time", y[heard], time[heard] ** -0.5, weights[heard], time[heard]


def _size(effect: Effect) -> float:
    """Give √(1/n₁ + 1/n₂), with n/(1 − r) people for those of a crossover trial."""
    share = 1 - (effect.correlation or 0.0)
    return math.sqrt(sum(share / n if n else math.nan for n in effect.n))


def _efficient_scores(counts: Array) -> tuple[Array, Array, Array]:
    """Give Z/V, 1/√V and V of each table (Harbord, Egger & Sterne 2006)."""
    a, n1, c, n2 = counts.T
    n, events = n1 + n2, a + c
    v = n1 * n2 * events * (n - events) / (n**2 * (n - 1))
    heard = v > 0
    z = (a - events * n1 / n)[heard]
    return z / v[heard], 1 / np.sqrt(v[heard]), v[heard]


def influence(finding: Finding, own: Members, way: Way) -> Columns:
    """Leave each trial out and see how the pool moves (Viechtbauer & Cheung 2010)."""
    k = len(own)
    if k < FEWEST_FOR_INFLUENCE:
        return Columns(0, {})
    y, v = arrays(own)
    plain = Way(way.model, way.tau2, "wald", "none", way.level)
    told = finding.heterogeneity
    tau2 = 0.0 if told is None or told.tau2 is None else max(told.tau2, 0.0)
    nested = finding.pooled is not None and "three-level" in finding.pooled.tau2_method
    if nested:
        # These are of the trials' own effects, where the model has several of each.
        tau2 = estimate(str(way.tau2), y, v)
    published = {each.get("trial_id"): each.get("tau2_deleted") for each in finding.influence}
    given = np.array([_number(published.get(each.trial_id)) for each in own])
    without = subsets(y, v, ~np.eye(k, dtype=bool), given, plain)
    w = 1.0 / (v + tau2)
    mean, variance = float((w * y).sum() / w.sum()), 1.0 / float(w.sum())
    hat = w / w.sum()
    change = mean - without.estimate
    spread = v + given
    figures = {
        "rstudent": (y - without.estimate) / np.sqrt(spread + without.se**2),
        "dffits": change / np.sqrt(hat * spread),
        "cook": change**2 / variance,
        "covariance_ratio": without.se**2 / variance,
        "dfbetas": change * np.sqrt((1.0 / (v[None, :] + given[:, None])).sum(axis=1)),
        "tau2_deleted": without.tau2,
        "q_deleted": without.q,
        "hat": hat,
    }
    far = (
        (np.abs(figures["dffits"]) > 3 * math.sqrt(1 / (k - 1)))
        | (figures["cook"] > stats.chi2.median(1))
        | (hat > 3 / k)
        | (np.abs(figures["dfbetas"]) > 1)
    )
    return Columns(
        k,
        figures,
        {**dict.fromkeys(figures, 1e-2), "tau2_deleted": without.tau2_scale},
        iterated=frozenset(figures if nested else ("tau2_deleted",)),
        words={
            "trial_id": [each.trial_id for each in own],
            "influential": [bool(each) for each in far],
        },
    )


def regressions(finding: Finding, own: Members, way: Way, moderators: Sequence[str]) -> list[Tree]:
    """Regress the effects on each number of trials.csv in turn."""
    return [
        _regression(own, way, moderator, published)
        for moderator, published in zip(moderators, finding.moderators, strict=True)
    ]


def _regression(own: Members, way: Way, moderator: str, published: Any) -> Tree:
    known = [each for each in own if not math.isnan(_number(each.trial.get(moderator)))]
    x = np.array([_number(each.trial.get(moderator)) for each in known])
    tree: dict[str, Any] = {"moderator": Words(moderator), "k": Figure(len(known))}
    if len(known) < FEWEST or np.all(x == x[0]) or way.model == "common":
        return tree
    y, v = arrays(tuple(known))
    centre = math.fsum(x) / len(x)
    design = np.column_stack([np.ones(len(x)), x - centre])
    method = with_moderators(str(way.tau2))
    tau2 = _number(published.get("tau2"))
    own_tau2 = residual_tau2(method, y, v, design)
    model = WLS(y, design, weights=1.0 / (v + tau2))
    fixed = model.fit(cov_type="fixed scale", use_t=way.interval != "wald")
    scaled = model.fit()
    wider = way.safeguard == "none" or scaled.scale >= 1
    fit = scaled if way.interval == "knapp-hartung" and wider else fixed
    low, high = fit.conf_int(alpha=1 - way.level)[1]
    se = float(fit.bse[1])
    whole = estimate(method, y, v)
    least = 1e-3 * float(v.min())
    r2 = max(0.0, 100.0 * (1 - tau2 / whole)) if whole > 0 else 0.0
    return tree | {
        "centre": Figure(centre),
        "slope": Figure(float(fit.params[1]), se),
        "se": Figure(se, 0.0),
        "ci_low": Figure(float(low), se),
        "ci_high": Figure(float(high), se),
        "p": Figure(float(fit.pvalues[1]), 1e-8),
        "tau2": Figure(own_tau2, least, method in ITERATED),
        "r2": Figure(r2, 100.0 * max(1.0, least / whole if whole else 1.0), iterated=True),
    }


def residual_tau2(method: str, y: Array, v: Array, x: Array) -> float:
    """Estimate τ² left over by a design, by whole matrices."""
    k, p = int(x.shape[0]), int(x.shape[1])

    def projection(tau2: float) -> Array:
        w = np.diag(1.0 / (v + tau2))
        found: Array = w - w @ x @ np.linalg.solve(x.T @ w @ x, x.T @ w)
        return found

    def q(tau2: float) -> float:
        at = projection(tau2)
        return float((y * (at @ y)).sum())

    if method == "DL":
        at = projection(0.0)
        return max(0.0, (q(0.0) - (k - p)) / float(np.trace(at)))
    if method == "HS":
        precision = float((1 / v).sum())
        return max(0.0, (q(0.0) - k) / precision)
    if method == "HE":
        plain = np.eye(k) - x @ np.linalg.solve(x.T @ x, x.T)
        return max(0.0, (float(y @ plain @ y) - float(np.trace(plain * v))) / (k - p))
    if method == "SJ":
        crude = float(np.var(y))
        return crude * q(crude) / (k - p) if crude > 0 else 0.0
    most = 2.0 * (float(np.var(y, ddof=1)) + float(v.max()))
    if method in ("PM", "EB"):
        if q(0.0) <= k - p:
            return 0.0
        top = 10 * most
        return float(optimize.brentq(lambda t: q(t) - (k - p), 0.0, top, xtol=1e-15))

    def side(tau2: float) -> float:
        at = projection(tau2)
        trace = float(np.trace(at)) if method == "REML" else float((1 / (v + tau2)).sum())
        return float(y @ at @ at @ y) - trace

    def deviance(tau2: float) -> float:
        w = 1.0 / (v + tau2)
        found = q(tau2) - float(np.log(w).sum())
        if method == "REML":
            found += float(np.linalg.slogdet(x.T @ np.diag(w) @ x)[1])
        return found

    points = np.concatenate([[0.0], np.geomspace(1e-6 * float(v.min()), most, 48)])
    signs = [side(float(t)) for t in points]
    falling = [i for i in range(len(points) - 1) if signs[i] > 0 >= signs[i + 1]]
    candidates = [
        float(optimize.brentq(side, points[i], points[i + 1], xtol=1e-15)) for i in falling
    ]
    if signs[0] <= 0:
        candidates.append(0.0)
    return min(candidates, key=deviance)


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
