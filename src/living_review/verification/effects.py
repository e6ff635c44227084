"""The effect of one trial from its rows of the registry, number by number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from living_review.findings.workings import Ingredients, Made
from living_review.verification.arms import Row, Side, quantile, side_of
from living_review.verification.crossover import (
    implied,
    paired_error,
    standardised,
    variance_of_counts,
    variance_of_means,
)
from living_review.verification.formulas import hedges
from living_review.verification.meaning import FARTHEST
from living_review.verification.settings import COUNTS, Making
from living_review.verification.tables import Table, mantel_haenszel
from living_review.verification.two_groups import from_counts, from_means, from_rates

RATIOS = ("ROM", "OR", "RR", "HR", "IRR")
RATES = ("IRR", "IRD")
PAIRINGS = ("reported", "assumed", "ignored", "counted")
SMALL_GROUP = 60


@dataclass(frozen=True)
class Effect:
    """One trial's effect (log for ratios) and what goes with it; None is what is not known.

    `parts` are estimates and variances on its instruments where several were averaged; `counts`
    are events and people as the variance counts them, intervention then control; `o_minus_e` are
    observed less expected events of an odds ratio, with their variance.
    """

    estimate: float | None
    variance: float | None
    n: tuple[float | None, float | None]
    people: float | None = None
    sides: tuple[Side, Side] | None = None
    counts: Table | None = None
    o_minus_e: tuple[float, float] | None = None
    parts: tuple[tuple[float, float], ...] = ()
    crossover: bool = False
    left_out: bool = False
    pairing: str | None = None
    correlation: float | None = None
    strata: tuple[Effect, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The two-by-two tables that are counted; none where one is not reported."""
        own = self.strata or (self,)
        known = tuple(each.counts for each in own if each.counts is not None)
        return known if len(known) == len(own) else ()

    @property
    def excesses(self) -> tuple[tuple[float, float], ...]:
        """O − E and V of the trial or of each of its strata; none where one has no such figures."""
        own = [each.o_minus_e or _excess(each.counts) for each in self.strata or (self,)]
        known = tuple(each for each in own if each is not None)
        return known if len(known) == len(own) else ()

    @property
    def usable(self) -> bool:
        """Whether it can be pooled."""
        return self.estimate is not None and self.variance is not None and not self.left_out

    @property
    def total(self) -> float | None:
        """The people, each once; those of both arms of a crossover trial are the same."""
        first, second = self.n
        if self.crossover:
            return _most(self.n)
        return None if first is None or second is None else first + second


def effect_of(made: Made, making: Making, design: str | None = None) -> Effect:
    """Compute the effect of one trial: the mean of those on its instruments if it has several."""
    crossover = design == "crossover"
    own = [_as_counted(_one(each, making, crossover), making.method) for each in made]
    if len(own) == 1:
        return own[0]
    # Borenstein et al. 2009, ch. 24: the mean of m effects with correlated errors.
    parts = [(each.estimate or 0.0, each.variance or math.nan) for each in own]
    m = len(parts)
    variance = (
        math.fsum(
            (1.0 if i == j else making.correlation) * math.sqrt(parts[i][1] * parts[j][1])
            for i in range(m)
            for j in range(m)
        )
        / m**2
    )
    return Effect(
        math.fsum(y for y, _ in parts) / m,
        variance,
        (_most([each.n[0] for each in own]), _most([each.n[1] for each in own])),
        _most([each.people for each in own]),
        parts=tuple(parts),
        crossover=crossover,
        **_least_known(own),
    )


def _most(counts: Sequence[float | None]) -> float | None:
    return max((each for each in counts if each is not None), default=None)


def _least_known(own: Sequence[Effect]) -> dict[str, Any]:
    """Give the pairing of those effects of a crossover trial of which the least is known."""
    worst = max(own, key=lambda each: PAIRINGS.index(each.pairing or "reported"))
    return {"pairing": worst.pairing, "correlation": worst.correlation}


def _one(made: Ingredients, making: Making, crossover: bool) -> Effect:
    if made.strata:
        return _in_strata(made, making, crossover)
    found = (
        _from_arms(made.rows, making, crossover)
        if made.table == "arms"
        else _from_contrast(made, making, crossover)
    )
    if crossover:
        found = _of_pairs(found, made, making)
    against = bool(made.rows[0]["higher_is_better"]) != (making.better == "higher")
    if making.measure == "SMD" and against and found.estimate is not None:
        return replace(found, estimate=-found.estimate)
    return found


def _of_pairs(found: Effect, made: Ingredients, making: Making) -> Effect:
    """Give an effect of a crossover trial the variance that its pairs make of it."""
    found = replace(found, crossover=True)
    if making.method != "inverse-variance":
        return replace(found, pairing="counted") if found.tables else found
    if made.table == "contrasts":
        return found
    if not found.usable or found.sides is None:
        return found
    first, second = found.sides
    r = None
    if made.pair is not None and making.measure in ("SMD", "ROM"):
        r = implied(made.pair, first, second)
    pairing = "reported"
    if r is None:
        r, pairing = making.pairing, "ignored" if making.pairing is None else "assumed"
    if r is None:
        return replace(found, pairing=pairing)
    variance: float | None = None
    if making.measure in COUNTS and found.counts is not None:
        variance, r = variance_of_counts(making.measure, found.counts, r)
    elif making.measure in ("SMD", "MD", "ROM"):
        variance = variance_of_means(making.measure, first, second, r, making.smd_variance)
    if variance is None or not variance > 0:
        return replace(found, pairing="ignored")
    return replace(found, variance=variance, counts=None, pairing=pairing, correlation=r)


def _as_counted(effect: Effect, method: str) -> Effect:
    """Leave out what has no counts; by Peto's method, an effect is (O − E)/V with variance 1/V."""
    if method == "inverse-variance":
        return effect
    if not (effect.excesses if method == "peto" else effect.tables):
        return replace(effect, left_out=effect.estimate is not None)
    if method != "peto":
        return effect
    excess, v = (math.fsum(each[at] for each in effect.excesses) for at in (0, 1))
    if not v > 0:
        return replace(effect, estimate=None, variance=None)
    return replace(effect, estimate=excess / v, variance=1 / v)


def _excess(table: Table | None) -> tuple[float, float] | None:
    """Give the observed less the expected events of a table, and the variance of their number."""
    if table is None:
        return None
    a, n1, c, n2 = table
    n, events = n1 + n2, a + c
    # The variance of a hypergeometric count.
    v = n1 * n2 * events * (n - events) / (n * n * max(n - 1, 1))
    return a - n1 * events / n, v


def _in_strata(made: Ingredients, making: Making, crossover: bool) -> Effect:
    """Pool the strata of a trial: counts by Mantel-Haenszel, else by inverse variance."""
    own = tuple(_one(each, making, crossover) for each in made.strata)
    used = tuple(each for each in own if each.usable)
    y: float | None = None
    v: float | None = None
    tables = [each.counts for each in own if each.counts is not None]
    if making.measure in COUNTS and len(tables) == len(own) > 1:
        found = mantel_haenszel(tables, making.measure, half=False)
        if found.converged:
            y, v, used = found.estimate, found.variance, own
    if y is None and used:
        precision = [1 / (each.variance or math.nan) for each in used]
        weighed = zip(precision, used, strict=True)
        y = math.fsum(w * (each.estimate or 0.0) for w, each in weighed) / math.fsum(precision)
        v = 1 / math.fsum(precision)
        if all(_reports_events(each) for each in own):
            # People without an event belong to the risk of the trial.
            used = own
    return _added_up(used or own, y, v, crossover)


def _reports_events(effect: Effect) -> bool:
    return effect.sides is not None and all(each.events is not None for each in effect.sides)


def _added_up(own: tuple[Effect, ...], y: float | None, v: float | None, crossover: bool) -> Effect:
    """Add up the people and events of strata, which have one effect."""
    if len(own) == 1:
        return replace(own[0], estimate=y, variance=v)
    sides = [each.sides for each in own if each.sides is not None]
    first, second = (_sum([each.n[at] for each in own]) for at in (0, 1))
    return Effect(
        y,
        v,
        (first, second),
        _sum([each.people for each in own]),
        (_one_side([s[0] for s in sides]), _one_side([s[1] for s in sides]))
        if len(sides) == len(own)
        else None,
        crossover=crossover,
        strata=own if v is not None else (),
        **_least_known(own),
    )


def _one_side(sides: Sequence[Side]) -> Side:
    """Add up what people of one role report; their means have no mean that could be shown."""
    return Side(
        n=math.fsum(each.n for each in sides),
        people=math.fsum(each.people for each in sides),
        mean=None,
        sd=None,
        events=_sum([each.events for each in sides]),
        counted_events=_sum([each.counted_events for each in sides]),
        time=_sum([each.time for each in sides]),
        counted_time=_sum([each.counted_time for each in sides]),
    )


def _sum(counts: Sequence[float | None]) -> float | None:
    known = [each for each in counts if each is not None]
    return math.fsum(known) if len(known) == len(counts) else None


def _from_arms(rows: Sequence[Row], making: Making, crossover: bool) -> Effect:
    first = side_of([row for row in rows if row["role"] == "intervention"])
    second = side_of([row for row in rows if row["role"] == "control"])
    counts = None
    if making.measure in COUNTS:
        assert first.counted_events is not None
        assert second.counted_events is not None
        counts = (first.counted_events, first.people, second.counted_events, second.people)
        y, v = from_counts(making.measure, *counts)
    elif making.measure in RATES:
        y, v = from_rates(making, first, second)
    else:
        y, v = from_means(making, first, second)
    if v is not None and not v > 0:
        v = None
    if v is None and making.measure in (*COUNTS, *RATES):
        y = None
    n, sizes = (
        (_said(one), _said(other))
        for one, other in ((first.n, second.n), (first.people, second.people))
    )
    counted = _most(sizes) if crossover else _sum(sizes)
    return Effect(y, v, n, counted, (first, second), counts)


def _said(people: float) -> float | None:
    return people if math.isfinite(people) else None


def _from_contrast(made: Ingredients, making: Making, crossover: bool) -> Effect:
    (row,) = made.rows
    n = (row["n_intervention"], row["n_control"])
    y, v = contrast(row)
    if crossover and row["measure"] == "MD":
        error = paired_error(row)
        v = None if error is None else error**2
        if making.measure == "SMD":
            r = making.pairing
            found = None if r is None else standardised(row, r, making.smd_variance)
            if found is None or making.method != "inverse-variance":
                return Effect(None, None, n)
            return Effect(*found, n, pairing="assumed", correlation=r)
    if row["measure"] == making.measure:
        known = crossover and v is not None
        excess = row.get("o_minus_e"), row.get("variance")
        told = row["measure"] == "OR" and None not in excess
        return Effect(
            y,
            v,
            n,
            o_minus_e=excess if told else None,  # type: ignore[arg-type]
            pairing="reported" if known else None,
        )
    if row["measure"] == "MD" and making.measure == "SMD" and y is not None and v is not None:
        n1, n2 = n
        if n1 is not None and n2 is not None and n1 > 0 and n2 > 0 and n1 + n2 > 3:
            # The SD that the standard error implies (Cochrane Handbook 6.5.2.3).
            sd = math.sqrt(v) / math.sqrt(1 / n1 + 1 / n2)
            return Effect(*hedges(y / sd, n1, n2, making.smd_variance), n)
    return Effect(None, None, n)


def contrast(row: Row) -> tuple[float | None, float | None]:
    """Give a reported comparison and its variance from what is reported with it."""
    ratio = row["measure"] in RATIOS
    if row.get("from_log_rank"):
        # log HR = (O − E)/V with variance 1/V (Yusuf et al. 1985).
        y = row["o_minus_e"] / row["variance"]
        return max(-FARTHEST, min(FARTHEST, y)), 1 / row["variance"]
    y, low, high = (row.get(name) for name in ("estimate", "ci_low", "ci_high"))
    if ratio:
        y, low, high = (
            math.log(each) if each is not None and each > 0 else None for each in (y, low, high)
        )
    if y is None:
        return None, None
    df = None
    n1, n2 = row["n_intervention"], row["n_control"]
    if row["measure"] == "MD" and n1 is not None and n2 is not None:
        df = n1 + n2 - 2 if min(n1, n2) < SMALL_GROUP and n1 + n2 > 2 else None
    given = row["se"] if row["se"] is not None and row["se"] > 0 else None
    by_interval = by_p = None
    level, p = row["ci_level"], row["p"]
    if low is not None and high is not None and high > low and level and 0 < level < 1:
        by_interval = (high - low) / (2 * quantile(0.5 + level / 2, df))
    if p is not None and 0 < p < 1 and y != 0:
        by_p = abs(y) / quantile(1 - p / 2, df) if p > 1e-3 else abs(y) / -quantile(p / 2, df)
    t = row.get("t")
    if row["measure"] == "MD" and t and y != 0:
        # A p value is rounded, and a t statistic less so.
        by_p = abs(y / t)
    order = (by_interval, given, by_p) if ratio else (given, by_interval, by_p)
    se = next((each for each in order if each is not None), None)
    return y, None if se is None or not se > 0 else se * se
