"""Clusters, crossover trials and what arms are."""

from __future__ import annotations

from living_review.registry.catalogue.rule import suspicion

RULES = (
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
)
