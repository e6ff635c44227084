"""The sentence of a conclusion: which one of `templates/<language>/words/statements.j2`.

After GRADE guidelines 26 (Santesso et al. 2020, J Clin Epidemiol 119:126-135), its table as
reproduced in the ACIP GRADE handbook, ch. 11; the cells for low and very low certainty follow the
Cochrane Handbook, table 15.6.b.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from living_review.certainty.case import Magnitude, headline
from living_review.findings import Conclusion, Finding, Level, TrialResult
from living_review.findings.trials import Better
from living_review.ground import numbers
from living_review.ground.measures import AT_A_RISK, IN_TIME, RATES
from living_review.ground.noun_phrases import is_phrase, plural
from living_review.ground.proper_names import inside
from living_review.language import say
from living_review.language.facts import statements as facts
from living_review.language.facts.effects import Amount, Interval
from living_review.language.facts.statements import Change


def no_threshold() -> str:
    """Say that nobody has said which effects matter, as statements end."""
    return say(facts.NoThreshold())


def not_sized() -> str:
    """Say that an effect cannot be placed among the thresholds, as statements end."""
    return say(facts.NotSized())


def statement(finding: Finding, concluded: Conclusion) -> str:
    """Write the sentence for a conclusion on a finding."""
    return say(fact_of(finding, concluded))


def statements(concluded: Sequence[Conclusion]) -> str:
    """Write the sentences of all conclusions on a finding, each with its baseline if it names one.

    The certainty of each is named where they differ, since the sentences also stand together where
    findings are grouped by the certainty at their first baseline.
    """
    several = len({each.level for each in concluded}) > 1
    return " ".join(said_at(each, certainty=several) for each in concluded)


def said_at(concluded: Conclusion, *, certainty: bool = False) -> str:
    """Give the sentence of a conclusion with the baseline it holds at, if it names one."""
    if concluded.baseline is None:
        return concluded.text
    at = baseline_of(concluded, certainty=certainty)
    return say(facts.AtBaseline(baseline=at, said=concluded.text))


def baseline_of(concluded: Conclusion, *, certainty: bool = False) -> facts.Baseline:
    """Give the baseline that a conclusion names, with its certainty or without."""
    return facts.Baseline(
        amount=concluded.baseline or "",
        label=concluded.baseline_label or "",
        certainty=concluded.level if certainty else None,
    )


def fact_of(finding: Finding, concluded: Conclusion) -> facts.Said:
    """Give what is said of a finding by a conclusion on it."""
    if concluded.kind == "stated":
        return facts.Stated(sentence=concluded.text)
    changed = subject(finding)
    who, many = finding.intervention, plural(finding.intervention, finding.number)
    if concluded.kind == "very_uncertain":
        return facts.VeryUncertain(who=who, outcome=finding.as_object or finding.outcome_label)
    if concluded.kind == "undecided":
        return facts.Undecided(who=who, many=many, outcome=changed, trials=_why_undecided(finding))
    if concluded.kind == "without_size":
        return _without_size(finding, concluded)
    side = -1 if concluded.favours == "comparator" else 1
    change = change_of(finding.better, side, finding.measure)
    if change == "improve" and isinstance(changed, facts.ChanceOf) and changed.good:
        change = "increase"
    level, size = concluded.level, concluded.size or "important"
    assert level != "very low"
    if concluded.kind == "between":
        between = facts.Between(
            many=many, change=change, outcome=changed, least=size, most=concluded.most, level=level
        )
        return facts.Statement(who=who, does=between)
    # What matters and has no size is said with the plain verb.
    plain = "moderate" if size == "important" else size
    does = facts.Changes(many=many, change=change, outcome=changed, size=plain, level=level)
    return facts.Statement(who=who, does=does)


def subject(finding: Finding) -> facts.Outcome:
    """Give what changes, as `object_of` names it."""
    label, good = inside(finding.outcome_label), finding.better == "higher"
    if finding.measure in IN_TIME:
        bare = finding.as_object or re.sub("^time to ", "", label)
        return facts.RateOf(what=bare, hazard=not (finding.measure in RATES or good))
    if finding.as_object:
        return finding.as_object
    if finding.measure in AT_A_RISK and is_phrase(label):
        return facts.ChanceOf(what=label, good=good)
    return finding.outcome_label


def change_of(better: Better, side: int, measure: str = "") -> Change:
    """Tell what becomes of an outcome by a benefit (+1) or a harm (−1).

    A rate or a hazard cannot improve: it increases.
    """
    if better == "higher":
        more: Change = "increase" if measure in IN_TIME else "improve"
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
        return say(facts.VeryUncertain(who=intervention, outcome=outcome))
    does = facts.Changes(
        many=plural(intervention, number),
        change=change,
        outcome=outcome,
        size=magnitude or "moderate",
        level=level,
    )
    return say(facts.Statement(who=intervention, does=does))


def _without_size(finding: Finding, concluded: Conclusion) -> facts.WithoutSize:
    """Give the sentence where no threshold says what matters: the figures, and whom they favour.

    Neither what the interval includes nor a p-value has a part in it, and no size is implied.
    """
    both = (finding.intervention, finding.comparator)
    sides = both[::-1] if concluded.favours == "comparator" else both
    trials = [trial for trial in finding.trials if trial.alike is None]
    return facts.WithoutSize(
        outcome=subject(finding),
        single=headline(finding) is not None or len(trials) == 1,
        favours=None if concluded.favours is None else sides[0],
        sides=sides,
        figures=_figures(finding, trials),
        why=facts.NotSized() if finding.thresholds else facts.NoThreshold(),
    )


def _figures(
    finding: Finding, trials: Sequence[TrialResult]
) -> facts.FiguresOfEffect | facts.FiguresOfTrials | None:
    effect, measure, unit = headline(finding), finding.measure, finding.unit_label
    if effect is not None:
        estimate, low, high = numbers.together(*effect, measure)
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


def _why_undecided(finding: Finding) -> facts.Undecidable:
    directions = {trial.direction for trial in finding.trials} - {"unknown"}
    if finding.pooled is None and len(directions) > 1:
        return "disagree"
    return "one" if len(finding.trials) == 1 else "several"
