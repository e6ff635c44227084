"""What is expected where nobody, or everybody, in any trial had the event."""

from __future__ import annotations

from scipy import stats

from living_review.protocol import Outcome
from living_review.verification.arms import Side
from living_review.verification.evidence import Members
from living_review.verification.figures import Figure, Tree, Words
from living_review.verification.trials import EVENTS, RATES


def all_alike(members: Members, level: float, outcome: Outcome) -> Tree | None:
    """Take the limits of risks from the beta distribution, and those of rates from chi-square."""
    pairs = [each.effect.sides for each in members if not each.effect.parts]
    known = [pair for pair in pairs if pair is not None]
    if outcome.measure not in EVENTS or not known or len(known) < len(members):
        return None
    rate = outcome.measure in RATES
    had = {
        _had(first, rate) if _had(first, rate) == _had(second, rate) else None
        for first, second in known
    }
    if len(had) != 1 or None in had:
        return None
    nobody = had == {"nobody"}
    first, second = (sum(_size(pair[at], rate) for pair in known) for at in (0, 1))
    limits: list[float | None] = [None, None]
    if not any(each.trial["design"] == "cluster" for each in members):
        per = outcome.person_time.per if outcome.person_time else 1.0
        if rate:
            limits = [per * stats.chi2.ppf(level, 2) / (2.0 * size) for size in (first, second)]
        elif nobody:
            limits = [stats.beta.ppf(level, 1, size) for size in (first, second)]
        else:
            limits = [stats.beta.ppf(1 - level, size, 1) for size in (first, second)]
    return {
        "had": Words("nobody" if nobody else "everybody"),
        "kind": Words("rate" if rate else "risk"),
        "total_with_intervention": Figure(first),
        "total_with_comparator": Figure(second),
        "limit_with_intervention": None if limits[0] is None else Figure(limits[0], 0.0),
        "limit_with_comparator": None if limits[1] is None else Figure(limits[1], 0.0),
        "level": Figure(level),
    }


def _had(side: Side, rate: bool) -> str | None:
    if side.events == 0:
        return "nobody"
    return "everybody" if not rate and side.events == side.n else None


def _size(side: Side, rate: bool) -> float:
    return float((side.time if rate else side.n) or 0.0)
