"""The suspicions: each lists its row as a query, and the row stays."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

SUSPICIONS = (
    suspicion(
        "spreadsheet-error",
        "any",
        "A cell shows the error of a spreadsheet, such as #N/A, and is read as empty.",
        "in every column but identifiers; more than ten in one column are told in one query",
    ),
    suspicion(
        "read-as-empty",
        "any",
        "A cell says that nothing is reported, such as NA or a dash, and is read as empty.",
        (
            "NA, N/A and NaN in every column but names; not reported, unknown, a dash and the like "
            "in numbers, dates and fixed lists; more than ten in one column are told in one query"
        ),
    ),
    suspicion(
        "text-misread",
        "any",
        "A text was saved or read in the wrong encoding (Ã¼ for ü, or a letter that was lost).",
        (
            "a sequence of Windows-1252 characters that is UTF-8 for a letter of Europe or a "
            "typographic mark; or U+FFFD"
        ),
    ),
    suspicion(
        "invisible-character",
        "any",
        "A text holds a character that nobody sees.",
        "U+200B, U+2060, U+FEFF, U+00AD",
    ),
    suspicion(
        "n-missing",
        "contrasts",
        "A difference in points has no numbers of people, so it cannot be standardised.",
    ),
    suspicion(
        "no-precision",
        "contrasts",
        (
            "An estimate has no standard error, interval or usable p value, so only its direction"
            " is used."
        ),
    ),
    suspicion(
        "measure-not-usable",
        "contrasts",
        ("An estimate is in a measure that its outcome cannot use, so only its direction is used."),
    ),
    suspicion(
        "people-not-counted", "contrasts", "An estimate is weighed and its people are not known."
    ),
    suspicion(
        "unit-missing",
        "protocol",
        "An outcome is a difference in points, and the protocol does not say what they are.",
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
    suspicion(
        "smd-implausible",
        "arms, contrasts",
        "A standardised mean difference is larger than is plausible.",
        "`checks.max_smd` of the protocol, 2.5 unless set",
    ),
    suspicion(
        "sd-looks-like-se",
        "arms",
        (
            "A standard deviation is smaller than those of the other trials by the root of n, or "
            "tiny in the range of its instrument."
        ),
        (
            "in all arms: below the median of the other trials by the root of n within a factor "
            "of 1.8; on one instrument by at least 2.2, n 9 or more, means alike within 2.5; "
            "relative to the mean, on one outcome, by at least 3, n 25 or more; or below 4 % of "
            "the range"
        ),
    ),
    suspicion(
        "se-looks-like-sd",
        "arms, contrasts",
        (
            "A standard deviation, as a standard error or an interval means it or as reported, is "
            "larger than those of the other trials by the root of n."
        ),
        (
            "in all arms: above the median of the other trials, of those that report their SD "
            "where there are any, by the root of n (for an interval also over 1.96) within a "
            "factor of 1.8; on one instrument by at least 2.2, relative to the mean on one "
            "outcome by at least 3, or 2 where the trial reports other SDs; a contrast through the "
            "SD that its precision implies"
        ),
    ),
    suspicion(
        "sd-ratio",
        "arms, contrasts",
        (
            "A standard deviation, reported, recovered or implied, is far from those of the same "
            "instrument in other trials or at other times."
        ),
        (
            "`checks.max_sd_ratio` of the protocol, a factor of 4 from the median unless set; one "
            "that was recovered or is implied by 3, or relative to its mean on one outcome by 5; "
            "more for quantiles of few people (14.4/n added to the square of the logarithm)"
        ),
    ),
    suspicion(
        "sd-above-mean",
        "arms",
        (
            "A standard deviation is larger than the mean, counted from the least possible score, "
            "as in data that are very skewed (Altman and Bland 1996) or when it is none."
        ),
        (
            "endpoint scores with a positive mean, in all arms: by 1.5 as reported, by 1 as "
            "recovered, by 0.6 as recovered in a trial that reports other SDs, by 0.5 where half "
            "of the SDs recovered in the outcome are doubted"
        ),
    ),
    suspicion(
        "arms-sd-differ",
        "arms",
        "The standard deviations of the arms of one comparison are far apart.",
        (
            "a factor of 3, and 4 standard errors of the logarithm of their ratio; 1.5 and 2 where "
            "the arms give their spread in different cells"
        ),
    ),
    suspicion(
        "quantiles-contradict-spread",
        "arms",
        "Quartiles or extremes do not agree with each other, or with the SD, SE or interval.",
        "a factor of 3",
    ),
    suspicion(
        "mean-contradicts-quantiles",
        "arms",
        "A mean lies outside the extremes, or farther than one SD from the median.",
    ),
    suspicion(
        "quantiles-skewed",
        "arms",
        "A mean and a standard deviation are recovered from quantiles that look skewed.",
        "1.6 times the critical value of Shi et al. 2023, passed three times in a thousand",
    ),
    suspicion(
        "combined-arms-differ",
        "arms",
        "Arms that are combined have means so far apart that together they spread too far.",
        "the combined SD 1.5 times that of every arm",
    ),
    suspicion(
        "ci-level-unusual",
        "arms, contrasts",
        "The level of an interval is not 95 %.",
        "unless half of the intervals of the table have another",
    ),
    suspicion(
        "se-contradicts-n",
        "contrasts",
        "A standard error is not one that so many people can give.",
        (
            "the SD of one person that it implies: SMD 0.4 to 2 (crossover from 0.15, cluster to "
            "3.5), OR at least 1.9, HR at least 0.95, RD at most 0.55, ROM at most 2 (crossover: "
            "no least for a ratio, the most by √2); or an error of a log above 2"
        ),
    ),
    suspicion(
        "se-unlike-others",
        "contrasts",
        "For its people, the standard error of a ratio is far from those of the other trials.",
        "three trials or more that are no crossover: a factor of 4 from the median of the others",
    ),
    suspicion(
        "se-unconfirmed",
        "contrasts",
        (
            "A difference is standardised by the SD that its standard error alone implies, and "
            "nothing speaks for it."
        ),
        "no interval, p value, arms, range, or other row of the instrument",
    ),
    suspicion(
        "se-contradicts-sd",
        "arms",
        "Standard error and standard deviation do not agree.",
        "a factor outside 0.8 to 1.25",
    ),
    suspicion(
        "interval-contradicts-sd",
        "arms",
        "The interval of a mean does not agree with its spread and n.",
        "a factor outside 0.8 to 1.25",
    ),
    suspicion(
        "se-contradicts-interval",
        "contrasts",
        "Standard error and interval do not agree.",
        "a factor outside 0.8 to 1.25 with z, and of a mean difference also with t",
    ),
    suspicion(
        "interval-uneven",
        "arms, contrasts",
        ("An estimate or mean is not in the middle of its interval, on the log scale for a ratio."),
        "15 % of its width",
    ),
    suspicion(
        "p-contradicts-estimate",
        "contrasts",
        "A p value does not agree with the estimate and its precision.",
        (
            "statistics further apart than 0.5 and than a quarter with z, and of a mean difference "
            "also with t; a p value up to 0.001 counts as a bound"
        ),
    ),
    suspicion(
        "log-rank-contradicts-estimate",
        "contrasts",
        "The estimate of a row is not the one that its log-rank test gives.",
        "half a standard error apart on the log scale, or standard errors outside 0.8 to 1.25",
    ),
    suspicion(
        "log-rank-incomplete",
        "contrasts",
        "One of o_minus_e and variance is filled in without the other.",
    ),
    suspicion(
        "person-time-implausible",
        "arms",
        "The time at risk does not fit the people of the arm.",
        (
            "for each person: below 0.2 or above 1.2 of the weeks of the row; three times that of "
            "the other arm; below a week or above 30 years"
        ),
    ),
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
    suspicion(
        "events-as-percentages",
        "arms",
        "Events look like percentages.",
        (
            "every arm has 100 people; or arms of 200 and more whose share is half of the least "
            "of four or more other trials, and lies among them when read as a percentage"
        ),
    ),
    suspicion(
        "n-as-percentages",
        "arms",
        "The numbers of the arms look like shares of the people randomised.",
        "they add up to 99 to 101 in a trial that randomised more than 150",
    ),
    suspicion(
        "months-as-weeks",
        "arms, contrasts",
        "Weeks look like months.",
        (
            "outside the window of the time point, and inside when multiplied by 4.35; or the "
            "notes speak of as many months; or five trials or more of one source have a median "
            "below a twelfth of the window (4 weeks without one), or 3 to 6.3 times below five or"
            " more other trials"
        ),
    ),
    suspicion(
        "weeks-outside-window",
        "arms, contrasts",
        "Weeks lie outside the window of the time point.",
        "the window in the protocol",
    ),
    suspicion("weeks-differ", "arms", "The arms of one comparison have different weeks."),
    suspicion(
        "weeks-out-of-order",
        "arms, contrasts",
        ("A later time point has no more weeks than an earlier one of the same trial and outcome."),
        "time points in the order of their windows",
    ),
    suspicion(
        "score-looks-like-change",
        "arms",
        "What is called an endpoint score looks like a change from baseline.",
        (
            "all means of the result below 0, where a trial on the instrument, or two of the "
            "outcome, have means more than one SD above it; or below a third of the median of the "
            "scores that are 1.5 SDs above 0 on the instrument, within one SD of 0, and half as "
            "many SDs from it as those"
        ),
    ),
    suspicion(
        "cluster-half-given",
        "arms",
        "A cluster size is given without its correlation, or a correlation without the size.",
    ),
    suspicion(
        "cluster-one-arm",
        "arms",
        "One arm of a comparison is corrected for its clusters and another is not.",
    ),
    suspicion(
        "cluster-not-the-design",
        "arms",
        "A result is corrected for clusters, and the trial is not entered as one of clusters.",
    ),
    suspicion(
        "icc-large", "arms", "An intracluster correlation is larger than nearly any.", "above 0.3"
    ),
    suspicion(
        "one-person",
        "arms",
        "An arm has one person, of whom there is no standard deviation.",
    ),
    suspicion(
        "cluster-unadjusted",
        "arms",
        "A trial randomised clusters and gives no cluster size or intracluster correlation.",
    ),
    suspicion(
        "crossover-unpaired",
        "arms, contrasts",
        (
            "The pairs of a crossover trial are not known, or not used by a method that counts "
            "events, so it is used as if its periods were two groups, or by its direction alone."
        ),
        (
            "no paired figure in contrasts and no `analysis.crossover_correlation` (of which rates "
            "make no use); by Mantel-Haenszel and Peto always"
        ),
    ),
    suspicion(
        "crossover-correlation",
        "contrasts",
        "A paired figure cannot be, given the standard deviations of the two periods.",
        (
            "a correlation of a person's two results outside −1 to 1, beyond 2 % for rounding, or "
            "5 % by an interval or t; by a p value alone never"
        ),
    ),
    suspicion(
        "sd-difference-not-crossover",
        "contrasts",
        "Differences within people are given for a trial that is not a crossover.",
    ),
    suspicion(
        "t-not-used",
        "contrasts",
        "A t statistic or SD of differences is given for another measure than a mean difference.",
    ),
    suspicion(
        "role-contradicts-name", "arms", "An arm called intervention has the name of a control."
    ),
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
        "A moderator is a number in other trials and not in this one.",
    ),
)
