"""The one way to say how many people there are, where of some trials it is not known.

A trial may report it where nobody of the review has seen it, so nothing is said of its report. A
total to which trials are missing is a lower bound, and is never written without saying so.
"""

from __future__ import annotations

from living_review.ground import numbers
from living_review.language.facts import counts as facts
from living_review.language.words import say


def participants_of(n: float, missing: int = 0) -> facts.Participants:
    """Tell how many people took part, where `missing` trials do not say so."""
    number = numbers.count(n)
    return facts.Participants(number=number, one=number == "1", at_least=bool(missing))


def participants(n: float, missing: int = 0) -> str:
    """Write '1,047 participants' or 'at least 100 participants'."""
    return say(participants_of(n, missing))


def unknown_size(missing: int, *, named: bool = True) -> facts.OfUnknownSize | None:
    """Tell of how many trials the number of people is not known; None where it is of every one."""
    return facts.OfUnknownSize(trials=missing, named=named) if missing else None


def of_unknown_size(missing: int, *, named: bool = True) -> str:
    """Write 'three trials of unknown size', or '3 of unknown size' beside a number of trials.

    Empty where the number of participants is known of every trial.
    """
    unknown = unknown_size(missing, named=named)
    return say(unknown) if unknown else ""


def trials_and_people(
    k: int, n: float | None, missing: int = 0, *, words: bool = True
) -> facts.TrialsAndParticipants:
    """Tell how many trials there are and how many people took part.

    Without a total, and nothing known to be missing from it, the trials alone.
    """
    return facts.TrialsAndParticipants(
        trials=k,
        in_words=words,
        participants=None if not k or n is None else participants_of(n, missing),
        unknown=unknown_size(missing, named=words) if k else None,
    )


def trials_and_participants(
    k: int, n: float | None, missing: int = 0, *, words: bool = True
) -> str:
    """Write 'three trials (1,047 participants)'.

    With trials that are missing from the total: 'four trials (at least 100 participants; three
    trials of unknown size)'.
    """
    return say(trials_and_people(k, n, missing, words=words))


def evidence(k: int, n: float | None, missing: int = 0) -> facts.Evidence:
    """Tell how many trials and people are behind a result."""
    told = trials_and_people(k, n, missing)
    return facts.Evidence(trials=k, participants=told.participants, unknown=told.unknown)
