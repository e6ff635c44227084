"""Suspicions about the standard error of a contrast: beside its people, and beside other trials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from living_review.ground import numbers
from living_review.ground.measures import RATIOS, RELATIVE
from living_review.protocol import Protocol
from living_review.registry.checks.clusters import designs
from living_review.registry.checks.marking import either_missing, marked
from living_review.registry.checks.others import Trials, below_others
from living_review.registry.checks.ranges import range_of
from living_review.registry.checks.spreads import LEAST_BY_INSTRUMENT, NEAR, RECOVERED_RATIO
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import lines_by_key, of_group
from living_review.registry.rows import Rows, below
from living_review.registry.values import Values

# The SD of one person's outcome that a standard error implies, where its size is known by itself:
# about 1 for a standardised difference (less where covariates or pairs explain much of it, more in
# clusters); at least 2 for an odds ratio, since 1/p + 1/(1 - p) is never below 4; at least 1 for a
# hazard ratio, since nobody has more than one event; at most 1/2 for a risk difference. A paired
# one may be as small as a person's two results are alike, and larger by √2 where they are opposed.
LEAST_SMD, MOST_SMD = 0.4, 2.0
LEAST_SMD_PAIRED, MOST_SMD_CLUSTERED = 0.15, 3.5
LEAST = {"OR": 1.9, "HR": 0.95}
MOST = {"RD": 0.55, "ROM": 2.0}
CLUSTERED, OPPOSED = 2.0, 2.0**0.5
# One event in each arm gives the log of a ratio an error of 1.4, none in one arm of 2 at most.
MOST_LOG_ERROR = 2.0
MOST_BY_MEASURE = 4.0


def se_against_people(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A standard error is one that so many people can give."""
    frame = registry.in_use("contrasts")
    if frame.empty:
        return
    design = designs(registry, frame)
    measure, unit = frame["measure"], frame["unit_sd"]
    n, n_control = frame["n_intervention"], frame["n_control"]
    share = n * n_control / (n + n_control) ** 2
    smd = measure == "SMD"
    # The variance of a standardised difference has d²/2N besides.
    own = unit / np.sqrt(1 + frame["estimate"].where(smd, 0.0) ** 2 * share / 2)
    least = measure.numbers(LEAST).where(~smd & ~frame["paired"])
    least = least.mask(smd, LEAST_SMD).mask(smd & frame["paired"], LEAST_SMD_PAIRED)
    most = measure.numbers(MOST).where(~smd, MOST_SMD)
    most *= np.where(design == "cluster", CLUSTERED, np.where(frame["paired"], OPPOSED, 1.0))
    logged = measure.isin(RELATIVE)
    large = (own > most) | (logged & (frame["se_used"] > MOST_LOG_ERROR))
    small = own < least
    people = (n + n_control).where(smd)
    placed = frame.assign(times=own, people=people, implied=people / own**2)

    def reason(row: Any) -> str:
        if row.measure == "SMD" and row.implied == row.implied and not row.paired:
            return (
                f"{numbers.measured(row.se_used)} is the standard error that about "
                f"{numbers.count(row.implied)} people give, and {numbers.count(row.people)} were "
                "analysed; see whether it is a standard deviation, a variance, or of another "
                "estimate."
            )
        size = "larger" if not _below(row) else "smaller"
        return (
            f"the standard error of {numbers.measured(row.se_used)} that is used is {size} than "
            "people so many can give "
            f"{_of(row.measure)}{', each of whom had both' if row.paired else ''}; see whether it "
            "is a standard deviation, a variance, or on another scale."
        )

    def _below(row: Any) -> bool:
        return bool(row.times < {**LEAST, "SMD": LEAST_SMD_PAIRED}.get(row.measure, 0.0))

    yield from marked(
        "contrasts",
        placed,
        large | small,
        lambda row: str(row.se_cell),
        "se-contradicts-n",
        reason,
    )


def _of(measure: str) -> str:
    named = {"RD": "a difference in risk", "SMD": "a standardised difference"}
    return named.get(measure, "the log of a ratio")


def implied_sd(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """The standard deviation that a contrast implies is like those of its instrument."""
    frame = registry.in_use("contrasts")
    differences = frame["measure"] == "MD"
    if not differences.any():
        return
    both = _with_arms(registry)
    trials = Trials.of(both, ["outcome", "instrument"])
    above = -below_others(trials, np.log(both["sd"]), both["table"] == "arms")
    own = both["table"] == "contrasts"
    above = Values(above.array[own.array], both["row"].array[own.array]).reindex(frame.index)
    n, n_control = frame["n_intervention"], frame["n_control"]
    root = 0.5 * np.log(n * n_control / (n + n_control))
    # Differences within people are spread by √(2(1 − r)) of their scores, and the SD of the scores
    # that a paired error implies is larger than it by √n over as much.
    root = root.where(~frame["paired"], 0.5 * np.log(frame["people"]))
    near = Values.full(False, frame.index)
    for less in (1.0, 1.96):
        near |= (above > np.log(LEAST_BY_INSTRUMENT)) & (
            (above - root + np.log(less)).abs() < np.log(NEAR)
        )
    bound = np.log(min(protocol.checks.max_sd_ratio, RECOVERED_RATIO))
    far = (above.abs() > bound) & ~near
    named = frame.assign(typical=frame["unit_sd"] / np.exp(above))
    for mask, rule, asked in (
        (near, "se-looks-like-sd", "see whether it is a standard deviation, and not an error"),
        (far, "sd-ratio", "see whether the precision is right, or the scoring another"),
    ):
        yield from marked(
            "contrasts",
            named.assign(asked=asked),
            mask,
            lambda row: str(row.se_cell),
            rule,
            lambda row: (
                f"it implies a standard deviation of {numbers.measured(row.unit_sd)}, and "
                f"elsewhere that of {row.instrument or 'this outcome'} is about "
                f"{numbers.measured(row.typical, 3)}; {row.asked}."
            ),
        )
    yield from _unconfirmed(registry, protocol, frame.select(differences), above[differences])


def _with_arms(registry: Registry) -> Rows:
    """Return the SDs in use of arms and those that differences in points imply, by instrument."""
    arms, contrasts = registry.in_use("arms"), registry.in_use("contrasts")
    columns = ["trial_id", "outcome", "instrument"]
    of_arms = arms.assign(table="arms", row=arms.index)
    points = contrasts.select((contrasts["measure"] == "MD") & contrasts["unit_sd"].notna())
    implied = points.assign(sd=points["unit_sd"], table="contrasts", row=points.index)
    both = below([of_arms, implied], [*columns, "sd", "table", "row"])
    return both.select(both["instrument"] != "")


def _unconfirmed(
    registry: Registry, protocol: Protocol, differences: Rows, above: Values
) -> Iterator[Mark]:
    """Where nothing else speaks for a standard error, nothing tells it from an SD."""
    standardised = [o.id for o in protocol.outcomes if o.measure == "SMD"]
    _, high = range_of(differences, protocol)
    alone = differences["outcome"].isin(standardised) & (differences["se_cell"] == "se")
    alone &= differences["unit_sd"].notna() & differences["p"].isna() & high.isna()
    alone &= either_missing(differences, "ci_low", "ci_high") & above.isna()
    of = ["trial_id", "outcome", "instrument"]
    own = lines_by_key(registry.tables["arms"].columns(of))
    mine = [key in own for key in zip(*differences.columns(of), strict=True)]
    alone &= ~Values(np.array(mine, dtype=bool), differences.index)
    yield from marked(
        "contrasts",
        differences,
        alone,
        "se",
        "se-unconfirmed",
        lambda row: (
            "the difference is standardised by the standard deviation of "
            f"{numbers.measured(row.unit_sd)} that this one cell implies, and no interval, p "
            "value, range or other trial speaks for it; add the interval or the p value, or the "
            "range of the instrument to the protocol."
        ),
    )


def unlike_by_measure(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """For their people, the ratios of one outcome have standard errors that are alike."""
    frame = registry.in_use("contrasts")
    # How alike a person's two results are differs between crossover trials.
    ratios = frame.select(
        frame["measure"].isin(RATIOS) & frame["unit_sd"].notna() & ~frame["paired"]
    )
    if ratios.empty:
        return
    keys = ratios.columns(["outcome", "measure"])
    enough = of_group(ratios["trial_id"], keys, "nunique") > 2
    above = -below_others(Trials.of(ratios, ["outcome", "measure"]), np.log(ratios["unit_sd"]))
    yield from marked(
        "contrasts",
        ratios.assign(times=np.exp(above.abs()), above=above),
        enough & (above.abs() > np.log(MOST_BY_MEASURE)),
        lambda row: str(row.se_cell),
        "se-unlike-others",
        lambda row: (
            f"for so many people the standard error of {numbers.measured(row.se_used)} that is "
            f"used is {numbers.fixed(row.times, 1)} times "
            f"{'larger' if row.above > 0 else 'smaller'} than in the other trials; see "
            "whether it is a standard deviation, a variance, or on another scale."
        ),
    )
