"""Measurements: which rows of one result are the same people measured again, and which is used.

A result is what a trial says of one outcome on one instrument within one time point. Where an arm
stands in it at several weeks, its people were measured several times: each week is a measurement,
and one of them is used, by the rule of the protocol. No pandas here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from living_review.language.facts import trial_notes as facts
from living_review.protocol import Timepoint

ROLES = ("intervention", "control")


@dataclass(frozen=True, slots=True)
class Reading:
    """A row of arms or contrasts, as far as it says who was measured and when.

    `role` is empty in a contrast, whose `arm` says what was estimated.
    """

    table: str
    row: int
    weeks: float | None
    stratum: str
    arm: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """The rows of one result at one time; `weeks` is None where no row says when."""

    weeks: float | None
    readings: tuple[Reading, ...]

    @property
    def strata(self) -> int:
        """How many strata have a contrast, or arms of both roles."""
        roles: defaultdict[str, set[str]] = defaultdict(set)
        for each in self.readings:
            roles[each.stratum].add(each.role)
        return sum("" in found or found.issuperset(ROLES) for found in roles.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """The measurement that is used, those that are not, and what is to be said of it."""

    used: Measurement
    others: tuple[Measurement, ...] = ()
    note: facts.MeasuredAgain | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why no measurement can be chosen, and what to do, as the end of a sentence."""

    reason: str
    weeks: tuple[str, ...]
    undated: bool


def measurements(readings: Iterable[Reading]) -> tuple[Measurement, ...]:
    """Return the measurements of one result by weeks, one without weeks last.

    Arms that stand there once each are one measurement, even where intervention and control were
    seen in different weeks. A contrast belongs to the arms of its weeks, and without weeks to the
    only measurement there is.
    """
    all_of_it = tuple(readings)
    arms = [each for each in all_of_it if each.role]
    contrasts = [each for each in all_of_it if not each.role]
    by_weeks: defaultdict[float | None, list[Reading]] = defaultdict(list)
    if _measured_again(arms):
        for each in arms:
            by_weeks[each.weeks].append(each)
    elif arms:
        by_weeks[latest(arms)] = arms
    together = {each.weeks for each in arms} if len(by_weeks) == 1 else set()
    elsewhere = {each.weeks for each in contrasts} - {None} - together
    # Arms without weeks may have been measured when their one contrast was.
    once = len(elsewhere) <= (0 if together - {None} else 1)
    if once and len(by_weeks) < 2 and not _measured_again(contrasts):
        return (Measurement(latest(all_of_it), (*arms, *contrasts)),)
    for each in contrasts:
        weeks = next(iter(by_weeks)) if each.weeks in together else each.weeks
        by_weeks[weeks].append(each)
    order = sorted(by_weeks, key=lambda weeks: (weeks is None, weeks or 0.0))
    return tuple(Measurement(weeks, tuple(by_weeks[weeks])) for weeks in order)


def choose(found: Sequence[Measurement], timepoint: Timepoint) -> Choice | Undecided:
    """Choose the measurement of one result that is used, by the rule of its time point.

    A measurement at which one role alone is reported is never chosen, nor one that lacks a stratum
    which another has. Of two equally near the target the later is used.
    """
    if len(found) == 1:
        return Choice(found[0])
    if any(each.weeks is None for each in found):
        return Undecided(
            f"measured {_weeks(found)}, and in rows that do not say when, so none can be chosen; "
            "fill in weeks, or keep one measurement.",
            _known(found),
            undated=True,
        )
    whole = [each for each in found if each.strata] or list(found)
    if len(whole) > 1 and timepoint.choose is None:
        return Undecided(
            f"measured {_weeks(whole)}; say which is used by timepoints[].choose in the protocol "
            f"(last, first or nearest; time point {timepoint.id}), or keep one measurement.",
            _known(whole),
            undated=False,
        )
    most = max(each.strata for each in whole)
    fullest = [each for each in whole if each.strata == most]
    used = _by_rule(fullest, timepoint)
    others = tuple(each for each in found if each is not used)
    return Choice(used, others, _note(found, whole, used, timepoint))


def latest(readings: Iterable[Reading]) -> float | None:
    """Return the latest weeks that are given."""
    return max((each.weeks for each in readings if each.weeks is not None), default=None)


def rule_of(timepoint: Timepoint) -> facts.ByRule | None:
    """Give the rule of a time point; None where it has none."""
    if timepoint.choose is None:
        return None
    target = "" if timepoint.target is None else f"{timepoint.target:g}"
    return facts.ByRule(rule=timepoint.choose, target=target)


def _measured_again(readings: Sequence[Reading]) -> bool:
    """Tell whether a row says again what another says of the same people at another time."""
    times: defaultdict[tuple[str, str, str], set[float | None]] = defaultdict(set)
    by_role: defaultdict[str, defaultdict[str, set[float | None]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for each in readings:
        times[each.stratum, each.role, each.arm].add(each.weeks)
        by_role[each.stratum][each.role].add(each.weeks)
    if any(len(found) > 1 for found in times.values()):
        return True
    # Arms may have names that say the week: both roles at the same two weeks are no other people.
    return any(
        len(set.intersection(*roles.values()) - {None}) > 1
        for roles in by_role.values()
        if len(roles) > 1
    )


def _by_rule(found: Sequence[Measurement], timepoint: Timepoint) -> Measurement:
    if len(found) == 1:
        return found[0]

    def distance(each: Measurement) -> tuple[float, float]:
        weeks = each.weeks or 0.0
        if timepoint.choose == "nearest":
            return abs(weeks - (timepoint.target or 0.0)), -weeks
        return (weeks, 0.0) if timepoint.choose == "first" else (-weeks, 0.0)

    return min(found, key=distance)


def _note(
    found: Sequence[Measurement],
    whole: Sequence[Measurement],
    used: Measurement,
    timepoint: Timepoint,
) -> facts.MeasuredAgain:
    of_one_role = [each for each in found if not each.strata]
    lacking = [each for each in whole if each.strata < used.strata]
    by_rule = len(whole) > 1 and len(whole) > len(lacking) + 1
    return facts.MeasuredAgain(
        weeks=_known(found),
        used=f"{used.weeks:g}",
        by_rule=rule_of(timepoint) if by_rule else None,
        one_role=_known(of_one_role),
        lacking=_known(lacking),
    )


def _known(found: Iterable[Measurement]) -> tuple[str, ...]:
    return tuple(f"{each.weeks:g}" for each in found if each.weeks is not None)


def _weeks(found: Iterable[Measurement]) -> str:
    """Say `at weeks 6, 12 and 26` of what has weeks; one measurement of several always has."""
    *before, last = _known(found)
    listed = f"{', '.join(before)} and {last}" if before else last
    return f"at {'weeks' if before else 'week'} {listed}"
