"""What the regressions of a finding on characteristics of its trials show."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import Finding, Regression
from living_review.ground import numbers
from living_review.language import say
from living_review.language.facts import regressions as facts
from living_review.language.facts.effects import Amount, Interval

MOST_NAMED = 8
YEAR = "year"
PERCENT = frozenset(("%", "percent", "prozent", "porciento", "porcentaje"))


def moderator_sentences(finding: Finding) -> tuple[str, ...]:
    """Give the meta-regression on each moderator, or why there is none."""
    labels = {trial.trial_id: trial.label for trial in finding.trials}
    said = []
    for found in finding.moderators:
        slope = slope_of(found, finding)
        if slope is None:
            reason = found.reason or ""
            said.append(say(facts.NoRegression(moderator=found.name, reason=reason)))
        else:
            named = tuple(labels.get(trial, trial) for trial in found.left_out)
            said.append(say(_regression(found, slope, named)))
    return tuple(said)


def _regression(
    found: Regression, slope: facts.Slope, left_out: tuple[str, ...]
) -> facts.Regression:
    return facts.Regression(
        moderator=found.name,
        trials=found.k,
        without=len(left_out),
        left_out=left_out if len(left_out) <= MOST_NAMED else (),
        slope=slope,
        statistic=numbers.statistic(found.statistic),
        df="" if found.df is None else numbers.degrees_of_freedom(found.df),
        p=numbers.p_value(found.p),
        tau2=numbers.tau2(found.tau2),
        i2=numbers.percent(found.i2),
        q=numbers.statistic(found.q),
        q_df=numbers.degrees_of_freedom(found.q_df),
        q_p=numbers.p_value(found.q_p),
        explained="" if found.r2 is None else numbers.percent(found.r2),
    )


def slope_of(found: Regression, finding: Finding) -> facts.Slope | None:
    """Tell what goes with a step, on the natural scale; None where there is no regression."""
    change, per = found.per_effect, found.per
    if change is None or per is None:
        return None
    ends = (found.per_ci_low, found.per_ci_high)
    written, *limits = numbers.change(change, *ends, finding.measure)
    way = _way(change, written, ratio=finding.is_ratio)
    return facts.Slope(
        step=step(per, found.unit, found.moderator, found.groups),
        measure=finding.measure,
        change=way,
        by=Amount(number=written.removeprefix(numbers.MINUS), unit=finding.unit_label),
        confidence=numbers.confidence(finding.level),
        interval=Interval(low=limits[0], high=limits[1]) if limits else Interval(),
    )


def step(per: float, unit: str, moderator: str, groups: Sequence[float] = ()) -> facts.Step:
    """Tell a step of a moderator, or the two values that trials have of it."""
    of = _of(unit, moderator)
    low, high = (_value(each, of) for each in groups) if groups else ("", "")
    return facts.Step(
        number=numbers.in_full(per),
        one=per == 1,
        unit=unit if of == "amount" else "",
        of=of,
        groups=bool(groups),
        low=low,
        high=high,
    )


def _of(unit: str, moderator: str) -> facts.Unit:
    """Tell of what a step is; the years of trials are the registry's own column."""
    if moderator == YEAR:
        return "year"
    return "percent" if unit.casefold().replace(" ", "") in PERCENT else "amount"


def _value(value: float, of: facts.Unit) -> str:
    if of == "year":
        return f"{value:.0f}"
    return numbers.percent_in_full(value) if of == "percent" else numbers.in_full(value)


def _way(change: float, written: str, *, ratio: bool) -> facts.Way:
    if ratio:
        return "multiplied"
    if numbers.shown(written) == 0:
        return "none"
    return "higher" if change > 0 else "lower"
