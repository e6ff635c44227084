"""The main pool taken apart trial by trial: one left out at a time, one added at a time."""

from __future__ import annotations

from collections.abc import Sequence

from living_review.findings import Cumulative, LeaveOneOut
from living_review.synthesis.analysis import MainAnalysis, request
from living_review.synthesis.evidence import Member
from living_review.synthesis.requests import Answer, Request
from living_review.synthesis.scale import natural


def without_each(main: MainAnalysis) -> list[Request]:
    """Ask for the pool without each trial in turn; nothing when that would leave fewer than two."""
    members = main.usable
    if len(members) < 3:
        return []
    return [request([*members[:i], *members[i + 1 :]], main.settings) for i in range(len(members))]


def leave_one_out(main: MainAnalysis, answers: Sequence[Answer]) -> tuple[LeaveOneOut, ...]:
    """Give the pool without each trial, in the order of the trials."""
    measure = main.outcome.measure
    return tuple(
        LeaveOneOut(
            trial_id=member.trial_id,
            label=member.trial["label"],
            estimate=natural(answer["estimate"], measure),
            ci_low=natural(answer["ci_low"], measure),
            ci_high=natural(answer["ci_high"], measure),
            tau2=None if answer.settings.model == "common" else answer["tau2"],
            i2=answer["i2"],
            p=answer["p"],
            k=answer.k,
            interval=answer.interval,
        )
        for member, answer in zip(main.usable, answers, strict=bool(answers))
        if answer.defined
    )


def in_order(main: MainAnalysis) -> tuple[Member, ...]:
    """Give the pooled trials by year, then by the date they entered the registry."""
    return tuple(
        sorted(main.usable, key=lambda each: (each.trial["year"], each.trial["date_added"]))
    )


def with_each_added(main: MainAnalysis) -> list[Request]:
    """Ask for the pool of the first trial, the first two, and so on."""
    members = in_order(main)
    return [request(members[: i + 1], main.settings) for i in range(len(members))]


def cumulative(main: MainAnalysis, answers: Sequence[Answer]) -> tuple[Cumulative, ...]:
    """Give the pool as the trials came in."""
    measure = main.outcome.measure
    return tuple(
        Cumulative(
            trial_id=member.trial_id,
            label=member.trial["label"],
            year=member.trial["year"],
            k=answer.k,
            estimate=natural(answer["estimate"], measure),
            ci_low=natural(answer["ci_low"], measure),
            ci_high=natural(answer["ci_high"], measure),
            tau2=answer["tau2"] if answer.k > 1 and main.settings.model == "random" else None,
            interval=answer.interval,
        )
        for member, answer in zip(in_order(main), answers, strict=bool(answers))
        if answer.defined
    )
