"""Strata of one trial: compared each by itself, then pooled within the trial, which counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from living_review.findings import Arm
from living_review.findings.workings import Ingredients, Made
from living_review.ground.measures import RISKS
from living_review.ground.spelling import plain
from living_review.language import say
from living_review.language.facts import trial_notes as facts
from living_review.pooling import mantel_haenszel, pool
from living_review.registry.measurements import ROLES
from living_review.registry.strata import by_names
from living_review.synthesis.rows import Row
from living_review.synthesis.trial_effects import (
    Note,
    TrialEffect,
    best_first,
    finite,
    least_known,
)

Role = Literal["intervention", "control"]


@dataclass(frozen=True)
class Stratum:
    """The arms of one stratum; `name` is None for those of the whole trial."""

    rows: tuple[Row, ...]
    name: str | None = None
    by_name: bool = False


def strata_of(rows: Sequence[Row]) -> list[Stratum]:
    """Take the arms of one trial and instrument apart into its strata.

    They are said by the column `stratum`, or by names that pair off; else there is one.
    """
    if any(row["stratum"] for row in rows):
        keys = [plain(row["stratum"] or "") for row in rows]
        named = False
    else:
        found = by_names([row["role"] for row in rows], [row["arm"] for row in rows])
        if found is None:
            return [Stratum(tuple(rows))]
        keys, named = list(found), True
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for key, row in zip(keys, rows, strict=True):
        groups[key].append(row)
    return [Stratum(tuple(own), _name(own, named), named) for _, own in sorted(groups.items())]


def _name(rows: Sequence[Row], by_name: bool) -> str:
    if by_name:
        return str(next(row["arm"] for row in rows if row["role"] == ROLES[0]))
    return str(rows[0]["stratum"] or say(facts.StratumNotNamed()))


def together(offers: Iterable[TrialEffect], measure: str, prefer: str) -> list[TrialEffect]:
    """Pool the strata of each trial and instrument, so that a trial offers effects of its own.

    Counts are pooled by Mantel-Haenszel with its own variance, anything else by inverse variance,
    with one effect common to the strata.
    """
    whole: list[TrialEffect] = []
    parts: defaultdict[tuple[str, str | None], list[TrialEffect]] = defaultdict(list)
    for effect in offers:
        if effect.stratum is None:
            whole.append(effect)
        else:
            parts[effect.trial_id, effect.instrument].append(effect)
    return [*whole, *(_of_trial(own, measure, prefer) for own in parts.values())]


def _of_trial(offers: Sequence[TrialEffect], measure: str, prefer: str) -> TrialEffect:
    by_stratum: defaultdict[str, list[TrialEffect]] = defaultdict(list)
    for effect in offers:
        by_stratum[plain(effect.stratum or "")].append(effect)
    best = [best_first(by_stratum[key], prefer)[0] for key in sorted(by_stratum)]
    counted_all = measure in RISKS and all(each.counts for each in best)
    by_counts = _mantel_haenszel(best, measure) if counted_all and len(best) > 1 else None
    if by_counts is not None:
        return _pooled(best, best, best, *by_counts, "mantel-haenszel")
    usable = [each for each in best if each.usable]
    if not usable:
        return _without_effect(best)
    people = best if all(_reports_events(each) for each in best) else usable
    return _pooled(best, usable, people, *_inverse_variance(usable), "inverse-variance")


def _reports_events(stratum: TrialEffect) -> bool:
    return bool(stratum.arms) and all(arm.events is not None for arm in stratum.arms)


def _mantel_haenszel(strata: Sequence[TrialEffect], measure: str) -> tuple[float, float] | None:
    tables = [each.counts for each in strata if each.counts is not None]
    found = mantel_haenszel(*zip(*tables, strict=True), measure=measure)  # type: ignore[arg-type]
    estimate, error = finite(float(found.estimate)), finite(float(found.se))
    return None if estimate is None or not error else (estimate, error**2)


def _inverse_variance(strata: Sequence[TrialEffect]) -> tuple[float, float]:
    if len(strata) == 1:
        return strata[0].estimate or 0.0, strata[0].variance or 0.0
    pairs: list[Any] = [(each.estimate, each.variance) for each in strata]
    found = pool(*zip(*pairs, strict=True), tau2="common", interval="wald")
    return float(found.estimate), float(found.se) ** 2


def _pooled(
    strata: Sequence[TrialEffect],
    used: Sequence[TrialEffect],
    people: Sequence[TrialEffect],
    estimate: float,
    variance: float,
    method: facts.MethodWithin,
) -> TrialEffect:
    """Give the effect of a trial over the strata `used`, with the people of all of `people`.

    Who had no event in a stratum belongs to the risk of the trial, though the stratum has no ratio.
    """
    unused = [each for each in strata if each not in used]
    said = over_strata(used, method, unused)
    return replace(
        _joined(people),
        estimate=estimate,
        variance=variance,
        notes=(said, *_notes((*used, *unused))),
        strata=tuple(people) if len(people) > 1 else (),
        counts=people[0].counts if len(people) == 1 else None,
        o_minus_e=people[0].o_minus_e if len(people) == 1 else None,
        made=_made(strata, used),
    )


def over_strata(
    strata: Sequence[TrialEffect],
    method: facts.MethodWithin,
    unused: Sequence[TrialEffect] = (),
) -> Note:
    """Say over which strata a trial was pooled, and how."""
    return facts.OverStrata(
        strata=_names(strata),
        by_name=any(each.by_name for each in strata),
        method=method,
        unused=_names(unused),
    )


def in_any_stratum(note: Note) -> Note:
    """Give what a note says, be it of some strata alone."""
    return note.note if isinstance(note, facts.InStrata) else note


def _without_effect(strata: Sequence[TrialEffect]) -> TrialEffect:
    """Give what strata without any variance say: a direction, where all have the same."""
    leans = {each.lean for each in strata}
    said = facts.ReportedInStrata(strata=_names(strata))
    return replace(
        _joined(strata),
        estimate=None,
        variance=None,
        lean=leans.pop() if len(leans) == 1 else None,
        counts=None,
        o_minus_e=None,
        notes=(said, *_notes(strata)),
        made=_made(strata, strata),
    )


def _made(strata: Sequence[TrialEffect], used: Sequence[TrialEffect]) -> Made:
    """Give the rows of every stratum, each apart; they are of arms where those used are."""
    parts = tuple(part for each in strata for part in each.made)
    arms = any(each.origin == "arms" for each in used)
    return (Ingredients("arms" if arms else "contrasts", (), parts),)


def _joined(strata: Sequence[TrialEffect]) -> TrialEffect:
    """Give what strata have together besides their effect: people and events add up."""
    first = strata[0]
    weeks = [each.weeks for each in strata if each.weeks is not None]
    sources = dict.fromkeys(each.source for each in strata if each.source)
    return replace(
        first,
        origin="arms" if any(each.origin == "arms" for each in strata) else "contrast",
        lean=None,
        arms=_arms(strata),
        n_intervention=_sum(each.n_intervention for each in strata),
        n_control=_sum(each.n_control for each in strata),
        effective_n=_sum(each.effective_n for each in strata),
        crossover=least_known(strata),
        weeks=max(weeks, default=None),
        source="; ".join(sources) or None,
        line=min(each.line for each in strata),
        rank=max(each.rank for each in strata),
        stratum=None,
        by_name=False,
        recovered=tuple(made for each in strata for made in each.recovered),
    )


def _arms(strata: Sequence[TrialEffect]) -> tuple[Arm, ...]:
    """Add up people and events; means of strata have no mean that could be shown."""
    if len(strata) == 1:
        return strata[0].arms
    if not all(each.arms for each in strata):
        return ()
    roles: tuple[Role, ...] = ("intervention", "control")
    sides = {role: [a for each in strata for a in each.arms if a.role == role] for role in roles}
    return tuple(
        Arm(
            role=role,
            n=_sum(a.n for a in own),
            events=_sum(a.events for a in own),
            time_at_risk=_sum(a.time_at_risk for a in own),
        )
        for role, own in sides.items()
    )


def _notes(strata: Sequence[TrialEffect]) -> list[Note]:
    """Say once what was done in every stratum, and else in which."""
    notes: dict[Note, None] = dict.fromkeys(note for each in strata for note in each.notes)
    said: list[Note] = []
    for note in notes:
        own = [each for each in strata if note in each.notes]
        everywhere = len(own) == len(strata)
        strata_of_it = tuple(each.stratum or "" for each in own)
        said.append(note if everywhere else facts.InStrata(strata=strata_of_it, note=note))
    return said


def _names(strata: Sequence[TrialEffect]) -> tuple[str, ...]:
    return tuple(each.stratum or say(facts.StratumNotNamed()) for each in strata)


def _sum(counts: Iterable[float | None]) -> float | None:
    known = list(counts)
    return None if any(each is None for each in known) else sum(each or 0.0 for each in known)
