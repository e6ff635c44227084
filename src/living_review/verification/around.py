"""What is expected of the methods around the pool: small-study test, influence."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats
from statsmodels.regression.linear_model import WLS

from living_review.findings import Finding
from living_review.protocol import Outcome
from living_review.verification.effects import Effect
from living_review.verification.evidence import Members, arrays
from living_review.verification.figures import Columns, Figure, Tree, Words
from living_review.verification.many import subsets
from living_review.verification.settings import Way
from living_review.verification.variance import Array, estimate

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


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
