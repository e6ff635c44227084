"""The same question under one other choice: trials, model, estimator or interval."""

from __future__ import annotations

from dataclasses import dataclass, replace

from living_review.findings import Heterogeneity, Pooled, Sensitivity
from living_review.protocol import Sensitivity as Choice
from living_review.synthesis.analysis import MainAnalysis, participants, request
from living_review.synthesis.eligibility import widened
from living_review.synthesis.evidence import Choices, Evidence, Member, effects_for
from living_review.synthesis.meta_analysis import (
    Answer,
    Request,
    Settings,
    heterogeneity_of,
    pooled_of,
    prediction_of,
)
from living_review.synthesis.revman import MantelHaenszel, mantel_haenszel_tau2
from living_review.synthesis.wording import capitalised, counted

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
    reason: str | None
    benefit: tuple[float, int] | None
    counts: MantelHaenszel | None = None

    @property
    def request(self) -> Request | None:
        """What to pool; None where there is a reason not to."""
        if self.reason is not None:
            return None
        settings = replace(self.settings, tau2=self.counts.tau2) if self.counts else self.settings
        return request(self.members, settings, detailed=True, benefit=self.benefit)


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
    if main.kind != "pooled":
        asked = [each for each in asked if each.added and each.reason is None]
    retracted = _with_retracted(main, evidence)
    return (*asked, retracted) if retracted else tuple(asked)


def sensitivity_of(alternative: Alternative, answer: Answer | None, measure: str) -> Sensitivity:
    """Give a sensitivity analysis as computed, or why it was not."""
    done = answer is not None and answer.defined
    reason = alternative.reason
    if answer is not None and not done:
        reason = "The estimate could not be computed."
    return Sensitivity(
        id=alternative.id,
        label=alternative.label,
        k=len(alternative.members),
        **participants(alternative.members)._asdict(),
        pooled=_named(pooled_of(answer, measure), alternative) if answer else None,
        heterogeneity=_counted(heterogeneity_of(answer), alternative) if answer else None,
        prediction=prediction_of(answer, measure) if answer and done else None,
        trials_added=alternative.added,
        trials_removed=alternative.removed,
        reason=reason,
    )


def _named(pooled: Pooled | None, alternative: Alternative) -> Pooled | None:
    if pooled is None or alternative.counts is None:
        return pooled
    return pooled.model_copy(update={"tau2_method": "DL, Mantel-Haenszel Q"})


def _counted(found: Heterogeneity | None, alternative: Alternative) -> Heterogeneity | None:
    """Put the Mantel-Haenszel Q, from which τ² was taken, in the place of the other."""
    counts = alternative.counts
    if found is None or counts is None:
        return found
    i2 = 100.0 * max(0.0, 1.0 - counts.q_df / counts.q) if counts.q > 0 else 0.0
    update = {"q": counts.q, "q_df": counts.q_df, "q_p": counts.q_p, "i2": i2, "i2_q": i2}
    return found.model_copy(update=update)


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
    settings = Settings.of(analysis, choice)
    found = _checked(main, choice.id, choice.label, members, settings)
    if choice.smd_variance != "RevMan" or settings.tau2 != "DL" or found.reason is not None:
        return found
    return replace(found, counts=mantel_haenszel_tau2(members, main.outcome.measure))


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
    return _checked(main, WITH_RETRACTED, "With retracted trials", members, main.settings)


def _checked(
    main: MainAnalysis,
    name: str,
    label: str,
    members: tuple[Member, ...],
    settings: Settings,
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
    return replace(alternative, reason=_why_not(main, alternative))


def _why_not(main: MainAnalysis, alternative: Alternative) -> str | None:
    count = len(alternative.members)
    # Where the outcome itself is not pooled, an analysis beside it must earn its pool likewise.
    least = 2 if main.kind == "pooled" else max(2, main.min_trials)
    if count < least:
        if count < 2:
            said = "no trial would be left" if count == 0 else "one trial would be left"
            return capitalised(f"{said}, so there is nothing to pool.")
        trials = counted(count, "trial")
        return capitalised(f"{trials} would give usable data, fewer than are pooled here.")
    same = [(each.trial_id, _figures(each)) for each in main.usable] == [
        (each.trial_id, _figures(each)) for each in alternative.members
    ]
    effective = [each.settings.for_trials(count) for each in (main, alternative)]
    if not any(member.effect.parts for member in alternative.members):
        # A three-level model of one effect a trial is the ordinary one.
        effective = [replace(each, nested=None) for each in effective]
    if same and effective[0] == effective[1] and main.kind == "pooled":
        return "It uses the same trials and methods as the main analysis."
    return None


def _figures(member: Member) -> tuple[object, ...]:
    return member.effect.estimate, member.effect.variance, member.effect.parts


def _judged(evidence: Evidence, main: MainAnalysis, member: Member) -> str | None:
    found = evidence.risk_of_bias(member.trial_id, main.outcome.id)
    return found.overall if found else None
