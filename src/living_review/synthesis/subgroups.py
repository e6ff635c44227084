"""Whether the effect differs between kinds of trials."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from living_review.distributions import chi2_tail
from living_review.findings import Subgroup, SubgroupLevel
from living_review.synthesis.analysis import MainAnalysis, participants, request
from living_review.synthesis.evidence import Member
from living_review.synthesis.meta_analysis import Answer, Request, heterogeneity_of, pooled_of

NOT_REPORTED = "not reported"


@dataclass(frozen=True, eq=False)
class Split:
    """The pooled trials by one of their characteristics, levels in the order of the alphabet."""

    moderator: str
    levels: dict[str, tuple[Member, ...]]

    @property
    def splits(self) -> bool:
        return len(self.levels) > 1


def split(main: MainAnalysis, moderator: str) -> Split:
    """Sort the pooled trials by a column of trials.csv; empty cells make a level of their own."""
    levels: dict[str, list[Member]] = {}
    for member in main.usable:
        value = member.trial.get(moderator)
        levels.setdefault(NOT_REPORTED if value is None else str(value), []).append(member)
    names = sorted(levels, key=lambda name: (name == NOT_REPORTED, name.casefold()))
    return Split(moderator, {name: tuple(levels[name]) for name in names})


def requests(main: MainAnalysis, parts: Split) -> list[Request]:
    """Ask for the pool of each level, with its own variance between trials; nothing if only one."""
    if not parts.splits:
        return []
    return [request(members, main.settings, detailed=True) for members in parts.levels.values()]


def subgroup(main: MainAnalysis, parts: Split, answers: Sequence[Answer]) -> Subgroup:
    """Give the pools of the levels and the test between them.

    Q between is the weighted sum of squares of the levels' pooled effects about their mean, on
    levels − 1 degrees of freedom, each weighted by the inverse of its variance under its own τ²
    (Borenstein 2009, ch. 19).
    """
    if not parts.splits:
        only = next(iter(parts.levels), NOT_REPORTED)
        return Subgroup(
            moderator=parts.moderator,
            levels=(),
            q_between=None,
            df=None,
            p=None,
            reason=f"All trials have the same value: {only}.",
        )
    measure = main.outcome.measure
    levels = tuple(
        SubgroupLevel(
            level=name,
            k=len(members),
            n=participants(members),
            pooled=pooled_of(answer, measure),
            heterogeneity=heterogeneity_of(answer),
        )
        for (name, members), answer in zip(parts.levels.items(), answers, strict=True)
    )
    q = _q_between(list(parts.levels.values()), answers)
    df = len(levels) - 1
    return Subgroup(
        moderator=parts.moderator,
        levels=levels,
        q_between=q,
        df=df,
        p=None if q is None else float(chi2_tail(df, q)),
        reason=None if q is not None else "A level has no estimate to compare.",
    )


def _q_between(levels: Sequence[Sequence[Member]], answers: Sequence[Answer]) -> float | None:
    common = answers[0].settings.model == "common"
    means = np.array([answer["estimate"] for answer in answers])
    precision = np.array(
        [
            sum(
                1.0 / (each.effect.variance + (0.0 if common else answer["tau2"]))
                for each in members
                if each.effect.variance is not None
            )
            for members, answer in zip(levels, answers, strict=True)
        ]
    )
    centre = float(np.sum(precision * means) / np.sum(precision))
    q = float(np.sum(precision * (means - centre) ** 2))
    return q if math.isfinite(q) else None
