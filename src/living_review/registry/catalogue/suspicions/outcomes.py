"""Outcomes and comparisons of the protocol."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

RULES = (
    suspicion(
        "labels-alike",
        "protocol",
        "Two outcomes, time points or comparisons are called the same.",
        "labels that differ in capitals, blanks, dashes or the encoding of letters at most",
    ),
    suspicion(
        "unit-missing",
        "protocol",
        "An outcome is a difference in points, and the protocol does not say what they are.",
    ),
    suspicion(
        "instrument-called-otherwise",
        "protocol",
        "The protocol names an instrument that no result names, and a result names one like it.",
        "of `scores_on` every name that no result has; of `familiar`, of least important "
        "differences and of `instruments` a name of which nine tenths of the letters agree",
    ),
    suspicion(
        "object-unclear",
        "protocol",
        "An outcome is named by a phrase that no verb can take, such as Being able to walk.",
        "measures of means only; of events the program tells the chance or the risk",
    ),
    suspicion(
        "number-unclear",
        "protocol",
        "An intervention may be singular or plural, such as diet and exercise programme.",
        "the last noun of two that are joined, or a word that is alike in both",
    ),
    suspicion(
        "threshold-out-of-reach",
        "protocol",
        (
            "A threshold of an outcome is a difference in risk or rate that hardly any benefit "
            "could reach, as when a ratio was written."
        ),
        (
            "at every baseline of the protocol, or the medians of the comparator arms: as large as"
            " the risk itself (where more is better, as what is left to 1), or for `small` more "
            "than half of that"
        ),
    ),
    suspicion(
        "threshold-without-baseline",
        "protocol",
        (
            "The thresholds of a ratio are differences in risk or rate, and no risk or rate with "
            "the comparator is known."
        ),
    ),
)
