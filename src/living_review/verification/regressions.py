"""What is expected of the regressions on characteristics of trials, by statsmodels."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import optimize, stats
from statsmodels.regression.linear_model import WLS

from living_review.findings import Finding, Regression
from living_review.ground.methods import with_moderators
from living_review.protocol import Moderator
from living_review.verification.evidence import Members, arrays
from living_review.verification.figures import Columns, Figure, Tree, Words
from living_review.verification.meaning import RATIOS
from living_review.verification.settings import Way
from living_review.verification.variance import ITERATED, Array, estimate

FEWEST = 10
PLACES = 20
NOTHING = 1e-6
LARGEST = 700.0
_DIGITS = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)


def regressions(
    finding: Finding, own: Members, way: Way, moderators: Sequence[Moderator]
) -> list[Tree]:
    """Regress the effects on each number of trials.csv in turn."""
    ratio = finding.measure in RATIOS
    return [
        _regression(own, way, moderator, published, ratio)
        for moderator, published in zip(moderators, finding.moderators, strict=True)
    ]


def _regression(
    own: Members, way: Way, moderator: Moderator, published: Regression, ratio: bool
) -> Tree:
    read = [(each, _number(each.trial.get(moderator.column))) for each in own]
    known = [each for each, value in read if not math.isnan(value)]
    x = np.array([value for _, value in read if not math.isnan(value)])
    tree: dict[str, Any] = {
        "moderator": Words(moderator.column),
        "k": Figure(len(known)),
        "left_out": Words(tuple(each.trial_id for each in own if each not in known)),
    }
    if len(known) < FEWEST or np.all(x == x[0]) or way.model == "common":
        return tree
    y, v = arrays(tuple(known))
    centre = math.fsum(x) / len(x)
    design = np.column_stack([np.ones(len(x)), x - centre])
    method = with_moderators(str(way.tau2))
    tau2 = math.nan if published.tau2 is None else published.tau2
    model = WLS(y, design, weights=1.0 / (v + tau2))
    fixed = model.fit(cov_type="fixed scale", use_t=way.interval != "wald")
    scaled = model.fit()
    wider = way.safeguard == "none" or scaled.scale >= 1
    fit = scaled if way.interval == "knapp-hartung" and wider else fixed
    low, high = fit.conf_int(alpha=1 - way.level)[1]
    se, slope = float(fit.bse[1]), float(fit.params[1])
    return tree | {
        "centre": Figure(centre),
        "intercept": Figure(float(fit.params[0]), float(fit.bse[0])),
        "slope": Figure(slope, se),
        "se": Figure(se, 0.0),
        "ci_low": Figure(float(low), se),
        "ci_high": Figure(float(high), se),
        "statistic": Figure(float(fit.tvalues[1])),
        "df": None if way.interval == "wald" else Figure(len(x) - 2),
        "p": Figure(float(fit.pvalues[1]), 1e-8),
        **_left_over(method, y, v, design, tau2),
        **_step(moderator, x, (slope, float(low), float(high)), se, ratio),
        "line": _line(fit, way, x - centre, centre, ratio),
    }


def _left_over(method: str, y: Array, v: Array, design: Array, tau2: float) -> Tree:
    """Give what is expected of residual heterogeneity, and of the share that is explained."""
    whole, left = estimate(method, y, v), residual_tau2(method, y, v, design)
    least = 1e-3 * float(v.min())
    explained = whole > NOTHING * float(v.min())
    r2 = max(0.0, 100.0 * (1 - tau2 / whole)) if explained else None
    w = np.diag(1.0 / v)
    free = w - w @ design @ np.linalg.solve(design.T @ w @ design, design.T @ w)
    df = len(y) - 2
    q = float(y @ free @ y)
    typical = df / float(np.trace(free))
    return {
        "tau2": Figure(left, least, method in ITERATED),
        "r2": Figure(r2, 100.0 * max(1.0, least / whole if whole else 1.0), iterated=True),
        "i2": Figure(100.0 * tau2 / (tau2 + typical), 100.0, iterated=True),
        "q": Figure(q),
        "q_df": Figure(df),
        "q_p": Figure(float(stats.chi2.sf(q, df)), 1e-8),
    }


def _step(
    moderator: Moderator, x: Array, told: Sequence[float], se: float, ratio: bool
) -> dict[str, Figure | Words]:
    """Give the step that is told of, the two values if there are no others, and what it does."""
    wide = float(x.max()) - float(x.min())
    some = [lead * 10.0**power for power in range(-30, 31) for lead in (1, 2, 5)]
    per = min(some, key=lambda each: abs(math.log10(each) - math.log10(wide / 4)))
    if per < 1 and np.all(x == np.round(x)):
        per = 1.0
    if moderator.per and wide / 1000 <= moderator.per <= wide:
        per = moderator.per
    two = bool(np.all((x == x.min()) | (x == x.max())))
    groups = Words((float(x.min()), float(x.max())) if two else ())
    per = wide if two else per
    step: dict[str, Figure | Words] = {"per": Figure(per), "groups": groups}
    if ratio and max(abs(per * each) for each in told) > LARGEST:
        return step
    natural = [math.exp(per * each) if ratio else per * each for each in told]
    names = ("per_effect", "per_ci_low", "per_ci_high")
    return step | {
        name: Figure(each, per * se * (each if ratio else 1.0))
        for name, each in zip(names, natural, strict=True)
    }


def _line(fit: Any, way: Way, x: Array, centre: float, ratio: bool) -> Columns:
    """Give the mean and its interval at evenly spaced places between the outermost trials."""
    least, most = float(x.min()), float(x.max())
    at = np.array([least + (most - least) * each / PLACES for each in range(PLACES + 1)])
    rows = np.column_stack([np.ones(len(at)), at])
    mean = rows @ np.asarray(fit.params)
    se = np.sqrt(((rows @ np.asarray(fit.cov_params())) * rows).sum(axis=1))
    tail = (1 + way.level) / 2
    many = stats.norm.ppf(tail) if way.interval == "wald" else stats.t.ppf(tail, fit.df_resid)
    figures = {"at": at + centre}
    for name, by in (("estimate", 0.0), ("ci_low", -many), ("ci_high", many)):
        figures[name] = np.exp(mean + by * se) if ratio else mean + by * se
    if not all(np.isfinite(column).all() for column in figures.values()):
        return Columns(0, {})
    scales = {
        name: se * (figures[name] if ratio else 1.0) for name in ("estimate", "ci_low", "ci_high")
    }
    return Columns(len(at), figures, {**scales, "at": most - least})


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


def _number(cell: object) -> float:
    """Give the number in a cell, NaN where it is none: a date, a word, nothing."""
    if isinstance(cell, str):
        digits = cell.strip().replace("\u2212", "-")
        cell = float(digits) if _DIGITS.fullmatch(digits) else math.nan
    if isinstance(cell, bool) or not isinstance(cell, int | float | np.number):
        return math.nan
    value = float(cell)
    return value if abs(value) <= 1e12 else math.nan
