"""Which way results point."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

RULES = (
    suspicion(
        "mirrored-sign",
        "contrasts",
        "A contrast points the other way than the arms of the same result.",
    ),
    suspicion(
        "sign-unlike-others",
        "arms",
        "A mean is negative where all other trials, or the other arm, have positive ones.",
        "endpoint scores, three trials or more, or the arms of one comparison",
    ),
    suspicion(
        "effect-turned",
        "arms, contrasts",
        (
            "An effect is far from the other trials of its outcome and would agree with them if "
            "its sign were turned round."
        ),
        (
            "four trials or more, which agree on a direction (z 1.96): 2.58 standard errors away,"
            " 1.5 when turned round, against a random-effects mean of the others"
        ),
    ),
    suspicion(
        "baseline-imbalance",
        "arms",
        "The arms differ at week 0 by more than chance gives.",
        "z 3.29, once in a thousand",
    ),
    suspicion(
        "direction-turned",
        "arms, contrasts",
        "An instrument runs against its outcome and is turned round in the analysis.",
    ),
    suspicion("instrument-two-directions", "arms, contrasts", "One instrument has two directions."),
    suspicion(
        "scores-mixed", "arms", "Change and endpoint scores meet in one standardised analysis."
    ),
    suspicion(
        "instruments-mixed",
        "arms, contrasts",
        "An outcome analysed in points has several instruments.",
    ),
)
