"""What readers are told of the crossover trials behind a result."""

from __future__ import annotations

from collections.abc import Iterable

from living_review.findings import TrialResult
from living_review.synthesis.wording import capitalised, counted


def pairing_sentences(trials: Iterable[TrialResult]) -> str:
    """Say which crossover trials are used without their pairs, and which by an assumption."""
    given = tuple(trials)
    unknown, by_count, assumed = (
        sum(trial.pairing == name for trial in given) for name in ("ignored", "counted", "assumed")
    )
    said = []
    for number, why in (
        (unknown, "nothing is known of {whose} pairs"),
        (by_count, "the method counts events and knows of no pairs"),
    ):
        if number:
            verb, whose = ("is", "its") if number == 1 else ("are", "their")
            said.append(
                f"{counted(number, 'crossover trial')} {verb} used as if {whose} periods were two "
                f"groups of people, because {why.format(whose=whose)}."
            )
    if assumed:
        verb = "rests" if assumed == 1 else "rest"
        said.append(
            f"{counted(assumed, 'crossover trial')} {verb} on a correlation of a person’s two "
            "results that is assumed."
        )
    return " ".join(map(capitalised, said))
