"""How large and how precise results are."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

RULES = (
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
        "sd-from-rounded-se",
        "arms",
        (
            "A standard deviation is, to its last digit, a number of two decimals times the root "
            "of n, as when it was worked out from a rounded standard error."
        ),
        (
            "where chance gives such a digit at most once in a thousand, by itself or with the "
            "other arms of the comparison"
        ),
    ),
    suspicion(
        "sd-of-another-n",
        "arms",
        (
            "A standard deviation is, to its last digit, a number of two decimals times the root "
            "of the n of another row of its arm, and not of its own."
        ),
        "where chance gives such a digit at most once in a thousand",
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
            "of the SDs recovered in the outcome, of 25 people or more, are doubted"
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
)
