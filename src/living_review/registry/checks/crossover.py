"""Crossover trials: whether anything is known of their pairs, and whether it can be so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np

from living_review.ground.measures import MEANS, NAMES, RATES, RISKS, Measure
from living_review.protocol import Outcome, Protocol
from living_review.protocol.method_rules import NAMES as METHODS
from living_review.registry.checks.marking import marked, reported
from living_review.registry.checks.results import COMPARISON
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import again
from living_review.registry.rows import Rows
from living_review.registry.values import Values

# What a bound may be missed by: a figure by itself, or one that is worked out from two.
ROUNDED, ROUNDED_TWICE = 1.02, 1.05
_AS_GROUPS = "so it is used as if its periods were two groups of people"
_ASSUME = "set analysis.crossover_correlation in the protocol"


def with_precision(frame: Rows) -> Values:
    """Tell the contrasts that give a standard error by themselves, of whatever kind."""
    difference = frame["measure"] == "MD"
    by_t = difference & (frame["t"].fillna(0) != 0) & (frame["estimate"] != 0)
    by_spread = difference & frame["sd_difference"].notna()
    return (
        reported(frame, "se")
        | reported(frame, "ci_low", "ci_high")
        | reported(frame, "o_minus_e", "variance")
        | cast(Values, by_t | by_spread)
    )


def unpaired(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A crossover trial gives a figure of its pairs, or the protocol assumes their correlation."""
    if not (registry.tables["trials"]["design"] == "crossover").any():
        return
    arms, contrasts = registry.tables["arms"], registry.tables["contrasts"]
    measures = {outcome.id: outcome.measure for outcome in protocol.outcomes}
    wanted = contrasts["outcome"].texts(measures)
    own = contrasts["measure"] == wanted
    through = (contrasts["measure"] == "MD") & wanted.isin(["SMD", "ROM"])
    precise = with_precision(contrasts) | (contrasts["p"] < 1)
    known = arms[COMPARISON].isin(contrasts[COMPARISON][precise & (own | through)])
    ours = registry.crossed(arms)
    for outcome in protocol.outcomes:
        counting = _counting(outcome, protocol)
        assumed = _assumed(outcome, protocol)
        of_it = ours & (arms["outcome"] == outcome.id)
        for told in (False, True):
            mask = of_it & (known == told)
            # Methods that count know of no pairs, whatever is told of them.
            if (told or assumed) and not counting:
                continue
            first = mask & ~again([arms[COMPARISON].where(mask)], but_first=True)
            reason = (
                _counted(counting, outcome.measure, told=told or assumed)
                if counting
                else "everybody in this trial had both interventions, and nothing is known of the "
                f"pairs, {_AS_GROUPS}; {_remedy(outcome.measure)}."
            )
            yield from marked("arms", arms, first, "arm", "crossover-unpaired", reason)
    bare = [o.id for o in protocol.outcomes if o.measure == "SMD" and not _assumed(o, protocol)]
    with_arms = contrasts[COMPARISON].isin(arms[COMPARISON])
    mask = registry.crossed(contrasts) & contrasts["outcome"].isin(bare) & through & ~own
    reason = (
        "the spread of a difference within people says nothing of the spread of their scores, so "
        f"only its direction is used; enter the arms too, or {_ASSUME}."
    )
    yield from marked(
        "contrasts", contrasts, mask & ~with_arms, "estimate", "crossover-unpaired", reason
    )


def assumed_correlations(protocol: Protocol) -> dict[str, float]:
    """Give the correlation of a person's two results that is assumed for each outcome."""
    found = {o.id: protocol.analysis_for(o).crossover_correlation for o in protocol.outcomes}
    return {name: value for name, value in found.items() if value is not None}


def _counting(outcome: Outcome, protocol: Protocol) -> str:
    """Name the method that counts the events of the arms of an outcome; '' for weights."""
    if outcome.measure not in RISKS:
        return ""
    return METHODS.get(protocol.analysis_for(outcome).method, "")


def _assumed(outcome: Outcome, protocol: Protocol) -> bool:
    """Tell whether the protocol assumes a correlation that the arms of an outcome can use."""
    given = protocol.analysis_for(outcome).crossover_correlation is not None
    return given and outcome.measure not in RATES


def _counted(method: str, measure: str, *, told: bool) -> str:
    """Say what a method that counts makes of a crossover trial, and what would use its pairs."""
    start = (
        f"everybody in this trial had both interventions, and {method} counts the events of each "
        f"arm and knows of no pairs, {_AS_GROUPS}; to use the pairs, choose "
        "method: inverse-variance for the outcome"
    )
    return f"{start}." if told else f"{start} and {_remedy(measure)}."


def _remedy(measure: str) -> str:
    """Say what is entered so that the pairs of a crossover trial are known."""
    if measure in MEANS:
        return (
            "enter the mean difference within people with its standard error, sd_difference or t "
            f"in a row of contrasts, or {_ASSUME}"
        )
    enter = (
        f"enter the {NAMES[cast(Measure, measure)]} of the paired analysis ({measure}) with its "
        "standard error or interval in a row of contrasts"
    )
    # The variance of rates has no term for pairs, so a correlation would change nothing.
    return enter if measure in RATES else f"{enter}, or {_ASSUME}"


def impossible_pairs(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A paired standard error is one that the standard deviations of the periods allow."""
    arms, contrasts = registry.in_use("arms"), registry.in_use("contrasts")
    both = contrasts.select(contrasts["difference_sd"].notna())
    if both.empty:
        return
    alone = ~again(arms.columns([COMPARISON, "role"]))
    spread = both["difference_sd"]
    first, second = (
        _of_comparison(arms.select((arms["role"] == role) & alone), both)
        for role in ("intervention", "control")
    )
    # Rounding moves a bound by a little; what it cannot explain is a contradiction.
    slack = np.where(both["se_cell"].isin(["se", "sd_difference"]), ROUNDED, ROUNDED_TWICE)
    slack = np.where(both["se_cell"] == "p", np.inf, slack)
    small = spread < (first - second).abs() / slack
    large = spread > slack * (first + second)
    yield from marked(
        "contrasts",
        both,
        small | large,
        lambda row: str(row.se_cell),
        "crossover-correlation",
        "with the standard deviations of the two periods, no correlation of a person’s two "
        "results gives this figure; see whether it is that of the difference within people.",
    )


def _of_comparison(arms: Rows, contrasts: Rows) -> Values:
    """Return the SD in use of the one arm of the comparison of each contrast; NaN without one."""
    known = dict(zip(arms[COMPARISON], arms["sd"], strict=True))
    found = [known.get(each, np.nan) for each in contrasts[COMPARISON]]
    return Values(np.array(found, dtype=float), contrasts.index)


def difference_elsewhere(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Only a crossover trial has differences within people to be spread."""
    frame = registry.tables["contrasts"]
    mask = frame["sd_difference"].notna() & ~registry.crossed(frame)
    reason = (
        "differences within people belong to a crossover trial, and the design of this one is "
        "another, so the figure is not used; correct the design, or remove it."
    )
    yield from marked(
        "contrasts", frame, mask, "sd_difference", "sd-difference-not-crossover", reason
    )
    other = (frame["t"].notna() | frame["sd_difference"].notna()) & (frame["measure"] != "MD")
    reason = "t and sd_difference are of a mean difference, so the figure is not used; remove it."
    yield from marked(
        "contrasts",
        frame,
        other,
        lambda row: "sd_difference" if row.t != row.t else "t",
        "t-not-used",
        reason,
    )
