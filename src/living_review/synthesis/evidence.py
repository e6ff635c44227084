"""What the registry offers, sorted once: trials, their effects and their risk of bias."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from living_review.findings import KeptOut, RiskOfBias
from living_review.ground import numbers
from living_review.ground.measures import Measure
from living_review.ground.spelling import alphabetical, plain
from living_review.language import say
from living_review.language.facts import analyses as facts
from living_review.language.facts.trial_notes import KeptOut as KeptOutNote
from living_review.protocol import Analysis, Comparison, Outcome, Protocol, Sensitivity
from living_review.registry.columns import DOMAINS
from living_review.synthesis.arm_effects import arm_effects
from living_review.synthesis.contrast_effects import contrast_effects
from living_review.synthesis.counted import counted, method_for
from living_review.synthesis.crossover import paired
from living_review.synthesis.eligibility import Filter, eligible
from living_review.synthesis.measured import measured
from living_review.synthesis.rows import Row, grouped, in_order, rows_of
from living_review.synthesis.strata import together
from living_review.synthesis.trial_effects import (
    ONE_INSTRUMENT,
    Dependence,
    TrialEffect,
    Unusable,
    chosen,
    grouped_by_trial,
)

if TYPE_CHECKING:
    from living_review.registry import Snapshot

TOOLS = ("RoB2", "RoB1")
Effects = Mapping[str, TrialEffect]


@dataclass(frozen=True)
class Choices:
    """The analysis choices that decide which effect a trial has."""

    smd_variance: str
    prefer: str
    dependence: Dependence
    method: str = "inverse-variance"
    model: str = "common"
    crossover_correlation: float | None = None
    any_instrument: bool = False

    @classmethod
    def of(cls, analysis: Analysis, other: Sensitivity | None = None) -> Choices:
        """Give the choices of the main analysis, or those a sensitivity analysis makes of them."""

        def asked(name: str) -> Any:
            own = getattr(other, name, None)
            return getattr(analysis, name) if own is None else own

        how = asked("dependence")
        correlation = asked("instrument_correlation")
        dependence = ONE_INSTRUMENT if how == "pick" else Dependence(how, correlation)
        counting = (asked("method"), asked("model"))
        return cls(
            asked("smd_variance"),
            asked("prefer"),
            dependence,
            *counting,
            asked("crossover_correlation"),
            other is not None and other.instruments == "any",
        )

    def on(self, outcome: Outcome) -> Choices:
        """Give the choices that matter: instruments have a common scale in an SMD alone.

        And only events are counted, for which alone the model matters to what is said of a trial.
        """
        return _that_matter(self, outcome.measure, not outcome.apart)


@lru_cache(maxsize=1024)
def _that_matter(choices: Choices, measure: Measure, together: bool) -> Choices:
    method = method_for(choices.method, measure)
    model = "common" if method == "inverse-variance" else choices.model
    any_instrument = choices.any_instrument or together
    own = replace(choices, method=method, model=model, any_instrument=any_instrument)
    if measure == "SMD":
        return own
    return replace(own, smd_variance="LS", dependence=ONE_INSTRUMENT)


@dataclass(frozen=True)
class Member:
    """A trial that meets a comparison, with its effect on one outcome."""

    trial: Row
    effect: TrialEffect

    @property
    def trial_id(self) -> str:
        return self.effect.trial_id


@dataclass(frozen=True, eq=False)
class Evidence:
    """Trials by year, label and id, and for each outcome and time point one effect a trial.

    `effects` is keyed by outcome, time point and the choices that matter for it; `judgements` by
    trial and outcome, the empty outcome meaning every outcome; `apart` by outcome and time point:
    by trial, the instruments that the main analysis leaves out.
    """

    trials: tuple[Row, ...]
    effects: Mapping[tuple[str, str, Choices], Effects]
    judgements: Mapping[tuple[str, str], RiskOfBias]
    unusable: tuple[Unusable, ...]
    apart: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]

    def members(
        self,
        effects: Effects,
        include: Filter,
        exclude: Filter,
        statuses: tuple[str, ...] = ("included",),
    ) -> tuple[Member, ...]:
        """Give the trials that pass the filters and have an effect, by year, label and id."""
        reporting = [
            trial
            for trial in self.trials
            if trial["trial_id"] in effects and trial["status"] in statuses
        ]
        return tuple(
            Member(trial, effects[trial["trial_id"]])
            for trial in eligible(reporting, include, exclude)
        )

    def kept_out(
        self, outcome: Outcome, timepoint: str, comparison: Comparison, members: Sequence[Member]
    ) -> tuple[KeptOut, ...]:
        """Name the trials of a comparison that report an outcome by such instruments alone."""
        apart = self.apart.get((outcome.id, timepoint), {})
        shown = {member.trial_id for member in members}
        asked = [
            trial
            for trial in self.trials
            if trial["trial_id"] in apart.keys() - shown and trial["status"] == "included"
        ]
        return tuple(
            KeptOut(
                trial_id=trial["trial_id"],
                label=trial["label"],
                instruments=apart[trial["trial_id"]],
            )
            for trial in eligible(asked, comparison.include, comparison.exclude)
        )

    def risk_of_bias(self, trial_id: str, outcome_id: str) -> RiskOfBias | None:
        """Give the judgements for a trial's result on an outcome, else those for the trial."""
        own = self.judgements.get((trial_id, outcome_id))
        return own if own is not None else self.judgements.get((trial_id, ""))


def gather(snapshot: Snapshot, protocol: Protocol) -> Evidence:
    """Compute every effect the registry offers, all trials of an outcome and time point at once."""
    trials = tuple(
        sorted(
            rows_of(snapshot.tables["trials"]),
            key=lambda t: (t["year"], alphabetical(t["label"]), t["trial_id"]),
        )
    )
    designs = {trial["trial_id"]: trial["design"] for trial in trials}
    arms = grouped(in_order(rows_of(snapshot.tables["arms"])), "outcome", "timepoint")
    contrasts = grouped(in_order(rows_of(snapshot.tables["contrasts"])), "outcome", "timepoint")
    effects: dict[tuple[str, str, Choices], Effects] = {}
    left_out: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
    unusable: dict[Unusable, None] = {}
    for outcome in protocol.outcomes:
        analysis = protocol.analysis_for(outcome)
        choices = dict.fromkeys(
            (
                *(
                    Choices.of(analysis, other).on(outcome)
                    for other in (None, *analysis.sensitivity)
                ),
                *(other.on(outcome) for _, other in around(analysis)),
            )
        )
        for timepoint in protocol.timepoints:
            key = (outcome.id, timepoint.id)
            rows = measured(arms.get(key, []), contrasts.get(key, []), outcome, timepoint)
            unusable.update(dict.fromkeys(rows.unusable))
            for variance in dict.fromkeys(each.smd_variance for each in choices):
                own = arm_effects(rows.arms, outcome, designs, variance)
                given = contrast_effects(rows.contrasts, outcome, designs, variance)
                unusable.update(dict.fromkeys((*own.unusable, *given.unusable)))
                for each in choices:
                    if each.smd_variance == variance:
                        taken, apart = kept((*own.effects, *given.effects), outcome, each)
                        if apart:
                            left_out[key] = _instruments(apart)
                        parts = paired(
                            taken,
                            outcome,
                            each.crossover_correlation,
                            variance,
                            counting=each.method != "inverse-variance",
                        )
                        offers = together(parts, outcome.measure, each.prefer)
                        known = rows.noted(counted(offers, each.method, each.model))
                        made = chosen(known, each.prefer, each.dependence)
                        effects[(*key, each)] = with_apart(made, apart)
    judged = _judgements(in_order(rows_of(snapshot.tables["risk_of_bias"])))
    return Evidence(trials, effects, judged, tuple(unusable), left_out)


def kept(
    offered: Sequence[TrialEffect], outcome: Outcome, choices: Choices
) -> tuple[Sequence[TrialEffect], Sequence[TrialEffect]]:
    """Part the effects that an analysis takes from those on instruments it leaves out."""
    if choices.any_instrument:
        return offered, ()
    left = {plain(name) for name in outcome.apart}
    apart = [each for each in offered if plain(each.instrument or "") in left]
    return [each for each in offered if plain(each.instrument or "") not in left], apart


def with_apart(made: Effects, apart: Sequence[TrialEffect]) -> Effects:
    """Say of each trial which of its instruments this analysis leaves out."""
    if not apart:
        return made
    named = _instruments(apart)
    return {
        trial: effect
        if trial not in named
        else replace(effect, notes=(*effect.notes, KeptOutNote(instruments=named[trial])))
        for trial, effect in made.items()
    }


def _instruments(apart: Sequence[TrialEffect]) -> dict[str, tuple[str, ...]]:
    """Give the instruments of each trial, each once."""
    return {
        trial: tuple(dict.fromkeys(each.instrument or "" for each in own))
        for trial, own in grouped_by_trial(apart).items()
    }


def around(analysis: Analysis) -> tuple[tuple[str, Choices], ...]:
    """Give the choices around the correlation that is assumed in crossover trials, with names.

    0.2 less and 0.2 more, within 0 and 0.95, and none, as if periods were two groups.
    """
    assumed = analysis.crossover_correlation
    if assumed is None:
        return ()
    main = Choices.of(analysis)
    ends = (max(0.0, round(assumed - 0.2, 10)), min(0.95, round(assumed + 0.2, 10)))
    found = [
        (
            say(facts.OtherCorrelation(correlation=numbers.estimate(r, "SMD"))),
            replace(main, crossover_correlation=r),
        )
        for r in dict.fromkeys(ends)
        if r != assumed
    ]
    apart = (say(facts.AsIfParallel()), replace(main, crossover_correlation=None))
    return (*found, apart)


def effects_for(evidence: Evidence, outcome: Outcome, timepoint: str, choices: Choices) -> Effects:
    """Give one effect a trial under these choices."""
    return evidence.effects[outcome.id, timepoint, choices.on(outcome)]


def _judgements(rows: Iterable[Row]) -> dict[tuple[str, str], RiskOfBias]:
    found: dict[tuple[str, str], RiskOfBias] = {}
    groups = grouped(rows, "trial_id", "outcome", "tool")
    for (trial_id, outcome, tool), own in sorted(
        groups.items(), key=lambda item: TOOLS.index(str(item[0][2]))
    ):
        given = {row["domain"]: row["judgement"] for row in own}
        overall = given.pop("overall", None)
        order = [*DOMAINS[str(tool)], *given]
        domains = {name: given[name] for name in dict.fromkeys(order) if name in given}
        # RoB 2 comes first; RoB 1 speaks only where RoB 2 does not.
        found.setdefault(
            (str(trial_id), str(outcome or "")),
            RiskOfBias(tool=tool, overall=overall, domains=domains),
        )
    return found
