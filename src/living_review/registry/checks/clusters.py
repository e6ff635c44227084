"""What is said of clusters: their size and correlation in every arm, and in cluster trials only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from living_review.effects import cluster_adjust
from living_review.ground import numbers
from living_review.ground.measures import MEANS
from living_review.protocol import Protocol
from living_review.registry.checks.marking import marked
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import of_group
from living_review.registry.rows import Rows
from living_review.registry.values import Texts, Values

# Correlations within clusters are seldom above 0.1 for what patients report, and hardly ever above
# this (Campbell, Fayers and Grimshaw 2005).
LARGE_ICC = 0.3


def larger_than_arm(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """The mean cluster of an arm has no more people than the arm."""
    arms = registry.tables["arms"]
    yield from marked(
        "arms",
        arms,
        arms["cluster_size"] > arms["n"],
        "cluster_size",
        "cluster-larger-than-arm",
        lambda row: (
            f"the arm has {numbers.count(row.n)} people, fewer than its mean cluster is said to "
            "have; write the mean number of people analysed in a cluster, not the number of people "
            "or of clusters."
        ),
    )


def unadjusted_cluster(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A cluster trial without its intracluster correlation looks more precise than it is."""
    arms, given = registry.tables["arms"], _given(registry)
    mask = (_design(registry) == "cluster") & (given == 0)
    mask &= of_group(given, [arms[COMPARISON]], "max") < 2
    reason = (
        "the trial randomised clusters, and without a cluster size and an intracluster correlation "
        "its result enters unadjusted and too precise; fill in both."
    )
    yield from marked("arms", arms, mask, "icc", "cluster-unadjusted", reason)


def half_given(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A cluster size is of use with its intracluster correlation alone, and the other way round."""
    arms = registry.tables["arms"]

    def reason(row: Any) -> str:
        there, lacking = (
            ("cluster size", "intracluster correlation")
            if row.icc != row.icc
            else ("intracluster correlation", "cluster size")
        )
        return (
            f"a {there} is given without the {lacking}, so the arm is not corrected for its "
            "clusters; fill it in, or empty the other where nobody randomised clusters."
        ).replace("a intra", "an intra")

    yield from marked(
        "arms",
        arms,
        _given(registry) == 1,
        lambda row: "icc" if row.icc != row.icc else "cluster_size",
        "cluster-half-given",
        reason,
    )


def one_arm_only(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Where one arm of a comparison is corrected for its clusters, the others are as well."""
    arms, given = registry.tables["arms"], _given(registry)
    most = of_group(given, [arms[COMPARISON]], "max")
    reason = (
        "another arm of this comparison has a cluster size and an intracluster correlation and "
        "this one does not, so one is corrected and the other is not; fill in both, or note that "
        "only the other arm met in groups."
    )
    yield from marked("arms", arms, (most == 2) & (given == 0), "icc", "cluster-one-arm", reason)


def design_differs(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """People are counted as clusters only in a trial that randomised clusters."""
    arms, design = registry.tables["arms"], _design(registry)
    mask = (_given(registry) == 2) & (design != "cluster")
    yield from marked(
        "arms",
        arms.assign(design=design),
        mask,
        "icc",
        "cluster-not-the-design",
        lambda row: (
            "the result counts for fewer people because of its clusters, and the trial "
            + (
                f"is entered as {row.design}"
                if row.design
                else "is not said to have randomised them"
            )
            + "; write cluster in its design, or empty cluster_size and icc."
        ),
    )


def large_correlation(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An intracluster correlation is small; a large one makes a trial count for hardly anybody."""
    arms = registry.tables["arms"]
    large = arms["icc"] > LARGE_ICC
    if not large.any():
        return
    left = cluster_adjust(*(arms[name].to_numpy(float) for name in ("n", "cluster_size", "icc")))
    yield from marked(
        "arms",
        arms.assign(left=left),
        large,
        "icc",
        "icc-large",
        lambda row: (
            "an intracluster correlation is hardly ever so large"
            + (
                f", and with it {numbers.count(row.n)} people count as "
                f"{numbers.measured(row.left, 3)}"
                if row.left == row.left
                else ""
            )
            + "; see that it is this correlation, and its decimal mark."
        ),
    )


def one_person(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """One person has no standard deviation, so an arm of one has no place in a pool of means."""
    arms = registry.tables["arms"]
    counted = [o.id for o in protocol.outcomes if o.measure in MEANS]
    mask = (arms["n"] == 1) & arms["outcome"].isin(counted)
    reason = (
        "an arm of one person has no standard deviation, so the trial is listed and not pooled; "
        "see that this is the number of people, and not of clusters or of arms."
    )
    yield from marked("arms", arms, mask, "n", "one-person", reason)


def _given(registry: Registry) -> Values:
    arms = registry.tables["arms"]
    size, correlation = (arms[name].notna().astype(int) for name in ("cluster_size", "icc"))
    return cast(Values, size + correlation)


def _design(registry: Registry) -> Texts:
    return designs(registry, registry.tables["arms"])


def designs(registry: Registry, rows: Rows) -> Texts:
    """Give the design of the trial of each row; '' where it is not said."""
    trials = registry.tables["trials"]
    named = zip(reversed([*trials["trial_id"]]), reversed([*trials["design"]]), strict=True)
    known = dict(named)
    found: Texts = rows["trial_id"].texts(lambda name: known.get(name, ""))
    return found
