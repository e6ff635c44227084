"""The one way to say how many people there are, where of some trials it is not known.

A trial may report it where nobody of the review has seen it, so nothing is said of its report.

A total to which trials are missing is a lower bound, and is never written without saying so.
"""

from __future__ import annotations

from living_review.ground import numbers


def counted(n: float | None, missing: int = 0) -> str:
    """Write a number of people for a cell: '1,047'; 'at least 100' where trials are missing."""
    return f"at least {numbers.count(n)}" if missing and n is not None else numbers.count(n)


def participants(n: float | None, missing: int = 0) -> str:
    """Write '1,047 participants' or 'at least 100 participants'."""
    return f"{counted(n, missing)} {'participant' if numbers.count(n) == '1' else 'participants'}"


UNKNOWN = "how many participants is not known"


def of_unknown_size(missing: int, *, named: bool = True) -> str:
    """Write 'three trials of unknown size', or '3 of unknown size' beside a number of trials.

    Empty where the number of participants is known of every trial.
    """
    if not missing:
        return ""
    if not named:
        return f"{numbers.count(missing)} of unknown size"
    return f"{numbers.in_words(missing)} {'trial' if missing == 1 else 'trials'} of unknown size"


def trials_and_participants(
    k: int, n: float | None, missing: int = 0, *, words: bool = True
) -> str:
    """Write 'three trials (1,047 participants)'.

    With trials that are missing from the total: 'four trials (at least 100 participants; three
    trials of unknown size)'. Without a total, and nothing known to be missing from it, the trials
    alone.
    """
    number = numbers.in_words(k) if words else numbers.count(k)
    trials = f"{number} {'trial' if k == 1 else 'trials'}"
    if k == 0 or (n is None and not missing):
        return trials
    if n is None:
        return f"{trials} ({UNKNOWN})"
    parts = [participants(n, missing), of_unknown_size(missing, named=words)]
    return f"{trials} ({'; '.join(filter(None, parts))})"
