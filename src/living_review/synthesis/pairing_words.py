"""What readers are told of the crossover trials behind a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from living_review.findings import TrialResult
from living_review.language import say
from living_review.language.facts import crossovers as facts


def pairing_sentences(trials: Iterable[TrialResult]) -> str:
    """Say which crossover trials are used without their pairs, and which by an assumption."""
    found = pairing_of(trials)
    return say(found) if found else ""


def pairing_of(trials: Iterable[TrialResult]) -> facts.Pairing | None:
    """Count the crossover trials whose use limits what they say; None where there is none."""
    used = Counter(trial.pairing for trial in trials)
    found = facts.Pairing(
        unknown=used["ignored"], counted_only=used["counted"], assumed=used["assumed"]
    )
    return found if found.unknown or found.counted_only or found.assumed else None
