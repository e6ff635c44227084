"""How many trials and people there are, and which side the trials that are not pooled favour."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from living_review.findings import Finding
from living_review.language import kept, say
from living_review.language.facts import trials as facts
from living_review.language.facts.events import AllTrials
from living_review.language.facts.narrative import NotAsked
from living_review.language.people import trials_and_people
from living_review.synthesis.pairing_words import pairing_sentences
from living_review.words.prose.no_events import all_alike_sentence

WAYS: tuple[facts.Direction, ...] = get_args(facts.Direction)


def included_sentence(finding: Finding) -> str:
    """Say how many trials and people there are, and whether they were pooled."""
    if finding.synthesis == "none":
        return say(facts.NoneUsed())
    if finding.synthesis != "pooled" and finding.k < len(finding.trials):
        return _reported_unpooled(finding)
    used = say(_used(finding))
    parts = (used, _without_events(finding), _left_out(finding), _pairing(finding))
    return " ".join(filter(None, parts))


def _used(finding: Finding) -> facts.Used:
    who = trials_and_people(finding.k, finding.n, finding.n_missing)
    if finding.synthesis in ("pooled", "single"):
        return facts.Used(who=who, how="pooled" if finding.synthesis == "pooled" else "single")
    told = finding.narrative
    not_asked = told and (told.reason_is == "not asked" or told.reason in kept(NotAsked()))
    return facts.Used(who=who, how="not asked" if not_asked else "too few")


def _reported_unpooled(finding: Finding) -> str:
    """Say how many trials reported an outcome of which not all, or none, could have been pooled."""
    who = say(facts.Reported(who=trials_and_people(*finding.described)))
    if finding.all_alike is not None:
        return f"{who} {all_alike_sentence(finding)}"
    rest = say(facts.WithError(trials=len(finding.trials), known=finding.k))
    return f"{who} {rest} {_pairing(finding)}".strip()


def _pairing(finding: Finding) -> str:
    """Say how the crossover trials behind the effect were used, where it limits what they say."""
    return pairing_sentences(finding.contributing)


def _without_events(finding: Finding) -> str:
    """Say that the pool rests on no event at all, or on nothing else, where that is so."""
    alike = {trial.alike for trial in finding.trials if trial.in_pool}
    if finding.synthesis != "pooled" or len(alike) != 1:
        return ""
    if finding.all_alike is not None:
        return all_alike_sentence(finding)
    had = alike.pop()
    return say(AllTrials(had=had)) if had in ("nobody", "everybody") else ""


def _left_out(finding: Finding) -> str:
    left = tuple(trial.label for trial in finding.trials if not trial.in_pool)
    if finding.synthesis != "pooled" or not left:
        return ""
    return say(facts.NotInPool(trials=left))


def directions_sentence(finding: Finding) -> str:
    """Count the trials that are not pooled by the side they favour."""
    if finding.narrative is None or not finding.narrative.directions:
        return ""
    if finding.all_alike is not None:
        return all_alike_sentence(finding)
    told = directions(finding)
    return say(told) if told else ""


def directions(finding: Finding) -> facts.Directions | facts.OneAlike | AllTrials | None:
    """Count the trials that are not pooled by the side they favour; None where none is told."""
    if finding.narrative is None or not finding.narrative.directions:
        return None
    alike = {trial.trial_id: trial.alike for trial in finding.trials}
    tally: Counter[str] = Counter(
        alike.get(each.trial_id) or each.direction for each in finding.narrative.directions
    )
    total = len(finding.narrative.directions)
    if tally["nobody"] == total:
        return facts.OneAlike(had="nobody") if total == 1 else AllTrials(had="nobody")
    if tally["everybody"] == total:
        return facts.OneAlike(had="everybody") if total == 1 else AllTrials(had="everybody")
    said = (_direction(way, finding, tally[way]) for way in WAYS if tally[way])
    return facts.Directions(
        trials=total,
        said=tuple(facts.CountedDirection(said=each) for each in said),
        baseline=_baseline(finding),
    )


def _baseline(finding: Finding) -> str:
    """Name the baseline at which directions were read, where there are several."""
    levels = finding.certainty.at_baselines if finding.certainty else ()
    return levels[0].baseline_label if len(levels) > 1 else ""


def _direction(way: facts.Direction, finding: Finding, number: int) -> facts.DirectionOf:
    sides = {
        "favours_intervention": finding.intervention,
        "favours_control": finding.comparator,
    }
    return facts.DirectionOf(trials=number, way=way, favours=sides.get(way, ""))
