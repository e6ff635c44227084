"""The errors: each sets its row aside."""

from __future__ import annotations

from living_review.registry.catalogue.rule import error

ERRORS = (
    error(
        "leftover-row",
        "any",
        "A row has cells and nothing that says what it is about, or repeats the header.",
    ),
    error("cell-missing", "any", "A required cell is empty."),
    error("n-missing", "arms", "The number of people analysed in an arm is not given."),
    error(
        "bad-identifier",
        "any",
        "An identifier has characters that are not allowed, or is too long.",
    ),
    error("text-too-long", "any", "A cell is longer than 5000 characters."),
    error("control-character", "any", "A cell holds a control character."),
    error("not-a-number", "any", "A number is needed and something else is there."),
    error("decimal-comma", "any", "A number has a comma, for decimals or between thousands."),
    error("decimal-mark", "any", "A number has a point in a table whose decimals have commas."),
    error("percentage-entered", "any", "A percentage stands where a number or a count is needed."),
    error("footnote-mark", "any", "A number is followed by the mark of a footnote."),
    error("number-out-of-range", "any", "A number is larger than anything measured."),
    error("not-whole", "any", "A count is not a whole number."),
    error("not-a-boolean", "any", "Neither true nor false is written where one of them is needed."),
    error("not-a-date", "any", "A date or month cannot be read or does not exist."),
    error("not-allowed", "any", "A word is not among those allowed in its column."),
    error(
        "unknown-trial",
        "arms, contrasts, risk_of_bias",
        "A row is of a trial that is not in trials.",
    ),
    error(
        "unknown-outcome",
        "arms, contrasts, risk_of_bias",
        "A row is of an outcome that the protocol does not have.",
    ),
    error(
        "unknown-timepoint",
        "arms, contrasts",
        "A row is at a time point that the protocol does not have.",
    ),
    error("unknown-domain", "risk_of_bias", "A domain is not one of its tool."),
    error("unknown-judgement", "risk_of_bias", "A judgement is not in the words of its tool."),
    error(
        "trial-set-aside",
        "arms, contrasts, risk_of_bias",
        "The row of the trial itself was set aside.",
    ),
    error("n-not-positive", "trials, arms, contrasts", "A number of people is below 1."),
    error("sd-not-positive", "arms, contrasts", "A standard deviation is not above 0."),
    error("se-not-positive", "arms, contrasts", "A standard error is not above 0."),
    error("events-negative", "arms", "A count of events is below 0."),
    error(
        "events-exceed-n",
        "arms",
        "More people have the event than were analysed (not where the outcome is a rate).",
    ),
    error("person-time-missing", "arms", "The outcome is a rate and an arm has no time at risk."),
    error("person-time-not-positive", "arms", "A time at risk is not above 0."),
    error(
        "person-time-impossible",
        "arms",
        "A time at risk is less than a day, or more than a century, for each person of the arm.",
    ),
    error(
        "arms-of-a-hazard",
        "arms",
        "The outcome is a hazard ratio, which the counts of arms do not hold.",
    ),
    error(
        "log-rank-measure",
        "contrasts",
        "Observed less expected events stand beside a measure that they do not give.",
    ),
    error("variance-not-positive", "contrasts", "The variance of a log-rank test is not above 0."),
    error("weeks-negative", "arms, contrasts", "Weeks are below 0."),
    error("cluster-size", "arms", "The mean size of a cluster is below 1."),
    error(
        "cluster-larger-than-arm",
        "arms",
        "The mean size of a cluster is above the number of people in the arm.",
    ),
    error("icc-out-of-range", "arms", "An intracluster correlation is not between 0 and 1."),
    error("ci-level", "arms, contrasts", "A confidence level is not between 0.5 and 1."),
    error("p-out-of-range", "contrasts", "A p value is not above 0 and at most 1."),
    error("records-negative", "searches", "A count of records is below 0."),
    error("year-out-of-range", "trials", "The year of a trial is before 1900 or after next year."),
    error(
        "interval-reversed",
        "arms, contrasts",
        "The lower limit of an interval is not below the upper one.",
    ),
    error(
        "estimate-outside-interval",
        "arms, contrasts",
        "An estimate or mean lies outside its own interval.",
    ),
    error(
        "ratio-not-positive",
        "contrasts",
        "A ratio or its limit is not above 0, as if it were a logarithm.",
    ),
    error("risk-difference", "contrasts", "A risk difference is not between -1 and 1."),
    error(
        "quantiles-out-of-order",
        "arms",
        "Smallest value, quartiles, median and largest value do not ascend.",
    ),
    error(
        "outside-range",
        "arms, contrasts",
        (
            "A mean, median, quartile or extreme lies outside the range that the protocol gives "
            "for its instrument, or a difference is wider than it."
        ),
    ),
    error(
        "sd-beyond-range",
        "arms, contrasts",
        (
            "A standard deviation, reported, recovered or implied, is larger than the range of its "
            "instrument allows (Popoviciu 1935)."
        ),
    ),
    error(
        "no-result",
        "arms",
        "An arm has neither the mean or median nor the count that its outcome needs.",
    ),
    error("no-spread", "arms", "An arm has a mean and nothing from which its spread can be known."),
    error("mean-not-positive", "arms", "A ratio of means is asked for and a mean is not above 0."),
    error(
        "direction-contradicts-outcome",
        "arms, contrasts",
        "The direction of a row is not that of an outcome whose measure cannot be turned round.",
    ),
    error(
        "direction-contradicts-instrument",
        "arms, contrasts",
        "The direction of a row is not the one that the protocol gives for its instrument.",
    ),
    error(
        "arms-disagree",
        "arms",
        "The arms of one comparison differ in direction or in kind of score.",
    ),
    error(
        "both-arms-same-role",
        "arms",
        "All arms of one comparison are called intervention, or all control.",
    ),
    error(
        "arm-without-partner",
        "arms",
        "An arm has no arm of the other role, or its partner was set aside.",
    ),
    error("arm-changes-role", "arms", "One arm is intervention in one row and control in another."),
    error(
        "arm-named-twice",
        "arms",
        "One arm is entered twice, under names that differ in capitals or spaces alone.",
    ),
    error(
        "control-used-twice",
        "arms",
        "One control group is entered twice under two names, with the same numbers.",
    ),
    error(
        "several-weeks",
        "arms, contrasts",
        (
            "The same people were measured at several weeks within one time point, and the "
            "protocol does not say which is used (`timepoints[].choose`), or a row has no weeks."
        ),
    ),
    error(
        "arms-named-by-time",
        "arms",
        "Arms differ by a time in their names, so the same people would count twice.",
    ),
    error(
        "stratum-missing",
        "arms",
        "Some arms of a result are of a stratum, and this one does not say of which.",
    ),
    error(
        "more-than-randomised",
        "arms, contrasts",
        (
            "A result has more people than its trial randomised; in a crossover trial, one of its "
            "arms has."
        ),
    ),
)
