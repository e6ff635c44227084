"""Whether the effect differs between kinds of trials."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from living_review.findings import Subgroup, SubgroupLevel
from living_review.ground.spelling import alphabetical, plain
from living_review.language import say
from living_review.language.facts import analyses as facts
from living_review.pooling import pool
from living_review.synthesis.analysis import MainAnalysis, participants, request
from living_review.synthesis.evidence import Member
from living_review.synthesis.meta_analysis import heterogeneity_of, pooled_of
from living_review.synthesis.requests import Answer, Request


@dataclass(frozen=True, eq=False)
class Split:
    """The pooled trials by one of their characteristics, levels in the order of the alphabet."""

    moderator: str
    levels: dict[str, tuple[Member, ...]]

    @property
    def splits(self) -> bool:
        return len(self.levels) > 1


def split(main: MainAnalysis, moderator: str) -> Split:
    """Sort the pooled trials by a column of trials.csv; empty cells make a level of their own.

    What a filter reads as the same is one level, under its most frequent spelling.
    """
    not_reported = say(facts.LevelNotReported())
    levels: dict[str, list[Member]] = {}
    spellings: dict[str, Counter[str]] = {}
    for member in main.usable:
        value = member.trial.get(moderator)
        name = not_reported if value is None else " ".join(str(value).split())
        levels.setdefault(plain(name), []).append(member)
        spellings.setdefault(plain(name), Counter())[name] += 1
    named = {key: min(each, key=lambda x: (-each[x], x)) for key, each in spellings.items()}
    keys = sorted(levels, key=lambda key: (named[key] == not_reported, alphabetical(key)))
    return Split(moderator, {named[key]: tuple(levels[key]) for key in keys})


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
        only = next(iter(parts.levels), say(facts.LevelNotReported()))
        return Subgroup(
            moderator=parts.moderator,
            levels=(),
            q_between=None,
            df=None,
            p=None,
            reason=say(facts.OneLevel(level=only)),
        )
    measure = main.outcome.measure
    levels = tuple(
        SubgroupLevel(
            level=name,
            k=len(members),
            **participants(members)._asdict(),
            pooled=pooled_of(answer, measure),
            heterogeneity=heterogeneity_of(answer),
        )
        for (name, members), answer in zip(parts.levels.items(), answers, strict=True)
    )
    q, p = _between(answers) or (None, None)
    return Subgroup(
        moderator=parts.moderator,
        levels=levels,
        q_between=q,
        df=len(levels) - 1,
        p=p,
        reason=None if q is not None else say(facts.LevelWithoutEstimate()),
    )


def _between(answers: Sequence[Answer]) -> tuple[float, float] | None:
    """Q of the levels' pooled effects about their mean, and its p; None where one is unknown.

    It is the Q of the common-effect pool of the levels.
    """
    means = [answer["estimate"] for answer in answers]
    variances = [1.0 / answer["precision"] for answer in answers]
    if not all(map(math.isfinite, (*means, *variances))):
        return None
    levels = pool(means, variances, tau2="common")
    return float(levels.q), float(levels.q_p)
