"""Whether the effect goes with a number that differs between trials: meta-regression."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from living_review.findings import Regression, RegressionPoint
from living_review.ground.distributions import FloatArray
from living_review.ground.measures import RATIOS
from living_review.ground.methods import with_moderators
from living_review.ground.steps import step_of, two_values
from living_review.ground.written_number import number_of
from living_review.language import say
from living_review.language.facts import analyses as facts
from living_review.pooling import MetaRegression, meta_regression
from living_review.protocol import Moderator
from living_review.protocol.filters import cell_text
from living_review.synthesis.analysis import MainAnalysis
from living_review.synthesis.explored import figures_of, number_in

FEWEST_FOR_REGRESSION = 10
LEAST = 1e-6
"""Of the variance of the most precise trial: a τ² below is none that could be explained."""
POINTS = 21
"""Places at which the line and its interval are given, from the least value to the greatest."""


def regressions(main: MainAnalysis, moderators: Sequence[Moderator]) -> tuple[Regression, ...]:
    """Regress the effects on each numeric column of trials.csv, one at a time.

    Random effects with the τ² estimator and interval of the main analysis (Knapp-Hartung under
    any safeguard takes that of the standard error); trials without the number are left out. Ten
    trials are the least (Cochrane Handbook 10.11.5.1).
    """
    return tuple(_regression(main, moderator) for moderator in moderators)


def _regression(main: MainAnalysis, moderator: Moderator) -> Regression:
    cells = [member.trial.get(moderator.column) for member in main.usable]
    values = [number_of(cell) for cell in cells]
    known = [i for i, value in enumerate(values) if value is not None]
    base = Regression(
        moderator=moderator.column,
        label=moderator.shown,
        unit=moderator.unit,
        k=len(known),
        left_out=tuple(
            member.trial_id
            for member, value in zip(main.usable, values, strict=True)
            if value is None
        ),
    )
    x = np.array([values[i] for i in known], dtype=float)
    why = _unregressed(main, x, filled=any(map(cell_text, cells)))
    if why is not None:
        return base.model_copy(update={"reason": say(facts.NoRegression(why=why))})
    centre, per = float(x.mean()), step_of(x.tolist(), moderator.per)
    effects, spread = figures_of([main.usable[i] for i in known])
    found = meta_regression(
        effects,
        spread,
        np.column_stack([np.ones_like(x), x - centre]),
        tau2=with_moderators(str(main.settings.tau2)),
        interval=main.settings.interval,
        safeguard="none" if main.settings.safeguard == "none" else "se",
        level=main.settings.level,
    )
    regressed = base.model_copy(
        update={
            "centre": centre,
            "intercept": number_in(found.coefficients[0]),
            **{name: number_in(value[1]) for name, value in _of_the_slope(found).items()},
            "df": number_in(found.df),
            "r2": number_in(found.r2) if float(found.tau2_without) > LEAST * min(spread) else None,
            "tau2": number_in(found.tau2),
            "i2": number_in(found.i2),
            "q": number_in(found.qe),
            "q_df": number_in(found.qe_df),
            "q_p": number_in(found.qe_p),
            "groups": two_values(x.tolist()) or (),
            "line": _line(main, found, x, centre),
        }
    )
    told = regressed.at_step(per, ratio=main.outcome.measure in RATIOS)
    ends = zip(("per_effect", "per_ci_low", "per_ci_high"), told or (), strict=bool(told))
    return regressed.model_copy(update={"per": per, **dict(ends)})


def _unregressed(main: MainAnalysis, x: FloatArray, *, filled: bool) -> facts.Unregressed | None:
    """Tell why there is no regression; None where there is one."""
    if not len(x) and filled:
        return "words"
    if len(x) < FEWEST_FOR_REGRESSION:
        return "few"
    if np.ptp(x) == 0:
        return "same"
    return "common" if main.settings.model == "common" else None


def _of_the_slope(found: MetaRegression) -> dict[str, FloatArray]:
    return {
        "slope": found.coefficients,
        "se": found.se,
        "ci_low": found.ci_low,
        "ci_high": found.ci_high,
        "statistic": found.statistic,
        "p": found.p,
    }


def _natural(main: MainAnalysis, values: FloatArray) -> FloatArray:
    """Undo the logarithm of ratios; what is beyond any number is infinite."""
    if main.outcome.measure not in RATIOS:
        return values
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(values)


def _line(
    main: MainAnalysis, found: MetaRegression, x: FloatArray, centre: float
) -> tuple[RegressionPoint, ...]:
    """Give the mean effect and its interval along the values; none where one is no number."""
    at = np.linspace(x.min(), x.max(), POINTS)
    mean = found.predict(np.column_stack([np.ones_like(at), at - centre]))
    natural = _natural(main, np.array([mean.estimate, mean.ci_low, mean.ci_high]))
    if not np.isfinite(natural).all():
        return ()
    return tuple(
        RegressionPoint(at=float(a), estimate=float(e), ci_low=float(low), ci_high=float(high))
        for a, e, low, high in zip(at, *natural, strict=True)
    )
