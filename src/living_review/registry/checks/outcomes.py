"""What the protocol says of an outcome, beside the results there are: units, thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from living_review.measures import EVENTS, RATES, RELATIVE
from living_review.protocol import Outcome, Protocol
from living_review.protocol.outcome_rules import sizes, stated_baselines
from living_review.protocol.thresholds import furthest
from living_review.registry.frames import Mark, Registry

_HEADER = 1


def units_named(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A difference in points says what its points are."""
    for outcome in protocol.outcomes:
        if outcome.measure == "MD" and not outcome.unit:
            yield from _of(
                registry,
                outcome,
                "unit-missing",
                "is a difference in points, and the protocol does not say what they are; add "
                "unit to the outcome (points, mmHg, kg), so that readers see it.",
            )


def thresholds_in_reach(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A threshold can be reached at the risks, or rates, with the comparator."""
    for outcome in protocol.outcomes:
        given = outcome.thresholds.given if outcome.thresholds else {}
        if outcome.measure not in EVENTS | RELATIVE or not given:
            continue
        if given["small"].form == "ratio":
            continue
        stated = stated_baselines(outcome)
        baselines = stated or _medians(registry, outcome)
        noun = "rate" if outcome.measure in RATES else "risk"
        if not baselines and outcome.measure in RELATIVE:
            yield from _of(
                registry,
                outcome,
                "threshold-without-baseline",
                f"has thresholds that are differences in {noun}, and no {noun} with the comparator "
                f"is known, so no size is named; add baseline_{noun}s to the outcome, or write the "
                "thresholds as {ratio: 0.8}.",
            )
        elif baselines:
            where = "stated" if stated else "of the trials"
            yield from _beyond(registry, outcome, baselines, f"{noun}s {where}", noun)


def _beyond(
    registry: Registry, outcome: Outcome, baselines: tuple[float, ...], where: str, noun: str
) -> Iterator[Mark]:
    given = outcome.thresholds.given if outcome.thresholds else {}
    most = furthest(outcome.measure, outcome.better, baselines)
    values = sizes(outcome)
    beyond = [name for name, value in values.items() if value >= most]
    remedy = (
        f"they are differences in {noun}, never ratios; correct them, or write ratios as "
        "{ratio: 0.8}."
    )
    at = f"at the {where} ({', '.join(f'{each:.3g}' for each in baselines)})"
    if beyond:
        named = ", ".join(f"{name} {given[name].written}" for name in beyond)
        so = " (so no size is named)" if "small" in beyond and outcome.measure in RELATIVE else ""
        yield from _of(
            registry,
            outcome,
            "threshold-out-of-reach",
            f"has thresholds that no effect could reach {at}: {named}{so}; {remedy}",
        )
    elif values["small"] > most / 2:
        yield from _of(
            registry,
            outcome,
            "threshold-out-of-reach",
            f"has a threshold, small {given['small'].written}, beside which even a benefit that "
            f"halves the {noun} of the worse outcome would be called little to no difference {at}; "
            f"{remedy}",
        )


def _medians(registry: Registry, outcome: Outcome) -> tuple[float, ...]:
    """Give the median risk or rate with the comparator at each time point that has any."""
    arms, trials = registry.frames["arms"], registry.frames["trials"]
    included = trials.loc[trials["status"] == "included", "trial_id"]
    rows = arms[
        (arms["outcome"] == outcome.id)
        & (arms["role"] == "control")
        & arms["trial_id"].isin(included)
        & arms["events"].notna()
    ]
    if outcome.measure in RATES:
        per = outcome.person_time.per if outcome.person_time else 1.0
        share = rows["events"] / rows["time_at_risk"] * per
    else:
        share = rows["events"] / rows["n"]
    medians = share.groupby(rows["timepoint"]).median()
    usable = medians[(medians > 0) & ((medians < 1) | (outcome.measure in RATES))]
    return tuple(float(each) for each in usable)


def _of(registry: Registry, outcome: Outcome, rule: str, reason: str) -> Iterator[Mark]:
    """Say it once, at the head of the table that holds most results of the outcome."""
    counts = {
        table: int((registry.frames[table]["outcome"] == outcome.id).sum())
        for table in ("arms", "contrasts")
    }
    table = max(counts, key=lambda name: counts[name])
    if counts[table]:
        yield Mark(table, _HEADER, "outcome", rule, f"'{outcome.id}' {reason}")
