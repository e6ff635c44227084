"""The informative sentence: certainty, size and direction in plain words.

Wording after GRADE guidelines 26 (Santesso et al. 2020, J Clin Epidemiol 119:126-135), its table as
reproduced in the ACIP GRADE handbook, ch. 11; the cells for low and very low certainty follow the
Cochrane Handbook, table 15.6.b. One family of verbs throughout: certainty never depends on a
p-value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from living_review.certainty.case import Claim, Magnitude, View, headline
from living_review.certainty.information import COUNTED_IN_EVENTS
from living_review.findings import Finding, Level, TrialResult
from living_review.findings.trials import Better
from living_review.ground import numbers
from living_review.ground.measures import AT_A_RISK, RATES
from living_review.synthesis.scale import MAGNITUDES
from living_review.synthesis.wording import capitalised, inside, is_phrase, plural

NO_THRESHOLD = "no threshold was agreed to say which effects matter"
NOT_SIZED = "its size cannot be named"


@dataclass(frozen=True)
class Change:
    """How a change of an outcome is named: as a verb and as a noun."""

    verb: str
    third_person: str
    noun: str


IMPROVE = Change("improve", "improves", "improvement")
INCREASE = Change("increase", "increases", "increase")
REDUCE = Change("reduce", "reduces", "reduction")
CHANCE, RISK = "the chance", "the risk"


def statement(finding: Finding, claim: Claim, level: Level) -> str:
    """Write the sentence for a finding."""
    if level == "very low":
        return very_uncertain(finding.intervention, finding.as_object or finding.outcome_label)
    if not claim.answers:
        return _undecided(finding)
    changed = subject(finding)
    change = change_of(finding.better, claim.side or 1, finding.measure)
    if change is IMPROVE and changed.startswith(CHANCE):
        change = INCREASE
    if claim.between is not None:
        return _between(finding, change, claim.between, level)
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
    label, good = inside(finding.outcome_label), finding.better == "higher"
    if finding.measure in COUNTED_IN_EVENTS:
        noun = "rate" if finding.measure in RATES or good else "hazard"
        bare = finding.as_object or re.sub("^time to ", "", label)
        named = re.search(rf"\b{noun}s?\b", bare, re.I)
        return bare if named else f"the {noun} of {bare}"
    if finding.as_object:
        return finding.as_object
    if finding.measure in AT_A_RISK and is_phrase(label):
        return f"{CHANCE if good else RISK} of {label}"
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
        f"At {view.scale.baseline.named} ({inside(view.scale.baseline.label)}"
        f"{f'; {own} certainty' if several else ''}), {inside(each)}"
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
    """Name the change of an outcome that a benefit (+1) or a harm (−1) is.

    A rate or a hazard cannot improve: it increases.
    """
    if better == "higher":
        more = INCREASE if measure in COUNTED_IN_EVENTS else IMPROVE
        return more if side > 0 else REDUCE
    return REDUCE if side > 0 else INCREASE


def sentence(
    intervention: str,
    outcome: str,
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
    many = plural(intervention, number)
    modifier = {"high": "", "moderate": "probably ", "low": "may "}[level]
    bare = level == "low" or many
    results = "result" if bare else "results"
    verb = change.verb if bare else change.third_person
    predicate = {
        "large": f"{results} in a large {change.noun} in {inside(outcome)}",
        "moderate": f"{verb} {inside(outcome)}",
        "small": f"{verb} {inside(outcome)} slightly",
        "trivial": f"{results} in little to no difference in {inside(outcome)}",
    }[magnitude or "moderate"]
    return capitalised(f"{intervention} {modifier}{predicate}.")


def very_uncertain(intervention: str, outcome: str) -> str:
    """Write the sentence for very low certainty, whatever the effect."""
    return (
        f"The evidence is very uncertain about the effect of {intervention} on {inside(outcome)}."
    )


def _between(
    finding: Finding, change: Change, between: tuple[int, int | None], level: Level
) -> str:
    """Write the sentence for trials that were not pooled and differ in the size of the effect."""
    modifier = {"high": "", "moderate": "probably ", "low": "may "}[level]
    bare = level == "low" or plural(finding.intervention, finding.number)
    least, most = (_sized(finding, change, band) for band in between)
    if between[0]:
        least = least.removesuffix(f" {change.noun}")
    return capitalised(
        f"{finding.intervention} {modifier}{'result' if bare else 'results'} in anything from "
        f"{least} to {most} in {inside(subject(finding))}."
    )


def _sized(finding: Finding, change: Change, band: int | None) -> str:
    if band == 0:
        return "little to no difference"
    if band is None:
        return f"{_a(change.noun)} {change.noun}"
    size = "important" if len(finding.thresholds or ()) == 1 else MAGNITUDES[band - 1]
    return f"{_a(size)} {size} {change.noun}"


def _a(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _without_size(finding: Finding, claim: Claim) -> str:
    """Write the sentence where no threshold says what matters: the figures, and whom they favour.

    Neither what the interval includes nor a p-value has a part in it, and no size is implied.
    """
    outcome = inside(subject(finding))
    both = (finding.intervention, finding.comparator)
    side, other = both if claim.side == 1 else both[::-1]
    trials = [trial for trial in finding.trials if trial.alike is None]
    figures = _figures(finding, trials)
    single = headline(finding) is not None or len(trials) == 1
    what = f"The estimate for {outcome}" if single else f"The estimates for {outcome}"
    if claim.side is not None:
        verb = f"{'favours' if single else 'favour'} {side} over {other}"
    else:
        no = "shows no difference" if single else "show no difference"
        verb = f"{no} between {both[0]} and {both[1]}"
    return f"{what} {verb}{figures}, and {NOT_SIZED if finding.thresholds else NO_THRESHOLD}."


def _figures(finding: Finding, trials: Sequence[TrialResult]) -> str:
    effect, measure = headline(finding), finding.measure
    unit = f" {finding.unit_label}" if finding.unit_label else ""
    if effect is not None:
        level = numbers.confidence(finding.level)
        value = f"{numbers.estimate(effect[0], measure)}{unit}"
        return f" ({measure} {value}, {level} CI {numbers.interval(*effect[1:], measure)})"
    known = sorted(trial.estimate for trial in trials if trial.estimate is not None)
    if not known or len(known) < len(trials):
        return ""
    low, high = (numbers.estimate(value, measure) for value in (known[0], known[-1]))
    return f" ({measure} {low}{unit})" if low == high else f" ({measure} {low} to {high}{unit})"


def _undecided(finding: Finding) -> str:
    """Write the sentence for trials that were not pooled and do not agree on a direction."""
    verb = "affect" if plural(finding.intervention, finding.number) else "affects"
    whether = f"whether {finding.intervention} {verb} {inside(subject(finding))}"
    directions = {trial.direction for trial in finding.trials} - {"unknown"}
    if finding.pooled is None and len(directions) > 1:
        return f"The trials do not agree on {whether}."
    who = "The trial does" if len(finding.trials) == 1 else "The trials do"
    return f"{who} not show {whether}."
