"""Rows beside one another, and beside the protocol."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

RULES = (
    suspicion(
        "same-data-twice",
        "arms",
        "Two trials have the same numbers.",
        "equal n, mean and standard deviation",
    ),
    suspicion(
        "same-arm-twice",
        "arms",
        "Two arms of one role have the same numbers.",
        "equal n and result",
    ),
    suspicion(
        "instruments-not-in-order",
        "arms, contrasts",
        (
            "A trial reports an outcome on several instruments that the protocol does not put in "
            "order, so the one with the most people is used, then the first by name."
        ),
    ),
    suspicion(
        "strata-by-name",
        "arms",
        (
            "Arms pair off by name, so they are taken for strata: compared pair by pair, and "
            "pooled within the trial."
        ),
        "as many intervention as control arms, told apart by the same words",
    ),
    suspicion(
        "arms-combined-on-both-sides",
        "arms",
        "Several intervention arms and several control arms are each combined into one.",
    ),
    suspicion(
        "duplicate-report",
        "trials",
        (
            "Two trials share a DOI, a registration number, an identifier but for capitals, or "
            "nearly a label."
        ),
        "labels of one year with the same numbers and 85 % of their letters in common",
    ),
    suspicion(
        "date-in-the-future",
        "trials, searches",
        "A date is after the day on which the registry was pulled.",
    ),
    suspicion(
        "included-without-data", "trials", "An included trial has no result that can be used."
    ),
    suspicion(
        "included-without-rob",
        "trials",
        "The risk of bias of an included trial has not been judged.",
    ),
    suspicion("reason-missing", "trials", "A trial that is not included gives no reason."),
    suspicion(
        "overall-too-good", "risk_of_bias", "An overall judgement is better than that of a domain."
    ),
    suspicion("overall-missing", "risk_of_bias", "Domains are judged and the whole is not."),
    suspicion("unknown-search", "trials, exclusions", "A search is named that is not in searches."),
    suspicion("search-arithmetic", "searches", "The counts of a search do not add up."),
    suspicion(
        "filter-matches-nothing",
        "protocol",
        "A filter of the protocol names a value that no trial has.",
        "in any row, also one that is set aside; capitals, blanks and dashes make no difference",
    ),
    suspicion(
        "filtered-by-a-slip",
        "trials",
        (
            "A trial with results is left out of an analysis by a cell that is empty or holds a "
            "value that no filter names."
        ),
        "only where no other cell leaves it out",
    ),
    suspicion(
        "in-no-analysis",
        "trials",
        "An included trial with results is taken by no comparison and no sensitivity analysis.",
    ),
    suspicion(
        "let-in-by-a-slip",
        "trials",
        "A trial is let in by a cell that is empty or nearly a value that the protocol leaves out.",
    ),
    suspicion(
        "grouping-missing",
        "trials",
        "A trial with results has no value by which the protocol groups or explains results.",
    ),
    suspicion(
        "mean-and-sd-exchanged",
        "arms",
        "Mean and standard deviation of an arm are like those of its partner the other way round.",
        "within 1.35 times, and the standard deviations differ by more than 1.5 times",
    ),
    suspicion(
        "half-a-pair",
        "arms, contrasts",
        "A limit of an interval, a quartile or an extreme stands without its other half.",
    ),
    suspicion(
        "level-by-a-slip",
        "trials",
        "A trial is alone in a subgroup whose name is nearly that of a larger one.",
    ),
    suspicion(
        "comparison-not-counted",
        "contrasts",
        "A trial reports a comparison alone where the protocol pools events as counted.",
    ),
    suspicion(
        "near-miss-column", "trials", "An extra column has nearly the name of one that is absent."
    ),
    suspicion(
        "moderator-not-a-number",
        "trials",
        "A moderator has a value in this trial that is no number, or in no trial a number.",
    ),
    suspicion(
        "column-empty",
        "protocol",
        "No trial has a value in a column that the protocol names under moderators or show.",
    ),
    suspicion(
        "step-out-of-range",
        "protocol",
        "The step of a moderator does not fit the values of the trials.",
        "longer than their range, shorter than a thousandth of it, or another than what two values "
        "lie apart",
    ),
)
