"""The same question under one other choice: trials, model, estimator or interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from living_review.findings import Sensitivity
from living_review.ground import numbers
from living_review.ground.measures import Measure
from living_review.language import Fact, say
from living_review.language.facts import analyses as facts
from living_review.protocol import BINARY_MEASURES
from living_review.protocol import Sensitivity as Choice
from living_review.synthesis.analysis import MainAnalysis, participants, request
from living_review.synthesis.analysis_names import analysis_label
from living_review.synthesis.counted import counting_of, method_for
from living_review.synthesis.eligibility import widened
from living_review.synthesis.evidence import Choices, Evidence, Member, around, effects_for
from living_review.synthesis.meta_analysis import heterogeneity_of, pooled_of, prediction_of
from living_review.synthesis.requests import Answer, Request, Settings

WITH_RETRACTED = "with-retracted"


@dataclass(frozen=True, eq=False)
class Alternative:
    """One sensitivity analysis before it is computed; `reason` says why it will not be."""

    id: str
    label: str
    members: tuple[Member, ...]
    settings: Settings
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reason: Fact | None
    benefit: tuple[float, int] | None

    @property
    def request(self) -> Request | None:
        """What to pool; None where there is a reason not to."""
        if self.reason is not None:
            return None
        return request(self.members, self.settings, detailed=True, benefit=self.benefit)


def alternatives(main: MainAnalysis, evidence: Evidence) -> tuple[Alternative, ...]:
    """Give the sensitivity analyses of a finding, retracted trials put back included.

    An outcome that is not pooled gets those alone that bring enough trials to pool, and the
    retracted trials always.
    """
    asked = [
        _alternative(main, evidence, choice)
        for choice in main.analysis.sensitivity
        if not choice.leave_one_out
    ]
    asked += _around(main, evidence)
    if main.kind != "pooled":
        asked = [each for each in asked if each.added and each.reason is None]
    retracted = _with_retracted(main, evidence)
    return (*asked, retracted) if retracted else tuple(asked)


def sensitivity_of(alternative: Alternative, answer: Answer | None, measure: str) -> Sensitivity:
    """Give a sensitivity analysis as computed, or why it was not."""
    done = answer is not None and answer.defined
    reason = alternative.reason
    if answer is not None and not done:
        reason = facts.NotComputed()
    return Sensitivity(
        id=alternative.id,
        label=alternative.label,
        k=len(alternative.members),
        **participants(alternative.members)._asdict(),
        pooled=pooled_of(answer, measure) if answer else None,
        heterogeneity=heterogeneity_of(answer) if answer else None,
        prediction=prediction_of(answer, measure) if answer and done else None,
        trials_added=alternative.added,
        trials_removed=alternative.removed,
        reason=say(reason) if reason else None,
        reason_is=_told_apart(reason),
    )


def _told_apart(reason: Fact | None) -> Literal["same as main"] | None:
    return "same as main" if isinstance(reason, facts.SameAsMain) else None


def _alternative(main: MainAnalysis, evidence: Evidence, choice: Choice) -> Alternative:
    analysis = main.analysis
    include, exclude = widened(main.comparison, choice)
    choices = Choices.of(analysis, choice)
    effects = effects_for(evidence, main.outcome, main.timepoint.id, choices)
    avoided = frozenset(choice.without_risk_of_bias)
    members = tuple(
        member
        for member in evidence.members(effects, include, exclude)
        if member.effect.usable and _judged(evidence, main, member) not in avoided
    )
    measure = main.outcome.measure
    settings = Settings.of(analysis, choice, measure)
    if _as_revman(choice, settings, members, measure):
        settings = settings.by_counts(measure)
    cannot = _cannot(choice, settings, measure)
    return _checked(main, choice.id, analysis_label(choice), members, settings, cannot)


def _as_revman(
    choice: Choice, settings: Settings, members: tuple[Member, ...], measure: str
) -> bool:
    """Tell whether τ² comes from counts: RevMan's way wherever every trial reports its counts.

    Where one does not, its authors have to enter every trial as an effect with its standard error,
    which RevMan pools by inverse variance.
    """
    asked = choice.smd_variance == "RevMan" and settings.tau2 == "DL"
    counts = measure in BINARY_MEASURES and all(each.effect.tables for each in members)
    return asked and counts and settings.method == "inverse-variance"


def _cannot(choice: Choice, settings: Settings, measure: Measure) -> Fact | None:
    """Say why a method and another choice do not go together."""
    method = choice.method or "inverse-variance"
    asked, counting = counting_of(method), counting_of(settings.method)
    if asked and method_for(method, measure) != method:
        return facts.NotCounted(method=asked, measure=measure)
    if counting is None:
        return None
    lacks: facts.Lacking
    if counting == "peto" and settings.model != "common":
        lacks = "random"
    elif choice.interval not in (None, "wald"):
        lacks = "interval"
    elif choice.tau2 not in (None, "DL"):
        lacks = "tau2"
    else:
        return None
    return facts.NotWithCounting(method=counting, lacks=lacks)


def _around(main: MainAnalysis, evidence: Evidence) -> list[Alternative]:
    """Move the correlation that is assumed in crossover trials, where an effect rests on it."""
    if not any(
        each.effect.crossover and each.effect.crossover.pairing == "assumed" for each in main.usable
    ):
        return []
    comparison, made = main.comparison, []
    for label, choices in around(main.analysis):
        effects = effects_for(evidence, main.outcome, main.timepoint.id, choices)
        found = evidence.members(effects, comparison.include, comparison.exclude)
        members = tuple(member for member in found if member.effect.usable)
        made.append(_checked(main, crossover_id(choices), label, members, main.settings))
    return made


def crossover_id(choices: Choices) -> str:
    """Name the analysis that assumes another correlation in crossover trials."""
    correlation = choices.crossover_correlation
    name = "parallel" if correlation is None else numbers.estimate(correlation, "SMD")
    return f"crossover-{name}"


def _with_retracted(main: MainAnalysis, evidence: Evidence) -> Alternative | None:
    comparison, analysis = main.comparison, main.analysis
    effects = effects_for(evidence, main.outcome, main.timepoint.id, Choices.of(analysis))
    members = tuple(
        member
        for member in evidence.members(
            effects, comparison.include, comparison.exclude, ("included", "retracted")
        )
        if member.effect.usable
    )
    if not any(member.trial["status"] == "retracted" for member in members):
        return None
    label = say(facts.WithRetracted())
    return _checked(main, WITH_RETRACTED, label, members, main.settings)


def _checked(
    main: MainAnalysis,
    name: str,
    label: str,
    members: tuple[Member, ...],
    settings: Settings,
    cannot: Fact | None = None,
) -> Alternative:
    before = [member.trial_id for member in main.usable]
    now = [member.trial_id for member in members]
    alternative = Alternative(
        name,
        label,
        members,
        settings,
        added=tuple(trial for trial in now if trial not in before),
        removed=tuple(trial for trial in before if trial not in now),
        reason=None,
        benefit=main.benefit,
    )
    return replace(alternative, reason=cannot or _why_not(main, alternative))


def _why_not(main: MainAnalysis, alternative: Alternative) -> Fact | None:
    count = len(alternative.members)
    # Where the outcome itself is not pooled, an analysis beside it must earn its pool likewise.
    least = 2 if main.kind == "pooled" else main.fewest
    if count < least:
        return facts.TooFewLeft(trials=count)
    computed = [
        _computed(members, settings)
        for members, settings in (
            (main.usable, main.settings),
            (alternative.members, alternative.settings),
        )
    ]
    if main.kind == "pooled" and computed[0] == computed[1]:
        return facts.SameAsMain()
    return None


def _computed(members: tuple[Member, ...], settings: Settings) -> tuple[object, ...]:
    """Give all that a pool rests on: its trials, their figures or counts, and what is done."""
    if not members:
        return ()
    asked = request(members, settings)
    done = settings.for_trials(len(members))
    if not asked.parts:
        # A three-level model of one effect a trial is the ordinary one.
        done = replace(done, nested=None)
    trials = tuple(member.trial_id for member in members)
    return trials, asked.estimates, asked.variances, asked.parts, asked.tables, done


def _judged(evidence: Evidence, main: MainAnalysis, member: Member) -> str | None:
    found = evidence.risk_of_bias(member.trial_id, main.outcome.id)
    return found.overall if found else None
