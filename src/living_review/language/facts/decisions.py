"""What has changed since a person decided on a domain of GRADE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from living_review.language.fact import Fact, fact
from living_review.language.facts.ranges import EstimatesIn, Extent

Input = Literal[
    "weight_at_low_risk",
    "weight_at_high_risk",
    "weight_not_judged",
    "effect_without_high_risk",
    "the_range_of_the_estimates",
    "the_intervals",
    "the_evidence_that_is_contradicted",
    "benefit_contradicted_by_harm",
    "a_subgroup_that_could_explain",
    "the_estimates",
    "the_number_of_trials",
    "the_set_of_trials",
    "the_interval",
    "what_is_counted_under_inconsistency",
    "the_information",
    "what_the_intervals_leave_open",
    "the_trials_intervals",
    "asymmetry",
    "selection",
    "funding",
    "completed_trials_without_results",
]
"""Something that a rule looks at."""

Standing = Literal[
    "75% or more",
    "50% to 75%",
    "below 50%",
    "half or less",
    "more than half",
    "not available",
    "in the same range",
    "in another range",
    "no threshold says what a range is",
    "overlap",
    "do not all overlap",
    "a third or more",
    "a fifth to a third",
    "less than a fifth",
    "none",
    "in one range",
    "in neighbouring ranges",
    "on both sides",
    "too small for this rule",
    "one that crosses no difference, both ways",
    "one that crosses no difference, not both ways",
    "one that does not cross no difference, both ways",
    "one that does not cross no difference, not both ways",
    "enough",
    "enough for an interval so narrow",
    "below what is enough",
    "below half of what is enough",
    "below a quarter of what is enough",
    "too little by the width of the interval",
    "far too little by the width of the interval",
    "not known",
    "not asked",
    "all crossing",
    "not all crossing",
    "not tested",
    "not found",
    "found",
    "found, with less benefit in smaller trials",
    "not modelled",
    "an effect, and no threshold",
    "an effect in another range",
    "an effect in the same range",
    "small trials paid for by industry",
    "not all industry",
    "a fifth or more of the trials",
    "less than a fifth of the trials",
]
"""Where something that a rule looks at stands."""
_SHARES: tuple[Standing, ...] = ("75% or more", "50% to 75%", "below 50%")
_PARTS: tuple[Standing, ...] = ("a third or more", "a fifth to a third", "less than a fifth")
STANDINGS: Mapping[Input, tuple[Standing, ...]] = {
    "weight_at_low_risk": _SHARES,
    "weight_at_high_risk": _SHARES,
    "weight_not_judged": ("half or less", "more than half"),
    "effect_without_high_risk": (
        "not available",
        "in the same range",
        "in another range",
        "no threshold says what a range is",
    ),
    "the_intervals": ("overlap", "do not all overlap"),
    "the_evidence_that_is_contradicted": _PARTS,
    "benefit_contradicted_by_harm": _PARTS,
    "a_subgroup_that_could_explain": ("none",),
    "the_estimates": ("in one range", "in neighbouring ranges", "on both sides"),
    "the_number_of_trials": ("too small for this rule",),
    "the_interval": (
        "one that crosses no difference, both ways",
        "one that crosses no difference, not both ways",
        "one that does not cross no difference, both ways",
        "one that does not cross no difference, not both ways",
    ),
    "the_information": (
        "enough",
        "enough for an interval so narrow",
        "below what is enough",
        "below half of what is enough",
        "below a quarter of what is enough",
        "too little by the width of the interval",
        "far too little by the width of the interval",
        "not known",
        "not asked",
    ),
    "the_trials_intervals": ("all crossing", "not all crossing"),
    "asymmetry": (
        "not tested",
        "not found",
        "found",
        "found, with less benefit in smaller trials",
    ),
    "selection": (
        "not modelled",
        "an effect, and no threshold",
        "an effect in another range",
        "an effect in the same range",
    ),
    "funding": ("small trials paid for by industry", "not all industry"),
    "completed_trials_without_results": (
        "a fifth or more of the trials",
        "less than a fifth of the trials",
    ),
}
"""Where each of them may stand; what is not here is told by another fact, or is a set of trials."""


@fact("decisions.levels")
class Levels(Fact):
    """How many levels of certainty are counted."""

    levels: int
    """How many."""

    @classmethod
    def example(cls) -> Self:
        return cls(levels=1)


@fact("decisions.crossed")
class Crossed(Fact):
    """That something a rule looks at has crossed a threshold; part of a list."""

    what: Input
    """What it is."""
    at: Standing | None
    """Where it stands now; absent where that is no word of the list."""
    now: Levels | Extent | EstimatesIn | str
    """What it is now, where that is no word of the list: of a subgroup its name; else empty."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="weight_at_low_risk", at="75% or more", now="")


@fact("decisions.joined")
class Joined(Fact):
    """Which trials have joined; part of a list."""

    trials: tuple[str, ...]
    """Their names."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=("Cook 2012", "Pitt 2007"))


@fact("decisions.other_trials")
class OtherTrials(Fact):
    """That the trials are others, where it cannot be told which; part of a list."""

    trials: int
    """How many there are now."""

    @classmethod
    def example(cls) -> Self:
        return cls(trials=12)


@fact("decisions.moved")
class Moved(Fact):
    """What has crossed a threshold since a decision was taken."""

    changes: tuple[Crossed | Joined | OtherTrials, ...]
    """What has changed."""

    @classmethod
    def example(cls) -> Self:
        return cls(changes=(Crossed.example(), Joined.example()))


@fact("decisions.not_recorded")
class NotRecorded(Fact):
    """That a decision does not record on what it was taken."""

    @classmethod
    def example(cls) -> Self:
        return cls()


@fact("decisions.rule_changed")
class RuleChanged(Fact):
    """That the rule is another than when a decision was taken, or proposes something else."""

    what: Literal["rule", "proposal"]
    """Which of the two."""

    @classmethod
    def example(cls) -> Self:
        return cls(what="rule")
