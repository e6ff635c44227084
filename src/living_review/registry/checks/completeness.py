"""Suspicions about trials, searches and judgements: each is a query, and the row stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from living_review.protocol import Protocol
from living_review.protocol.messages import suggestion
from living_review.registry.checks.directions import direction_only
from living_review.registry.checks.marking import marked, reported
from living_review.registry.checks.results import RESULT
from living_review.registry.columns import TABLES
from living_review.registry.frames import Mark, Registry
from living_review.registry.groups import again, of_group
from living_review.registry.headers import did_you_mean
from living_review.registry.values import Values

_SEVERITY = {"low": 0, "some concerns": 1, "unclear": 1, "high": 2}
# `contry` is a slip for country; `Control` and `Study` are columns of their own.
NEAR = 0.8


def dates_in_the_future(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """Nothing was added or searched after the day the registry was pulled."""
    today = registry.raw.pulled_at.date()
    for table, column in (("trials", "date_added"), ("searches", "date")):
        frame = registry.tables[table]
        late = Values(
            np.array([_after(value, today) for value in frame[column]], bool), frame.index
        )
        reason = f"the registry was pulled on {today}, before this date; correct it."
        yield from marked(table, frame, late, column, "date-in-the-future", reason)


def included_without_data(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An included trial has a result that can be used, and its risk of bias."""
    trials = registry.tables["trials"]
    included = trials["status"] == "included"
    results, aside = (
        side["arms"]["trial_id"].there() | side["contrasts"]["trial_id"].there()
        for side in (registry.tables, registry.removed)
    )
    bare = included & ~trials["trial_id"].isin(results)
    yield from marked(
        "trials",
        trials,
        bare,
        "status",
        "included-without-data",
        lambda row: (
            "every result of the trial was set aside, so it enters no analysis; see what the rows "
            "set aside say."
            if row.trial_id in aside
            else "the trial is included and has no result in the registry; enter one, or say in "
            "status_reason why there is none."
        ),
    )
    judged = registry.tables["risk_of_bias"]["trial_id"]
    reason = "the trial is included and its risk of bias has not been judged; judge it."
    unjudged = included & ~trials["trial_id"].isin(judged)
    yield from marked("trials", trials, unjudged, "status", "included-without-rob", reason)


def people_missing(registry: Registry, protocol: Protocol) -> Iterator[Mark]:
    """A contrast says how many people it has, and so does an arm that is a rate."""
    arms = registry.tables["arms"]
    reason = (
        "without the number of people analysed in the arm its rate is weighed and the people of "
        "the trial are not counted; fill it in from the report, if it is there."
    )
    known = arms["n"].notna()
    # In a crossover trial the people of one arm are those of the other.
    if not known.all():
        known |= registry.crossed(arms) & of_group(known, [arms[RESULT]], "any")
    yield from marked("arms", arms, ~known, "n", "people-not-counted", reason)
    contrasts = registry.tables["contrasts"]
    counted = reported(contrasts, "n_intervention", "n_control")
    either = contrasts["n_intervention"].notna() | contrasts["n_control"].notna()
    uncounted = ~counted & ~(registry.crossed(contrasts) & either)
    if not uncounted.any():
        return
    not_weighed = [mark.row for mark in direction_only(registry, protocol)]
    uncounted &= ~contrasts.named(not_weighed)
    reason = (
        "without the number of people in both arms the result is weighed and its people are not "
        "counted; fill in both."
    )
    yield from marked(
        "contrasts", contrasts, uncounted, "n_intervention", "people-not-counted", reason
    )


def reasons_missing(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A trial that is not included says why."""
    trials = registry.tables["trials"]
    mask = (trials["status"] != "included") & (trials["status_reason"] == "")
    reason = "a trial that is not included needs its reason; write it."
    yield from marked("trials", trials, mask, "status_reason", "reason-missing", reason)


def overall_judgement(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """The overall judgement is there, and no better than the worst domain."""
    frame = registry.tables["risk_of_bias"]
    severity = frame["judgement"].numbers(_SEVERITY)
    overall = frame["domain"] == "overall"
    keys = frame.columns(["trial_id", "outcome", "tool"])
    worst = of_group(severity.where(~overall), keys, "max")
    reason = "a domain of the same trial is judged worse; an overall judgement is never better."
    yield from marked(
        "risk_of_bias", frame, overall & (severity < worst), "judgement", "overall-too-good", reason
    )
    without = ~of_group(overall, keys, "any") & ~again(keys, but_first=True)
    reason = "the trial has judgements of domains and no overall one; add it."
    yield from marked("risk_of_bias", frame, without, "domain", "overall-missing", reason)


def unknown_search(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """A search that is named is in the table of searches."""
    known = sorted(registry.tables["searches"]["search_id"].there())
    for table in ("trials", "exclusions"):
        frame = registry.tables[table]
        mask = (frame["search_id"] != "") & ~frame["search_id"].isin(known)
        yield from marked(
            table,
            frame,
            mask,
            "search_id",
            "unknown-search",
            lambda row: (
                "there is no such search in the table searches"
                + (did_you_mean(row.search_id, known) or "; add it.")
            ),
        )


def search_arithmetic(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """The boxes of the flow diagram add up (PRISMA 2020)."""
    frame = registry.tables["searches"]
    for start, less, left in (
        ("records", "duplicates_removed", "screened"),
        ("screened", "excluded", "sought"),
        ("sought", "not_retrieved", "assessed"),
    ):
        wrong = (frame[start] - frame[less]) - frame[left]
        mask = wrong.notna() & (wrong != 0)
        reason = f"{start} less {less} does not give {left}; correct the count that is wrong."
        yield from marked("searches", frame, mask, left, "search-arithmetic", reason)
    mask = frame["excluded_full_text"] > frame["assessed"]
    reason = "more reports are excluded than were assessed; correct one of the counts."
    yield from marked("searches", frame, mask, "excluded_full_text", "search-arithmetic", reason)


def near_miss_columns(registry: Registry, _protocol: Protocol) -> Iterator[Mark]:
    """An extra column with nearly the name of an absent one may be a slip."""
    raw = registry.raw["trials"]
    absent = [name for name in TABLES["trials"].names if name not in raw.columns]
    for name in raw.columns:
        hint = suggestion(name, absent, NEAR) if name not in TABLES["trials"].names else ""
        if hint:
            reason = f"the column '{name}' is not one the program knows{hint}"
            yield Mark("trials", 1, name, "near-miss-column", reason)


def _after(value: object, today: dt.date) -> bool:
    return isinstance(value, dt.date) and value > today
