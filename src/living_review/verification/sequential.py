"""What is expected of the sequential view: its size, its looks and its boundaries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.power import NormalIndPower

from living_review.findings import Finding
from living_review.protocol import Outcome
from living_review.protocol import Sequential as Asked
from living_review.verification.counts import counted
from living_review.verification.evidence import Members, arrays, by_entry, controls
from living_review.verification.figures import Figure, Tree, Words
from living_review.verification.meaning import (
    RATES,
    RATIOS,
    Placing,
    are_ratios,
    baselines_of,
    natural,
    risk_with,
    thresholds_of,
)
from living_review.verification.settings import Way
from living_review.verification.variance import Array, estimate

# Nodes of a panel, points looked at together, and how far a path is followed, in standard
# deviations.
NODES, BLOCK, FARTHEST = 16, 256, 16.0
# A look that adds less than this share of the information has the boundary of the one before.
SMALLEST_STEP = 1e-5
COUNTS = ("OR", "RR", "RD")


@dataclass(frozen=True)
class Aim:
    """The difference to find, as an effect of the analysis scale, and what its size rests on."""

    difference: float
    distance: float
    effect: float
    variance: float
    risk: float | None = None


def sequential(finding: Finding, own: Members, outcome: Outcome, way: Way, asked: Asked) -> Tree:
    """Compute the sequential view again."""
    tree: dict[str, Any] = {
        **dict.fromkeys(
            ("anticipated", "effect", "comparator_risk", "variance", "required", "diversity")
        ),
        "adjusted": None,
        "alpha": Figure(asked.alpha),
        "power": Figure(asked.power),
        "looks": (),
    }
    members = by_entry(own)
    people = [each.effect.people or each.effect.total or 0.0 for each in members]
    aim = None if 0.0 in people else _aim(own, outcome, asked)
    if aim is None:
        return tree
    y, v = arrays(members)
    tau2 = 0.0 if way.model == "common" else estimate(str(way.tau2), y, v)
    d2 = max(0.0, 1.0 - float((1 / (v + tau2)).sum() / (1 / v).sum()))
    adjusts = asked.heterogeneity == "diversity" and way.model != "common"
    size = _size(aim, asked)
    enlarged = size / (1.0 - d2) if adjusts and d2 < 1 else size if not adjusts else math.inf
    tree |= {
        "anticipated": Figure(aim.difference, 0.0),
        "effect": Figure(natural(aim.effect, outcome.measure), 0.0),
        "comparator_risk": None if aim.risk is None else Figure(aim.risk),
        "variance": Figure(aim.variance, 0.0),
        "required": _whole(size, CLOSE),
        "diversity": Figure(100.0 * d2, iterated=True) if adjusts else None,
        "adjusted": _whole(enlarged, LOOSE),
    }
    if not math.isfinite(enlarged):
        return tree
    published = finding.sequential.adjusted if finding.sequential else None
    # A size is a whole number: at a hair's breadth from the next, the published one is taken.
    size = float(math.ceil(enlarged))
    if published is not None and abs(published - enlarged) <= 1 + LOOSE * enlarged:
        size = published
    return tree | {"looks": _looks(members, people, way, outcome.measure, size, asked.alpha)}


CLOSE, LOOSE = 1e-9, 1e-6


def _whole(value: float, near: float) -> Words | None:
    """Expect the next whole number, and the one beside it where rounding decides."""
    if not math.isfinite(value):
        return None
    ends = {float(math.ceil(value * (1 - near))), float(math.ceil(value * (1 + near)))}
    return Words(float(math.ceil(value)), tuple(ends))


def _size(aim: Aim, asked: Asked) -> float:
    """Give the people of both arms, by the power of a z test in statsmodels.

    One-sided at half of α, as the other side counts for nothing; its root is polished, because the
    search stops early.
    """
    if aim.distance == 0:
        return math.inf
    standard = aim.distance / math.sqrt(aim.variance)
    power = NormalIndPower()
    start = power.solve_power(
        effect_size=standard, alpha=asked.alpha / 2, power=asked.power, alternative="larger"
    )

    def short(arm: float) -> float:
        found = power.power(standard, arm, asked.alpha / 2, alternative="larger")
        return float(found) - asked.power

    arm = optimize.brentq(short, 0.9 * start, 1.1 * start, xtol=1e-13 * start, rtol=1e-15)
    return 2.0 * float(arm)


def _aim(own: Members, outcome: Outcome, asked: Asked) -> Aim | None:
    if outcome.measure in (*RATES, "HR"):
        return None
    named = asked.differences.get(outcome.id)
    difference = named.difference if named else thresholds_of(outcome).get("small")
    if difference is not None and not named and are_ratios(outcome):
        difference = _of_ratio(own, outcome, difference)
    if difference is None:
        return None
    benefit = 1 if outcome.better == "higher" else -1
    if outcome.measure in COUNTS:
        baselines = baselines_of(outcome, controls(own))
        if not baselines:
            return None
        risk = baselines[0][1]
        other = risk + benefit * difference
        if not 0 < other < 1:
            return None
        steps = (difference,)
        placing = Placing(
            outcome.measure, benefit, steps, None if outcome.measure == "RD" else risk
        )
        effect, middle = placing.limit(), (risk + other) / 2
        assert effect is not None
        return Aim(difference, difference, effect, middle * (1 - middle), risk)
    effect = benefit * difference
    if outcome.measure == "ROM":
        if effect <= -1:
            return None
        effect = math.log(1 + effect)
    variance = 1.0 if outcome.measure == "SMD" else _spread(own, outcome.measure == "ROM")
    return None if variance is None else Aim(difference, abs(effect), effect, variance)


def _of_ratio(own: Members, outcome: Outcome, ratio: float) -> float | None:
    """Put a ratio in the units of the view: a relative change, or a risk at the first baseline."""
    more, less = max(ratio, 1 / ratio), min(ratio, 1 / ratio)
    if outcome.measure == "ROM":
        return more - 1 if outcome.better == "higher" else 1 - less
    baselines = baselines_of(outcome, controls(own))
    if not baselines:
        return None
    risk = baselines[0][1]
    towards = more if outcome.better == "higher" else less
    return abs(risk_with(outcome.measure, towards, risk) - risk)


def _spread(own: Members, relative: bool) -> float | None:
    """Pool the variances of arms by their degrees of freedom."""
    known = [
        (side.n - 1, (side.sd / (side.mean or 1.0 if relative else 1.0)) ** 2)
        for each in own
        for side in each.effect.sides or ()
        if side.n > 1 and side.sd and (side.mean or not relative)
    ]
    total = math.fsum(df for df, _ in known)
    return math.fsum(df * one for df, one in known) / total if total else None


def _looks(
    members: Members, people: Sequence[float], way: Way, measure: str, size: float, alpha: float
) -> list[Tree]:
    moments = [(each.trial["year"], each.trial["date_added"]) for each in members]
    distinct = sorted(set(moments))
    seen = [[i for i, at in enumerate(moments) if at <= moment] for moment in distinct]
    fractions = [math.fsum(people[i] for i in own) / size for own in seen]
    bounds = boundaries(fractions, alpha)
    trees: list[Tree] = []
    for moment, own, fraction, bound in zip(distinct, seen, fractions, bounds, strict=True):
        mean, se = _so_far(tuple(members[i] for i in own), way, measure)
        told, z = natural(mean, measure), mean / se
        passed = not math.isnan(bound) and abs(z) >= bound
        near = math.isfinite(bound) and abs(abs(z) - bound) < 1e-6
        trees.append(
            {
                "trials": Words(
                    tuple(
                        m.trial["label"]
                        for m, at in zip(members, moments, strict=True)
                        if at == moment
                    )
                ),
                "year": Words(moment[0]),
                "k": Figure(len(own)),
                "participants": Figure(fraction * size),
                "fraction": Figure(fraction, 0.0),
                "estimate": Figure(told, told * se if measure in RATIOS else se, iterated=True),
                "z": Figure(z, iterated=True),
                "boundary": Figure(bound, iterated=True) if math.isfinite(bound) else None,
                "state": Words(
                    "past" if math.isnan(bound) else "early" if math.isinf(bound) else "monitored"
                ),
                "crossed": Words(passed, (not passed,) if near else ()),
            }
        )
    return trees


def _so_far(members: Members, way: Way, measure: str) -> tuple[float, float]:
    """Pool the trials of a look, with Wald's standard error."""
    y, v = arrays(members)
    if way.counted:
        tau2 = counted(members, way, measure, 0.0).tau2
        pool = counted(members, way, measure, tau2).mean
        return pool.estimate, pool.se
    tau2 = 0.0 if way.model == "common" else estimate(str(way.tau2), y, v)
    w = 1.0 / (v + tau2)
    return float((w * y).sum() / w.sum()), float(1.0 / math.sqrt(w.sum()))


def boundaries(fractions: Sequence[float], alpha: float) -> list[float]:
    """Give O'Brien-Fleming boundaries of Lan & DeMets, following the path on an even grid.

    Infinite where nothing measurable may be spent, NaN once all information was in before.
    """
    bounds: list[float] = []
    grid, density, before, seen, spent = np.zeros(1), np.ones(1), 0.0, 0.0, 0.0
    ended = False
    for fraction in fractions:
        if ended:
            bounds.append(math.nan)
            continue
        ended = fraction >= 1.0
        time = min(fraction, 1.0)
        may = 2.0 * float(stats.norm.sf(stats.norm.isf(alpha / 4) / math.sqrt(time)))
        if may <= spent:
            bounds.append(math.inf)
            continue
        if time - seen < SMALLEST_STEP * time:
            bounds.append(bounds[-1])
            continue
        sd = math.sqrt(time - before)

        def left(
            edge: float,
            grid: Array = grid,
            density: Array = density,
            sd: float = sd,
            more: float = may - spent,
        ) -> float:
            return float(density @ stats.norm.sf((edge - grid) / sd)) - more

        top = 38.0 * math.sqrt(time)
        seen, spent = time, may
        if left(top) > 0:
            bounds.append(math.inf)
            continue
        edge = float(optimize.brentq(left, 0.0, top, xtol=1e-14, rtol=1e-14))
        bounds.append(edge / math.sqrt(time))
        if edge >= 16.0 * math.sqrt(time):
            continue
        following = [each for each in fractions if min(each, 1.0) - time > SMALLEST_STEP * time]
        ahead = math.sqrt(min(following[0], 1.0) - time) if following else sd
        points, rule = _panels(min(edge, FARTHEST * math.sqrt(time)), 1.5 * min(sd, ahead))
        density = rule * _arrived(points, grid, density, sd)
        grid, before = points, time
    return bounds


def _panels(edge: float, width: float) -> tuple[Array, Array]:
    """Give points and weights of Gauss and Legendre on panels from −edge to edge."""
    at, rule = np.polynomial.legendre.leggauss(NODES)
    count = max(4, math.ceil(2 * edge / width))
    half = edge / count
    middles = -edge + half * (2 * np.arange(count) + 1)
    return (middles[:, None] + half * at).ravel(), np.tile(half * rule, count)


def _arrived(points: Array, grid: Array, density: Array, sd: float) -> Array:
    """Give the density of the path at `points`, one step of `sd` on from the grid."""
    found = np.empty(len(points))
    for begin in range(0, len(points), BLOCK):
        own = points[begin : begin + BLOCK]
        first, last = np.searchsorted(
            grid, [own[0] - 2 * FARTHEST * sd, own[-1] + 2 * FARTHEST * sd]
        )
        steps = (own[:, None] - grid[None, first:last]) / sd
        found[begin : begin + BLOCK] = stats.norm.pdf(steps) @ density[first:last] / sd
    return found
