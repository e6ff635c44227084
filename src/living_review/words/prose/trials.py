"""How many trials and people there are, and which side the trials that are not pooled favour."""

from __future__ import annotations

from collections import Counter

from living_review.findings import Finding
from living_review.ground import numbers
from living_review.ground.people import trials_and_participants
from living_review.synthesis.narrative import NOT_ASKED
from living_review.synthesis.pairing_words import pairing_sentences
from living_review.words.grammar import counted, direction_phrase, inside, listed, plural, sentence
from living_review.words.prose.no_events import EVERYBODY, NOBODY, all_alike_sentence


def included_sentence(finding: Finding) -> str:
    """Say how many trials and people there are, and whether they were pooled."""
    if finding.synthesis == "none":
        return "No included trial reported data that could be used for this outcome."
    if finding.synthesis != "pooled" and finding.k < len(finding.trials):
        return _reported_unpooled(finding)
    who = trials_and_participants(finding.k, finding.n, finding.n_missing)
    if finding.synthesis == "pooled":
        text = f"{who} gave usable data and were pooled"
    elif finding.synthesis == "single":
        text = f"only {who} gave usable data, so there was nothing to pool"
    elif finding.narrative and finding.narrative.reason == NOT_ASKED:
        text = f"{who} gave usable data and were not pooled, as the protocol asks"
    else:
        text = f"{who} gave usable data, too few to pool"
    parts = (sentence(text) + _without_events(finding) + _left_out(finding), _pairing(finding))
    return " ".join(filter(None, parts))


def _reported_unpooled(finding: Finding) -> str:
    """Say how many trials reported an outcome of which not all, or none, could have been pooled."""
    who = sentence(f"{trials_and_participants(*finding.described)} reported this outcome")
    if finding.all_alike is not None:
        return f"{who} {all_alike_sentence(finding)}"
    if len(finding.trials) == 1:
        rest = "it did not give an effect with a standard error"
    else:
        known = numbers.in_words(finding.k) if finding.k else "none"
        gave = plural(finding.k, "gives an effect and its", "give effects and their")
        rest = f"{known} of them {gave if finding.k else 'gives an effect and its'} standard error"
    return f"{who} {sentence(rest)} {_pairing(finding)}".strip()


def _pairing(finding: Finding) -> str:
    """Say how the crossover trials behind the effect were used, where it limits what they say."""
    return pairing_sentences(finding.contributing)


def _without_events(finding: Finding) -> str:
    """Say that the pool rests on no event at all, or on nothing else, where that is so."""
    alike = {trial.alike for trial in finding.trials if trial.in_pool}
    if finding.synthesis != "pooled" or len(alike) != 1:
        return ""
    if finding.all_alike is not None:
        return f" {all_alike_sentence(finding)}"
    said = {"nobody": NOBODY, "everybody": EVERYBODY}.get(alike.pop() or "")
    return f" {said}" if said else ""


def _left_out(finding: Finding) -> str:
    left = [trial.label for trial in finding.trials if not trial.in_pool]
    if finding.synthesis != "pooled" or not left:
        return ""
    verb = "is" if len(left) == 1 else "are"
    return f" {sentence(f'{listed(left)} {verb} shown but not pooled')}"


def directions_sentence(finding: Finding) -> str:
    """Count the trials that are not pooled by the side they favour."""
    if finding.narrative is None or not finding.narrative.directions:
        return ""
    alike = {trial.trial_id: trial.alike for trial in finding.trials}
    tally: Counter[str] = Counter(
        alike.get(each.trial_id) or each.direction for each in finding.narrative.directions
    )
    total = len(finding.narrative.directions)
    if finding.all_alike is not None:
        return all_alike_sentence(finding)
    if tally["nobody"] == total:
        return "The one trial had no event." if total == 1 else NOBODY
    if tally["everybody"] == total:
        return "In the one trial everybody had the event." if total == 1 else EVERYBODY
    sides = ("favours_intervention", "favours_control", "little_difference", "unknown")
    ways = (*sides, "nobody", "everybody")
    parts = [
        f"{numbers.in_words(tally[way])} {_verb(way, finding, tally[way])}"
        for way in ways
        if tally[way]
    ]
    where = _at_a_baseline(finding)
    if total == 1:
        return sentence(f"the one trial {parts[0].removeprefix('one ')}{where}")
    if len(parts) == 1:
        every = "both trials" if total == 2 else f"all {counted(total, 'trial')}"
        return sentence(f"{every} {parts[0].split(' ', 1)[1]}{where}")
    return sentence(f"of {counted(total, 'trial')}, {listed(parts)}{where}")


def _at_a_baseline(finding: Finding) -> str:
    """Name the baseline at which directions were read, where there are several."""
    levels = finding.certainty.at_baselines if finding.certainty else ()
    return f" ({inside(levels[0].baseline_label)})" if len(levels) > 1 else ""


def _verb(way: str, finding: Finding, number: int) -> str:
    if way == "nobody":
        return "had no event"
    if way == "everybody":
        return "had the event in everybody"
    if way == "unknown":
        return f"{'shows' if number == 1 else 'show'} no direction"
    phrase = direction_phrase(way, finding)
    if phrase.startswith("favours"):
        return phrase if number == 1 else phrase.replace("favours", "favour", 1)
    return f"{'shows' if number == 1 else 'show'} {phrase}"
