"""One trial's effect on one outcome, and the choice of one where a trial offers several."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from living_review.effects import mean_of_correlated
from living_review.findings import Arm, Recovered
from living_review.findings.workings import Made
from living_review.ground import numbers
from living_review.language import Fact, say
from living_review.language.facts import trial_notes as facts
from living_review.protocol import Outcome

Origin = Literal["arms", "contrast"]
Counts = tuple[float, float, float, float]
Note = str | Fact
"""What is to be said of a trial; a text is a remark of its registry."""


Pairing = Literal["reported", "assumed", "ignored", "counted"]
PAIRINGS: tuple[Pairing, ...] = ("reported", "assumed", "ignored", "counted")


@dataclass(frozen=True)
class Crossover:
    """What a trial in which each person had both interventions says of its pairs.

    `sides`: people with each, as the variance counts them; `difference`: a mean difference, its
    paired standard error and the people. `pairing` says what the variance rests on (a paired figure
    that is reported, a `correlation` that is assumed, or nothing, as in two groups).
    """

    sides: tuple[float, float] | None = None
    difference: tuple[float, float, float] | None = None
    pairing: Pairing | None = None
    correlation: float | None = None


@dataclass(frozen=True)
class TrialEffect:
    """What one row of contrasts, or the arms on one instrument, say about an outcome.

    `estimate` and `variance` are on the analysis scale (log for ratios), None where they cannot be
    had; `counts` are events and people as the variance counts them, intervention then control;
    `lean` is the sign of an effect whose size is not known on this scale (+1: more of the outcome).
    `effective_n` are the people as the variance counts them (clusters corrected). In a `crossover`
    trial the people of both arms are the same.
    `o_minus_e` are the observed less the expected events of an odds ratio, and their variance.
    `rank` orders the offers of one trial: the smallest is used. Where the effects on several
    instruments were averaged, `parts` are those effects with their variances. `left_out` says why
    an effect with a variance has no place in the pool all the same. `stratum` is the part of the
    trial's people it is of, None for all of them (`by_name`: told by the names of the arms); where
    strata were pooled, `strata` are their effects, and there are no counts but theirs. `made` are
    the rows of the registry that it comes from, those of each part apart.
    """

    trial_id: str
    origin: Origin
    estimate: float | None
    variance: float | None
    lean: int | None = None
    arms: tuple[Arm, ...] = ()
    counts: Counts | None = None
    o_minus_e: tuple[float, float] | None = None
    n_intervention: float | None = None
    n_control: float | None = None
    effective_n: float | None = None
    crossover: Crossover | None = None
    instrument: str | None = None
    weeks: float | None = None
    source: str | None = None
    notes: tuple[Note, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    line: int = 0
    rank: tuple[float, ...] = ()
    parts: tuple[tuple[float, float], ...] = ()
    left_out: Fact | None = None
    stratum: str | None = None
    by_name: bool = False
    strata: tuple[TrialEffect, ...] = ()
    made: Made = field(default=(), compare=False, repr=False)

    @property
    def tables(self) -> tuple[Counts, ...]:
        """The two-by-two table of the trial, or those of its strata; empty without counts."""
        found = tuple(each.counts for each in self.strata or (self,) if each.counts is not None)
        return found if len(found) == len(self.strata or (self,)) else ()

    @property
    def by_peto(self) -> bool:
        """Whether it, or each of its strata, has counts or reports O − E with its variance."""
        return all(each.counts or each.o_minus_e for each in self.strata or (self,))

    @property
    def usable(self) -> bool:
        """Whether it can be pooled."""
        known = self.estimate is not None and self.variance is not None
        return known and self.left_out is None

    @property
    def silent(self) -> bool:
        """Whether nobody, or everybody, had the event: such a trial points nowhere."""
        if len(self.arms) > 1 and all(arm.events == 0 for arm in self.arms):
            return True
        nobody = all(events == others == 0 for events, _, others, _ in self.tables)
        everybody = all(events == n and others == m for events, n, others, m in self.tables)
        return bool(self.tables) and (nobody or everybody)

    @property
    def people(self) -> float | None:
        """The people analysed, each once; None when either arm's are not reported.

        Everybody in a crossover trial had both, so its people are those of the larger arm: the
        smaller lacks some who were measured in one period alone.
        """
        if self.crossover:
            return _most((self.n_intervention, self.n_control))
        if self.n_intervention is None or self.n_control is None:
            return None
        return self.n_intervention + self.n_control


@dataclass(frozen=True)
class Dependence:
    """What is made of several instruments of one trial, and their assumed correlation."""

    how: str
    correlation: float


ONE_INSTRUMENT = Dependence("pick", 0.0)


@dataclass(frozen=True)
class Unusable:
    """Rows of one trial that say nothing about an outcome, and why."""

    table: str
    line: int
    trial_id: str
    column: str | None
    value: str | None
    rule: str
    reason: str


@dataclass(frozen=True)
class Offers:
    """Every effect the registry offers for one outcome at one time point."""

    effects: tuple[TrialEffect, ...]
    unusable: tuple[Unusable, ...] = ()


def chosen(
    offers: Iterable[TrialEffect], prefer: str, dependence: Dependence = ONE_INSTRUMENT
) -> dict[str, TrialEffect]:
    """Make one effect a trial, so that no trial counts twice, and say what was not used.

    Unless `dependence` picks, the best effects on the instruments of a trial are averaged.
    """
    picked = {}
    for trial_id, own in grouped_by_trial(offers).items():
        ordered = best_first(own, prefer)
        on_each: dict[str | None, TrialEffect] = {}
        for effect in ordered:
            if effect.usable:
                on_each.setdefault(effect.instrument, effect)
        if dependence.how != "pick" and len(on_each) > 1:
            picked[trial_id] = _averaged(tuple(on_each.values()), ordered, dependence)
            continue
        best, *rest = ordered
        left = _not_used(best, rest) if rest else ()
        picked[trial_id] = replace(best, notes=(*best.notes, *left)) if left else best
    return picked


def best_first(offers: Iterable[TrialEffect], prefer: str) -> list[TrialEffect]:
    """Order the effects a trial offers; what comes first is used.

    Effects that can be pooled come before those that cannot; in a crossover trial those that know
    of its pairs before those that do not; then the preferred origin (`arms` or `contrasts`); then
    `rank` (instrument, measure, adjustment); then the one of most people; then the name of its
    instrument, and what it says: never the place of a row in the registry.
    """
    first: Origin = "arms" if prefer == "arms" else "contrast"

    def order(effect: TrialEffect) -> tuple[object, ...]:
        known = (not effect.usable, effect.estimate is None, *_pairing_rank(effect))
        name = effect.instrument or ""
        people = -1.0 if effect.people is None else effect.people
        said = repr((effect.weeks, effect.estimate, effect.variance, effect.lean, effect.notes))
        by_name = (name.casefold(), name, said)
        return (*known, effect.origin != first, effect.rank, -people, *by_name)

    return sorted(offers, key=order)


def _pairing_rank(effect: TrialEffect) -> tuple[float, ...]:
    """Order the effects of a crossover trial: on one instrument, what knows of its pairs first."""
    if effect.crossover is None:
        return (0, 0)
    pairing = effect.crossover.pairing
    return effect.rank[0] if effect.rank else 0, PAIRINGS.index(pairing) if pairing else 0


def _averaged(
    own: tuple[TrialEffect, ...], offered: Sequence[TrialEffect], dependence: Dependence
) -> TrialEffect:
    """Average the effects of one trial on its instruments; what else it offers is noted."""
    parts = tuple(
        (effect.estimate, effect.variance)
        for effect in own
        if effect.estimate is not None and effect.variance is not None
    )
    estimates, variances = zip(*parts, strict=True)
    mean = mean_of_correlated(estimates, variances, dependence.correlation)
    names = _instruments(effect.instrument for effect in own)
    notes: dict[Note, None] = dict.fromkeys(note for effect in own for note in effect.notes)
    notes[
        facts.Averaged(
            instruments=names,
            correlation=numbers.measured(dependence.correlation),
            three_level=dependence.how == "three-level",
        )
    ] = None
    lacking = {e.instrument: None for e in offered} | {e.instrument: True for e in own}
    unused = [name for name, used in lacking.items() if not used]
    if unused:
        notes[facts.WithoutVariance(instruments=_instruments(unused, brief=True))] = None
    return replace(
        own[0],
        estimate=float(mean.estimate),
        variance=float(mean.variance),
        # Means on different instruments have no mean to show, and no strata of one alone.
        arms=(),
        strata=(),
        n_intervention=_most(effect.n_intervention for effect in own),
        n_control=_most(effect.n_control for effect in own),
        effective_n=_most(effect.effective_n for effect in own),
        crossover=least_known(own),
        instrument=say(names),
        notes=tuple(notes),
        parts=parts,
        made=tuple(ingredients for effect in own for ingredients in effect.made),
        recovered=tuple(each for effect in own for each in effect.recovered),
    )


def _instruments(names: Iterable[str | None], *, brief: bool = False) -> facts.Instruments:
    return facts.Instruments(
        instruments=tuple(facts.Instrument(name=name or "", brief=brief) for name in names)
    )


def least_known(own: Sequence[TrialEffect]) -> Crossover | None:
    """Give what is known of the pairs of those effects of a trial of which the least is known."""
    known = [effect.crossover for effect in own if effect.crossover]
    return max(known, key=lambda each: PAIRINGS.index(each.pairing or "reported"), default=None)


def _most(counts: Iterable[float | None]) -> float | None:
    return max((count for count in counts if count is not None), default=None)


def grouped_by_trial(offers: Iterable[TrialEffect]) -> dict[str, list[TrialEffect]]:
    """Gather effects by trial, in registry order."""
    by_trial: dict[str, list[TrialEffect]] = {}
    for effect in offers:
        by_trial.setdefault(effect.trial_id, []).append(effect)
    return by_trial


def instrument_rank(outcome: Outcome, instrument: str | None) -> int:
    """Give the place of an instrument in the protocol's list; those not listed share the last."""
    listed = [name.strip().casefold() for name in outcome.instruments]
    name = (instrument or "").strip().casefold()
    return listed.index(name) if name in listed else len(listed)


def finite(value: float) -> float | None:
    """Give a number as a float, None for NaN and infinities."""
    number = float(value)
    return number if math.isfinite(number) else None


def _why_it(best: TrialEffect, rest: Sequence[TrialEffect]) -> Literal["people", "name"] | None:
    """Say why an instrument is used where the protocol puts none of several first."""
    others = [
        effect
        for effect in rest
        if effect.instrument != best.instrument
        and (effect.usable, effect.origin, effect.rank) == (best.usable, best.origin, best.rank)
    ]
    if not others:
        return None
    most = max((effect.people or 0.0) for effect in others)
    return "people" if (best.people or 0.0) > most else "name"


def _pairs_known(effect: TrialEffect) -> bool:
    """Tell whether a comparison within people told how alike a person's two results are."""
    told = effect.crossover
    return told is not None and told.pairing == "reported" and told.correlation is not None


def _not_used(best: TrialEffect, rest: Sequence[TrialEffect]) -> list[Note]:
    notes: list[Note] = []
    others = {effect.instrument: None for effect in rest if effect.instrument != best.instrument}
    if others:
        notes.append(
            facts.AlsoReports(
                others=_instruments(others),
                used=best.instrument or "",
                why=_why_it(best, rest),
            )
        )
    same = [effect for effect in rest if effect.instrument == best.instrument]
    if any(effect.origin != best.origin for effect in same):
        paired = best.origin == "arms" and _pairs_known(best)
        notes.append(facts.BothReported(used="pairs" if paired else best.origin))
    if any(effect.origin == best.origin for effect in same):
        notes.append(facts.SeveralContrasts())
    return notes
