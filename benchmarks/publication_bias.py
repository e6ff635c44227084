"""How often publication bias is proposed where there is none, and where there is.

    python benchmarks/publication_bias.py            # a quarter of an hour
    python benchmarks/publication_bias.py --reviews 200   # the figures of docs/explanation/grade.md

Reviews are drawn for every measure from arms: 10, 20 or 40 trials of 20 to 4,000 people
(log-normal), with and without an effect (−0.4 on the log scale or in standard deviations), with
true effects that vary by chance alone, somewhat (τ 0.15) and much (τ 0.4), and risks, rates and
spreads that vary between trials. With bias, trials of no effect or of one too small to matter
(−0.1) are published for certain when their one-sided p for benefit is below 0.025, and otherwise
with a chance of 0.05; counted are the reviews that show an important benefit for that reason.

The rule is that of `certainty/publication_bias.py`: the test of `synthesis/small_study.py` for the
measure with p below 0.10 and more benefit in smaller trials, and a selection model that moves the
effect to another range. Beside it stands what the rule was before: Egger's test on the standard
error (Harbord's for odds ratios), whichever way it pointed, with a selection model that moves the
effect or cannot be fitted.
"""

from __future__ import annotations

import argparse
import itertools
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from living_review.pooling import (
    by_size,
    egger,
    harbord,
    peters,
    pool,
    selection_model,
    smd_predictor,
)
from living_review.synthesis.scale import Baseline, natural, scales

TRIALS, TAUS, EFFECTS = (10, 20, 40), (0.0, 0.15, 0.4), (0.0, -0.4)
BIASED_TAUS, BIASED_EFFECTS = (0.0, 0.15), (0.0, -0.1)
# Trials done for one that may be published.
DONE = 25
SPREAD, ASYMMETRY = 4.0, 0.10
PUBLISHED_ALL_THE_SAME = 0.05
RISK, RATE, MEAN, SD = 0.2, 10.0, 30.0, 10.0
SIZES = {
    "RISK": {"small": 0.02, "moderate": 0.05, "large": 0.10},
    "RATE": {"small": 1.0, "moderate": 2.0, "large": 4.0},
    "SMD": {"small": 0.2, "moderate": 0.5, "large": 0.8},
    "MD": {"small": 2.0, "moderate": 5.0, "large": 8.0},
    "ROM": {"small": 0.1, "moderate": 0.2, "large": 0.3},
}
KINDS = {**dict.fromkeys(("OR", "RR", "RD", "HR"), "RISK"), **dict.fromkeys(("IRR", "IRD"), "RATE")}
MEASURES = ("OR", "RR", "RD", "HR", "IRR", "IRD", "SMD", "MD", "ROM")


@dataclass(frozen=True)
class Drawn:
    """Trials of many reviews, shape (reviews, trials); what a test needs beside the effect."""

    y: np.ndarray
    v: np.ndarray
    n: np.ndarray
    counts: tuple[np.ndarray, ...] = ()
    time: np.ndarray | None = None
    events: np.ndarray | None = None

    def kept(self, which: np.ndarray) -> Drawn:
        """Give the same with trials that were not published absent."""

        def only(values: np.ndarray) -> np.ndarray:
            return np.where(which, values, np.nan)

        return Drawn(
            only(self.y),
            only(self.v),
            only(self.n),
            tuple(only(each) for each in self.counts),
            None if self.time is None else only(self.time),
            None if self.events is None else only(self.events),
        )


def drawn(measure: str, shape: tuple[int, int], effect: float, tau: float, rng) -> Drawn:
    """Draw trials; effects are benefits below zero (log ratios, or standard deviations)."""
    n = np.clip(np.round(np.exp(rng.normal(np.log(60), 0.9, shape))), 10, 2000)
    true = rng.normal(effect, tau, shape)
    with np.errstate(all="ignore"):
        if measure in ("OR", "RR", "RD"):
            return _counted(measure, n, true, rng)
        if measure in ("IRR", "IRD"):
            return _timed(measure, n, true, rng)
        if measure == "HR":
            before = np.clip(rng.beta(3, 12, shape), 0.02, 0.95)
            events = [np.maximum(rng.binomial(n.astype(int), risk), 1)
                      for risk in (1 - (1 - before) ** np.exp(true), before)]  # fmt: skip
            v = 1 / events[0] + 1 / events[1]
            return Drawn(rng.normal(true, np.sqrt(v)), v, 2 * n)
        return _means(measure, n, true, rng)


def _counted(measure: str, n: np.ndarray, true: np.ndarray, rng) -> Drawn:
    before = np.clip(rng.beta(3, 12, n.shape), 0.005, 0.9)
    if measure == "OR":
        odds = before / (1 - before) * np.exp(true)
        after = odds / (1 + odds)
    elif measure == "RR":
        after = np.clip(before * np.exp(true), 0, 0.98)
    else:
        after = np.clip(before + RISK * (np.exp(true) - 1), 0.001, 0.99)
    a, c = (rng.binomial(n.astype(int), risk).astype(float) for risk in (after, before))
    half = 0.5 * ((a == 0) | (c == 0) | (a == n) | (c == n))
    more = [a + half, n - a + half, c + half, n - c + half]
    if measure == "OR":
        y = np.log(more[0] * more[3] / (more[1] * more[2]))
        v = sum(1 / each for each in more)
    elif measure == "RR":
        y = np.log(more[0] / more[2])
        v = 1 / more[0] + 1 / more[2] - 2 / (n + 2 * half)
    else:
        m = n + 2 * half
        y, v = a / n - c / n, more[0] * more[1] / m**3 + more[2] * more[3] / m**3
    silent = ((a + c == 0) | (a + c == 2 * n)) & (measure != "RD")
    y, v = np.where(silent, np.nan, y), np.where(silent, np.nan, v)
    return Drawn(y, v, 2 * n, (a, n, c, n))


def _timed(measure: str, n: np.ndarray, true: np.ndarray, rng) -> Drawn:
    time = n * np.exp(rng.normal(0, 0.5, n.shape))
    rate = np.exp(rng.normal(np.log(RATE / 100), 0.5, n.shape))
    after = rate * np.exp(true) if measure == "IRR" else np.maximum(
        rate + RATE / 100 * (np.exp(true) - 1), 0.001)  # fmt: skip
    a, c = (rng.poisson(time * each).astype(float) for each in (after, rate))
    half = 0.5 * ((a == 0) | (c == 0))
    if measure == "IRR":
        y, v = np.log((a + half) / (c + half)), 1 / (a + half) + 1 / (c + half)
        silent = a + c == 0
        y, v = np.where(silent, np.nan, y), np.where(silent, np.nan, v)
    else:
        y, v = 100 * (a - c) / time, 1e4 * (a + c + 2 * half) / time**2
    return Drawn(y, v, 2 * n, time=2 * time, events=a + c)


def _means(measure: str, n: np.ndarray, true: np.ndarray, rng) -> Drawn:
    sd = SD * np.exp(rng.normal(0, 0.2, n.shape))
    after = MEAN * np.exp(true) if measure == "ROM" else MEAN + sd * true
    m1, m0 = (rng.normal(mean, sd / np.sqrt(n)) for mean in (after, MEAN))
    s1, s0 = (sd * np.sqrt(rng.chisquare(n - 1) / (n - 1)) for _ in range(2))
    if measure == "MD":
        return Drawn(m1 - m0, (s1**2 + s0**2) / n, 2 * n)
    if measure == "ROM":
        m1 = np.maximum(m1, 1.0)
        return Drawn(np.log(m1 / m0), (s1 / m1) ** 2 / n + (s0 / m0) ** 2 / n, 2 * n)
    g = (1 - 3 / (8 * n - 9)) * (m1 - m0) / np.sqrt((s1**2 + s0**2) / 2)
    return Drawn(g, 2 / n + g**2 / (4 * n), 2 * n)


def tested(measure: str, d: Drawn, *, before: bool):
    """Give the test for asymmetry, as it is and as it was before."""
    if measure == "OR":
        return harbord(*d.counts)
    if measure == "SMD":
        return egger(d.y, d.v, predictor=smd_predictor(d.n / 2, d.n / 2))
    if measure == "MD" or before:
        return egger(d.y, d.v)
    if measure == "RR":
        return peters(d.y, *d.counts)
    if measure in ("IRR", "IRD"):
        return by_size(d.y, d.time, d.events if measure == "IRR" else d.time)
    return by_size(d.y, d.n)


def range_of(measure: str) -> Callable[[float], int]:
    """Give the function that names the range of an effect: benefit 1, little 0, harm −1."""
    kind = KINDS.get(measure, measure)
    time = "100 person-years" if kind == "RATE" else ""
    baseline = Baseline("x", RATE if kind == "RATE" else RISK, time=time)
    scale, *_ = scales(measure, "lower", SIZES[kind], [baseline])

    def found(effect: float) -> int:
        band = scale.band(scale.place(natural(effect, measure)))
        return (band > 0) - (band < 0)

    return found


def published(d: Drawn, k: int, rng) -> Drawn:
    """Keep k trials of each review: those for benefit, and some of the others."""
    with np.errstate(all="ignore"):
        below = d.y / np.sqrt(d.v) < -1.96
    shown = np.isfinite(d.y) & (below | (rng.random(d.y.shape) < PUBLISHED_ALL_THE_SAME))
    shown &= np.cumsum(shown, axis=1) <= k
    return d.kept(shown)


def proposals(measure: str, d: Drawn, *, before: bool) -> np.ndarray:
    """Tell for every review whether publication bias is proposed."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        test = tested(measure, d, before=before)
        means = pool(d.y, d.v, tau2="REML", interval="knapp-hartung").estimate
        size = np.nanmax(d.n, axis=1) / np.nanmin(d.n, axis=1)
    suspect = test.p < ASYMMETRY
    if not before:
        suspect &= (test.asymmetry < 0) & (size > SPREAD)
    name = range_of(measure)
    said = np.zeros(len(d.y), bool)
    for i in np.flatnonzero(suspect):
        known = np.isfinite(d.y[i] + d.v[i]) & (d.v[i] > 0)
        if known.sum() < 10:
            continue
        fitted = selection_model(d.y[i][known], d.v[i][known], alternative="less")
        if not (fitted.identified and fitted.converged):
            said[i] = before
        else:
            said[i] = name(fitted.estimate) != name(float(means[i]))
    return said


def rows(reviews: int, measures: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Give for every measure: false proposals (all, worst setting), before, and bias found."""
    for measure in measures:
        rng = np.random.default_rng(20261127)
        false, old = [], []
        for k, tau, effect in itertools.product(TRIALS, TAUS, EFFECTS):
            d = drawn(measure, (reviews, k), effect, tau, rng)
            false.append(proposals(measure, d, before=False).mean())
            old.append(proposals(measure, d, before=True).mean())
        power = [found_of(measure, k, max(reviews // 3, 20), rng) for k in (10, 40)]
        yield (measure, f"{100 * np.mean(false):.1f}%", f"{100 * max(false):.1f}%",
               f"{100 * np.mean(old):.1f}%", f"{100 * max(old):.1f}%", *power)  # fmt: skip


def found_of(measure: str, k: int, reviews: int, rng) -> str:
    """Give how often the bias is found in reviews that it made show an important benefit."""
    found = []
    for tau, effect in itertools.product(BIASED_TAUS, BIASED_EFFECTS):
        d = drawn(measure, (reviews, DONE * k), effect, tau, rng)
        shown = published(d, k, rng)
        means = pool(shown.y, shown.v, tau2="REML").estimate
        misled = np.array([range_of(measure)(float(each)) == 1 for each in means])
        found += proposals(measure, shown, before=False)[misled].tolist()
    return f"{100 * np.mean(found):.0f}%" if found else "–"


def main() -> None:
    """Print the table of docs/explanation/grade.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=300, help="drawn for each of 18 settings")
    parser.add_argument("--measures", nargs="*", default=MEASURES)
    asked = parser.parse_args()
    print("| measure | proposed | worst setting | before | worst before | bias found, 10 trials | "
          "40 trials |\n|---|--:|--:|--:|--:|--:|--:|")  # fmt: skip
    for row in rows(asked.reviews, tuple(asked.measures)):
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
