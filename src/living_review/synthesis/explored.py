"""What single trials do to the pool, and whether a number that differs between them explains it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from living_review.ground.methods import with_moderators
from living_review.language import say
from living_review.language.facts import analyses as facts
from living_review.pooling import influence, meta_regression
from living_review.synthesis.analysis import MainAnalysis
from living_review.synthesis.evidence import Member

FEWEST_FOR_INFLUENCE = 3
FEWEST_FOR_REGRESSION = 10
DIAGNOSTICS = (
    *("rstudent", "dffits", "cook", "covariance_ratio", "dfbetas"),
    *("tau2_deleted", "q_deleted", "hat"),
)
Diagnostics = dict[str, bool | float | str | None]
Regression = dict[str, float | str | None]


def influences(main: MainAnalysis) -> tuple[Diagnostics, ...]:
    """Give the case-deletion diagnostics of each pooled trial; none for fewer than three.

    None where events are pooled by Mantel-Haenszel: they are defined for inverse-variance weights.
    """
    members = main.usable
    if len(members) < FEWEST_FOR_INFLUENCE or main.settings.counted:
        return ()
    found = influence(*_figures(members), tau2=main.settings.tau2)
    return tuple(
        {
            "trial_id": member.trial_id,
            "label": member.trial["label"],
            **{name: _known(getattr(found, name)[i]) for name in DIAGNOSTICS},
            "influential": bool(found.influential[i]),
        }
        for i, member in enumerate(members)
    )


def regressions(main: MainAnalysis, moderators: Sequence[str]) -> tuple[Regression, ...]:
    """Regress the effects on each numeric column of trials.csv, one at a time.

    Random effects with the τ² estimator and interval of the main analysis (Knapp-Hartung under
    any safeguard takes that of the standard error); trials without the
    number are left out. Ten trials are the least (Cochrane Handbook 10.11.5.1).
    """
    return tuple(_regression(main, moderator) for moderator in moderators)


def _regression(main: MainAnalysis, moderator: str) -> Regression:
    values = [_number(member.trial.get(moderator)) for member in main.usable]
    known = [i for i, value in enumerate(values) if value is not None]
    base: Regression = {"moderator": moderator, "k": len(known)}
    x = np.array([values[i] for i in known], dtype=float)
    if len(known) < FEWEST_FOR_REGRESSION:
        return base | _unregressed("few")
    if np.ptp(x) == 0:
        return base | _unregressed("same")
    if main.settings.model == "common":
        return base | _unregressed("common")
    members = [main.usable[i] for i in known]
    centre = float(x.mean())
    design = np.column_stack([np.ones_like(x), x - centre])
    found = meta_regression(
        *_figures(members),
        design,
        tau2=with_moderators(str(main.settings.tau2)),
        interval=main.settings.interval,
        safeguard="none" if main.settings.safeguard == "none" else "se",
        level=main.settings.level,
    )
    return base | {
        "centre": centre,
        "slope": _known(found.coefficients[1]),
        "se": _known(found.se[1]),
        "ci_low": _known(found.ci_low[1]),
        "ci_high": _known(found.ci_high[1]),
        "p": _known(found.p[1]),
        "r2": _known(found.r2),
        "tau2": _known(found.tau2),
    }


def _unregressed(why: facts.Unregressed) -> Regression:
    return {"reason": say(facts.NoRegression(why=why))}


def _figures(members: Sequence[Member]) -> tuple[list[float], list[float]]:
    return (
        [member.effect.estimate or 0.0 for member in members],
        [member.effect.variance or math.nan for member in members],
    )


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _known(value: object) -> float | None:
    return _number(value)
