"""The informative sentence of a finding: which one of `templates/<language>/words/statements.j2`.

After GRADE guidelines 26 (Santesso et al. 2020, J Clin Epidemiol 119:126-135), its table as
reproduced in the ACIP GRADE handbook, ch. 11; the cells for low and very low certainty follow the
Cochrane Handbook, table 15.6.b. Certainty never depends on a p-value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from living_review.certainty.case import Claim, Magnitude, View, headline
from living_review.certainty.information import COUNTED_IN_EVENTS
from living_review.findings import Finding, Level, TrialResult
from living_review.findings.trials import Better
from living_review.ground import numbers
from living_review.ground.measures import AT_A_RISK, RATES
from living_review.language import say
from living_review.language.facts import statements as facts
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.statements import Change, Sure
from living_review.language.facts.terms import Size
from living_review.synthesis.scale import MAGNITUDES
from living_review.synthesis.wording import inside, is_phrase, plural


def no_threshold() -> str:
    """Say that nobody has said which effects matter, as statements end."""
    return say(facts.NoThreshold())


def not_sized() -> str:
    """Say that an effect cannot be placed among the thresholds, as statements end."""
    return say(facts.NotSized())


def statement(finding: Finding, claim: Claim, level: Level) -> str:
    """Write the sentence for a finding."""
    if level == "very low":
        return very_uncertain(finding.intervention, finding.as_object or finding.outcome_label)
    if not claim.answers:
        return _undecided(finding)
    changed = _subject(finding)
    change = change_of(finding.better, claim.side or 1, finding.measure)
    if change == "improve" and isinstance(changed, facts.ChanceOf) and changed.good:
        change = "increase"
    if claim.between is not None:
        return _between(finding, changed, change, claim.between, level)
    if claim.magnitude is None and claim.important is not True:
        return _without_size(finding, claim)
    return sentence(
        finding.intervention, changed, change, claim.magnitude, level, number=finding.number
    )


def subject(finding: Finding) -> str:
    """Name what changes, as it follows a verb.

    The outcome, or the words the protocol has for it; of an event that happens in time its rate or
    hazard, and of a phrase such as 'being free of pain' its chance or risk. What is good has a rate
    and a chance: 'hazard' and 'risk' would make a harm of it.
    """
    named = _subject(finding)
    return named if isinstance(named, str) else say(named)


def _subject(finding: Finding) -> facts.Outcome:
    label, good = inside(finding.outcome_label), finding.better == "higher"
    if finding.measure in COUNTED_IN_EVENTS:
        bare = finding.as_object or re.sub("^time to ", "", label)
        return facts.RateOf(what=bare, hazard=not (finding.measure in RATES or good))
    if finding.as_object:
        return finding.as_object
    if finding.measure in AT_A_RISK and is_phrase(label):
        return facts.ChanceOf(what=label, good=good)
    return finding.outcome_label


def statements(
    finding: Finding, claims: Sequence[tuple[View, Claim]], level: Level | Sequence[Level]
) -> str:
    """Write the sentence for a finding; one for each baseline risk where they would differ.

    `level`: the certainty at all baselines, or at each; each is named where they differ, since a
    sentence also stands where findings are grouped by the certainty at their first baseline.
    """
    levels = [level] * len(claims) if isinstance(level, str) else level
    said = [statement(finding, claim, own) for (_, claim), own in zip(claims, levels, strict=True)]
    if len(set(said)) == 1:
        return said[0]
    several = len(set(levels)) > 1
    return " ".join(
        say(
            facts.AtBaseline(
                baseline=view.scale.baseline.named,
                label=view.scale.baseline.label,
                certainty=own if several else None,
                said=each,
            )
        )
        for (view, _), own, each in zip(claims, levels, said, strict=True)
        if view.scale.baseline is not None
    )


_BASELINES = re.compile(r"(?<=\.) (?=At a (?:risk|rate) of )")
_OWN = re.compile(r"; (very low|low|moderate|high) certainty(?=\), )")


def by_level(told: str, level: Level) -> tuple[tuple[Level, str], ...]:
    """Take what `statements` wrote apart by the certainty at each baseline it names.

    `level`: that of the finding, which holds where no other is named.
    """
    parts: dict[Level, list[str]] = {}
    for each in _BASELINES.split(told):
        own = _OWN.search(each)
        known = cast("Level", own[1]) if own else level
        parts.setdefault(known, []).append(_OWN.sub("", each))
    return tuple((known, " ".join(said)) for known, said in parts.items())


def at_baselines(told: str) -> tuple[str, ...]:
    """Give the sentences of a statement, one for each baseline that it names."""
    return tuple(_BASELINES.split(told))


def change_of(better: Better, side: int, measure: str = "") -> Change:
    """Tell what becomes of an outcome by a benefit (+1) or a harm (−1).

    A rate or a hazard cannot improve: it increases.
    """
    if better == "higher":
        more: Change = "increase" if measure in COUNTED_IN_EVENTS else "improve"
        return more if side > 0 else "reduce"
    return "reduce" if side > 0 else "increase"


def sentence(
    intervention: str,
    outcome: facts.Outcome,
    change: Change,
    magnitude: Magnitude | None,
    level: Level,
    *,
    number: str | None = None,
) -> str:
    """Write one cell of the table; without a magnitude the plain verb is used.

    `number` says whether the intervention is plural; without it, its words do.
    """
    if level == "very low":
        return very_uncertain(intervention, outcome)
    return say(
        facts.Statement(
            who=intervention,
            many=plural(intervention, number),
            change=change,
            outcome=outcome,
            size=magnitude or "moderate",
            level=level,
        )
    )


def very_uncertain(intervention: str, outcome: facts.Outcome) -> str:
    """Write the sentence for very low certainty, whatever the effect."""
    return say(facts.VeryUncertain(who=intervention, outcome=outcome))


def _between(
    finding: Finding,
    outcome: facts.Outcome,
    change: Change,
    between: tuple[int, int | None],
    level: Sure,
) -> str:
    """Write the sentence for trials that were not pooled and differ in the size of the effect."""
    least, most = between
    return say(
        facts.Between(
            who=finding.intervention,
            many=plural(finding.intervention, finding.number),
            change=change,
            outcome=outcome,
            least=_size(finding, least),
            most=None if most is None else _size(finding, most),
            level=level,
        )
    )


def _size(finding: Finding, band: int) -> Size:
    if band == 0:
        return "trivial"
    if len(finding.thresholds or ()) == 1:
        return "important"
    return cast("Size", MAGNITUDES[band - 1])


def _without_size(finding: Finding, claim: Claim) -> str:
    """Write the sentence where no threshold says what matters: the figures, and whom they favour.

    Neither what the interval includes nor a p-value has a part in it, and no size is implied.
    """
    both = (finding.intervention, finding.comparator)
    sides = both[::-1] if claim.side == -1 else both
    trials = [trial for trial in finding.trials if trial.alike is None]
    return say(
        facts.WithoutSize(
            outcome=_subject(finding),
            single=headline(finding) is not None or len(trials) == 1,
            favours=None if claim.side is None else sides[0],
            sides=sides,
            figures=_figures(finding, trials),
            why=facts.NotSized() if finding.thresholds else facts.NoThreshold(),
        )
    )


def _figures(
    finding: Finding, trials: Sequence[TrialResult]
) -> facts.FiguresOfEffect | facts.FiguresOfTrials | None:
    effect, measure, unit = headline(finding), finding.measure, finding.unit_label
    if effect is not None:
        estimate, low, high = (numbers.estimate(value, measure) for value in effect)
        return facts.FiguresOfEffect(
            measure=measure,
            estimate=Amount(number=estimate, unit=unit),
            confidence=numbers.confidence(finding.level),
            interval=Interval() if numbers.ABSENT in (low, high) else Interval(low=low, high=high),
        )
    known = sorted(trial.estimate for trial in trials if trial.estimate is not None)
    if not known or len(known) < len(trials):
        return None
    least, most = (numbers.estimate(value, measure) for value in (known[0], known[-1]))
    return facts.FiguresOfTrials(measure=measure, low=least, high=Amount(number=most, unit=unit))


def _undecided(finding: Finding) -> str:
    """Write the sentence for trials that were not pooled and do not agree on a direction."""
    directions = {trial.direction for trial in finding.trials} - {"unknown"}
    disagree = finding.pooled is None and len(directions) > 1
    return say(
        facts.Undecided(
            who=finding.intervention,
            many=plural(finding.intervention, finding.number),
            outcome=_subject(finding),
            trials="disagree" if disagree else "one" if len(finding.trials) == 1 else "several",
        )
    )
