"""Small-study effects: whether smaller trials report other effects, where there are enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from living_review.findings import SmallStudy
from living_review.ground.measures import RATES
from living_review.language import say
from living_review.language.facts import analyses as facts
from living_review.pooling import AsymmetryTest, by_size, egger, harbord, peters, smd_predictor
from living_review.synthesis.analysis import MainAnalysis
from living_review.synthesis.trial_effects import Counts, TrialEffect

FEWEST = 10
# The largest trial must be larger than so many times the smallest (Ioannidis & Trikalinos 2007).
SPREAD = 4.0


@dataclass(frozen=True)
class _Test:
    """A test that fits a measure: its name, what it calls the size of each trial, how it is made.

    A size of zero marks a trial that says nothing to the test.
    """

    name: str
    sizes: tuple[float, ...]
    make: Callable[[], AsymmetryTest]


def small_study(main: MainAnalysis) -> SmallStudy:
    """Test for small-study effects, or say why not.

    Ten trials are the least (Sterne et al. 2011, BMJ 343:d4002), and the largest must be larger
    than four times the smallest (Ioannidis & Trikalinos 2007, CMAJ 176:1091-1096). The standard
    error of a risk, a rate, a hazard or a ratio of means moves with the effect, so that a
    regression on it finds asymmetry where there is none; `_fitting` gives what is used instead.
    """
    effects = [member.effect for member in main.usable]
    if len(effects) < FEWEST:
        return _untested("few")
    if _alike([effect.estimate or 0.0 for effect in effects]):
        return _untested("alike")
    test = _fitting(main.outcome.measure, effects)
    if isinstance(test, str):
        return SmallStudy(reason=say(facts.NoSizes(what=test)))
    heard = [size for size in test.sizes if size > 0]
    if len(heard) < FEWEST:
        return _untested("events")
    if not max(heard) > SPREAD * min(heard):
        return _untested("sizes")
    return _result(test.name, test.make())


def _untested(why: facts.NoTest) -> SmallStudy:
    return SmallStudy(reason=say(facts.NoSmallStudyTest(why=why)))


def _fitting(measure: str, effects: Sequence[TrialEffect]) -> _Test | facts.Sizes:
    """Choose the test for a measure, or name what trials would have to report for it.

    MD: Egger's test, as the standard error of a mean does not hold the mean. SMD: Egger's on
    √(1/n₁ + 1/n₂) (Pustejovsky & Rodgers 2019). OR from counts: Harbord's; RR from counts: Peters'.
    RD, HR, ROM, and ratios that are not from counts: on √(1/n) with weights n (Macaskill et al.
    2001; Sterne & Egger 2005). IRR and IRD: on the root of the inverse of person-time, with weights
    of events or of person-time.
    """
    y, v = _figures(effects)
    if measure == "MD":
        return _Test("egger", tuple(1.0 / each for each in v), lambda: egger(y, v))
    if measure in RATES:
        return _by_time(measure, effects, y)
    counts = [effect.counts for effect in effects if effect.counts is not None]
    if measure in ("OR", "RR") and len(counts) == len(effects):
        name, made = ("harbord", harbord) if measure == "OR" else ("peters", None)
        columns = list(zip(*counts, strict=True))
        return _Test(
            name,
            tuple(map(_heard, counts)),
            (lambda: made(*columns)) if made else (lambda: peters(y, *columns)),
        )
    if not all(effect.people for effect in effects):
        return "people"
    if measure == "SMD":
        sizes = smd_predictor(
            [_informative(effect, effect.n_intervention) for effect in effects],
            [_informative(effect, effect.n_control) for effect in effects],
        )
        squared = tuple(float(each) ** -2 for each in sizes)
        return _Test("egger-smd", squared, lambda: egger(y, v, predictor=sizes))
    people = [float(effect.effective_n or effect.people or math.nan) for effect in effects]
    return _Test("size", tuple(people), lambda: by_size(y, people))


def _by_time(measure: str, effects: Sequence[TrialEffect], y: list[float]) -> _Test | facts.Sizes:
    arms = [effect.arms for effect in effects]
    if not all(len(own) == 2 and all(arm.time_at_risk for arm in own) for own in arms):
        return "time"
    if any(arm.events is None for own in arms for arm in own):
        return "events"
    time = [math.fsum(arm.time_at_risk or 0.0 for arm in own) for own in arms]
    events = [math.fsum(arm.events or 0.0 for arm in own) for own in arms]
    weights = events if measure == "IRR" else time
    sizes = tuple(t if weight > 0 else 0.0 for t, weight in zip(time, weights, strict=True))
    return _Test("person-time", sizes, lambda: by_size(y, time, weights))


def _heard(counts: Counts) -> float:
    """Give the people of a trial in which somebody, but not everybody, had the event; else 0."""
    events, n, others, of_others = counts
    total = n + of_others
    return float(total) if 0 < events + others < total else 0.0


def _alike(estimates: list[float]) -> bool:
    """Tell whether effects are equal but for rounding: a line through them has no error."""
    return max(estimates) - min(estimates) <= 1e-12 * max(map(abs, estimates))


def _informative(effect: TrialEffect, n: float | None) -> float:
    """Give the people of an arm of two groups that say as much: n/(1 − r) where they are paired."""
    paired = effect.crossover.correlation if effect.crossover else None
    return (n or math.nan) / (1.0 - (paired or 0.0))


def _figures(effects: Sequence[TrialEffect]) -> tuple[list[float], list[float]]:
    return (
        [math.nan if effect.estimate is None else effect.estimate for effect in effects],
        [math.nan if effect.variance is None else effect.variance for effect in effects],
    )


def _result(test: str, found: AsymmetryTest) -> SmallStudy:
    figures = {
        "intercept": found.asymmetry,
        "se": found.se,
        "statistic": found.statistic,
        "df": found.df,
        "p": found.p,
    }
    known = {name: float(value) for name, value in figures.items()}
    if not math.isfinite(known["p"]):
        return _untested("undefined")
    return SmallStudy(test=test, egger=known)
